/* SPDX-License-Identifier: MIT */
/* rig_delay: echo of the rig: dsp/echo.h in the range that the instrument has. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo.h"

enum { TIME = ECHO_TIME, FEEDBACK, MIX, HIGHCUT, LOWCUT, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes.", NULL},
};

static const float LONGEST_S = 0.6f;

static const struct leat_param params[N_PARAMS] = {
    [TIME] = {.name = "time",
              .unit = LEAT_UNIT_S,
              .min = 0.1f,
              .def = 0.25f,
              .max = 0.6f,
              .smooth_ms = 100.0f,
              .help = "Time between echoes; a change glides."},
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.4f,
                  .max = 0.7f,
                  .help = "Part of each echo that comes again."},
    [MIX] = {.name = "mix",
             .aliases = "wet_mix wet",
             .unit = LEAT_UNIT_FRACTION,
             .def = 0.3f,
             .max = 1.0f,
             .help = "From 0, the signal alone, to 1, its echoes alone."},
    [HIGHCUT] = {.name = "highcut",
                 .unit = LEAT_UNIT_HZ,
                 .curve = LEAT_CURVE_LOG,
                 .min = 1000.0f,
                 .def = 5000.0f,
                 .max = 10000.0f,
                 .help = "Each echo loses what lies above."},
    [LOWCUT] = {.name = "lowcut",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 100.0f,
                .max = 1000.0f,
                .help = "Each echo loses what lies below; 20 Hz loses nothing."},
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t rows =
        ECHO_MEMORY + (size_t)echo_frames(env, settings->number[TIME], LONGEST_S, 0.0);

    return sizeof(struct echo) + rows * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct echo *echo = state;

    echo->rate_hz = (float)env->rate_hz;
    echo->size = echo_frames(env, settings->number[TIME], LONGEST_S, 0.0);
}

LANES_INLINE void repeat(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    echo_run(state, block, first, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct echo *echo = state;

    lanes_run(repeat, state, block);
    echo->at = (uint32_t)(((uint64_t)echo->at + block->nframes) % echo->size);
}

const struct leat_node_class LEVEL(leat_node_rig_delay) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_delay",
    .summary = "Echo of the Chronus rig.",
    .example = "saw(110.hz, duration: 0.2) |> rig_delay(mix: 0.5)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = echo_tail,
    .init = init,
    .process = process,
};
