/* SPDX-License-Identifier: MIT */
/* highshelf: shelf of an equaliser, a boost or cut of all that is high:
 * dsp/svf_shape.h. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf_shape.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with the shelf.", NULL},
};

static const struct leat_param params[BELL_N_PARAMS] = {
    BELL_PARAMS(BELL_SHELF_FREQUENCY_HELP,
                "Gain far above the frequency; far below it is 1.", BELL_SHELF_Q_HELP),
};

LANES_INLINE void tune(struct svf_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    bell_tune(t, block, frame, first, rate_hz, width, SVF_HIGHSHELF);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    bell_run(state, block, first, width, tune);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_highshelf) = {
    .size = sizeof(struct leat_node_class),
    .name = "highshelf",
    .aliases = "high_shelf",
    .summary = "Boost or cut what lies above a frequency.",
    .example = "saw(110.hz) |> highshelf(frequency: 3.khz, gain: -9.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = BELL_N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
