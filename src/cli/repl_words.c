/* SPDX-License-Identifier: MIT */
/* repl_words: what can be said at the prompt behind a colon. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/block.h>
#include <leat/err.h>

#include "base/str.h"
#include "base/tempo.h"
#include "cli/help_line.h"
#include "cli/repl.h"
#include "cli/report.h"
#include "io/file_path.h"

enum { LEFT = 22 };

struct word {
    const char *name, *argument, *help;
    void (*run)(struct repl *r, const char *argument);
};

static void say(const struct repl *r, const char *text)
{
    (void)r;
    fprintf(stderr, "%s\n", text);
}

static void run_hush(struct repl *r, const char *argument)
{
    performance_hush(r->piece.performance, strcmp(argument, "off") != 0);
}

static void run_panic(struct repl *r, const char *argument)
{
    (void)argument;
    performance_panic(r->piece.performance);
}

static void run_undo(struct repl *r, const char *argument)
{
    (void)argument;
    const int err = repl_undo(r);

    if (err == LEAT_ERR_STATE)
        say(r, "nothing to undo");
    else
        (void)report_exit(r->options, err, &r->diag);
}

static void run_list(struct repl *r, const char *argument)
{
    (void)argument;
    for (uint32_t i = 0; i < r->now.book.n; i++) {
        const char *at = r->now.book.at[i];
        printf("%3u  ", i + 1);
        for (; *at; at++)
            printf(*at == '\n' ? "\n     " : "%c", *at);
        fputc('\n', stdout);
    }
    if (r->now.book.n == 0)
        puts("nothing yet");
    fflush(stdout);
}

/* A file that is there stays, unless it is asked for. */
static void run_save(struct repl *r, const char *argument)
{
    const bool over = argument[0] == '!' && argument[1] == ' ';
    const char *path = argument + (over ? 2 + strspn(argument + 2, " ") : 0);
    FILE *file = *path ? fopen(path, over ? "w" : "wx") : NULL;

    if (!*path) {
        say(r, "which file?  :save verse.syn");
    } else if (!file && errno == EEXIST) {
        fprintf(stderr, "%s is there already; :save ! %s replaces it\n", path, path);
    } else if (!file) {
        fprintf(stderr, "%s cannot be written: %s\n", path, file_path_reason(errno));
    } else {
        for (uint32_t i = 0; i < r->now.book.n; i++)
            fprintf(file, "%s\n", r->now.book.at[i]);
        const bool good = !ferror(file);
        if (fclose(file) != 0 || !good)
            fprintf(stderr, "%s is not whole: %s\n", path, file_path_reason(errno));
    }
}

static void run_at(struct repl *r, const char *argument)
{
    static const char *const names[] = {"quantum", "beat", "bar"};

    for (int i = 0; i < 3; i++)
        if (strcmp(argument, names[i]) == 0) {
            r->at = (enum leat_when)i;
            return;
        }
    fprintf(stderr, "at the next %s; :at quantum, :at beat and :at bar change it\n",
            names[r->at]);
}

static void run_status(struct repl *r, const char *argument)
{
    struct performance_counts counts = performance_counts(r->piece.performance);
    struct leat_engine_stats stats;
    struct leat_tempo tempo;

    (void)argument;
    leat_engine_stats(r->engine, &stats);
    if (leat_engine_tempo(r->engine, &tempo) >= 0) {
        const double beat = leat_tempo_beat(&tempo, leat_engine_frame(r->engine));
        printf("bar %ld, beat %.1f", (long)(beat / LEAT_BEATS_A_BAR) + 1,
               beat - LEAT_BEATS_A_BAR * (double)(long)(beat / LEAT_BEATS_A_BAR) + 1.0);
        if (tempo_stands(&tempo))
            printf("; the clock of the music stands\n");
        else
            printf(" at %g beats a minute\n", tempo.bpm);
    }
    printf("%u nodes play, %u sleep; %lld programs took over, %llu frames failed, "
           "%llu were late\n",
           counts.stage.awake, counts.stage.asleep, (long long)counts.swaps,
           (unsigned long long)counts.failed, (unsigned long long)counts.late);
    struct recorder_status take;
    if (control_record_status(r->desk.taker.control, &take) && take.recording)
        printf("records %s, %.1f s\n", take.path, take.seconds);
    printf("%u inputs; xruns %llu\n", r->now.book.n, (unsigned long long)stats.xruns);
    fflush(stdout);
}

static void run_quit(struct repl *r, const char *argument)
{
    (void)argument;
    r->quits = true;
}

/* For programs at the other end of a pipe. */
static void run_wait(struct repl *r, const char *argument)
{
    struct leat_tempo tempo = {.bpm = 120.0};
    struct quantity_time time;

    (void)leat_engine_tempo(r->engine, &tempo);
    if (!quantity_time_parse(argument, &time)) {
        say(r, "how long?  :wait 2s");
        return;
    }
    const double seconds =
        quantity_seconds(time, leat_engine_rate(r->engine), tempo.bpm);
    const struct timespec pause = {
        .tv_sec = (time_t)seconds,
        .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&pause, NULL);
}

static void run_help(struct repl *r, const char *argument);

static const struct word words[] = {
    {"help", "", "these words; help(sine) explains one of the language", run_help},
    {"undo", "", "as it was before the last input", run_undo},
    {"hush", "[off]", "fade all out, or in again; the program goes on", run_hush},
    {"panic", "", "end all notes", run_panic},
    {"at", "quantum|beat|bar", "when inputs are heard; quantum is at once", run_at},
    {"list", "", "the inputs that make up the program", run_list},
    {"save", "[!] FILE", "write them to a file, which leat play plays", run_save},
    {"status", "", "where the music is, and how it goes", run_status},
    {"wait", "TIME", "do nothing for so long", run_wait},
    {"quit", "", "end, as Ctrl-D does", run_quit},
};
enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

static void run_help(struct repl *r, const char *argument)
{
    char left[40];

    (void)r, (void)argument;
    for (int i = 0; i < N_WORDS; i++) {
        str_format(left, sizeof(left), ":%s%s%s", words[i].name,
                   *words[i].argument ? " " : "", words[i].argument);
        help_line(stdout, LEFT, left, words[i].help);
    }
    fflush(stdout);
}

void repl_word(struct repl *r, const char *text)
{
    const size_t size = strcspn(text, " \t");
    const char *argument = text + size + strspn(text + size, " \t");
    char name[40];
    struct str_nearest near;

    str_format(name, sizeof(name), "%.*s", (int)size, text);
    str_nearest_init(&near, name);
    for (int i = 0; i < N_WORDS; i++) {
        if (strcmp(words[i].name, name) == 0) {
            words[i].run(r, argument);
            return;
        }
        str_nearest_offer(&near, words[i].name);
    }
    fprintf(stderr, "there is no word :%s; %s%s\n", name,
            near.best ? "did you mean :" : ":help lists all",
            near.best ? near.best : "");
}
