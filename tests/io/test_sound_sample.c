/* SPDX-License-Identifier: MIT */
/* sound_sample: what passes the edges, and whole numbers with and without dither. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "io/sound_sample.h"

static void only_harmless_samples_pass(void **state)
{
    float x[600] = {0};
    struct sound_faults faults = {0};

    (void)state;
    x[0] = NAN;
    x[255] = INFINITY;
    x[256] = -INFINITY;
    x[300] = 0x1p-101f;
    x[301] = -0x1p-149f;
    x[302] = 0x1p-100f; /* the least that passes */
    x[303] = -3.4e38f;
    x[599] = NAN;
    sound_clean(x, 600, &faults);
    assert_int_equal(faults.non_finite, 4);
    assert_int_equal(faults.denormal, 2);
    for (int i = 0; i < 600; i++)
        assert_true(x[i] == (i == 302 ? 0x1p-100f : i == 303 ? -3.4e38f : 0.0f));
}

static void peak_is_the_greatest_of_all(void **state)
{
    float x[21] = {0};

    (void)state;
    for (int i = 0; i < 21; i++)
        x[i] = i % 2 ? 0.5f : -0.75f;
    for (int i = 0; i < 21; i++) {
        const float before = x[i];
        assert_true(sound_peak(x, 21, 0.0f) == 0.75f);
        x[i] = -2.0f;
        assert_true(sound_peak(x, 21, 0.0f) == 2.0f);
        assert_true(sound_peak(x, 21, 3.0f) == 3.0f);
        x[i] = before;
    }
}

static void every_number_comes_back(void **state)
{
    struct sound_quantiser q16 = {.bits = 16}, q24 = {.bits = 24};
    int32_t n;

    (void)state;
    for (int32_t i = -32768; i < 32768; i++) {
        const float x = (float)i / 32768.0f;
        sound_quantise(&q16, &x, 1, &n);
        assert_int_equal(n, i);
    }
    for (int32_t i = -8388608; i < 8388608; i += 997) {
        const float x = (float)i / 8388608.0f;
        sound_quantise(&q24, &x, 1, &n);
        assert_int_equal(n, i);
    }
    assert_int_equal(q16.clipped + q24.clipped, 0);
}

static void beyond_full_scale_is_clipped_and_counted(void **state)
{
    struct sound_quantiser q = {.bits = 16};
    const float x[] = {1.0f, -1.0f, 1.01f, -1.01f, 1e30f, -1e30f, 0.999999f};
    const int32_t want[] = {32767, -32768, 32767, -32768, 32767, -32768, 32767};
    int32_t n[7];

    (void)state;
    sound_quantise(&q, x, 7, n);
    for (int i = 0; i < 7; i++)
        assert_int_equal(n[i], want[i]);
    assert_int_equal(q.clipped, 4); /* full scale itself is not beyond it */
}

/* With triangular dither the mean of the numbers is the sample and the variance of the
 * error 1/4 step^2, whatever the sample is; for n = 200000 the mean lies within
 * 6 * 0.5 / sqrt(n) = 0.0067 of it. */
static void dither_makes_the_error_independent_of_the_sample(void **state)
{
    enum { N = 200000 };
    float *x = malloc(N * sizeof(*x));
    int32_t *n = malloc(N * sizeof(*n));

    (void)state;
    for (int k = 0; k < 5; k++) {
        struct sound_quantiser q = {.bits = 16, .dither = true, .seed = 7};
        const double step = 100.0 + 0.25 * k;
        double sum = 0.0, squares = 0.0;
        for (int i = 0; i < N; i++)
            x[i] = (float)(step / 32768.0);
        sound_quantise(&q, x, N, n);
        for (int i = 0; i < N; i++) {
            sum += n[i] - step;
            squares += (n[i] - step) * (n[i] - step);
        }
        assert_true(fabs(sum / N) < 0.0067);
        assert_true(fabs(squares / N - 0.25) < 0.01);
    }
    free(x);
    free(n);
}

static void dither_depends_on_seed_and_place_alone(void **state)
{
    struct sound_quantiser whole = {.bits = 16, .dither = true, .seed = 1},
                           parts = whole, other = whole;
    float x[1000];
    int32_t a[1000], b[1000], c[1000];
    int differ = 0;

    (void)state;
    other.seed = 2;
    for (int i = 0; i < 1000; i++)
        x[i] = (float)i / 5000.0f;
    sound_quantise(&whole, x, 1000, a);
    for (int i = 0; i < 1000; i += 125)
        sound_quantise(&parts, x + i, 125, b + i);
    sound_quantise(&other, x, 1000, c);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(a[i], b[i]);
        differ += a[i] != c[i];
    }
    assert_true(differ > 400);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_harmless_samples_pass),
        cmocka_unit_test(peak_is_the_greatest_of_all),
        cmocka_unit_test(every_number_comes_back),
        cmocka_unit_test(beyond_full_scale_is_clipped_and_counted),
        cmocka_unit_test(dither_makes_the_error_independent_of_the_sample),
        cmocka_unit_test(dither_depends_on_seed_and_place_alone),
    };
    return cmocka_run_group_tests_name("sound_sample", tests, NULL, NULL);
}
