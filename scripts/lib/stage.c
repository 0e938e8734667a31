/*
 * stage: runs a command, and leaves nothing of it behind.
 *
 *     stage NAME COMMAND [ARG...]
 *
 * It makes a private folder, TMPDIR/NAME.XXXXXX, and runs COMMAND with
 * LESSON_STAGE=PID:FOLDER in its environment; PID is that of COMMAND's parent.
 * COMMAND starts clean: no signal is ignored or blocked, descriptors 0, 1 and 2
 * are open, and no others.
 *
 * When COMMAND has ended, every process that it started and that is still there
 * is ended with SIGKILL, and the folder is removed. They cannot hide: stage is
 * their subreaper (prctl(2)), so whatever they do, fork twice, call setsid(2),
 * clear their environment, they stay its descendants. wait(2) says when there
 * are none. A terminal in whose foreground we are has its modes as before.
 *
 * Two processes of stage guard COMMAND, one the parent of the other: if one of
 * them is killed, the other does the work.
 *
 * Exit status: COMMAND's, or 128 + n if signal n ended it; 127 if it could not
 * be run; 3 if there is no folder to be had; 2 for a usage error; 1 if a system
 * call failed.
 */
#define _GNU_SOURCE /* asprintf(3), syscall(2) */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_close_range /* kernel headers before Linux 5.9 */
#define SYS_close_range 436
#endif

enum { PATIENCE = 10 }; /* seconds, until we say who cannot be ended */

struct process {
    pid_t pid, parent;
    int is_ours;
};

/* The parent's PID in /proc/PID/stat: the second field after the last ')'. */
static pid_t parent_of(const char *pid)
{
    char path[64], text[512];
    char *end;
    int fd, parent = 0;
    ssize_t n;

    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return 0;
    n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return 0;
    text[n] = '\0';
    end = strrchr(text, ')');
    if (end == NULL || sscanf(end, ") %*c %d", &parent) != 1)
        return 0;
    return parent;
}

/* All processes, in *list, which the caller frees. Returns how many. */
static size_t list_processes(struct process **list)
{
    size_t count = 0, room = 0;
    struct dirent *entry;
    DIR *proc = opendir("/proc");

    *list = NULL;
    if (proc == NULL)
        return 0;
    while ((entry = readdir(proc)) != NULL) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        if (count == room) {
            room = 2 * room + 64;
            *list = realloc(*list, room * sizeof **list);
            if (*list == NULL)
                err(1, "realloc");
        }
        (*list)[count].pid = atoi(entry->d_name);
        (*list)[count].parent = parent_of(entry->d_name);
        (*list)[count].is_ours = 0;
        count++;
    }
    closedir(proc);
    return count;
}

/* Is this process a child of ours, or of a process that is? */
static int descends(const struct process *list, size_t count, pid_t parent)
{
    if (parent == getpid())
        return 1;
    for (size_t i = 0; i < count; i++) {
        if (list[i].pid == parent)
            return list[i].is_ours;
    }
    return 0;
}

/* Sends SIGKILL to every descendant; with a file, names them there as well. */
static void kill_descendants(FILE *file)
{
    struct process *list;
    size_t count = list_processes(&list);
    int found;

    do { /* until no more grandchildren are found */
        found = 0;
        for (size_t i = 0; i < count; i++) {
            if (list[i].is_ours || !descends(list, count, list[i].parent))
                continue;
            list[i].is_ours = found = 1;
            kill(list[i].pid, SIGKILL);
            if (file != NULL)
                fprintf(file, "stage: PID %d cannot be ended\n", list[i].pid);
        }
    } while (found);
    free(list);
}

/* Ends all that is left. When it returns, wait(2) has said: no children. */
static void sweep(void)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    time_t start = time(NULL);

    for (;;) {
        pid_t pid = waitpid(-1, NULL, WNOHANG);

        if (pid == -1 && errno == ECHILD)
            return;
        if (pid > 0)
            continue;
        if (time(NULL) - start > PATIENCE) {
            kill_descendants(stderr);
            return;
        }
        kill_descendants(NULL);
        nanosleep(&pause, NULL);
    }
}

