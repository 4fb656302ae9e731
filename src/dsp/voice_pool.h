/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_VOICE_POOL_H
#define LEAT_DSP_VOICE_POOL_H

/**
 * voice_pool: which voice plays which note.
 *
 * A new note takes the voice that comes first by (released, level now, start, lane): a
 * voice whose gate is shut before one that sounds, then the quietest (when levels are
 * told), then the one that began longest ago, then the lowest lane.  A voice that must
 * give its note up is stolen: its gate falls to 0 for one frame, so that an envelope
 * begins again from the level it has.
 *
 * With one note at a time (mono) all voices play it together, the newest held key
 * first.
 */

#include <leat/node.h>

#include "base/math.h"

enum { POOL_HELD = 128 }; /* keys that may be held in mono; older ones are forgotten */

enum pool_steal { POOL_OLDEST, POOL_QUIETEST, POOL_SAME };

struct pool_note {
    float key, velocity;
    int32_t id;
    uint16_t channel;
};

struct pool_voice {
    struct pool_note note;
    float bend;         /* semitones */
    float pitch;        /* that the glide sets off from */
    uint32_t at, glide; /* frames of the glide that are done, and all of them */
    float was;          /* gate of the frame before */
    int64_t start;      /* frame of its note; -1: it has not played yet */
    bool dips;          /* its next frame has a shut gate */
};

enum pool_row {
    POOL_HZ,
    POOL_GATE,
    POOL_VELOCITY,
    POOL_PRESSURE,
    POOL_TIMBRE,
    POOL_ROWS
};

struct pool {
    float rate_hz;
    uint32_t n;
    uint32_t n_held;
    uint32_t stolen, unmatched;
    struct pool_note held[POOL_HELD]; /* mono: keys that are down, the newest last */
    struct pool_voice voice[];        /* n of them, then POOL_ROWS rows of n floats */
};

static inline size_t pool_bytes(uint32_t n)
{
    const struct pool *pool = NULL;
    return sizeof(*pool) + n * (sizeof(pool->voice[0]) + POOL_ROWS * sizeof(float));
}

/** What voices give now, one value each. */
LEAT_RT static inline float *pool_row(struct pool *pool, enum pool_row row)
{
    return (float *)(void *)(pool->voice + pool->n) + (size_t)row * pool->n;
}

LEAT_RT static inline float pool_pitch(const struct pool_voice *v)
{
    return v->at >= v->glide
               ? v->note.key
               : v->pitch + (v->note.key - v->pitch) * ((float)v->at / (float)v->glide);
}

LEAT_RT static inline void pool_tune(struct pool *pool, uint32_t lane)
{
    const struct pool_voice *v = &pool->voice[lane];
    pool_row(pool, POOL_HZ)[lane] = math_note_to_hz(pool_pitch(v) + v->bend);
}

LEAT_RT static inline void pool_init(struct pool *pool, uint32_t n, double rate_hz)
{
    pool->rate_hz = (float)rate_hz;
    pool->n = n;
    for (uint32_t l = 0; l < n; l++) {
        pool->voice[l].note.key = pool->voice[l].pitch = 60.0f;
        pool->voice[l].start = -1;
        pool_tune(pool, l);
    }
}

/** Give a voice a note; `glide` frames from where its pitch is.  An open gate is shut
 * for a frame when the note is to begin anew. */
LEAT_RT static inline void pool_play(struct pool *pool, uint32_t lane,
                                     const struct pool_note *note, int64_t frame,
                                     uint32_t glide, bool anew)
{
    struct pool_voice *v = &pool->voice[lane];

    v->pitch = pool_pitch(v);
    v->at = 0;
    v->glide = v->start < 0 ? 0 : glide;
    v->note = *note;
    if (anew) {
        v->bend = 0.0f;
        v->start = frame;
        v->dips = v->was > 0.0f;
        pool_row(pool, POOL_PRESSURE)[lane] = pool_row(pool, POOL_TIMBRE)[lane] = 0.0f;
    }
    pool_row(pool, POOL_GATE)[lane] = pool_row(pool, POOL_VELOCITY)[lane] =
        note->velocity;
    pool_tune(pool, lane);
}

LEAT_RT static inline bool pool_is_open(struct pool *pool, uint32_t lane)
{
    return pool_row(pool, POOL_GATE)[lane] > 0.0f;
}

/** Whether an event means a note: by id, or, without one, by channel and key. */
LEAT_RT static inline bool pool_means(const struct pool_note *note,
                                      const struct leat_event *event)
{
    return event->note_id ? note->id == event->note_id
                          : note->channel == event->channel && note->key == event->key;
}

