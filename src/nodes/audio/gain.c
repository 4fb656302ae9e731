/* SPDX-License-Identifier: MIT */
/* gain: multiply a signal by a factor given in decibels.  The arithmetic is that of
 * dsp/scale.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/scale.h"

enum { GAIN, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to scale.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Scaled signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -120.0f,
              .def = 0.0f,
              .max = 24.0f,
              .help = "Amount of gain; 0 leaves the signal as it is."},
};

const struct leat_node_class LEVEL(leat_node_gain) = {
    .size = sizeof(struct leat_node_class),
    .name = "gain",
    .summary = "Make a signal louder or softer, in dB.",
    .example = "sine(440.hz) |> gain(-12.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = scale_state_size,
    .init = scale_init,
    .process = scale_process,
    .process_chain = scale_process_chain,
};
