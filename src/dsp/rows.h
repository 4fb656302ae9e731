/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ROWS_H
#define LEAT_DSP_ROWS_H

/**
 * rows: rings of past frames that are read and written up to 16 frames at a time, so
 * that time, not lanes, fills the vectors.
 *
 * A ring holds `size` frames, a multiple of 16, and after them its first 16 once more:
 * any 16 frames in a row then lie side by side.  A call never crosses a multiple of 16
 * frames; what it computes of a frame does not depend on how many come with it.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "dsp/lanes.h"

enum { ROWS = 16 };

/* A function that is called once for 16 frames.  Not inlined: in one great function gcc
 * leaves most of these loops as scalar code. */
#define ROWS_CALLED static __attribute__((noinline))

/** Floats that a ring of `size` frames takes. */
static inline size_t rows_floats(uint32_t size)
{
    return (size_t)size + ROWS;
}

/** Frames of a ring whose past is `longest` frames long. */
static inline uint32_t rows_size(uint32_t longest)
{
    return (longest + 2 * ROWS) / ROWS * ROWS;
}

/** The 16 frames that begin `back` frames before frame `at`; `back` is below size. */
LANES_INLINE const float *rows_past(const float *ring, uint32_t size, uint32_t at,
                                    uint32_t back)
{
    return ring + (at >= back ? at - back : at + size - back);
}

/** Write n frames from frame `at` on, all before the next multiple of 16. */
LANES_INLINE void rows_write(float *ring, uint32_t size, uint32_t at,
                             const float *restrict row, uint32_t n)
{
    float *restrict to = ring + at;

    if (n == ROWS)
        memcpy(to, row, ROWS * sizeof(float)); /* of constant size: vectors */
    else
        for (uint32_t i = 0; i < n; i++)
            to[i] = row[i];
    if (at < ROWS)
        for (uint32_t i = 0; i < n; i++)
            to[size + i] = row[i];
}

/** How many of `left` frames a call may take that begins at frame `at`. */
LANES_INLINE uint32_t rows_until(uint32_t at, uint32_t left)
{
    const uint32_t rest = ROWS - at % ROWS;

    return left < rest ? left : rest;
}

#endif
