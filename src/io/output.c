/* SPDX-License-Identifier: MIT */
/* output: the way to the master bus, which goes to the speakers or to the file of -o.
 * The engine adds up what all nodes of this class put out. */
#include <leat/node.h>

#include "base/math.h"
#include "io/node_classes.h"

enum { IN };
enum { OUT };
enum { GAIN, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "What is to be heard.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same with its gain, for the master bus.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -120.0f,
              .max = 24.0f,
              .help = "Amount of gain; 0 leaves the signal as it is."},
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct leat_value gain = block->param[GAIN];
    const uint32_t lanes = block->lanes;
    const float *in = block->in[IN];
    float *out = block->out[OUT];

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const float *level_db = leat_value_row(gain, i);
        for (uint32_t l = 0; l < lanes; l++)
            out[l] =
                level_db[l] == 0.0f ? in[l] : math_db_to_factor(level_db[l]) * in[l];
    }
}

const struct leat_node_class leat_node_output = {
    .size = sizeof(struct leat_node_class),
    .name = "output",
    .summary = "Send a signal to the speakers, or to the file that is being rendered.",
    .example = "sine(440.hz) |> gain(-12.db) |> output()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
};
