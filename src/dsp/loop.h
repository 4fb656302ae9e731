/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LOOP_H
#define LEAT_DSP_LOOP_H

/** loop: the memory of a looper, and what it is told to do. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/event.h>

static const float LOOP_SAMPLE_MAX = 1e9f; /* that is kept, also of endless overdubs */

struct loop {
    uint32_t size, fade;    /* frames of the longest loop, and of a ramp */
    uint32_t length;        /* of the loop; 0: there is none */
    uint32_t place, at;     /* where it plays, and where it records */
    uint32_t seam, blended; /* frames of the seam, and how many of them are done */
    uint32_t records, plays, dubs, clears;
    uint32_t heard, dubbed; /* of ramps, [0, fade] */
    float memory[];         /* `size` rows of lanes */
};

/* What was recorded is the loop. */
static inline void loop_close(struct loop *s)
{
    if (!s->records)
        return;
    s->records = 0;
    s->length = s->at;
    s->place = s->blended = 0;
    s->seam = s->fade < s->length ? s->fade : s->length;
}

static inline void loop_play(struct loop *s)
{
    loop_close(s);
    if (!s->plays && !s->heard)
        s->place = 0;
    s->plays = s->length > 0;
    s->dubs = 0;
}

static inline void loop_record(struct loop *s)
{
    s->records = 1;
    s->at = 0;
    s->seam = s->blended = 0;
    s->plays = s->dubs = 0;
}

static inline void loop_command(struct loop *s, uint32_t what)
{
    switch (what) {
    case LEAT_LOOPER_RECORD:
        loop_record(s);
        break;
    case LEAT_LOOPER_PLAY:
        loop_play(s);
        break;
    case LEAT_LOOPER_OVERDUB:
        loop_play(s);
        s->dubs = s->plays;
        break;
    case LEAT_LOOPER_STOP:
        loop_close(s);
        s->plays = s->dubs = 0;
        break;
    case LEAT_LOOPER_CLEAR:
        s->records = s->plays = s->dubs = 0;
        s->clears = 1;
        break;
    default:
        break;
    }
}

/* What is kept must be finite. */
static inline float loop_clean(float x)
{
    return x >= -LOOP_SAMPLE_MAX && x <= LOOP_SAMPLE_MAX ? x : 0.0f;
}

static inline void loop_ramp(uint32_t *at, bool up, uint32_t most)
{
    if (up)
        *at += *at < most;
    else
        *at -= *at > 0;
}

/* Write what comes in: into the loop that is recorded, or into the seam of the last. */
static inline void loop_take(struct loop *s, const float *in, uint32_t lanes)
{
    if (s->records) {
        float *row = s->memory + (size_t)s->at++ * lanes;
        for (uint32_t l = 0; l < lanes; l++)
            row[l] = loop_clean(in[l]);
    } else if (s->blended < s->seam) {
        float *row = s->memory + (size_t)s->blended * lanes;
        const float part = (float)s->blended++ / (float)s->seam;
        for (uint32_t l = 0; l < lanes; l++)
            row[l] = loop_clean(in[l]) + part * (row[l] - loop_clean(in[l]));
    }
}

#endif
