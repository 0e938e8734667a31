/*
 * reread: reads its configuration again, from wherever it stands. For
 * lesson 13.
 *
 * reread FILE changes its directory to / and says who it is:
 *
 *     reread   pid 4127  ppid 4090  pgid 4127  sid 4090
 *
 * It stays in the foreground. At once, and again at each SIGHUP, it opens FILE,
 * prints the first line of it, or why it cannot be read, and closes it:
 *
 *     config: listen 8080
 *     config: No such file or directory
 *
 * The first 255 characters of the line are enough. If FILE is empty, nothing
 * stands behind "config: ". A SIGHUP that comes while reread reads is not lost:
 * it reads again.
 *
 * FILE is relative to the directory where reread was started, or absolute. By
 * the time of a SIGHUP an editor may have put another file in its place with
 * rename(2): then reread reads the new one. FILE may also be a symbolic link,
 * and another link may have taken its place: then reread follows the new link.
 *
 * If another call fails than those that open and read FILE itself, the program
 * says why on standard error, as err(3) does, and ends with a status other than
 * 0.
 */
#define _GNU_SOURCE /* asprintf(3), O_PATH, getsid(2), sigwait(3) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */

/* A name that leads from / to the same file. A symbolic link stays in it, for
 * where the link leads is to be looked up each time. realpath(3) would follow
 * it now. */
static const char *absolute(const char *name)
{
    char *here, *whole;

    if (name[0] == '/')
        return name;
    here = getcwd(NULL, 0);
    if (here == NULL)
        err(1, "the current directory");
    if (asprintf(&whole, "%s/%s", here, name) == -1)
        err(1, "%s", name);
    free(here);
    return whole;
}

static void show(const char *name)
{
    char line[256] = "";
    FILE *file = fopen(name, "r");

    if (file == NULL) {
        printf("config: %s\n", strerror(errno));
        return;
    }
    if (fgets(line, sizeof line, file) == NULL && ferror(file))
        snprintf(line, sizeof line, "%s", strerror(errno));
    line[strcspn(line, "\n")] = '\0';
    printf("config: %s\n", line);
    fclose(file);
}

int main(int argc, char **argv)
{
    sigset_t asked;
    const char *name;
    int signo;

    if (argc != 2) {
        fputs("usage: reread FILE\n", stderr);
        return 2;
    }
    alarm(FUSE);
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&asked);
    sigaddset(&asked, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");

    name = absolute(argv[1]);
    if (chdir("/") == -1)
        err(1, "/");
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "reread", (int)getpid(),
           (int)getppid(), (int)getpgrp(), (int)getsid(0));

    do {
        show(name);
        if (ferror(stdout))
            errx(1, "standard output: not all could be written");
    } while (sigwait(&asked, &signo) == 0);
    errx(1, "sigwait");
}
