/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DISTORT_H
#define LEAT_DSP_DISTORT_H

/**
 * distort: a curve of dsp/shaper.h at a multiple of the rate, dsp/halfband.h, between a
 * drive and a tone: the kernel of distortion, tube_saturation and fold.
 *
 *     out = output * tone(down(curve(up(drive * in))))
 *
 * tone is a low-pass of one pole at 1000 * 8^tone Hz, held below 0.3 of the rate, from
 * where on a pole that jumps would make peaks.  What curves of unlike halves add
 * that stands still is taken away again below 7 Hz.
 */

#include "dsp/halfband.h"
#include "dsp/one_pole.h"
#include "dsp/shaper.h"

enum { DISTORT_FRAMES = 8, DISTORT_ROOM = (1 + DISTORT_FRAMES * 16) * LANES_MAX };

/* Rows of state: those of the steps up and down, then these. */
enum {
    DISTORT_UP = 0,
    DISTORT_DOWN = HALFBAND_STEPS * HALFBAND_MEMORIES,
    DISTORT_BEFORE = 2 * DISTORT_DOWN,
    DISTORT_TONE,
    DISTORT_STILL,
    DISTORT_ROWS,
};

/* Above the denormal numbers, also when squared. */
static const float DISTORT_TINY = 1e-15f, DISTORT_MOST = 1e6f, DISTORT_STILL_HZ = 7.0f;

struct distort {
    float rate_hz;
    uint32_t steps, curve;
    float row[]; /* rows of one per lane */
};

/** G of dsp/one_pole.h for a tone in [0, 1]. */
LANES_INLINE float distort_tone(float tone, float rate_hz)
{
    return one_pole_tune(math_min(1000.0f * math_exp2(3.0f * tone), 0.3f * rate_hz),
                         rate_hz);
}

/** Where a class has its parameters; `bits` only for curves that ask. */
struct distort_params {
    uint32_t drive, output, tone, bits;
};

static inline size_t distort_state_size(const struct leat_env *env,
                                        const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct distort) + (size_t)DISTORT_ROWS * env->lanes * sizeof(float);
}

/** Steps of an oversampling by 1, 2, 4, 8 or 16; what lies between counts as the
 * lower. */
static inline uint32_t distort_steps(float oversample)
{
    uint32_t steps = 0;

    for (float x = 2.0f; x <= oversample && steps < HALFBAND_STEPS; x *= 2.0f)
        steps++;
    return steps;
}

/** The steps' delay and half a sample of the curve's mean, to the nearest frame. */
static inline uint32_t distort_latency(uint32_t steps)
{
    return (uint32_t)(halfband_delay[steps] + 0.5f / (float)(1u << steps) + 0.499f);
}

LEAT_RT static inline void distort_init(struct distort *d, const struct leat_env *env,
                                        enum shaper_curve curve, float oversample)
{
    d->rate_hz = (float)env->rate_hz;
    d->curve = curve;
    d->steps = curve == SHAPER_BITCRUSH ? 0 : distort_steps(oversample);
}

/* What a group of lanes remembers, in local arrays. */
struct distort_group {
    struct halfband up[HALFBAND_STEPS], down[HALFBAND_STEPS];
    float before[LANES_MAX], tone[LANES_MAX], still[LANES_MAX];
};

LANES_INLINE void distort_move(struct halfband *h, float *row, uint32_t lanes,
                               uint32_t width, bool save)
{
    for (uint32_t m = 0; m < HALFBAND_MEMORIES; m++)
        for (uint32_t l = 0; l < width; l++) {
            if (save)
                row[(size_t)m * lanes + l] = h->m[m][l];
            else
                h->m[m][l] = row[(size_t)m * lanes + l];
        }
}

