/*
 * payload: the command that is launched. It takes the time before all else;
 * then it writes it into a FIFO, by its name: no descriptor survives every
 * launch.
 *
 * usage: payload FIFO
 */
#define _GNU_SOURCE /* AT_FDCWD, CLOCK_MONOTONIC beside C17 */
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>

#include "raw.h"

/* The value of an environment's line that begins with NAME; NULL if none. */
static const char *find(char **envp, const char *name)
{
    for (; *envp != NULL; envp++) {
        size_t n = 0;

        while (name[n] != '\0' && (*envp)[n] == name[n])
            n++;
        if (name[n] == '\0')
            return *envp + n;
    }
    return NULL;
}

/* As sd_notify(3) does; @ stands for a name that is in no file system. */
static void notify(const char *name)
{
    static struct sockaddr_un address = {.sun_family = AF_UNIX};
    long fd = call(SYS_socket, AF_UNIX, SOCK_DGRAM, 0);
    size_t n = 0;

    for (; n < sizeof address.sun_path && name[n] != '\0'; n++)
        address.sun_path[n] = n == 0 && name[n] == '@' ? '\0' : name[n];
    call(SYS_connect, fd, (long)&address,
         (long)(offsetof(struct sockaddr_un, sun_path) + n));
    call(SYS_write, fd, (long)"READY=1", 7);
}

_Noreturn void begin(long *stack)
{
    char **argv = (char **)(stack + 1), **envp = argv + stack[0] + 1;
    const char *supervisor;
    struct timespec now;
    long fd;

    call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0);
    /* Where nobody reads any more this fails, and does not wait. */
    fd = call(SYS_openat, AT_FDCWD, (long)argv[1], O_WRONLY | O_NONBLOCK);
    call(SYS_write, fd, (long)&now, sizeof now);
    if ((supervisor = find(envp, "NOTIFY_SOCKET=")) != NULL)
        notify(supervisor);
    end(0);
}
