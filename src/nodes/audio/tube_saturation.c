/* SPDX-License-Identifier: MIT */
/* tube_saturation: warmth of a tube, whose halves bend unlike: dsp/distort.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/distort.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to bend.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with new overtones.", NULL},
};

static const struct leat_param params[DISTORT_N_PARAMS] = {DISTORT_PARAMS};

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    distort_init(state, env, SHAPER_TUBE, settings->number[DISTORT_OVERSAMPLE]);
}

const struct leat_node_class LEVEL(leat_node_tube_saturation) = {
    .size = sizeof(struct leat_node_class),
    .name = "tube_saturation",
    .aliases = "tube",
    .summary = "Warm a signal as a tube does, one half more than the other.",
    .example = "saw(110.hz) |> tube_saturation(drive: 3)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = DISTORT_N_PARAMS,
    .state_size = distort_state_size,
    .latency = distort_curve_latency,
    .init = init,
    .process = distort_curve_process,
};
