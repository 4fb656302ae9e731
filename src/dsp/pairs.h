/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_PAIRS_H
#define LEAT_DSP_PAIRS_H

/**
 * pairs: arithmetic of two samples, that of input 0 and that of input 1, to output 0.
 *
 * All ports have the same lanes, so lanes and frames are one row of samples.
 */

#include <float.h>

#include "base/math.h"
#include "dsp/lanes.h"

enum { PAIRS_WIDE = 16 };

typedef float pairs_kernel(float a, float b);

/* `out` may be `a` or `b`. */
LANES_INLINE void pairs_some(pairs_kernel *kernel, const float *a, const float *b,
                             float *out, uint32_t width)
{
    float x[PAIRS_WIDE];

    for (uint32_t k = 0; k < width; k++)
        x[k] = math_clamp(kernel(a[k], b[k]), -FLT_MAX, FLT_MAX);
    for (uint32_t k = 0; k < width; k++)
        out[k] = x[k];
}

/** process() of such a class.  Thread: rt. */
LANES_INLINE void pairs_run(pairs_kernel *kernel, const struct leat_block *block)
{
    const float *a = block->in[0], *b = block->in[1];
    float *out = block->out[0];
    size_t n = (size_t)block->nframes * block->lanes;

    for (; n >= PAIRS_WIDE; n -= PAIRS_WIDE) {
        pairs_some(kernel, a, b, out, PAIRS_WIDE);
        a += PAIRS_WIDE;
        b += PAIRS_WIDE;
        out += PAIRS_WIDE;
    }
    for (; n; n--)
        pairs_some(kernel, a++, b++, out++, 1);
}

#endif
