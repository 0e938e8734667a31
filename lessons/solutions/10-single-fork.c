/*
 * regain: a daemon that takes a terminal and loses it again. For lesson 10.
 *
 * It forks once, its parent ends, it goes into a session of its own, and says
 *
 *     regain   pid 4128  ppid 1  pgid 4128  sid 4128
 *     terminal no
 *
 * At the first SIGUSR1 it opens a terminal that is nobody's, the slave of a new
 * pseudo-terminal, so that it becomes its controlling terminal; at the second
 * it closes that terminal's other end, the master. It prints, for instance,
 *
 *     opened   /dev/pts/4
 *     terminal yes
 *     closed
 *
 * At each SIGHUP, the one that this brings and any other, it says who sent it,
 * the kernel or a process, and whether it has a terminal now; and it goes on:
 *
 *     SIGHUP   from the kernel              or   from pid 4090
 *     terminal no
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0. (By then its caller may have status 0
 * already.)
 */
#define _GNU_SOURCE /* getsid(2), posix_openpt(3), SI_KERNEL */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */

/* Only who has a controlling terminal can open it by this name: tty(4). */
static void say_terminal(void)
{
    int fd = open("/dev/tty", O_RDWR);

    printf("terminal %s\n", fd == -1 ? "no" : "yes");
    if (fd != -1)
        close(fd);
}

/* To be a daemon as in lesson 10, with one fork. We wait until we are adopted:
 * until then getppid(2) may still return our parent's PID. */
static void become_leader(void)
{
    pid_t parent = getpid();

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        while (getppid() == parent)
            sched_yield();
        break;
    default:
        _exit(0);
    }
    if (setsid() == -1)
        err(1, "setsid");
}

static int make_terminal(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1)
        err(1, "cannot make a pseudo-terminal");
    return master;
}

static void take_terminal(const char *name)
{
    if (open(name, O_RDWR) == -1)
        err(1, "%s", name);
    printf("opened   %s\n", name);
}

static void say_sender(const siginfo_t *info)
{
    if (info->si_code == SI_KERNEL)
        printf("SIGHUP   from the kernel\n");
    else
        printf("SIGHUP   from pid %d\n", info->si_pid);
}

int main(void)
{
    int master = make_terminal(), taken = 0, signo;
    sigset_t signals;
    siginfo_t info;

    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    become_leader();
    alarm(FUSE);
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "regain", getpid(),
           getppid(), getpgrp(), getsid(0));
    say_terminal();

    for (;;) {
        if (ferror(stdout))
            errx(1, "standard output: not all could be written");
        signo = sigwaitinfo(&signals, &info);
        if (signo == -1 && errno != EINTR) /* EINTR: stopped and continued */
            err(1, "sigwaitinfo");
        if (signo == SIGUSR1 && !taken) {
            taken = 1;
            take_terminal(ptsname(master));
            say_terminal();
        } else if (signo == SIGUSR1) {
            close(master);
            printf("closed\n");
        } else if (signo == SIGHUP) {
            say_sender(&info);
            say_terminal();
        }
    }
}
