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

enum { RATE, DEPTH, WET, FEEDBACK, VOICES, DELAY, SPREAD, N_PARAMS };

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

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return LEAT_TAIL_DECAY;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    sweep_init(state, env, LONGEST_S);
}

/* The mean of the voices of one lane. */
LANES_INLINE float hear(const float *memory, uint32_t lanes, uint32_t size, uint32_t at,
                        uint32_t phase, float middle, float swing, uint32_t voices)
{
    const uint32_t apart = (uint32_t)(0x100000000u / voices);
    float sum = 0.0f;

    for (uint32_t v = 0; v < voices; v++, phase += apart)
        sum += recall(memory, lanes, size, at, middle + swing * sway_sine(phase));
    return sum / (float)(int32_t)voices;
}

LANES_INLINE void sway(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct sweep *sweep = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes, size = sweep->size;
    const float frames_per_ms = 0.001f * sweep->rate_hz;
    float *memory = sweep_memory(sweep, lanes, first);
    uint32_t at = sweep->at, phase[LANES_MAX], step[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++)
        phase[l] = sweep->rest[first + l].phase;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *rate = leat_value_row(param[RATE], i) + first;
        const float *depth = leat_value_row(param[DEPTH], i) + first;
        const float *wet = leat_value_row(param[WET], i) + first;
        const float *feedback = leat_value_row(param[FEEDBACK], i) + first;
        const float *delay = leat_value_row(param[DELAY], i) + first;
        const float *spread = leat_value_row(param[SPREAD], i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || param[RATE].step)
            osc_to_steps(step, rate, sweep->per_hz, width);
        for (uint32_t l = 0; l < width; l++) {
            const uint32_t voices = (uint32_t)(int32_t)param[VOICES].at[first + l];
            const float swing = 6.0f * frames_per_ms * depth[l] / (1.0f + rate[l]);
            const float x = in[l];
            const float mean = hear(memory + l, lanes, size, at,
                                    phase[l] + sway_ahead(first + l, spread[l]),
                                    delay[l] * frames_per_ms, swing, voices);

            memory[(size_t)at * lanes + l] = sweep_hold(x + feedback[l] * mean);
            out[l] =
                (1.0f - wet[l]) * x + wet[l] * math_sqrt((float)(int32_t)voices) * mean;
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
    .tail = tail,
    .init = init,
    .process = process,
};
