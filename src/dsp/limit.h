/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LIMIT_H
#define LEAT_DSP_LIMIT_H

/**
 * limit: the gain that has come down when a peak arrives.
 *
 * Frame i asks for a reduction r = 1 - ceiling / peak where it is too loud, else for 0.
 * With n frames of look-ahead,
 *
 *     m_i = max of r over frames i - n to i       h_i = max(m_i, h_(i-1) * release)
 *     gain_i = 1 - mean of h over frames i - n + 1 to i
 *
 * so the gain falls in a straight line of n frames.  Applied to the signal as it was n
 * frames ago it has arrived when the peak does, since every h of that mean has the
 * peak in its m; this holds for the peak's neighbour one frame earlier too, when the
 * signal is n - 1 frames late.  The mean is of whole numbers, so it does not drift:
 * when nothing is asked for it comes back to 0, and the gain to 1 exactly.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/math.h"
#include "dsp/lanes.h"

enum { LIMIT_FRAMES = 64, LIMIT_MOST = 4000 }; /* of a call; of look-ahead */

/* A reduction of 1 in whole numbers; LIMIT_MOST of them are still below 2^31. */
static const float LIMIT_WHOLE = 524288.0f;

struct limit {
    uint32_t n;  /* look-ahead in frames */
    float held;  /* h */
    int32_t sum; /* of the last n h, as whole numbers */
};

/* What follows the struct: the last n reductions asked for, and the last n whole
 * numbers, oldest first. */
static inline size_t limit_size(uint32_t n)
{
    return sizeof(struct limit) + n * (sizeof(float) + sizeof(int32_t));
}

/** In zeroed memory of limit_size(n) bytes; n in [1, LIMIT_MOST]. */
LEAT_RT static inline void limit_init(struct limit *limit, uint32_t n)
{
    limit->n = n;
}

/** The reduction that a peak asks for. */
LANES_INLINE float limit_ask(float peak, float ceiling)
{
    return peak > ceiling ? 1.0f - ceiling / peak : 0.0f;
}

/* Greatest of each r[i] to r[i + n], in place, for nframes <= n: of the end of the
 * first part, of what all have in common, and of the beginning of the last. */
LANES_INLINE void limit_greatest(float *r, uint32_t n, uint32_t nframes)
{
    float first = 0.0f, middle = 0.0f, last = 0.0f;

    for (uint32_t i = nframes; i < n; i++)
        middle = math_max(r[i], middle);
    for (uint32_t i = nframes; i-- > 0;)
        r[i] = first = math_max(r[i], first);
    for (uint32_t i = 0; i < nframes; i++) {
        last = math_max(r[n + i], last);
        r[i] = math_max(math_max(r[i], middle), last);
    }
}

/* Move the first `nframes` of n numbers behind the others. */
LANES_INLINE void limit_turn(int32_t *whole, uint32_t n, uint32_t nframes)
{
    int32_t first[LIMIT_FRAMES];

    memcpy(first, whole, nframes * sizeof(int32_t));
    memmove(whole, whole + nframes, (n - nframes) * sizeof(int32_t));
    memcpy(whole + n - nframes, first, nframes * sizeof(int32_t));
}

/* Whether nothing is asked for, nor was: the gain is 1, and `held` too small to tell.
 */
LANES_INLINE bool limit_rests(struct limit *limit, float *x, uint32_t nframes)
{
    const float *past = (const float *)(limit + 1);
    float most = limit->held * (1e-20f / 1e-9f);

    for (uint32_t i = 0; i < limit->n; i++)
        most = math_max(past[i], most);
    for (uint32_t i = 0; i < nframes; i++)
        most = math_max(x[i], most);
    if (limit->sum != 0 || most > 1e-20f)
        return false;
    for (uint32_t i = 0; i < nframes; i++)
        x[i] = 1.0f;
    limit->held = 1e-20f;
    return true;
}

/* limit_run() for nframes <= n. */
LANES_INLINE void limit_piece(struct limit *limit, float *x, uint32_t nframes,
                              const float *release, uint32_t step_release)
{
    const uint32_t n = limit->n;
    float *past = (float *)(limit + 1), r[LIMIT_MOST + LIMIT_FRAMES];
    int32_t *whole = (int32_t *)(past + n), change[LIMIT_FRAMES];
    const float part = 1.0f / (LIMIT_WHOLE * (float)n);
    float held = limit->held;
    int32_t sum = limit->sum;

    if (limit_rests(limit, x, nframes))
        return;
    memcpy(r, past, n * sizeof(float));
    for (uint32_t i = 0; i < nframes; i++)
        r[n + i] = math_max(x[i], 1e-20f); /* no denormal numbers in `held` */
    memcpy(past, r + nframes, n * sizeof(float));
    limit_greatest(r, n, nframes);
    for (uint32_t i = 0; i < nframes; i++)
        r[i] = held = math_max(r[i], held * release[i * step_release]);
    for (uint32_t i = 0; i < nframes; i++) { /* up, so that it is not too little */
        const int32_t next = (int32_t)(r[i] * LIMIT_WHOLE + 0.99f);
        change[i] = next - whole[i];
        whole[i] = next;
    }
    limit_turn(whole, n, nframes);
    for (uint32_t i = 0; i < nframes; i++)
        change[i] = sum += change[i];
    for (uint32_t i = 0; i < nframes; i++)
        x[i] = 1.0f - (float)change[i] * part;
    limit->held = held;
    limit->sum = sum;
}

/**
 * Turn reductions asked for into gains, in place.  nframes <= LIMIT_FRAMES.
 *
 * `release`: what a frame leaves of a reduction; one for all frames while
 * `step_release` is 0, else one for each.
 */
LEAT_RT static inline void limit_run(struct limit *limit, float *x, uint32_t nframes,
                                     const float *release, uint32_t step_release)
{
    for (uint32_t i = 0, n; i < nframes; i += n) {
        n = nframes - i < limit->n ? nframes - i : limit->n;
        limit_piece(limit, x + i, n, release + i * step_release, step_release);
    }
}

#endif
