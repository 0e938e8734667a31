/*
 * 16-daemonize: the whole ritual, and the parent knows it worked.
 *
 * Try:      build/16-daemonize -l out.log sleep 60; echo $?
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           TTY "?", TPGID -1, STAT "S"; PGID = SID, a dead leader's PID.
 * Read:     lessons/16-daemonize.md, daemon(7), execve(2), setpgid(2)
 *
 * Three processes take part. The caller is the process that you start. It waits
 * for the leader and ends with the leader's status. The leader leads the new
 * session, and ends as soon as it knows whether COMMAND runs. The daemon is the
 * leader's child, and becomes COMMAND.
 */
#define _GNU_SOURCE /* asprintf(3), pipe2(2), syscall(2) */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range /* headers older than Linux 5.9 */
#define SYS_close_range 436
#endif
enum { CLOEXEC = 4 }; /* CLOSE_RANGE_CLOEXEC, which not every libc has */

enum { FAILED = 1, USAGE = 2, CANNOT_RUN = 126, NOT_FOUND = 127 };
enum { OCTAL = 8, LARGEST = 0777, LOG_MODE = 0640, PID_FILE_MODE = 0644 };
enum { READING, WRITING }; /* the two ends of a pipe */
enum { ROOT = 0 };         /* the number of that user */
enum { PID_BYTES = 8 };    /* up to seven digits and a newline */

static const char *directory = "/", *log_file, *pid_file;
static mode_t mask = 022;

static int null, output;             /* what COMMAND has as 0, as 1 and 2 */
static int messages = STDERR_FILENO; /* the caller's standard error */
static pid_t daemon_pid;             /* known to the leader only */
static char *draft;                  /* PIDFILE.LEADER, if it is there */

/* To write into a pipe that nobody reads, or into a file beyond the limit of
 * its size, would end the process by a signal. An error can be told. */
static void survive_writing(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static _Noreturn void give_up(int status, const char *what)
{
    survive_writing();
    dup2(messages, STDERR_FILENO);
    warn("%s", what);
    if (draft != NULL)
        unlink(draft);
    if (daemon_pid > 0) /* no COMMAND runs on after a start that failed */
        kill(daemon_pid, SIGKILL);
    _exit(status);
}

static int must(int result, const char *what)
{
    if (result == -1)
        give_up(FAILED, what);
    return result;
}

static _Noreturn void usage(void)
{
    fputs("usage: 16-daemonize [-d DIR] [-l LOG] [-m UMASK] [-p PIDFILE] "
          "COMMAND [ARG...]\n",
          stderr);
    exit(USAGE);
}

static mode_t parse_mask(const char *word)
{
    char *end;
    unsigned long number = strtoul(word, &end, OCTAL);

    if (end == word || *end != '\0' || number > LARGEST)
        usage();
    return (mode_t)number;
}

static void parse_options(int argc, char **argv)
{
    int option;

    /* The + ends the options at COMMAND, which has options of its own. */
    while ((option = getopt(argc, argv, "+d:l:m:p:")) != -1) {
        switch (option) {
        case 'd':
            directory = optarg;
            break;
        case 'l':
            log_file = optarg;
            break;
        case 'm':
            mask = parse_mask(optarg);
            break;
        case 'p':
            pid_file = optarg;
            break;
        default:
            usage();
        }
    }
    if (optind == argc)
        usage();
}

/* LOG may be a symbolic link only if this user made it, or root. In /tmp every
 * user can make a link that leads to a file of yours. */
static int open_log(void)
{
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_NOFOLLOW;
    struct stat is;

    if (lstat(log_file, &is) == 0) {
        if (is.st_uid == geteuid() || is.st_uid == ROOT)
            flags &= ~O_NOFOLLOW;
    }
    return must(open(log_file, flags, LOG_MODE), log_file);
}

/* Only an old PID file may be replaced: a file of this user that holds one
 * number or nothing, if no process has that number now. Two callers at the same
 * moment may both find it so. The lock of lesson 19 prevents that. */
static void check_pid_file(void)
{
    char text[PID_BYTES + 1] = "", *end;
    struct stat is;
    int fd, found = lstat(pid_file, &is);

    if (found == -1 && errno == ENOENT)
        return;
    must(found, pid_file);
    if (!S_ISREG(is.st_mode)) /* some devices act when they are opened */
        errx(FAILED, "%s: a symbolic link, device or the like", pid_file);
    if (is.st_uid != geteuid())
        errx(FAILED, "%s: the file of another user", pid_file);

    fd = must(open(pid_file, O_RDONLY), pid_file);
    must((int)read(fd, text, PID_BYTES), pid_file);
    close(fd);
    long pid = strtol(text, &end, 10);
    if (*end == '\n')
        end++;
    if (end - text != is.st_size || pid < 0)
        errx(FAILED, "%s: not a PID file: it holds more than a PID", pid_file);
    if (pid > 0 && getpgid((pid_t)pid) != -1) /* it exists, of any user */
        errx(FAILED, "%s: already running, PID %ld", pid_file, pid);
}

/* The leader makes the PID file under the name PIDFILE.LEADER (its own PID),
 * and the daemon writes into it. It becomes PIDFILE only when COMMAND runs. So
 * a start that fails leaves an old PID file as it was. Returns a descriptor. */
static int make_draft(void)
{
    char *name;
    int fd, flags = O_WRONLY | O_CREAT | O_EXCL;

    must(asprintf(&name, "%s.%d", pid_file, getpid()), "asprintf");
    fd = must(open(name, flags, PID_FILE_MODE), pid_file);
    draft = name; /* from here on it is ours to remove */
    must(fchmod(fd, PID_FILE_MODE), pid_file); /* whatever the umask */
    return fd;
}

/* A relative name means the caller's directory, whatever DIR is. One without a
 * slash is looked up in PATH. */
static char *absolute(char *name)
{
    char *here, *path;

    if (name[0] == '/' || strchr(name, '/') == NULL)
        return name;
    here = getcwd(NULL, 0);
    if (here == NULL)
        give_up(FAILED, "the current directory");
    must(asprintf(&path, "%s/%s", here, name), "asprintf");
    free(here);
    return path;
}

/* All descriptors but 0 to 2, also those that the caller inherited. The exec
 * closes them, and not a step before it: if the exec fails, the daemon needs
 * the caller's standard error to say so. */
static void close_rest_at_exec(void)
{
    DIR *folder;
    struct dirent *entry;

    if (syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, CLOEXEC) == 0)
        return;
    /* Linux before 5.11, or a container that refuses the call: one by one. */
    folder = opendir("/proc/self/fd");
    if (folder == NULL)
        give_up(FAILED, "/proc/self/fd");
    while ((entry = readdir(folder)) != NULL) {
        int fd = atoi(entry->d_name); /* 0 for "." and ".." */

        if (fd > STDERR_FILENO)
            must(fcntl(fd, F_SETFD, FD_CLOEXEC), "fcntl");
    }
    closedir(folder);
}

