/* SPDX-License-Identifier: MIT */
/*
 * multitap: up to eight echoes of one memory, each with a time, a gain and a place:
 *
 *     left  = sum of gain_k cos(pi / 4 (1 + pan_k)) memory[n - time_k]
 *     right = sum of gain_k sin(pi / 4 (1 + pan_k)) memory[n - time_k]
 *     memory[n] = x + feedback * memory[n - T]
 *
 * x is the mean of the channels and T the longest time of an echo that is heard, so
 * with feedback the whole pattern comes again.  Times glide, and are read between
 * frames, as in dsp/echo.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo.h"
#include "dsp/sides.h"

enum { FEEDBACK, WET, MAX_TIME, TAP, TAPS = 8, N_PARAMS = TAP + 3 * TAPS };
enum { TIME, GAIN, PAN }; /* of a tap */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes, in stereo.", NULL},
};

#define ECHO(k, seconds, level)                                                        \
    [TAP + 3 * (k - 1) +                                                               \
        TIME] = {.name = "time" #k,                                                    \
                 .unit = LEAT_UNIT_S,                                                  \
                 .def = seconds,                                                       \
                 .max = 10.0f,                                                         \
                 .smooth_ms = 100.0f,                                                  \
                 .help = "Time of echo " #k ", at most max_time."},                    \
        [TAP + 3 * (k - 1) + GAIN] = {.name = "gain" #k,                               \
                                      .unit = LEAT_UNIT_FRACTION,                      \
                                      .min = -2.0f,                                    \
                                      .def = level,                                    \
                                      .max = 2.0f,                                     \
                                      .help = "Factor of echo " #k "; 0 is none."},    \
        [TAP + 3 * (k - 1) +                                                           \
            PAN] = {.name = "pan" #k,                                                  \
                    .min = -1.0f,                                                      \
                    .max = 1.0f,                                                       \
                    .help = "Place of echo " #k ": -1 left, 1 right."}

static const struct leat_param params[N_PARAMS] = {
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.3f,
                  .max = 0.98f,
                  .help = "Part of the last echo with which all come again."},
    [WET] = ECHO_PARAM_WET,
    [MAX_TIME] = ECHO_PARAM_MAX_TIME("any time"),
    ECHO(1, 0.25f, 0.7f),
    ECHO(2, 0.375f, 0.0f),
    ECHO(3, 0.5f, 0.0f),
    ECHO(4, 0.625f, 0.0f),
    ECHO(5, 0.75f, 0.0f),
    ECHO(6, 0.875f, 0.0f),
    ECHO(7, 1.0f, 0.0f),
    ECHO(8, 1.0f, 0.0f),
};

struct multitap {
    float rate_hz;
    uint32_t size, at;
    float memory[];
};

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    float longest = settings->number[MAX_TIME];

    for (uint32_t k = 0; k < TAPS; k++)
        longest = math_max(longest, settings->number[TAP + 3 * k + TIME]);
    return (uint32_t)((double)longest * env->rate_hz) + RECALL_MARGIN;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct multitap) + memory_frames(env, settings) * sizeof(float);
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return leat_tail_echoes(memory_frames(env, settings));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct multitap *multitap = state;

    multitap->rate_hz = (float)env->rate_hz;
    multitap->size = memory_frames(env, settings);
}

/* One echo: its parts go to left and right.  Returns its time in frames when it is
 * heard at all, else 0. */
LANES_INLINE float hear(const struct multitap *m, const struct leat_value *tap,
                        uint32_t frame, float *left, float *right)
{
    const float gain = sides_param(tap[GAIN], frame);
    const float x = 0.25f + 0.25f * sides_param(tap[PAN], frame);
    const float frames = math_clamp(sides_param(tap[TIME], frame) * m->rate_hz, 2.0f,
                                    (float)(int32_t)(m->size - RECALL_MARGIN + 1));

    if (gain == 0.0f)
        return 0.0f;
    const float y = gain * recall(m->memory, 1, m->size, m->at, frames);

    *left += y * math_sin_pi(0.5f - x);
    *right += y * math_sin_pi(x);
    return frames;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct multitap *m = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];
    const float *in = block->in[0];
    float *out = block->out[0];

    for (uint32_t i = 0; i < block->nframes; i++, in += lanes_in, out += lanes) {
        const float wet = sides_param(param[WET], i);
        float sides[2] = {0.0f, 0.0f}, x = 0.0f, longest = 0.0f;

        for (uint32_t k = 0; k < TAPS; k++)
            longest = math_max(longest,
                               hear(m, param + TAP + 3 * k, i, &sides[0], &sides[1]));
        for (uint32_t l = 0; l < lanes_in; l++)
            x += in[l];
        x /= (float)(int32_t)lanes_in;
        if (longest > 0.0f)
            x += sides_param(param[FEEDBACK], i) *
                 recall(m->memory, 1, m->size, m->at, longest);
        for (uint32_t l = 0; l < lanes; l++)
            out[l] = (1.0f - wet) * in[lanes_in == 1 ? 0 : l] + wet * sides[l & 1];
        m->memory[m->at] = math_clamp(x, -64.0f, 64.0f) + 1e-20f;
        m->at = m->at + 1 < m->size ? m->at + 1 : 0;
    }
}

const struct leat_node_class LEVEL(leat_node_multitap) = {
    .size = sizeof(struct leat_node_class),
    .name = "multitap",
    .aliases = "multi_tap",
    .summary = "Up to eight echoes, each with its time, gain and place.",
    .example =
        "saw(110.hz, duration: 0.2) |> multitap(time1: 250.ms, gain1: 40%, pan1: "
        "-0.3, time2: 375.ms, gain2: 30%, pan2: 0.4)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_shape,
    .state_size = state_size,
    .tail = tail,
    .init = init,
    .process = process,
};
