/*
 * once: runs a command as a job of cron should be run. For lesson 27.
 *
 *     once SECONDS LOCK COMMAND [ARG...]
 *
 * The file LOCK keeps out a second command: only one runs at a time. A command
 * that takes longer than SECONDS is ended. Nothing is printed unless it fails:
 * then its output, of 1 and of 2, comes out on standard output, and standard
 * error says how it has failed. So cron sends a mail only when something is
 * wrong. once ends with
 *
 *     0         if the command has, or if another one has the lock
 *     N         if the command has ended with N, and 128 + N by signal N
 *     124       if it took too long
 *     127, 126  if there is no such command, if it cannot be run
 *     1, 2      if a system call of its own failed, after a usage error
 */
#define _GNU_SOURCE /* memfd_create(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 };      /* seconds, as in the demo: the longest limit */
enum { BY_SIGNAL = 128 }; /* $? of what signal N has ended: this and N */
enum { TOO_LONG = 124 };  /* as timeout(1) has it */
enum { CANNOT_RUN = 126, NOT_FOUND = 127 };

static int too_long; /* has the command been ended? */

/* Is the lock ours now? The command does not inherit it (close-on-exec), so it
 * lasts as long as we do, whatever the command leaves behind. */
static int take_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd == -1)
        err(1, "open %s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 1;
    if (errno != EWOULDBLOCK)
        err(1, "flock %s", path);
    return 0;
}

/* Becomes the command. Its output waits in a file: it may leave processes
 * behind, and of a pipe these would have the writing end. */
static _Noreturn void become(char **words, int output, const sigset_t *before)
{
    int status;

    alarm(FUSE);
    if (sigprocmask(SIG_SETMASK, before, NULL) == -1)
        err(1, "sigprocmask");
    if (setpgid(0, 0) == -1)
        err(1, "setpgid");
    if (dup2(output, STDOUT_FILENO) == -1 || dup2(output, STDERR_FILENO) == -1)
        err(1, "dup2");
    execvp(words[0], words);

    /* First the status: warn(3) may change errno. */
    status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
    warn("%s", words[0]);
    _exit(status);
}

/* Runs the command, with its limit. Returns its status, as a shell has it. */
static int run(unsigned seconds, char **words, int output)
{
    sigset_t signals, before;
    pid_t command, ended;
    int signo, status;

    /* Both signals wait until we ask for them. */
    signal(SIGALRM, SIG_DFL); /* ignored, it would end no command */
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    sigemptyset(&signals);
    sigaddset(&signals, SIGALRM);
    sigaddset(&signals, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &signals, &before) == -1)
        err(1, "sigprocmask");
    command = fork();
    if (command == -1)
        err(1, "fork");
    if (command == 0)
        become(words, output, &before);
    setpgid(command, command); /* whoever of us two is first */
    alarm(seconds);

    /* No signal tells whether the command has ended. SIGCHLD comes as well when
     * it stops, and when the time is over, it may have ended just before. */
    do {
        signo = sigwaitinfo(&signals, NULL);
        ended = waitpid(command, &status, WNOHANG);
    } while (ended == 0 && signo != SIGALRM);
    if (ended == 0) {
        too_long = 1;
        kill(-command, SIGKILL); /* the whole group: it has started others */
        ended = waitpid(command, &status, 0);
    }
    if (ended == -1)
        err(1, "waitpid");
    if (too_long)
        return TOO_LONG;
    if (WIFSIGNALED(status))
        return BY_SIGNAL + WTERMSIG(status);
    return WEXITSTATUS(status);
}

/* Prints what the command has printed. */
static void print_output(int output)
{
    char text[4096];
    ssize_t n;

    if (lseek(output, 0, SEEK_SET) == -1)
        err(1, "lseek");
    for (;;) {
        n = read(output, text, sizeof text);
        if (n == -1)
            err(1, "read");
        if (n == 0)
            return;
        if (write(STDOUT_FILENO, text, (size_t)n) != n)
            err(1, "standard output");
    }
}

int main(int argc, char **argv)
{
    int seconds = argc < 4 ? 0 : atoi(argv[1]);
    int output, status;

    if (seconds < 1 || seconds > FUSE) {
        fputs("usage: once SECONDS LOCK COMMAND [ARG...]\n", stderr);
        return 2;
    }
    if (!take_lock(argv[2]))
        return 0;
    output = memfd_create("output", MFD_CLOEXEC);
    if (output == -1)
        err(1, "memfd_create");
    status = run((unsigned)seconds, argv + 3, output);
    if (status == 0)
        return 0;
    print_output(output);
    if (too_long)
        warnx("%s: status %d: ended after %d s", argv[3], status, seconds);
    else
        warnx("%s: status %d", argv[3], status);
    return status;
}
