/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_NOISE_H
#define LEAT_DSP_NOISE_H

/**
 * noise: white numbers and what makes them pink or brown.
 *
 * White w is uniform in [-1, 1], from the xoshiro128+ generator, whose period is
 * 2^128 - 1.  Pink (-3 dB an octave) adds one-pole filters whose poles lie a factor of
 * 4 apart,
 *
 *     y_k = p_k * y_k + b_k * w       out = d * w + sum of y_k
 *
 * with b_k and d fitted so that the power is 1 / f within 0.25 dB from 1/10000 to 0.46
 * of the rate, at any rate.  Brown (-6 dB an octave above 10 Hz) is one
 * such filter and a zero that keeps it falling up to half the rate.  Pink and brown
 * have an RMS of 0.2, so that their peaks seldom pass 1.
 *
 * Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators".
 */

#include <math.h>
#include <stdint.h>

#include "base/math.h"
#include "dsp/lanes.h"

enum { NOISE_WHITE, NOISE_PINK, NOISE_BROWN };
enum { NOISE_WORDS = 4, NOISE_POLES = 8 };

static const float noise_pole[NOISE_POLES] = {0.142589209f, 0.614499686f, 0.885381445f,
                                              0.970024278f, 0.992420327f, 0.998099672f,
                                              0.999524579f, 0.999881124f};
static const float noise_weight[NOISE_POLES] = {
    0.132329561f,   0.0456117045f,  0.0286714028f,  0.0137432231f,
    0.00717924861f, 0.00352196571f, 0.00202317094f, 0.00139475674f};
static const float NOISE_DIRECT = -0.0636639621f;
static const float NOISE_ZERO = 0.165f; /* of brown */

static inline float noise_brown_pole(float rate_hz)
{
    return math_exp2(-90.6472028f / rate_hz); /* 2 pi 10 Hz log2(e) */
}

/** For an RMS of 0.2 from white's of 1 / sqrt(3). */
static inline float noise_brown_weight(float pole)
{
    return 0.346410162f / (1.0f + NOISE_ZERO) * sqrtf((1.0f - pole) * (1.0f + pole));
}

/** The next white number of each lane, in [-1, 1]. */
LANES_INLINE void noise_draw(uint32_t word[NOISE_WORDS][LANES_MAX], float *white,
                             uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        const uint32_t a = word[0][l], b = word[1][l];
        const uint32_t c = word[2][l] ^ a, d = word[3][l] ^ b;

        white[l] = (float)(int32_t)(a + word[3][l]) * 0x1p-31f;
        word[0][l] = a ^ d;
        word[1][l] = b ^ c;
        word[2][l] = c ^ b << 9;
        word[3][l] = d << 11 | d >> 21;
    }
}

/** Color what was drawn; `keep` and `add` are brown's pole and weight. */
LANES_INLINE void noise_color(float y[NOISE_POLES][LANES_MAX], float *x, float keep,
                              float add, uint32_t color, uint32_t width)
{
    for (uint32_t l = 0; l < width && color == NOISE_BROWN; l++) {
        y[0][l] = keep * y[0][l] + add * (x[l] + NOISE_ZERO * y[1][l]);
        y[1][l] = x[l];
        x[l] = y[0][l];
    }
    for (uint32_t l = 0; l < width && color == NOISE_PINK; l++) {
        float sum = NOISE_DIRECT * x[l];
        for (int k = 0; k < NOISE_POLES; k++) {
            y[k][l] = noise_pole[k] * y[k][l] + noise_weight[k] * x[l];
            sum += y[k][l];
        }
        x[l] = sum;
    }
}

#endif
