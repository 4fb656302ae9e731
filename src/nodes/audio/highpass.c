/* SPDX-License-Identifier: MIT */
/* highpass: resonant high-pass filter of 12 or 24 dB an octave: dsp/svf_slope.h. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf_slope.h"

enum { CUTOFF = SVF_SLOPE_CUTOFF, Q, SLOPE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal without what lies below the cutoff.",
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
           .help = "Gain at the cutoff, at both slopes; 0.7071 is flat, more rings."},
    [SLOPE] = {.name = "slope",
               .kind = LEAT_INTEGER,
               .unit = LEAT_UNIT_DB,
               .min = 12.0f,
               .def = 12.0f,
               .max = 24.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Steepness an octave: 12, or 24 from 18 on."},
};

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_slope_run(state, block, first, width, SVF_HIGH);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_highpass) = {
    .size = sizeof(struct leat_node_class),
    .name = "highpass",
    .summary = "Resonant high-pass filter, 12 or 24 dB an octave.",
    .example = "noise() |> highpass(cutoff: 4.khz)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_slope_state_size,
    .init = svf_slope_init,
    .process = process,
};
