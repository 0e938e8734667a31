/*
 * bare: fork, setsid, fork, execve, and nothing else, not even a check. No
 * daemon is started by less: this is what 16-daemonize is measured against.
 *
 * usage: bare COMMAND [ARG...]
 */
#include <signal.h>
#include <sys/syscall.h>

#include "raw.h"

static long fork_bare(void)
{
    return call(SYS_clone, SIGCHLD, 0, 0);
}

_Noreturn void begin(long *stack)
{
    char **argv = (char **)(stack + 1), **envp = argv + stack[0] + 1;

    if (fork_bare() == 0) {
        call(SYS_setsid, 0, 0, 0);
        if (fork_bare() == 0)
            call(SYS_execve, (long)argv[1], (long)(argv + 1), (long)envp);
    }
    end(0);
}
