/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_EQ_BANK_H
#define LEAT_DSP_EQ_BANK_H

/**
 * eq_bank: filters of dsp/svf.h one after the other, which run at the same time.
 *
 * A vector of 16 holds 16 / width neighbouring bands of `width` lanes.  A band works on
 * the frame that the band before finished EQ_BANK_LAG steps ago, so in one step all
 * bands move, each on a frame of its own; what a call takes in leaves in the same call,
 * for the pipeline is filled and emptied within it.  Each step writes a row of 16
 * behind `width` places for what comes in, and so what one band wrote lies where the
 * next reads:
 *
 *     row[n]:  in[n] | band 0 of frame n - LAG | band 1 of frame n - 2 LAG | ..
 *
 * A lag of one step would read a row right after it was written in other pieces, which
 * makes a CPU wait for its cache; two hide that.  A band's recursion is that of svf.h,
 * with the memories' changes as sums, which shortens the path from one frame to the
 * next:
 *
 *     s1 += c11 * s1 + 2 a2 * (x - s2)              a2 = g * norm     a3 = g * a2
 *     s2 += 2 a2 * s1 + 2 a3 * (x - s2)             c11 = -2 (g + k) * a2
 *     y = X * x + M1 * s1 + M2 * s2
 */

#include <string.h>

#include "dsp/svf.h"

enum {
    EQ_BANK_BANDS = 16,
    EQ_BANK_LAG = 2,
    EQ_BANK_FRAMES = 64, /* worked on at once */
    EQ_BANK_ROW = 32,
    EQ_BANK_ROWS = EQ_BANK_FRAMES + EQ_BANK_BANDS * EQ_BANK_LAG,
};

/* Of 16 filters: those of one pass. */
struct eq_bank {
    float c11[16], a2[16], a3[16], X[16], M1[16], M2[16];
    float tiny[16]; /* SVF_TINY, or 0 of what is off */
};

/* What a pass works on. */
struct eq_bank_work {
    float s1[16], s2[16];
    uint32_t since[16]; /* step at which an element begins */
    float row[EQ_BANK_ROWS][EQ_BANK_ROW];
};

/* What a pass is about. */
struct eq_bank_call {
    const struct leat_block *block;
    uint32_t start, frames;       /* of the block */
    uint32_t band, first;         /* of the pass */
    uint32_t lanes, width, shift; /* width is 1 << shift */
    float rate_hz;
    bool moving, analog;
    void (*tune)(struct eq_bank *bank, const struct eq_bank_call *call, uint32_t n,
                 const uint32_t since[16]);
};

/** The block's frame that element e works on in step n. */
LANES_INLINE uint32_t eq_bank_frame(const struct eq_bank_call *call, uint32_t n,
                                    uint32_t since)
{
    const uint32_t frame = n > since ? n - since : 0;

    return call->start + (frame < call->frames ? frame : call->frames - 1);
}

/** Set element `e` to a filter of SVF_MIX, or to one that is off: it lets through, but
 * for the sign of 0. */
LANES_INLINE void eq_bank_take(struct eq_bank *bank, const struct svf_tuning *t,
                               uint32_t e, bool on)
{
    const float S = t->S[e], C = t->C[e], damped = S + t->k[e] * C;
    const float r = 1.0f / (C * C + S * damped);
    const float a1 = C * C * r, a2 = S * C * r, a3 = S * S * r;
    const float past = t->m1[e] * a2 + t->m2[e] * a3;

    bank->c11[e] = on ? -2.0f * (S * damped * r) : 0.0f;
    bank->a2[e] = on ? 2.0f * a2 : 0.0f;
    bank->a3[e] = on ? 2.0f * a3 : 0.0f;
    bank->X[e] = on ? t->m0[e] + past : 1.0f;
    bank->M1[e] = on ? t->m1[e] * a1 + t->m2[e] * a2 : 0.0f;
    bank->M2[e] = on ? t->m2[e] - past : 0.0f;
    bank->tiny[e] = on ? SVF_TINY : 0.0f;
}

/* Steps [from, until).  Element e has a frame in step n when n is in [since[e],
 * since[e] + frames); where `all` have, that is not asked. */
