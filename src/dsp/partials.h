/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_PARTIALS_H
#define LEAT_DSP_PARTIALS_H

/**
 * partials: a sum of many sines.
 *
 * Each sine swings by itself,
 *
 *     s = s + k * c      c = c - k * s      k = 2 sin(w / 2)
 *
 * which holds s = a sin(p + n w) and c = a cos(p + (n + 1/2) w) for any n, exactly but
 * for rounding.  So that rounding does not grow, and whenever a frequency or an
 * amplitude changes, all are set anew from phases that are kept as 32-bit fractions of
 * a cycle: at every change and at every frame whose number PARTIALS_GRID divides.
 * Where a call begins or ends decides nothing.
 *
 * Sum: 16 partial sums by the partial's number modulo 16, joined 8-4-2-1.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/lanes.h"
#include "dsp/phase.h"
#include "dsp/vector.h"

enum {
    PARTIALS_GRID = 64,
    PARTIALS_GROUP = 64, /* sines that swing together: 4 rows of 16 */
};

/** Sines of one lane: rows of `n` values, n a multiple of PARTIALS_GROUP. */
struct partials {
    uint32_t *sum, *step; /* phase where it was set, and what is added a frame */
    float *s, *c, *k;
    float *level; /* a */
};
enum { PARTIALS_ROWS = 6 };

/** What does not change: frequency is `ratio` times that of the bank, plus a shift. */
struct partials_law {
    float rate_hz;
    const float *ratio;
    uint32_t n;
};

static inline struct partials partials_at(void *memory, uint32_t n)
{
    uint32_t *sum = memory;
    float *s = (float *)(void *)(sum + 2 * (size_t)n);

    return (struct partials){sum,   sum + n,           s,
                             s + n, s + 2 * (size_t)n, s + 3 * (size_t)n};
}

/* Sines that are set together: one vector of AVX-512, whose values stay in registers.
 * Where 16 sines are several vectors, gcc would unroll loops over them before it makes
 * vectors, and then leave scalar code three times as slow: there loops are longer. */
#ifdef __AVX512F__
enum { PARTIALS_TURN = LANES_MAX };
#else
enum { PARTIALS_TURN = PARTIALS_GROUP };
#endif

LANES_INLINE void partials_copy(float *to, const float *from, uint32_t n)
{
    for (uint32_t l = 0; l < n; l++)
        to[l] = from[l];
}

/* What PARTIALS_TURN sines are set from.  The angle goes on for `since` frames from
 * where it was set; then the step changes. */
LANES_INLINE void partials_turn(const struct partials *p,
                                const struct partials_law *law, uint32_t at,
                                uint32_t since, float hz, float shift_hz, float *heard,
                                uint32_t *sum, uint32_t *step)
{
    const float per_hz = 0x1p32f / law->rate_hz, cycle = 1.0f / law->rate_hz;
    float ratio[PARTIALS_TURN], f[PARTIALS_TURN], fade[PARTIALS_TURN];

    uint32_t *sums = p->sum + at, *steps = p->step + at;

    partials_copy(ratio, law->ratio + at, PARTIALS_TURN);
    partials_copy(heard, p->level + at, PARTIALS_TURN);
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        sum[l] = sums[l] + steps[l] * since;
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        f[l] = math_max(hz * ratio[l] + shift_hz, 0.0f);
    /* fades from 0.45 to 0.49 of the rate; nothing at or below 0 Hz.  One bound a loop:
     * compilers make branches of two. */
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        fade[l] = math_min((0.49f - f[l] * cycle) * 25.0f, f[l] * 1e30f);
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        fade[l] = math_min(fade[l], 1.0f);
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        heard[l] *= math_max(fade[l], 0.0f);
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        step[l] = (uint32_t)(int32_t)math_min(f[l] * per_hz, 0x1.fffffep30f);
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        sums[l] = sum[l];
    for (uint32_t l = 0; l < PARTIALS_TURN; l++)
        steps[l] = step[l];
}

/** One frame, all phases set anew; adds to 16 sums.  `goes_on`: it may swing from here.
 */
LANES_INLINE void partials_set(const struct partials *p, const struct partials_law *law,
                               uint32_t since, float hz, float shift_hz, float *sums,
                               bool goes_on)
{
    float heard[PARTIALS_TURN], s[PARTIALS_TURN], c[PARTIALS_TURN], k[PARTIALS_TURN];
    uint32_t sum[PARTIALS_TURN], step[PARTIALS_TURN];
    float acc[LANES_MAX];

    partials_copy(acc, sums, LANES_MAX);
    for (uint32_t at = 0; at < law->n; at += PARTIALS_TURN) {
        partials_turn(p, law, at, since, hz, shift_hz, heard, sum, step);
        for (uint32_t l = 0; l < PARTIALS_TURN; l++)
            s[l] = heard[l] * osc_sine(sum[l]);
        for (uint32_t row = 0; row < PARTIALS_TURN; row += LANES_MAX)
            for (uint32_t l = 0; l < LANES_MAX; l++)
                acc[l] += s[row + l];
        if (!goes_on)
            continue;
        for (uint32_t l = 0; l < PARTIALS_TURN; l++) {
            c[l] = heard[l] * osc_sine(sum[l] + step[l] / 2 + 0x40000000u);
            k[l] = 2.0f * math_sin_pi((float)(int32_t)(step[l] / 2) * 0x1p-31f);
            s[l] += k[l] * c[l];
            c[l] -= k[l] * s[l];
        }
        partials_copy(p->s + at, s, PARTIALS_TURN);
        partials_copy(p->c + at, c, PARTIALS_TURN);
        partials_copy(p->k + at, k, PARTIALS_TURN);
    }
    partials_copy(sums, acc, LANES_MAX);
}

