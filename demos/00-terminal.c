/*
 * 00-terminal: a terminal has two ends.
 *
 * Try:      build/00-terminal bash       (a shell on a new terminal; try tty)
 * Observe:  ps -o pid,pgid,sid,tpgid,tty,stat -p PID     (the PID it says)
 *           PID = PGID = SID = TPGID, TTY is the new terminal, STAT "Ss+".
 * Read:     lessons/00-terminal.md, pty(7), ioctl_tty(2), termios(3)
 */
#define _GNU_SOURCE /* posix_openpt(3), cfmakeraw(3), NSIG */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* Hand our window's size on; without a window, that of a VT100. */
static void copy_size(int master)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
    ioctl(master, TIOCSWINSZ, &size);
}

static void run(int slave, char **command, const sigset_t *signals)
{
    /* Only a session leader that has no terminal can take one: setsid(2). */
    if (setsid() == -1 || ioctl(slave, TIOCSCTTY, 0) == -1)
        warn("cannot take the terminal");
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(slave, fd);
    /* As after a login: what our caller ignored or blocked is not handed on. */
    for (int signo = 1; signo < NSIG; signo++)
        signal(signo, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, signals, NULL);
    execvp(command[0], command);
    warn("%s", command[0]);
    _exit(errno == ENOENT ? 127 : 126);
}

/* What was printed so far, and not what a daemon may go on to print. */
static void print(int master)
{
    char text[4096];
    ssize_t n;
    for (int i = 0; i < 32 && (n = read(master, text, sizeof text)) > 0; i++)
        fwrite(text, 1, (size_t)n, stdout);
    fflush(stdout);
}

/* Until the command or we are ended: the exit status that tells of it. */
static int relay(int master, int signals, pid_t pid)
{
    struct pollfd fds[] = {
        {signals, POLLIN, 0}, {master, 0, 0}, {-1, POLLIN, 0}};
    struct signalfd_siginfo got = {.ssi_signo = SIGCHLD};
    int status, typed = 0; /* is there a key that the master has not taken? */
    char key;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        fds[1].events = typed ? POLLIN | POLLOUT : POLLIN;
        fds[2].fd = typed || fds[1].fd == -1 ? -1 : STDIN_FILENO;
        poll(fds, 3, -1);
        if (fds[1].revents & POLLIN)
            print(master);
        if (fds[1].revents & POLLOUT)
            typed = write(master, &key, 1) != 1;
        if (fds[2].revents && read(STDIN_FILENO, &key, 1) == 1)
            typed = 1;
        else if (fds[2].revents && close(master) == 0) /* the hang-up */
            fds[1].fd = -1;
        if (fds[0].revents && read(signals, &got, sizeof got) > 0)
            copy_size(master);
        if (got.ssi_signo != SIGCHLD && got.ssi_signo != SIGWINCH)
            return 128 + (int)got.ssi_signo;
    }
    print(master);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    struct termios cooked = {0}, raw;
    sigset_t signals;
    int master, slave, status;
    pid_t pid;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: 00-terminal COMMAND [ARG...]\n", stderr);
        return 2;
    }
    /* The slave stays open here: the master is never without a partner. */
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1 ||
        (slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC)) == -1)
        err(1, "cannot open a pseudo-terminal");
    copy_size(master);
    sigfillset(&signals);
    sigdelset(&signals, SIGTSTP); /* with our group a shell may stop us, */
    sigdelset(&signals, SIGCONT); /* and continue us */
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    if ((pid = fork()) == 0)
        run(slave, argv + 1, &signals);
    if (pid == -1)
        err(1, "fork");
    fprintf(stderr, "command  pid %d  terminal %s\n", pid, ptsname(master));
    tcgetattr(STDIN_FILENO, &cooked); /* this and the like fail in a pipe */
    raw = cooked;
    cfmakeraw(&raw);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    status = relay(master, signalfd(-1, &signals, SFD_CLOEXEC), pid);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &cooked);
    return status;
}
