/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SVF_SHAPE_H
#define LEAT_DSP_SVF_SHAPE_H

/**
 * svf_shape: the responses of two poles that a mix of dsp/svf.h's outputs makes,
 * m0 * x + m1 * band + m2 * low, with A = 10^(gain_db / 40):
 *
 *     shape       g          k            m0    m1               m2
 *     lowpass     g          1 / q        0     0                1
 *     highpass    g          1 / q        1     -k               -1
 *     bandpass    g          1 / q        0     k                0
 *     notch       g          1 / q        1     -k               0
 *     allpass     g          1 / q        1     -2 k             0
 *     peak        g          1 / (q A)    1     k (A^2 - 1)      0
 *     lowshelf    g / A^½    1 / q        1     k (A - 1)        A^2 - 1
 *     highshelf   g * A^½    1 / q        A^2   k (1 - A) A      1 - A^2
 *
 * These are the transfer functions of R. Bristow-Johnson, "Cookbook formulae for audio
 * equalizer biquad filter coefficients".
 *
 * Source: A. Simper, "Solving the continuous SVF equations using trapezoidal
 * integration and equivalent currents", 2013.
 */

#include "dsp/svf.h"

enum svf_shape {
    SVF_LOWPASS,
    SVF_HIGHPASS,
    SVF_BANDPASS,
    SVF_NOTCHED,
    SVF_ALLPASS,
    SVF_PEAK,
    SVF_LOWSHELF,
    SVF_HIGHSHELF,
};

/* 1 if the shape is this one, else 0. */
LANES_INLINE float svf_shape_is(float shape, enum svf_shape this)
{
    return shape == (float)this ? 1.0f : 0.0f;
}

/** Tune one lane for SVF_MIX.  Shapes are chosen by factors of 0 and 1, which leave the
 * chosen value as it is: so a loop over lanes of different shapes has no branch. */
LANES_INLINE void svf_tune_shape(struct svf_tuning *t, uint32_t l, float shape,
                                 float cutoff_hz, float q, float gain_db, float rate_hz)
{
    const float root = math_exp2(gain_db * 0.0415241012f); /* A^½: log2(10) / 80 */
    const float A = root * root, gain = A * A;
    const float low = svf_shape_is(shape, SVF_LOWPASS);
    const float high = svf_shape_is(shape, SVF_HIGHPASS);
    const float band = svf_shape_is(shape, SVF_BANDPASS);
    const float notch = svf_shape_is(shape, SVF_NOTCHED);
    const float all = svf_shape_is(shape, SVF_ALLPASS);
    const float peak = svf_shape_is(shape, SVF_PEAK);
    const float low_shelf = svf_shape_is(shape, SVF_LOWSHELF);
    const float high_shelf = svf_shape_is(shape, SVF_HIGHSHELF);
    const float bend = low_shelf / root + high_shelf * root;
    const float cycles = svf_cycles(cutoff_hz, rate_hz);
    const float k = 1.0f / (q * (peak > 0.0f ? A : 1.0f));

    t->S[l] = math_sin_pi(cycles) * (low_shelf + high_shelf > 0.0f ? bend : 1.0f);
    t->C[l] = math_sin_pi(0.5f - cycles);
    t->k[l] = k;
    t->m0[l] = (high + notch + all + peak + low_shelf) + high_shelf * gain;
    t->m1[l] = k * ((band - high - notch - 2.0f * all) + peak * (gain - 1.0f) +
                    (low_shelf - high_shelf * A) * (A - 1.0f));
    t->m2[l] = (low - high) + (low_shelf - high_shelf) * (gain - 1.0f);
}

/* The parameters of a class whose shape has a gain. */
enum { BELL_FREQUENCY, BELL_GAIN, BELL_Q, BELL_N_PARAMS };
#define BELL_PARAMS(frequency_help, gain_help, q_help)                                 \
    [BELL_FREQUENCY] = {.name = "frequency",                                           \
                        .aliases = "freq cutoff",                                      \
                        .unit = LEAT_UNIT_HZ,                                          \
                        .curve = LEAT_CURVE_LOG,                                       \
                        .min = 20.0f,                                                  \
                        .def = 1000.0f,                                                \
                        .max = 20000.0f,                                               \
                        .help = frequency_help},                                       \
    [BELL_GAIN] = {.name = "gain",                                                     \
                   .unit = LEAT_UNIT_DB,                                               \
                   .min = -24.0f,                                                      \
                   .max = 24.0f,                                                       \
                   .help = gain_help},                                                 \
    [BELL_Q] = {.name = "q",                                                           \
                .aliases = "resonance",                                                \
                .curve = LEAT_CURVE_LOG,                                               \
                .min = 0.1f,                                                           \
                .def = 0.7071f,                                                        \
                .max = 18.0f,                                                          \
                .help = q_help}
#define BELL_SHELF_FREQUENCY_HELP                                                      \
    "Middle of the slope, where half the gain in dB is reached; held below 0.49 of "   \
    "the sample rate."
#define BELL_SHELF_Q_HELP "Steepness of the slope; above 0.7071 it overshoots."

LANES_INLINE void bell_tune(struct svf_tuning *t, const struct leat_block *block,
                            uint32_t frame, uint32_t first, float rate_hz,
                            uint32_t width, enum svf_shape shape)
{
    const struct leat_value *p = block->param;
    const float *cutoff_hz = leat_value_row(p[BELL_FREQUENCY], frame) + first;
    const float *q = leat_value_row(p[BELL_Q], frame) + first;
    const float *gain_db = leat_value_row(p[BELL_GAIN], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune_shape(t, l, (float)shape, cutoff_hz[l], q[l], gain_db[l], rate_hz);
}

/** The kernel of such a class; `tune` is bell_tune() with its shape. */
LANES_INLINE void bell_run(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width, svf_tuner *tune)
{
    svf_run(state, block, first, width, tune, BELL_N_PARAMS, SVF_MIX);
}

#endif
