/* SPDX-License-Identifier: MIT */
/* loudness: pass a signal through and tell people how loud it is, as dsp/loudness.h and
 * dsp/true_peak.h measure it. */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/loudness.h"
#include "dsp/true_peak.h"

enum { MOMENTARY, SHORT_TERM, INTEGRATED, RANGE, TRUE_PEAK, N_VALUES };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to measure; its channels are weighed.",
     NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same signal.", NULL},
};

struct meter {
    uint32_t past;            /* where the last samples of each lane stand in `rest` */
    float peak;               /* greatest so far */
    _Alignas(8) float rest[]; /* struct loudness, past samples */
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = env->out_lanes[0] = env->in_lanes[0] ? env->in_lanes[0] : 1;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct meter) + loudness_size(env->lanes) +
           (size_t)env->lanes * TRUE_PEAK_PAST * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct meter *meter = state;

    (void)settings;
    meter->past = (uint32_t)(loudness_size(env->lanes) / sizeof(float));
    loudness_init((struct loudness *)meter->rest, env->rate_hz, env->lanes,
                  env->in_mask[0]);
}

/* The true peak of n <= TRUE_PEAK_FRAMES frames of a lane. */
LEAT_RT static float measure(float *past, const float *in, uint32_t lanes, uint32_t n)
{
    float x[TRUE_PEAK_PAST + TRUE_PEAK_FRAMES], peak[TRUE_PEAK_FRAMES] = {0};
    float most = 0.0f;

    memcpy(x, past, TRUE_PEAK_PAST * sizeof(float));
    for (uint32_t i = 0; i < n; i++)
        x[TRUE_PEAK_PAST + i] = in[(size_t)i * lanes];
    memcpy(past, x + n, TRUE_PEAK_PAST * sizeof(float));
    true_peak_raise(peak, x + TRUE_PEAK_BEFORE, n, 1.0f, 0.0f);
    for (uint32_t i = 0; i < n; i++)
        most = math_max(peak[i], most);
    return most;
}

LEAT_RT static void tell(const struct meter *meter, float *value)
{
    const struct loudness *loudness = (const struct loudness *)meter->rest;

    value[MOMENTARY] = loudness->momentary;
    value[SHORT_TERM] = loudness->short_term;
    value[INTEGRATED] = loudness->integrated;
    value[RANGE] = loudness->range;
    value[TRUE_PEAK] = math_max(math_factor_to_db(meter->peak), LOUDNESS_NONE);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct meter *meter = state;
    struct loudness *loudness = (struct loudness *)meter->rest;
    const uint32_t lanes = block->lanes;

    if (loudness->steps == 0) /* 0 LUFS would be loud */
        tell(meter, block->mailbox);
    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        const float *in = block->in[0] + (size_t)start * lanes;

        n = block->nframes - start;
        n = n < TRUE_PEAK_FRAMES ? n : TRUE_PEAK_FRAMES;
        for (uint32_t l = 0; l < lanes; l++)
            meter->peak =
                math_max(measure(meter->rest + meter->past + (size_t)l * TRUE_PEAK_PAST,
                                 in + l, lanes, n),
                         meter->peak);
        for (uint32_t i = 0; i < n; i++, in += lanes)
            if (loudness_take(loudness, in, lanes))
                tell(meter, block->mailbox);
    }
    memmove(block->out[0], block->in[0],
            sizeof(float) * block->nframes * (size_t)lanes);
}

const struct leat_node_class LEVEL(leat_node_loudness) = {
    .size = sizeof(struct leat_node_class),
    .name = "loudness",
    .aliases = "lufs",
    .summary = "Pass a signal through and tell how loud it is, in LUFS.",
    .example = "noise(color: pink) |> gain(-12.db) |> loudness()",
    .flags = LEAT_CLASS_MATRIX | LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .mailbox = "momentary short_term integrated range true_peak",
    .n_mailbox = N_VALUES,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
