/* SPDX-License-Identifier: MIT */
/* notch: two-pole notch filter.  The mathematics are those of dsp/svf.h. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf.h"

enum { CUTOFF, Q, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal without what lies near the cutoff.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 1000.0f,
                .max = 20000.0f,
                .help =
                    "Frequency that is removed; held below 0.49 of the sample rate."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.5f,
           .def = 0.7071f,
           .max = 40.0f,
           .help = "Narrowness: the gap is cutoff / q wide."},
};

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, svf_tune_cutoff_q, N_PARAMS, SVF_NOTCH);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_notch) = {
    .size = sizeof(struct leat_node_class),
    .name = "notch",
    .summary = "Remove one frequency and what lies near it.",
    .example = "saw(50.hz) |> notch(cutoff: 50.hz, q: 10)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
