/*
 * fault: makes one call of a program fail. A library, for LD_PRELOAD.
 *
 * Use:   export TRACE=/tmp/trace; : >$TRACE
 *        export FAULT="$(printf 'setsid\tchild 1\tEPERM')"
 *        LD_PRELOAD=build/fault.so build/16-daemonize sleep 60; cat $TRACE
 *
 * TRACE gets a line for each call of a function below: the function, the number
 * of the call, an error to fail with, the file, from where it was called (for
 * addr2line(1)), the PID, and what strerror(3) says if it was made to fail.
 * FAULT is the beginning of such a line. So a run without it lists all that can
 * be asked for.
 *
 * Each process counts its own calls: "child 1" is the first one by the first
 * process's child. A number over all processes would not name the same call
 * twice: it would depend on who is faster. In FAULT there may also be "any 1",
 * for a program of which it is not known which process makes the call: a child
 * goes on from its parent's number. An error that is left out is the usual one.
 *
 * With PATIENT in the environment it serves a grader. Then no wait is hurried,
 * and standard error has the buffer that the program gives it. TRACE gets only
 * a line "loaded" with the program's file, the call that fails, and for each
 * child that the program has waited for a line "ended": its PID, and its status
 * as a shell counts it. And "close_range" is that system call, whether the
 * program has called it by its name or by syscall(2).
 *
 * What libc calls inside is out of reach. Hence printf beside write, and daemon
 * beside fork.
 *
 * SIGNALS has what the program meets each time that it waits, with commas: the
 * name of a signal; or that of a socket file, or of a file with a port, to
 * which a client then comes.
 */
#define _GNU_SOURCE    /* RTLD_NEXT, syscall(2), vasprintf(3) */
#undef _FORTIFY_SOURCE /* it would define some of these functions itself */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range /* headers older than Linux 5.9 */
#define SYS_close_range 436
#endif

static const char *fault = "", *trace = "/dev/null";
static char *signals; /* names of those that a wait is to meet, by commas */
static pid_t caller;  /* another than the last time: we are in a child */
static unsigned generation;
static int is_patient;

struct calls {
    pid_t caller;
    int number;
    int in_line; /* with those that its parent had made, and so on */
};

/* A line of TRACE. It is opened each time: the program may close what it does
 * not know. */
static void note(const char *line)
{
    long (*kernel)(long, ...);
    int fd;

    *(void **)&kernel = dlsym(RTLD_NEXT, "syscall");
    fd = (int)kernel(SYS_openat, AT_FDCWD, trace, O_WRONLY | O_APPEND);
    kernel(SYS_write, fd, line, strlen(line));
    kernel(SYS_close, fd);
}

static void note_event(const char *event, const char *file, pid_t pid,
                       int number)
{
    char line[4096];
    int before = errno;

    snprintf(line, sizeof line, "%s\t-\t-\t%s\t-\t%d\t%d\n", event, file, pid,
             number);
    note(line);
    errno = before;
}

__attribute__((constructor)) static void begin(void)
{
    int (*real_setvbuf)(FILE *, char *, int, size_t);
    char program[2048] = "";

    fault = getenv("FAULT") ? getenv("FAULT") : fault;
    trace = getenv("TRACE") ? getenv("TRACE") : trace;
    signals = getenv("SIGNALS");
    is_patient = getenv("PATIENT") != NULL;
    caller = getpid();
    unsetenv("LD_PRELOAD"); /* what the program executes is not our matter */
    if (is_patient) {
        if (readlink("/proc/self/exe", program, sizeof program - 1) != -1)
            note_event("loaded", program, caller, 0);
        return;
    }

    /* warn(3) makes three writes of a line, and what another process says at
     * that moment would be in the middle of it. */
    *(void **)&real_setvbuf = dlsym(RTLD_NEXT, "setvbuf");
    real_setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
}

/* clang-format off */
#define NAME(name) {#name, name}
#define SIGNAL(name) {#name, SIG##name}
/* clang-format on */

