/* SPDX-License-Identifier: MIT */
/*
 * counter: counts how often its input rises above 0, from 0 up to `modulo` - 1 and
 * round again.  The first rise gives 1; a rise of `reset` gives 0.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/lanes.h"

enum { MODULO, RESET, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Trigger: counts where it rises above 0.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "The count.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [MODULO] = {.name = "modulo",
                .aliases = "steps",
                .kind = LEAT_INTEGER,
                .min = 1.0f,
                .def = 8.0f,
                .max = 16777216.0f,
                .help = "At this count it is 0 again."},
    [RESET] = {.name = "reset",
               .max = 1.0f,
               .smooth_ms = -1.0f,
               .help = "The count is 0 from where this rises above 0."},
};

enum { COUNT, OPEN, RESETS, N_ROWS };

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return (size_t)env->lanes * N_ROWS * sizeof(float);
}

LANES_INLINE void count(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    const uint32_t lanes = block->lanes;
    float *rows = (float *)state + first;
    const float *modulo = block->param[MODULO].at + first, *in = block->in[0] + first;
    float *out = block->out[0] + first, n[LANES_MAX], open[LANES_MAX], reset[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        n[l] = rows[l];
        open[l] = rows[OPEN * (size_t)lanes + l];
        reset[l] = rows[RESETS * (size_t)lanes + l];
    }
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const float *back = leat_value_row(block->param[RESET], i) + first;
        for (uint32_t l = 0; l < width; l++) {
            const float now = in[l] > 0.0f ? 1.0f : 0.0f;
            const float resets = back[l] > 0.0f ? 1.0f : 0.0f;
            const float next = n[l] + (now > open[l] ? 1.0f : 0.0f);
            n[l] = next >= modulo[l] || resets > reset[l] ? 0.0f : next;
            open[l] = now;
            reset[l] = resets;
            out[l] = n[l];
        }
    }
    for (uint32_t l = 0; l < width; l++) {
        rows[l] = n[l];
        rows[OPEN * (size_t)lanes + l] = open[l];
        rows[RESETS * (size_t)lanes + l] = reset[l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(count, state, block);
}

const struct leat_node_class LEVEL(leat_node_counter) = {
    .size = sizeof(struct leat_node_class),
    .name = "counter",
    .aliases = "count",
    .summary = "Counts how often its input rises above 0.",
    .example =
        "sine(frequency: counter(lfo(4.hz, shape: \"square\"), modulo: 4) * 110 + 110)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .process = process,
};
