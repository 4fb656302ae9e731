/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LONG_SINE_H
#define LEAT_DSP_LONG_SINE_H

/**
 * long_sine: a sine whose phase is kept in 2^-64 of a cycle, finer than a double has
 * it, so that it is right to a frame after days; simple_sine and sine_v2.
 *
 *     out = gain * sin(2 pi phase + phase_offset)
 *
 * Its settings approach (dsp/approach.h).
 */

#include "dsp/approach.h"
#include "dsp/cycle.h"
#include "dsp/phase.h"

/* The parameters that such a class begins with; only some have the last one. */
enum { LONG_SINE_FREQ, LONG_SINE_GAIN, LONG_SINE_OFFSET };
#define LONG_SINE_PARAMS                                                               \
    [LONG_SINE_FREQ] = {.name = "freq",                                                \
                        .aliases = "frequency",                                        \
                        .unit = LEAT_UNIT_HZ,                                          \
                        .curve = LEAT_CURVE_LOG,                                       \
                        .min = 0.1f,                                                   \
                        .def = 440.0f,                                                 \
                        .max = 191990.0f,                                              \
                        .smooth_ms = -1.0f,                                            \
                        .help = "Cycles a second; held 10 Hz below half the rate."},   \
    [LONG_SINE_GAIN] = {.name = "gain",                                                \
                        .aliases = "amplitude amp",                                    \
                        .def = 0.5f,                                                   \
                        .max = 1.0f,                                                   \
                        .smooth_ms = -1.0f,                                            \
                        .help = "Greatest value of the wave."}

struct long_sine {
    double per_hz;
    float most_hz;
    uint64_t sum[]; /* of the phase, one a lane */
};

/* `n` parameters. */
static inline size_t long_sine_bytes(uint32_t n, uint32_t lanes)
{
    return approach_bytes(n, lanes) + sizeof(struct long_sine) +
           lanes * sizeof(uint64_t);
}

LEAT_RT static inline void long_sine_init(void *state, uint32_t n,
                                          const struct leat_env *env)
{
    static const float ms[] = {10.0f, 5.0f, 10.0f};
    struct long_sine *sine;

    approach_init(state, n, ms, env->rate_hz);
    sine = approach_rest(state, env->lanes);
    sine->per_hz = cycle_per_hz(env->rate_hz);
    sine->most_hz = (float)(env->rate_hz / 2.0 - 10.0);
}

LANES_INLINE void long_sine_run(void *state, const struct leat_block *block,
                                uint32_t first, uint32_t width, bool has_offset)
{
    struct long_sine *sine = state;
    const struct leat_value *param = block->param;
    float *out = block->out[0] + first;
    uint32_t offset[LANES_MAX] = {0};

    for (uint32_t i = 0; i < block->nframes; i++, out += block->lanes) {
        const float *freq = leat_value_row(param[LONG_SINE_FREQ], i) + first;
        const float *gain = leat_value_row(param[LONG_SINE_GAIN], i) + first;

        for (uint32_t l = 0; l < width && has_offset; l++) {
            const float radians = leat_value_row(param[LONG_SINE_OFFSET], i)[first + l];
            osc_to_phase(&offset[l], (const float[]){radians * 0.159154943f}, 1);
        }
        for (uint32_t l = 0; l < width; l++) {
            uint64_t *sum = &sine->sum[first + l];
            out[l] = gain[l] * osc_sine((uint32_t)(*sum >> 32) + offset[l]);
            *sum += cycle_step(math_min(freq[l], sine->most_hz), sine->per_hz);
        }
    }
}

#endif
