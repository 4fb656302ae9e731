/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_PLUCKED_H
#define LEAT_DSP_PLUCKED_H

/**
 * plucked: a plucked string, one lane of it.
 *
 * A ring of N frames is read, damped, delayed by a fraction and fed back:
 *
 *     v = (1 - b) * r1 + b / 2 * (r + r2)      r, r1, r2: read now and before
 *     u = a * (v - u1) + v1                    all-pass
 *     s = x + g * u                            out, and written to the ring
 *
 * The damping lags by exactly one frame and the all-pass, with
 * a = sin((1 - d) w / 2) / sin((1 + d) w / 2), by exactly d at the angle w of the
 * frequency, so N + 1 + d frames are one period.  g makes the fundamental fall by 60 dB
 * in `decay`.  Damping is less where that would need a g above 1: at high pitches.  The
 * pluck x is noise of one period less the same noise later by `position` of a period:
 * what a string does that is plucked there.
 *
 * Source: K. Karplus, A. Strong, "Digital Synthesis of Plucked-String and Drum
 * Timbres", and D. Jaffe, J. Smith, "Extensions of the Karplus-Strong Algorithm", both
 * 1983.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/node.h>

#include "base/math.h"
#include "base/random.h"

#define STRING_LOWEST_HZ 20.0

static const float STRING_LOOP = 0.999999f; /* greatest gain of the loop */
static const float STRING_MOST = 8.0f;      /* bounds what jumps of the pitch can do */
static const float STRING_TINY = 1e-20f;    /* keeps it above the denormal numbers */

struct string {
    float gate;             /* of the last frame */
    float r1, r2, v1, u1;   /* memories */
    uint32_t plucks;        /* so far: each has a noise of its own */
    uint32_t age;           /* frames since the pluck */
    uint32_t length, shift; /* of its noise, and by how much the second comes later */
    float loudness;
};

struct string_tuning {
    uint32_t frames; /* N */
    float a, b, g;
};

LEAT_RT static inline void string_tune(struct string_tuning *t, float frequency_hz,
                                       float decay_s, float damping, float rate_hz)
{
    const float hz = math_min(frequency_hz, 0.25f * rate_hz), period = rate_hz / hz;
    const float d = period - 1.0f - math_floor(period - 1.5f); /* [0.5, 1.5) */
    const float half = hz / rate_hz; /* w / 2, in half turns */
    const float gain = math_min(math_exp2(-9.96578428f / (hz * decay_s)), STRING_LOOP);
    /* of the damping, 1 at 0 Hz, at the fundamental: 1 - b * dip.  What it takes there
     * g gives back, and then g itself must stay below 1 */
    const float dip = 1.0f - math_cos_turns(half);
    const float b = math_min(0.5f * damping, (1.0f - gain / STRING_LOOP) / dip);

    t->frames = (uint32_t)(int32_t)(period - 1.5f);
    t->a = math_sin_pi((1.0f - d) * half) / math_sin_pi((1.0f + d) * half);
    t->b = b;
    t->g = gain / (1.0f - b * dip);
}

/* The pluck of a string at its age. */
LEAT_RT static inline float string_excite(struct string *s, uint64_t seed)
{
    const uint64_t noise = random_bits(seed, s->plucks);
    float x = 0.0f;

    if (s->age < s->length)
        x = random_bipolar(noise, s->age);
    if (s->age >= s->shift && s->age - s->shift < s->length)
        x -= random_bipolar(noise, s->age - s->shift);
    s->age++;
    return s->loudness * x;
}

/** Begin a pluck at the next frame. */
LEAT_RT static inline void string_pluck(struct string *s, const struct string_tuning *t,
                                        float loudness, float position)
{
    s->plucks++;
    s->age = 0;
    s->length = t->frames + 2;
    s->shift = 1 + (uint32_t)(int32_t)(position * (float)(int32_t)t->frames);
    s->loudness = loudness;
}

/** The next frame; `ring` is the string's sample in row 0 of `size` rows of `lanes`,
 * and `at` the row that is written. */
LEAT_RT static inline float string_play(struct string *s, const struct string_tuning *t,
                                        float *ring, uint32_t lanes, uint32_t size,
                                        uint32_t at, uint64_t seed)
{
    const uint32_t from = at >= t->frames ? at - t->frames : at + size - t->frames;
    const float r = ring[(size_t)from * lanes];
    const float v = (1.0f - t->b) * s->r1 + 0.5f * t->b * (r + s->r2);
    const float u = t->a * (v - s->u1) + s->v1;
    float y = t->g * u + STRING_TINY;

    if (s->age < s->length + s->shift)
        y += string_excite(s, seed);
    y = math_clamp(y, -STRING_MOST, STRING_MOST);
    s->r2 = s->r1;
    s->r1 = r;
    s->v1 = v;
    s->u1 = u;
    ring[(size_t)at * lanes] = y;
    return y;
}

#endif
