/* SPDX-License-Identifier: MIT */
#ifndef TEST_BENCH_TRANSFORM_H
#define TEST_BENCH_TRANSFORM_H

/** transform: the Fourier transform by which sounds of all engines are measured. */

#include <math.h>

#define PI 3.14159265358979323846

/* In place, decimation in time; `n` is a power of 2. */
static inline void transform(double *re, double *im, int n)
{
    for (int i = 1, j = 0; i < n; i++) {
        int bit = n >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            const double r = re[i], m = im[i];
            re[i] = re[j], im[i] = im[j];
            re[j] = r, im[j] = m;
        }
    }
    for (int len = 2; len <= n; len *= 2)
        for (int k = 0; k < len / 2; k++) {
            const double c = cos(2 * PI * k / len), s = -sin(2 * PI * k / len);
            for (int i = k; i < n; i += len) {
                const int h = i + len / 2;
                const double r = c * re[h] - s * im[h], m = c * im[h] + s * re[h];
                re[h] = re[i] - r, im[h] = im[i] - m;
                re[i] += r, im[i] += m;
            }
        }
}

#endif