/* The number that a word such as EPERM or HUP stands for; 0 if for none. */
static int number_of(const char *word)
{
    static const struct {
        const char *name;
        int number;
    } names[] = {NAME(EACCES),  NAME(EAGAIN), NAME(EBADF),  NAME(ECHILD),
                 NAME(EINTR),   NAME(EINVAL), NAME(EIO),    NAME(EMFILE),
                 NAME(ENOBUFS), NAME(ENOENT), NAME(ENOLCK), NAME(ENOMEM),
                 NAME(ENOSPC),  NAME(ENOSYS), NAME(ENOTTY), NAME(EPERM),
                 NAME(ESRCH),   SIGNAL(HUP),  SIGNAL(TERM), SIGNAL(USR1),
                 SIGNAL(USR2)};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, word) == 0)
            return names[i].number;
    return 0;
}

/* Where in the program's file the call is that returns to this address. */
static unsigned long place_of(const char *address)
{
    Dl_info info;
    const ElfW(Ehdr) * program;

    if (dladdr(address, &info) == 0)
        return 0;
    program = info.dli_fbase;
    if (program->e_type == ET_DYN)
        return (unsigned long)(address - (const char *)info.dli_fbase) - 1;
    return (unsigned long)address - 1;
}

/* The name that the reader knows. What is printf to them may be __printf_chk or
 * __vprintf_chk, and in an older libc fstat is __fxstat. */
static void simplify(char *plain, const char *name)
{
    size_t n = 0;

    if (strncmp(name, "__", 2) != 0) {
        strcpy(plain, name);
        return;
    }
    name += 2;
    if (*name == 'v')
        name++;
    for (; *name != '\0' && *name != '_'; name++) {
        if (*name != 'x')
            plain[n++] = *name;
    }
    plain[n] = '\0';
}

/* Is it this call that has to fail? Then errno says why. */
static int fails(struct calls *calls, const char *name, const char *error,
                 const char *file, const char *from)
{
    static const char *const who[] = {"", "child ", "grandchild "};
    int before = errno, hit;
    char line[4096], plain[64], any[128];
    size_t n, length;

    if (caller != getpid() && generation < 2)
        generation++;
    caller = getpid();
    if (calls->caller != caller)
        *calls = (struct calls){.caller = caller, .in_line = calls->in_line};
    simplify(plain, name);
    n = (size_t)snprintf(line, sizeof line, "%s\t%s%d\t", plain,
                         who[generation], ++calls->number);
    length = (size_t)snprintf(any, sizeof any, "%s\tany %d\t", plain,
                              ++calls->in_line);
    if (strncmp(any, fault, length) != 0)
        length = n;
    hit = strncmp(line, fault, n) == 0 || length != n;
    if (hit && fault[length] != '\0')
        error = fault + length;
    if (!hit && is_patient)
        return 0;
    snprintf(line + n, sizeof line - n, "%s\t%s\t%#lx\t%d\t%s\n", error, file,
             place_of(from), caller, hit ? strerror(number_of(error)) : "-");
    note(line);
    errno = hit ? number_of(error) : before;
    return hit;
}

/* Waiting for ever is what a daemon does when all went well. A moment of it is
 * enough, and an end by SIGALRM is the sign that it was there to stay. */
static void hurry(void)
{
    if (!is_patient)
        ualarm(200000, 0);
}

int pause(void)
{
    hurry();
    return ppoll(NULL, 0, NULL, NULL); /* poll is one of the functions below */
}

/* What a file of lesson 23 says, "port PORT  token TOKEN ...": a client, who
 * asks there and does not go. False if it says no such thing. */
static int visit_port(long (*kernel)(long, ...), const char *path)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    char text[100] = "", token[50] = "";
    long fd = kernel(SYS_openat, AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
    int port;

    kernel(SYS_read, fd, text, sizeof text - 1);
    kernel(SYS_close, fd);
    if (sscanf(text, "port %d token %32s", &port, token) != 2)
        return 0;
    strcat(token, " hello\n");
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd = kernel(SYS_socket, AF_INET, SOCK_STREAM, 0);
    kernel(SYS_connect, fd, &address, sizeof address);
    kernel(SYS_write, fd, token, strlen(token));
    return 1;
}

/* A client, who asks and does not go. False if there is no such socket. By the
 * kernel's numbers: these are no calls of the program. */
