/*
 * 19-pid-file: found by a file, single by a lock.
 *
 * Try:      build/16-daemonize -d . -l log build/19-pid-file start my.pid
 *           (twice: see log); build/19-pid-file status|reload|stop my.pid
 * Observe:  cat my.pid /proc/locks (after kill -9 the file is left, alone)
 * Read:     lessons/19-pid-file.md, fcntl(2), pidfd_open(2)
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2), lstat(2), syscall(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */
enum { STATUS, RELOAD, STOP, START };
static const char *verbs[] = {"status", "reload", "stop", "start"};
static int failure = 1; /* an error's exit status; status has 4, unknown */

/* Only a file, and no link to one; -1 if there is none. */
static int open_file(const char *path, int flags)
{
    struct stat is = {.st_mode = S_IFREG};
    int fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);

    if (fd == -1 ? errno != ENOENT || flags & O_CREAT : fstat(fd, &is) == -1)
        err(failure, "%s%s", path, errno == ELOOP ? ": a symbolic link" : "");
    if (!S_ISREG(is.st_mode))
        errx(failure, "%s: not a regular file", path);
    return fd;
}

/* Whose lock is in our way? The kernel tells. 0: nobody's; -1: no PID here. */
static pid_t find_holder(int fd, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};

    if (fcntl(fd, F_GETLK, &lock) == -1)
        err(failure, "F_GETLK");
    return lock.l_type == F_UNLCK ? 0 : lock.l_pid > 0 ? lock.l_pid : -1;
}

static int serve(const char *path)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat is, found = {0};
    int fd, pid, signo = 0;
    sigset_t set;

    if (sigemptyset(&set) || sigaddset(&set, SIGHUP) ||
        sigaddset(&set, SIGTERM) || sigprocmask(SIG_BLOCK, &set, NULL) == -1)
        err(1, "sigprocmask");
    alarm(FUSE);
    if (fcntl(1, F_GETFD) == -1 || fcntl(2, F_GETFD) == -1)
        err(1, "1 and 2 must be open"); /* or the file is, and gets our words */
    do { /* once more, if its owner has just removed it and ended */
        char old[32] = "";
        fd = open_file(path, O_RDWR | O_CREAT);
        while (fcntl(fd, F_SETLK, &lock) == -1)
            if (errno != EAGAIN && errno != EACCES)
                err(1, "%s", path);
            else if ((pid = find_holder(fd, F_WRLCK)) != 0)
                err(1, "%s: locked by PID %d", path, pid);
        if (fstat(fd, &is) == -1 || pread(fd, old, sizeof old - 1, 0) == -1)
            err(1, "%s", path);
        if (strspn(old, "0123456789\n") != (size_t)is.st_size ||
            strcspn(old, "\n") + 1 < (size_t)is.st_size)
            errx(1, "%s: not a PID file, and left as it is", path);
    } while (is.st_nlink == 0 && close(fd) == 0);
    if (ftruncate(fd, 0) == 0 && dprintf(fd, "%d\n", getpid()) > 0) {
        dprintf(1, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", "server",
                getpid(), getppid(), getpgrp(), getsid(0));
        while ((errno = sigwait(&set, &signo)) == 0 && signo == SIGHUP)
            dprintf(1, "reload\n");
    }
    if (signo != SIGTERM)
        warn("%s", path);
    if ((lstat(path, &found) == -1 && errno != ENOENT) ||
        (found.st_ino == is.st_ino && found.st_dev == is.st_dev &&
         unlink(path) == -1))
        err(1, "%s", path);
    return signo == SIGTERM ? 0 : 1; /* the lock goes last, with us */
}

int main(int argc, char **argv)
{
    int verb = argc == 3 ? START : -1, fd, pid, process, signo, done;

    while (verb != -1 && strcmp(argv[1], verbs[verb]) != 0)
        verb--;
    if (verb == -1) {
        fputs("usage: 19-pid-file start|status|reload|stop PIDFILE\n", stderr);
        return 2;
    }
    if (verb == START)
        return serve(argv[2]);
    failure = verb == STATUS ? 4 : 1, signo = verb == STOP ? SIGTERM : SIGHUP;
    do { /* a PID may be another's by now, a PID descriptor may not: get that,
          * ask again, and then signal; once more, if it has just ended */
        fd = open_file(argv[2], O_RDONLY);
        pid = fd == -1 ? 0 : find_holder(fd, F_RDLCK);
        errno = ESRCH;
        done = pid == 0 || verb == STATUS ||
               ((process = (int)syscall(SYS_pidfd_open, pid, 0)) != -1 &&
                find_holder(fd, F_RDLCK) == pid &&
                syscall(SYS_pidfd_send_signal, process, signo, NULL, 0) == 0);
        if (!done && errno != ESRCH)
            err(1, "cannot signal PID %d", pid);
    } while (!done);
    if ((pid != 0 ? dprintf(1, "%-8s pid %d\n", verbs[verb], pid)
                  : dprintf(1, "not running%s\n",
                            fd == -1 ? "" : ", but the file is there")) < 0)
        err(failure, "standard output");
    return pid != 0 || verb == STOP ? 0 : verb == RELOAD ? 7 : fd == -1 ? 3 : 1;
}
