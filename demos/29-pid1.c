/*
 * 29-pid1: init in a container.
 *
 * Try:      unshare -rpf --mount-proc build/29-pid1 sh    (root: without -r)
 *           build/29-pid1 sh            (a subreaper: the same without unshare)
 * Observe:  ps -eo pid,ppid,pgid,sid,tty,tpgid,stat,comm        (in there)
 *           (init is 1; orphans become its children, and none stays as Z)
 * Read:     lessons/29-pid1.md, pid_namespaces(7), wait(2), sigwait(3)
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2), prctl(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

/* What a shell has as $? for a command; 128 + N: signal N ended it. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127, SIGNALLED = 128 };

/* What init passes on to the command. */
static const int passed_on[] = {SIGHUP,  SIGINT,  SIGQUIT,
                                SIGTERM, SIGUSR1, SIGUSR2};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

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

/* Says what init has done. If that cannot be written, it goes on all the same:
 * with PID 1 all the others would end. */
static void note(const char *done, const char *what, int number)
{
    if (dprintf(STDOUT_FILENO, "%-8s %s %d\n", done, what, number) < 0)
        warn("standard output");
}

/* Blocks what init waits for. The kernel drops a signal for PID 1 that has its
 * default action, but not a blocked one: that stays pending until sigwait(3)
 * takes it. SIGTTOU is for the child: it takes the terminal while it is in the
 * background, and the kernel permits that while SIGTTOU is blocked. */
static sigset_t hold_signals(sigset_t *before)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGALRM);
    sigaddset(&signals, SIGTTOU);
    for (int i = 0; i < PASSED_ON; i++)
        sigaddset(&signals, passed_on[i]);
    if (sigprocmask(SIG_BLOCK, &signals, before) == -1)
        err(1, "sigprocmask");
    return signals;
}

/* In a group of its own the command can get a signal together with all that it
 * has started, and without init. If init was in the foreground, the command is
 * from now on: the keys are for the command. */
static _Noreturn void turn_into(char **command, int in_foreground,
                                const sigset_t *before)
{
    int status;

    if (setpgid(0, 0) == -1)
        fail("setpgid");
    if (in_foreground && tcsetpgrp(STDIN_FILENO, getpid()) == -1)
        fail("tcsetpgrp");
    say_who("command");

    /* execve(2) leaves blocked what is blocked, and ignored what is ignored. */
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (sigprocmask(SIG_SETMASK, before, NULL) == -1)
        fail("sigprocmask");
    execvp(command[0], command);
    status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
    warn("%s", command[0]);
    _exit(status);
}

static pid_t start_command(char **command, const sigset_t *before)
{
    int in_foreground = tcgetpgrp(STDIN_FILENO) == getpgrp();
    pid_t pid = fork();

    switch (pid) {
    case -1:
        err(1, "fork");
    case 0:
        turn_into(command, in_foreground, before);
    }

    /* The parent does it, too: a signal can come before the child has done it.
     * After the child's execve(2) it is done, and refused (EACCES). */
    if (setpgid(pid, pid) == -1 && errno != EACCES)
        warn("setpgid");
    return pid;
}

/* Waits for all children that have ended, adopted ones as well. One SIGCHLD can
 * stand for many of them. Returns 1 if the command was among them; then its
 * wait status is in *status. */
static int reap_ended(pid_t command, int *status)
{
    int found = 0, how;
    pid_t pid;

    for (;;) {
        pid = waitpid(-1, &how, WNOHANG);
        if (pid == -1 && errno != ECHILD)
            err(1, "waitpid");
        if (pid <= 0)
            return found;
        if (pid == command) {
            *status = how;
            found = 1;
        } else {
            note("reaped", "pid", pid);
        }
    }
}

/* Until the command has ended: waits for all that end, and passes on what comes
 * for the command. Returns the exit status: the command's, as a shell has it.
 */
static int be_init(pid_t command, const sigset_t *signals)
{
    int status, signo, error;

    for (;;) {
        error = sigwait(signals, &signo);
        if (error != 0) {
            errno = error;
            warn("sigwait");
            kill(-command, SIGKILL);
            return 1;
        }
        switch (signo) {
        case SIGCHLD:
            if (!reap_ended(command, &status))
                break;
            if (WIFEXITED(status))
                return WEXITSTATUS(status);
            return SIGNALLED + WTERMSIG(status);
        case SIGALRM: /* the fuse */
            kill(-command, SIGKILL);
            return SIGNALLED + SIGALRM;
        default:
            note("passed", "signal", signo);
            if (kill(-command, signo) == -1)
                warn("kill");
        }
    }
}

int main(int argc, char **argv)
{
    sigset_t signals, before;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: 29-pid1 COMMAND [ARG...]\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would leave nothing to wait for */
    signal(SIGPIPE, SIG_IGN); /* if nobody reads our lines, we go on */
    signal(SIGXFSZ, SIG_IGN); /* if the log is full, too */
    signals = hold_signals(&before);

    /* Orphans come to PID 1. To another process they come if it asks. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
        err(1, "PR_SET_CHILD_SUBREAPER");
    say_who("init");
    return be_init(start_command(argv + 1, &before), &signals);
}
