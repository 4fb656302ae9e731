/* SPDX-License-Identifier: MIT */
/*
 * bandpass: two-pole band-pass filter with gain 1 at its centre.
 *
 * The band is given by its edges low and high, where the gain is 1 / sqrt(2), or by
 * its centre and q: centre = sqrt(low * high) and q = centre / (high - low).  The
 * mathematics are those of dsp/svf.h.
 */
#include <math.h>

#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf.h"

enum { LOW, HIGH, FREQUENCY, Q, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What lies in the band.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [LOW] = {.name = "low",
             .unit = LEAT_UNIT_HZ,
             .max = 20000.0f,
             .help = "Lower edge of the band; 0 takes frequency and q instead."},
    [HIGH] = {.name = "high",
              .unit = LEAT_UNIT_HZ,
              .max = 20000.0f,
              .help = "Upper edge of the band; counts when it is above the lower."},
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq cutoff",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 20.0f,
                   .def = 1000.0f,
                   .max = 20000.0f,
                   .help = "Centre of the band; held below 0.49 of the sample rate."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.5f,
           .def = 0.7071f,
           .max = 40.0f,
           .help = "Narrowness: the band is frequency / q wide."},
};

LANES_INLINE void tune(struct svf_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *low = leat_value_row(block->param[LOW], frame) + first;
    const float *high = leat_value_row(block->param[HIGH], frame) + first;
    const float *frequency = leat_value_row(block->param[FREQUENCY], frame) + first;
    const float *q = leat_value_row(block->param[Q], frame) + first;

    for (uint32_t l = 0; l < width; l++) {
        const bool edges = low[l] >= 1.0f && high[l] >= low[l] + 1.0f;
        const float centre = edges ? sqrtf(low[l] * high[l]) : frequency[l];
        svf_tune(t, l, centre, edges ? (high[l] - low[l]) / centre : 1.0f / q[l],
                 rate_hz);
    }
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, tune, N_PARAMS, SVF_BAND);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_bandpass) = {
    .size = sizeof(struct leat_node_class),
    .name = "bandpass",
    .summary = "Two-pole band-pass filter, by its edges or by centre and q.",
    .example = "noise() |> bandpass(300.hz, 3.khz)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
