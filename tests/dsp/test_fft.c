/* SPDX-License-Identifier: MIT */
/* fft: every size against the defining sum in double, and what follows from it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "dsp/fft.h"

#define PI 3.14159265358979323846

enum { MAX = DSP_FFT_MAX, TRIES = 40 };

static float x[MAX], y[MAX], re[MAX], im[MAX], work[2 * MAX];
static float re2[MAX], im2[MAX];
static double turn[MAX]; /* cos(2 pi k / n) */

static void fill(float *v, uint32_t n, uint64_t seed)
{
    for (uint32_t i = 0; i < n; i++)
        v[i] = random_bipolar(seed, i);
}

/* Bin k of the transform of a + i b by its definition. */
static void define(const float *a, const float *b, uint32_t n, uint32_t k, double *out)
{
    double r = 0.0, i = 0.0;

    for (uint32_t j = 0; j < n; j++) {
        const uint32_t at = (uint32_t)((uint64_t)j * k % n);
        const double c = turn[at], s = turn[(at + n - n / 4) % n];
        r += (double)a[j] * c + (b ? (double)b[j] * s : 0.0);
        i += (b ? (double)b[j] * c : 0.0) - (double)a[j] * s;
    }
    out[0] = r;
    out[1] = i;
}

static void set_turn(uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        turn[k] = cos(2.0 * PI * k / n);
}

/* Relative rms error over all bins, or over some of a large transform. */
static double error_of(const float *a, const float *b, uint32_t n, uint32_t bins)
{
    const uint32_t step = n > 2048 ? n / TRIES | 1 : 1;
    double sum = 0.0, all = 0.0, want[2];

    set_turn(n);
    for (uint32_t k = 0; k < bins; k += step) {
        define(a, b, n, k, want);
        sum += pow((double)re[k] - want[0], 2) + pow((double)im[k] - want[1], 2);
        all += want[0] * want[0] + want[1] * want[1];
    }
    return sqrt(sum / all);
}

/* Each of log2(n) levels rounds to 2^-24 once or twice, at random: far below 1e-7 each,
 * and a wrong twiddle or a lost bin makes an error of at least 1 / n. */
static void complex_is_the_defining_sum(void **state)
{
    (void)state;
    for (uint32_t n = 8; n <= MAX; n *= 2) {
        fill(re, n, 1);
        fill(im, n, 2);
        memcpy(x, re, sizeof(x));
        memcpy(y, im, sizeof(y));
        dsp_fft_complex(re, im, n, work);
        assert_true(error_of(x, y, n, n) < 1e-7 * log2(n));
    }
}

static void real_is_the_defining_sum(void **state)
{
    (void)state;
    for (uint32_t n = DSP_FFT_MIN; n <= MAX; n *= 2) {
        fill(x, n, 3);
        dsp_fft_real(x, re, im, n, work);
        assert_true(error_of(x, NULL, n, n / 2 + 1) < 1e-7 * log2(n));
        assert_true(im[0] == 0.0f && im[n / 2] == 0.0f);
    }
}

static void inverse_gives_back_what_was_there(void **state)
{
    (void)state;
    for (uint32_t n = DSP_FFT_MIN; n <= MAX; n *= 2) {
        double error = 0.0;
        fill(x, n, 4);
        dsp_fft_real(x, re, im, n, work);
        dsp_fft_real_inverse(re, im, y, n, work);
        for (uint32_t j = 0; j < n; j++)
            error += pow((double)x[j] - (double)y[j], 2);
        assert_true(sqrt(error / n) < 2e-7 * log2(n)); /* there and back */
    }
}

/* Parseval: the sum of squares, where bins between the ends count twice. */
static void power_is_kept(void **state)
{
    (void)state;
    for (uint32_t n = DSP_FFT_MIN; n <= MAX; n *= 2) {
        double in = 0.0, out = 0.0;
        fill(x, n, 5);
        dsp_fft_real(x, re, im, n, work);
        for (uint32_t j = 0; j < n; j++)
            in += (double)x[j] * (double)x[j];
        for (uint32_t k = 0; k <= n / 2; k++)
            out += (k % (n / 2) ? 2.0 : 1.0) *
                   ((double)re[k] * (double)re[k] + (double)im[k] * (double)im[k]);
        assert_true(fabs(out / n / in - 1.0) < 2e-7 * log2(n));
    }
}

static void sums_and_factors_pass_through(void **state)
{
    const uint32_t n = 1024;

    (void)state;
    fill(x, n, 6);
    fill(y, n, 7);
    dsp_fft_real(x, re, im, n, work);
    dsp_fft_real(y, re2, im2, n, work);
    for (uint32_t j = 0; j < n; j++)
        x[j] = 0.5f * x[j] - 2.0f * y[j];
    dsp_fft_real(x, y, work + n, n, work + 2 * n);
    for (uint32_t k = 0; k <= n / 2; k++) /* magnitudes are near sqrt(n) */
        assert_true(fabsf(y[k] - (0.5f * re[k] - 2.0f * re2[k])) < 1e-4f &&
                    fabsf(work[n + k] - (0.5f * im[k] - 2.0f * im2[k])) < 1e-4f);
}

static void an_impulse_is_flat_and_a_tone_is_one_bin(void **state)
{
    (void)state;
    for (uint32_t n = DSP_FFT_MIN; n <= MAX; n *= 2) {
        memset(x, 0, sizeof(x));
        x[0] = 1.0f;
        dsp_fft_real(x, re, im, n, work);
        for (uint32_t k = 0; k <= n / 2; k++)
            assert_true(re[k] == 1.0f && im[k] == 0.0f); /* no rounding at all */
        for (uint32_t j = 0; j < n; j++)
            x[j] = (float)cos(2.0 * PI * (3.0 * j / n));
        dsp_fft_real(x, re, im, n, work);
        assert_true(fabsf(re[3] / (float)n - 0.5f) < 1e-6f);
        for (uint32_t k = 0; k <= n / 2; k++)
            assert_true(k == 3 || hypotf(re[k], im[k]) < 1e-6f * (float)n);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(complex_is_the_defining_sum),
        cmocka_unit_test(real_is_the_defining_sum),
        cmocka_unit_test(inverse_gives_back_what_was_there),
        cmocka_unit_test(power_is_kept),
        cmocka_unit_test(sums_and_factors_pass_through),
        cmocka_unit_test(an_impulse_is_flat_and_a_tone_is_one_bin),
    };
    return cmocka_run_group_tests_name("fft", tests, NULL, NULL);
}