/* Whether voice a is to be taken before b. */
static inline bool pool_goes_before(struct pool *pool, uint32_t a, uint32_t b,
                                    const float *level, uint32_t n_levels)
{
    const bool open_a = pool_is_open(pool, a), open_b = pool_is_open(pool, b);
    const int64_t start_a = pool->voice[a].start, start_b = pool->voice[b].start;

    if (open_a != open_b)
        return open_b;
    if (level && start_a >= 0 && start_b >= 0 &&
        level[a % n_levels] != level[b % n_levels])
        return level[a % n_levels] < level[b % n_levels];
    return start_a < start_b;
}

/** The voice for a new note.  `level`: of n_levels voices, repeating; NULL: unknown. */
LEAT_RT static inline uint32_t pool_choose(struct pool *pool,
                                           const struct leat_event *event,
                                           enum pool_steal steal, const float *level,
                                           uint32_t n_levels)
{
    uint32_t best = 0;

    for (uint32_t l = 0; l < pool->n; l++)
        if (pool_is_open(pool, l) && pool_means(&pool->voice[l].note, event))
            return l; /* it sounds already: begin it again */
    for (uint32_t l = 0; steal == POOL_SAME && l < pool->n; l++)
        if (pool->voice[l].start >= 0 && pool->voice[l].note.key == event->key)
            return l;
    for (uint32_t l = 1; l < pool->n; l++)
        if (pool_goes_before(pool, l, best, level, n_levels))
            best = l;
    pool->stolen += pool_is_open(pool, best);
    return best;
}

/** Shut the gates of the voices that an event means.  Returns how many. */
LEAT_RT static inline uint32_t pool_release(struct pool *pool,
                                            const struct leat_event *event)
{
    uint32_t n = 0;

    for (uint32_t l = 0; l < pool->n; l++) {
        if (!pool_is_open(pool, l) || !pool_means(&pool->voice[l].note, event))
            continue;
        pool_row(pool, POOL_GATE)[l] = 0.0f;
        pool->voice[l].dips = false;
        n++;
    }
    return n;
}

/** Open or shut all gates. */
LEAT_RT static inline void pool_gate(struct pool *pool, float gate)
{
    for (uint32_t l = 0; l < pool->n; l++) {
        struct pool_voice *v = &pool->voice[l];
        pool_row(pool, POOL_GATE)[l] = gate;
        v->dips = gate > 0.0f && v->was > 0.0f;
        if (gate > 0.0f)
            pool_row(pool, POOL_VELOCITY)[l] = gate;
    }
    if (gate == 0.0f)
        pool->n_held = 0;
}

/** Bend, pressure or timbre of the voices that an event means, released ones too. */
LEAT_RT static inline void pool_change(struct pool *pool,
                                       const struct leat_event *event, bool mono)
{
    for (uint32_t l = 0; l < pool->n; l++) {
        struct pool_voice *v = &pool->voice[l];
        if (v->start < 0 || !(mono || pool_means(&v->note, event)))
            continue;
        if (event->param == LEAT_NOTE_BEND) {
            v->bend = math_max(-96.0f, math_min(event->value, 96.0f));
            pool_tune(pool, l);
        } else if (event->param == LEAT_NOTE_PRESSURE ||
                   event->param == LEAT_NOTE_TIMBRE) {
            const float to = math_max(0.0f, math_min(event->value, 1.0f));
            pool_row(pool, event->param == LEAT_NOTE_PRESSURE ? POOL_PRESSURE
                                                              : POOL_TIMBRE)[l] = to;
        }
    }
}

/** Mono: put a key on top of those that are held. */
LEAT_RT static inline void pool_hold(struct pool *pool, const struct pool_note *note)
{
    if (pool->n_held == POOL_HELD) {
        for (uint32_t i = 1; i < POOL_HELD; i++)
            pool->held[i - 1] = pool->held[i];
        pool->n_held--;
    }
    pool->held[pool->n_held++] = *note;
}

/** Mono: take a key away.  Returns how many were. */
LEAT_RT static inline uint32_t pool_let_go(struct pool *pool,
                                           const struct leat_event *event)
{
    uint32_t kept = 0;
    const uint32_t before = pool->n_held;

    for (uint32_t i = 0; i < before; i++)
        if (!pool_means(&pool->held[i], event))
            pool->held[kept++] = pool->held[i];
    pool->n_held = kept;
    return before - kept;
}

#endif
