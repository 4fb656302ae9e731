/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_TRUE_PEAK_H
#define LEAT_DSP_TRUE_PEAK_H

/**
 * true_peak: how far the curve through the samples goes, which may be further than any
 * of them.
 *
 * Three points between each two samples are computed by a sinc of 16 taps under
 * Kaiser's window of beta 4, which is right within 0.05 dB up to a third of the rate
 * and 0.09 dB up to 20 kHz at 48 kHz; four more, between those, by the cubic
 * (-1, 9, 9, -1) / 16.  So the curve is looked at eight times a frame: a tone of a
 * quarter of the rate is read at most 0.05 dB too low, where the four points that the
 * recommendation asks for may be 0.17 dB off.
 *
 * Both quarter points share their sums: of e_k = x[-k] + x[1 + k] and
 * o_k = x[-k] - x[1 + k] they are sum(even_k e_k) +- sum(odd_k o_k), and the point in
 * the middle is sum(half_k e_k).
 *
 * Source: ITU-R BS.1770-4, annex 2.
 */

#include <stdint.h>

#include "base/math.h"
#include "dsp/lanes.h"

enum {
    TRUE_PEAK_TAPS = 8, /* on either side */
    TRUE_PEAK_FRAMES = 64,
    TRUE_PEAK_BEFORE = 8, /* samples that must be known before the first frame */
    TRUE_PEAK_AFTER = 9,  /* and after the last */
    TRUE_PEAK_PAST = TRUE_PEAK_BEFORE + TRUE_PEAK_AFTER,
};

/* More than the curve may exceed the greatest sample by, lift included. */
static const float TRUE_PEAK_MOST = 3.0f;

static const float TRUE_PEAK_HALF[TRUE_PEAK_TAPS] = {
    0.632335988f,  -0.199616634f,  0.107184151f,  -0.0644275027f,
    0.0393047305f, -0.0231453612f, 0.0125542724f, -0.00580665229f};
static const float TRUE_PEAK_EVEN[TRUE_PEAK_TAPS] = {
    0.59718761f,   -0.145454349f,  0.076726149f,   -0.0459195552f,
    0.0279834313f, -0.0164868122f, 0.00896116646f, -0.00416633165f};
static const float TRUE_PEAK_ODD[TRUE_PEAK_TAPS] = {
    0.301611238f,   -0.0271376397f,  0.0103351788f, -0.00562119994f,
    0.00351509797f, -0.00230256139f, 0.0014965972f, -0.000924267253f};

LANES_INLINE float true_peak_between(float a, float b, float c, float d)
{
    return math_abs(0.5625f * (b + c) - 0.0625f * (a + d));
}

/* true_peak_raise() with all eight points a frame. */
LANES_INLINE void true_peak_curve(float *peak, const float *x, uint32_t n, float lift)
{
    float one[TRUE_PEAK_FRAMES + 2], two[TRUE_PEAK_FRAMES + 2];
    float three[TRUE_PEAK_FRAMES + 2];

    x--; /* the cubics of the first and the last frame look one frame further */
    for (uint32_t i = 0; i < n + 2; i++) {
        float half = 0.0f, even = 0.0f, odd = 0.0f;
        for (int k = 0; k < TRUE_PEAK_TAPS; k++) {
            const float left = x[(int)i - k], right = x[(int)i + 1 + k];
            half += TRUE_PEAK_HALF[k] * (left + right);
            even += TRUE_PEAK_EVEN[k] * (left + right);
            odd += TRUE_PEAK_ODD[k] * (left - right);
        }
        one[i] = even + odd;
        two[i] = half;
        three[i] = even - odd;
    }
    for (uint32_t i = 1; i < n + 1; i++) {
        const float here = x[i], next = x[i + 1];
        const float a = true_peak_between(three[i - 1], here, one[i], two[i]);
        const float b = true_peak_between(here, one[i], two[i], three[i]);
        const float c = true_peak_between(one[i], two[i], three[i], next);
        const float d = true_peak_between(two[i], three[i], next, one[i + 1]);
        const float e = math_max(math_max(a, b), math_max(c, d));
        const float f =
            math_max(math_max(math_abs(one[i]), math_abs(two[i])), math_abs(three[i]));

        peak[i - 1] =
            math_max(math_max(peak[i - 1], math_abs(here)), lift * math_max(e, f));
    }
}

/**
 * Raise peak[i] to the greatest |x| from sample i up to sample i + 1, for
 * n <= TRUE_PEAK_FRAMES frames; what lies between samples counts `lift` times.
 * x[-TRUE_PEAK_BEFORE] to x[n - 1 + TRUE_PEAK_AFTER] are read.
 *
 * Where nothing can reach `enough` only the samples are looked at.
 */
LANES_INLINE void true_peak_raise(float *peak, const float *x, uint32_t n, float lift,
                                  float enough)
{
    float loudest = 0.0f;

    for (int i = -TRUE_PEAK_BEFORE; i < (int)n + TRUE_PEAK_AFTER; i++)
        loudest = math_max(math_abs(x[i]), loudest);
    if (loudest * TRUE_PEAK_MOST > enough) {
        true_peak_curve(peak, x, n, lift);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        peak[i] = math_max(peak[i], math_abs(x[i]));
}

#endif
