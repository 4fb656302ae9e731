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

#include "base/math.h"
#include "dsp/dot.h"

enum { SINC_HALF = 16 };

/** x[-15] .. x[16] are read. */
LANES_INLINE float sinc_between(const float *x, float f)
{
    static const float cosine[2 * SINC_HALF] = {
        /* of pi (i - 15) / 16 */
        -0.980785280f, -0.923879533f, -0.831469612f, -0.707106781f, -0.555570233f,
        -0.382683432f, -0.195090322f, 0.0f,          0.195090322f,  0.382683432f,
        0.555570233f,  0.707106781f,  0.831469612f,  0.923879533f,  0.980785280f,
        1.0f,          0.980785280f,  0.923879533f,  0.831469612f,  0.707106781f,
        0.555570233f,  0.382683432f,  0.195090322f,  0.0f,          -0.195090322f,
        -0.382683432f, -0.555570233f, -0.707106781f, -0.831469612f, -0.923879533f,
        -0.980785280f, -1.0f};
    const float sf = math_sin_pi(f > 0.5f ? 1.0f - f : f) * 0.318309886f; /* over pi */
    const float sw = math_sin_pi(f * 0.0625f), cw = math_sin_pi(0.5f - f * 0.0625f);
    float part[16] = {0};

    if (f < 1e-5f)
        return x[0];
    for (uint32_t half = 0; half < 32; half += 16) {
        for (uint32_t l = 0; l < 16; l++) {
            const uint32_t i = half + l;
            const float t = (float)(int32_t)i - 15.0f - f; /* sin(pi t) = +-sin(pi f) */
            const float sign = l % 2 ? -1.0f : 1.0f;
            /* sin(pi (i - 15) / 16) is the cosine eight taps before */
            const float sine = i >= 8 ? cosine[i - 8] : -cosine[i + 8];
            const float c = cosine[i] * cw + sine * sw;
            const float w = 0.34f + c * (0.5f + 0.16f * c);
            part[l] += x[(int32_t)i - 15] * (sign * sf / t * w);
        }
    }
    return dot_join(part);
}

#endif
