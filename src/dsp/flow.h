/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_FLOW_H
#define LEAT_DSP_FLOW_H

/**
 * flow: the arithmetic that the engine itself does on streams, row by row.
 *
 * The engine is built once for all machines, so it asks for these functions at the CPU
 * level that was chosen (nodes/registry.h).
 */

#include <stdbool.h>
#include <stdint.h>

/** How a term goes into a sum: rows of `width` lanes, `to_stride` and `from_stride`
 * floats apart; a stride of 0 reads one row again and again. */
struct flow_sum {
    float *to;
    const float *from;
    uint32_t to_stride, from_stride, n, width;
    uint32_t take; /* lanes of `from`: width, or 1, which goes to all */
    float gain;
    bool sets; /* write, do not add */
};

/** What is made of a parameter: base * share + stream, held in [min, max]. */
struct flow_move {
    float *to; /* n rows of `lanes` */
    const float *base, *stream;
    uint32_t base_stride, stream_stride, n, lanes;
    float share, min, def, max; /* def: for what is no number */
};

/** What leaves the engine: what is not finite, or nearer to 0 than 2^-100, becomes 0
 * and is counted. */
struct flow_check {
    float *to;
    const float *from;
    uint32_t n;
    uint32_t non_finite, denormal; /* counts */
};

struct flow {
    void (*add)(const struct flow_sum *sum);
    void (*move)(const struct flow_move *move);
    void (*check)(struct flow_check *check);
};

#endif
