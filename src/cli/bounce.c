/* SPDX-License-Identifier: MIT */
/* bounce: programs that are computed to a file while they play. */
#include "cli/bounce.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "cli/report.h"
#include "io/file_path.h"
#include "io/take_name.h"

extern char **environ;

enum { WORDS_MAX = 24, WORD_SIZE = 32, NAMES_MAX = 1000 };

/* The command line of one. */
struct line {
    char *word[WORDS_MAX]; /* the last is NULL */
    uint32_t n;
    char path[4096], duration[WORD_SIZE], rate[WORD_SIZE], seed[WORD_SIZE],
        tempo[WORD_SIZE];
};

static void add(struct line *l, const char *option, const char *value)
{
    l->word[l->n++] = (char *)(uintptr_t)option; /* posix_spawn() changes none */
    if (value)
        l->word[l->n++] = (char *)(uintptr_t)value;
}

static void fill(struct line *l, const struct bounces *b, double seconds,
                 const char *program)
{
    const struct options *options = b->options;

    str_format(l->duration, sizeof(l->duration), "%.6fs", seconds);
    str_format(l->rate, sizeof(l->rate), "%.17g", b->rate_hz);
    str_format(l->seed, sizeof(l->seed), "%llu", (unsigned long long)options->seed);
    str_format(l->tempo, sizeof(l->tempo), "%u", options->tempo);
    add(l, "leat", "render");
    add(l, program, "--force"); /* the file is there, empty, so that nobody takes it */
    add(l, "--out", l->path);
    add(l, "--bits", "24");
    add(l, "--duration", l->duration);
    add(l, "--rate", l->rate);
    add(l, "--seed", l->seed);
    add(l, "--progress", "none");
    if (options->tempo)
        add(l, "--tempo", l->tempo);
    if (options->allow_files)
        add(l, "--allow-files", NULL);
}

/* Whether a program has a file, which can be read once more. */
static bool has_file(const char *name)
{
    const size_t n = name ? strlen(name) : 0;

    return n > 4 && strcmp(name + n - 4, ".syn") == 0 && access(name, R_OK) == 0;
}

/* A file without a name that holds a text, at its beginning; NULL: errno says why. */
static FILE *hold(const struct script *script)
{
    FILE *file = tmpfile();

    if (file && (fwrite(script->text, 1, script->size, file) != script->size ||
                 fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0)) {
        fclose(file);
        file = NULL;
    }
    return file;
}

/* Of no matter what is blocked here, and at the priority of everybody. */
static int spawn(const struct line *l, int input, pid_t *pid)
{
    const struct sched_param usual = {.sched_priority = 0};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none;

    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSCHEDULER);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setschedpolicy(&how, SCHED_OTHER);
    posix_spawnattr_setschedparam(&how, &usual);
    posix_spawn_file_actions_init(&files);
    int error = input >= 0 ? posix_spawn_file_actions_adddup2(&files, input, 0)
                           : posix_spawn_file_actions_addopen(&files, 0, "/dev/null",
                                                              O_RDONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawn(pid, "/proc/self/exe", &files, &how, l->word, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return error;
}

/* Make an empty file of the first name that nobody has: "take.wav", "take-2.wav". */
static int claim(const struct bounces *b, const struct take_name *name, char *path,
                 size_t size)
{
    char text[TAKE_NAME_SIZE];

    for (uint32_t n = 1; n < NAMES_MAX; n++) {
        take_name_numbered(name, n, text);
        if (!text[0] || strlen(b->folder) + 1 + strlen(text) >= size)
            return ENAMETOOLONG;
        str_format(path, size, "%s/%s", b->folder, text);
        const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return close(fd) == 0 ? 0 : errno;
        if (errno != EEXIST)
            return errno;
    }
    return EEXIST;
}

static int begin(struct bounces *b, const struct record_order *order, struct line *line,
                 pid_t *pid)
{
    const bool file = has_file(order->script->file);
    FILE *text = file ? NULL : hold(order->script);

    if (!file && !text)
        return errno;
    fill(line, b, order->bounce_s, file ? order->script->file : "-");
    const int error = spawn(line, text ? fileno(text) : -1, pid);
    if (text)
        fclose(text);
    return error;
}

static void tell_end(const struct bounces *b, uint32_t i, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        report_line(b->options, "%s is there", b->at[i].name);
    else
        report_line(b->options, "%s was not computed to its end", b->at[i].name);
}

/* Take leave of those that have ended, or of all. */
static void reap(struct bounces *b, bool all)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < b->n; i++) {
        int status = 0;
        pid_t ended;
        do
            ended = waitpid(b->at[i].pid, &status, all ? 0 : WNOHANG);
        while (ended < 0 && errno == EINTR);
        if (ended == 0)
            b->at[n++] = b->at[i];
        else
            tell_end(b, i, ended < 0 ? -1 : status);
    }
    b->n = n;
}

static const char *bare(const char *path)
{
    return strrchr(path, '/') + 1;
}

int bounces_begin(struct bounces *b, const struct record_order *order,
                  struct leat_diag *diag)
{
    struct line line = {.n = 0};
    struct take_name name;
    pid_t pid = 0;

    reap(b, false);
    if (b->n == BOUNCES_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 802, "%d files are being computed.",
                      BOUNCES_MAX);
        leat_diag_hint(diag, "Wait until one of them is there.");
        return LEAT_ERR_LIMIT;
    }
    const int err = take_name_complete(order->name, order->format, &name, diag);
    if (err < 0)
        return err;
    int error = claim(b, &name, line.path, sizeof(line.path));
    if (!error && (error = begin(b, order, &line, &pid)) != 0)
        (void)unlink(line.path);
    if (error) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%.60s` cannot be computed: %s.",
                      name.text, file_path_reason(error));
        return LEAT_ERR_IO;
    }
    b->at[b->n].pid = pid;
    str_format(b->at[b->n++].name, TAKE_NAME_SIZE, "%s", bare(line.path));
    report_line(b->options, "%s: %g s are computed beside", bare(line.path),
                order->bounce_s);
    return 0;
}

void bounces_end(struct bounces *b)
{
    reap(b, true);
}
