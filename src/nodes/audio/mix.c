/* SPDX-License-Identifier: MIT */
/* mix: the sum of what is linked to it; the host adds links, so what is left is a gain.
 * The arithmetic is that of dsp/scale.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/scale.h"

enum { GAIN, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signals to add: link as many as there are.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Their sum.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -120.0f,
              .def = 0.0f,
              .max = 24.0f,
              .help = "Gain of the sum; 0 leaves it as it is."},
};

const struct leat_node_class LEVEL(leat_node_mix) = {
    .size = sizeof(struct leat_node_class),
    .name = "mix",
    .summary = "Sum of any number of signals.",
    .example = "mix(sine(220.hz), sine(330.hz), gain: -12.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = scale_state_size,
    .init = scale_init,
    .process = scale_process,
    .process_chain = scale_process_chain,
};
