/* SPDX-License-Identifier: MIT */
/*
 * rig_lfo: slow wave of the rig, dsp/swing.h, for two kinds of settings.
 *
 *     out = offset + depth * wave        low = max(0.2, 1 - depth)
 *     level = low + (1 - low) * min(1, max(0, (1 + wave + offset) / 2))
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/swing.h"

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Slow wave, to be linked to a setting.", NULL},
    {"level", LEAT_OUT, LEAT_AUDIO, 0,
     "The wave as a factor from 1 down to what depth leaves, at least 0.2.", NULL},
};

static const struct leat_param params[SWING_N_PARAMS] = {
    [SWING_FREQ] = {.name = "rate",
                    .aliases = "freq frequency",
                    .unit = LEAT_UNIT_HZ,
                    .curve = LEAT_CURVE_LOG,
                    .min = 0.01f,
                    .def = 0.25f,
                    .max = 10.0f,
                    .help = "Cycles a second."},
    [SWING_DEPTH] = SWING_DEPTH_PARAM(0.7f),
    [SWING_SHAPE] = SWING_SHAPE_PARAM(4.0f, "sine triangle square saw random"),
    [SWING_OFFSET] = SWING_OFFSET_PARAM,
    [SWING_RESET] = SWING_RESET_PARAM,
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct leat_value *param = block->param;

    for (uint32_t i = 0, at = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < block->lanes; l++, at++) {
            const float wave = swing_step(state, block, i, l);
            const float depth = leat_value_row(param[SWING_DEPTH], i)[l];
            const float offset = leat_value_row(param[SWING_OFFSET], i)[l];
            const float low = math_max(0.2f, 1.0f - depth);
            const float part = math_clamp(0.5f * (1.0f + wave + offset), 0.0f, 1.0f);

            block->out[0][at] = offset + depth * wave;
            block->out[1][at] = low + (1.0f - low) * part;
        }
}

const struct leat_node_class LEVEL(leat_node_rig_lfo) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_lfo",
    .summary = "Slow wave of the Chronus rig, for pitches and for levels.",
    .example = "saw(110.hz) |> lowpass(cutoff: rig_lfo(0.5.hz) * 800 + 1000)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = SWING_N_PARAMS,
    .state_size = swing_state_size,
    .init = swing_init,
    .process = process,
};
