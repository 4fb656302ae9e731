/* SPDX-License-Identifier: MIT */
/*
 * voice_sum: the sum of the voices of a group, their channels kept.
 *
 * In 16 parts (voice mod 16) joined by the tree 8-4-2-1, so that neither the width of
 * vectors nor the cutting into tiles changes a bit.
 */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/lanes.h"

enum { PARTS = 16 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Voices, each with its channels.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Their sum.", NULL},
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    const uint32_t voices = env->voices ? env->voices : 1;

    (void)settings;
    if (env->in_lanes[0] % voices) {
        leat_diag_add(diag, LEAT_ERROR, 605, "%u lanes are not %u voices alike.",
                      env->in_lanes[0], voices);
        return LEAT_ERR_FORMAT;
    }
    env->lanes = 1;
    env->out_lanes[0] = env->in_lanes[0] >= voices ? env->in_lanes[0] / voices : 1;
    return 0;
}

/* Add the upper half of 2 * half parts to the lower. */
LANES_INLINE void fold(float *part, uint32_t half)
{
    for (uint32_t l = 0; l < half; l++)
        part[l] += part[l + half];
}

/* One frame of `lanes` lanes, voices with `channels` each. */
LANES_INLINE void add_up(float *out, const float *in, uint32_t lanes, uint32_t channels)
{
    const uint32_t row = PARTS * channels;
    float part[PARTS * 2];

    for (uint32_t l = 0; l < row; l++)
        part[l] = 0.0f + (l < lanes ? in[l] : 0.0f);
    for (uint32_t first = row; first < lanes; first += row)
        for (uint32_t l = 0; l < row && first + l < lanes; l++)
            part[l] += in[first + l];
    fold(part, 8 * channels);
    fold(part, 4 * channels);
    fold(part, 2 * channels);
    fold(part, channels);
    for (uint32_t c = 0; c < channels; c++)
        out[c] = part[c];
}

/* The same for any number of channels, one after the other. */
LEAT_RT static void add_channels(float *out, const float *in, uint32_t lanes,
                                 uint32_t channels)
{
    for (uint32_t c = 0; c < channels; c++) {
        float part[PARTS] = {0};
        for (uint32_t v = 0; v * channels < lanes; v++)
            part[v % PARTS] += in[v * channels + c];
        for (uint32_t half = PARTS / 2; half; half /= 2)
            for (uint32_t l = 0; l < half; l++)
                part[l] += part[l + half];
        out[c] = part[0];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const uint32_t lanes = block->in_lanes[0], channels = block->out_lanes[0];
    const float *in = block->in[0];
    float *out = block->out[0];

    (void)state;
    if (lanes == channels) { /* one voice */
        for (uint32_t i = 0; i < block->nframes * channels; i++)
            out[i] = 0.0f + in[i];
        return;
    }
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += channels) {
        if (channels == 1 && lanes == PARTS)
            add_up(out, in, PARTS, 1);
        else if (channels == 2 && lanes == 2 * PARTS)
            add_up(out, in, 2 * PARTS, 2);
        else if (channels == 1)
            add_up(out, in, lanes, 1);
        else if (channels == 2)
            add_up(out, in, lanes, 2);
        else
            add_channels(out, in, lanes, channels);
    }
}

const struct leat_node_class LEVEL(leat_node_voice_sum) = {
    .size = sizeof(struct leat_node_class),
    .name = "voice_sum",
    .summary = "Sum of a group's voices, channels kept; `voices` ends with it.",
    .example = "sine(330.hz, amplitude: 0.2) |> voice_sum()",
    .flags = LEAT_CLASS_MATRIX | LEAT_CLASS_SUMS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .shape = shape,
    .process = process,
};
