/* SPDX-License-Identifier: MIT */
/* math_d: the double functions to within one unit in the last place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/math.h"
#include "base/random.h"
#include "reference.h"

enum { POINTS = 20000 };

static const struct {
    const char *name;
    enum reference reference;
    double (*of_one)(double);
    double (*of_two)(double, double);
    int least, most; /* binary exponents of arguments */
    double error;    /* in units in the last place */
} rows[] = {
    {"exp2", REFERENCE_exp2, math_exp2_d, NULL, -60, 9, 0.51},
    {"exp2 to 0", REFERENCE_exp2, math_exp2_d, NULL, 10, 10, 0.76},
    {"exp", REFERENCE_exp, math_exp_d, NULL, -60, 9, 0.51},
    {"log2", REFERENCE_log2, math_log2_d, NULL, -1074, 1023, 0.51},
    {"log2 near 1", REFERENCE_log2, math_log2_d, NULL, -1, 0, 0.51},
    {"log", REFERENCE_log, math_log_d, NULL, -1074, 1023, 0.51},
    {"log10", REFERENCE_log10, math_log10_d, NULL, -1074, 1023, 0.51},
    {"cbrt", REFERENCE_cbrt, math_cbrt_d, NULL, -1074, 1023, 0.51},
    {"tanh", REFERENCE_tanh, math_tanh_d, NULL, -60, 5, 0.51},
    {"sin", REFERENCE_sin, math_sin_d, NULL, -60, 20, 0.8},
    {"sin far", REFERENCE_sin, math_sin_d, NULL, 20, 1023, 0.8},
    {"cos", REFERENCE_cos, math_cos_d, NULL, -60, 20, 0.8},
    {"cos far", REFERENCE_cos, math_cos_d, NULL, 20, 1023, 0.8},
    {"tan", REFERENCE_tan, math_tan_d, NULL, -60, 20, 1.0},
    {"tan far", REFERENCE_tan, math_tan_d, NULL, 20, 1023, 1.0},
    {"atan", REFERENCE_atan, math_atan_d, NULL, -60, 60, 0.6},
    {"asin", REFERENCE_asin, math_asin_d, NULL, -30, -1, 0.6},
    {"acos", REFERENCE_acos, math_acos_d, NULL, -60, -1, 0.6},
    {"sin_pi", REFERENCE_sin_pi, math_sin_pi_d, NULL, -60, 20, 0.8},
    {"cos_pi", REFERENCE_cos_pi, math_cos_pi_d, NULL, -60, 20, 0.8},
    {"pow", REFERENCE_pow, NULL, math_pow_d, -8, 8, 0.51},
    {"pow near 1", REFERENCE_pow, NULL, math_pow_d, -1, 0, 0.51},
    {"hypot", REFERENCE_hypot, NULL, math_hypot_d, -600, 500, 0.51},
    {"atan2", REFERENCE_atan2, NULL, math_atan2_d, -50, 50, 0.6},
    {"atan2 far", REFERENCE_atan2, NULL, math_atan2_d, -900, 900, 0.6},
};

static double argument(uint64_t stream, uint64_t i, int least, int most)
{
    const int exponent =
        least + (int)(random_bits(stream, i) % (uint64_t)(most - least + 1));
    return ldexp(1.0 + random_unit_d(stream + 1, i), exponent);
}

static void stays_within_one_unit_in_the_last_place(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        const int positive = rows[r].reference == REFERENCE_pow ||
                             (rows[r].reference >= REFERENCE_log2 &&
                              rows[r].reference <= REFERENCE_log10);
        double worst = 0.0, worst_x = 0.0, worst_y = 0.0;
        for (uint64_t i = 0; i < POINTS; i++) {
            double x = argument(10, i, rows[r].least, rows[r].most), got, ulps;
            double y = argument(20, i, rows[r].least, rows[r].most);
            x = (i & 1) && !positive ? -x : x;
            y = i & 2 ? -y : y;
            got = rows[r].of_one ? rows[r].of_one(x) : rows[r].of_two(x, y);
            ulps = reference_ulps(rows[r].reference, x, y, got);
            if (!(ulps <= worst)) {
                worst = ulps;
                worst_x = x;
                worst_y = y;
            }
        }
        print_message("%-12s %.3f ulp at %a %a\n", rows[r].name, worst, worst_x,
                      worst_y);
        assert_true(worst <= rows[r].error);
    }
}

/* The doubles nearest to multiples of pi / 2 are where a reduction shows its seams.
 * Source of the last: W. Kahan, the double that is nearest of all. */