static int visit(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    long (*kernel)(long, ...);
    long fd;

    *(void **)&kernel = dlsym(RTLD_NEXT, "syscall");
    if (visit_port(kernel, path))
        return 1;
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    fd = kernel(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
    if (kernel(SYS_connect, fd, &address, sizeof address) == -1) {
        kernel(SYS_close, fd);
        return 0;
    }
    kernel(SYS_write, fd, "ticket\n", 7UL);
    return 1;
}

/* Before it waits the next signal or client comes, if there is one left. */
static void arrive(void)
{
    if (is_patient)
        return;
    char *name = strsep(&signals, ",");

    if (name != NULL && number_of(name) != 0)
        raise(number_of(name));
    else if (name == NULL || !visit(name))
        hurry();
}

/* The same for a socket of datagrams: the next word comes as a datagram, if
 * there is one left. */
static void get_mail(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    long (*kernel)(long, ...);
    long ours;
    char *word = NULL;

    if (is_patient)
        return;
    *(void **)&kernel = dlsym(RTLD_NEXT, "syscall");
    word = strsep(&signals, ",");
    if (word == NULL || strcmp(word, "-") == 0 ||
        kernel(SYS_getsockname, (long)fd, &address, &size) == -1) {
        hurry();
        return;
    }
    ours = kernel(SYS_socket, (long)address.ss_family, SOCK_DGRAM, 0);
    kernel(SYS_sendto, ours, word, strlen(word), 0, &address, (long)size);
}

/* A child that the program waits for itself has ended: with which status nobody
 * else learns. */
static void note_end(pid_t pid, int status)
{
    if (!is_patient || pid <= 0)
        return;
    if (WIFEXITED(status))
        note_event("ended", "-", pid, WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        note_event("ended", "-", pid, 128 + WTERMSIG(status));
}

/* What wait(2) and its kin do, and a note of it. All of them but waitid(2) are
 * cases of wait4(2). */
static long wait_noted(pid_t pid, int *place, int options, struct rusage *usage)
{
    pid_t (*real)(pid_t, int *, int, struct rusage *);
    int status = 0;
    pid_t ended;

    *(void **)&real = dlsym(RTLD_NEXT, "wait4");
    ended = real(pid, &status, options, usage);
    note_end(ended, status);
    if (place != NULL && ended > 0)
        *place = status;
    return ended;
}

static long waitid_noted(idtype_t type, id_t id, siginfo_t *info, int options)
{
    int (*real)(idtype_t, id_t, siginfo_t *, int);
    siginfo_t ours = {0};
    int result;

    *(void **)&real = dlsym(RTLD_NEXT, "waitid");
    if (info == NULL)
        info = &ours;
    result = real(type, id, info, options);
    if (result == 0 && is_patient && info->si_code == CLD_EXITED)
        note_event("ended", "-", info->si_pid, info->si_status);
    else if (result == 0 && is_patient && info->si_code == CLD_KILLED)
        note_event("ended", "-", info->si_pid, 128 + info->si_status);
    return result;
}

/* Not every libc has the function close_range(2). */
static long close_range_by_number(long first, long last, long flags)
{
    long (*kernel)(long, ...);

    *(void **)&kernel = dlsym(RTLD_NEXT, "syscall");
    return kernel(SYS_close_range, first, last, flags);
}

/* What a failed write leaves behind, ferror(3): this stream cannot be read. */
static int spoil(FILE *stream)
{
    int number = errno;

    if (stream != NULL) /* fflush(3) takes it for all streams */
        fgetc(stream);
    errno = number;
    return EOF;
}

/* What a failed read leaves behind: this stream cannot be written. */
static int spoil_input(FILE *stream)
{
    int number = errno;

    fputc('?', stream);
    errno = number;
    return EOF;
}

/*
 * A function: the error it fails with, the file it fails on, what it returns
 * then, and what is done before it is called otherwise. Whatever its parameters
 * are, six words are handed on as they came. The letter of C does not allow it;
 * by Linux's calling conventions it works, with integers and pointers. The name
 * is the library's by __asm__ only, so that the headers do not contradict.
 */
#define CALL(name, error, file, failure, before)                               \
    long fault_##name(long, long, long, long, long, long) __asm__(#name);      \
    long fault_##name(long a, long b, long c, long d, long e, long f)          \
    {                                                                          \
        static struct calls calls;                                             \
        long (*real)(long, long, long, long, long, long);                      \
        *(void **)&real = dlsym(RTLD_NEXT, #name);                             \
        if (fails(&calls, #name, error, file, __builtin_return_address(0)))    \
            return failure;                                                    \
        before;                                                                \
        return real(a, b, c, d, e, f);                                         \
    }

/* One with a format: only its like with a va_list can be handed what came. It
 * has two names, the second where _FORTIFY_SOURCE is defined. */
#define PRINT_AS(name, failure, result, ...)                                   \
    int fault_##name(__VA_ARGS__, ...) __asm__(#name);                         \
    int fault_##name(__VA_ARGS__, ...)                                         \
    {                                                                          \
        const char *from = __builtin_return_address(0);                        \
        static struct calls calls;                                             \
        va_list rest;                                                          \
        int n;                                                                 \
        va_start(rest, format);                                                \
        if (fails(&calls, #name, "ENOSPC", "-", from))                         \
            n = failure;                                                       \
        else                                                                   \
            n = result;                                                        \
        va_end(rest);                                                          \
        return n;                                                              \
    }
#define PRINT(name, failure, result, ...)                                      \
    PRINT_AS(name, failure, result, __VA_ARGS__ const char *format)            \
    PRINT_AS(__##name##_chk, failure, result,                                  \
             __VA_ARGS__ __attribute__((unused)) int flag, const char *format)

/* clang-format off */
#define FAIL(name, error) CALL(name, #error, "-", -1, (void)0)
FAIL(fork, EAGAIN)          FAIL(daemon, EAGAIN)      FAIL(setsid, EPERM)
FAIL(setpgid, EPERM)        FAIL(prctl, EINVAL)       FAIL(kill, EPERM)
FAIL(sigprocmask, EINVAL)   FAIL(sigaction, EINVAL)
FAIL(dup, EMFILE)           FAIL(dup2, EMFILE)        FAIL(fcntl, ENOLCK)
FAIL(pipe, EMFILE)          FAIL(pipe2, EMFILE)       FAIL(flock, ENOLCK)
FAIL(fstat, EIO)            FAIL(fchmod, EPERM)       FAIL(ftruncate, EIO)
FAIL(read, EIO)             FAIL(pread, EIO)          FAIL(lseek, EIO)
FAIL(write, ENOSPC)         FAIL(getline, EIO)
FAIL(posix_openpt, EMFILE)  FAIL(grantpt, EACCES)     FAIL(unlockpt, EIO)
FAIL(setenv, ENOMEM)
FAIL(socket, EMFILE)        FAIL(bind, ENOSPC)        FAIL(setvbuf, ENOMEM)
FAIL(clock_gettime, EINVAL) FAIL(nanosleep, EINVAL)   FAIL(getchar, EIO)
FAIL(tcsetpgrp, ENOTTY)     FAIL(tcgetpgrp, ENOTTY)
FAIL(connect, EACCES)       FAIL(listen, EINVAL)      FAIL(accept4, EMFILE)
FAIL(getsockopt, EINVAL)    FAIL(send, EAGAIN)        FAIL(signalfd, EMFILE)
FAIL(fsync, EIO)             FAIL(fdatasync, EIO)      FAIL(fchdir, EACCES)
FAIL(pwrite, ENOSPC)        FAIL(getsockname, ENOBUFS)
FAIL(setsockopt, EINVAL)    FAIL(getrandom, ENOSYS)
FAIL(sendto, EAGAIN)        FAIL(setgroups, EPERM)
FAIL(setresgid, EPERM)      FAIL(setresuid, EPERM)    FAIL(setgid, EPERM)
FAIL(setuid, EPERM)         FAIL(unshare, EPERM)      FAIL(ioctl, EPERM)
FAIL(socketpair, EMFILE)    FAIL(sendmsg, EAGAIN)     FAIL(recvmsg, EIO)
FAIL(memfd_create, EMFILE)  FAIL(sendfile, ENOSPC)

#define PATH(name, error) CALL(name, #error, (char *)a, -1, (void)0)
PATH(open, EMFILE)          PATH(__open_2, EMFILE)    PATH(chdir, EACCES)
PATH(mkdir, ENOSPC)         PATH(mkfifo, ENOSPC)      PATH(unlink, EACCES)
PATH(rename, EACCES)        PATH(execv, EACCES)       PATH(execve, EACCES)
PATH(execvp, EACCES)        PATH(execlp, EACCES)      PATH(lstat, EACCES)
PATH(chmod, EPERM)          PATH(execl, EACCES)

CALL(__fxstat, "EIO", "-", -1, (void)0)
CALL(__lxstat, "EACCES", (char *)b, -1, (void)0)
CALL(__read_chk, "EIO", "-", -1, (void)0)
CALL(__pread_chk, "EIO", "-", -1, (void)0)
CALL(__recv_chk, "EIO", "-", -1, hurry())
CALL(__recvfrom_chk, "EIO", "-", -1, get_mail((int)a))
CALL(__vprintf_chk, "ENOSPC", "-", spoil(stdout), (void)0)
CALL(__vfprintf_chk, "ENOSPC", "-", spoil((FILE *)a), (void)0)
CALL(__vdprintf_chk, "ENOSPC", "-", -1, (void)0)
CALL(__vasprintf_chk, "ENOSPC", "-", -1, (void)0)

CALL(close_range, "ENOSYS", "-", -1, return close_range_by_number(a, b, c))
CALL(syscall, "ENOSYS", "-", -1, if (is_patient && a == SYS_close_range)
                                     return fault_close_range(b, c, d, 0, 0, 0))

/* Not ECHILD: a right program may wait until it meets that, and so for all of
 * its children. */
#define WAIT(name, noted) CALL(name, "EINVAL", "-", -1, return noted)
WAIT(wait, wait_noted(-1, (int *)a, 0, NULL))
WAIT(waitpid, wait_noted((pid_t)a, (int *)b, (int)c, NULL))
WAIT(wait3, wait_noted(-1, (int *)a, (int)b, (struct rusage *)c))
WAIT(wait4, wait_noted((pid_t)a, (int *)b, (int)c, (struct rusage *)d))
WAIT(waitid, waitid_noted((idtype_t)a, (id_t)b, (siginfo_t *)c, (int)d))

CALL(openat, "EMFILE", (char *)b, -1, (void)0)
/* It fails, and yet it closes. */
CALL(close, "EIO", "-", (real(a, b, c, d, e, f), -1), (void)0)
CALL(recv, "EIO", "-", -1, hurry())
CALL(recvfrom, "EIO", "-", -1, get_mail((int)a))
CALL(accept, "EMFILE", "-", -1, arrive())
CALL(sigwait, "EINVAL", "-", errno, arrive())
CALL(sigtimedwait, "EINVAL", "-", -1, arrive())
CALL(poll, "EINVAL", "-", -1, arrive())
CALL(__poll_chk, "EINVAL", "-", -1, arrive())
CALL(clock_nanosleep, "EINVAL", "-", errno, arrive())
CALL(getcwd, "ENOENT", "-", 0, (void)0)
CALL(fopen, "EMFILE", (char *)a, 0, (void)0)
CALL(fdopen, "ENOMEM", "-", 0, (void)0)
CALL(opendir, "EMFILE", (char *)a, 0, (void)0)
CALL(puts, "ENOSPC", "-", spoil(stdout), (void)0)
CALL(fflush, "ENOSPC", "-", spoil((FILE *)a), (void)0)
CALL(getc, "EIO", "-", spoil_input((FILE *)a), (void)0)
CALL(fgets, "EIO", "-", (spoil_input((FILE *)c), 0), (void)0)
CALL(fclose, "EIO", "-", (real(a, b, c, d, e, f), EOF), (void)0)

CALL(posix_spawnp, "EAGAIN", (char *)b, errno, (void)0)
#define CODE(name, error) CALL(posix_spawn##name, #error, "-", errno, (void)0)
CODE(_file_actions_init, ENOMEM)        CODE(_file_actions_addopen, ENOMEM)
CODE(_file_actions_adddup2, ENOMEM)     CODE(attr_setsigdefault, EINVAL)
CODE(attr_init, ENOMEM)                 CODE(attr_setsigmask, EINVAL)
CODE(attr_setflags, EINVAL)

PRINT(printf, spoil(stdout), vprintf(format, rest), )
PRINT(fprintf, spoil(to), vfprintf(to, format, rest), FILE *to, )
PRINT(dprintf, -1, vdprintf(to, format, rest), int to, )
PRINT(asprintf, -1, vasprintf(to, format, rest), char **to, )
