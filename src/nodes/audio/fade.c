/* SPDX-License-Identifier: MIT */
/*
 * fade: fade in at the start and out at the end.
 *
 * With x from 0 to 1 along the fade: linear is x, power sin(pi / 2 * x), which keeps
 * the power of two crossed signals, and exp (1000^x - 1) / 999, which is even in
 * decibels. To fade out one must know the end.  Where the host does not know the length
 * of the input, the signal is held back by the time of the fade-out, which is this
 * class's latency: when the end arrives, as much is still to be played.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/seconds.h"

enum { FADE_IN, FADE_OUT, SHAPE, N_PARAMS };
enum { LINEAR, POWER, EXP };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to fade.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Faded signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FADE_IN] = {.name = "in",
                 .unit = LEAT_UNIT_S,
                 .max = 600.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "Length of the fade at the start."},
    [FADE_OUT] = {.name = "out",
                  .unit = LEAT_UNIT_S,
                  .max = 600.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Length of the fade at the end, which it must see come: a "
                          "live sound is heard that much later."},
    [SHAPE] = {.name = "shape",
               .kind = LEAT_ENUM,
               .max = 2.0f,
               .choices = "linear power exp",
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Straight, with equal power, or even in decibels."},
};

struct fade {
    int64_t in, out; /* lengths, in frames */
    int64_t hold;    /* frames that the signal is held back */
    int64_t end;     /* of the input, in frames; INT64_MAX while unknown */
    int64_t frame;   /* of the output that comes next; begins at -hold,
                      and as much sooner as the input lags */
    int64_t at;      /* row of `held` */
    int32_t shape;
    float held[]; /* `hold` rows of one sample per lane */
};

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    return env->in_length[0] >= 0
               ? 0
               : (uint32_t)seconds_to_frames(settings->number[FADE_OUT], env->rate_hz);
}

/* What was held back is still to come when the input has ended. */
static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct fade) +
           (size_t)latency(env, settings) * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct fade *fade = state;

    fade->in = seconds_to_frames(settings->number[FADE_IN], env->rate_hz);
    fade->out = seconds_to_frames(settings->number[FADE_OUT], env->rate_hz);
    fade->hold = env->in_length[0] >= 0 ? 0 : fade->out;
    fade->end = env->in_length[0] >= 0 ? env->in_length[0] - env->in_lag : INT64_MAX;
    fade->frame = -fade->hold - env->in_lag;
    fade->shape = (int32_t)settings->number[SHAPE];
}

static float bend(int64_t frames, int64_t length, int32_t shape)
{
    const float x = frames <= 0        ? 0.0f
                    : frames >= length ? 1.0f
                                       : (float)((double)frames / (double)length);

    return shape == LINEAR || x == 0.0f || x == 1.0f
               ? x
               : (shape == POWER ? math_sin_pi(0.5f * x)
                                 : (math_exp2(9.96578428f * x) - 1.0f) / 999.0f);
}

/* Write one frame of the output; `x` is the input's, and may be where it is written. */
static void play(struct fade *fade, const float *x, float *out, uint32_t lanes)
{
    const float factor =
        fade->frame < 0 ? 0.0f
                        : bend(fade->frame, fade->in, fade->shape) *
                              bend(fade->end - fade->frame, fade->out, fade->shape);
    float *held = fade->held + (size_t)fade->at * lanes;

    for (uint32_t l = 0; l < lanes; l++) {
        const float now = x[l];
        out[l] = factor * (fade->hold ? held[l] : now);
        if (fade->hold)
            held[l] = now;
    }
    fade->at = fade->at + 1 < fade->hold ? fade->at + 1 : 0;
    fade->frame++;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct fade *fade = state;
    const uint32_t lanes = block->lanes;

    if (block->in_live[0] < block->nframes && fade->end == INT64_MAX)
        fade->end = fade->frame + fade->hold + block->in_live[0];
    for (uint32_t i = 0; i < block->nframes; i++)
        play(fade, block->in[0] + (size_t)i * lanes, block->out[0] + (size_t)i * lanes,
             lanes);
}

const struct leat_node_class LEVEL(leat_node_fade) = {
    .size = sizeof(struct leat_node_class),
    .name = "fade",
    .summary = "Fade in at the start and out at the end.",
    .example = "sine(440.hz, duration: 3) |> fade(in: 0.5, out: 1)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
