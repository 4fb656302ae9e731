/* SPDX-License-Identifier: MIT */
/* output: the way to the master bus, which goes to the speakers or to the file of -o.
 * The engine adds up what all nodes of this class put out. */
#include <leat/node.h>

#include "dsp/scale.h"
#include "io/node_classes.h"

enum { GAIN, N_PARAMS }; /* scale.h takes the first */

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

const struct leat_node_class leat_node_output = {
    .size = sizeof(struct leat_node_class),
    .name = "output",
    .summary = "Send a signal to the speakers, or to the file being rendered.",
    .example = "sine(440.hz) |> gain(-12.db) |> output()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = scale_state_size,
    .init = scale_init,
    .process = scale_process,
    .process_chain = scale_process_chain,
};
