/* SPDX-License-Identifier: MIT */
/* distort: a curve at a multiple of the rate; see distort.h. */
#include "dsp/distort.h"

enum { DISTORT_FRAMES = 8, DISTORT_ROOM = (1 + DISTORT_FRAMES * 16) * LANES_MAX };

/* Above the denormal numbers, also when squared. */
static const float DISTORT_TINY = 1e-15f, DISTORT_MOST = 1e6f, DISTORT_STILL_HZ = 7.0f;

/*
 * Bend `n` samples of rows of `width`; `x` has one row before its first.  `scale` is
 * asked for bitcrush alone.
 */
static void shape(enum shaper_curve curve, const float *restrict x, float *restrict y,
                  const float *restrict scale, uint32_t n, uint32_t width)
{
    const float *restrict before = x - width;

    switch (curve) {
    case SHAPER_SOFTCLIP:
        for (uint32_t i = 0; i < n; i++)
            y[i] = shaper_soft(before[i], x[i]);
        break;
    case SHAPER_HARDCLIP:
        for (uint32_t i = 0; i < n; i++)
            y[i] = shaper_hard(before[i], x[i]);
        break;
    case SHAPER_TUBE:
        for (uint32_t i = 0; i < n; i++)
            y[i] = shaper_tube(before[i], x[i]);
        break;
    case SHAPER_FOLD:
        for (uint32_t i = 0; i < n; i++)
            y[i] = shaper_fold(before[i], x[i]);
        break;
    case SHAPER_BITCRUSH:
        for (uint32_t i = 0; i < n; i++)
            y[i] = shaper_crush(x[i], scale[i]);
        break;
    default:
        for (uint32_t i = 0; i < n; i++)
            y[i] = shaper_cubic(before[i], x[i]);
    }
}

/* What a group of lanes remembers, in local arrays. */
struct group {
    struct halfband up[HALFBAND_STEPS], down[HALFBAND_STEPS];
    float before[LANES_MAX], tone[LANES_MAX], still[LANES_MAX];
};

LANES_INLINE void move(struct halfband *h, float *row, uint32_t lanes, uint32_t width,
                       bool save)
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
LANES_INLINE void exchange(struct distort *d, struct group *g, uint32_t lanes,
                           uint32_t first, uint32_t width, bool save)
{
    float *row = d->row + first;

    for (uint32_t s = 0; s < d->steps; s++) {
        const size_t at = (size_t)s * HALFBAND_MEMORIES * lanes;
        move(&g->up[s], row + (size_t)DISTORT_UP * lanes + at, lanes, width, save);
        move(&g->down[s], row + (size_t)DISTORT_DOWN * lanes + at, lanes, width, save);
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
LANES_INLINE const float *bend(struct distort *d, struct group *g, float *a, float *b,
                               const float *scale, uint32_t frames, uint32_t width)
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
    shape(d->curve, x + width, y + width, scale, rows * width, width);
    for (uint32_t s = d->steps; s-- > 0;) {
        old = x, x = y, y = old;
        halfband_step_down(&g->down[s], s, x + width, y + width, frames << s, width);
    }
    return y + width;
}

/* A state, what to do with it, and the room to do it in, which all groups share: stacks
 * are small. */
struct work {
    struct distort *d;
    const struct distort_params *at;
    float a[DISTORT_ROOM], b[DISTORT_ROOM], scale[DISTORT_FRAMES * LANES_MAX];
    struct group group;
};

/* clang 14 mixes up pairs of lanes where it makes WebAssembly vectors of them. */
#ifdef __wasm_simd128__
enum { HAS_PAIRS = 0 };
#else
enum { HAS_PAIRS = 1 };
#endif

LANES_INLINE void run(void *state, const struct leat_block *block, uint32_t first,
                      uint32_t width)
{
    struct work *work = state;
    const struct distort_params *at = work->at;
    struct distort *d = work->d;
    const struct leat_value *param = block->param;
    const float still_G = one_pole_tune(DISTORT_STILL_HZ, d->rate_hz);
    float *a = work->a, *scale = work->scale, tone_G[LANES_MAX] = {0};
    struct group *g = &work->group;

    exchange(d, g, block->lanes, first, width, false);
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
        const float *bent = bend(d, g, a, work->b, scale, frames, width);
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
                    one_pole_low(&g->tone[l], bent[i * width + l], tone_G[l]);
                const float slow = one_pole_low(&g->still[l], y, still_G);
                out[l] = output[l] * (d->curve == SHAPER_TUBE ? y - slow : y);
            }
        }
    }
    exchange(d, g, block->lanes, first, width, true);
}

LEAT_RT void distort_process(struct distort *d, const struct leat_block *block,
                             const struct distort_params *at)
{
    struct work work;

    work.d = d;
    work.at = at;
    if (HAS_PAIRS) {
        lanes_run(run, &work, block);
        return;
    }
    uint32_t first = 0;
    for (; first + 4 <= block->lanes; first += 4)
        run(&work, block, first, 4);
    for (; first < block->lanes; first++)
        run(&work, block, first, 1);
}
