/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_METERING_H
#define LEAT_DSP_METERING_H

/**
 * metering: rms, peak and mean of samples.
 *
 *     rms = sqrt(mean x^2)    peak = greatest |x|
 *
 * Sums run in 16 parts (dsp/dot.h) over samples as they lie in memory.
 */

#include <math.h>

#include "dsp/dot.h"
#include "dsp/lanes.h"

/** Nothing was heard when it is all zeros. */
struct metering {
    uint32_t samples;
    float peak[16], sum[16], square[16];
};

/* Add `n` samples to parts `part` and up; 16 of them from part 0 fill a vector. */
LANES_INLINE void metering_add(struct metering *m, const float *x, uint32_t part,
                               uint32_t n)
{
    float peak[16];

    for (uint32_t k = 0; k < n; k++) {
        const float size = x[k] < 0.0f ? -x[k] : x[k];
        const float heard = size > 1e-15f ? x[k] : 0.0f; /* its square is no denormal */

        peak[k] = size;
        m->sum[part + k] += heard;
        m->square[part + k] += heard * heard;
    }
    for (uint32_t k = 0; k < n; k++)
        m->peak[part + k] = peak[k] > m->peak[part + k] ? peak[k] : m->peak[part + k];
}

/** Hear `n` more samples. */
LANES_INLINE void metering_take(struct metering *m, const float *x, size_t n)
{
    m->samples += (uint32_t)n;
    while (n > 0) {
        const uint32_t part = (m->samples - (uint32_t)n) % 16;
        if (part == 0 && n >= 16) {
            metering_add(m, x, 0, 16);
            x += 16;
            n -= 16;
        } else {
            metering_add(m, x, part, 1);
            x++;
            n--;
        }
    }
}

/* Of what was heard, at least one sample; each may be asked once: joining uses the sums
 * up. */

LANES_INLINE float metering_rms(struct metering *m)
{
    return sqrtf(dot_join(m->square) / (float)m->samples);
}

LANES_INLINE float metering_mean(struct metering *m)
{
    return dot_join(m->sum) / (float)m->samples;
}

LANES_INLINE float metering_peak(const struct metering *m)
{
    float peak = 0.0f;

    for (uint32_t part = 0; part < 16; part++)
        peak = m->peak[part] > peak ? m->peak[part] : peak;
    return peak;
}

#endif
