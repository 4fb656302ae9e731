/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_SEQUENCE_DESK_H
#define LEAT_TESTS_SEQUENCE_DESK_H

/** A player whose actions are written down, and scores of few words. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "sequence/player.h"

struct desk {
    struct player *player;
    struct player_action *action;
    size_t n, room;
    int64_t frame;
};

static inline bool desk_write(void *user, const struct player_action *action)
{
    struct desk *d = user;

    assert_true(d->n == 0 || action->frame >= d->action[d->n - 1].frame);
    if (d->n == d->room) {
        d->room = d->room ? 2 * d->room : 1024;
        d->action = realloc(d->action, d->room * sizeof(*d->action));
        assert_non_null(d->action);
    }
    d->action[d->n++] = *action;
    return true;
}

static inline void desk_begin(struct desk *d, double rate_hz, double bpm)
{
    memset(d, 0, sizeof(*d));
    assert_int_equal(player_create(rate_hz, bpm, &d->player), 0);
}

static inline void desk_end(struct desk *d)
{
    player_destroy(&d->player);
    free(d->action);
}

/** Run `nframes` in calls of `cut`; all that comes lies within its call. */
static inline void desk_run(struct desk *d, int64_t nframes, uint32_t cut)
{
    for (int64_t n; nframes; nframes -= n, d->frame += n) {
        const size_t before = d->n;
        n = nframes < cut ? nframes : cut;
        rt_player_quantum(d->player, d->frame, (uint32_t)n, desk_write, d);
        for (size_t i = before; i < d->n; i++)
            assert_true(d->action[i].frame >= d->frame &&
                        d->action[i].frame < d->frame + n);
    }
}

static inline void desk_order(struct desk *d, uint32_t kind, int64_t frame)
{
    const struct player_order order = {.frame = frame, .kind = kind};

    assert_int_equal(player_post(d->player, &order), 0);
}

static inline void desk_tempo(struct desk *d, int64_t frame, float bpm, float ramp_s)
{
    const struct player_order order = {
        .frame = frame, .kind = PLAYER_TEMPO, .bpm = bpm, .ramp_s = ramp_s};

    assert_int_equal(player_post(d->player, &order), 0);
}

static inline struct score *desk_score(void)
{
    struct score *score;

    assert_int_equal(score_create(1, &score), 0);
    return score;
}

/** A track whose gate goes to a node as events. */
static inline struct score_track *desk_track(struct score *score, const char *name,
                                             const char *pattern, uint32_t node)
{
    struct score_track *t;

    assert_int_equal(score_add_track(score, name, &t), 0);
    assert_int_equal(pattern_read(pattern, strlen(pattern), &t->pattern, NULL), 0);
    assert_int_equal(score_add_bind(t, SCORE_GATE, node, SCORE_EVENT), 0);
    return t;
}

static inline void desk_post(struct desk *d, struct score *score, enum leat_when when)
{
    assert_int_equal(player_post_score(d->player, score, when, d->frame), 0);
}

static inline bool desk_is_gate(const struct player_action *a, uint32_t node, bool on)
{
    return a->node == node && a->param == SCORE_EVENT &&
           a->event.type == LEAT_EVENT_GATE && (a->event.value > 0.0f) == on;
}

/** The frame of the k-th gate that opens, or closes, at a node; -1: there is none. */
static inline int64_t desk_gate(const struct desk *d, uint32_t node, bool on, size_t k)
{
    for (size_t i = 0; i < d->n; i++)
        if (desk_is_gate(&d->action[i], node, on) && k-- == 0) {
            assert_int_equal(d->action[i].event.frame, d->action[i].frame);
            return d->action[i].frame;
        }
    return -1;
}

static inline size_t desk_count(const struct desk *d, uint32_t node, bool on)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        n += desk_is_gate(&d->action[i], node, on);
    return n;
}

/** The gates of a node are at these frames, opening and closing in turn. */
static inline void desk_assert_gates(const struct desk *d, uint32_t node,
                                     const int64_t *frames, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < d->n; i++) {
        const struct player_action *a = &d->action[i];
        if (!desk_is_gate(a, node, true) && !desk_is_gate(a, node, false))
            continue;
        assert_true(k < n);
        assert_int_equal(a->frame, frames[k]);
        assert_true((a->event.value > 0.0f) == (k % 2 == 0));
        k++;
    }
    assert_int_equal(k, n);
}

#endif
