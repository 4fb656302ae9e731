/* SPDX-License-Identifier: MIT */
/*
 * centroid: the centre of gravity of a spectrum, how bright a sound is.
 *
 * With the magnitudes m[k] of dsp/analysis.h and the frequencies f[k] of the bins it is
 * sum f m / sum m; of what lies below -100 dB in all it is 0.
 */
#include <math.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/analysis.h"
#include "dsp/dot.h"

enum { SIZE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Its centre of gravity in hertz.",
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

static void measure(struct analysis *a, const struct leat_block *block, uint32_t row,
                    uint32_t lane, float *value, float *memory)
{
    const float *power = analysis_power(a, lane, block->frame + row + 1);
    float weight[16] = {0}, sum[16] = {0}, all;

    (void)memory;
    for (uint32_t k = 0; k < a->size / 2; k++) {
        const float magnitude = sqrtf(power[k]);
        sum[k % 16] += magnitude;
        weight[k % 16] += (float)k * magnitude;
    }
    all = dot_join(sum);
    value[0] =
        all > 1e-5f ? dot_join(weight) / all * (a->rate_hz / (float)a->size) : 0.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, false);
}

const struct leat_node_class LEVEL(leat_node_centroid) = {
    .size = sizeof(struct leat_node_class),
    .name = "centroid",
    .aliases = "spectral_centroid brightness",
    .summary = "Tell where the centre of gravity of a spectrum lies.",
    .example = "sine(centroid(noise()) * 0.05)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "hz",
    .n_mailbox = 1,
    .state_size = state_size,
    .init = init,
    .process = process,
};
