/* SPDX-License-Identifier: MIT */
/*
 * vibrato: pitch that sways, by a delay that does:
 *
 *     d = 2.5 ms * depth * (1 + sin(phi)) + 2 frames      out = x delayed by d
 *
 * The pitch heard is f (1 - d'), so at rate r it sways by +-2 pi r 2.5 ms depth: 6.8
 * cents at the defaults, for small ones.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sweep.h"

enum { RATE, DEPTH, WET, SPREAD, N_PARAMS };

static const double LONGEST_S = 0.005;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal whose pitch is to sway.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Swaying signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = SWAY_RATE(0.5f),
    [DEPTH] = SWAY_FRACTION("depth", NULL, 0.5f, "Swing of the delay: 5 ms at 1."),
    [WET] = SWAY_FRACTION("wet_mix", "wet mix", 1.0f,
                          "From 0, the signal alone, to 1, the swaying one alone."),
    [SPREAD] = SWAY_SPREAD(0.0f),
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sweep_bytes(env, LONGEST_S);
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    (void)settings;
    return sweep_frames(env, LONGEST_S);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    sweep_init(state, env, LONGEST_S);
}

LANES_INLINE void sway(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct sweep *sweep = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes, size = sweep->size;
    const float half = 0.5f * (float)LONGEST_S * sweep->rate_hz;
    float *memory = sweep_memory(sweep, lanes, first);
    uint32_t at = sweep->at, phase[LANES_MAX], step[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++)
        phase[l] = sweep->rest[first + l].phase;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *depth = leat_value_row(param[DEPTH], i) + first;
        const float *wet = leat_value_row(param[WET], i) + first;
        const float *spread = leat_value_row(param[SPREAD], i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || param[RATE].step)
            osc_to_steps(step, leat_value_row(param[RATE], i) + first, sweep->per_hz,
                         width);
        for (uint32_t l = 0; l < width; l++) {
            const float x = in[l];
            const float wave = sway_sine(phase[l] + sway_ahead(first + l, spread[l]));
            const float frames = SWEEP_NEAREST + half * depth[l] * (1.0f + wave);
            const float y = recall(memory + l, lanes, size, at, frames);

            memory[(size_t)at * lanes + l] = sweep_hold(x);
            out[l] = (1.0f - wet[l]) * x + wet[l] * y;
            phase[l] += step[l];
        }
        at = at + 1 < size ? at + 1 : 0;
    }
    for (uint32_t l = 0; l < width; l++)
        sweep->rest[first + l].phase = phase[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(sway, state, block);
    sweep_go_on(state, block->nframes);
}

const struct leat_node_class LEVEL(leat_node_vibrato) = {
    .size = sizeof(struct leat_node_class),
    .name = "vibrato",
    .summary = "Pitch that sways up and down.",
    .example = "saw(220.hz, amplitude: 0.5) |> vibrato(rate: 5.hz, depth: 20%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = tail,
    .init = init,
    .process = process,
};
