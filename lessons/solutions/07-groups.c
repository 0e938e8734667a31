/*
 * crew: starts a command three times and ends all three at once. For lesson 07.
 *
 *     crew COMMAND [ARG...]
 *
 * The three are the members of one new process group, named after the first of
 * them; crew itself stays where it is. It says who they are,
 *
 *     member   pid 4128  pgid 4128
 *     member   pid 4129  pgid 4128
 *     member   pid 4130  pgid 4128
 *
 * where pgid is the group, and waits for the end of its standard input (Ctrl-D;
 * a line is no end). Then one call to kill(2) sends SIGTERM to the whole group,
 * and crew waits for its three children and tells of each, in the same order,
 * what ended it or with which status it ended:
 *
 *     ended    pid 4128  signal 15
 *     ended    pid 4129  signal 15
 *     ended    pid 4130  status 3
 *
 * Then it ends with status 0, whatever theirs is.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _XOPEN_SOURCE 700 /* kill(2), setpgid(2), getpgid(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a shell has as $? for a command. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127 };
enum { MEMBERS = 3, FUSE = 900 }; /* seconds: what is forgotten ends as well */

/* Starts a member of the group; 0 means: of a group that this one leads. */
static pid_t start(char **command, pid_t group)
{
    pid_t pid = fork();
    int status;

    switch (pid) {
    case -1:
        err(1, "fork");
    case 0:
        if (setpgid(0, group) == -1) {
            warn("setpgid");
            _exit(CANNOT_RUN);
        }
        alarm(FUSE); /* goes on across execve(2) */
        execvp(command[0], command);

        /* First the status: warn(3) may change errno. */
        status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
        warn("%s", command[0]);
        _exit(status);
    default:
        /* EACCES: the child is past its execve(2), so it is in the group. */
        if (setpgid(pid, group) == -1 && errno != EACCES)
            err(1, "setpgid");
        return pid;
    }
}

/* Waits for a member and tells how it ended. */
static void report(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");
    if (WIFSIGNALED(status))
        printf("%-8s pid %d  signal %d\n", "ended", pid, WTERMSIG(status));
    else
        printf("%-8s pid %d  status %d\n", "ended", pid, WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
    pid_t pids[MEMBERS];

    if (argc < 2) {
        fputs("usage: crew COMMAND [ARG...]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    for (int i = 0; i < MEMBERS; i++) {
        pids[i] = start(argv + 1, i == 0 ? 0 : pids[0]);
        printf("%-8s pid %d  pgid %d\n", "member", pids[i], getpgid(pids[i]));
    }
    while (getchar() != EOF)
        continue;
    if (ferror(stdin))
        err(1, "standard input");
    /* Those that have ended are members until we wait for them: never ESRCH. */
    if (kill(-pids[0], SIGTERM) == -1)
        err(1, "kill");
    for (int i = 0; i < MEMBERS; i++)
        report(pids[i]);
    if (ferror(stdout))
        errx(1, "standard output: not all could be written");
    return 0;
}
