/*
 * 03-stop-resume: Ctrl-Z, jobs, bg, fg.
 *
 * Try:      build/03-stop-resume         (then Ctrl-Z, jobs -l, bg and fg)
 * Observe:  ps -o pid,pgid,tpgid,stat,comm -p PID     (the PID it says)
 *           STAT "S+", after Ctrl-Z "T", after bg "S", after fg "S+".
 * Read:     lessons/03-stop-resume.md, signal(7), sigwaitinfo(2), tcsetpgrp(3)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), sigwaitinfo(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/*
 * Blocks the signals that are to be reported, so that they wait until we ask
 * for them. SIGCONT has let a stopped process go on by then, blocked or not.
 * SIGTSTP is left as it is: its default action is to stop the process.
 */
static sigset_t block_reported(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGCONT);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    return signals;
}

static void say_sender(const char *what, pid_t sender)
{
    if (dprintf(STDOUT_FILENO, "%s, by pid %d\n", what, sender) < 0)
        err(1, "standard output");
}

int main(int argc, char **argv)
{
    sigset_t signals;
    siginfo_t from;

    (void)argv;
    if (argc > 1) {
        fputs("usage: 03-stop-resume\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signals = block_reported();
    say_who("worker");

    for (;;) {
        switch (sigwaitinfo(&signals, &from)) {
        case SIGCONT:
            say_sender("continued", from.si_pid);
            break;
        case SIGTERM:
            say_sender("SIGTERM", from.si_pid);
            return 0;
        default: /* EINTR: with glibc a stop interrupts it, signal(7) */
            if (errno != EINTR)
                err(1, "sigwaitinfo");
        }
    }
}
