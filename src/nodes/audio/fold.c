/* SPDX-License-Identifier: MIT */
/* fold: wave folder: what is too loud comes back, again and again: dsp/distort.h. */
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
    distort_init(state, env, SHAPER_FOLD, settings->number[DISTORT_OVERSAMPLE]);
}

const struct leat_node_class LEVEL(leat_node_fold) = {
    .size = sizeof(struct leat_node_class),
    .name = "fold",
    .aliases = "wavefolder",
    .summary = "Fold a signal back where it gets too loud.",
    .example = "sine(110.hz) |> fold(drive: 5)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = DISTORT_N_PARAMS,
    .state_size = distort_state_size,
    .latency = distort_curve_latency,
    .init = init,
    .process = distort_curve_process,
};
