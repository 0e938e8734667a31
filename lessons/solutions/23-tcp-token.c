/*
 * knock: a client that says its token to the right server, or to nobody. For
 * lesson 23.
 *
 *     knock FILE SECONDS TEXT        SECONDS may be 0.3
 *
 * FILE is that of a server of lesson 23. Sends it TEXT, prints the answer, and
 * ends with 0. If there is no answer it says on standard error why, and ends
 * with one of five statuses:
 *
 *     1  FILE is not to be trusted, or a call fails
 *     2  usage
 *     3  no server runs
 *     4  the server refuses: it closes, or says something that is no answer
 *     5  SECONDS have passed
 *
 * An answer is a line that begins with a space; it can be long. You must say
 * the token to no other process than the server that FILE names. If a call
 * fails, you must say on standard error why, as err(3) does.
 */
#define _GNU_SOURCE /* asprintf(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum { NOT_TRUSTED = 1, USAGE, NO_SERVER, REFUSED, LATE };
enum { TOKEN = 32 }; /* digits */
enum { SECONDS_AT_MOST = 1000 };

static const char *path; /* FILE */
static int port;         /* what it says */
static char token[TOKEN + 1];
static pid_t server;

/* Ends, with this status and a reason. */
static _Noreturn void give_up(int status, const char *reason)
{
    warnx("%s: %s", path, reason);
    exit(status);
}

/* Reads "port PORT  token TOKEN  pid PID" from the text of FILE. */
static void parse(const char *text)
{
    int end = 0;
    int found = sscanf(text, "port %d token %32[0-9a-f] pid %d%n", &port, token,
                       &server, &end);

    if (found != 3 || strcmp(text + end, "\n") != 0)
        give_up(NOT_TRUSTED, "not the file of a server");
    if (port < 1 || port > 65535 || strlen(token) != TOKEN)
        give_up(NOT_TRUSTED, "not the file of a server");
}

/* Reads FILE, if only our own user can have written it and can read it. */
static void read_file(void)
{
    char text[200];
    struct stat is;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd == -1 && errno == ENOENT)
        give_up(NO_SERVER, "there is no such file");
    if (fd == -1 || fstat(fd, &is) == -1)
        err(NOT_TRUSTED, "%s", path);
    if (!S_ISREG(is.st_mode))
        give_up(NOT_TRUSTED, "not a regular file");
    if (is.st_uid != geteuid())
        give_up(NOT_TRUSTED, "it belongs to another user");
    if ((is.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        give_up(NOT_TRUSTED, "other users may use it");
    n = read(fd, text, sizeof text - 1);
    if (n == -1)
        err(NOT_TRUSTED, "%s", path);
    text[n] = '\0';
    parse(text);
    close(fd);
}

/* Goes on only if the process that FILE names has the lock of FILE.lock. */
static void check_server(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char *name;
    int fd;

    if (asprintf(&name, "%s.lock", path) == -1)
        err(NOT_TRUSTED, "asprintf");
    fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1 && errno == ENOENT)
        give_up(NO_SERVER, "there is no lock beside it");
    if (fd == -1 || fcntl(fd, F_GETLK, &lock) == -1)
        err(NOT_TRUSTED, "%s", name);
    if (lock.l_type == F_UNLCK || lock.l_pid != server)
        give_up(NO_SERVER, "its process does not have the lock");
    close(fd);
    free(name);
}

static int open_connection(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(NOT_TRUSTED, "socket");
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1) {
        if (errno == ECONNREFUSED)
            give_up(NO_SERVER, "nobody listens on its port");
        err(NOT_TRUSTED, "connect");
    }
    return fd;
}

/* Sends token and TEXT, and prints the answer. */
static void ask(int fd, const char *text)
{
    FILE *connection = fdopen(fd, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t n;

    if (connection == NULL)
        err(NOT_TRUSTED, "fdopen");
    if (dprintf(fd, "%s %s\n", token, text) < 0)
        give_up(REFUSED, "the server has closed");
    n = getline(&line, &size, connection);
    if (n == -1 || line[0] != ' ' || line[n - 1] != '\n')
        give_up(REFUSED, "refused");
    if (printf("%s", line + 1) < 0 || fflush(stdout) == EOF)
        err(NOT_TRUSTED, "standard output");
    free(line);
    fclose(connection);
}

/* All of it together may take so long. */
static void end_late(int signo)
{
    static const char reason[] = "knock: no answer in time\n";

    (void)!write(STDERR_FILENO, reason, sizeof reason - 1);
    _exit(signo == SIGALRM ? LATE : NOT_TRUSTED);
}

static void set_deadline(int milliseconds)
{
    struct itimerval timer = {
        .it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};

    signal(SIGALRM, end_late);
    signal(SIGPIPE, SIG_IGN); /* a server that has gone is not our end */
    if (setitimer(ITIMER_REAL, &timer, NULL) == -1)
        err(NOT_TRUSTED, "setitimer");
}

static _Noreturn void usage(void)
{
    fputs("usage: knock FILE SECONDS TEXT\n", stderr);
    exit(USAGE);
}

int main(int argc, char **argv)
{
    char *rest = "";
    double seconds;
    int fd;

    if (argc != 4)
        usage();
    path = argv[1];
    seconds = strtod(argv[2], &rest);
    if (rest == argv[2] || *rest != '\0')
        usage();
    if (!(seconds >= 0.001 && seconds <= SECONDS_AT_MOST)) /* nan, too */
        usage();

    /* The lock comes after connect: as long as its holder lives, the port is
     * the holder's. */
    set_deadline((int)(seconds * 1000));
    read_file();
    fd = open_connection();
    check_server();
    ask(fd, argv[3]);
    return 0;
}
