/*
 * answers: what a client pays for an answer, from connect(2) to close(2): of
 * 22-unix-socket, of 23-tcp-token, and of one that asks for no token.
 *
 * usage: answers ROUNDS SOCKET FILE FILE_WITHOUT_TOKEN >SAMPLES
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { QUESTIONS = 20 };
enum { UNIX, TOKEN, NO_TOKEN, KINDS };

static const char *const names[] = {"Unix", "TCP, token", "TCP"};
static char **paths;

/* What the file says: as each client has to read it, it is a part of the price.
 */
static int read_token(const char *path, char token[33])
{
    FILE *file = fopen(path, "r");
    int port;

    if (file == NULL || fscanf(file, "port %d token %32s", &port, token) != 2)
        err(1, "%s", path);
    fclose(file);
    return port;
}

static int connect_to_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (fd == -1 ||
        connect(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "%s", path);
    return fd;
}

static int connect_to_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd == -1 ||
        connect(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "port %d", port);
    return fd;
}

static void ask(int kind, int port)
{
    char text[64] = " ?\n", answer[64], token[33];
    int fd;

    if (kind == TOKEN) {
        port = read_token(paths[TOKEN], token);
        snprintf(text, sizeof text, "%s ?\n", token);
    }
    fd = kind == UNIX ? connect_to_socket(paths[UNIX]) : connect_to_port(port);
    if (send(fd, text, strlen(text), MSG_NOSIGNAL) == -1 ||
        recv(fd, answer, sizeof answer, 0) != 3)
        err(1, "%s", names[kind]);
    close(fd);
}

static void take(int kind, int round)
{
    char token[33];
    int port = kind == NO_TOKEN ? read_token(paths[NO_TOKEN], token) : 0;
    double began = milliseconds();

    for (int i = 0; i < QUESTIONS; i++)
        ask(kind, port);
    printf("%s\t%d\t%.6f\n", names[kind], round, milliseconds() - began);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: answers ROUNDS SOCKET FILE FILE >SAMPLES\n", stderr);
        return 2;
    }
    paths = argv + 2;
    go_first();
    stay_on(next_processor(0));
    in_rounds(atoi(argv[1]), KINDS, take);
    return 0;
}
