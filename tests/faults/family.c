/*
 * family: runs a program and waits for all that descends from it.
 *
 * Use:   build/family COMMAND [ARG...] 2>output
 *
 * COMMAND's output goes to standard error. On standard output stands a line for
 * each process that has ended: "program" for COMMAND, "orphan" for what became
 * ours when its parent ended, or "late" for what had to be killed after two
 * seconds (DEADLINE); then the PID and the status, as a shell counts it.
 *
 * Without COMMAND it is itself one that would stay: SIGALRM ends it. With
 * --fuse it says how many seconds are left of the alarm that it has inherited.
 */
#define _GNU_SOURCE /* prctl(2), sigwait(3) */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void kill_children(void)
{
    FILE *children = fopen("/proc/thread-self/children", "r");
    int pid;

    if (children == NULL)
        err(1, "/proc/thread-self/children");
    while (fscanf(children, "%d", &pid) == 1)
        if (kill(pid, SIGKILL) == 0)
            printf("late %d 137\n", pid);
    fclose(children);
}

static _Noreturn void run(char **command)
{
    const int inherited[] = {SIGHUP, SIGINT, SIGTERM, SIGALRM, SIGCHLD};
    sigset_t none;

    for (int i = 0; i < 5; i++)
        signal(inherited[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execvp(command[0], command);
    err(127, "%s", command[0]);
}

int main(int argc, char **argv)
{
    const char *deadline = getenv("DEADLINE");
    sigset_t signals;
    int status, signo = SIGCHLD, late = 0;
    pid_t pid, program;

    if (argc < 2) {
        ualarm(200000, 0);
        pause();
    }
    if (strcmp(argv[1], "--fuse") == 0) {
        printf("fuse %u\n", alarm(0));
        return 0;
    }
    sigfillset(&signals);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would leave nothing to wait for */
    if (sigprocmask(SIG_SETMASK, &signals, NULL) == -1 ||
        prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1 || (program = fork()) == -1)
        err(1, "cannot run a family");
    if (program == 0)
        run(argv + 1);
    alarm(deadline ? (unsigned)atoi(deadline) : 2);
    for (;;) {
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
            printf("%s %d %d\n", pid == program ? "program" : "orphan", pid,
                   WIFEXITED(status) ? WEXITSTATUS(status)
                                     : 128 + WTERMSIG(status));
        if (pid == -1) /* there is nobody any more */
            return late;
        if (sigwait(&signals, &signo) != 0 || signo != SIGCHLD)
            late = 1; /* time is up, or somebody has lost patience: Ctrl-C */
        if (late)
            kill_children(); /* whose own children then become ours */
    }
}
