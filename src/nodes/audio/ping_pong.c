/* SPDX-License-Identifier: MIT */
/*
 * ping_pong: echoes that go from left to right and back.
 *
 *     l = filter(left[n - d])    r = filter(right[n - d])
 *     left[n] = x + feedback * r    right[n] = feedback * l
 *
 * x is the mean of the channels.  Echo k is feedback^(k - 1) loud, on the left for odd
 * k; width brings both sides together.  Times and filters are those of dsp/echo.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo.h"
#include "dsp/sides.h"

enum { TIME = ECHO_TIME, FEEDBACK, WET, HIGHCUT, LOWCUT, WIDTH, MAX_TIME, N_PARAMS };
enum { SIDES = 2 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes, in stereo.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TIME] = ECHO_PARAM_TIME,
    [FEEDBACK] = ECHO_PARAM_FEEDBACK(
        0.5f, 0.98f, "Part of each echo that comes again on the other side."),
    [WET] = ECHO_PARAM_WET,
    [HIGHCUT] = ECHO_PARAM_HIGHCUT(20000.0f),
    [LOWCUT] = ECHO_PARAM_LOWCUT(20.0f),
    [WIDTH] = {.name = "width",
               .unit = LEAT_UNIT_FRACTION,
               .def = 1.0f,
               .max = 1.0f,
               .help = "From 0, all echoes in the middle, to 1, fully to the sides."},
    [MAX_TIME] = ECHO_PARAM_MAX_TIME("time"),
};

struct ping_pong {
    float rate_hz;
    uint32_t size, at;
    float low[SIDES], cut[SIDES];
    struct echo_cut filter;
    float memory[]; /* rows of left and right */
};

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    return echo_frames(env, settings->number[TIME], settings->number[MAX_TIME], 0.0);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct ping_pong) +
           SIDES * (size_t)memory_frames(env, settings) * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct ping_pong *pong = state;

    pong->rate_hz = (float)env->rate_hz;
    pong->size = memory_frames(env, settings);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct ping_pong *pong = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];
    const float longest = (float)(int32_t)(pong->size - RECALL_MARGIN + 1);
    const float *in = block->in[0];
    float *out = block->out[0];

    for (uint32_t i = 0; i < block->nframes; i++, in += lanes_in, out += lanes) {
        const float frames =
            math_clamp(sides_param(param[TIME], i) * pong->rate_hz, 2.0f, longest);
        const float feedback = sides_param(param[FEEDBACK], i);
        const float wet = sides_param(param[WET], i);
        const float own = 0.5f + 0.5f * sides_param(param[WIDTH], i);
        float y[SIDES], x = 0.0f, *memory = pong->memory + SIDES * (size_t)pong->at;

        if (i == 0 || param[HIGHCUT].step | param[LOWCUT].step)
            pong->filter = echo_tune(sides_param(param[HIGHCUT], i),
                                     sides_param(param[LOWCUT], i), pong->rate_hz);
        for (uint32_t side = 0; side < SIDES; side++)
            y[side] = echo_filter(
                recall(pong->memory + side, SIDES, pong->size, pong->at, frames),
                &pong->filter, &pong->low[side], &pong->cut[side]);
        for (uint32_t l = 0; l < lanes_in; l++)
            x += in[l];
        x = x / (float)(int32_t)lanes_in + feedback * y[1];
        memory[0] = math_clamp(x, -ECHO_LIMIT, ECHO_LIMIT) + 1e-20f;
        memory[1] = feedback * y[0] + 1e-20f;
        for (uint32_t l = 0; l < lanes; l++)
            out[l] = (1.0f - wet) * in[lanes_in == 1 ? 0 : l] +
                     wet * (own * y[l & 1] + (1.0f - own) * y[~l & 1]);
        pong->at = pong->at + 1 < pong->size ? pong->at + 1 : 0;
    }
}

const struct leat_node_class LEVEL(leat_node_ping_pong) = {
    .size = sizeof(struct leat_node_class),
    .name = "ping_pong",
    .aliases = "pingpong ping_pong_delay",
    .summary = "Echoes that go from left to right and back.",
    .example = "saw(110.hz, duration: 0.2) |> ping_pong(time: 250.ms, feedback: 60%)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_shape,
    .state_size = state_size,
    .tail = echo_tail,
    .init = init,
    .process = process,
};
