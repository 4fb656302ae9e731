/* SPDX-License-Identifier: MIT */
/*
 * resample: change the sample rate of a signal.
 *
 * The host inserts it wherever two rates meet.  Input frame e and everything before it
 * have come out at output frame e * out / in + latency, where the stream ends when its
 * input ends at e.
 */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "base/table.h"
#include "dsp/resample.h"

enum { RATE, QUALITY, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal at any rate.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same signal at the new rate.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = {.name = "rate",
              .unit = LEAT_UNIT_HZ,
              .min = 8000.0f,
              .def = 48000.0f,
              .max = 384000.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Frames a second that come out."},
    [QUALITY] =
        {.name = "quality",
         .kind = LEAT_ENUM,
         .max = 1.0f,
         .choices = "hq fast",
         .flags = LEAT_PARAM_STRUCTURAL,
         .help = "Aliases lie 130 dB down with hq; 90 with fast, at half the cost."},
};

struct resample {
    bool ended;
    int64_t end; /* of the input, when it has ended */
    _Alignas(64) struct dsp_resample stream;
};

static struct dsp_resample_plan plan(const struct leat_env *env,
                                     const struct leat_settings *settings)
{
    return dsp_resample_plan(env->rate_hz, env->out_rate_hz,
                             settings->number[QUALITY] > 0.5f ? DSP_RESAMPLE_FAST
                                                              : DSP_RESAMPLE_HQ);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct dsp_resample_plan p = plan(env, settings);

    return offsetof(struct resample, stream) +
           dsp_resample_size(&p, env->lanes, env->max_frames);
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    return plan(env, settings).latency;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct resample *r = state;
    const struct dsp_resample_plan p = plan(env, settings);

    dsp_resample_init(&r->stream, &p, env->lanes, env->max_frames);
}

static int open_table(const struct leat_env *env, const struct leat_settings *settings,
                      void **resource, struct leat_diag *diag)
{
    const struct dsp_resample_plan p = plan(env, settings);

    (void)diag;
    *resource =
        math_table_ref(dsp_resample_fill, &p, sizeof(p), dsp_resample_table(&p));
    return *resource ? 0 : LEAT_ERR_NOMEM;
}

static int close_table(void **resource, struct leat_diag *diag)
{
    (void)diag;
    math_table_unref(*resource);
    *resource = NULL;
    return 0;
}

/* Frames of the block's outputs that belong to the stream. */
static uint32_t live(struct resample *r, const struct leat_block *block)
{
    const struct dsp_resample_plan *p = &r->stream.plan;
    int64_t n;

    if (block->nframes > 0) {
        if (block->in_live[0] == block->nframes)
            r->ended = false;
        else if (!r->ended)
            r->end = block->frame + block->in_live[0];
        r->ended = r->ended || block->in_live[0] < block->nframes;
    }
    if (!r->ended)
        return block->out_frames;
    n = leat_rt_scale_round(r->end, p->up, p->down) + p->latency - block->out_frame;
    return n < 0 ? 0 : n < block->out_frames ? (uint32_t)n : block->out_frames;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct resample *r = state;
    const uint32_t n = live(r, block);
    float *out = block->out[0];

    dsp_resample_write(&r->stream, block->in[0], block->frame, block->nframes);
    dsp_resample_read(&r->stream, block->resource, out, block->out_frame, n);
    memset(out + (size_t)n * block->lanes, 0,
           sizeof(float) * block->lanes * (block->out_frames - n));
    block->out_live[0] = n;
}

const struct leat_node_class LEVEL(leat_node_resample) = {
    .size = sizeof(struct leat_node_class),
    .name = "resample",
    .summary = "Change the sample rate of a signal.",
    .example = "sine(440.hz) |> resample(rate: 96000.hz)",
    .flags = LEAT_CLASS_RESAMPLE | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .latency = latency,
    .init = init,
    .process = process,
    .open = open_table,
    .close = close_table,
};
