/* SPDX-License-Identifier: MIT */
/*
 * fft: discrete Fourier transforms of power-of-two size.
 *
 * Decimation in frequency that sorts itself: a pass with `left` numbers still to be
 * transformed and stride s, left * s = n, takes x[q + s (p + left / 4 k)], k < 4, to
 * y[q + s (4 p + k)].  The first two passes are made together on vectors along p, all
 * later ones on vectors along q, and where log2(n) is odd a pass of two-point ones
 * comes last.  n real numbers are transformed as n / 2 complex ones.
 *
 * Sources: W. T. Cochran et al., "What is the Fast Fourier Transform?", 1967
 * (Stockham's form); P. N. Swarztrauber, "FFT algorithms for vector computers", 1984.
 */
#include "dsp/fft.h"

#include <stdbool.h>
#include <string.h>

#include "base/roots.h"
#include "dsp/lanes.h"
#include "dsp/vector.h"

#define PASS(name) name##_wide
#define V          vector
#define V_LOOSE    vector_loose
#define V_WIDTH    VECTOR_WIDTH
#include "dsp/fft_pass.h"

#define PASS(name) name##_four
#define V          vector4
#define V_LOOSE    vector4_loose
#define V_WIDTH    4
#include "dsp/fft_pass.h"

#include "dsp/fft_pass.h"

static void last(const float *x, float *y, uint32_t stride)
{
    for (uint32_t q = 0; q < stride; q++) {
        y[q] = x[q] + x[q + stride];
        y[q + stride] = x[q] - x[q + stride];
    }
}

/* Where a pass reads and where it writes. */
struct planes {
    float *xr, *xi, *yr, *yi;
};

static struct planes other_way(struct planes a)
{
    return (struct planes){a.yr, a.yi, a.xr, a.xi};
}

/* One pass after the other, to and fro; the result is where the next would read. */
static struct planes transform(struct planes at, uint32_t n)
{
    uint32_t left = n;

    if (n >= 16 * VECTOR_WIDTH)
        first_wide(at.xr, at.xi, at.yr, at.yi, n);
    else if (n >= 64)
        first_four(at.xr, at.xi, at.yr, at.yi, n);
    if (n >= 64) {
        left = n / 16;
        at = other_way(at);
    }
    for (; left > 2; left /= 4, at = other_way(at)) {
        if (n < 64)
            middle_one(at.xr, at.xi, at.yr, at.yi, left, n / left, true);
        else
            middle_wide(at.xr, at.xi, at.yr, at.yi, left, n / left, left > 4);
    }
    if (left == 1)
        return at;
    last(at.xr, at.yr, n / 2);
    last(at.xi, at.yi, n / 2);
    return other_way(at);
}

void dsp_fft_complex(float *re, float *im, uint32_t n, float *work)
{
    const struct planes end = transform((struct planes){re, im, work, work + n}, n);

    if (end.xr != re) {
        memcpy(re, end.xr, n * sizeof(float));
        memcpy(im, end.xi, n * sizeof(float));
    }
}

/* With Z the transform of x[2 j] + i x[2 j + 1], E = (Z[k] + conj Z[m - k]) / 2 and
 * O = -i (Z[k] - conj Z[m - k]) / 2: X[k] = E + w^k O and X[m - k] = conj(E - w^k O).
 */
static void part(const float *restrict zr, const float *restrict zi, float *restrict re,
                 float *restrict im, size_t m)
{
    const float *wr = math_roots + ROOTS_OF(2 * m), *wi = wr + m / 2;

    re[0] = zr[0] + zi[0];
    re[m] = zr[0] - zi[0];
    im[0] = im[m] = 0.0f;
    re[m / 2] = zr[m / 2];
    im[m / 2] = -zi[m / 2];
    for (size_t k = 1; k < m / 2; k++) {
        const float er = 0.5f * (zr[k] + zr[m - k]), ei = 0.5f * (zi[k] - zi[m - k]);
        const float dr = 0.5f * (zi[k] + zi[m - k]), di = 0.5f * (zr[m - k] - zr[k]);
        const float tr = wr[k] * dr - wi[k] * di, ti = wr[k] * di + wi[k] * dr;
        re[k] = er + tr;
        im[k] = ei + ti;
        re[m - k] = er - tr;
        im[m - k] = ti - ei;
    }
}

/* Back: Z[k] = E + i O, scaled by 1 / m. */
static void join(const float *restrict re, const float *restrict im, float *restrict zr,
                 float *restrict zi, size_t m)
{
    const float *wr = math_roots + ROOTS_OF(2 * m), *wi = wr + m / 2;
    const float scale = 1.0f / (float)m, half = 0.5f * scale;

    zr[0] = half * (re[0] + re[m]);
    zi[0] = half * (re[0] - re[m]);
    zr[m / 2] = scale * re[m / 2];
    zi[m / 2] = -scale * im[m / 2];
    for (size_t k = 1; k < m / 2; k++) {
        const float er = half * (re[k] + re[m - k]), ei = half * (im[k] - im[m - k]);
        const float dr = half * (re[k] - re[m - k]), di = half * (im[k] + im[m - k]);
        const float tr = dr * wr[k] + di * wi[k], ti = di * wr[k] - dr * wi[k];
        zr[k] = er - ti;
        zi[k] = ei + tr;
        zr[m - k] = er + ti;
        zi[m - k] = tr - ei;
    }
}

static void split(const float *restrict x, float *restrict even, float *restrict odd,
                  uint32_t m)
{
    for (uint32_t j = 0; j < m; j++) {
        even[j] = x[2 * j];
        odd[j] = x[2 * j + 1];
    }
}

void dsp_fft_real(const float *x, float *re, float *im, uint32_t n, float *work)
{
    const uint32_t m = n / 2;
    struct planes at = {work, work + m, work + n, work + n + m};

    split(x, at.xr, at.xi, m);
    at = transform(at, m);
    part(at.xr, at.xi, re, im, m);
}

void dsp_fft_real_inverse(const float *re, const float *im, float *x, uint32_t n,
                          float *work)
{
    const uint32_t m = n / 2;
    struct planes at = {work + m, work, work + n, work + n + m};

    join(re, im, at.xi, at.xr, m);
    at = transform(at, m);
    for (uint32_t j = 0; j < m; j++) {
        x[2 * j] = at.xi[j];
        x[2 * j + 1] = at.xr[j];
    }
}
