/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_FFT_H
#define LEAT_DSP_FFT_H

/**
 * Discrete Fourier transforms of power-of-two size.
 *
 *     X[k] = sum over j of x[j] e^(-2 pi i j k / n)
 *
 * Real and imaginary parts lie in arrays of their own.  The data flow depends on n
 * alone: passes of four-point butterflies, each number made from the same numbers in
 * the same order at every CPU level.  The relative rms error is below 1e-7 * log2(n).
 *
 * Shape:   arrays do not overlap, and need no alignment.
 * Thread:  any, also rt.
 */

#include <stdint.h>

#include "base/level.h"

#define dsp_fft_complex      LEVEL(dsp_fft_complex)
#define dsp_fft_real         LEVEL(dsp_fft_real)
#define dsp_fft_real_inverse LEVEL(dsp_fft_real_inverse)

enum { DSP_FFT_MIN = 16, DSP_FFT_MAX = 65536 };

/** Transform n numbers in place; n in [8, 65536]; `work` holds 2 n.  With re and im
 * exchanged it is the inverse times n. */
void dsp_fft_complex(float *re, float *im, uint32_t n, float *work);

/** Transform n real numbers to n / 2 + 1 bins; n in [16, 65536]; `work` holds 2 n. */
void dsp_fft_real(const float *x, float *re, float *im, uint32_t n, float *work);

/** The inverse; im[0] and im[n / 2] count as 0. */
void dsp_fft_real_inverse(const float *re, const float *im, float *x, uint32_t n,
                          float *work);

#endif
