/* SPDX-License-Identifier: MIT */
/*
 * time_stretch: a sound slower or faster at the same pitch, by dsp/vocoder.h.
 *
 * Output frame o stands for input frame o / ratio, so a sound of e frames ends at
 * e * ratio.  A slower one falls behind its input, which is kept.  A faster one would
 * overtake it, so it waits for the time it will save: that is latency, which files do
 * not hear.  Where the length of the input is not known, `memory` is as far as the one
 * falls behind or the other runs ahead.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math_d.h"
#include "dsp/frames.h"
#include "dsp/seconds.h"
#include "dsp/vocoder.h"

enum { RATIO, MEMORY, SIZE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to stretch.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same, longer or shorter.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATIO] = {.name = "ratio",
               .aliases = "factor",
               .curve = LEAT_CURVE_LOG,
               .min = 0.25f,
               .def = 1.0f,
               .max = 4.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Length of what comes out against what goes in."},
    [MEMORY] = {.name = "memory",
                .unit = LEAT_UNIT_S,
                .curve = LEAT_CURVE_LOG,
                .min = 1.0f,
                .def = 10.0f,
                .max = 3600.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "How much of an input of unknown length is kept."},
    [SIZE] = FRAMES_SIZE_PARAM,
};

struct time_stretch {
    double ratio;
    int64_t late; /* frames by which output 0 comes late */
    int64_t end;  /* of the input; -1: it has not ended */
    uint32_t hop;
    _Alignas(64) struct vocoder vocoder;
};

/* Frames that the two get apart while an input lasts. */
static int64_t distance(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    const double ratio = (double)settings->number[RATIO];
    const double frames = env->in_length[0] >= 0
                              ? (double)env->in_length[0]
                              : (double)settings->number[MEMORY] * env->rate_hz;

    return (int64_t)(frames * (ratio > 1.0 ? 1.0 - 1.0 / ratio : 1.0 - ratio)) + 1;
}

/* A piece ends half a window after its middle, and begins a hop before it is heard;
 * what lies in the way of an onset may be read half a window early. */
static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    const double ratio = (double)settings->number[RATIO];
    const double size = frames_size(settings->number[SIZE]);
    const double wait = ratio < 1.0 ? (double)distance(env, settings) : 0.0;

    return (uint32_t)(wait + size * (1.25 + 0.75 / ratio)) + 1;
}

static uint32_t ring(const struct leat_env *env, const struct leat_settings *settings)
{
    const uint64_t frames = (uint64_t)distance(env, settings) +
                            8 * (uint64_t)frames_size(settings->number[SIZE]);
    uint32_t size = 1024;

    while (size < frames && size < 1u << 31)
        size *= 2;
    return size;
}

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
    const uint32_t size = frames_size(settings->number[SIZE]);

    return sizeof(struct time_stretch) +
           sizeof(float) *
               vocoder_floats(size, env->lanes, ring(env, settings), 2 * size);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct time_stretch *s = state;

    s->ratio = (double)settings->number[RATIO];
    s->late = latency(env, settings);
    s->end = -1;
    s->vocoder.size = frames_size(settings->number[SIZE]);
    s->vocoder.channels = env->lanes;
    s->vocoder.ring = ring(env, settings);
    s->vocoder.made_ring = 2 * s->vocoder.size;
    s->hop = s->vocoder.size / VOCODER_OVERLAP;
}

/* Lay pieces until the outputs before `o` are made, at a frame of the input.  Output o
 * is made frame o + size: the first pieces begin before the sound. */
static void make_until(struct time_stretch *s, int64_t o, int64_t frame)
{
    struct vocoder *v = &s->vocoder;

    while (v->made < o + v->size) {
        const double middle = (double)(v->made + s->hop) - 0.5 * v->size;
        const struct vocoder_piece piece = {.place = middle / s->ratio - 0.5 * v->size,
                                            .pace = 1.0 / s->ratio,
                                            .hop = s->hop,
                                            .top = v->size / 2 + 1,
                                            .ended = s->end >= 0 && s->end <= frame};
        vocoder_step(v, &piece);
    }
}

/* Take n frames, those that are before the end. */
static void hear(struct time_stretch *s, const float *in, int64_t frame, uint32_t n)
{
    const int64_t left = s->end < 0 ? n : s->end - frame;

    if (left > 0)
        vocoder_put(&s->vocoder, in, left < n ? (uint32_t)left : n);
}

/* n frames from output `o` on. */
static void tell(struct time_stretch *s, float *out, int64_t o, uint32_t n)
{
    const struct vocoder *v = &s->vocoder;

    for (uint32_t c = 0; c < v->channels; c++) {
        const float *made = vocoder_made(v, c);
        for (uint32_t i = 0; i < n; i++)
            out[(size_t)i * v->channels + c] =
                o + i < 0 ? 0.0f
                          : made[(uint64_t)(o + i + v->size) & (v->made_ring - 1)];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct time_stretch *s = state;
    const uint32_t lanes = block->lanes;
    int64_t left = INT64_MAX;

    if (s->end < 0 && block->in_live[0] < block->nframes)
        s->end = block->frame + block->in_live[0];
    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        n = frames_piece(frame, s->hop, block->nframes - i);
        if (frames_at(frame, s->hop) == 0)
            make_until(s, frame - s->late + s->hop, frame);
        if (block->in_lanes[0])
            hear(s, block->in[0] + (size_t)i * lanes, frame, n);
        tell(s, block->out[0] + (size_t)i * lanes, frame - s->late, n);
    }
    if (s->end >= 0)
        left =
            (int64_t)math_round_d((double)s->end * s->ratio) + s->late - block->frame;
    if (left < block->nframes) {
        block->out_live[0] = left < 0 ? 0 : (uint32_t)left;
        memset(block->out[0] + (size_t)block->out_live[0] * lanes, 0,
               sizeof(float) * lanes * (block->nframes - block->out_live[0]));
    }
}

const struct leat_node_class LEVEL(leat_node_time_stretch) = {
    .size = sizeof(struct leat_node_class),
    .name = "time_stretch",
    .aliases = "stretch",
    .summary = "Make a sound slower or faster at the same pitch.",
    .example = "saw(110.hz, amplitude: 0.5, duration: 1) |> time_stretch(ratio: 2)",
    .flags = LEAT_CLASS_MATRIX | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .latency = latency,
    .init = init,
    .process = process,
};