/* execve(2) resets what is caught, not what is ignored or blocked. */
static void reset_signals(void)
{
    sigset_t none;

    for (int signo = 1; signo < NSIG; signo++)
        signal(signo, SIG_DFL); /* fails for SIGKILL and the like */
    sigemptyset(&none);
    must(sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");
}

/* The daemon. A step that fails ends it with a message and a status. */
static _Noreturn void become(char **command, int draft_fd)
{
    char *program = absolute(command[0]);

    if (draft != NULL) {
        must(dprintf(draft_fd, "%d\n", getpid()), pid_file);
        must(close(draft_fd), pid_file);
        draft = NULL; /* the leader's: in DIR its name means another file */
    }

    must(chdir(directory), directory); /* it keeps no file system busy */

    must(dup2(null, STDIN_FILENO), "dup2");    /* not left on a terminal */
    must(dup2(output, STDOUT_FILENO), "dup2"); /* that will be dead */
    must(dup2(output, STDERR_FILENO), "dup2");
    close_rest_at_exec();
    reset_signals();
    execvp(program, command);
    give_up(errno == ENOENT ? NOT_FOUND : CANNOT_RUN, command[0]);
}

/* A child that ends with a status has said itself why. */
static int await_end(pid_t pid, const char *who)
{
    int status;

    must(waitpid(pid, &status, 0), "waitpid");
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    warnx("%s was ended by a signal: %s", who, strsignal(WTERMSIG(status)));
    return FAILED;
}

static _Noreturn void lead(char **command)
{
    int ends[2], draft_fd = -1;
    char nothing;

    must(setsid(), "setsid"); /* no terminal any more */
    if (pid_file != NULL)
        draft_fd = make_draft();
    must(pipe2(ends, O_CLOEXEC), "pipe2");
    daemon_pid = must(fork(), "fork");
    if (daemon_pid == 0) /* no leader: a later open(2) gets no terminal */
        become(command, draft_fd);

    /* No process writes into the pipe. It ends when the daemon, the last to
     * have its writing end, executes COMMAND, or ends before that. */
    close(ends[WRITING]);
    must((int)read(ends[READING], &nothing, 1), "read");

    /* Which of the two? The daemon is in our group already, so this call
     * changes nothing. But it is refused for a child that has executed a
     * program: with EACCES, or EPERM if the program has made a session of its
     * own by now. */
    if (setpgid(daemon_pid, getpgrp()) == 0) {
        if (draft != NULL)
            unlink(draft);
        _exit(await_end(daemon_pid, "the process that was to be COMMAND"));
    }

    if (draft != NULL)
        must(rename(draft, pid_file), pid_file);
    if (dprintf(STDOUT_FILENO, "daemon   pid %d\n", daemon_pid) < 0)
        warn("PID %d runs, but standard output", daemon_pid);
    _exit(0);
}

int main(int argc, char **argv)
{
    parse_options(argc, argv);
    survive_writing();
    signal(SIGCHLD, SIG_DFL); /* if ignored, it leaves no status to wait for */

    do { /* opens 0 to 2 if they are closed: the pipe must not be one of them */
        null = must(open("/dev/null", O_RDWR), "/dev/null");
    } while (null <= STDERR_FILENO);
    messages = must(dup(STDERR_FILENO), "dup");

    if (pid_file != NULL)
        check_pid_file();
    umask(mask); /* for LOG, and for what COMMAND creates */
    output = log_file == NULL ? null : open_log();

    pid_t leader = must(fork(), "fork");
    if (leader == 0)
        lead(argv + optind);
    /* Your shell waits for the caller, and the caller for the leader. So when
     * you have your prompt back, the daemon's parent is the reaper. At its very
     * start COMMAND may have seen the leader as its parent. */
    return await_end(leader, "the leader");
}