static void remove_folder(const char *folder)
{
    pid_t pid = fork();

    if (pid == 0) {
        execlp("rm", "rm", "-rf", "--", folder, (char *)NULL);
        _exit(127);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

/*
 * Waits for the child to end; meanwhile hands on the signals that are meant for
 * it. A key's signal comes from the kernel and reaches the child, too. What
 * comes from kill(2) reaches only us, and so does a hang-up, if we lead the
 * session.
 */
static int guard(pid_t child, const sigset_t *signals)
{
    siginfo_t info;
    int status;

    for (;;) {
        if (sigwaitinfo(signals, &info) == -1) {
            if (errno == EINTR)
                continue;
            err(1, "sigwaitinfo");
        }
        if (info.si_signo == SIGHUP || info.si_code == SI_USER)
            kill(child, info.si_signo);
        /* Whatever the signal: has the child ended? Orphans may have, too. */
        for (;;) {
            pid_t pid = waitpid(-1, &status, WNOHANG);

            if (pid == child && WIFEXITED(status))
                return WEXITSTATUS(status);
            if (pid == child)
                return 128 + WTERMSIG(status);
            if (pid <= 0)
                break;
        }
    }
}

static void start_clean(void)
{
    sigset_t all;
    int fd;

    for (int signo = 1; signo < NSIG; signo++)
        signal(signo, SIG_DFL); /* fails for SIGKILL and the like */
    sigfillset(&all);
    if (sigprocmask(SIG_UNBLOCK, &all, NULL) == -1)
        err(1, "sigprocmask");
    do {
        fd = open("/dev/null", O_RDWR);
        if (fd == -1)
            err(1, "/dev/null");
    } while (fd <= STDERR_FILENO);
    if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0)
        return;
    for (fd = 3; fd < 1024; fd++) /* an old kernel: the usual ones */
        close(fd);
}

/* Puts the modes back that COMMAND had no time to put back. Not from the
 * background: there they are another program's. */
static void restore_modes(const struct termios *modes)
{
    if (tcgetpgrp(STDIN_FILENO) == getpgrp())
        tcsetattr(STDIN_FILENO, TCSANOW, modes);
}

static void run(const char *folder, char **command)
{
    char *place;

    if (asprintf(&place, "%d:%s", getppid(), folder) == -1 ||
        setenv("LESSON_STAGE", place, 1) == -1)
        err(1, "LESSON_STAGE");
    execvp(command[0], command);
    warn("%s", command[0]);
    _exit(127);
}

/* A child that is ours to guard, with us as its subreaper. 0 in the child. */
static pid_t start_guarded(const sigset_t *signals)
{
    pid_t parent = getpid(), pid;

    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
        err(1, "PR_SET_CHILD_SUBREAPER");
    if (sigprocmask(SIG_BLOCK, signals, NULL) == -1)
        err(1, "sigprocmask");
    pid = fork();
    if (pid == -1)
        err(1, "fork");
    if (pid > 0)
        return pid;
    /* If our guard is killed, we are to end as well. */
    prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM);
    if (getppid() != parent)
        _exit(1);
    return 0;
}

int main(int argc, char **argv)
{
    const char *where = getenv("TMPDIR");
    char absolute[PATH_MAX], folder[PATH_MAX + 64];
    struct termios modes;
    sigset_t signals;
    pid_t child, inner;
    int status, has_modes;

    if (argc < 3) {
        fputs("usage: stage NAME COMMAND [ARG...]\n", stderr);
        return 2;
    }
    start_clean();
    has_modes = tcgetattr(STDIN_FILENO, &modes) == 0;
    if (where == NULL || where[0] == '\0')
        where = "/tmp";
    if (realpath(where, absolute) == NULL ||
        snprintf(folder, sizeof folder, "%s/%s.XXXXXX", absolute, argv[1]) ==
            -1 ||
        mkdtemp(folder) == NULL) {
        printf("SKIP %s: no folder can be made in %s: %s\n", argv[1], where,
               strerror(errno));
        return 3;
    }
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGQUIT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGCHLD);

    inner = start_guarded(&signals);
    child = inner;
    if (inner == 0) {
        child = start_guarded(&signals);
        if (child == 0) {
            sigprocmask(SIG_UNBLOCK, &signals, NULL);
            run(folder, argv + 2);
        }
    }
    status = guard(child, &signals);
    sweep();
    if (has_modes)
        restore_modes(&modes);
    remove_folder(folder);
    return status;
}
