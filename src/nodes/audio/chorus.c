/* SPDX-License-Identifier: MIT */
/*
 * chorus: a few voices that are never quite in tune.  Voice v of n is the signal
 * delayed by
 *
 *     d_v = delay + 6 ms * depth / (1 + rate / 1 Hz) * sin(phi + 2 pi v / n)
 *
 * so that a faster swing is a narrower one, and the detuning stays below 2 pi 6 ms
 * depth.  The voices sum with equal power; feedback returns their mean.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sweep.h"

enum { RATE = SWEEP_RATE, DEPTH, WET, FEEDBACK, VOICES, DELAY, SPREAD, N_PARAMS };

static const double LONGEST_S = 0.05;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to multiply.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its voices.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = SWAY_RATE(0.5f),
    [DEPTH] =
        SWAY_FRACTION("depth", NULL, 0.5f, "How far the voices drift out of tune."),
    [WET] = SWAY_FRACTION("wet_mix", "wet mix", 0.5f,
                          "From 0, the signal alone, to 1, its voices alone."),
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .min = -0.98f,
                  .max = 0.98f,
                  .help = "Part of the voices that goes round again."},
    [VOICES] = {.name = "voices",
                .kind = LEAT_INTEGER,
                .min = 1.0f,
                .def = 3.0f,
                .max = 8.0f,
                .help = "How many voices there are beside the signal."},
    [DELAY] = {.name = "delay",
               .unit = LEAT_UNIT_MS,
               .min = 7.0f,
               .def = 18.0f,
               .max = 44.0f,
               .help = "Time around which the voices lie."},
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
    const uint32_t voices = (uint32_t)(int32_t)param[VOICES].at[place->lane];
    const uint32_t apart = (uint32_t)(0x100000000u / voices);
    const float n = (float)(int32_t)voices, frames_per_ms = 0.001f * place->rate_hz;
    const float middle = sweep_param(place, param[DELAY]) * frames_per_ms;
    const float swing = 6.0f * frames_per_ms * sweep_param(place, param[DEPTH]) /
                        (1.0f + sweep_param(place, param[RATE]));
    uint32_t phase =
        place->phase + sway_ahead(place->lane, sweep_param(place, param[SPREAD]));
    float sum = 0.0f;

    for (uint32_t v = 0; v < voices; v++, phase += apart)
        sum += sweep_recall(place, middle + swing * sway_sine(phase));
    return (struct sweep_heard){
        .keep = place->x + sweep_param(place, param[FEEDBACK]) * (sum / n),
        .dry = place->x,
        .wet = math_sqrt(n) * (sum / n),
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

const struct leat_node_class LEVEL(leat_node_chorus) = {
    .size = sizeof(struct leat_node_class),
    .name = "chorus",
    .summary = "Signal among voices that are never quite in tune.",
    .example = "saw(220.hz) |> chorus(rate: 0.5.hz, depth: 50%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
