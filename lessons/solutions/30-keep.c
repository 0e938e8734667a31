/*
 * keep: keeps jobs, so that they outlive whoever has started them. The last
 * project: lessons/project.md says what it must do.
 *
 *     keep serve DIRECTORY [ID]     the daemon; root becomes user and group ID
 *     keep run DIRECTORY COMMAND    starts a job (sh -c), prints its number
 *     keep list DIRECTORY           a line for each job
 *     keep wait DIRECTORY JOB       waits for its end: the status is the job's
 *     keep cancel DIRECTORY JOB     the same, and asks it to end
 */
#define _GNU_SOURCE /* accept4(2), dprintf(3), setresuid(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range /* headers older than Linux 5.9 */
#define SYS_close_range 436
#endif

/* Seconds. Set it to 0, which is no fuse, when you trust your keep. */
enum { FUSE = 900 };

enum { JOBS = 500 };     /* the last number */
enum { PLACES = 50 };    /* clients at the same time */
enum { RESERVE = 8 };    /* descriptors that are not for clients */
enum { REQUEST = 4096 }; /* bytes of a request, with the 0 at its end */
enum { LINE = 32 };      /* bytes of a line, of a state, of a name */

/* Exit statuses. A client ends with FAILED if it has no status of a job. */
enum { NOT_FOUND = 127, BY_SIGNAL = 128, FAILED = 255 };
enum { REFUSED = 1000 }; /* in an answer: no status, the text says why */

static struct job {
    pid_t pid;        /* its first process, and its group; 0: it does not run */
    int cancelled;    /* it has been asked to end */
    char state[LINE]; /* running, exit 3, signal 15, unknown */
} jobs[JOBS + 1];     /* from 1 on */
static int last;      /* the last job */
static int running;   /* so many */
static int ending;    /* we have been asked to end */

/* What poll(2) watches. The client that came first stands first. */
enum { SIGNALS, LISTENER, CLIENTS };
static struct pollfd watched[CLIENTS + PLACES];
static nfds_t count = CLIENTS;
static struct client {
    int waits_for; /* the end of this job; 0: it does not wait */
    size_t length;
    char request[REQUEST];
} clients[CLIENTS + PLACES];

static struct sockaddr_un address = {AF_UNIX, "socket"};
static sigset_t signals;

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* ---- Jobs ---- */

/* The file N.status or N.output of a job. */
static const char *file_of(int n, const char *what)
{
    static char name[LINE];

    snprintf(name, sizeof name, "%d.%s", n, what);
    return name;
}

/* The file and the log say it. A reader of the file finds the old state or the
 * new one, never a part. Returns -1 if it cannot be written. */
static int set_state(int n, const char *state)
{
    int fd = open("status.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int written = -1;

    snprintf(jobs[n].state, LINE, "%s", state);
    if (fd != -1) {
        written = dprintf(fd, "%s\n", state);
        close(fd);
    }
    if (written < 0 || rename("status.new", file_of(n, "status")) == -1) {
        warn("%s", file_of(n, "status"));
        return -1;
    }
    dprintf(STDOUT_FILENO, "job %d %s\n", n, state); /* if the log has room */
    return 0;
}

/* What an earlier daemon has left. If it was killed while a job ran, nobody
 * learns how this job ends. */
static void load_jobs(void)
{
    FILE *file;
    char *state;

    while (last < JOBS) {
        file = fopen(file_of(last + 1, "status"), "re");
        if (file == NULL && errno == ENOENT)
            return;
        if (file == NULL)
            err(1, "%s", file_of(last + 1, "status"));
        last++;
        state = jobs[last].state;
        if (fgets(state, LINE, file) == NULL)
            strcpy(state, "running"); /* the machine has crashed */
        fclose(file);
        state[strcspn(state, "\n")] = '\0';
        if (strcmp(state, "running") == 0 && set_state(last, "unknown") == -1)
            exit(1);
    }
}

/* In the child: a session of its own, no input, and the signals as they are for
 * any command. */
static _Noreturn void become_job(int output, const char *command)
{
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);

    alarm(FUSE); /* a child does not inherit its parent's */
    if (setsid() == -1)
        fail("setsid");
    if (input == -1 || dup2(input, STDIN_FILENO) == -1)
        fail("/dev/null");
    if (dup2(output, STDOUT_FILENO) == -1 || dup2(output, STDERR_FILENO) == -1)
        fail("dup2");
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (sigprocmask(SIG_UNBLOCK, &signals, NULL) == -1)
        fail("sigprocmask");
    execlp("sh", "sh", "-c", command, (char *)NULL);
    warn("sh");
    _exit(NOT_FOUND);
}

