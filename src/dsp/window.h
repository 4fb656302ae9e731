/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_WINDOW_H
#define LEAT_DSP_WINDOW_H

/**
 * Windows, computed in double at prepare.
 *
 * Sources: F. J. Harris, "On the Use of Windows for Harmonic Analysis with the Discrete
 * Fourier Transform", 1978; J. F. Kaiser, "Nonrecursive Digital Filter Design Using the
 * I0-Sinh Window Function", 1974.
 */

#include <stdint.h>

#include "base/level.h"

#define dsp_window_hann            LEVEL(dsp_window_hann)
#define dsp_window_hamming         LEVEL(dsp_window_hamming)
#define dsp_window_blackman_harris LEVEL(dsp_window_blackman_harris)
#define dsp_window_kaiser          LEVEL(dsp_window_kaiser)
#define dsp_window_kaiser_beta     LEVEL(dsp_window_kaiser_beta)

/** Fill n values; periodic: the value after the last would be the first again. */
void dsp_window_hann(float *window, uint32_t n);
void dsp_window_hamming(float *window, uint32_t n);
void dsp_window_blackman_harris(float *window, uint32_t n); /* four terms, -92 dB */

/** Kaiser's window at x in [-1, 1]; 1 at 0, and 0 outside. */
double dsp_window_kaiser(double x, double beta);

/** The beta that keeps side lobes `db` below; db >= 50. */
double dsp_window_kaiser_beta(double db);

#endif