static void reduces_angles_that_nearly_vanish(void **state)
{
    (void)state;
    for (int k = 1; k < 3000; k++) {
        const double x = k * 1.57079632679489661923;
        assert_true(reference_ulps(REFERENCE_sin, x, 0, math_sin_d(x)) < 0.8);
        assert_true(reference_ulps(REFERENCE_cos, x, 0, math_cos_d(x)) < 0.8);
        assert_true(reference_ulps(REFERENCE_tan, x, 0, math_tan_d(x)) <= 1.0);
    }
    assert_true(reference_ulps(REFERENCE_cos, 6381956970095103.0 * 0x1p797, 0,
                               math_cos_d(6381956970095103.0 * 0x1p797)) < 0.8);
}

static void is_exact_where_the_answer_is(void **state)
{
    (void)state;
    for (int n = -300; n <= 300; n++)
        assert_true(math_exp2_d(n) == ldexp(1.0, n) && math_log2_d(ldexp(1.0, n)) == n);
    for (int n = 0; n <= 22; n++)
        assert_true(math_log10_d(math_pow_d(10.0, n)) == n);
    for (int n = -1000; n <= 1000; n++)
        assert_true(math_cbrt_d((double)n * n * n) == n &&
                    math_pow_d(n, 3.0) == (double)n * n * n);
    assert_true(math_pow_d(10.0, 15.0) == 1e15);
    assert_true(math_hypot_d(0x3p900, 0x4p900) == 0x5p900);
    assert_true(math_sin_pi_d(5.0) == 0.0 && math_cos_pi_d(2.5) == 0.0);
    assert_true(math_sin_pi_d(2.5) == 1.0 && math_cos_pi_d(3.0) == -1.0);
    assert_true(math_db_to_factor_d(20.0) == 10.0 &&
                math_factor_to_db_d(100.0) == 40.0);
    assert_true(math_note_to_hz_d(81.0) == 880.0 && math_hz_to_note_d(220.0) == 57.0);
    assert_true(math_seconds_to_frames(0.5, 44100.0) == 22050);
    assert_true(math_seconds_to_frames(1e300, 44100.0) == INT64_C(1) << 62);
}

/* The same bits, or neighbours: libc may round the last place otherwise. */
static int same(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof(a)) == 0 ||
           (isfinite(a) && a != 0.0 && nextafter(a, b) == b);
}

/* The special values of Annex F of C11, by way of libc, in all pairs. */
static void answers_special_values_as_c_does(void **state)
{
    static const double special[] = {0.0, -0.0,  1.0,    -1.0,    2.0,      -2.0,
                                     3.0, -3.0,  0.5,    -0.5,    INFINITY, -INFINITY,
                                     NAN, 1e308, 5e-324, -5e-324, 0x1p53,   1e-300};
    enum { N = sizeof(special) / sizeof(special[0]) };

    (void)state;
    for (int i = 0; i < N; i++) {
        const double x = special[i];
        assert_true(same(math_exp2_d(x), exp2(x)) && same(math_log2_d(x), log2(x)));
        assert_true(same(math_exp_d(x), exp(x)) && same(math_log_d(x), log(x)));
        assert_true(same(math_sin_d(x), sin(x)) && same(math_cos_d(x), cos(x)));
        assert_true(same(math_tan_d(x), tan(x)) && same(math_atan_d(x), atan(x)));
        assert_true(same(math_tanh_d(x), tanh(x)) && same(math_cbrt_d(x), cbrt(x)));
        assert_true(same(math_asin_d(x), asin(x)) && same(math_acos_d(x), acos(x)));
        for (int k = 0; k < N; k++) {
            const double y = special[k];
            if (!same(math_pow_d(x, y), pow(x, y)))
                fail_msg("pow(%g, %g) = %g", x, y, math_pow_d(x, y));
            if (!same(math_atan2_d(x, y), atan2(x, y)))
                fail_msg("atan2(%g, %g) = %g", x, y, math_atan2_d(x, y));
            if (!same(math_hypot_d(x, y), hypot(x, y)))
                fail_msg("hypot(%g, %g) = %g", x, y, math_hypot_d(x, y));
        }
    }
}

static void rounds_as_stated(void **state)
{
    (void)state;
    assert_true(math_floor_d(-0.5) == -1.0 && math_floor_d(1e300) == 1e300);
    assert_true(math_round_d(2.5) == 3.0 && math_round_d(-2.5) == -2.0);
    assert_true(math_round_d(0.49999999999999994) == 0.0);
    assert_true(math_round_d(4503599627370495.5) == 4503599627370496.0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_within_one_unit_in_the_last_place),
        cmocka_unit_test(reduces_angles_that_nearly_vanish),
        cmocka_unit_test(is_exact_where_the_answer_is),
        cmocka_unit_test(answers_special_values_as_c_does),
        cmocka_unit_test(rounds_as_stated),
    };
    return cmocka_run_group_tests_name("math_d", tests, NULL, NULL);
}
