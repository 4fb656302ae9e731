/* SPDX-License-Identifier: MIT */
/* schedule: messages with their times, read from a text. */
#include "control/schedule.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/note.h"
#include "base/number.h"
#include "base/str.h"
#include "net/osc.h"

enum { ARGS_MAX = 512, LINE_MAX_BYTES = 32768, SCHEDULE_BYTES = 512 << 20 };

struct reader {
    struct schedule *schedule;
    const char *name;
    struct leat_diag *diag;
    uint32_t line, cap;
    int err;
    uint8_t packet[LINE_MAX_BYTES + 8 * ARGS_MAX];
};

static void refuse(struct reader *r, const char *what, const char *hint)
{
    struct leat_finding *f = leat_diag_add(r->diag, LEAT_ERROR, 0, "%s", what);

    if (f) {
        f->line = r->line;
        f->column = f->width = 1;
        str_format(f->file, sizeof(f->file), "%s", r->name);
    }
    leat_diag_hint(r->diag, "%s", hint);
    r->err = LEAT_ERR_INVALID;
}

static char *skip_blanks(char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\r')
        at++;
    return at;
}

/* A text in quotes, unescaped in place; NULL when it does not end. */
static char *read_quoted(char *at, char **text)
{
    char *to = ++at;

    *text = to;
    for (; *at && *at != '"'; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *to++ = *at;
    }
    if (!*at)
        return NULL;
    *to = '\0';
    return at + 1;
}

/* A word up to the next blank, ended in place. */
static char *read_word(char *at, char **text)
{
    *text = at;
    at += strcspn(at, " \t\r");
    if (*at)
        *at++ = '\0';
    return at;
}

static struct osc_arg argument_of(const char *word)
{
    double number;

    if (number_parse(word, &number) < 0)
        return osc_text(word);
    if (!strpbrk(word, ".eE") && number == (double)(int32_t)number)
        return osc_int((int32_t)number);
    return osc_float((float)number);
}

static uint32_t read_args(struct reader *r, char *at, struct osc_arg *args)
{
    uint32_t n = 0;

    while (*(at = skip_blanks(at)) && *at != '#') {
        char *text;
        const bool quoted = *at == '"';
        at = quoted ? read_quoted(at, &text) : read_word(at, &text);
        if (!at) {
            refuse(r, "A text has no closing quote.", "Write \"C4\".");
            return 0;
        }
        if (n == ARGS_MAX) {
            refuse(r, "This message has too many arguments.", "512 are the most.");
            return 0;
        }
        args[n++] = quoted ? osc_text(text) : argument_of(text);
    }
    return n;
}

static bool read_time(const char *word, double *seconds)
{
    if (number_parse(word, seconds) < 0 && !note_read_clock(word, seconds))
        return false;
    return *seconds >= 0.0 && *seconds <= 1e7;
}

static void keep(struct reader *r, double seconds, size_t size)
{
    struct schedule *s = r->schedule;
    uint8_t *copy = arena_take(&s->arena, 1, size);

    if (s->n == r->cap) {
        const uint32_t cap = r->cap ? 2 * r->cap : 256;
        struct schedule_item *more =
            s->n < SCHEDULE_MOST ? realloc(s->at, cap * sizeof(*more)) : NULL;
        if (!more) {
            r->err = s->n < SCHEDULE_MOST ? LEAT_ERR_NOMEM : LEAT_ERR_LIMIT;
            return;
        }
        s->at = more;
        r->cap = cap;
    }
    if (!copy) {
        r->err = s->arena.err;
        return;
    }
    memcpy(copy, r->packet, size);
    s->at[s->n] = (struct schedule_item){seconds, copy, size, r->line};
    s->n++;
}

static void read_line(struct reader *r, char *at)
{
    struct osc_arg args[ARGS_MAX];
    struct osc_writer w;
    char *time, *address;
    double seconds;

    at = skip_blanks(at);
    if (!*at || *at == '#')
        return;
    at = read_word(at, &time);
    at = read_word(skip_blanks(at), &address);
    if (!read_time(time, &seconds)) {
        refuse(r, "A line begins with a time.", "Such as: 0.5 /note/lead C4");
        return;
    }
    if (*address != '/') {
        refuse(r, "Behind the time stands an address.", "Such as: 0.5 /note/lead C4");
        return;
    }
    const int before = r->err;
    const uint32_t n = read_args(r, at, args);
    if (r->err != before)
        return;
    osc_writer_init(&w, r->packet, sizeof(r->packet));
    if (osc_write_message(&w, address, args, n) < 0)
        refuse(r, "This is no message.", "An address has no blanks.");
    else
        keep(r, seconds, w.used);
}

/* By time; those of one time stay as they stand. */
static int compare(const void *a, const void *b)
{
    const struct schedule_item *x = a, *y = b;

    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

int schedule_read(struct schedule *schedule, const char *text, size_t size,
                  const char *name, struct leat_diag *diag)
{
    struct reader *r = calloc(1, sizeof(*r));
    char *line = malloc(LINE_MAX_BYTES);
    int err = LEAT_ERR_NOMEM;

    *schedule = (struct schedule){0};
    arena_init(&schedule->arena, SCHEDULE_BYTES);
    if (r && line) {
        *r = (struct reader){.schedule = schedule, .name = name, .diag = diag};
        for (size_t at = 0; at < size && r->err != LEAT_ERR_NOMEM;) {
            const char *end = memchr(text + at, '\n', size - at);
            const size_t n = end ? (size_t)(end - (text + at)) : size - at;
            r->line++;
            if (n >= LINE_MAX_BYTES || memchr(text + at, '\0', n)) {
                refuse(r, "This line is no text, or too long.", "32 KiB are the most.");
            } else {
                memcpy(line, text + at, n);
                line[n] = '\0';
                read_line(r, line);
            }
            at += n + 1;
        }
        err = r->err;
        if (schedule->n)
            qsort(schedule->at, schedule->n, sizeof(*schedule->at), compare);
    }
    free(line);
    free(r);
    return err;
}

void schedule_finish(struct schedule *schedule)
{
    arena_finish(&schedule->arena);
    free(schedule->at);
    schedule->at = NULL;
    schedule->n = 0;
}
