/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_FRAMES_H
#define LEAT_DSP_FRAMES_H

/**
 * frames: a stream as overlapping windowed pieces, and pieces as a stream.
 *
 * Pieces have `size` samples and begin `hop` apart, both powers of two.  They end where
 * the timeline's frame number is a multiple of hop, wherever blocks are cut, so the
 * number of a frame tells the place in all memories and nothing has to be counted.
 */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <leat/node.h>

#include "dsp/hann.h"

enum { FRAMES_SIZE_MIN = 64, FRAMES_SIZE_MAX = 32768 };

/** Sizes and overlaps as parameters: those of users that are none are rounded. */
#define FRAMES_SIZE_PARAM                                                              \
    {                                                                                  \
        .name = "size", .aliases = "fft_size window_size window",                      \
        .kind = LEAT_INTEGER, .unit = LEAT_UNIT_FRAMES, .curve = LEAT_CURVE_LOG,       \
        .min = FRAMES_SIZE_MIN, .def = 2048.0f, .max = FRAMES_SIZE_MAX,                \
        .flags = LEAT_PARAM_STRUCTURAL,                                                \
        .help = "Length of the window, a power of two; others become the next one."    \
    }
#define FRAMES_HOP_PARAM                                                               \
    {                                                                                  \
        .name = "hop", .kind = LEAT_INTEGER, .unit = LEAT_UNIT_FRAMES,                 \
        .curve = LEAT_CURVE_LOG, .min = FRAMES_SIZE_MIN, .def = 512.0f,                \
        .max = FRAMES_SIZE_MAX, .flags = LEAT_PARAM_STRUCTURAL,                        \
        .help = "From one reading to the next, a power of two, at most the window; a " \
                "quarter of it when not set."                                          \
    }
#define FRAMES_OVERLAP_PARAM                                                           \
    {                                                                                  \
        .name = "overlap", .kind = LEAT_INTEGER, .min = 4.0f, .def = 4.0f,             \
        .max = 16.0f, .flags = LEAT_PARAM_STRUCTURAL,                                  \
        .help = "How many windows each sample is in: 4, 8 or 16."                      \
    }

/** The power of two that is not below a wish, in [64, 32768]. */
static inline uint32_t frames_size(float wish)
{
    uint32_t size = FRAMES_SIZE_MIN;

    while (size < FRAMES_SIZE_MAX && (float)size < wish)
        size *= 2;
    return size;
}

/** The same for a hop, which is at most a window. */
static inline uint32_t frames_hop(float wish, uint32_t size)
{
    const uint32_t hop = frames_size(wish);

    return hop < size ? hop : size;
}

/** The nearest overlap there is. */
static inline uint32_t frames_overlap(float wish)
{
    return wish < 6.0f ? 4 : wish < 12.0f ? 8 : 16;
}

/** Place of a frame within its hop. */
static inline uint32_t frames_at(int64_t frame, uint32_t hop)
{
    return (uint32_t)((uint64_t)frame & (hop - 1));
}

/** How many of `left` frames from `frame` on lie before the hop's end. */
static inline uint32_t frames_piece(int64_t frame, uint32_t hop, uint32_t left)
{
    const uint32_t room = hop - frames_at(frame, hop);

    return left < room ? left : room;
}

/** Put n samples, `lanes` apart, into a ring of `size`; a piece wraps nowhere. */
LANES_INLINE void frames_put(float *ring, uint32_t size, int64_t frame, const float *in,
                             uint32_t lanes, uint32_t n)
{
    float *to = ring + frames_at(frame, size);

    if (lanes == 1)
        memcpy(to, in, n * sizeof(float));
    for (uint32_t i = 0; i < n && lanes > 1; i++)
        to[i] = in[(size_t)i * lanes];
}

/** The `size` samples before `frame`, oldest first. */
LANES_INLINE void frames_get(float *out, const float *ring, uint32_t size,
                             int64_t frame)
{
    const uint32_t at = frames_at(frame, size);

    memcpy(out, ring + at, (size - at) * sizeof(float));
    memcpy(out + size - at, ring, at * sizeof(float));
}

/** Move a sum of pieces on by a hop and add one, `gain` times, whose memory is used up.
 */
LANES_INLINE void frames_add(float *sum, float *piece, uint32_t size, uint32_t hop,
                             float gain)
{
    hann_times(piece, piece, size, gain * hann_scale(size / hop));
    memmove(sum, sum + hop, (size - hop) * sizeof(float));
    memset(sum + size - hop, 0, hop * sizeof(float));
    for (uint32_t i = 0; i < size; i++)
        sum[i] += piece[i];
}

#endif