/* In vectors of dsp/vector.h, which every compiler keeps in registers; arrays it keeps
 * in memory as soon as there are several, which costs twice the time here.  Four of
 * three values each fill 16 registers but for a sum and what lies between. */
struct partials_swing {
    vector s, c, k;
};

LANES_INLINE void partials_load(struct partials_swing *x, const struct partials *p,
                                uint32_t at)
{
    memcpy(&x->s, p->s + at, sizeof(x->s));
    memcpy(&x->c, p->c + at, sizeof(x->c));
    memcpy(&x->k, p->k + at, sizeof(x->k));
}

LANES_INLINE void partials_store(const struct partials_swing *x,
                                 const struct partials *p, uint32_t at)
{
    memcpy(p->s + at, &x->s, sizeof(x->s));
    memcpy(p->c + at, &x->c, sizeof(x->c));
}

LANES_INLINE void partials_step(struct partials_swing *x, vector *acc)
{
    *acc += x->s;
    x->s += x->k * x->c;
    x->c -= x->k * x->s;
}

/* The same place of each of the four rows of 16 sines that PARTIALS_GROUP is. */
struct partials_four {
    struct partials_swing x0, x1, x2, x3;
};

LANES_INLINE void partials_load_four(struct partials_four *x, const struct partials *p,
                                     uint32_t at)
{
    partials_load(&x->x0, p, at);
    partials_load(&x->x1, p, at + LANES_MAX);
    partials_load(&x->x2, p, at + 2 * LANES_MAX);
    partials_load(&x->x3, p, at + 3 * LANES_MAX);
}

LANES_INLINE void partials_step_four(struct partials_four *x, vector *acc)
{
    partials_step(&x->x0, acc);
    partials_step(&x->x1, acc);
    partials_step(&x->x2, acc);
    partials_step(&x->x3, acc);
}

LANES_INLINE void partials_store_four(const struct partials_four *x,
                                      const struct partials *p, uint32_t at)
{
    partials_store(&x->x0, p, at);
    partials_store(&x->x1, p, at + LANES_MAX);
    partials_store(&x->x2, p, at + 2 * LANES_MAX);
    partials_store(&x->x3, p, at + 3 * LANES_MAX);
}

/* A vector of each row of a group, the first from partial `at` on; `wide`: of two
 * groups, which hide each other's waits where there are registers for them. */
LANES_INLINE void partials_swing_group(const struct partials *p, uint32_t at,
                                       float *sums, uint32_t frames, bool wide)
{
    struct partials_four low, high;
    vector acc;

    partials_load_four(&low, p, at);
    if (wide)
        partials_load_four(&high, p, at + PARTIALS_GROUP);
    for (uint32_t i = 0; i < frames; i++) {
        memcpy(&acc, sums + (size_t)i * LANES_MAX, sizeof(acc));
        partials_step_four(&low, &acc);
        if (wide)
            partials_step_four(&high, &acc);
        memcpy(sums + (size_t)i * LANES_MAX, &acc, sizeof(acc));
    }
    partials_store_four(&low, p, at);
    if (wide)
        partials_store_four(&high, p, at + PARTIALS_GROUP);
}

#ifdef __AVX512F__
enum { PARTIALS_WIDE = 2 * PARTIALS_GROUP };
#else
enum { PARTIALS_WIDE = 0 };
#endif

/** `frames` rows of 16 sums. */
LANES_INLINE void partials_swing(const struct partials *p, uint32_t n, float *sums,
                                 uint32_t frames)
{
    uint32_t at = 0;

    for (; PARTIALS_WIDE > 0 && at + PARTIALS_WIDE <= n; at += PARTIALS_WIDE)
        partials_swing_group(p, at, sums, frames, true);
    for (; at < n; at += PARTIALS_GROUP)
        for (uint32_t l = 0; l < LANES_MAX; l += VECTOR_WIDTH)
            partials_swing_group(p, at + l, sums + l, frames, false);
}

/** The sum of 16 sums. */
LANES_INLINE float partials_join(const float *acc)
{
    float part[LANES_MAX];

    partials_copy(part, acc, LANES_MAX);
    return dot_join(part);
}

#endif
