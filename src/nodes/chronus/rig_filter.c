/* SPDX-License-Identifier: MIT */
/* rig_filter: low-pass of a voice of the rig, dsp/svf.h, whose settings approach
 * (dsp/approach.h). */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/approach.h"
#include "dsp/svf.h"

enum { FREQ, Q, N_PARAMS }; /* as svf_tune_cutoff_q() wants them */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal without what lies above the corner.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FREQ] = {.name = "freq",
              .aliases = "frequency cutoff",
              .unit = LEAT_UNIT_HZ,
              .curve = LEAT_CURVE_LOG,
              .min = 50.0f,
              .def = 1000.0f,
              .max = 8000.0f,
              .smooth_ms = -1.0f,
              .help = "Corner; held below 0.49 of the sample rate."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.5f,
           .def = 2.0f,
           .max = 10.0f,
           .smooth_ms = -1.0f,
           .help = "Gain at the corner."},
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return approach_bytes(N_PARAMS, env->lanes) + svf_state_size(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    static const float ms[N_PARAMS] = {20.0f, 20.0f};

    approach_init(state, N_PARAMS, ms, env->rate_hz);
    svf_init(approach_rest(state, env->lanes), env, settings);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, svf_tune_cutoff_q, N_PARAMS, SVF_LOW);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct approach_piece piece;

    for (uint32_t start = 0; start < block->nframes;) {
        start += approach_cut(state, &piece, block, 1, 1, N_PARAMS, start);
        lanes_run(filter, approach_rest(state, block->lanes), &piece.block);
    }
}

const struct leat_node_class LEVEL(leat_node_rig_filter) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_filter",
    .summary = "Low-pass of a voice of the Chronus rig.",
    .example = "saw(110.hz, amplitude: 0.4) |> rig_filter(freq: 800.hz)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
