/* SPDX-License-Identifier: MIT */
/* delay: echo with feedback, whose time may be modulated: dsp/echo.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo.h"

enum { TIME = ECHO_TIME, FEEDBACK, WET, HIGHCUT, LOWCUT, MAX_TIME, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TIME] = {.name = "time",
              .unit = LEAT_UNIT_S,
              .def = 0.25f,
              .max = 10.0f,
              .smooth_ms = 100.0f,
              .help = "Time between echoes, at most max_time; a change glides."},
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.4f,
                  .max = 0.98f,
                  .help = "Part of each echo that comes again."},
    [WET] = {.name = "wet_mix",
             .aliases = "wet mix",
             .unit = LEAT_UNIT_FRACTION,
             .def = 0.5f,
             .max = 1.0f,
             .help = "From 0, the signal alone, to 1, its echoes alone."},
    [HIGHCUT] = {.name = "highcut",
                 .unit = LEAT_UNIT_HZ,
                 .curve = LEAT_CURVE_LOG,
                 .min = 200.0f,
                 .def = 20000.0f,
                 .max = 20000.0f,
                 .help = "Each echo loses what lies above; 20 kHz loses nothing."},
    [LOWCUT] = {.name = "lowcut",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 20.0f,
                .max = 5000.0f,
                .help = "Each echo loses what lies below; 20 Hz loses nothing."},
    [MAX_TIME] = {.name = "max_time",
                  .unit = LEAT_UNIT_S,
                  .min = 0.001f,
                  .def = 1.0f,
                  .max = 10.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Longest time that memory is kept for; time raises it."},
};

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    const float time = settings->number[TIME], longest = settings->number[MAX_TIME];

    return (uint32_t)((double)(time > longest ? time : longest) * env->rate_hz) +
           RECALL_MARGIN;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t rows = ECHO_MEMORY + (size_t)memory_frames(env, settings);

    return sizeof(struct echo) + rows * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct echo *echo = state;

    echo->rate_hz = (float)env->rate_hz;
    echo->size = memory_frames(env, settings);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct echo *echo = state;

    lanes_run(echo_run, state, block);
    echo->at = (uint32_t)(((uint64_t)echo->at + block->nframes) % echo->size);
}

const struct leat_node_class LEVEL(leat_node_delay) = {
    .size = sizeof(struct leat_node_class),
    .name = "delay",
    .aliases = "echo",
    .summary = "Echo with feedback.",
    .example = "saw(110.hz, duration: 0.2) |> delay(time: 250.ms, feedback: 40%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = echo_tail,
    .init = init,
    .process = process,
};
