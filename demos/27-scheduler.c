/*
 * 27-scheduler: started by another daemon: cron.
 *
 * Try:      echo '60 sleep 30; env' >table
 *           build/16-daemonize -d . -l log build/27-scheduler table mail
 *           (half a minute later: cat mail)
 * Observe:  ps -C sh -o pid,ppid,pgid,sid,tty,tpgid,stat,args
 *           PID = PGID = SID, TTY "?": a job leads a session of its own.
 * Read:     lessons/27-scheduler.md, crontab(5), setsid(2)
 */
#define _GNU_SOURCE /* clearenv(3), dprintf(3), memfd_create(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { LINES = 100, LENGTH = 200 }; /* of a table: at most */

static struct line {
    char command[LENGTH];
    long seconds; /* from one run to the next */
    time_t due;   /* by a clock that nobody sets; the first run is at once */
} table[LINES];

static int lines;
static const char *home, *user, *mail_file;

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* "SECONDS COMMAND" and a newline. As in a crontab, a % ends the command, and
 * the rest of the line is no part of it. Returns whether the text is like that.
 */
static int parse_line(const char *text, struct line *line)
{
    if (sscanf(text, "%9ld %199[^%\n]", &line->seconds, line->command) != 2)
        return 0;
    return line->seconds > 0 && strchr(text, '\n') != NULL;
}

/* One line that is wrong makes the whole table wrong. */
static void read_table(const char *name)
{
    FILE *file = fopen(name, "re");
    char text[LENGTH];

    if (file == NULL)
        err(1, "%s", name);
    while (fgets(text, sizeof text, file) != NULL) {
        if (lines == LINES || !parse_line(text, &table[lines]))
            errx(1, "%s: line %d: not SECONDS COMMAND", name, lines + 1);
        lines++;
    }
    if (ferror(file))
        err(1, "%s", name);
    if (lines == 0)
        errx(1, "%s: empty", name);
    fclose(file);
}

/* cron takes both from /etc/passwd. */
static void find_user(void)
{
    const struct passwd *entry = getpwuid(getuid());

    home = getenv("HOME");
    if (entry == NULL || home == NULL)
        errx(1, "needs a user with a name, and HOME");
    user = entry->pw_name;
}

/* In the job: nothing of its starter's, and little in its place. What fails
 * when 2 has been redirected is told in the mail. */
static _Noreturn void become_job(const char *command, int output)
{
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);

    alarm(FUSE); /* a child does not inherit its parent's */
    if (input == -1 || dup2(input, STDIN_FILENO) == -1)
        fail("/dev/null");
    if (dup2(output, STDOUT_FILENO) == -1 || dup2(output, STDERR_FILENO) == -1)
        fail("dup2");
    if (setsid() == -1)
        fail("setsid");
    if (chdir(home) == -1)
        fail(home);
    umask(022);
    signal(SIGPIPE, SIG_DFL);
    clearenv();
    if (setenv("HOME", home, 1) == -1 || setenv("LOGNAME", user, 1) == -1)
        fail("setenv");
    if (setenv("PATH", "/usr/bin:/bin", 1) == -1 ||
        setenv("SHELL", "/bin/sh", 1) == -1)
        fail("setenv");
    execl("/bin/sh", "/bin/sh", "-c", command, (char *)NULL);
    fail("/bin/sh");
}

/* Appends a head, and what the job has printed. Two jobs may end at the same
 * time: the lock keeps their mails apart. */
static void send_mail(const char *command, int output, off_t size)
{
    int mail = open(mail_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    off_t sent = 0;

    if (mail == -1 || flock(mail, LOCK_EX) == -1)
        fail(mail_file);
    if (lseek(mail, 0, SEEK_END) == -1 ||
        dprintf(mail, "To: %s\nSubject: Cron %s\n\n", user, command) < 0)
        fail(mail_file);
    while (sent < size) {
        if (sendfile(mail, output, &sent, (size_t)(size - sent)) <= 0)
            fail(mail_file);
    }
}

/* In the mailer: runs the job, and waits for its end. The output is kept in a
 * file without a name, in memory. cron takes one in /tmp, and removes the name.
 */
static void run_job(const char *command)
{
    int output = memfd_create("output", MFD_CLOEXEC);
    off_t size;
    pid_t job;

    if (output == -1)
        fail("memfd_create");
    job = fork();
    if (job == -1)
        fail("fork");
    if (job == 0)
        become_job(command, output);
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  %s\n", "job", job, command) < 0)
        warn("standard output");
    if (waitpid(job, NULL, 0) == -1)
        fail("waitpid");
    size = lseek(output, 0, SEEK_END);
    if (size == -1)
        fail("lseek");
    if (size > 0)
        send_mail(command, output, size);
}

/* The mailer waits for the job, and the scheduler for nobody. So no process
 * tells anybody the exit status of a job. */
static void start_mailer(const char *command)
{
    switch (fork()) {
    case -1:
        warn("fork"); /* the next run may have more luck */
        break;
    case 0:
        alarm(FUSE);
        signal(SIGCHLD, SIG_DFL);
        run_job(command);
        _exit(0);
    }
}

/* Starts each command when it is due, whether its last run has ended or not. */
static _Noreturn void schedule(void)
{
    for (;;) {
        struct line *next = table;
        struct timespec now, due = {0};

        for (int i = 1; i < lines; i++) {
            if (table[i].due < next->due)
                next = &table[i];
        }
        due.tv_sec = next->due;
        errno = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
        if (errno != 0 || clock_gettime(CLOCK_MONOTONIC, &now) == -1)
            err(1, "clock");
        start_mailer(next->command);
        next->due = now.tv_sec + next->seconds;
    }
}

int main(int argc, char **argv)
{
    if (argc != 3 || argv[1][0] == '-') {
        fputs("usage: 27-scheduler TABLE MAIL\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* If one were closed, a file of ours would get its number. */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1)
            err(1, "0, 1 and 2 must be open");
    }
    mail_file = argv[2];
    find_user();
    read_table(argv[1]);

    /* A log that nobody reads is no reason to end. And whoever does not want to
     * know how the mailers end has no zombies of them. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    schedule();
}
