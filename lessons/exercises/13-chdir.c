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
    const char *name = argv[1];
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

    /* To do: go to /, and check that it worked. But first make sure that FILE
     * will be found from there. There are two ways. Either make an absolute
     * name of it: getcwd(3), asprintf(3). Or open the directory that it is in,
     * dirname(3), open(2) with O_PATH, and let show() open the file relative to
     * that directory, openat(2). realpath(3) will not do: it follows symbolic
     * links now, and not again at each SIGHUP. */
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "reread", (int)getpid(),
           (int)getppid(), (int)getpgrp(), (int)getsid(0));

    do {
        show(name);
        if (ferror(stdout))
            errx(1, "standard output: not all could be written");
    } while (sigwait(&asked, &signo) == 0);
    errx(1, "sigwait");
}
