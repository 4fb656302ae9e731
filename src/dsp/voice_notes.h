/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_VOICE_NOTES_H
#define LEAT_DSP_VOICE_NOTES_H

/**
 * voice_notes: what events do to a pool of voices.
 *
 * In mono the newest key that is down sounds; when it is let go the one before comes
 * back.  With legato a note begins anew only when no other key is down.
 */

#include "dsp/voice_pool.h"

/** What a call of the node knows beside the events. */
struct voice_call {
    int64_t frame;      /* of the events */
    const float *level; /* of n_levels voices, repeating; or NULL */
    uint32_t n_levels;
    enum pool_steal steal;
    uint32_t glide;
    bool mono, legato;
};

/* Mono: what is on top of the held keys goes to all voices, or all fall silent. */
LEAT_RT static inline void voice_play_top(struct pool *pool, const struct voice_call *c,
                                          bool anew)
{
    for (uint32_t l = 0; pool->n_held && l < pool->n; l++)
        pool_play(pool, l, &pool->held[pool->n_held - 1], c->frame, c->glide, anew);
    if (!pool->n_held)
        pool_gate(pool, 0.0f);
}

LEAT_RT static inline void voice_begin(struct pool *pool, const struct voice_call *c,
                                       const struct leat_event *e)
{
    const struct pool_note note = {math_max(-128.0f, math_min(e->key, 256.0f)),
                                   math_min(e->value, 1.0f), e->note_id, e->channel};
    const bool listens = c->steal == POOL_QUIETEST;

    if (c->mono) {
        const bool slurs = c->legato && pool->n_held;
        pool_let_go(pool, e);
        pool_hold(pool, &note);
        voice_play_top(pool, c, !slurs);
        return;
    }
    const uint32_t lane =
        pool_choose(pool, e, c->steal, listens ? c->level : NULL, c->n_levels);
    pool_play(pool, lane, &note, c->frame, c->glide, true);
}

LEAT_RT static inline void voice_end(struct pool *pool, const struct voice_call *c,
                                     const struct leat_event *e)
{
    const struct pool_note top =
        pool->n_held ? pool->held[pool->n_held - 1] : (struct pool_note){0};
    const uint32_t n_held = pool_let_go(pool, e);

    if (!c->mono || !n_held)
        pool->unmatched += pool_release(pool, e) == 0;
    else if (pool_means(&top, e))
        voice_play_top(pool, c, !c->legato);
}

/** Do what an event says. */
LEAT_RT static inline void voice_hear(struct pool *pool, const struct voice_call *c,
                                      const struct leat_event *event)
{
    struct leat_event copy = *event, *e = &copy;

    copy.key = copy.key == copy.key ? copy.key : 60.0f; /* not a number: no note */
    copy.value = copy.value == copy.value ? copy.value : 0.0f;
    switch (e->type) {
    case LEAT_EVENT_NOTE_ON:
        if (e->value > 0.0f)
            voice_begin(pool, c, e);
        else
            voice_end(pool, c, e);
        break;
    case LEAT_EVENT_NOTE_OFF:
        voice_end(pool, c, e);
        break;
    case LEAT_EVENT_NOTE_CHANGE:
        pool_change(pool, e, c->mono);
        break;
    case LEAT_EVENT_GATE:
        pool_gate(pool, math_max(0.0f, math_min(e->value, 1.0f)));
        break;
    case LEAT_EVENT_ALL_OFF:
        pool_gate(pool, 0.0f);
        break;
    }
}

#endif
