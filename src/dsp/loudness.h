/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LOUDNESS_H
#define LEAT_DSP_LOUDNESS_H

/**
 * loudness: how loud a programme is, and how much that varies.
 *
 * K-weighted power, weighed by channel, is summed over steps of 10 ms.  Of the last 40
 * steps it is the momentary loudness, of the last 300 the short-term one, both in LUFS,
 *
 *     L = -0.691 + 10 log10(power)
 *
 * Each tenth step ends a block of 400 ms and one of 3 s.  The integrated loudness is
 * that of the mean power of all blocks of 400 ms above -70 LUFS and above 10 LU below
 * the mean of these; the range is the distance from the 10th to the 95th percentile of
 * all blocks of 3 s above -70 LUFS and above 20 LU below their mean.  Blocks are
 * counted in bins of 1/20 LU, which keep their power too, so a mean is exact but for
 * blocks in the gate's own bin.
 *
 * Sources: ITU-R BS.1770-4; EBU Tech 3341 and 3342.
 */

#include <stdint.h>
#include <string.h>

#include <leat/format.h>

#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/k_weighting.h"

enum {
    LOUDNESS_STEPS = 300, /* in the longer block */
    LOUDNESS_SHORT = 40,  /* in the shorter */
    LOUDNESS_APART = 10,  /* from block to block */
    LOUDNESS_BINS = 2000  /* from -70 LUFS up, 20 a LU */
};

static const float LOUDNESS_LEAST = -70.0f; /* LUFS: the absolute gate */
static const float LOUDNESS_NONE = -200.0f; /* told where nothing was heard */

struct loudness {
    double rate_hz;
    struct k_weighting k;
    int64_t steps;                                    /* that are over */
    uint32_t frame, end;                              /* in this step, and its length */
    float part[16];                                   /* sums of this step */
    double power[LOUDNESS_STEPS];                     /* of the last steps, in a ring */
    double sum[LOUDNESS_BINS];                        /* power of blocks of 400 ms */
    double sum_long[LOUDNESS_BINS];                   /* and of 3 s */
    uint32_t n[LOUDNESS_BINS], n_long[LOUDNESS_BINS]; /* how many these were */
    float momentary, short_term, integrated;          /* LUFS */
    float range;                                      /* LU */
    float lane[]; /* for each: weight, then 4 memories */
};
enum { LOUDNESS_LANE = 5 };

static inline size_t loudness_size(uint32_t lanes)
{
    return sizeof(struct loudness) + (size_t)lanes * LOUDNESS_LANE * sizeof(float);
}

/* Of the n-th label of a mask: low frequencies do not count, what comes from the sides
 * counts 1.5 dB more; back channels are at the sides where there are no others. */
static inline float loudness_weight(uint32_t mask, uint32_t n)
{
    const uint32_t sides = LEAT_CH_SL | LEAT_CH_SR, backs = LEAT_CH_BL | LEAT_CH_BR;
    uint32_t left = mask;

    while (n-- > 0)
        left &= left - 1;
    const uint32_t label = left & (~left + 1);
    return label & LEAT_CH_LFE                              ? 0.0f
           : label & (mask & sides ? sides : sides | backs) ? 1.41f
                                                            : 1.0f;
}

LEAT_RT static inline void loudness_begin_step(struct loudness *loudness)
{
    const double ends = (double)(loudness->steps + 1) * loudness->rate_hz * 0.01 + 0.5;
    const double began = (double)loudness->steps * loudness->rate_hz * 0.01 + 0.5;

    loudness->frame = 0;
    loudness->end = (uint32_t)((int64_t)ends - (int64_t)began);
    memset(loudness->part, 0, sizeof(loudness->part));
}

/** In zeroed memory of loudness_size().  Lanes without labels are L R C Ls Rs when
 * there are 5 and L R C LFE Ls Rs when there are 6, else all alike. */
LEAT_RT static inline void loudness_init(struct loudness *loudness, double rate_hz,
                                         uint32_t lanes, uint32_t mask)
{
    const uint32_t five =
        LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_BL | LEAT_CH_BR;
    const bool is_labelled = (uint32_t)__builtin_popcount(mask) == lanes;
    const uint32_t labels = is_labelled  ? mask
                            : lanes == 5 ? five
                            : lanes == 6 ? five | LEAT_CH_LFE
                                         : 0;

    loudness->rate_hz = rate_hz;
    loudness->k = k_weighting((float)rate_hz);
    loudness->momentary = loudness->short_term = LOUDNESS_NONE;
    loudness->integrated = LOUDNESS_NONE;
    for (uint32_t l = 0; l < lanes; l++)
        loudness->lane[l * LOUDNESS_LANE] = labels ? loudness_weight(labels, l) : 1.0f;
    loudness_begin_step(loudness);
}

static inline float loudness_of(double power)
{
    return power > 1e-20 ? (float)(-0.691 + 10.0 * math_log10_d(power)) : LOUDNESS_NONE;
}

