/*
 * 18-spawn: detached without fork: posix_spawn.
 *
 * Try:      build/18-spawn sleep 60         (its output would go to out.log)
 *           build/18-spawn /nonexistent; echo $?
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p CHILD
 *           the reaper its parent, PID = PGID = SID, TTY "?", STAT "Ss".
 * Read:     lessons/18-spawn.md, posix_spawn(3), setsid(2)
 */
#define _GNU_SOURCE /* POSIX_SPAWN_SETSID, dprintf(3), environ(7) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <unistd.h>

enum { LOG_MODE = 0640 };
enum { CANNOT_RUN = 126, NOT_FOUND = 127 }; /* a shell's $? for a command */

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* These functions return an error number, and need not set errno. */
static void check(int error, const char *function)
{
    errno = error;
    if (error != 0)
        err(1, "%s", function);
}

/* What the child is to be: leader of a session of its own, and deaf to no
 * signal. One that we were started to ignore it would ignore as well. */
static void set_attributes(posix_spawnattr_t *attributes)
{
    short flags =
        POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    sigset_t all, none;

    sigfillset(&all);
    sigemptyset(&none);
    check(posix_spawnattr_init(attributes), "posix_spawnattr_init");
    check(posix_spawnattr_setsigdefault(attributes, &all),
          "posix_spawnattr_setsigdefault");
    check(posix_spawnattr_setsigmask(attributes, &none),
          "posix_spawnattr_setsigmask");
    check(posix_spawnattr_setflags(attributes, flags),
          "posix_spawnattr_setflags");
}

/* What it is to do before COMMAND is executed, in this order. If we were
 * started with 0 closed, out is 0: so the input comes last. */
static void set_actions(posix_spawn_file_actions_t *actions, int out)
{
    check(posix_spawn_file_actions_init(actions),
          "posix_spawn_file_actions_init");
    check(posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO),
          "posix_spawn_file_actions_adddup2");
    check(posix_spawn_file_actions_adddup2(actions, out, STDERR_FILENO),
          "posix_spawn_file_actions_adddup2");
    check(posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null",
                                           O_RDONLY, 0),
          "posix_spawn_file_actions_addopen");
}

/* Starts the command and sets its PID. An error number, or 0. */
static int spawn_detached(char **command, int out, pid_t *child)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error;

    set_attributes(&attributes);
    set_actions(&actions, out);
    error = posix_spawnp(child, command[0], &actions, &attributes, command,
                         environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

int main(int argc, char **argv)
{
    pid_t child;
    int error, out;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: 18-spawn COMMAND [ARG...]\n", stderr);
        return 2;
    }
    say_who("parent");

    /* Not by addopen: its error could not be told from that of COMMAND. */
    out = open("out.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, LOG_MODE);
    if (out == -1)
        err(1, "out.log");

    /* SIGPIPE would end us where the reader of our output has gone, before we
     * could end the child. The child has it set to its default again. */
    signal(SIGPIPE, SIG_IGN);

    error = spawn_detached(argv + 1, out, &child);
    if (error != 0) {
        errno = error;
        warn("%s", argv[1]);
        return error == ENOENT ? NOT_FOUND : CANNOT_RUN;
    }
    if (dprintf(STDOUT_FILENO, "%-8s pid %d\n", "child", child) < 0) {
        warn("standard output");
        kill(child, SIGTERM); /* nobody would know its PID */
        return 1;
    }
    return 0; /* without waiting: that is left to the reaper */
}
