/* SPDX-License-Identifier: MIT */
/* filter: any two-pole filter, by its type: dsp/svf_shape.h. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf_shape.h"

enum { TYPE, CUTOFF, RESONANCE, GAIN, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Filtered signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TYPE] = {.name = "type",
              .aliases = "mode",
              .kind = LEAT_ENUM,
              .max = 7.0f,
              .choices = "lowpass highpass bandpass notch allpass bell lowshelf "
                         "highshelf",
              .help = "Response."},
    [CUTOFF] =
        {.name = "cutoff",
         .aliases = "frequency freq",
         .unit = LEAT_UNIT_HZ,
         .curve = LEAT_CURVE_LOG,
         .min = 20.0f,
         .def = 1000.0f,
         .max = 20000.0f,
         .help =
             "Corner, or centre, of the response; held below 0.49 of the sample rate."},
    [RESONANCE] =
        {.name = "resonance",
         .aliases = "q",
         .curve = LEAT_CURVE_LOG,
         .min = 0.5f,
         .def = 0.7f,
         .max = 40.0f,
         .help = "Gain at the cutoff of low- and high-pass, narrowness of the others."},
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -24.0f,
              .max = 24.0f,
              .help = "Gain of peak and shelves."},
};

LANES_INLINE void tune(struct svf_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *type = leat_value_row(block->param[TYPE], frame) + first;
    const float *cutoff_hz = leat_value_row(block->param[CUTOFF], frame) + first;
    const float *q = leat_value_row(block->param[RESONANCE], frame) + first;
    const float *gain_db = leat_value_row(block->param[GAIN], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune_shape(t, l, type[l], cutoff_hz[l], q[l], gain_db[l], rate_hz);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, tune, N_PARAMS, SVF_MIX);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_filter) = {
    .size = sizeof(struct leat_node_class),
    .name = "filter",
    .summary = "Any two-pole filter, by its type.",
    .example = "saw(110.hz, amplitude: 0.4) |> filter(type: highpass, cutoff: 800.hz)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
