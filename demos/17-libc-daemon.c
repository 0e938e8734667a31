/*
 * 17-libc-daemon: what daemon(3) does and leaves out.
 *
 * Try:      build/17-libc-daemon 0 0     (then 0 1, 1 0, 1 1; it says its PID)
 *           (umask 077; trap '' HUP; build/17-libc-daemon 0 0 9</etc/passwd)
 *           build/17-libc-daemon 0 0 README.md; echo $?    (0, and no daemon)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,ignored,comm -p PID
 *           ls -l /proc/PID/cwd /proc/PID/fd; grep Umask /proc/PID/status
 *           TTY is "?"; STAT is "Ss" with glibc and "S" with musl; the mask,
 *           the ignored signal and descriptor 9 are the caller's.
 * Read:     lessons/17-libc-daemon.md, daemon(3), daemon(7)
 */
#define _DEFAULT_SOURCE /* daemon(3), which is not in POSIX; dprintf(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

#ifdef __GLIBC__
static const char *const libc = "glibc";
#else /* musl defines no macro to be known by */
static const char *const libc = "not glibc";
#endif

/* 0 or 1; -1 if the word is neither. */
static int parse_flag(const char *word)
{
    if (strcmp(word, "0") == 0)
        return 0;
    if (strcmp(word, "1") == 0)
        return 1;
    return -1;
}

/* In one write(2) (with musl, if it is short): others may be writing there. */
static int complain(int fd, const char *about)
{
    dprintf(fd, "17-libc-daemon: %s: %s\n", about, strerror(errno));
    return 1;
}

int main(int argc, char **argv)
{
    int nochdir = -1, noclose = -1, caller;

    if (argc == 3 || argc == 4) {
        nochdir = parse_flag(argv[1]);
        noclose = parse_flag(argv[2]);
    }
    if (nochdir == -1 || noclose == -1) {
        fputs(
            "usage: 17-libc-daemon NOCHDIR NOCLOSE [FILE]     (each 0 or 1)\n",
            stderr);
        return 2;
    }

    /* daemon(3) knows of 0, 1 and 2. Through this one we are heard afterwards;
     * dprintf(3) has no buffer of which a fork could make two. */
    caller = fcntl(STDERR_FILENO, F_DUPFD, STDERR_FILENO + 1);
    if (caller == -1 || dprintf(caller, "libc     %s\n", libc) < 0)
        err(1, "standard error");

    /* If it fails: in which process? And 2 may lead to /dev/null already. */
    if (daemon(nochdir, noclose) == -1)
        return complain(caller, "daemon");

    /* From here on nothing that fails can reach our caller's $?: it is 0. */
    alarm(FUSE); /* a child does not inherit its parent's */
    if (dprintf(caller, "%-8s pid %d\n", "daemon", getpid()) < 0)
        return 1;

    /* Many programs do only now what may fail. */
    if (argc == 4 && open(argv[3], O_RDONLY | O_NOCTTY) == -1)
        return complain(STDERR_FILENO, argv[3]);
    for (;;)
        pause();
}
