/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ANALYSIS_H
#define LEAT_DSP_ANALYSIS_H

/**
 * analysis: what the classes that measure spectra have in common.
 *
 * Wherever the frame number is a multiple of the hop, each lane's last `size` samples
 * are measured; until the next time the values that came out are held on the outputs,
 * value p on port p, and those of lane 0 stand in the mailbox.
 */

#include "dsp/fft.h"
#include "dsp/frames.h"

enum { ANALYSIS_OVERLAP = 4 };

struct analysis {
    float rate_hz;
    uint32_t size, hop;
    uint32_t values; /* that come out of a lane */
    uint32_t memory; /* floats that the class keeps for each lane */
    uint32_t calls;  /* hops until now; begins again after 2^32 */
    _Alignas(64) float data[];
    /* a piece, a spectrum of size + 32, work of 2 size; then for each lane its history,
     * its values and its memory */
};

/** Measure a lane: `row` is the frame of the block whose parameters hold. */
typedef void analysis_measure(struct analysis *a, const struct leat_block *block,
                              uint32_t row, uint32_t lane, float *value, float *memory);

static inline size_t analysis_lane(const struct analysis *a)
{
    return (size_t)a->size + a->values + a->memory;
}

static inline size_t analysis_size(uint32_t size, uint32_t lanes, uint32_t values,
                                   uint32_t memory)
{
    return sizeof(struct analysis) +
           sizeof(float) *
               (4 * (size_t)size + 32 + lanes * ((size_t)size + values + memory));
}

LEAT_RT static inline void analysis_init(struct analysis *a, const struct leat_env *env,
                                         uint32_t size, uint32_t values,
                                         uint32_t memory)
{
    a->rate_hz = (float)env->rate_hz;
    a->size = size;
    a->hop = size / ANALYSIS_OVERLAP;
    a->values = values;
    a->memory = memory;
}

static inline float *analysis_history(struct analysis *a, uint32_t lane)
{
    return a->data + 4 * (size_t)a->size + 32 + lane * analysis_lane(a);
}

/** The samples before `frame`, oldest first; `size` floats that may be changed. */
static inline float *analysis_piece(struct analysis *a, uint32_t lane, int64_t frame)
{
    frames_get(a->data, analysis_history(a, lane), a->size, frame);
    return a->data;
}

/** What is below -300 dB is silence, so that its square is no denormal number. */
static inline float analysis_square(float x)
{
    const float heard = x > 1e-15f || x < -1e-15f ? x : 0.0f;

    return heard * heard;
}

/** Power of size / 2 + 1 bins under a Hann window; a sine of full scale makes 1. */
static inline float *analysis_power(struct analysis *a, uint32_t lane, int64_t frame)
{
    float *piece = analysis_piece(a, lane, frame);
    float *re = piece + a->size, *im = re + a->size / 2 + 16;

    hann_times(piece, piece, a->size, 4.0f / (float)a->size);
    dsp_fft_real(piece, re, im, a->size, im + a->size / 2 + 16);
    for (uint32_t k = 0; k <= a->size / 2; k++)
        re[k] = analysis_square(re[k]) + analysis_square(im[k]);
    return re;
}

/** Hold the values of one lane over n frames; a pulse only in the first of a hop. */
LANES_INLINE void analysis_hold(struct analysis *a, const struct leat_block *block,
                                uint32_t lane, uint32_t i, uint32_t n, bool pulse)
{
    float *value = analysis_history(a, lane) + a->size;
    const uint32_t lanes = block->lanes;

    for (uint32_t p = 0; p < a->values; p++) {
        float *out = block->out[p] + (size_t)i * lanes + lane;
        for (uint32_t k = 0; k < n; k++) {
            out[(size_t)k * lanes] = value[p];
            if (pulse)
                value[p] = 0.0f;
        }
    }
}

/** Give a marker on an output of events for each pulse of output 0, as strong as it
 * is. */
LANES_INLINE void analysis_mark(const struct analysis *a,
                                const struct leat_block *block, uint32_t port)
{
    const uint32_t into = frames_at(block->frame, a->hop); /* pulses begin a hop */

    for (uint32_t i = into ? a->hop - into : 0; i < block->nframes; i += a->hop)
        for (uint32_t l = 0; l < block->lanes; l++) {
            const struct leat_event event = {
                .type = LEAT_EVENT_MARKER,
                .channel = (uint16_t)(l & 15),
                .value = block->out[0][(size_t)i * block->lanes + l],
                .param = l};
            if (event.value != 0.0f)
                leat_block_emit(block, port, i, &event);
        }
}

/** process() of such a class. */
LANES_INLINE void analysis_run(struct analysis *a, const struct leat_block *block,
                               analysis_measure *measure, bool pulse)
{
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        n = frames_piece(frame, a->hop, block->nframes - i);
        for (uint32_t l = 0; l < lanes; l++) {
            frames_put(analysis_history(a, l), a->size, frame,
                       block->in[0] + (size_t)i * lanes + l, lanes, n);
            analysis_hold(a, block, l, i, n, pulse);
        }
        if (frames_at(frame + n, a->hop) != 0)
            continue;
        for (uint32_t l = 0; l < lanes; l++) {
            float *value = analysis_history(a, l) + a->size;
            measure(a, block, i + n - 1, l, value, value + a->values);
        }
        for (uint32_t p = 0; p < a->values; p++)
            block->mailbox[p] = analysis_history(a, 0)[a->size + p];
        a->calls++;
    }
}

#endif
