/*
 * 12-umask: a mask, not a subtraction.
 *
 * Try:      mkdir -p work/new; cd work/new; ../../build/12-umask 033
 *           (or 0, 022, 027; without MASK it keeps the one that it inherits)
 * Observe:  stat -c '%a %A %n' *        0666 became 644, 0777 became 744
 *           grep Umask /proc/PID/status (the PID it says): 0033
 *           ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           ps has no column that would show the mask.
 * Read:     lessons/12-umask.md, umask(2), open(2), unix(7)
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3), getsid(2), mkfifo(3) */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */
enum { INHERITED = -1, NO_MASK = -2 };

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* End, and go on in a child, once it has been adopted. */
static void leave_parent(void)
{
    pid_t parent = getpid();

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        alarm(FUSE); /* a child does not inherit its parent's */
        while (getppid() == parent)
            sched_yield();
        break;
    default:
        _exit(0);
    }
}

/* The mask in a word such as 027; NO_MASK if there is none in it. */
static long parse_octal(const char *word)
{
    enum { OCTAL = 8, LARGEST = 0777 };
    char *end;
    unsigned long mask = strtoul(word, &end, OCTAL);

    /* strtoul(3) would also accept a sign, and blanks. */
    if (word[0] < '0' || word[0] > '7')
        return NO_MASK;
    if (*end != '\0' || mask > LARGEST)
        return NO_MASK;
    return (long)mask;
}

/* All of them are new: a file that exists keeps the mode that it has. */
static void make_files(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd;

    /* fopen(3) has no argument for a mode: it asks for 0666. */
    if (fopen("file", "wx") == NULL)
        fail("file");

    /* bind(2), which makes a socket's file, has none either, and asks for
     * 0777. */
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd == -1)
        fail("socket");
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
        fail("socket");

    /* These ask for the same by an argument. */
    if (mkfifo("fifo", 0666) == -1)
        fail("fifo");
    if (mkdir("folder", 0777) == -1)
        fail("folder");

    /* A program that knows which mode it wants says so; the mask can only take
     * bits away. */
    if (open("secret", O_WRONLY | O_CREAT | O_EXCL, 0600) == -1)
        fail("secret");
}

int main(int argc, char **argv)
{
    long mask = INHERITED;

    if (argc == 2)
        mask = parse_octal(argv[1]);
    if (argc > 2 || mask == NO_MASK) {
        fputs("usage: 12-umask [MASK]     (octal, 0 to 777)\n", stderr);
        return 2;
    }
    leave_parent();
    if (setsid() == -1)
        fail("setsid");
    if (mask != INHERITED)
        umask((mode_t)mask); /* always succeeds; returns the one before */
    make_files();
    say_who("daemon");
    for (;;)
        pause();
}
