/*
 * 26-own-net: runs a command in a network of its own.
 *
 * Try:      build/26-own-net bash      (as root; for other users:
 *           unshare -r --map-auto build/26-own-net bash)
 * Observe:  cat /proc/net/dev          (there is lo, and nothing else)
 * Read:     lessons/26-privileges.md, network_namespaces(7), netdevice(7)
 */
#define _GNU_SOURCE /* unshare(2) */
#include <err.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* A new network has one interface, and it is off: 127.0.0.1 cannot be reached.
 */
static void switch_on_loopback(void)
{
    struct ifreq loopback = {.ifr_name = "lo"};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(125, "socket");
    if (ioctl(fd, SIOCGIFFLAGS, &loopback) == -1)
        err(125, "lo");
    loopback.ifr_flags |= IFF_UP;
    if (ioctl(fd, SIOCSIFFLAGS, &loopback) == -1)
        err(125, "lo");
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: 26-own-net COMMAND [ARG...]\n", stderr);
        return 2;
    }
    if (unshare(CLONE_NEWNET) == -1)
        err(125, "unshare");
    switch_on_loopback();

    /* What is bound from here on is bound in the new network. The command and
     * its children are in it, and nobody else. */
    execvp(argv[1], argv + 1);
    err(errno == ENOENT ? 127 : 126, "%s", argv[1]);
}
