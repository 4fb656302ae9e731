/* SPDX-License-Identifier: MIT */
/* delay: echo with feedback, whose time may be modulated: dsp/echo.h,
 * dsp/echo_steady.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo_steady.h"

enum { TIME = ECHO_TIME, FEEDBACK, WET, HIGHCUT, LOWCUT, MAX_TIME, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TIME] = ECHO_PARAM_TIME,
    [FEEDBACK] =
        ECHO_PARAM_FEEDBACK(0.4f, 0.98f, "Part of each echo that comes again."),
    [WET] = ECHO_PARAM_WET,
    [HIGHCUT] = ECHO_PARAM_HIGHCUT(20000.0f),
    [LOWCUT] = ECHO_PARAM_LOWCUT(20.0f),
    [MAX_TIME] = ECHO_PARAM_MAX_TIME("time"),
};

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    return echo_frames(env, settings->number[TIME], settings->number[MAX_TIME], 0.0);
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

LANES_INLINE void repeat(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    if (echo_is_steady(block, first, width))
        echo_steady_run(state, block, first, width);
    else
        echo_run(state, block, first, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct echo *echo = state;

    lanes_run(repeat, state, block);
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
