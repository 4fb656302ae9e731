/* SPDX-License-Identifier: MIT */
/* schedule: what of every, after, when and sequence is due in a frame. */
#include "lang/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/math_d.h"
#include "creative/swing.h"

void schedules_finish(struct schedules *all)
{
    for (uint32_t i = 0; i < all->n; i++)
        free(all->at[i].due);
    free(all->at);
    free(all->bucket);
    *all = (struct schedules){0};
}

static bool grow(struct schedules *all)
{
    const uint32_t room = all->room ? 2 * all->room : 64;
    struct schedule *at = realloc(all->at, room * sizeof(*at));
    uint32_t *bucket;

    if (!at)
        return false;
    all->at = at;
    bucket = calloc(2 * (size_t)room, sizeof(*bucket));
    if (!bucket)
        return false;
    free(all->bucket);
    all->bucket = bucket;
    all->n_buckets = 2 * room;
    all->room = room;
    for (uint32_t i = 0; i < all->n; i++) {
        uint32_t k = (uint32_t)(all->at[i].identity % all->n_buckets);
        while (bucket[k])
            k = (k + 1) % all->n_buckets;
        bucket[k] = i + 1;
    }
    return true;
}

/* The schedule of an identity, made when there is none. */
static struct schedule *find(struct schedules *all, uint64_t identity)
{
    uint32_t k;

    if (all->n == all->room && !grow(all))
        return NULL;
    for (k = (uint32_t)(identity % all->n_buckets); all->bucket[k];
         k = (k + 1) % all->n_buckets)
        if (all->at[all->bucket[k] - 1].identity == identity)
            return &all->at[all->bucket[k] - 1];
    all->at[all->n] = (struct schedule){.identity = identity, .last_frame = -2};
    all->bucket[k] = ++all->n;
    return &all->at[all->n - 1];
}

static bool add_due(struct eval *e, struct schedule *s, int64_t position,
                    struct value item, struct span span)
{
    if (s->n == SCHEDULE_DUE_MAX) {
        report_error(e->report, span, 407, "This cannot work: it is due too often.");
        report_hint(e->report, "A period of a millisecond or more is possible.");
        return false;
    }
    if (s->n == s->room) {
        const uint32_t room = s->room ? 2 * s->room : 4;
        struct due *due = realloc(s->due, room * sizeof(*due));
        if (!due) {
            eval_out_of_memory(e);
            return false;
        }
        s->due = due;
        s->room = room;
    }
    s->due[s->n++] = (struct due){position, item};
    return true;
}

/* A span of time in seconds, or in beats. */
struct length {
    double amount;
    bool in_beats;
};

static bool read_length(struct eval *e, const struct argument *a, const char *what,
                        struct length *out)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_POISON)
        return false;
    if (value_is_number(v)) {
        const double x = value_as_number(v);
        out->in_beats = v->measure == MEASURE_BEATS;
        out->amount = x;
        switch (v->measure) {
        case MEASURE_NONE:
        case MEASURE_TIME:
        case MEASURE_BEATS:
            return true;
        case MEASURE_SAMPLES:
            out->amount = x / e->convert.rate_hz;
            return true;
        case MEASURE_FREQUENCY:
            out->amount = x > 0.0 ? 1.0 / x : 0.0;
            return true;
        default:
            break;
        }
    }
    report_error(e->report, a->span, 306, "This is %s; `%s` needs a time.",
                 value_kind_name(v), what);
    report_hint(e->report, "Such as `0.5.beats` or `2.s`.");
    return false;
}

static int64_t position_of(const struct eval *e, double seconds)
{
    return (int64_t)math_floor_d(seconds * e->convert.rate_hz + 0.5);
}

/* Where a beat lies: the tempo is one all through a frame. */
static int64_t position_of_beat(const struct eval *e, double beat)
{
    const double beats = e->now.next_beat - e->now.beat;
    const double part = beats > 0.0 ? (beat - e->now.beat) / beats : 0.0;
    const double frames = (double)(e->now.next_position - e->now.position);

    return e->now.position + (int64_t)math_floor_d(part * frames + 0.5);
}

static bool is_due(const struct eval *e, int64_t position)
{
    return position >= e->now.position && position < e->now.next_position;
}

static const struct argument *find_named(struct eval *e, const struct argument *a,
                                         uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i].name && strcmp(names_text(e->names, a[i].name), name) == 0)
            return &a[i];
    return NULL;
}

static bool no_period(struct eval *e, const char *word, struct span span)
{
    report_error(e->report, span, 407, "`%s` cannot work: its time must be above 0.",
                 word);
    report_hint(e->report, "Such as `%s(0.5.beats) { ... }`.", word);
    return false;
}

/* Beats of the notes that swing, sixteenths; none comes later by as much. */
static const double SWING_UNIT = 0.25;

