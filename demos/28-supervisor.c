/*
 * 28-supervisor: stay in front, be watched.
 *
 * Try:      printf 'greeting hello\ninterval 60000\n' >conf
 *           build/28-supervisor build/20-signals conf &
 *           (kill -9 the server; then kill -HUP and kill -TERM the watcher)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,stat,comm -p WATCHER,SERVER
 *           The server is a child of the watcher, and leads a group of its own.
 * Read:     lessons/28-supervisor.md, waitid(2), sigtimedwait(2), 28-ready.c
 */
#define _GNU_SOURCE /* dprintf(3), sigtimedwait(2), waitid(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

/* In milliseconds */
enum { SHORTEST = 100, LONGEST = 10000 }; /* before it is started again */
enum { SETTLED = 5000 };                  /* from then on it counts as good */
enum { GRACE = 1000 };                    /* between SIGTERM and SIGKILL */
enum { DAY = 86400000 };                  /* longer than our fuse */

static sigset_t expected; /* that we wait for */
static sigset_t before;   /* that were blocked when we were started */
static pid_t service;     /* 0: none runs */
static int ending;        /* SIGTERM has come */
static long long started; /* when the service was */
static long long due;     /* when to start it; if it runs, when to kill it */
static long long delay = SHORTEST;

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

/* For what dprintf returns. A log that is full, or that nobody reads, is no
 * reason to leave a service alone. */
static void told(int printed)
{
    if (printed < 0)
        warn("standard output");
}

static long long milliseconds(void) /* by a clock that nobody sets */
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
        err(1, "clock_gettime");
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* A service that ends at once would keep the machine busy, and fill the log. So
 * each start comes later than the one before, until a service has settled. */
static void plan_start(void)
{
    long long now = milliseconds();

    service = 0;
    if (now - started >= SETTLED)
        delay = SHORTEST;
    due = now + delay;
    if (!ending)
        told(dprintf(STDOUT_FILENO, "again    in %lld ms\n", delay));
    delay = delay * 2 < LONGEST ? delay * 2 : LONGEST;
}

/* In the child. It gets a group of its own, so that all of it can be signalled,
 * and not us. It must not find our signals blocked. */
static _Noreturn void run_command(char **command)
{
    int status;

    if (setpgid(0, 0) == -1)
        fail("setpgid");
    if (sigprocmask(SIG_SETMASK, &before, NULL) == -1)
        fail("sigprocmask");
    alarm(FUSE); /* a child does not inherit its parent's */
    execvp(command[0], command);

    /* First the status: warn(3) may change errno. */
    status = errno == ENOENT ? 127 : 126;
    warn("%s", command[0]);
    _exit(status);
}

static void start(char **command)
{
    started = milliseconds();
    due = started + DAY;
    service = fork();
    switch (service) {
    case -1:
        warn("fork");
        plan_start();
        break;
    case 0:
        run_command(command);
    default:
        setpgid(service, service); /* whichever of us is first */
        told(dprintf(STDOUT_FILENO, "started  pid %d\n", service));
    }
}

/* To all of its group. There is no group 0: kill(2) would take our own. */
static void pass_on(int signo)
{
    if (service != 0)
        kill(-service, signo);
}

/* Has it ended? What it has left in its group must not run beside the next one.
 * We wait for it after that: until then no other group can get its number. */
static void reap(void)
{
    siginfo_t end = {0};

    if (service == 0)
        return;
    if (waitid(P_PID, (id_t)service, &end, WEXITED | WNOHANG | WNOWAIT) == -1)
        err(1, "waitid");
    if (end.si_pid == 0)
        return; /* it was only stopped, or continued */
    pass_on(SIGKILL);
    if (waitpid(service, NULL, 0) == -1)
        err(1, "waitpid");
    if (end.si_code == CLD_EXITED) {
        told(dprintf(STDOUT_FILENO, "ended    pid %d  status %d\n", service,
                     end.si_status));
    } else {
        told(dprintf(STDOUT_FILENO, "killed   pid %d  signal %d\n", service,
                     end.si_status));
    }
    plan_start();
}

static void begin_to_end(void)
{
    if (ending)
        return; /* a second SIGTERM gives it no more time */
    ending = 1;
    due = milliseconds() + GRACE;
    pass_on(SIGTERM);
    pass_on(SIGCONT); /* a stopped process could not end */
}

/* The next signal, pending or new; -1 if there is none until the deadline. */
static int await(const sigset_t *signals, long long deadline)
{
    long long now = milliseconds();
    long long left = now < deadline ? deadline - now : 0;
    struct timespec wait = {left / 1000, left % 1000 * 1000000};
    int signo = sigtimedwait(signals, NULL, &wait);

    if (signo == -1 && errno != EAGAIN && errno != EINTR)
        err(1, "sigtimedwait");
    return signo;
}

static void watch_over(char **command)
{
    while (service != 0 || !ending) {
        switch (await(&expected, due)) {
        case SIGCHLD:
            reap();
            break;
        case SIGHUP:
            pass_on(SIGHUP);
            break;
        case SIGINT:
        case SIGTERM:
            begin_to_end();
            break;
        }
        if (milliseconds() < due)
            continue;
        if (ending) {
            pass_on(SIGKILL);
            due += GRACE;
        } else {
            start(command);
        }
    }
}

int main(int argc, char **argv)
{
    const int wanted[] = {SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGXFSZ};

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: 28-supervisor COMMAND [ARG...]\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* The last two come from a log that nobody reads, or that is full: an error
     * of write(2) is enough. If SIGCHLD were ignored, there would be no child
     * to wait for. */
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&expected);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        sigaddset(&expected, wanted[i]);
    if (sigprocmask(SIG_BLOCK, &expected, &before) == -1)
        err(1, "sigprocmask");

    say_who("watcher");
    watch_over(argv + 1);
    return 0;
}