/* The file says "running" before the job runs: if we are killed in between, its
 * number is taken. Returns -1 if there is no such job. */
static int start_job(int n, const char *command)
{
    pid_t pid = -1;
    int output =
        open(file_of(n, "output"),
             O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);

    if (output == -1) {
        warn("%s", file_of(n, "output"));
        return -1;
    }
    if (set_state(n, "running") == 0)
        pid = fork();
    if (pid == 0)
        become_job(output, command);
    close(output);
    if (pid == -1) {
        warn("job %d", n);
        unlink(file_of(n, "status"));
        return -1;
    }
    jobs[n].pid = pid;
    running++;
    return 0;
}

/* Asks all of its group to end; the second time, they have to. A job that has
 * no group yet gets the signal when it unblocks its signals, and a stopped one
 * when it goes on. */
static void cancel_job(int n)
{
    int signo = jobs[n].cancelled ? SIGKILL : SIGTERM;

    if (jobs[n].pid == 0) /* as that of job 0 */
        return;
    if (kill(-jobs[n].pid, signo) == -1)
        kill(jobs[n].pid, signo);
    kill(-jobs[n].pid, SIGCONT);
    jobs[n].cancelled = 1;
}

/* ---- Clients ---- */

static void dismiss(nfds_t i)
{
    close(watched[i].fd);
    count--;
    memmove(&watched[i], &watched[i + 1], (count - i) * sizeof *watched);
    memmove(&clients[i], &clients[i + 1], (count - i) * sizeof *clients);
}

/* Nobody waits for a client that does not read. */
static void answer(nfds_t i, int status, const char *text)
{
    if (dprintf(watched[i].fd, "%d %s", status, text) < 0)
        warn("a client has no answer");
    dismiss(i);
}

/* The exit status of who waits for it. */
static int status_of(const char *state)
{
    int number;

    if (sscanf(state, "exit %d", &number) == 1)
        return number;
    if (sscanf(state, "signal %d", &number) == 1)
        return BY_SIGNAL + number;
    return REFUSED; /* nobody knows it */
}

static void answer_list(nfds_t i)
{
    char list[(JOBS + 1) * LINE] = "", *end = list;

    for (int n = 1; n <= last; n++)
        end += sprintf(end, "%d %s\n", n, jobs[n].state);
    answer(i, 0, list);
}

static void answer_run(nfds_t i, const char *command)
{
    char number[LINE];

    if (ending || last == JOBS) {
        answer(i, REFUSED, "no more jobs");
    } else if (start_job(last + 1, command) == -1) {
        answer(i, REFUSED, "it cannot be started: see the log");
    } else {
        last++;
        snprintf(number, sizeof number, "%d\n", last);
        answer(i, 0, number);
    }
}

/* The number of a job, or 0 if there is no such job. */
static int find_job(const char *word)
{
    char *end;
    long n = strtol(word, &end, 10);

    if (*end != '\0' || n < 1 || n > last)
        return 0;
    return (int)n;
}

static void answer_at_end(nfds_t i, int n)
{
    char text[LINE + 1];

    if (n == 0) {
        answer(i, REFUSED, "there is no such job");
    } else if (jobs[n].pid != 0) {
        clients[i].waits_for = n;
    } else {
        snprintf(text, sizeof text, "%s\n", jobs[n].state);
        answer(i, status_of(text), text);
    }
}

static void obey(nfds_t i)
{
    const char *request = clients[i].request;

    if (strcmp(request, "list") == 0) {
        answer_list(i);
    } else if (strncmp(request, "run ", 4) == 0) {
        answer_run(i, request + 4);
    } else if (strncmp(request, "wait ", 5) == 0) {
        answer_at_end(i, find_job(request + 5));
    } else if (strncmp(request, "cancel ", 7) == 0) {
        cancel_job(find_job(request + 7));
        answer_at_end(i, find_job(request + 7));
    } else {
        answer(i, REFUSED, "that is no request");
    }
}

/* Takes what there is of a request, and does what it says when it is whole. A
 * client that has gone, or says too much, is dismissed. */
static void hear(nfds_t i)
{
    struct client *client = &clients[i];
    ssize_t n = recv(watched[i].fd, client->request + client->length,
                     REQUEST - client->length, 0);

    if (n <= 0) {
        dismiss(i);
        return;
    }
    client->length += (size_t)n;
    if (client->request[client->length - 1] == '\0')
        obey(i);
}

/* The oldest client that does not wait goes. If all wait, it is the last. */
static void make_room(void)
{
    nfds_t i = CLIENTS;

    while (i < count - 1 && clients[i].waits_for != 0)
        i++;
    if (i < count)
        dismiss(i);
}

