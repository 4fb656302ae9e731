/* SPDX-License-Identifier: MIT */
/* pattern: the steps of a track, read from a text. */
#include "sequence/pattern.h"

#include <leat/err.h>

#include "base/euclid.h"
#include "sequence/finding.h"

struct reader {
    struct finding_text text;
    size_t at;
    struct pattern pattern;
    struct leat_diag *diag;
};

static char peek(const struct reader *r)
{
    return r->at < r->text.size ? r->text.start[r->at] : '\0';
}

static bool ends(const struct reader *r)
{
    return r->at >= r->text.size;
}

static int refuse(struct reader *r, size_t at, const char *message, const char *hint)
{
    finding_add(r->diag, &r->text, at, 403, message, hint);
    return LEAT_ERR_INVALID;
}

static int add(struct reader *r, size_t at, struct pattern_step step)
{
    if (r->pattern.n == PATTERN_MAX) {
        finding_add(r->diag, &r->text, at, 502, "this step is one too many",
                    "A pattern has at most 256 steps.");
        return LEAT_ERR_RANGE;
    }
    r->pattern.step[r->pattern.n++] = step;
    return 0;
}

static void skip_blanks(struct reader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
        r->at++;
}

/* A whole number of at most 4 digits, with blanks around it. */
static bool read_number(struct reader *r, int32_t *number)
{
    int n = 0;

    skip_blanks(r);
    const bool minus = peek(r) == '-';
    r->at += minus;
    for (*number = 0; peek(r) >= '0' && peek(r) <= '9' && n < 5; n++)
        *number = 10 * *number + (r->text.start[r->at++] - '0');
    if (minus)
        *number = -*number;
    skip_blanks(r);
    return n >= 1 && n <= 4;
}

/* Behind its bracket. */
static int read_euclid(struct reader *r, size_t start, struct pattern_step hit)
{
    static const char *const hint =
        "Write hits, steps and, if you like, where to begin: (3,8) or (5,8,2).";
    int32_t number[3] = {0};
    bool is_hit[EUCLID_MAX];
    int n = 0, err = 0;

    do {
        if (n == 3 || !read_number(r, &number[n]))
            return refuse(r, r->at, "Euclid wants a number here", hint);
        n++;
    } while (peek(r) == ',' && r->at++ < r->text.size);
    if (peek(r) != ')' || n < 2)
        return refuse(r, r->at, n < 2 ? "Euclid wants a comma" : "Euclid wants a `)`",
                      hint);
    r->at++;
    if (number[1] < 1 || number[1] > PATTERN_MAX || number[0] < 0 ||
        number[0] > number[1])
        return refuse(r, start, "Euclid cannot have so many hits and steps",
                      "Write 1 to 256 steps, and no more hits than steps.");
    euclid_write((uint32_t)number[0], (uint32_t)number[1], number[2], is_hit);
    for (int32_t i = 0; i < number[1] && !err; i++)
        err = add(r, start,
                  is_hit[i] ? hit : (struct pattern_step){.kind = PATTERN_REST});
    return err;
}

/* A step, with `?` and `~` before it. */
static int read_step(struct reader *r)
{
    const size_t start = r->at;
    struct pattern_step hit = {PATTERN_HIT, 0, 0.6f, 1.0f};
    bool marked = false;

    for (; peek(r) == '?' || peek(r) == '~'; r->at++, marked = true) {
        hit.chance = peek(r) == '?' ? 0.5f : hit.chance;
        hit.twice |= peek(r) == '~';
    }
    const size_t at = r->at;
    const char c = peek(r);
    r->at += !ends(r);
    if (c == '(')
        return read_euclid(r, at, hit);
    if (c == 'X' || c == 'x' || (c >= '0' && c <= '9')) {
        if (c != 'x')
            hit.velocity = c == 'X' ? 1.0f : (float)(c - '0' + 1) / 10.0f;
        return add(r, at, hit);
    }
    if (marked)
        return refuse(r, start, "what stands here has no hit behind it",
                      "Write a hit behind `?` and `~`, such as ?x or ~X.");
    if (c == '.' || c == '-')
        return add(r, at, (struct pattern_step){.kind = PATTERN_REST});
    if (c == '_')
        return add(r, at, (struct pattern_step){.kind = PATTERN_HOLD});
    return refuse(r, at, "what stands here is no step",
                  "Steps are X x 0-9 for hits, . or - for rests, _ to hold, ?x ~x "
                  "and (3,8).");
}

int pattern_read(const char *text, size_t size, struct pattern *out,
                 struct leat_diag *diag)
{
    struct reader r = {.text = {"pattern", text, size}, .diag = diag};
    int err = 0;

    for (;;) {
        skip_blanks(&r);
        if (ends(&r))
            break;
        if (peek(&r) == '|')
            r.at++;
        else if ((err = read_step(&r)) < 0)
            return err;
    }
    if (r.pattern.n == 0)
        return refuse(&r, 0, "there is no step", "Write steps, such as x...x...");
    *out = r.pattern;
    return 0;
}
