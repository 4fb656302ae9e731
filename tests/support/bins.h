/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_BINS_H
#define LEAT_TESTS_BINS_H

/**
 * bins: the spectrum of one second, where bin f is f Hz: a whole number of cycles fills
 * one bin and leaks into none, so that an alias stands alone.
 */

#include <math.h>
#include <string.h>

#define BINS_PI 3.14159265358979323846

enum { BINS_MOST = 48000, BINS_FUNDAMENTALS = 34 };

/** Fundamentals of whole Hz to try: primes, or near to it, so that aliases of their
 * first harmonics fall beside the others. */
static const int bins_fundamental[BINS_FUNDAMENTALS] = {
    20,   27,   37,   53,   71,   97,   131,  179,  241,  331,  443,  601,
    809,  1103, 1487, 2003, 2411, 2711, 3001, 3433, 3691, 4001, 4373, 4801,
    4999, 5501, 6007, 6661, 7001, 7993, 8501, 9001, 9601, 9973};

static double bins_re[BINS_MOST], bins_im[BINS_MOST];

/* FFT of 2^a 3^b 5^c 7^d points by direct recursion. */
static inline void bins_fft(double *re, double *im, int n, int stride, double *out_re,
                            double *out_im)
{
    const int p = n % 2 == 0 ? 2 : n % 3 == 0 ? 3 : n % 5 == 0 ? 5 : 7;

    if (n == 1) {
        *out_re = *re;
        *out_im = *im;
        return;
    }
    const int m = n / p;
    double a[7], b[7];
    for (int q = 0; q < p; q++)
        bins_fft(re + q * stride, im + q * stride, m, stride * p, out_re + q * m,
                 out_im + q * m);
    for (int k = 0; k < m; k++) {
        for (int q = 0; q < p; q++) {
            a[q] = out_re[q * m + k];
            b[q] = out_im[q * m + k];
        }
        for (int j = 0; j < p; j++) {
            double sum_re = 0.0, sum_im = 0.0;
            for (int q = 0; q < p; q++) {
                const double w =
                    -2.0 * BINS_PI * (double)((long)q * (k + j * m) % n) / n;
                sum_re += a[q] * cos(w) - b[q] * sin(w);
                sum_im += a[q] * sin(w) + b[q] * cos(w);
            }
            out_re[j * m + k] = sum_re;
            out_im[j * m + k] = sum_im;
        }
    }
}

/** Find the bins of `rate` frames, one second. */
static inline void bins_analyse(const float *wave, int rate)
{
    static double re[BINS_MOST], im[BINS_MOST];

    for (int i = 0; i < rate; i++)
        re[i] = (double)wave[i];
    memset(im, 0, sizeof(im));
    bins_fft(re, im, rate, 1, bins_re, bins_im);
}

/** Amplitude of bin f. */
static inline double bins_amplitude(int f, int rate)
{
    return 2.0 / rate * hypot(bins_re[f], bins_im[f]);
}

/** The greatest bin that is neither a harmonic nor beside one, in dB of the
 * fundamental. */
static inline double bins_worst_alias_db(int frequency_hz, int rate)
{
    double worst = 0.0;

    for (int f = 1; f < rate / 2; f++) {
        const int off = f % frequency_hz;
        if (off > 1 && off < frequency_hz - 1)
            worst = fmax(worst, bins_amplitude(f, rate));
    }
    return 20.0 * log10(worst / bins_amplitude(frequency_hz, rate));
}

#endif
