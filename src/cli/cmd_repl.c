/* SPDX-License-Identifier: MIT */
/* cmd_repl: leat repl [PROGRAM]: a prompt that plays. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/err.h>

#include "cli/repl.h"
#include "cli/report.h"

static volatile sig_atomic_t interrupted, ended;
static struct line_editor *woken;

static void on_signal(int number)
{
    interrupted = 1;
    ended = ended || number != SIGINT;
    if (woken)
        line_editor_wake(woken);
}

static void catch_signals(void)
{
    const struct sigaction action = {.sa_handler = on_signal};
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (int i = 0; i < 3; i++)
        sigaction(numbers[i], &action, NULL);
}

/* Add a line to what was typed so far. */
static bool append(char **input, size_t *size, const char *line)
{
    const size_t n = strlen(line);
    char *longer = realloc(*input, *size + n + 1);

    if (!longer)
        return false;
    memcpy(longer + *size, line, n + 1);
    *input = longer;
    *size += n;
    return true;
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

/* Whether a line can end what waits for its end: a bracket, a comment, a text. */
static bool may_close(const char *line)
{
    return strpbrk(line, ")]}*\"") != NULL;
}

/* One input, of as many lines as it has; a blank one ends it, too. */
static enum line_editor_answer read_input(struct repl *r, char **input)
{
    struct notebook_input what = {0};
    enum line_editor_answer answer;
    size_t size = 0;
    const char *line;

    *input = NULL;
    for (;;) {
        answer = line_editor_read(&r->editor, size ? "...   " : "leat> ", &line);
        if (answer == LINE_INTERRUPTED || (answer == LINE_END && !size))
            return answer;
        if (answer == LINE_END)
            return LINE_READ;
        if (!append(input, &size, line))
            return LINE_END;
        if ((*input)[strspn(*input, " \t")] == ':' || is_blank(line))
            return LINE_READ;
        if (what.is_open && !may_close(line)) /* or each line would cost all before */
            continue;
        if (notebook_read(*input, size, &what) < 0 || !what.is_open)
            return LINE_READ;
    }
}

/* Until the end: the prompt, and what it is given. */
static void converse(struct repl *r)
{
    char *input;

    while (!r->quits && !ended && !repl_has_ended(r)) {
        const enum line_editor_answer answer = read_input(r, &input);
        if (answer == LINE_END)
            r->quits = true;
        else if (answer == LINE_INTERRUPTED)
            r->quits = !r->editor.on_terminal;
        else
            repl_take(r, input);
        if (answer == LINE_INTERRUPTED && !r->quits)
            interrupted = 0;
        free(input);
    }
}

static void greet(struct repl *r)
{
    struct leat_engine_stats stats;

    leat_engine_stats(r->engine, &stats);
    fprintf(stderr, "leat repl: %g Hz, %u channels, %s\n", leat_engine_rate(r->engine),
            leat_engine_channels(r->engine), stats.device);
    report_findings(r->options, &r->diag);
    if (r->editor.on_terminal)
        fputs("  :help tells what there is besides programs; Ctrl-D ends\n", stderr);
}

int cmd_repl(const struct options *options)
{
    static struct repl r;
    int err, closing;

    r.options = options;
    err = line_editor_open(&r.editor, &interrupted);
    woken = err < 0 ? NULL : &r.editor;
    catch_signals();
    if (err >= 0)
        err = repl_begin(&r);
    if (err >= 0) {
        greet(&r);
        err = repl_start(&r);
    }
    if (err >= 0)
        converse(&r);
    woken = NULL;
    closing = repl_end(&r);
    line_editor_close(&r.editor);
    err = report_exit(options, err < 0 ? err : closing, &r.diag);
    return err == EXIT_OK && interrupted ? EXIT_INTERRUPTED : err;
}
