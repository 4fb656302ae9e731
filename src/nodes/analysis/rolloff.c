/* SPDX-License-Identifier: MIT */
/*
 * rolloff: the frequency below which most of a spectrum's power lies.
 *
 * The power of each bin is thought even from half a bin below its frequency to half a
 * bin above, so the answer moves smoothly; of silence it is 0.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/analysis.h"
#include "dsp/dot.h"

enum { PORTION, SIZE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "The frequency in hertz.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PORTION] = {.name = "portion",
                 .aliases = "threshold",
                 .unit = LEAT_UNIT_FRACTION,
                 .min = 0.01f,
                 .def = 0.85f,
                 .max = 0.99f,
                 .help = "Part of the power that lies below."},
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
    const float portion = leat_value_row(block->param[PORTION], row)[lane];
    const uint32_t last = a->size / 2;
    float part[16] = {0}, wanted, below = 0.0f, place;
    uint32_t k = 0;

    (void)memory;
    for (uint32_t b = 0; b <= last; b++)
        part[b % 16] += power[b];
    wanted = portion * dot_join(part);
    while (k < last && below + power[k] < wanted)
        below += power[k++];
    place = (float)k - 0.5f + (power[k] > 0.0f ? (wanted - below) / power[k] : 0.0f);
    place = place < 0.0f ? 0.0f : place > (float)last ? (float)last : place;
    value[0] = wanted > 1e-10f ? place * (a->rate_hz / (float)a->size) : 0.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, false);
}

const struct leat_node_class LEVEL(leat_node_rolloff) = {
    .size = sizeof(struct leat_node_class),
    .name = "rolloff",
    .aliases = "spectral_rolloff",
    .summary = "Tell below which frequency most of the power lies.",
    .example = "sine(rolloff(noise(\"pink\")) * 0.1)",
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
