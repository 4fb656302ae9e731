/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SEGMENT_H
#define LEAT_DSP_SEGMENT_H

/**
 * segment: stretches of an envelope, each from one level to another in a whole number
 * of frames.
 *
 * With the curve c, frame n of N is at
 *
 *     y = from + (to - from) * (1 - e^(c * n / N)) / (1 - e^c),
 *
 * a straight line for c = 0, fast at first for c < 0.  It is computed as
 *
 *     y = base + slope * left + d      d = d * e^(c / N), which is d - d * k,
 *
 * where base lies where a curve would come to rest, d is the way there, and a straight
 * line has left = N - n counted down; so it needs no more than three operations a
 * frame, and a line of 10^7 frames is as exact as a float.
 *
 * Source: N. Redmon, "Envelope generators", for aiming beyond the end.
 */

#include "base/math.h"
#include "dsp/lanes.h"

#define SEGMENT_FOREVER 1e9f /* frames left of a level that is held; stays so */

struct segment {
    float base[LANES_MAX], slope[LANES_MAX], d[LANES_MAX], k[LANES_MAX];
    float left[LANES_MAX]; /* frames until it is over; whole */
};
enum { SEGMENT_ROWS = 5 }; /* of a state, one float for each lane */

/* 1 - e^x, relative error below 1e-6 */
static inline float segment_one_minus_exp(float x)
{
    const float near =
        -x * (1.0f + x * (0.5f + x * (1.0f / 6.0f + x * (1.0f / 24.0f))));

    return x < 0.1f && x > -0.1f ? near : 1.0f - math_exp2(x * 1.44269504f);
}

/** Where a lane is now. */
LANES_INLINE float segment_level(const struct segment *s, uint32_t l)
{
    return s->base[l] + s->slope[l] * s->left[l] + s->d[l];
}

/** Hold a level. */
static inline void segment_hold(struct segment *s, uint32_t l, float level)
{
    s->base[l] = level;
    s->slope[l] = s->d[l] = s->k[l] = 0.0f;
    s->left[l] = SEGMENT_FOREVER;
}

/** Set off; `frames` is whole.  0 frames: `to` at once. */
static inline void segment_begin(struct segment *s, uint32_t l, float from, float to,
                                 float frames, float curve)
{
    const bool bends = curve != 0.0f && frames > 0.0f;

    s->left[l] = frames;
    s->slope[l] = bends || frames <= 0.0f ? 0.0f : (from - to) / frames;
    s->base[l] = bends ? from + (to - from) / segment_one_minus_exp(curve) : to;
    s->d[l] = bends ? from - s->base[l] : 0.0f;
    s->k[l] = bends ? segment_one_minus_exp(curve / frames) : 0.0f;
}

/** Levels of n frames, rows of `lanes` floats, each times what is in `in` if it
 * `hears`; `in` and `out` may be the same.  What moves is in local arrays, so that it
 * stays in registers. */
LANES_INLINE void segment_run(struct segment *s, const float *in, float *out,
                              uint32_t lanes, uint32_t n, uint32_t width, bool hears)
{
    float base[LANES_MAX], slope[LANES_MAX], d[LANES_MAX], k[LANES_MAX];
    float left[LANES_MAX], y[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        base[l] = s->base[l];
        slope[l] = s->slope[l];
        d[l] = s->d[l];
        k[l] = s->k[l];
        left[l] = s->left[l];
    }
    for (uint32_t f = 0; f < n; f++, out += lanes) {
        for (uint32_t l = 0; l < width; l++)
            y[l] = base[l] + slope[l] * left[l] + d[l];
        for (uint32_t l = 0; l < width; l++)
            d[l] -= d[l] * k[l];
        for (uint32_t l = 0; l < width; l++)
            left[l] -= 1.0f;
        for (uint32_t l = 0; l < width && hears; l++)
            y[l] *= in[l];
        for (uint32_t l = 0; l < width; l++)
            out[l] = y[l];
        in += hears ? lanes : 0;
    }
    for (uint32_t l = 0; l < width; l++) {
        s->d[l] = d[l];
        s->left[l] = left[l];
    }
}

/** Take a group of lanes out of the state's rows, and put it back. */
LANES_INLINE void segment_load(struct segment *s, const float *rows, uint32_t lanes,
                               uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        s->base[l] = rows[l];
        s->slope[l] = rows[l + lanes];
        s->d[l] = rows[l + 2 * (size_t)lanes];
        s->k[l] = rows[l + 3 * (size_t)lanes];
        s->left[l] = rows[l + 4 * (size_t)lanes];
    }
}

LANES_INLINE void segment_store(const struct segment *s, float *rows, uint32_t lanes,
                                uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        rows[l] = s->base[l];
        rows[l + lanes] = s->slope[l];
        rows[l + 2 * (size_t)lanes] = s->d[l];
        rows[l + 3 * (size_t)lanes] = s->k[l];
        rows[l + 4 * (size_t)lanes] = s->left[l];
    }
}

#endif
