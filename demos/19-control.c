/*
 * 19-control: signals the server that has a PID file locked, and nobody else.
 *
 * Try:      build/19-control status my.pid; echo $?
 *           build/19-control reload my.pid; build/19-control stop my.pid
 * Observe:  the same, with the number of another process in my.pid
 * Read:     lessons/19-pid-file.md, fcntl(2), pidfd_open(2)
 */
#define _GNU_SOURCE /* syscall(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Older headers do not have these numbers, and older libraries no functions. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* The exit statuses of an init script (LSB 3.2, section 20.2). */
/* clang-format off */
static const struct verb {
    const char *name;
    int signo; /* 0: it only asks */
    int running, file_only, nothing, error;
} verbs[] = {
    /*         signal    a server  only its  no file  an error:
     *                   runs      file      either   who knows? */
    {"status", 0,        0,        1,        3,       4},
    {"reload", SIGHUP,   0,        7,        7,       1},
    {"stop",   SIGTERM,  0,        0,        0,       1},
};
/* clang-format on */
enum { VERBS = sizeof verbs / sizeof *verbs };
enum { NOT_IMPLEMENTED = 3 }; /* reload and stop, by this kernel */

static const char *path; /* of the PID file */
static int failure;      /* the exit status after an error: the last column */

/* Only a file, and no link to one; -1 if there is none. */
static int open_pid_file(void)
{
    struct stat is;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd == -1 && errno == ENOENT)
        return -1;
    if (fd == -1 && errno == ELOOP)
        errx(failure, "%s: a symbolic link", path);
    if (fd == -1 || fstat(fd, &is) == -1)
        err(failure, "%s", path);
    if (!S_ISREG(is.st_mode))
        errx(failure, "%s: not a regular file", path);
    return fd;
}

/* The lock that would be in the way of one for writing. A server has one for
 * writing (F_WRLCK). Anybody who may read the file can have one for reading
 * (F_RDLCK), and is no server. F_UNLCK: nobody has one. */
static struct flock find_lock(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_GETLK, &lock) == -1)
        err(failure, "%s", path);
    if (lock.l_type != F_UNLCK && lock.l_pid <= 0)
        errx(failure, "%s: locked by no process of this PID namespace", path);
    return lock;
}

/* A PID may be another process's by now; a PID descriptor stays with its
 * process. So get one, ask again who has the lock, and only then signal.
 * Returns 0 if the server has just ended. */
static int signal_server(int fd, pid_t pid, int signo)
{
    int process, sent = 0;
    struct flock lock;

    if (signo == 0)
        return 1; /* status only asks */
    process = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process == -1) {
        if (errno == ESRCH)
            return 0;
        err(NOT_IMPLEMENTED, "pidfd_open");
    }
    lock = find_lock(fd);
    if (lock.l_type == F_WRLCK && lock.l_pid == pid) {
        sent = syscall(SYS_pidfd_send_signal, process, signo, NULL, 0) == 0;
        if (!sent && errno != ESRCH)
            err(failure, "cannot signal PID %d", pid);
    }
    close(process);
    return sent;
}

/* Does what the verb says, prints what came of it, returns the exit status. */
static int request(const struct verb *verb)
{
    struct flock lock;
    int fd;

    for (;;) {
        fd = open_pid_file();
        if (fd == -1) {
            printf("not running\n");
            return verb->nothing;
        }
        lock = find_lock(fd);
        if (lock.l_type == F_UNLCK) {
            printf("not running, but the file is there\n");
            return verb->file_only;
        }
        if (lock.l_type == F_RDLCK) {
            printf("not running, but PID %d has locked the file for reading\n",
                   lock.l_pid);
            return verb->file_only;
        }
        if (signal_server(fd, lock.l_pid, verb->signo)) {
            printf("%-8s pid %d\n", verb->name, lock.l_pid);
            return verb->running;
        }
        close(fd); /* the next server may have another file */
    }
}

static const struct verb *find_verb(const char *name)
{
    for (int i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const struct verb *verb = argc == 3 ? find_verb(argv[1]) : NULL;
    int status;

    if (verb == NULL) {
        fputs("usage: 19-control status|reload|stop PIDFILE\n", stderr);
        return 2;
    }
    failure = verb->error;
    path = argv[2];
    status = request(verb);
    if (ferror(stdout) || fflush(stdout) == EOF)
        err(failure, "standard output");
    return status;
}
