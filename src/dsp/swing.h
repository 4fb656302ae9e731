/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SWING_H
#define LEAT_DSP_SWING_H

/**
 * swing: the slow waves of Chronus, chronus_lfo and rig_lfo.
 *
 *     wave = sine, triangle, square, saw or random of the phase (dsp/slow_wave.h)
 *
 * The phase is kept in 2^-64 of a cycle; where reset rises above 0, a cycle begins.
 */

#include "dsp/cycle.h"
#include "dsp/slow_wave.h"

/* The parameters of such a class. */
enum {
    SWING_FREQ,
    SWING_DEPTH,
    SWING_SHAPE,
    SWING_OFFSET,
    SWING_RESET,
    SWING_N_PARAMS
};
enum { SWING_CHANCE = SLOW_RAMP }; /* the shape after the saw is random */

#define SWING_DEPTH_PARAM(usual)                                                       \
    {                                                                                  \
        .name = "depth", .def = usual, .max = 1.0f,                                    \
        .help = "Greatest distance from the offset."                                   \
    }
#define SWING_SHAPE_PARAM(most, words)                                                 \
    {                                                                                  \
        .name = "shape", .kind = LEAT_ENUM, .max = most, .choices = words,             \
        .help = "Form of a cycle."                                                     \
    }
#define SWING_OFFSET_PARAM                                                             \
    {                                                                                  \
        .name = "offset", .min = -1.0f, .max = 1.0f,                                   \
        .help = "What the wave swings around."                                         \
    }
#define SWING_RESET_PARAM                                                              \
    {                                                                                  \
        .name = "reset", .aliases = "retrigger", .max = 1.0f, .smooth_ms = -1.0f,      \
        .help = "A cycle begins anew where this rises above 0."                        \
    }

struct swing {
    double per_hz;
    uint64_t seed;
    uint32_t first_lane;
    uint64_t
        rows[]; /* SWING_ROWS of one a lane: part of a cycle, cycles, reset is up */
};
enum { SWING_PART, SWING_COUNT, SWING_UP, SWING_ROWS };

static inline size_t swing_state_size(const struct leat_env *env,
                                      const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct swing) + (size_t)env->lanes * SWING_ROWS * sizeof(uint64_t);
}

LEAT_RT static inline void swing_init(void *state, const struct leat_env *env,
                                      const struct leat_settings *settings)
{
    struct swing *swing = state;

    (void)settings;
    swing->per_hz = cycle_per_hz(env->rate_hz);
    swing->seed = env->seed;
    swing->first_lane = env->first_lane;
}

/** One frame of one lane: the wave in [-1, 1], and on to the next frame. */
LANES_INLINE float swing_step(struct swing *swing, const struct leat_block *block,
                              uint32_t frame, uint32_t l)
{
    const struct leat_value *param = block->param;
    const uint32_t shape = (uint32_t)(int32_t)leat_value_row(param[SWING_SHAPE], 0)[l];
    const uint64_t up = leat_value_row(param[SWING_RESET], frame)[l] > 0.0f;
    uint64_t *part = &swing->rows[SWING_PART * (size_t)block->lanes + l];
    uint64_t *count = &swing->rows[SWING_COUNT * (size_t)block->lanes + l];
    uint64_t *was_up = &swing->rows[SWING_UP * (size_t)block->lanes + l];
    float y;

    *part = up && !*was_up ? 0 : *part;
    *was_up = up;
    slow_wave(&y, shape == SWING_CHANCE ? SLOW_RANDOM : (int)shape,
              (const uint32_t[]){(uint32_t)(*part >> 32)}, count, swing->seed,
              swing->first_lane + l, 1);
    const uint64_t next =
        *part + cycle_step(leat_value_row(param[SWING_FREQ], frame)[l], swing->per_hz);
    *count += next < *part;
    *part = next;
    return y;
}

#endif
