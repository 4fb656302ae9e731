/* SPDX-License-Identifier: MIT */
/* schedule: what of every, after, when and sequence is due in a frame. */
#include "lang/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/math_d.h"
#include "creative/swing.h"
#include "lang/awaited.h"
#include "lang/lasting.h"
#include "lang/length.h"
#include "lang/sample.h"
#include "lang/tempo_map.h"
#include "lang/vm.h"

void schedules_finish(struct schedules *all)
{
    for (uint32_t i = 0; i < all->n; i++) {
        free(all->at[i].due);
        free(all->at[i].came);
    }
    free(all->at);
    free(all->bucket);
    free(all->inherited);
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

static bool too_often(struct eval *e, struct span span)
{
    report_error(e->report, span, 407, "This cannot work: it is due too often.");
    report_hint(e->report, "A period of a millisecond or more is possible.");
    return false;
}

static bool add_due(struct eval *e, struct schedule *s, int64_t position,
                    struct value item, struct span span)
{
    if (s->n == SCHEDULE_DUE_MAX)
        return too_often(e, span);
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

/* What the tempo has moved to before this frame comes at its beginning. */
static int64_t not_before(const struct eval *e, int64_t position)
{
    return position < e->now.position ? e->now.position : position;
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

/* Where the i-th time of a grid lies. */
static int64_t grid_position(const struct eval *e, const struct grid *grid, double i)
{
    const double t = i * grid->period + grid->late;

    return grid->in_beats
               ? length_beat_frame(e, swing_position(t, e->music.swing, SWING_UNIT))
               : length_second_frame(e, t);
}

/* The first time of a grid that is not over. */
static bool enter_grid(struct eval *e, struct schedule *s, struct span span)
{
    const struct grid *g = &s->grid;
    const double from = g->in_beats ? tempo_map_beat(e->tempo, e->now.position)
                                    : (double)e->now.position / e->convert.rate_hz;
    const double first =
        math_max_d(math_floor_d((from - g->late - SWING_UNIT) / g->period) - 1.0, 0.0);

    for (s->i = first; grid_position(e, g, s->i) < e->now.position; s->i += 1.0)
        if (s->i - first > 2.0 * SCHEDULE_DUE_MAX || s->i + 1.0 == s->i)
            return too_often(e, span);
    return true;
}

/* Multiples of a period, from where they were first reached on. */
static bool look_every(struct eval *e, struct schedule *s, const struct argument *a,
                       uint32_t n, bool is_new, struct span span)
{
    const struct argument *offset = find_named(e, a, n, "offset");
    const struct argument *count = find_named(e, a, n, "count");
    struct length period = {0, false}, late = {0, false};

    if (n == 0 || a[0].name)
        return no_period(e, "every", span);
    if (!length_read(e, &a[0], "every", &period) ||
        (offset && !length_read(e, offset, "every", &late)))
        return false;
    if (!(period.amount > 0.0))
        return no_period(e, "every", span);
    const struct grid grid = {period.amount, length_in(e, period, late),
                              period.in_beats};
    is_new = is_new || grid.period != s->grid.period || grid.late != s->grid.late ||
             grid.in_beats != s->grid.in_beats;
    s->grid = grid;
    if (is_new && !enter_grid(e, s, span))
        return false;
    for (const double first = s->i;; s->i += 1.0) {
        const int64_t at = grid_position(e, &grid, s->i);
        if (at >= e->now.next_position)
            return true;
        if (s->i - first > 2.0 * SCHEDULE_DUE_MAX || s->i + 1.0 == s->i)
            return too_often(e, span);
        if (count && value_is_number(&count->value) &&
            (double)s->n_done >= value_as_number(&count->value))
            continue;
        s->n_done++;
        if (!add_due(e, s, not_before(e, at), value_number(s->i, MEASURE_NONE), span))
            return false;
    }
}

/* Where a length from the beginning of a schedule lies. */
static int64_t from_begin(const struct eval *e, const struct schedule *s,
                          struct length length)
{
    return length.in_beats ? length_beat_frame(e, s->begin_beat + length.amount)
                           : s->begin + length_second_frame(e, length.amount);
}

static bool look_after(struct eval *e, struct schedule *s, const struct argument *a,
                       uint32_t n, struct span span)
{
    struct length length;

    if (n == 0 || !length_read(e, &a[0], "after", &length))
        return n > 0 ? false : no_period(e, "after", span);
    const int64_t at = from_begin(e, s, length);
    if (s->n_done || at >= e->now.next_position)
        return true;
    s->n_done = 1;
    return add_due(e, s, at < e->now.position ? e->now.position : at, value_null(),
                   span);
}

/* Once for each event of a stream. */
static bool look_events(struct eval *e, struct schedule *s, const struct stream *stream,
                        struct span span)
{
    struct leat_event events[SAMPLE_EVENTS_MAX];
    const uint32_t n = sample_events(e, stream, span, events);

    for (uint32_t i = 0; i < n; i++) {
        if (leat_event_is_end(&events[i]))
            continue;
        const struct value event = sample_event(e, &events[i], span);
        if (event.kind == VALUE_POISON ||
            !add_due(e, s, sample_due(e, &events[i]), event, span))
            return false;
    }
    return true;
}

static bool look_when(struct eval *e, struct schedule *s, const struct argument *a,
                      struct span span)
{
    const struct value v = a[0].value;

    if (v.kind == VALUE_STREAM && v.stream->type == LEAT_EVENTS)
        return look_events(e, s, v.stream, span);
    const struct value now = sample(e, v, span);
    const bool is_true = value_is_true(&now);
    const bool begins = is_true && !s->was_true;

    if (now.kind == VALUE_POISON)
        return false;
    s->was_true = is_true;
    return !begins || add_due(e, s, e->now.position, now, span);
}

/* How often each step has come. */
static bool count_steps(struct eval *e, struct schedule *s, uint32_t n, bool is_new)
{
    if (n != s->n_steps) {
        int64_t *came = realloc(s->came, (n + 1) * sizeof(*came));
        if (!came) {
            eval_out_of_memory(e);
            return false;
        }
        s->came = came;
        s->n_steps = n;
        is_new = true;
    }
    for (uint32_t i = 0; i < n && is_new; i++)
        s->came[i] = 0;
    return true;
}

/* The times of a step in this frame, a round apart; without a round it comes once. */
static bool look_step(struct eval *e, struct schedule *s, uint32_t step,
                      struct length length, double round, struct span span)
{
    for (uint32_t n = 0; round > 0.0 || s->came[step] == 0; n++) {
        struct length at = length;
        at.amount += (double)s->came[step] * round;
        const int64_t position = from_begin(e, s, at);
        if (position >= e->now.next_position)
            return true;
        if (n > 2 * SCHEDULE_DUE_MAX)
            return too_often(e, span);
        s->came[step]++;
        if (!add_due(e, s, not_before(e, position), value_integer(step), span))
            return false;
    }
    return true;
}

/* Steps at times from the beginning, over and over with `repeat` and `length`. */
static bool look_sequence(struct eval *e, struct schedule *s, const struct argument *a,
                          uint32_t n, bool is_new, struct span span)
{
    const struct argument *repeat = find_named(e, a, n, "repeat");
    const struct argument *whole = find_named(e, a, n, "length");
    const bool again = repeat && value_is_true(&repeat->value);
    struct length round = {0, false}, length;
    uint32_t step = 0;

    if (whole && !length_read(e, whole, "sequence", &round))
        return false;
    if (again && !(round.amount > 0.0))
        return no_period(e, "sequence", span);
    if (!count_steps(e, s, n, is_new))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        if (a[i].name)
            continue;
        if (!length_read(e, &a[i], "sequence", &length) ||
            !look_step(e, s, step++, length, again ? length_in(e, length, round) : 0.0,
                       span))
            return false;
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
    const bool is_again = s->last_frame == e->now.k;
    /* times of a grid that were not reached are over; of the rest, what has come counts
     * until a frame has run without it */
    const int64_t before = kind == SCHEDULE_EVERY ? e->now.k - 1 : e->now.before;
    const bool is_new = s->last_frame < before;
    if (is_new) { /* reached anew */
        s->begin = e->now.position;
        s->begin_beat = tempo_map_beat(e->tempo, s->begin);
        s->n_done = kind == SCHEDULE_EVERY ? s->n_done : 0;
        s->was_true = false;
        s->kind = kind;
    }
    if (is_new || all->n_inherited > 0)
        schedule_inherit(e, all, s);
    s->last_frame = e->now.k;
    s->next = 0;
    s->around = e->draft->turn;
    s->event = e->now.event;
    s->is_due = e->now.is_due;
    if (is_again && (kind == SCHEDULE_EVERY || kind == SCHEDULE_SEQUENCE))
        return s - all->at; /* what is due is due each time it is reached */
    s->n = 0;
    good = kind == SCHEDULE_EVERY   ? look_every(e, s, argument, n, is_new, span)
           : kind == SCHEDULE_AFTER ? look_after(e, s, argument, n, span)
           : kind == SCHEDULE_WHEN  ? look_when(e, s, argument, span)
                                    : look_sequence(e, s, argument, n, is_new, span);
    if (!good)
        return -1;
    if (kind == SCHEDULE_SEQUENCE && s->n > 1)
        qsort(s->due, s->n, sizeof(*s->due), by_position);
    return s - all->at;
}

const struct due *schedule_next(struct eval *e, struct schedules *all, uint32_t index)
{
    struct schedule *s = &all->at[index];

    if (s->next == s->n || !lasting_begin(e, s->identity))
        return NULL;
    const struct due *due = &s->due[s->next++];
    e->now.event = due->position;
    e->now.is_due = true;
    return due;
}

void schedule_leave(struct eval *e, const struct schedules *all, uint32_t index)
{
    const struct schedule *s = &all->at[index];

    lasting_leave(e, s->around);
    e->now.event = s->event;
    e->now.is_due = s->is_due;
}

bool schedule_after(struct eval *e, struct schedules *all, struct value body,
                    const struct argument *argument, uint32_t n, struct span span)
{
    struct schedule *s = find(all, e->site);
    struct awaited one = {.body = body,
                          .span = span,
                          .site = e->site,
                          .path = e->vm->path,
                          .text = schedule_text(e, all->statement),
                          .begin = e->now.event,
                          .begin_beat = tempo_map_beat(e->tempo, e->now.event),
                          .was_first = !e->in_frame,
                          .waits = e->in_frame};

    if (!s) {
        eval_out_of_memory(e);
        return false;
    }
    if (n == 0)
        return no_period(e, "after", span);
    const bool again = e->in_frame && !e->now.is_due && s->last_frame >= e->now.before;
    s->last_frame = e->now.k;
    return length_read(e, &argument[0], "after", &one.length) &&
           awaited_add(e, &one, again);
}
