/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_PHASE_H
#define LEAT_DSP_PHASE_H

/**
 * phase: what all periodic sources share.
 *
 * The phase is a 32-bit fraction of a cycle, so it never drifts and wraps by itself:
 * the frequency heard is the one asked for to 2^-33 of the rate (6 microhertz at 48
 * kHz).
 */

#include <leat/node.h>

#include "base/math.h"
#include "dsp/lanes.h"

/* The parameters that such a class begins with. */
enum {
    OSC_FREQUENCY,
    OSC_AMPLITUDE,
    OSC_PHASE,
    OSC_N_PARAMS,
    OSC_WIDTH = OSC_N_PARAMS
};
#define OSC_PARAMS                                                                     \
    [OSC_FREQUENCY] = {.name = "frequency",                                            \
                       .aliases = "freq",                                              \
                       .unit = LEAT_UNIT_HZ,                                           \
                       .curve = LEAT_CURVE_LOG,                                        \
                       .min = 0.01f,                                                   \
                       .def = 440.0f,                                                  \
                       .max = 20000.0f,                                                \
                       .help =                                                         \
                           "Cycles a second; held below 0.49 of the sample rate."},    \
    [OSC_AMPLITUDE] = {.name = "amplitude",                                            \
                       .aliases = "amp",                                               \
                       .def = 1.0f,                                                    \
                       .max = 16.0f,                                                   \
                       .help = "Greatest value of the plain waveform."},               \
    [OSC_PHASE] = {.name = "phase",                                                    \
                   .max = 1.0f,                                                        \
                   .help = "Part of a cycle that is added to the phase."}

/** Parameters as the oscillator adds them up. */
LANES_INLINE void osc_to_steps(uint32_t *step, const float *hz, double per_hz,
                               uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        const double cycles = (double)hz[l] * per_hz; /* in 2^-32 */
        step[l] = (uint32_t)(int32_t)((cycles < 2.1e9 ? cycles : 2.1e9) + 0.5);
    }
}

/** A fraction in [0, 1] of a cycle; 1 comes round to 0. */
LANES_INLINE void osc_to_phase(uint32_t *phase, const float *fraction, uint32_t width)
{
    for (uint32_t l = 0; l < width; l++)
        phase[l] = (uint32_t)(int32_t)(fraction[l] * 0x1p30f) << 2;
}

/** sin(2 * pi * phase / 2^32), never beyond 1; absolute error below 2.5e-7. */
LANES_INLINE float osc_sine(uint32_t phase)
{
    /* all ones in the two quarters round half a cycle, which are turned over: to one
     * place of 2^32 */
    const uint32_t over = 0u - ((phase ^ phase << 1) >> 31);
    const int32_t folded = (int32_t)(phase ^ (over & 0x7fffffffu));

    /* rounding lifts some of the polynomial to 1 + 2^-23: the factor takes that back */
    return math_sin_pi((float)folded * 0x1p-31f) * 0x1.fffffep-1f;
}

#endif