static void greet(void)
{
    long limit = sysconf(_SC_OPEN_MAX);
    int fd;

    if (count == CLIENTS + PLACES || (long)count + RESERVE > limit)
        make_room();
    fd =
        accept4(watched[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1) {
        warn("accept4");
        poll(NULL, 0, 100); /* or we might fill the log */
        return;
    }
    watched[count] = (struct pollfd){.fd = fd, .events = POLLIN};
    clients[count] = (struct client){.length = 0};
    count++;
}

/* ---- Signals ---- */

static void finish_job(int n, int how)
{
    char state[LINE];

    if (WIFEXITED(how))
        snprintf(state, LINE, "exit %d", WEXITSTATUS(how));
    else
        snprintf(state, LINE, "signal %d", WTERMSIG(how));
    jobs[n].pid = 0;
    running--;
    set_state(n, state);
    for (nfds_t i = count - 1; i >= CLIENTS; i--) {
        if (clients[i].waits_for == n)
            answer_at_end(i, n);
    }
}

/* One SIGCHLD can stand for many ends: of jobs, and of what jobs have left
 * behind, which we adopt. */
static void reap(void)
{
    int how;
    pid_t pid;

    while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
        for (int n = 1; n <= last; n++) {
            if (jobs[n].pid == pid)
                finish_job(n, how);
        }
    }
}

/* What we say, and what goes wrong, stands in the log. Returns -1 if there is
 * no new one; then the old one will do. */
static int open_log(void)
{
    int fd = open("log", O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC,
                  0600);

    if (fd == -1) {
        warn("log");
        return -1;
    }
    if (dup2(fd, STDOUT_FILENO) == -1 || dup2(fd, STDERR_FILENO) == -1)
        err(1, "dup2");
    close(fd);
    return 0;
}

static void take_signal(void)
{
    struct signalfd_siginfo info;

    if (read(watched[SIGNALS].fd, &info, sizeof info) == -1)
        err(1, "signalfd");
    switch (info.ssi_signo) {
    case SIGCHLD:
        reap();
        break;
    case SIGHUP:
        open_log();
        break;
    default: /* SIGTERM or SIGINT */
        ending = 1;
        for (int n = 1; n <= last; n++)
            cancel_job(n);
    }
}

/* From here on these signals wait until poll(2) finds them, for PID 1 too. A
 * client that has gone, and a log that is full, are errors of a call. */
static int hold_signals(void)
{
    int fd;

    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    fd = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd == -1)
        err(1, "signalfd");
    return fd;
}

/* ---- The daemon's beginning and end ---- */

/* Becomes user and group ID, for good: see lesson 26. */
static void give_away(uid_t id)
{
    if (setgroups(0, NULL) == -1)
        err(1, "setgroups");
    if (setresgid(id, id, id) == -1)
        err(1, "setresgid");
    if (setresuid(id, id, id) == -1)
        err(1, "setresuid");
    if (setresuid(0, 0, 0) != -1)
        errx(1, "root again: the privileges are not given away");
}

/* Root makes the directory, and gives away what it has made, and then all that
 * it may do. The lock says who the one daemon of this directory is. */
static void own(const char *name, uid_t id)
{
    int fd, made = mkdir(name, 0700);

    if (made == -1 && errno != EEXIST)
        err(1, "%s", name);
    fd = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd == -1)
        err(1, "%s", name);
    if (id != 0) {
        if (made == 0 && fchown(fd, id, id) == -1)
            err(1, "%s: fchown", name);
        give_away(id);
    }
    if (fchdir(fd) == -1)
        err(1, "%s", name);
    if (flock(fd, LOCK_EX | LOCK_NB) == -1)
        err(1, "%s: flock: has it a daemon?", name);
}

/* Ends us if somebody answers at the socket, or if nobody knows: then it is not
 * ours to remove. See lesson 22. */
static void look_for_server(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        errx(1, "socket: another server answers there");
    if (errno != ENOENT && errno != ECONNREFUSED)
        err(1, "socket");
    close(fd);
}

static int listen_here(void)
{
    struct stat is;
    int fd;

    if (lstat("socket", &is) == 0 && S_ISSOCK(is.st_mode)) {
        look_for_server();
        unlink("socket"); /* of a daemon that was killed */
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1)
        err(1, "socket");
    if (fchmod(fd, 0600) == -1) /* the mode that bind(2) gives to the file */
        err(1, "fchmod");
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "bind");
    if (listen(fd, SOMAXCONN) == -1)
        err(1, "listen");
    return fd;
}

/* Tells who has started us, if they want to know: see lesson 28. If the queue
 * of their socket is full, we do not wait until they read. */