/* From the state to the group, or back. */
LANES_INLINE void distort_exchange(struct distort *d, struct distort_group *g,
                                   uint32_t lanes, uint32_t first, uint32_t width,
                                   bool save)
{
    float *row = d->row + first;

    for (uint32_t s = 0; s < d->steps; s++) {
        const size_t at = (size_t)s * HALFBAND_MEMORIES * lanes;
        distort_move(&g->up[s], row + (size_t)DISTORT_UP * lanes + at, lanes, width,
                     save);
        distort_move(&g->down[s], row + (size_t)DISTORT_DOWN * lanes + at, lanes, width,
                     save);
    }
    row += (size_t)DISTORT_BEFORE * lanes;
    for (uint32_t l = 0; l < width; l++) {
        if (save) {
            row[l] = g->before[l];
            row[lanes + l] = g->tone[l];
            row[2 * (size_t)lanes + l] = g->still[l];
        } else {
            g->before[l] = row[l];
            g->tone[l] = row[lanes + l];
            g->still[l] = row[2 * (size_t)lanes + l];
        }
    }
}

/* Up, through the curve, and down: rows at the low rate in `a`, behind a first row that
 * is free, to where the pointer that comes back says. */
LANES_INLINE const float *distort_bend(struct distort *d, struct distort_group *g,
                                       float *a, float *b, const float *scale,
                                       uint32_t frames, uint32_t width)
{
    float *x = a, *y = b, *old;
    const uint32_t rows = frames << d->steps;

    for (uint32_t s = 0; s < d->steps; s++) {
        halfband_step_up(&g->up[s], s, x + width, y + width, frames << s, width);
        old = x, x = y, y = old;
    }
    for (uint32_t l = 0; l < width; l++) {
        x[l] = g->before[l];
        g->before[l] = x[rows * width + l];
    }
    shaper_run(d->curve, x + width, y + width, scale, rows * width, width);
    for (uint32_t s = d->steps; s-- > 0;) {
        old = x, x = y, y = old;
        halfband_step_down(&g->down[s], s, x + width, y + width, frames << s, width);
    }
    return y + width;
}

/** The kernel: input port 0 to output port 0. */
LANES_INLINE void distort_run(struct distort *d, const struct leat_block *block,
                              uint32_t first, uint32_t width,
                              const struct distort_params *at)
{
    const struct leat_value *param = block->param;
    const float still_G = one_pole_tune(DISTORT_STILL_HZ, d->rate_hz);
    float a[DISTORT_ROOM], b[DISTORT_ROOM], scale[DISTORT_FRAMES * LANES_MAX];
    float tone_G[LANES_MAX] = {0};
    struct distort_group g;

    distort_exchange(d, &g, block->lanes, first, width, false);
    for (uint32_t start = 0, frames; start < block->nframes; start += frames) {
        frames = block->nframes - start;
        frames = frames < DISTORT_FRAMES ? frames : DISTORT_FRAMES;
        for (uint32_t i = 0; i < frames; i++) {
            const float *in = block->in[0] + (size_t)(start + i) * block->lanes + first;
            const float *drive = leat_value_row(param[at->drive], start + i) + first;
            const float *bits = leat_value_row(param[at->bits], start + i) + first;
            for (uint32_t l = 0; l < width; l++) {
                a[(1 + i) * width + l] =
                    math_clamp(drive[l] * in[l], -DISTORT_MOST, DISTORT_MOST) +
                    DISTORT_TINY;
                if (d->curve == SHAPER_BITCRUSH)
                    scale[i * width + l] = math_exp2(bits[l] - 1.0f);
            }
        }
        const float *bent = distort_bend(d, &g, a, b, scale, frames, width);
        for (uint32_t i = 0; i < frames; i++) {
            const uint32_t frame = start + i;
            const float *tone = leat_value_row(param[at->tone], frame) + first;
            const float *output = leat_value_row(param[at->output], frame) + first;
            float *out = block->out[0] + (size_t)frame * block->lanes + first;
            if (frame == 0 || param[at->tone].step)
                for (uint32_t l = 0; l < width; l++)
                    tone_G[l] = distort_tone(tone[l], d->rate_hz);
            for (uint32_t l = 0; l < width; l++) {
                const float y =
                    one_pole_low(&g.tone[l], bent[i * width + l], tone_G[l]);
                const float slow = one_pole_low(&g.still[l], y, still_G);
                out[l] = output[l] * (d->curve == SHAPER_TUBE ? y - slow : y);
            }
        }
    }
    distort_exchange(d, &g, block->lanes, first, width, true);
}

#endif
