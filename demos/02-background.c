/*
 * 02-background: a program that works quietly, made for running with &.
 *
 * Try:      build/02-background &        (Ctrl-C passes it by; after fg, not)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           started with & it has another TPGID, and a STAT without "+"; all
 *           else is as without &. kill -USR1 PID makes it report again.
 * Read:     lessons/02-background.md, tcgetpgrp(3), setpgid(2), bash(1)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), sigwaitinfo(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
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
 * Which process group gets what is typed? A program is not told whether there
 * was an & behind its name, and the answer may change while it runs. So it asks
 * the terminal.
 */
static const char *whose_keyboard(void)
{
    /* Standard input may be anything; this is the controlling terminal. */
    int fd = open("/dev/tty", O_RDONLY);
    pid_t front;

    if (fd == -1)
        return "nobody's: no terminal";
    front = tcgetpgrp(fd);
    if (front == -1)
        err(1, "tcgetpgrp");
    if (close(fd) == -1)
        err(1, "/dev/tty");
    return front == getpgrp() ? "our group's" : "another group's";
}

static void report_job(void)
{
    const char *input = ttyname(STDIN_FILENO);

    if (input == NULL)
        input = "no terminal";
    say_who("job");
    if (dprintf(STDOUT_FILENO, "keyboard %s\n", whose_keyboard()) < 0 ||
        dprintf(STDOUT_FILENO, "stdin    %s\n", input) < 0)
        err(1, "standard output");
}

int main(int argc, char **argv)
{
    sigset_t asked;

    (void)argv;
    if (argc != 1) {
        fputs("usage: 02-background\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /*
     * SIGINT and SIGQUIT stay as inherited. Whoever started us has decided
     * whether a Ctrl-C is meant for us; the shell of a script says no.
     * SIGUSR1 is blocked, so that it waits until we ask for it.
     */
    sigemptyset(&asked);
    sigaddset(&asked, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");

    report_job();
    for (;;) {
        if (sigwaitinfo(&asked, NULL) == SIGUSR1)
            report_job();
        else if (errno != EINTR) /* stopped and continued: signal(7) */
            err(1, "sigwaitinfo");
    }
}
