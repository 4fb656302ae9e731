/* SPDX-License-Identifier: MIT */
/*
 * flatness: how much a sound is noise and how little a tone.
 *
 * The geometric mean of the bins' power over the arithmetic one: 1 for an impulse,
 * about 0.56 for white noise, whose bins differ by chance, and near 0 for tones.  Bins
 * count as at least -120 dB of the loudest; silence is 0.
 *
 * Source: J. D. Johnston, "Transform coding of audio signals using perceptual noise
 * criteria", 1988.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"
#include "dsp/dot.h"

enum { SIZE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Its flatness, from 0 to 1.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SIZE] = FRAMES_SIZE_PARAM,
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return analysis_size(frames_size(settings->number[SIZE]), env->lanes, 1, 0);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    analysis_init(state, env, frames_size(settings->number[SIZE]), 1, 0);
}

/* Bins 1 and up: what stands at 0 is no sound. */
static void measure(struct analysis *a, const struct leat_block *block, uint32_t row,
                    uint32_t lane, float *value, float *memory)
{
    const float *power = analysis_power(a, lane, block->frame + row + 1);
    const uint32_t bins = a->size / 2 - 1;
    float sum[16] = {0}, logs[16] = {0}, most = 0.0f, mean, flatness;

    (void)memory;
    for (uint32_t k = 1; k <= bins; k++)
        most = power[k] > most ? power[k] : most;
    value[0] = 0.0f;
    if (!(most > 1e-12f))
        return;
    for (uint32_t k = 1; k <= bins; k++) {
        const float p = power[k] + 1e-12f * most;
        sum[k % 16] += p;
        logs[k % 16] += math_log2(p);
    }
    mean = dot_join(sum) / (float)bins;
    flatness = math_exp2(dot_join(logs) / (float)bins) / mean;
    value[0] = math_clamp(flatness, 0.0f, 1.0f);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, false);
}

const struct leat_node_class LEVEL(leat_node_flatness) = {
    .size = sizeof(struct leat_node_class),
    .name = "flatness",
    .aliases = "spectral_flatness noisiness",
    .summary = "Tell how much a sound is noise and how little a tone.",
    .example = "sine(220.hz, amplitude: flatness(noise()))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "flatness",
    .n_mailbox = 1,
    .state_size = state_size,
    .init = init,
    .process = process,
};
