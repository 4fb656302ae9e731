/* SPDX-License-Identifier: MIT */
/* pad: silence before a signal and after it. */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/seconds.h"

enum { BEFORE, AFTER, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to move.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Silence, signal, silence.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [BEFORE] = {.name = "before",
                .unit = LEAT_UNIT_S,
                .max = 600.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Silence before the signal."},
    [AFTER] = {.name = "after",
               .unit = LEAT_UNIT_S,
               .max = 600.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Silence after it."},
};

struct pad {
    int64_t before, after; /* in frames */
    int64_t left;          /* frames of output to come; -1 while the input runs */
    int64_t at;            /* row of `held` */
    float held[];          /* `before` rows of one sample per lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t rows =
        (size_t)seconds_to_frames(settings->number[BEFORE], env->rate_hz);

    return sizeof(struct pad) + rows * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct pad *pad = state;

    pad->before = seconds_to_frames(settings->number[BEFORE], env->rate_hz);
    pad->after = seconds_to_frames(settings->number[AFTER], env->rate_hz);
    pad->left = -1;
}

/* Swap what comes in for what came in `before` frames ago. */
static void hold_back(struct pad *pad, const float *in, float *out, uint32_t lanes)
{
    float *held = pad->held + (size_t)pad->at * lanes;

    for (uint32_t l = 0; l < lanes; l++) {
        const float x = in[l];
        out[l] = held[l];
        held[l] = x;
    }
    pad->at = pad->at + 1 < pad->before ? pad->at + 1 : 0;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct pad *pad = state;
    const uint32_t lanes = block->lanes, nframes = block->nframes;

    if (pad->left < 0 && block->in_live[0] < nframes)
        pad->left = block->in_live[0] + pad->before + pad->after;
    if (pad->before == 0)
        memmove(block->out[0], block->in[0], sizeof(float) * nframes * (size_t)lanes);
    for (uint32_t i = 0; i < nframes && pad->before > 0; i++)
        hold_back(pad, block->in[0] + (size_t)i * lanes,
                  block->out[0] + (size_t)i * lanes, lanes);
    if (pad->left < 0)
        return;
    if (pad->left < nframes)
        block->out_live[0] = (uint32_t)pad->left;
    pad->left -= block->out_live[0];
}

const struct leat_node_class LEVEL(leat_node_pad) = {
    .size = sizeof(struct leat_node_class),
    .name = "pad",
    .summary = "Silence before a signal and after it.",
    .example = "sine(440.hz, duration: 1) |> pad(before: 0.5, after: 1)",
    .flags = LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
