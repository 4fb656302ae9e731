/* SPDX-License-Identifier: MIT */
/*
 * pan: place a signal between left and right with equal power.
 *
 * With p in [-1, 1], left = cos(pi / 4 * (1 + p)) and right = sin(pi / 4 * (1 + p)), so
 * left^2 + right^2 = 1.  Each lane has its own place; lanes that a file labels left or
 * right start from there, so at position 0 a stereo file stays as it is.  Inside voices
 * each voice gets two channels of its own.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/lanes.h"

enum { IN };
enum { OUT };
enum { POSITION, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to place; any number of lanes.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Left and right.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [POSITION] = {.name = "position",
                  .min = -1.0f,
                  .max = 1.0f,
                  .help = "From -1, left, to 1, right."},
};

enum { START, LEFT, RIGHT, N_ROWS }; /* where position 0 is, and both weights */

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = env->in_lanes[IN] ? env->in_lanes[IN] : 1;
    env->out_lanes[OUT] = 2 * (env->voices ? env->voices : 1);
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return env->lanes * N_ROWS * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    float *start = state;
    uint32_t lane = 0;

    (void)settings;
    for (uint32_t mask = env->in_mask[IN]; mask && lane < env->lanes; lane++) {
        const uint32_t label = mask & (~mask + 1); /* lanes stand in order of bits */
        if (label & (LEAT_CH_FL | LEAT_CH_BL | LEAT_CH_SL))
            start[lane] = -1.0f;
        if (label & (LEAT_CH_FR | LEAT_CH_BR | LEAT_CH_SR))
            start[lane] = 1.0f;
        mask ^= label;
    }
}

LANES_INLINE void weigh(float *rows, const float *position, uint32_t lanes)
{
    const float *start = rows;
    float *left = rows + (size_t)LEFT * lanes, *right = rows + (size_t)RIGHT * lanes;

    for (uint32_t l = 0; l < lanes; l++) {
        const float p = position[l] + start[l];
        const float x = 0.25f + 0.25f * (p < -1.0f ? -1.0f : p > 1.0f ? 1.0f : p);
        left[l] = math_sin_pi(0.5f - x);
        right[l] = math_sin_pi(x);
    }
}

LANES_INLINE void place(float *rows, const struct leat_block *block, uint32_t lanes)
{
    const struct leat_value position = block->param[POSITION];
    const float *left = rows + (size_t)LEFT * lanes;
    const float *right = rows + (size_t)RIGHT * lanes;
    const float *in = block->in[IN];
    float *out = block->out[OUT];

    weigh(rows, position.at, lanes);
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += 2) {
        if (position.step)
            weigh(rows, leat_value_row(position, i), lanes);
        const float l = dot_lanes(left, in, lanes);
        const float r = dot_lanes(right, in, lanes);

        out[0] = l;
        out[1] = r;
    }
}

/* Voices of one lane each. */
LANES_INLINE void place_voices(float *rows, const struct leat_block *block,
                               uint32_t lanes)
{
    const struct leat_value position = block->param[POSITION];
    const float *left = rows + (size_t)LEFT * lanes;
    const float *right = rows + (size_t)RIGHT * lanes;
    const float *in = block->in[IN];
    float *out = block->out[OUT];

    weigh(rows, position.at, lanes);
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += 2 * lanes) {
        if (position.step)
            weigh(rows, leat_value_row(position, i), lanes);
        for (uint32_t l = 0; l < lanes; l++) {
            out[2 * l] = left[l] * in[l];
            out[2 * l + 1] = right[l] * in[l];
        }
    }
}

/* Voices of `each` lanes. */
LEAT_RT static void place_wide(float *rows, const struct leat_block *block,
                               uint32_t each)
{
    const uint32_t lanes = block->lanes;
    const float *left = rows + (size_t)LEFT * lanes;
    const float *right = rows + (size_t)RIGHT * lanes;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *in = block->in[IN] + (size_t)i * lanes;
        float *out = block->out[OUT] + (size_t)i * block->out_lanes[OUT];
        if (i == 0 || block->param[POSITION].step)
            weigh(rows, leat_value_row(block->param[POSITION], i), lanes);
        for (uint32_t l = 0; l < lanes; l += each, out += 2) {
            out[0] = dot_lanes(left + l, in + l, each);
            out[1] = dot_lanes(right + l, in + l, each);
        }
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const uint32_t voices = block->out_lanes[OUT] / 2;

    if (voices > 1 && block->lanes == 32 && voices == 32)
        place_voices(state, block, 32);
    else if (voices > 1 && block->lanes == voices)
        place_voices(state, block, voices);
    else if (voices > 1)
        place_wide(state, block, block->lanes / voices);
    else if (block->lanes == 1)
        place(state, block, 1);
    else if (block->lanes == 2)
        place(state, block, 2);
    else if (block->lanes == 16)
        place(state, block, 16);
    else
        place(state, block, block->lanes);
}

const struct leat_node_class LEVEL(leat_node_pan) = {
    .size = sizeof(struct leat_node_class),
    .name = "pan",
    .summary = "Place a signal between left and right with equal power.",
    .example = "saw(220.hz) |> pan(-0.5)",
    .flags = LEAT_CLASS_MATRIX | LEAT_CLASS_VOICES,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
