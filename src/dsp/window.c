/* SPDX-License-Identifier: MIT */
/* window: sums of cosines, and Kaiser's. */
#include "dsp/window.h"

#include "base/math.h"

/* a[0] - a[1] cos(2 pi i / n) + a[2] cos(4 pi i / n) - ... */
static void cosines(float *window, uint32_t n, const double *a, uint32_t terms)
{
    for (uint32_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (uint32_t k = terms; k-- > 0;) {
            const double angle = 2.0 * (double)((uint64_t)k * i % n) / (double)n;
            sum += (k & 1 ? -a[k] : a[k]) * math_cos_pi_d(angle);
        }
        window[i] = (float)sum;
    }
}

void dsp_window_hann(float *window, uint32_t n)
{
    static const double a[] = {0.5, 0.5};
    cosines(window, n, a, 2);
}

void dsp_window_hamming(float *window, uint32_t n)
{
    static const double a[] = {0.54, 0.46};
    cosines(window, n, a, 2);
}

void dsp_window_blackman_harris(float *window, uint32_t n)
{
    static const double a[] = {0.35875, 0.48829, 0.14128, 0.01168};
    cosines(window, n, a, 4);
}

/* The modified Bessel function of order 0: the sum of ((x / 2)^k / k!)^2. */
static double bessel(double x)
{
    const double square = 0.25 * x * x;
    double term = 1.0, sum = 1.0;

    for (int k = 1; k < 100 && term > sum * 0x1p-54; k++) {
        term = term * square / (double)(k * k);
        sum += term;
    }
    return sum;
}

double dsp_window_kaiser(double x, double beta)
{
    const double inside = 1.0 - x * x;

    return inside < 0.0 ? 0.0 : bessel(beta * math_sqrt_d(inside)) / bessel(beta);
}

double dsp_window_kaiser_beta(double db)
{
    return 0.1102 * (db - 8.7);
}
