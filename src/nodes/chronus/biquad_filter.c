/* SPDX-License-Identifier: MIT */
/*
 * biquad_filter: low-, high- or band-pass of Chronus.
 *
 * Its responses are those of R. Bristow-Johnson's cookbook, by dsp/svf_shape.h; cutoff
 * and q approach (dsp/approach.h).
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/approach.h"
#include "dsp/svf_shape.h"

enum { CUTOFF, Q, N_APPROACH, MODE = N_APPROACH, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Filtered signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 10.0f,
                .def = 1000.0f,
                .max = 191990.0f,
                .smooth_ms = -1.0f,
                .help = "Corner, or centre; held below 0.49 of the sample rate."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.1f,
           .def = 0.707f,
           .max = 20.0f,
           .smooth_ms = -1.0f,
           .help = "Gain at the corner of low- and high-pass, narrowness of bandpass."},
    [MODE] = {.name = "mode",
              .aliases = "filter_mode type",
              .kind = LEAT_ENUM,
              .max = 2.0f,
              .choices = "lowpass highpass bandpass",
              .help = "Response."},
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return approach_bytes(N_APPROACH, env->lanes) + svf_state_size(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    static const float ms[N_APPROACH] = {25.0f, 25.0f};

    approach_init(state, N_APPROACH, ms, env->rate_hz);
    svf_init(approach_rest(state, env->lanes), env, settings);
}

LANES_INLINE void tune(struct svf_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz = leat_value_row(block->param[CUTOFF], frame) + first;
    const float *q = leat_value_row(block->param[Q], frame) + first;
    const float *mode = leat_value_row(block->param[MODE], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune_shape(t, l, mode[l], cutoff_hz[l], q[l], 0.0f, rate_hz);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, tune, N_PARAMS, SVF_MIX);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct approach_piece piece;

    for (uint32_t start = 0; start < block->nframes;) {
        start += approach_cut(state, &piece, block, 1, 1, N_PARAMS, start);
        lanes_run(filter, approach_rest(state, block->lanes), &piece.block);
    }
}

const struct leat_node_class LEVEL(leat_node_biquad_filter) = {
    .size = sizeof(struct leat_node_class),
    .name = "biquad_filter",
    .summary = "Low-, high- or band-pass whose settings glide for 25 ms.",
    .example = "saw(110.hz, amplitude: 0.4) |> biquad_filter(cutoff: 800.hz, q: 2)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
