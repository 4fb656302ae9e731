/* SPDX-License-Identifier: MIT */
/*
 * chronus_lfo: slow wave of Chronus, dsp/swing.h.
 *
 *     out = offset + depth * wave
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/swing.h"

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Slow wave, to be linked to a setting.", NULL},
};

static const struct leat_param params[SWING_N_PARAMS] = {
    [SWING_FREQ] = {.name = "freq",
                    .aliases = "frequency rate",
                    .unit = LEAT_UNIT_HZ,
                    .curve = LEAT_CURVE_LOG,
                    .min = 0.01f,
                    .def = 1.0f,
                    .max = 20.0f,
                    .help = "Cycles a second."},
    [SWING_DEPTH] = SWING_DEPTH_PARAM(1.0f),
    [SWING_SHAPE] = SWING_SHAPE_PARAM(3.0f, "sine triangle square saw"),
    [SWING_OFFSET] = SWING_OFFSET_PARAM,
    [SWING_RESET] = SWING_RESET_PARAM,
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct leat_value depth = block->param[SWING_DEPTH];
    const struct leat_value offset = block->param[SWING_OFFSET];
    float *out = block->out[0];

    for (uint32_t i = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < block->lanes; l++)
            *out++ = leat_value_row(offset, i)[l] +
                     leat_value_row(depth, i)[l] * swing_step(state, block, i, l);
}

const struct leat_node_class LEVEL(leat_node_chronus_lfo) = {
    .size = sizeof(struct leat_node_class),
    .name = "chronus_lfo",
    .summary = "Slow wave of Chronus, within 1 of its offset.",
    .example = "saw(110.hz) |> lowpass(cutoff: chronus_lfo(0.5.hz) * 800 + 1000)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = SWING_N_PARAMS,
    .state_size = swing_state_size,
    .init = swing_init,
    .process = process,
};