/* The bin of a loudness; below 0 when it does not count. */
static inline int loudness_bin(float lufs)
{
    const float at = (lufs - LOUDNESS_LEAST) * 20.0f;

    return at < 0.0f ? -1 : at < LOUDNESS_BINS - 1.0f ? (int)at : LOUDNESS_BINS - 1;
}

/* Mean power over the last n steps, of which there have been as many. */
static inline double loudness_mean(const struct loudness *loudness, uint32_t n)
{
    double sum = 0.0;

    for (uint32_t k = 1; k <= n; k++)
        sum += loudness->power[(loudness->steps + LOUDNESS_STEPS - k) % LOUDNESS_STEPS];
    return sum / (double)n;
}

static inline void loudness_count(float lufs, double power, double *sum, uint32_t *n)
{
    const int bin = loudness_bin(lufs);

    if (bin >= 0) {
        sum[bin] += power;
        n[bin]++;
    }
}

/* Mean power of the bins from the `first` on, and how many blocks there are; 0: none.
 */
static inline double loudness_above(const double *sum, const uint32_t *n, int first,
                                    uint64_t *blocks)
{
    double power = 0.0;

    *blocks = 0;
    for (int bin = first; bin < LOUDNESS_BINS; bin++) {
        power += sum[bin];
        *blocks += n[bin];
    }
    return *blocks > 0 ? power / (double)*blocks : 0.0;
}

/* The first bin above a gate that lies `under` LU below the mean of all. */
static inline int loudness_gate(const double *sum, const uint32_t *n, float under)
{
    uint64_t blocks;
    const int bin =
        loudness_bin(loudness_of(loudness_above(sum, n, 0, &blocks)) - under);

    return bin < 0 ? 0 : bin;
}

/* Integrated loudness of all that was heard, LUFS. */
static inline float loudness_integrated(const struct loudness *loudness)
{
    uint64_t blocks;
    const int first = loudness_gate(loudness->sum, loudness->n, 10.0f);

    return loudness_of(loudness_above(loudness->sum, loudness->n, first, &blocks));
}

/* Loudness below which a part of `blocks` lies, in the middle of its bin. */
static inline float loudness_percentile(const uint32_t *n, int first, uint64_t blocks,
                                        double part)
{
    const uint64_t want = (uint64_t)((double)(blocks - 1) * part + 0.5);
    uint64_t passed = 0;

    for (int bin = first; bin < LOUDNESS_BINS; bin++) {
        passed += n[bin];
        if (passed > want)
            return LOUDNESS_LEAST + ((float)bin + 0.5f) * 0.05f;
    }
    return LOUDNESS_LEAST;
}

/* Loudness range of all that was heard, LU. */
static inline float loudness_range(const struct loudness *loudness)
{
    const uint32_t *n = loudness->n_long;
    const int first = loudness_gate(loudness->sum_long, n, 20.0f);
    uint64_t blocks;

    loudness_above(loudness->sum_long, n, first, &blocks);
    if (blocks == 0)
        return 0.0f;
    return loudness_percentile(n, first, blocks, 0.95) -
           loudness_percentile(n, first, blocks, 0.1);
}

LEAT_RT static inline void loudness_end_step(struct loudness *loudness)
{
    const double sum = (double)dot_join(loudness->part);
    double power;

    loudness->power[loudness->steps++ % LOUDNESS_STEPS] = sum / loudness->end;
    const bool is_block = loudness->steps % LOUDNESS_APART == 0;
    if (loudness->steps >= LOUDNESS_SHORT) {
        power = loudness_mean(loudness, LOUDNESS_SHORT);
        loudness->momentary = loudness_of(power);
        if (is_block)
            loudness_count(loudness->momentary, power, loudness->sum, loudness->n);
    }
    if (loudness->steps >= LOUDNESS_STEPS) {
        power = loudness_mean(loudness, LOUDNESS_STEPS);
        loudness->short_term = loudness_of(power);
        if (is_block)
            loudness_count(loudness->short_term, power, loudness->sum_long,
                           loudness->n_long);
    }
    if (is_block) {
        loudness->integrated = loudness_integrated(loudness);
        loudness->range = loudness_range(loudness);
    }
    loudness_begin_step(loudness);
}

/** Take one frame; true when a step has ended with it. */
LANES_INLINE bool loudness_take(struct loudness *loudness, const float *x,
                                uint32_t lanes)
{
    float sum = 0.0f;

    for (uint32_t l = 0; l < lanes; l++) {
        float *lane = loudness->lane + (size_t)l * LOUDNESS_LANE;
        const float y = k_weigh(&loudness->k, lane + 1, math_clamp(x[l], -1e6f, 1e6f));
        const float heard = y > 1e-9f || y < -1e-9f ? y : 0.0f;
        sum += lane[0] * (heard * heard);
    }
    loudness->part[loudness->frame % 16] += sum;
    if (++loudness->frame < loudness->end)
        return false;
    loudness_end_step(loudness);
    return true;
}

#endif
