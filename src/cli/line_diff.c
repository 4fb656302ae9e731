/* SPDX-License-Identifier: MIT */
/*
 * line_diff: what changed between two texts, line by line.
 *
 * length[i][k] is the length of the longest common subsequence of the lines from i of
 * the one and from k of the other.
 * Source: Hunt and McIlroy, "An algorithm for differential file comparison" (1976).
 */
#include "cli/line_diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

enum { CONTEXT = 3, PAIRS_MAX = 1 << 24 };

struct lines {
    const char **at; /* n + 1 of them: the last is the end */
    uint32_t n;
};

struct diff {
    FILE *file;
    struct lines a, b;
    uint32_t *length; /* NULL: nothing between the equal ends is alike */
    uint32_t first, a_end,
        b_end; /* where the equal beginning ends, and equal ends begin */
};

static int split(const char *text, struct lines *lines)
{
    const size_t size = strlen(text);
    const char *end = text + size, *next;
    uint32_t n = 1;

    for (const char *p = text; p < end; p++)
        n += *p == '\n';
    lines->at = malloc((n + 1) * sizeof(*lines->at));
    if (!lines->at)
        return LEAT_ERR_NOMEM;
    for (lines->n = 0; text < end; text = next) {
        next = memchr(text, '\n', (size_t)(end - text));
        next = next ? next + 1 : end;
        lines->at[lines->n++] = text;
    }
    lines->at[lines->n] = end;
    return 0;
}

static bool is_same(const struct diff *d, uint32_t i, uint32_t k)
{
    const size_t size = (size_t)(d->a.at[i + 1] - d->a.at[i]);

    return size == (size_t)(d->b.at[k + 1] - d->b.at[k]) &&
           memcmp(d->a.at[i], d->b.at[k], size) == 0;
}

static uint32_t *length_at(const struct diff *d, uint32_t i, uint32_t k)
{
    return &d->length[(size_t)(i - d->first) * (d->b_end - d->first + 1) + k -
                      d->first];
}

static int measure(struct diff *d)
{
    d->a_end = d->a.n;
    d->b_end = d->b.n;
    while (d->first < d->a_end && d->first < d->b_end && is_same(d, d->first, d->first))
        d->first++;
    while (d->a_end > d->first && d->b_end > d->first &&
           is_same(d, d->a_end - 1, d->b_end - 1))
        d->a_end--, d->b_end--;
    const uint64_t rows = d->a_end - d->first + 1, columns = d->b_end - d->first + 1;
    if (rows * columns > PAIRS_MAX)
        return 0;
    d->length = calloc(rows * columns, sizeof(*d->length));
    if (!d->length)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = d->a_end; i-- > d->first;)
        for (uint32_t k = d->b_end; k-- > d->first;) {
            const uint32_t down = *length_at(d, i + 1, k);
            const uint32_t right = *length_at(d, i, k + 1);
            *length_at(d, i, k) = is_same(d, i, k) ? *length_at(d, i + 1, k + 1) + 1
                                  : down > right   ? down
                                                   : right;
        }
    return 0;
}

/* What happens to the next line: kept ' ', taken out '-', put in '+'; 0 at the end. */
static char step(const struct diff *d, uint32_t i, uint32_t k)
{
    if (i == d->a.n && k == d->b.n)
        return '\0';
    if (i < d->first || i >= d->a_end) {
        if (i >= d->a_end && k < d->b_end)
            return '+';
        return ' ';
    }
    if (k >= d->b_end)
        return '-';
    if (!d->length)
        return '-';
    if (is_same(d, i, k))
        return ' ';
    return *length_at(d, i + 1, k) >= *length_at(d, i, k + 1) ? '-' : '+';
}

static void put_line(const struct diff *d, char mark, const struct lines *lines,
                     uint32_t i)
{
    const char *end = lines->at[i + 1];

    putc(mark, d->file);
    fwrite(lines->at[i], 1, (size_t)(end - lines->at[i]), d->file);
    if (end[-1] != '\n')
        fputs("\n\\ No newline at end of file\n", d->file);
}

/* A place in both texts. */
struct place {
    uint32_t i, k;
};

static char go_on(const struct diff *d, struct place *at)
{
    const char mark = step(d, at->i, at->k);

    at->i += mark == ' ' || mark == '-';
    at->k += mark == ' ' || mark == '+';
    return mark;
}

/* Where a hunk ends that begins with a change at `at`: behind the last change that
 * fewer than two contexts part from the one before. */
static struct place hunk_end(const struct diff *d, struct place at)
{
    struct place end = at;
    uint32_t alike = 0;

    while (alike <= 2 * CONTEXT) {
        const char mark = go_on(d, &at);
        if (!mark)
            break;
        alike = mark == ' ' ? alike + 1 : 0;
        if (alike <= CONTEXT)
            end = at;
    }
    return end;
}

static void put_hunk(const struct diff *d, struct place from, struct place to)
{
    fprintf(d->file, "@@ -%u,%u +%u,%u @@\n", from.i + (to.i > from.i), to.i - from.i,
            from.k + (to.k > from.k), to.k - from.k);
    while (from.i < to.i || from.k < to.k) {
        const struct place here = from;
        const char mark = go_on(d, &from);
        if (mark == '+')
            put_line(d, mark, &d->b, here.k);
        else
            put_line(d, mark, &d->a, here.i);
    }
}

static void put_hunks(const struct diff *d, const char *name)
{
    struct place at = {0}, next;
    char mark;

    fprintf(d->file, "--- %s\n+++ %s\n", name, name);
    while ((next = at, mark = go_on(d, &next))) {
        if (mark == ' ') {
            at = next;
            continue;
        }
        const uint32_t before = at.i < CONTEXT ? at.i : CONTEXT;
        const uint32_t back = at.k < before ? at.k : before;
        const struct place end = hunk_end(d, at);
        put_hunk(d, (struct place){at.i - back, at.k - back}, end);
        at = end;
    }
}

int line_diff(FILE *file, const char *name, const char *before, const char *after)
{
    struct diff d = {.file = file};
    int err = split(before, &d.a);

    if (err >= 0)
        err = split(after, &d.b);
    if (err >= 0)
        err = measure(&d);
    if (err >= 0 && (d.first < d.a_end || d.first < d.b_end))
        put_hunks(&d, name);
    free(d.a.at);
    free(d.b.at);
    free(d.length);
    return err;
}
