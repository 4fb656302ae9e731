/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SINC_H
#define LEAT_DSP_SINC_H

/**
 * sinc: a sample between two others, by 32 taps of a sinc under Blackman's window.
 *
 * At f in [0, 1) behind x[0] it is the sum over k in (-16, 16] of x[k] h(k - f),
 * h(t) = sin(pi t) / (pi t) * (0.42 + 0.5 c + 0.08 (2 c^2 - 1)), c = cos(pi t / 16).
 * sin and cos are computed once; the taps follow by the sums of angles.
 */

#include <stdint.h>
#include <string.h>

#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/vector.h"

enum { SINC_HALF = 16 };

/* k, and cos and sin of pi k / 16, for k from -15 to 16. */
static const float sinc_place[2 * SINC_HALF] = {
    -15.0f, -14.0f, -13.0f, -12.0f, -11.0f, -10.0f, -9.0f, -8.0f, -7.0f, -6.0f, -5.0f,
    -4.0f,  -3.0f,  -2.0f,  -1.0f,  0.0f,   1.0f,   2.0f,  3.0f,  4.0f,  5.0f,  6.0f,
    7.0f,   8.0f,   9.0f,   10.0f,  11.0f,  12.0f,  13.0f, 14.0f, 15.0f, 16.0f,
};
static const float sinc_cos[2 * SINC_HALF] = {
    -0.980785280f, -0.923879533f, -0.831469612f, -0.707106781f, -0.555570233f,
    -0.382683432f, -0.195090322f, 0.0f,          0.195090322f,  0.382683432f,
    0.555570233f,  0.707106781f,  0.831469612f,  0.923879533f,  0.980785280f,
    1.000000000f,  0.980785280f,  0.923879533f,  0.831469612f,  0.707106781f,
    0.555570233f,  0.382683432f,  0.195090322f,  0.0f,          -0.195090322f,
    -0.382683432f, -0.555570233f, -0.707106781f, -0.831469612f, -0.923879533f,
    -0.980785280f, -1.000000000f,
};
static const float sinc_sin[2 * SINC_HALF] = {
    -0.195090322f, -0.382683432f, -0.555570233f, -0.707106781f, -0.831469612f,
    -0.923879533f, -0.980785280f, -1.000000000f, -0.980785280f, -0.923879533f,
    -0.831469612f, -0.707106781f, -0.555570233f, -0.382683432f, -0.195090322f,
    0.0f,          0.195090322f,  0.382683432f,  0.555570233f,  0.707106781f,
    0.831469612f,  0.923879533f,  0.980785280f,  1.000000000f,  0.980785280f,
    0.923879533f,  0.831469612f,  0.707106781f,  0.555570233f,  0.382683432f,
    0.195090322f,  0.0f,
};

/** x[-15] .. x[16] are read. */
LANES_INLINE float sinc_between(const float *x, float f)
{
    const float sine =
        math_sin_pi(f > 0.5f ? 1.0f - f : f) * 0.318309886f; /* over pi */
    const float sw = math_sin_pi(f * 0.0625f), cw = math_sin_pi(0.5f - f * 0.0625f);
    vector part[16 / VECTOR_WIDTH] = {{0}};
    float sum[16];

    if (f < 1e-5f)
        return x[0];
    for (uint32_t half = 0; half < 32; half += 16) {
        for (uint32_t v = 0; v < 16 / VECTOR_WIDTH; v++) {
            const uint32_t i = half + v * VECTOR_WIDTH;
            const vector t = *(const vector_loose *)(sinc_place + i) - f;
            const vector c = *(const vector_loose *)(sinc_cos + i) * cw +
                             *(const vector_loose *)(sinc_sin + i) * sw;
            const vector w = 0.34f + c * (0.5f + 0.16f * c);
            part[v] += *(const vector_loose *)(x + i - (SINC_HALF - 1)) * w / t;
        }
    }
    memcpy(sum, part, sizeof(sum));
    for (uint32_t l = 1; l < 16; l += 2) /* sin(pi t) is +sine at even places, -sine */
        sum[l] = -sum[l];                /* at odd ones */
    return sine * dot_join(sum);
}

#endif
