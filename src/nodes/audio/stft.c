/* SPDX-License-Identifier: MIT */
/*
 * stft: sound to spectra, which travel as sound does: on lanes.
 *
 * Where the frame number is a multiple of the hop H = size / overlap, the last `size`
 * samples under a Hann window become size / 2 bins, scaled by 4 / size
 * so that a sine of full scale reads 1.  During the H
 * frames that follow, frame i carries bin j H + i of channel c on the two lanes
 * c * overlap + 2 j (real part) and + 2 j + 1 (imaginary part), j < overlap / 2.  Bin 0
 * has no imaginary part: there stands the real one of bin size / 2.
 *
 * So whatever works on samples works on bins, and istft gives the sound back.
 */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/fft.h"
#include "dsp/frames.h"

enum { SIZE, OVERLAP, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Its spectra; a lane per overlap and channel.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SIZE] = FRAMES_SIZE_PARAM,
    [OVERLAP] = FRAMES_OVERLAP_PARAM,
};

struct stft {
    uint32_t size, overlap;
    float data[]; /* work 2 size, bins size + 2 a channel, history size a channel */
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)diag;
    env->lanes = env->in_lanes[0] ? env->in_lanes[0] : 1;
    env->out_lanes[0] = env->lanes * frames_overlap(settings->number[OVERLAP]);
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t size = frames_size(settings->number[SIZE]);

    return sizeof(struct stft) +
           sizeof(float) * (3 * size + env->lanes * (2 * size + 2));
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    (void)env;
    return frames_size(settings->number[SIZE]);
}

/* What is on its way when the input ends. */
static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct stft *s = state;

    (void)env;
    s->size = frames_size(settings->number[SIZE]);
    s->overlap = frames_overlap(settings->number[OVERLAP]);
}

static float *bins(struct stft *s, uint32_t channel)
{
    return s->data + 3 * (size_t)s->size + channel * (2 * (size_t)s->size + 2);
}

/* Bins of the samples before `frame`. */
static void analyse(struct stft *s, uint32_t channel, int64_t frame)
{
    const uint32_t size = s->size;
    float *piece = s->data, *work = piece + size;
    float *re = bins(s, channel), *im = re + size / 2 + 1;

    frames_get(piece, im + size / 2 + 1, size, frame);
    hann_times(piece, piece, size, 4.0f / (float)size);
    dsp_fft_real(piece, re, im, size, work);
    im[0] = re[size / 2];
}

/* Frames [at, at + n) of the hop, from the bins to their lanes, `step` apart; a
 * constant step of 4 becomes vectors. */
LANES_INLINE void spread(float *restrict out, const float *re, const float *im,
                         uint32_t hop, uint32_t step, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        out[(size_t)i * step] = re[i];
        out[(size_t)i * step + 1] = im[i];
        out[(size_t)i * step + 2] = re[hop + i];
        out[(size_t)i * step + 3] = im[hop + i];
    }
}

static void tell(struct stft *s, uint32_t channel, uint32_t at, float *out,
                 uint32_t lanes, uint32_t n)
{
    const uint32_t hop = s->size / s->overlap;
    const float *re = bins(s, channel) + at, *im = re + s->size / 2 + 1;

    out += channel * s->overlap;
    for (uint32_t j = 0; j < s->overlap / 2; j += 2) {
        if (lanes == 4)
            spread(out, re, im, hop, 4, n);
        else
            spread(out + 2 * j, re + j * hop, im + j * hop, hop, lanes, n);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct stft *s = state;
    const uint32_t hop = s->size / s->overlap, lanes = block->out_lanes[0];

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        const uint32_t at = frames_at(frame, hop);
        n = frames_piece(frame, hop, block->nframes - i);
        for (uint32_t c = 0; c < block->lanes; c++) {
            const float *in = block->in[0] + (size_t)i * block->lanes + c;
            float *history = bins(s, c) + s->size + 2;
            tell(s, c, at, block->out[0] + (size_t)i * lanes, lanes, n);
            frames_put(history, s->size, frame, in, block->lanes, n);
            if (at + n == hop)
                analyse(s, c, frame + n);
        }
    }
}

const struct leat_node_class LEVEL(leat_node_stft) = {
    .size = sizeof(struct leat_node_class),
    .name = "stft",
    .summary = "Turn sound to spectra, which spectral nodes and istft take.",
    .example = "saw(110.hz) |> stft() |> gain(-6.db) |> istft()",
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
