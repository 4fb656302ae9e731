/* SPDX-License-Identifier: MIT */
/*
 * flanger: a comb that wanders, by a signal and its copy delayed by
 *
 *     d = 10 ms * depth * (1 + sin(phi)) / 2 + 2 frames
 *
 * With through_zero the signal itself is delayed too, by 10 ms * depth / 2 + 2 frames,
 * so that its copy overtakes it, as with two tape machines.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sweep.h"

enum { RATE = SWEEP_RATE, DEPTH, WET, FEEDBACK, THROUGH_ZERO, SPREAD, N_PARAMS };

static const double LONGEST_S = 0.01;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to comb.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Combed signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = SWAY_RATE(0.5f),
    [DEPTH] = SWAY_FRACTION("depth", NULL, 0.5f, "Swing of the delay: 10 ms at 1."),
    [WET] = SWAY_FRACTION("wet_mix", "wet mix", 0.5f,
                          "From 0, the signal alone, to 1, its copy alone."),
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .min = -0.98f,
                  .def = 0.7f,
                  .max = 0.98f,
                  .help = "Part of the copy that goes round again."},
    [THROUGH_ZERO] = {.name = "through_zero",
                      .kind = LEAT_BOOL,
                      .max = 1.0f,
                      .help = "Whether the copy overtakes the signal."},
    [SPREAD] = SWAY_SPREAD(0.5f),
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sweep_bytes(env, LONGEST_S);
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
    const float middle = sweep_recall(place, reach.middle);

    return (struct sweep_heard){
        .keep = place->x + sweep_param(place, param[FEEDBACK]) * y,
        .dry = param[THROUGH_ZERO].at[place->lane] > 0.5f ? middle : place->x,
        .wet = y,
    };
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

const struct leat_node_class LEVEL(leat_node_flanger) = {
    .size = sizeof(struct leat_node_class),
    .name = "flanger",
    .summary = "Comb that wanders, as of two tape machines.",
    .example = "noise() |> flanger(rate: 0.2.hz, depth: 50%) |> gain(-12.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
