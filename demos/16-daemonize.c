/*
 * 16-daemonize: the whole ritual, and the parent knows it worked.
 *
 * Try:      build/16-daemonize -l out.log sleep 60; echo $?
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           TTY "?", TPGID -1, STAT "S"; PGID = SID, a dead leader's PID.
 * Read:     lessons/16-daemonize.md, daemon(7), execve(2), pipe(7)
 */
#define _GNU_SOURCE /* asprintf(3), pipe2(2), syscall(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The daemon's side writes its PID here; if it fails, minus its status. It is
 * close-on-exec: its end says that the command runs. */
static int status_pipe[2] = {-1, -1};
static int messages = STDERR_FILENO; /* the caller's standard error */
static const char *written;          /* PID file, to be removed on failure */

_Noreturn static void fail(int status, const char *what)
{
    int news = -status;

    dup2(messages, STDERR_FILENO);
    warn("%s", what);
    if (written != NULL)
        unlink(written);
    _exit(write(status_pipe[1], &news, sizeof news) == -1 ? 1 : status);
}

static int must(int result, const char *what)
{
    if (result == -1)
        fail(1, what);
    return result;
}

/* The caller's side. It ends when it knows how the other has fared. */
static int await_news(pid_t leader)
{
    int news, last = 0;
    ssize_t n;

    close(status_pipe[1]);
    while ((n = read(status_pipe[0], &news, sizeof news)) > 0)
        last = news;
    waitpid(leader, NULL, 0); /* then the reaper is the daemon's parent */
    if (n == -1)
        err(1, "read");
    if (last == 0)
        errx(1, "the daemon's side ended before the command ran");
    if (last > 0 && dprintf(STDOUT_FILENO, "daemon   pid %d\n", last) < 0)
        warn("PID %d runs, but standard output", last);
    return last > 0 ? 0 : -last;
}

/* A relative name means the caller's directory, whatever DIR is. */
static char *absolute(char *name)
{
    char *here, *path;

    if (name == NULL || *name == '/')
        return name;
    if ((here = getcwd(NULL, 0)) == NULL ||
        asprintf(&path, "%s/%s", here, name) == -1)
        fail(1, "the current directory");
    free(here);
    return path;
}

/* execve(2) resets what is caught, not what is ignored. To look which are costs
 * less than 64 calls; where /proc does not tell, it is all of them. */
static void reset_signals(void)
{
    char text[4096] = "", *line;
    int fd = open("/proc/self/status", O_RDONLY);
    unsigned long long ignored = ~0ULL;
    sigset_t none;

    if (read(fd, text, sizeof text - 1) > 0 && (line = strstr(text, "SigIgn:")))
        ignored = strtoull(line + strlen("SigIgn:"), NULL, 16);
    for (int signo = 1; ignored != 0; signo++, ignored >>= 1)
        if (ignored & 1)
            signal(signo, SIG_DFL); /* fails for SIGKILL and the like */
    sigemptyset(&none);
    must(sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");
}

/* Never through a symbolic link, nor into a device: it might be removed. */
static void write_pidfile(const char *path, const char *name)
{
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
    int fd = must(open(path, flags | O_NONBLOCK | O_NOCTTY, 0644), name);
    struct stat is;

    must(fstat(fd, &is), name);
    errno = EEXIST;
    must(S_ISREG(is.st_mode) ? 0 : -1, name);
    written = path;
    must(fchmod(fd, 0644), name); /* whatever the umask */
    must(dprintf(fd, "%d\n", getpid()), name);
    must(close(fd), name);
}

int main(int argc, char **argv)
{
    static char *command, *pidfile; /* not to be freed */
    char *given[128] = {['d'] = "/", ['m'] = "022"}, *end;
    int option, null, out, flags = O_WRONLY | O_CREAT | O_APPEND;

    while ((option = getopt(argc, argv, "+d:l:m:p:")) != -1)
        given[option] = option == '?' ? "" : optarg;
    unsigned long mask = strtoul(given['m'], &end, 8);
    if (given['?'] || optind == argc || end == given['m'] || *end ||
        mask > 0777) {
        fputs("usage: 16-daemonize [-d DIR] [-l LOG] [-m UMASK] [-p PIDFILE] "
              "COMMAND [ARG...]\n",
              stderr);
        return 2;
    }

    do /* fills up 0 to 2 where they are closed: the pipe must not be there */
        null = out = must(open("/dev/null", O_RDWR), "/dev/null");
    while (null <= STDERR_FILENO);
    messages = must(dup(STDERR_FILENO), "dup");
    umask(mask); /* for LOG, and for what COMMAND creates */
    if (given['l'])
        out = must(open(given['l'], flags | O_NOCTTY, 0640), given['l']);
    pidfile = absolute(given['p']);
    command = strchr(argv[optind], '/') ? absolute(argv[optind]) : argv[optind];
    must(pipe2(status_pipe, O_CLOEXEC), "pipe2");

    pid_t pid = must(fork(), "fork"); /* the caller gets its prompt back */
    if (pid > 0)
        return await_news(pid);
    must(setsid(), "setsid");     /* no terminal any more */
    if (must(fork(), "fork") > 0) /* no leader: nor by a later open(2) */
        _exit(0);
    reset_signals();
    must(chdir(given['d']), given['d']); /* it keeps no file system busy */
    pid = getpid();
    must(write(status_pipe[1], &pid, sizeof pid), "write");
    if (pidfile)
        write_pidfile(pidfile, given['p']);
    if (dup2(null, 0) == -1 || dup2(out, 1) == -1 || dup2(out, 2) == -1)
        fail(1, "dup2"); /* not left on a terminal that will be dead */
    /* The rest is closed by the exec: until then the status pipe is needed.
     * 4 is CLOSE_RANGE_CLOEXEC, since Linux 5.11; not every libc has it. */
    must(syscall(SYS_close_range, 3, ~0U, 4), "close_range");
    execvp(command, argv + optind);
    fail(errno == ENOENT ? 127 : 126, argv[optind]);
}
