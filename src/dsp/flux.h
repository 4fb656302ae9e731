/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_FLUX_H
#define LEAT_DSP_FLUX_H

/**
 * flux: how much louder the bins of a spectrum became, what begins of a sound.
 *
 * With the magnitudes m[k] and e[k] = log2(1 + 1000 m[k]), the flux of a window is the
 * mean over the bins of max(0, e[k] - the greatest of the window before at k - 1..k +
 * 1), so that a gliding or trembling pitch is none.
 *
 * Source: S. Boeck, G. Widmer, "Maximum filter vibrato suppression for onset
 * detection", 2013.
 */

#include "base/math.h"
#include "dsp/dot.h"

/** Floats that are kept from window to window. */
static inline uint32_t flux_memory(uint32_t size)
{
    return size / 2 + 2;
}

/** The flux from bin 1 on, and e for the next time; `power` is used up.  e[0] and
 * e[bins + 1] stay 0. */
static inline float flux_of(float *power, float *e, uint32_t bins)
{
    float part[16] = {0};

    for (uint32_t k = 1; k <= bins; k++)
        power[k] = math_log2(1.0f + 1000.0f * math_sqrt(power[k]));
    for (uint32_t k = 1; k <= bins; k++) {
        const float before = math_max(e[k], math_max(e[k - 1], e[k + 1]));
        part[k % 16] += math_max(power[k] - before, 0.0f);
    }
    memcpy(e + 1, power + 1, bins * sizeof(float));
    return dot_join(part) / (float)bins;
}

#endif
