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

enum { RATE = SWEEP_RATE, DEPTH, WET, SPREAD, N_PARAMS };

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

LANES_INLINE struct sweep_heard hear(const struct sweep_place *place,
                                     const struct leat_value *param)
{
    const struct sweep_reach reach =
        sweep_reach(place, param[SPREAD], param[DEPTH], LONGEST_S);
    const float y = sweep_recall(place, reach.now);

    return (struct sweep_heard){.keep = place->x, .dry = place->x, .wet = y};
}

LANES_INLINE void sway(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    sweep_run(state, block, first, width, hear);
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
