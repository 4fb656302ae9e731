/* SPDX-License-Identifier: MIT */
/*
 * pitch_shift: a sound higher or lower at the same speed.
 *
 * With r = 2^(semitones / 12) the sound is laid out r times as long by dsp/vocoder.h,
 * and read r times as fast by dsp/sinc.h.  What would pass half the sample rate then is
 * left out before.  Below r = 1 pieces lie r times as close, so that none of the input
 * is passed over.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/frames.h"
#include "dsp/sinc.h"
#include "dsp/vocoder.h"

enum { SEMITONES, LOWEST, SIZE, N_PARAMS };
enum { MARGIN = SINC_HALF + 2 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to shift.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same at another pitch.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SEMITONES] = {.name = "semitones",
                   .aliases = "shift pitch",
                   .unit = LEAT_UNIT_SEMITONES,
                   .min = -24.0f,
                   .max = 24.0f,
                   .help = "How far to shift; 12 is an octave up."},
    [LOWEST] = {.name = "lowest",
                .unit = LEAT_UNIT_SEMITONES,
                .min = -24.0f,
                .def = -12.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Lowest shift that may be wanted; latency grows with it."},
    [SIZE] = FRAMES_SIZE_PARAM,
};

struct pitch_shift {
    double u; /* made frame that the next output is */
    double lowest;
    uint32_t late;
    _Alignas(64) struct vocoder vocoder;
};

/* The lowest ratio: that of `lowest`, or of the shift it is made with. */
static double lowest(const struct leat_settings *settings)
{
    const float a = settings->number[SEMITONES], b = settings->number[LOWEST];

    return math_exp2_d((double)math_min(math_min(a, b), 0.0f) / 12.0);
}

/* From the middle of a piece to where it is read first, and to its end in the input. */
static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    const double size = frames_size(settings->number[SIZE]), r = lowest(settings);

    (void)env;
    return (uint32_t)((0.5 * size + MARGIN) / r + size / VOCODER_OVERLAP + 0.75 * size);
}

static uint32_t ring(const struct leat_settings *settings)
{
    uint32_t frames = 1024;

    while (frames < latency(NULL, settings) + 3 * frames_size(settings->number[SIZE]))
        frames *= 2;
    return frames;
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

    return sizeof(struct pitch_shift) +
           sizeof(float) * vocoder_floats(size, env->lanes, ring(settings), 2 * size);
}

/* What is on its way when the input ends. */
static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct pitch_shift *s = state;

    s->lowest = lowest(settings);
    s->late = latency(env, settings);
    s->vocoder.size = frames_size(settings->number[SIZE]);
    s->vocoder.channels = env->lanes;
    s->vocoder.ring = ring(settings);
    s->vocoder.made_ring = 2 * s->vocoder.size;
    s->u = s->vocoder.size; /* the first pieces begin before the sound */
}

/* Lay pieces until what output `o` reads is made. */
static void make(struct pitch_shift *s, double r, int64_t o)
{
    struct vocoder *v = &s->vocoder;
    const uint32_t widest = v->size / VOCODER_OVERLAP;
    const uint32_t hop = r < 1.0 ? (uint32_t)(r * widest + 0.5) : widest;

    while ((double)v->made < s->u + MARGIN) {
        const double middle = (double)(v->made + hop) + 0.5 * v->size - s->u;
        const double top = r > 1.0 ? 0.5 * v->size / r : 0.5 * v->size + 1.0;
        const struct vocoder_piece piece = {.place =
                                                (double)o + middle / r - 0.5 * v->size,
                                            .pace = 1.0 / r,
                                            .hop = hop,
                                            .top = (uint32_t)top};
        vocoder_step(v, &piece);
    }
}

/* 32 made frames around a place, as they would lie without a ring. */
static float read_made(const struct vocoder *v, uint32_t channel, int64_t at, float f)
{
    const float *made = vocoder_made(v, channel);
    const uint32_t mask = v->made_ring - 1;
    const uint32_t first = (uint32_t)((uint64_t)(at - SINC_HALF + 1) & mask);
    float x[2 * SINC_HALF];

    if (first + 2 * SINC_HALF <= v->made_ring)
        return sinc_between(made + first + SINC_HALF - 1, f);
    for (uint32_t k = 0; k < 2 * SINC_HALF; k++)
        x[k] = made[(first + k) & mask];
    return sinc_between(x + SINC_HALF - 1, f);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct pitch_shift *s = state;
    struct vocoder *v = &s->vocoder;
    const struct leat_value semitones = block->param[SEMITONES];
    const uint32_t lanes = block->lanes;
    double r = 1.0;

    for (uint32_t i = 0; i < block->nframes; i++) {
        if (i == 0 || semitones.step)
            r = math_max_d(
                (double)math_exp2(leat_value_row(semitones, i)[0] * (1.0f / 12.0f)),
                s->lowest);
        make(s, r, block->frame + i - s->late);
        if (block->in_lanes[0])
            vocoder_put(v, block->in[0] + (size_t)i * lanes, 1);
        const double whole = math_floor_d(s->u);
        for (uint32_t c = 0; c < lanes; c++)
            block->out[0][(size_t)i * lanes + c] =
                read_made(v, c, (int64_t)whole, (float)(s->u - whole));
        s->u += r;
    }
}

const struct leat_node_class LEVEL(leat_node_pitch_shift) = {
    .size = sizeof(struct leat_node_class),
    .name = "pitch_shift",
    .aliases = "transpose",
    .summary = "Make a sound higher or lower at the same speed.",
    .example = "saw(110.hz) |> gain(-6.db) |> pitch_shift(semitones: 7)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
