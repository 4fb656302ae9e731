/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SWEEP_H
#define LEAT_DSP_SWEEP_H

/**
 * sweep: a short memory read at a time that sways, behind chorus, flanger and vibrato.
 *
 * Between two frames a cubic through the four nearest is read, dsp/recall.h; its
 * treble falls by 0.1 dB at 8 kHz and 1.2 dB at 16 kHz where it is worst, half way
 * between two frames at 48 kHz.
 */

#include "dsp/recall.h"
#include "dsp/sway.h"

static const float SWEEP_NEAREST = 2.0f; /* frames; what recall() can reach */
static const float SWEEP_LIMIT = 64.0f;  /* of a sample in memory */

struct sweep {
    double per_hz; /* of phases: 2^32 / rate */
    float rate_hz;
    uint32_t size, at; /* frames of the memory, and the one that is written next */
    union {
        uint32_t phase;
        float sample;
    } rest[]; /* one phase for each lane, then rows of the memory */
};

static inline uint32_t sweep_frames(const struct leat_env *env, double longest_s)
{
    return (uint32_t)(longest_s * env->rate_hz) + RECALL_MARGIN + 3;
}

static inline size_t sweep_bytes(const struct leat_env *env, double longest_s)
{
    const struct sweep *sweep = NULL;

    return sizeof(*sweep) + (sweep_frames(env, longest_s) + 1) * (size_t)env->lanes *
                                sizeof(sweep->rest[0]);
}

static inline void sweep_init(struct sweep *sweep, const struct leat_env *env,
                              double longest_s)
{
    sweep->rate_hz = (float)env->rate_hz;
    sweep->per_hz = 0x1p32 / env->rate_hz;
    sweep->size = sweep_frames(env, longest_s);
}

/** The memory's row 0 of a lane. */
LANES_INLINE float *sweep_memory(struct sweep *sweep, uint32_t lanes, uint32_t lane)
{
    return &sweep->rest[lanes + lane].sample;
}

/** After all lanes of a block. */
LANES_INLINE void sweep_go_on(struct sweep *sweep, uint32_t nframes)
{
    sweep->at = (uint32_t)(((uint64_t)sweep->at + nframes) % sweep->size);
}

/** Keep a sample: bounded, and off the denormal numbers. */
LANES_INLINE float sweep_hold(float x)
{
    return math_clamp(x, -SWEEP_LIMIT, SWEEP_LIMIT) + 1e-20f;
}

#endif
