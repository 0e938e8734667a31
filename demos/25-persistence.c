/*
 * 25-persistence: the work outlives the client.
 *
 * Try:      build/16-daemonize -d . -l log build/25-persistence work sleep 60
 *           build/25-job ask work; build/25-job cancel work; cat work/status
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -C sleep
 *           PID = PGID = SID, TTY "?", and the server is its parent.
 * Read:     lessons/25-persistence.md, setsid(2), rename(2), 25-job.c
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2), O_PATH */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { GRACE = 1 };         /* seconds from SIGTERM to SIGKILL */
enum { NOT_FOUND = 127 };   /* a shell's $? for a command */
enum { REQUESTS, SIGNALS }; /* what poll(2) watches */

static struct pollfd watched[] = {{.events = POLLIN}, {.events = POLLIN}};
static sigset_t signals;
static pid_t work;    /* its first process, and the number of its group */
static int cancelled; /* has it been asked to end? */

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

/* The lock goes when we end, however we end. */
static void lock_file(const char *file, int operation)
{
    int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd == -1 || flock(fd, operation) == -1)
        fail(file);
}

/* A status that says "running" is that of a server that was killed. Its work
 * may live, and must not run twice. */
static void look_for_work(void)
{
    FILE *file = fopen("status", "re");
    int group;

    if (file == NULL) {
        if (errno == ENOENT)
            return;
        fail("status");
    }
    if (fscanf(file, "running pgid %d", &group) != 1)
        errx(1, "status: not that of work that runs, and left as it is");
    if (kill(-group, 0) == 0 || errno != ESRCH)
        errx(1, "status: pgid %d lives without its server", group);
    fclose(file);
}

/* A reader finds the old status or the new one, and never a part of one. */
static void write_status(const char *what, int number)
{
    int fd = open("status.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd == -1 || dprintf(fd, "%s %d\n", what, number) < 0)
        fail("status.new");
    close(fd);
    if (rename("status.new", "status") == -1)
        fail("status");
}

/* A client sends a message to the socket, and only our user may do so. We have
 * the lock, so a socket that is there already is a dead server's. */
static void watch(void)
{
    struct sockaddr_un address = {AF_UNIX, "socket"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd == -1 || fchmod(fd, 0600) == -1)
        fail("socket");
    if ((unlink("socket") == -1 && errno != ENOENT) ||
        bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
        fail("socket");
    watched[REQUESTS].fd = fd;

    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGALRM);
    sigaddset(&signals, SIGCHLD);
    fd = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd == -1 || sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        fail("signals");
    watched[SIGNALS].fd = fd;
}

/* In the child. The status says "running" before the command runs. Until then
 * the child has our locks, too (close-on-exec). */
static _Noreturn void become_work(char **command, int home, int output)
{
    alarm(FUSE); /* a child does not inherit its parent's */
    if (setsid() == -1)
        fail("setsid");
    write_status("running pgid", getpid());
    say_who("work");
    if (sigprocmask(SIG_UNBLOCK, &signals, NULL) == -1)
        fail("sigprocmask");
    if (fchdir(home) == -1)
        fail("fchdir");
    if (dup2(output, STDOUT_FILENO) == -1 || dup2(output, STDERR_FILENO) == -1)
        fail("dup2");
    execvp(command[0], command);
    warn("%s", command[0]);
    _exit(NOT_FOUND);
}

/* The whole group is asked to end: a shell, and all that it has started. What
 * has not ended when the alarm comes gets SIGKILL. A child that leads no group
 * yet gets SIGTERM when it unblocks its signals. */
static void cancel_work(void)
{
    if (cancelled)
        return;
    cancelled = 1;
    if (kill(-work, SIGTERM) == -1)
        kill(work, SIGTERM);
    kill(-work, SIGCONT); /* a stopped process gets SIGTERM when it goes on */
    alarm(GRACE);
}

/* Is nobody left in the group? Sets how its first process has ended. */
static int has_ended(siginfo_t *end)
{
    siginfo_t child;

    do {
        child.si_pid = 0;
        waitid(P_ALL, 0, &child, WEXITED | WNOHANG);
        if (child.si_pid == work)
            *end = child;
    } while (child.si_pid != 0);
    return end->si_pid == work && kill(-work, 0) == -1 && errno == ESRCH;
}

/* Hears clients and signals until the work has ended. */
static siginfo_t keep_work(void)
{
    struct signalfd_siginfo info;
    siginfo_t end = {0};

    while (!has_ended(&end)) {
        char text[16] = "";

        if (poll(watched, 2, -1) == -1)
            fail("poll");
        recv(watched[REQUESTS].fd, text, sizeof text - 1, 0);
        if (strcmp(text, "cancel") == 0)
            cancel_work();
        if (watched[SIGNALS].revents == 0)
            continue;
        if (read(watched[SIGNALS].fd, &info, sizeof info) == -1)
            fail("signalfd");
        if (info.ssi_signo == SIGALRM && cancelled)
            kill(-work, SIGKILL);
        if (info.ssi_signo != SIGCHLD)
            cancel_work(); /* SIGTERM, or SIGALRM from the fuse */
    }
    return end;
}

int main(int argc, char **argv)
{
    int home, output;
    siginfo_t end;

    if (argc < 3 || argv[1][0] == '-' || argv[1][0] == '\0') {
        fputs("usage: 25-persistence NAME COMMAND [ARG...]\n", stderr);
        return 2;
    }
    alarm(FUSE);
    home = open(".", O_PATH | O_CLOEXEC);
    if (home == -1)
        fail(".");
    if ((mkdir(argv[1], 0700) == -1 && errno != EEXIST) || chdir(argv[1]) == -1)
        fail(argv[1]);

    /* The first decides which server has the directory. The second is for
     * clients: they wait for it, and so for our end. */
    lock_file("lock", LOCK_EX | LOCK_NB);
    lock_file("end", LOCK_EX);
    look_for_work();
    output = open("output", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output == -1)
        fail("output");
    watch();

    /* What the work leaves behind becomes our child, so we see its end. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
        fail("prctl");
    say_who("server");
    work = fork();
    if (work == -1)
        fail("fork");
    if (work == 0)
        become_work(argv + 2, home, output);
    end = keep_work();
    write_status(end.si_code == CLD_EXITED ? "exit" : "signal", end.si_status);
    return end.si_status != 0;
}
