/*
 * updates: what an update costs, with a lock or without, and by the owner of
 * lesson 24; in memory, or on the disk when it is answered, for one client or
 * for four at once.
 *
 * usage: updates ROUNDS DIRECTORY >SAMPLES
 *
 * In DIRECTORY are those of three owners: quick writes into its file, owned
 * saves a new one on the disk, ledger appends to one.
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENTS = 4 };

static int quick[CLIENTS], owned[CLIENTS], ledger[CLIENTS];
static int lock, number, directory;

static void connect_all(const char *path, int *fds)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    strcpy(address.sun_path, path);
    for (int i = 0; i < CLIENTS; i++) {
        fds[i] = socket(AF_UNIX, SOCK_STREAM, 0);
        if (fds[i] == -1 ||
            connect(fds[i], (struct sockaddr *)&address, sizeof address) == -1)
            err(1, "%s", path);
    }
}

/* Each of COUNT clients gets a number. */
static void ask(const int *fds, int count)
{
    char text[32];

    for (int i = 0; i < count; i++) {
        if (send(fds[i], "t", 1, MSG_NOSIGNAL) != 1)
            err(1, "send");
    }
    for (int i = 0; i < count; i++) {
        if (recv(fds[i], text, sizeof text, 0) < 2)
            err(1, "recv");
    }
}

/* Reads, changes and writes, as a till of the lesson does. */
static void update_in_memory(void)
{
    char text[32] = "";
    ssize_t length = pread(number, text, sizeof text - 1, 0);

    if (length == -1)
        err(1, "number");
    length = snprintf(text, sizeof text, "%ld\n", strtol(text, NULL, 10) + 1);
    if (pwrite(number, text, (size_t)length, 0) != length)
        err(1, "number");
}

/* A new number in a new file, saved as the demo saves it. */
static void update_on_disk(void)
{
    char text[32] = "";
    int fd = open("saved", O_RDWR | O_CREAT, 0600);

    if (fd == -1 || pread(fd, text, sizeof text - 1, 0) == -1)
        err(1, "saved");
    close(fd);
    snprintf(text, sizeof text, "%ld\n", strtol(text, NULL, 10) + 1);
    fd = open("saved.new", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd == -1 || pwrite(fd, text, strlen(text), 0) == -1 ||
        fsync(fd) == -1 || rename("saved.new", "saved") == -1 ||
        fsync(directory) == -1)
        err(1, "saved");
    close(fd);
}

static void with_lock(void (*update)(void))
{
    if (flock(lock, LOCK_EX) == -1)
        err(1, "flock");
    update();
    if (flock(lock, LOCK_UN) == -1)
        err(1, "flock");
}

enum { NONE, LOCK, QUICK, IN_MEMORY };
enum { DISK_LOCK = IN_MEMORY, OWNER, GROUP, LEDGER, WAYS };
static const char *const names[] = {
    "none",
    "lock",
    "owner",
    "lock, on the disk",
    "owner, on the disk",
    "owner, four clients",
    "ledger, four clients",
};

/* Returns how many updates it has made. */
static int update(int way)
{
    switch (way) {
    case NONE:
        update_in_memory();
        return 1;
    case LOCK:
        with_lock(update_in_memory);
        return 1;
    case QUICK:
        ask(quick, 1);
        return 1;
    case DISK_LOCK:
        with_lock(update_on_disk);
        return 1;
    case OWNER:
        ask(owned, 1);
        return 1;
    case GROUP:
        ask(owned, CLIENTS);
        return CLIENTS;
    default:
        ask(ledger, CLIENTS);
        return CLIENTS;
    }
}

/* What others write makes the disk slow for a while: so the ways FROM this one
 * TO that one take turns. */
static void take_turns(int from, int to, int turns, int round)
{
    double times[WAYS] = {0};
    int updates[WAYS] = {0};

    for (int i = 0; i < turns; i++) {
        for (int way = from; way < to; way++) {
            double began = milliseconds();

            updates[way] += update(way);
            times[way] += milliseconds() - began;
        }
    }
    for (int way = from; way < to; way++)
        printf("%s\t%d\t%.6f\n", names[way], round, times[way] / updates[way]);
}

static void take(int which, int round)
{
    if (which == 0)
        take_turns(0, IN_MEMORY, 200, round);
    else
        take_turns(IN_MEMORY, WAYS, 40, round);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: updates ROUNDS DIRECTORY >SAMPLES\n", stderr);
        return 2;
    }
    if (chdir(argv[2]) == -1)
        err(1, "%s", argv[2]);
    connect_all("quick/socket", quick);
    connect_all("owned/socket", owned);
    connect_all("ledger/socket", ledger);
    directory = open(".", O_RDONLY);
    lock = open("lock", O_RDWR | O_CREAT, 0600);
    number = open("number", O_RDWR | O_CREAT, 0600);
    if (directory == -1 || lock == -1 || number == -1)
        err(1, "lock");
    go_first();
    stay_on(next_processor(0));
    in_rounds(atoi(argv[1]), 2, take);
    return 0;
}
