/* SPDX-License-Identifier: MIT */
/* window: the values and spectra that make each window what it is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dsp/window.h"

#define PI 3.14159265358979323846

enum { N = 64 };

/* The highest value of the spectrum from `bins` bins on, against the one at 0, in dB.
 */
static double side_lobes_db(const double *w, int n, double bins)
{
    double middle = 0.0, most = 0.0;

    for (int i = 0; i < n; i++)
        middle += w[i];
    for (double f = bins; f <= n / 2.0; f += 0.02) {
        double re = 0.0, im = 0.0;
        for (int i = 0; i < n; i++) {
            re += w[i] * cos(2.0 * PI * f * i / n);
            im += w[i] * sin(2.0 * PI * f * i / n);
        }
        most = fmax(most, hypot(re, im));
    }
    return 20.0 * log10(most / middle);
}

static void has_the_side_lobes_of_its_name(void **state)
{
    static const struct {
        void (*fill)(float *, uint32_t);
        double bins, db;
    } rows[] = {{dsp_window_hann, 2.0, -31.4},
                {dsp_window_hamming, 2.0, -42.6},
                {dsp_window_blackman_harris, 4.0, -91.9}};

    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        float w[N];
        double d[N];
        rows[r].fill(w, N);
        for (int i = 0; i < N; i++)
            d[i] = (double)w[i];
        assert_true(fabs(side_lobes_db(d, N, rows[r].bins) - rows[r].db) < 0.5);
    }
}

static void overlaps_to_a_constant(void **state)
{
    float w[N];

    (void)state;
    dsp_window_hann(w, N);
    assert_true(w[0] == 0.0f && w[N / 2] == 1.0f);
    for (int i = 0; i < N / 2; i++)
        assert_true(fabsf(w[i] + w[i + N / 2] - 1.0f) < 1e-7f);
}

/* Source: J. F. Kaiser, R. W. Schafer, 1980: beta = 0.12438 (side lobes + 6.3 dB), a
 * fit that holds to 1 dB; the main lobe ends at sqrt(pi^2 + beta^2) / pi bins. */
static void kaiser_has_the_side_lobes_of_its_beta(void **state)
{
    (void)state;
    for (double db = 60.0; db <= 110.0; db += 10.0) {
        const double beta = 0.12438 * (db + 6.3);
        double w[2 * N + 1];
        for (int i = 0; i <= 2 * N; i++)
            w[i] = dsp_window_kaiser((double)(i - N) / N, beta);
        assert_true(w[N] == 1.0);
        assert_true(fabs(side_lobes_db(w, 2 * N + 1, sqrt(PI * PI + beta * beta) / PI) +
                         db) < 1.0);
    }
    assert_true(dsp_window_kaiser(1.01, 8.0) == 0.0);
    assert_true(fabs(dsp_window_kaiser_beta(60.0) - 5.653) < 0.001);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_side_lobes_of_its_name),
        cmocka_unit_test(overlaps_to_a_constant),
        cmocka_unit_test(kaiser_has_the_side_lobes_of_its_beta),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