LANES_INLINE void eq_bank_steps(const struct eq_bank *bank, struct eq_bank_work *w,
                                uint32_t width, uint32_t from, uint32_t until,
                                uint32_t frames, bool all)
{
    float s1[16], s2[16];

    for (uint32_t e = 0; e < 16; e++) {
        s1[e] = w->s1[e];
        s2[e] = w->s2[e];
    }
    for (uint32_t n = from; n < until; n++) {
        float *to = &w->row[n + EQ_BANK_LAG][width], x[16], y[16];

        for (uint32_t e = 0; e < 16; e++)
            x[e] = w->row[n][e];
        for (uint32_t e = 0; e < 16; e++) {
            const float v = x[e] - s2[e];
            const float up1 = s1[e] + (bank->c11[e] * s1[e] + bank->a2[e] * v);
            const float up2 =
                (s2[e] + bank->tiny[e]) + (bank->a2[e] * s1[e] + bank->a3[e] * v);
            const bool has = all || n - w->since[e] < frames;

            y[e] = bank->X[e] * x[e] + (bank->M1[e] * s1[e] + bank->M2[e] * s2[e]);
            s1[e] = has ? up1 : s1[e];
            s2[e] = has ? up2 : s2[e];
        }
        for (uint32_t e = 0; e < 16; e++)
            to[e] = y[e];
    }
    for (uint32_t e = 0; e < 16; e++) {
        w->s1[e] = s1[e];
        w->s2[e] = s2[e];
    }
}

/* What is off forgets. */
static void eq_bank_tune(struct eq_bank *bank, const struct eq_bank_call *call,
                         struct eq_bank_work *w, uint32_t n)
{
    call->tune(bank, call, n, w->since);
    for (uint32_t e = 0; e < 16; e++) {
        w->s1[e] = bank->tiny[e] > 0.0f ? w->s1[e] : 0.0f;
        w->s2[e] = bank->tiny[e] > 0.0f ? w->s2[e] : 0.0f;
    }
}

/* n rows of `width` from `in`, whose rows are in_step apart.  -0 becomes 0, as it would
 * in a band that is off. */
LANES_INLINE void eq_bank_copy_wide(float *out, size_t out_step, const float *in,
                                    size_t in_step, uint32_t n, uint32_t width)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t l = 0; l < width; l++)
            out[i * out_step + l] = in[i * in_step + l] + 0.0f;
}

static inline void eq_bank_copy(float *out, size_t out_step, const float *in,
                                size_t in_step, uint32_t n, uint32_t width)
{
    switch (width) {
    case 1:
        eq_bank_copy_wide(out, out_step, in, in_step, n, 1);
        break;
    case 2:
        eq_bank_copy_wide(out, out_step, in, in_step, n, 2);
        break;
    case 4:
        eq_bank_copy_wide(out, out_step, in, in_step, n, 4);
        break;
    case 8:
        eq_bank_copy_wide(out, out_step, in, in_step, n, 8);
        break;
    default:
        eq_bank_copy_wide(out, out_step, in, in_step, n, 16);
    }
}

/**
 * One pass over some frames: 16 / width bands of `width` lanes.
 *
 * Shape:   `in` and `out` are rows of `lanes` samples from the first of the lanes on
 * and may be the same; `s` holds the bands' memories, 2 a lane, rows of `lanes`.
 */
static void eq_bank_pass(const struct eq_bank_call *call, const float *in, float *out,
                         float *s)
{
    const uint32_t width = call->width, frames = call->frames, lanes = call->lanes;
    const uint32_t fill = ((16u >> call->shift) - 1) * EQ_BANK_LAG,
                   steps = frames + fill;
    const uint32_t full = fill < frames ? fill : frames;
    static const float silence[16];
    struct eq_bank_work w;
    struct eq_bank bank;

    for (uint32_t e = 0, begin = 0; e < 16; begin += EQ_BANK_LAG) {
        const float *memory = s + (size_t)2 * (e >> call->shift) * lanes;
        for (uint32_t l = 0; l < width; l++, e++) {
            w.since[e] = begin;
            w.s1[e] = memory[2 * l];
            w.s2[e] = memory[2 * l + 1];
        }
    }
    eq_bank_copy(w.row[0], EQ_BANK_ROW, in, lanes, frames, width);
    eq_bank_copy(w.row[frames], EQ_BANK_ROW, silence, 0, fill, width);
    eq_bank_copy(&w.row[0][width], EQ_BANK_ROW, silence, 0, EQ_BANK_LAG, 16);
    eq_bank_tune(&bank, call, &w, 0);
    if (call->moving) {
        for (uint32_t n = 0; n < steps; n++) {
            eq_bank_tune(&bank, call, &w, n);
            eq_bank_steps(&bank, &w, width, n, n + 1, frames, false);
        }
    } else {
        eq_bank_steps(&bank, &w, width, 0, full, frames, false);
        eq_bank_steps(&bank, &w, width, full, frames, frames, true);
        eq_bank_steps(&bank, &w, width, frames, steps, frames, false);
    }
    for (uint32_t e = 0; e < 16;) {
        float *memory = s + (size_t)2 * (e >> call->shift) * lanes;
        for (uint32_t l = 0; l < width; l++, e++) {
            memory[2 * l] = w.s1[e];
            memory[2 * l + 1] = w.s2[e];
        }
    }
    eq_bank_copy(out, lanes, &w.row[fill + EQ_BANK_LAG][16], EQ_BANK_ROW, frames,
                 width);
}

#endif
