/*
 * slow: a program whose calls take their time. An object to be linked with it.
 *
 * Use:   cc $(sed -n 's/^SLOW(\(.*\))$/-Wl,--wrap=\1/p' tests/faults/slow.c) \
 *           lessons/solutions/08-setsid.c tests/faults/slow.c -o build/slow
 *
 * The linker calls __wrap_fork here wherever the program calls fork(2), and
 * __real_fork is that of libc. Each call of a function below waits for DELAY,
 * before it and after it, as on a busy machine: who is first, parent or child,
 * is different then. A right program still does the same. The first CALLS of a
 * process are slow and no more, so that one with thousands of them ends.
 */
#define _GNU_SOURCE /* syscall(2) */
#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { DELAY = 2000000 }; /* nanoseconds */
enum { CALLS = 60 };

static void linger(void)
{
    static int calls;
    static pid_t caller;
    const struct timespec delay = {.tv_nsec = DELAY};
    int before = errno;

    if (caller != getpid())
        calls = 0;
    caller = getpid();
    if (++calls <= 2 * CALLS)
        nanosleep(&delay, NULL);
    errno = before;
}

/* Whatever its parameters are, six words are handed on as they came: see
 * fault.c. */
#define SLOW(name)                                                             \
    long __real_##name(long, long, long, long, long, long);                    \
    long __wrap_##name(long, long, long, long, long, long);                    \
    long __wrap_##name(long a, long b, long c, long d, long e, long f)         \
    {                                                                          \
        long result;                                                           \
        linger();                                                              \
        result = __real_##name(a, b, c, d, e, f);                              \
        linger();                                                              \
        return result;                                                         \
    }

/* clang-format off */
SLOW(_exit)
SLOW(chdir)
SLOW(close)
SLOW(daemon)
SLOW(dup)
SLOW(dup2)
SLOW(execvp)
SLOW(fchmod)
SLOW(fclose)
SLOW(fcntl)
SLOW(fflush)
SLOW(flock)
SLOW(fopen)
SLOW(fork)
SLOW(fstat)
SLOW(getcwd)
SLOW(getppid)
SLOW(kill)
SLOW(open)
SLOW(openat)
SLOW(pipe)
SLOW(pipe2)
SLOW(poll)
SLOW(posix_spawnp)
SLOW(prctl)
SLOW(pread)
SLOW(puts)
SLOW(read)
SLOW(rename)
SLOW(setpgid)
SLOW(setsid)
SLOW(sigaction)
SLOW(signal)
SLOW(sigprocmask)
SLOW(sigtimedwait)
SLOW(sigwait)
SLOW(sigwaitinfo)
SLOW(syscall)
SLOW(tcgetpgrp)
SLOW(tcsetpgrp)
SLOW(umask)
SLOW(unlink)
SLOW(wait)
SLOW(waitpid)
SLOW(write)