/* Multiples of a period, from where they were first reached on. */
static bool look_every(struct eval *e, struct schedule *s, const struct argument *a,
                       uint32_t n, struct span span)
{
    const struct argument *offset = find_named(e, a, n, "offset");
    const struct argument *count = find_named(e, a, n, "count");
    struct length period = {0, false}, late = {0, false};

    if (n == 0 || a[0].name)
        return no_period(e, "every", span);
    if (!read_length(e, &a[0], "every", &period) ||
        (offset && !read_length(e, offset, "every", &late)))
        return false;
    if (!(period.amount > 0.0))
        return no_period(e, "every", span);
    const double from = period.in_beats ? e->now.beat : e->now.time_s;
    const double step = period.amount;
    double first = math_floor_d((from - late.amount - SWING_UNIT) / step) - 1.0;
    if (first < 0.0)
        first = 0.0;
    for (double i = first;; i += 1.0) {
        const double t = i * step + late.amount;
        const int64_t at =
            period.in_beats
                ? position_of_beat(e, swing_position(t, e->music.swing, SWING_UNIT))
                : position_of(e, t);
        if (at >= e->now.next_position)
            return true;
        if (!is_due(e, at) || (count && value_is_number(&count->value) &&
                               (double)s->n_done >= value_as_number(&count->value)))
            continue;
        s->n_done++;
        if (!add_due(e, s, at, value_number(i, MEASURE_NONE), span))
            return false;
    }
}

/* Where a length from the beginning of a schedule lies. */
static int64_t from_begin(const struct eval *e, const struct schedule *s,
                          struct length length)
{
    return length.in_beats ? position_of_beat(e, s->begin_beat + length.amount)
                           : s->begin + position_of(e, length.amount);
}

static bool look_after(struct eval *e, struct schedule *s, const struct argument *a,
                       uint32_t n, struct span span)
{
    struct length length;

    if (n == 0 || !read_length(e, &a[0], "after", &length))
        return n > 0 ? false : no_period(e, "after", span);
    const int64_t at = from_begin(e, s, length);
    if (s->n_done || at >= e->now.next_position)
        return true;
    s->n_done = 1;
    return add_due(e, s, at < e->now.position ? e->now.position : at, value_null(),
                   span);
}

static bool look_when(struct eval *e, struct schedule *s, const struct argument *a,
                      struct span span)
{
    const bool is_true = value_is_true(&a[0].value);
    const bool begins = is_true && !s->was_true;

    if (a[0].value.kind == VALUE_POISON)
        return false;
    s->was_true = is_true;
    return !begins || add_due(e, s, e->now.position, a[0].value, span);
}

/* Steps at times from the beginning, over and over with `repeat` and `length`. */
static bool look_sequence(struct eval *e, struct schedule *s, const struct argument *a,
                          uint32_t n, struct span span)
{
    const struct argument *repeat = find_named(e, a, n, "repeat");
    const struct argument *whole = find_named(e, a, n, "length");
    const bool again = repeat && value_is_true(&repeat->value);
    struct length round = {0, false}, length;
    int64_t step = 0;

    if (whole && !read_length(e, whole, "sequence", &round))
        return false;
    if (again && !(round.amount > 0.0))
        return no_period(e, "sequence", span);
    for (uint32_t i = 0; i < n; i++) {
        if (a[i].name)
            continue;
        if (!read_length(e, &a[i], "sequence", &length))
            return false;
        for (int64_t k = 0; k == 0 || again; k++) {
            struct length at = length;
            at.amount +=
                round.in_beats == length.in_beats ? (double)k * round.amount : 0;
            const int64_t position = from_begin(e, s, at);
            if (position >= e->now.next_position)
                break;
            if (is_due(e, position) &&
                !add_due(e, s, position, value_integer(step), span))
                return false;
        }
        step++;
    }
    return true;
}

static int by_position(const void *a, const void *b)
{
    const struct due *x = a, *y = b;

    return x->position < y->position ? -1 : x->position > y->position;
}

int64_t schedule_look(struct eval *e, struct schedules *all, enum schedule_kind kind,
                      const struct argument *argument, uint32_t n, struct span span)
{
    struct schedule *s = find(all, e->site);
    bool good;

    if (!s) {
        eval_out_of_memory(e);
        return -1;
    }
    if (s->last_frame != e->now.k - 1 && s->last_frame != e->now.k) { /* reached anew */
        s->begin = e->now.position;
        s->begin_beat = e->now.beat;
        s->n_done = kind == SCHEDULE_EVERY ? s->n_done : 0;
        s->was_true = false;
    }
    s->last_frame = e->now.k;
    s->n = s->next = 0;
    good = kind == SCHEDULE_EVERY   ? look_every(e, s, argument, n, span)
           : kind == SCHEDULE_AFTER ? look_after(e, s, argument, n, span)
           : kind == SCHEDULE_WHEN  ? look_when(e, s, argument, span)
                                    : look_sequence(e, s, argument, n, span);
    if (!good)
        return -1;
    if (kind == SCHEDULE_SEQUENCE && s->n > 1)
        qsort(s->due, s->n, sizeof(*s->due), by_position);
    return s - all->at;
}

const struct due *schedule_next(struct schedules *all, uint32_t index)
{
    struct schedule *s = &all->at[index];

    return s->next < s->n ? &s->due[s->next++] : NULL;
}
