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
#define _GNU_SOURCE /* dprintf(3), asprintf(3) */
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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

/* To do. Opens FILE and reads it.
 *
 * 1. If there is no FILE, no server runs.
 * 2. FILE must be a regular file, and no symbolic link to one. It must not keep
 *    you waiting: open(2) of a FIFO waits for a writer, if O_NONBLOCK does not
 *    forbid it.
 * 3. Its owner must be your effective user (geteuid(2)), and neither its group
 *    nor others may have any permission. You must look at the file that you
 *    have open, fstat(2): the name can lead to another one a moment later.
 * 4. Otherwise it is not to be trusted.
 */
static void read_file(void)
{
    char text[200];
    FILE *file = fopen(path, "r");

    if (file == NULL)
        err(NOT_TRUSTED, "%s", path);
    if (fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    parse(text);
    fclose(file);
}

/* To do. Does a server run?
 *
 * 1. The process that FILE names must have the lock of the file FILE.lock: ask
 *    fcntl(2) with F_GETLK, as 19-control does. It is not enough that there is
 *    such a process, or that some process has the lock.
 * 2. If there is no FILE.lock, no server runs.
 */
static void check_server(void)
{
}

/* To do. If nobody listens on the port (ECONNREFUSED), no server runs. */
static int open_connection(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(NOT_TRUSTED, "socket");
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(NOT_TRUSTED, "connect");
    return fd;
}

/* To do. Sends token and TEXT, and prints the answer without its space.
 *
 * 1. An answer can come in pieces. It ends with a newline.
 * 2. If the server closes before that, or if the line does not begin with a
 *    space, it refuses: status 4. recv(2) shows that it has closed by 0 or
 *    ECONNRESET, send(2) by EPIPE; SIGPIPE must not end you.
 * 3. That the answer was printed is known only after fflush(3).
 */
static void ask(int fd, const char *text)
{
    char line[500];
    ssize_t n;

    dprintf(fd, "%s %s\n", token, text);
    n = recv(fd, line, sizeof line, 0);
    printf("%.*s", (int)n, line);
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

    /* To do.
     *
     * 1. check_server must stand at the right place. The server can end after
     *    each of the calls below, and an impostor can take its port then. The
     *    impostor must not hear the token.
     * 2. After SECONDS you must end with status 5, whatever you wait for: a
     *    connection, the answer, the rest of it. Many short waits are a long
     *    one.
     */
    read_file();
    check_server();
    fd = open_connection();
    ask(fd, argv[3]);
    return 0;
}
