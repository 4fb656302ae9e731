/* SPDX-License-Identifier: MIT */
/*
 * crossfade: from one signal to another.  With p in [0, 1], equal_power gives them
 * cos(pi p / 2) and sin(pi p / 2), for signals that are not alike; linear gives 1 - p
 * and p, for those that are.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/lanes.h"

enum { A, B };
enum { POSITION, LAW, N_PARAMS };
enum { EQUAL_POWER, LINEAR };

static const struct leat_port ports[] = {
    {"a", LEAT_IN, LEAT_AUDIO, 0, "Signal at position 0.", NULL},
    {"b", LEAT_IN, LEAT_AUDIO, 0, "Signal at position 1.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Both, as the position says.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [POSITION] = {.name = "position",
                  .aliases = "mix",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.5f,
                  .max = 1.0f,
                  .help = "From 0, the first signal, to 1, the second."},
    [LAW] = {.name = "law",
             .kind = LEAT_ENUM,
             .max = 1.0f,
             .choices = "equal_power linear",
             .help = "What stays constant: the power or the sum of gains."},
};

LANES_INLINE void fade(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    const float *law = block->param[LAW].at + first;
    const float *a = block->in[A] + first, *b = block->in[B] + first;
    float *out = block->out[0] + first, keep[LANES_MAX] = {0}, bring[LANES_MAX] = {0};

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *position = leat_value_row(block->param[POSITION], i) + first;

        if (i == 0 || block->param[POSITION].step)
            for (uint32_t l = 0; l < width; l++) {
                const float p = position[l], quarter = 0.5f * p;
                keep[l] =
                    law[l] == (float)LINEAR ? 1.0f - p : math_sin_pi(0.5f - quarter);
                bring[l] = law[l] == (float)LINEAR ? p : math_sin_pi(quarter);
            }
        for (uint32_t l = 0; l < width; l++)
            out[l] = keep[l] * a[l] + bring[l] * b[l];
        a += block->lanes;
        b += block->lanes;
        out += block->lanes;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(fade, state, block);
}

const struct leat_node_class LEVEL(leat_node_crossfade) = {
    .size = sizeof(struct leat_node_class),
    .name = "crossfade",
    .aliases = "xfade",
    .summary = "From one signal to another by a position.",
    .example = "crossfade(saw(220.hz, amplitude: 0.5), sine(220.hz), position: 30%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
};
