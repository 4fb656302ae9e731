/* SPDX-License-Identifier: MIT */
/* lowpass: two-pole resonant low-pass filter.  The mathematics are those of dsp/svf.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf.h"

enum { CUTOFF, Q, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal without what lies above the cutoff.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 1000.0f,
                .max = 20000.0f,
                .help = "Corner frequency; held below 0.49 of the sample rate."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.5f,
           .def = 0.7071f,
           .max = 40.0f,
           .help = "Gain at the cutoff; 0.7071 is flat, more rings."},
};

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, svf_tune_cutoff_q,
            block->param[CUTOFF].step | block->param[Q].step, SVF_LOW);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_lowpass) = {
    .size = sizeof(struct leat_node_class),
    .name = "lowpass",
    .summary = "Two-pole resonant low-pass filter.",
    .example = "saw(110.hz) |> lowpass(cutoff: 800.hz, q: 2)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
