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

/* Our exit status tells how the command ended, as a shell's $? does; 128 + n
 * stands for signal n. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127, SIGNALLED = 128 };

enum { ROWS = 24, COLUMNS = 80 }; /* the size of a VT100 */

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* A terminal has two ends: the master is for us, the slave for the command. */
static void open_both_ends(int *master, int *slave)
{
    /* O_NONBLOCK: relay() has more to do than to wait for this one. */
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*master == -1 || grantpt(*master) == -1 || unlockpt(*master) == -1)
        err(1, "cannot open a pseudo-terminal");

    /* Now the slave may be opened. It has a name, such as /dev/pts/3. */
    *slave = open(ptsname(*master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*slave == -1)
        err(1, "cannot open a pseudo-terminal");
}

/* The new terminal gets the size of our window. These calls fail where we have
 * no window, and then the size is that of a VT100. */
static void copy_size(int master)
{
    struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};

    ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
    ioctl(master, TIOCSWINSZ, &size);
}

/* A blocked signal stays pending until relay() reads it. Four are not blocked:
 * a shell may stop us, with our process group, and continue us; and in the
 * background we have to leave its terminal alone. */
static sigset_t block_signals(void)
{
    sigset_t signals;

    sigfillset(&signals);
    sigdelset(&signals, SIGTSTP);
    sigdelset(&signals, SIGCONT);
    sigdelset(&signals, SIGTTIN);
    sigdelset(&signals, SIGTTOU);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    return signals;
}

/* The child: takes the terminal, and becomes the command. */
static _Noreturn void become_command(int slave, char **command,
                                     const sigset_t *blocked)
{
    int status;

    /* Only a session leader that has no terminal can take one: setsid(2). */
    if (setsid() == -1 || ioctl(slave, TIOCSCTTY, 0) == -1)
        fail("cannot take the terminal");
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (dup2(slave, fd) == -1)
            fail("dup2");
    }

    /* As after a login: what our caller ignored or blocked is not handed on.
     * SIGKILL and SIGSTOP cannot be set, and need not be. */
    for (int signo = 1; signo < NSIG; signo++)
        signal(signo, SIG_DFL);
    if (sigprocmask(SIG_UNBLOCK, blocked, NULL) == -1)
        fail("sigprocmask");

    execvp(command[0], command);

    /* First the status: warn(3) may change errno. */
    status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
    warn("%s", command[0]);
    _exit(status);
}

/* Prints what the command has printed. Not more than 32 times in a row: a
 * daemon may print for ever, and the command may have ended meanwhile. */
static void print_output(int master)
{
    enum { TIMES = 32, SIZE = 4096 };
    char text[SIZE];

    for (int i = 0; i < TIMES; i++) {
        ssize_t n = read(master, text, sizeof text);

        if (n <= 0)
            break;
        fwrite(text, 1, (size_t)n, stdout);
    }
    fflush(stdout);
}

/* What poll(2) watches; it passes over an entry whose fd is -1. */
enum { SIGNALS, MASTER, INPUT, WATCHED };

/* Reads one key, and no other before this one has been written. The end of our
 * input is the hang-up: the master is closed. */
static void read_key(struct pollfd *watched, char *key)
{
    watched[INPUT].fd = -1;
    if (read(STDIN_FILENO, key, 1) == 1) {
        watched[MASTER].events = POLLIN | POLLOUT;
    } else {
        close(watched[MASTER].fd);
        watched[MASTER].fd = -1;
    }
}

/* Writes the key that was read, and then the next one may come. */
static void write_key(struct pollfd *watched, char key)
{
    if (write(watched[MASTER].fd, &key, 1) == 1) {
        watched[MASTER].events = POLLIN;
        watched[INPUT].fd = STDIN_FILENO;
    }
}

/* Reads a signal. Returns its number if it is to end us, or 0. */
static int read_signal(int signals, int master)
{
    struct signalfd_siginfo got;

    if (read(signals, &got, sizeof got) != sizeof got)
        return 0;
    switch (got.ssi_signo) {
    case SIGCHLD: /* relay() looks whether the command has ended */
        return 0;
    case SIGWINCH:
        copy_size(master);
        return 0;
    default:
        return (int)got.ssi_signo;
    }
}

/* Keys go in and output comes out, until the command has ended or a signal ends
 * us. Returns the exit status that tells of it. */
static int relay(int master, int signals, pid_t pid)
{
    struct pollfd watched[WATCHED] = {
        [SIGNALS] = {.fd = signals, .events = POLLIN},
        [MASTER] = {.fd = master, .events = POLLIN},
        [INPUT] = {.fd = STDIN_FILENO, .events = POLLIN},
    };
    char key = 0;
    int status, signo;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (poll(watched, WATCHED, -1) == -1) {
            warn("poll");
            return 1;
        }
        if (watched[MASTER].revents & POLLIN)
            print_output(watched[MASTER].fd);
        if (watched[MASTER].revents & POLLOUT)
            write_key(watched, key);
        if (watched[INPUT].revents != 0)
            read_key(watched, &key);
        if (watched[SIGNALS].revents != 0) {
            signo = read_signal(signals, watched[MASTER].fd);
            if (signo != 0)
                return SIGNALLED + signo;
        }
    }
    print_output(watched[MASTER].fd); /* what it printed last */
    if (WIFSIGNALED(status))
        return SIGNALLED + WTERMSIG(status);
    return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    struct termios before, raw;
    sigset_t blocked;
    int master, slave, signals, has_modes, status;
    pid_t pid;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: 00-terminal COMMAND [ARG...]\n", stderr);
        return 2;
    }
    /* The slave stays open here: without any, the master could not be read. */
    open_both_ends(&master, &slave);
    copy_size(master);

    /* If SIGCHLD were ignored, we could not ask how the command ended. */
    signal(SIGCHLD, SIG_DFL);
    blocked = block_signals();
    signals = signalfd(-1, &blocked, SFD_CLOEXEC);
    if (signals == -1)
        err(1, "signalfd");

    pid = fork();
    switch (pid) {
    case -1:
        err(1, "fork");
    case 0:
        become_command(slave, argv + 1, &blocked);
    }
    fprintf(stderr, "command  pid %d  terminal %s\n", pid, ptsname(master));

    /* A terminal of our own must not echo the keys, nor make signals of them:
     * the new one does. If our input is no terminal, it has no modes. */
    has_modes = tcgetattr(STDIN_FILENO, &before) == 0;
    if (has_modes) {
        raw = before;
        cfmakeraw(&raw);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    }
    status = relay(master, signals, pid);
    if (has_modes)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    return status;
}
