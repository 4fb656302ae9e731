/* SPDX-License-Identifier: MIT */
/*
 * voice_level: how loud each voice of a group is, for `voices` to find the quietest.
 *
 * At each frame the greatest absolute sample, over all channels of the voice, of the
 * last whole quantum of 64 frames: the same however blocks are cut.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Voices, each with its channels.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Peak of each voice.", NULL},
};

static uint32_t voices_of(const struct leat_env *env)
{
    return env->voices ? env->voices : 1;
}

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    env->out_lanes[0] = voices_of(env);
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return 2 * sizeof(float) * voices_of(env); /* peaks: so far, of the last quantum */
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const uint32_t lanes = block->in_lanes[0], voices = block->out_lanes[0];
    float *peak = state, *last = peak + voices;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *in = block->in[0] + (size_t)i * lanes;
        if ((block->frame + i) % LEAT_QUANTUM == 0) {
            memcpy(last, peak, voices * sizeof(*peak));
            memset(peak, 0, voices * sizeof(*peak));
        }
        for (uint32_t l = 0; l < lanes; l++) {
            float *to = &peak[(uint64_t)l * voices / lanes];
            const float x = in[l] < 0.0f ? -in[l] : in[l];
            *to = x > *to ? x : *to;
        }
        memcpy(block->out[0] + (size_t)i * voices, last, voices * sizeof(*last));
    }
}

const struct leat_node_class LEVEL(leat_node_voice_level) = {
    .size = sizeof(struct leat_node_class),
    .name = "voice_level",
    .summary = "Peak of each voice of a group, quantum by quantum.",
    .example = "sine(330.hz, amplitude: 0.2) |> voice_level()",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .shape = shape,
    .state_size = state_size,
    .process = process,
};
