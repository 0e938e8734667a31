/*
 * 19-pid-file: found by a file, single by a lock.
 *
 * Try:      build/16-daemonize -d . -l log build/19-pid-file my.pid
 *           (twice, and then see log); build/19-control status my.pid
 * Observe:  cat my.pid /proc/locks (after kill -9 the file is left, alone)
 * Read:     lessons/19-pid-file.md, fcntl(2), 19-control.c
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), lstat(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

/* Opens the PID file, or makes one. Only a file: no link to one, no device. */
static int open_file(const char *path)
{
    struct stat is;
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                  0600);

    if (fd == -1 && errno == ELOOP)
        errx(1, "%s: a symbolic link", path);
    if (fd == -1 || fstat(fd, &is) == -1)
        err(1, "%s", path);
    if (!S_ISREG(is.st_mode))
        errx(1, "%s: not a regular file", path);
    return fd;
}

/* Ends, and says whose lock is in the way. Returns if there is none any more.
 * A server's lock is one for writing. Anybody who may read the file can have
 * one for reading. */
static void name_holder(int fd, const char *path)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_GETLK, &lock) == -1)
        err(1, "%s", path);
    if (lock.l_type == F_UNLCK)
        return;
    if (lock.l_pid <= 0)
        errx(1, "%s: locked by no process of this PID namespace", path);
    if (lock.l_type == F_WRLCK)
        errx(1, "%s: locked by PID %d", path, lock.l_pid);
    errx(1, "%s: locked for reading by PID %d, and no server runs", path,
         lock.l_pid);
}

/* One call looks whether there is a lock, and takes it. */
static void take_lock(int fd, const char *path)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    while (fcntl(fd, F_SETLK, &lock) == -1) {
        if (errno != EAGAIN && errno != EACCES)
            err(1, "%s", path);
        name_holder(fd, path);
    }
}

/* A PID file is empty, or has digits and a newline. All else is somebody's. */
static void check_content(int fd, const char *path)
{
    char text[32]; /* a PID has at most ten digits */
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    size_t digits;

    if (length == -1)
        err(1, "%s", path);
    text[length] = '\0';
    digits = strspn(text, "0123456789");
    if (text[digits] == '\n')
        digits++;
    if (digits != (size_t)length || digits == sizeof text - 1)
        errx(1, "%s: not a PID file, and left as it is", path);
}

/* Opens and locks the file. Its last owner may have removed it in between: then
 * nobody would find our lock, so once more. */
static int claim(const char *path)
{
    struct stat is;
    int fd;

    for (;;) {
        fd = open_file(path);
        take_lock(fd, path);
        check_content(fd, path);
        if (fstat(fd, &is) == -1)
            err(1, "%s", path);
        if (is.st_nlink > 0)
            return fd;
        close(fd);
    }
}

/* Removes only our own file. The name may lead to another one by now. */
static void remove_file(const char *path, int fd)
{
    struct stat ours, found;

    if (fstat(fd, &ours) == -1)
        err(1, "%s", path);
    if (lstat(path, &found) == -1) {
        if (errno != ENOENT)
            err(1, "%s", path);
        return;
    }
    if (found.st_dev != ours.st_dev || found.st_ino != ours.st_ino)
        return;
    if (unlink(path) == -1)
        err(1, "%s", path);
}

/* The number is for people and for scripts. Everybody may read it, and ask who
 * has the lock, whatever the umask is. */
static int write_pid(int fd)
{
    if (ftruncate(fd, 0) == -1 || dprintf(fd, "%d\n", getpid()) < 0)
        return -1;
    return fchmod(fd, 0644);
}

/* Serves until SIGTERM, and returns the exit status. A full disk is no reason
 * to end (lesson 21). */
static int serve(const sigset_t *signals)
{
    int error, signo;

    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n",
                "server", getpid(), getppid(), getpgrp(), getsid(0)) < 0)
        warn("standard output");
    for (;;) {
        error = sigwait(signals, &signo);
        if (error != 0) {
            errno = error;
            warn("sigwait");
            return 1;
        }
        if (signo == SIGTERM)
            return 0;
        if (dprintf(STDOUT_FILENO, "reload\n") < 0)
            warn("standard output");
    }
}

int main(int argc, char **argv)
{
    sigset_t signals;
    int fd, status;

    if (argc != 2 || argv[1][0] == '-') {
        fputs("usage: 19-pid-file PIDFILE\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* From here on SIGTERM waits until we are ready to remove our file. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    /* If one were closed, the PID file would get its number, and our words. */
    if (fcntl(STDOUT_FILENO, F_GETFD) == -1 ||
        fcntl(STDERR_FILENO, F_GETFD) == -1)
        err(1, "1 and 2 must be open");

    /* A file that may not grow (ulimit -f) is an error to be told; by default
     * SIGXFSZ would end us, and leave our file. */
    signal(SIGXFSZ, SIG_IGN);

    fd = claim(argv[1]);
    if (write_pid(fd) == -1) {
        warn("%s", argv[1]);
        status = 1;
    } else {
        status = serve(&signals);
    }
    remove_file(argv[1], fd);
    return status; /* the lock goes last, with us */
}