static void say_ready(const char *name)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const char text[] = "READY=1";
    socklen_t size;
    int fd;

    if (name == NULL)
        return;
    if (strlen(name) >= sizeof to.sun_path) {
        warnx("%s: too long", name);
        return;
    }
    strcpy(to.sun_path, name);
    if (name[0] == '@')
        to.sun_path[0] = '\0';
    size = (socklen_t)(sizeof to.sun_family + strlen(name));
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd == -1) {
        warn("socket");
        return;
    }
    if (sendto(fd, text, strlen(text), MSG_DONTWAIT, (struct sockaddr *)&to,
               size) == -1)
        warn("%s", name);
    close(fd);
}

/* The last client comes first, because dismiss() moves all behind it. */
static int serve(const char *directory, uid_t id)
{
    /* What we inherit is not for our jobs: see lesson 15. Where the kernel
     * refuses this call, what is above the limit stays open. */
    if (syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, 0U) == -1) {
        for (int fd = STDERR_FILENO + 1; fd < sysconf(_SC_OPEN_MAX); fd++)
            close(fd);
    }
    own(directory, id);
    watched[SIGNALS] = (struct pollfd){hold_signals(), POLLIN, 0};
    watched[LISTENER] = (struct pollfd){listen_here(), POLLIN, 0};
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) /* PID 1 is one anyway */
        err(1, "prctl");
    if (open_log() == -1)
        return 1;
    load_jobs();
    say_who("keep");
    say_ready(getenv("NOTIFY_SOCKET"));
    unsetenv("NOTIFY_SOCKET"); /* a job does not speak for us */
    while (!ending || running > 0) {
        if (poll(watched, count, -1) == -1)
            err(1, "poll");
        if (watched[SIGNALS].revents != 0)
            take_signal();
        for (nfds_t i = count - 1; i >= CLIENTS; i--) {
            if (watched[i].revents != 0)
                hear(i);
        }
        if (watched[LISTENER].revents != 0)
            greet();
    }
    unlink("socket");
    return 0;
}

/* ---- The client ---- */

/* The socket's name is relative, because a long path has no room in it. */
static int open_connection(const char *directory)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(FAILED, "socket");
    if (chdir(directory) == -1)
        err(FAILED, "%s", directory);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(FAILED, "%s: connect: there is no daemon", directory);
    return fd;
}

/* Returns the exit status. */
static int ask(const char *directory, const char *request)
{
    static char text[(JOBS + 2) * LINE];
    size_t length = 0;
    char *rest;
    ssize_t n;
    int status, fd = open_connection(directory);

    if (send(fd, request, strlen(request) + 1, MSG_NOSIGNAL) == -1)
        err(FAILED, "send");
    do {
        n = recv(fd, text + length, sizeof text - 1 - length, 0);
        if (n == -1)
            err(FAILED, "recv");
        length += (size_t)n;
    } while (n > 0);
    status = (int)strtol(text, &rest, 10);
    if (*rest != ' ')
        errx(FAILED, "no answer: the daemon has ended");
    rest++;
    if (status == REFUSED) {
        rest[strcspn(rest, "\n")] = '\0';
        errx(FAILED, "%s", rest);
    }
    if (dprintf(STDOUT_FILENO, "%s", rest) < 0)
        err(FAILED, "standard output");
    return status;
}

static int usage(void)
{
    fputs("usage: keep serve DIRECTORY [ID]\n"
          "       keep run DIRECTORY COMMAND\n"
          "       keep list DIRECTORY\n"
          "       keep wait|cancel DIRECTORY JOB\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    const char *verb = argc > 2 ? argv[1] : "";
    char *end, request[REQUEST];

    alarm(FUSE);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1) /* a socket would get its number */
            err(strcmp(verb, "serve") == 0 ? 1 : FAILED, "descriptor %d", fd);
    }
    if (argc == 3 && strcmp(verb, "serve") == 0)
        return serve(argv[2], 0);
    if (argc == 3 && strcmp(verb, "list") == 0)
        return ask(argv[2], verb);
    if (argc != 4)
        return usage();
    if (strcmp(verb, "serve") == 0) {
        long id = strtol(argv[3], &end, 10);

        if (*end != '\0' || id < 1 || id > INT_MAX)
            return usage();
        return serve(argv[2], (uid_t)id);
    }
    if (strcmp(verb, "run") != 0 && strcmp(verb, "wait") != 0 &&
        strcmp(verb, "cancel") != 0)
        return usage();
    if (snprintf(request, REQUEST, "%s %s", verb, argv[3]) >= REQUEST)
        errx(FAILED, "the command is too long");
    return ask(argv[2], request);
}
