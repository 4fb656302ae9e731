/* SPDX-License-Identifier: MIT */
/*
 * istft: the spectra of stft back to sound.
 *
 * Where the frame number is a multiple of the hop, the bins that came during the last
 * one become `size` samples, which are added to the stream under a Hann window. Spectra
 * that nobody changed give back the sound, size + hop frames late in all.
 */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/fft.h"
#include "dsp/frames.h"

enum { SIZE, OVERLAP, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Spectra, as stft gives them.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Their sound.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SIZE] = FRAMES_SIZE_PARAM,
    [OVERLAP] = FRAMES_OVERLAP_PARAM,
};

struct istft {
    uint32_t size, overlap;
    float data[]; /* work 3 size, then for each channel bins size + 2, sum size */
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    const uint32_t overlap = frames_overlap(settings->number[OVERLAP]);
    const uint32_t lanes = env->in_lanes[0] ? env->in_lanes[0] : overlap;

    if (lanes % overlap) {
        leat_diag_add(diag, LEAT_ERROR, 602,
                      "`istft` takes %u lanes for each channel; here come %u.", overlap,
                      lanes);
        leat_diag_hint(diag, "Give it what stft() makes, with the same overlap.");
        return LEAT_ERR_FORMAT;
    }
    env->lanes = env->out_lanes[0] = lanes / overlap;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t size = frames_size(settings->number[SIZE]);

    return sizeof(struct istft) +
           sizeof(float) * (3 * size + env->lanes * (2 * size + 2));
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    (void)env;
    return frames_size(settings->number[SIZE]) /
           frames_overlap(settings->number[OVERLAP]);
}

/* What is on its way when the input ends. */
static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct istft *s = state;

    (void)env;
    s->size = frames_size(settings->number[SIZE]);
    s->overlap = frames_overlap(settings->number[OVERLAP]);
}

static float *bins(struct istft *s, uint32_t channel)
{
    return s->data + 3 * (size_t)s->size + channel * (2 * (size_t)s->size + 2);
}

static float *sum(struct istft *s, uint32_t channel)
{
    return bins(s, channel) + s->size + 2;
}

/* Frames [at, at + n) of the hop, from their lanes, `step` apart, to the bins; a
 * constant step of 4 becomes vectors. */
LANES_INLINE void gather(float *restrict re, float *restrict im, const float *in,
                         uint32_t hop, uint32_t step, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        re[i] = in[(size_t)i * step];
        im[i] = in[(size_t)i * step + 1];
        re[hop + i] = in[(size_t)i * step + 2];
        im[hop + i] = in[(size_t)i * step + 3];
    }
}

static void hear(struct istft *s, uint32_t channel, uint32_t at, const float *in,
                 uint32_t lanes, uint32_t n)
{
    const uint32_t hop = s->size / s->overlap;
    float *re = bins(s, channel) + at, *im = re + s->size / 2 + 1;

    in += channel * s->overlap;
    for (uint32_t j = 0; j < s->overlap / 2; j += 2) {
        if (lanes == 4)
            gather(re, im, in, hop, 4, n);
        else
            gather(re + j * hop, im + j * hop, in + 2 * j, hop, lanes, n);
    }
}

static void synthesise(struct istft *s, uint32_t channel)
{
    const uint32_t size = s->size;
    float *re = bins(s, channel), *im = re + size / 2 + 1;
    float *piece = s->data, *work = piece + size;

    re[size / 2] = im[0];
    dsp_fft_real_inverse(re, im, piece, size, work);
    frames_add(sum(s, channel), piece, size, size / s->overlap, 0.25f * (float)size);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct istft *s = state;
    const uint32_t hop = s->size / s->overlap, lanes = block->in_lanes[0];

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const uint32_t at = frames_at(block->frame + i, hop);
        n = frames_piece(block->frame + i, hop, block->nframes - i);
        for (uint32_t c = 0; c < block->lanes; c++) {
            float *out = block->out[0] + (size_t)i * block->lanes + c;
            if (lanes > 0)
                hear(s, c, at, block->in[0] + (size_t)i * lanes, lanes, n);
            if (block->lanes == 1)
                memcpy(out, sum(s, c) + at, n * sizeof(float));
            else
                for (uint32_t k = 0; k < n; k++)
                    out[(size_t)k * block->lanes] = sum(s, c)[at + k];
            if (at + n == hop)
                synthesise(s, c);
        }
    }
}

const struct leat_node_class LEVEL(leat_node_istft) = {
    .size = sizeof(struct leat_node_class),
    .name = "istft",
    .summary = "Turn the spectra of stft back to sound.",
    .example = "noise() |> stft(size: 1024) |> istft(size: 1024)",
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
