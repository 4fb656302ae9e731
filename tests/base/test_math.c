/* SPDX-License-Identifier: MIT */
/* math: the float functions against libm in double, at a million points of each range.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/math.h"
#include "base/random.h"

#define PI 3.14159265358979323846

enum { POINTS = 1000000 };

static double sin_pi(double x)
{
    return sin(PI * x);
}

static double tan_pi(double x)
{
    return tan(PI * x);
}

static double sin_turns(double x)
{
    return sin(2.0 * PI * (x - rint(x)));
}

static double cos_turns(double x)
{
    return cos(2.0 * PI * (x - rint(x)));
}

static double db_to_factor(double level_db)
{
    return pow(10.0, level_db / 20.0);
}

static double factor_to_db(double factor)
{
    return 20.0 * log10(factor);
}

static double note_to_hz(double note)
{
    return 440.0 * exp2((note - 69.0) / 12.0);
}

static double hz_to_note(double hz)
{
    return 69.0 + 12.0 * log2(hz / 440.0);
}

enum kind { RELATIVE, ABSOLUTE };

static const struct row {
    const char *name;
    float (*ours)(float x);
    double (*libm)(double x);
    float min, max;
    enum kind kind;
    double error; /* as base/math.h states it */
} rows[] = {
    {"sin_pi", math_sin_pi, sin_pi, -0.5f, 0.5f, RELATIVE, 2e-7},
    {"tan_pi", math_tan_pi, tan_pi, 0.0f, 0.49f, RELATIVE, 4e-7},
    {"sin_turns", math_sin_turns, sin_turns, -3.0f, 3.0f, ABSOLUTE, 2e-7},
    {"cos_turns", math_cos_turns, cos_turns, -3.0f, 3.0f, ABSOLUTE, 2e-7},
    {"sin_turns far", math_sin_turns, sin_turns, -123456.7f, 123456.7f, ABSOLUTE, 2e-7},
    {"cos_turns far", math_cos_turns, cos_turns, -123456.7f, 123456.7f, ABSOLUTE, 2e-7},
    {"sin", math_sin, sin, -10.0f, 10.0f, ABSOLUTE, 2e-7},
    {"cos", math_cos, cos, -10.0f, 10.0f, ABSOLUTE, 2e-7},
    {"sin far", math_sin, sin, -50000.0f, 50000.0f, ABSOLUTE, 2e-7},
    {"cos far", math_cos, cos, -50000.0f, 50000.0f, ABSOLUTE, 2e-7},
    {"sin near 0", math_sin, sin, -0.1f, 0.1f, RELATIVE, 2e-7},
    {"tan", math_tan, tan, -1.57f, 1.57f, RELATIVE, 6e-7},
    {"exp2", math_exp2, exp2, -126.0f, 127.9f, RELATIVE, 2e-7},
    {"exp2 near 0", math_exp2, exp2, -1.0f, 1.0f, RELATIVE, 2e-7},
    {"log2", math_log2, log2, 1e-37f, 1e38f, RELATIVE, 3e-7},
    {"log2 near 1", math_log2, log2, 0.5f, 2.0f, RELATIVE, 3e-7},
    {"tanh", math_tanh, tanh, -12.0f, 12.0f, RELATIVE, 3e-7},
    {"tanh near 0", math_tanh, tanh, -0.7f, 0.7f, RELATIVE, 3e-7},
    {"atan", math_atan, atan, -20.0f, 20.0f, RELATIVE, 3e-7},
    {"atan near 0", math_atan, atan, -1.1f, 1.1f, RELATIVE, 3e-7},
    {"db_to_factor", math_db_to_factor, db_to_factor, -120.0f, 24.0f, RELATIVE, 2e-6},
    {"factor_to_db", math_factor_to_db, factor_to_db, 1e-6f, 16.0f, ABSOLUTE, 1e-5},
    {"note_to_hz", math_note_to_hz, note_to_hz, 0.0f, 136.0f, RELATIVE, 8e-7},
    {"hz_to_note", math_hz_to_note, hz_to_note, 8.0f, 20000.0f, ABSOLUTE, 2e-5},
};

static void stays_within_its_stated_error(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        const struct row *row = &rows[r];
        double worst = 0.0;
        float worst_x = 0.0f;
        for (int i = 1; i < POINTS; i++) {
            const double part = (double)i / POINTS;
            const float x =
                (float)((double)row->min * (1.0 - part) + (double)row->max * part);
            const double want = row->libm(x);
            double error = fabs((double)row->ours(x) - want);
            if (row->kind == RELATIVE && want != 0.0)
                error /= fabs(want);
            if (!(error <= worst)) {
                worst = error;
                worst_x = x;
            }
        }
        print_message("%-14s %s error %.2g at %g\n", row->name,
                      row->kind == RELATIVE ? "relative" : "absolute", worst,
                      (double)worst_x);
        assert_true(worst < row->error);
    }
}

static void raises_to_powers(void **state)
{
    double worst = 0.0;

    (void)state;
    for (uint64_t i = 0; i < POINTS; i++) {
        const float x = math_exp2(random_bipolar(1, i) * 120.0f);
        const float y =
            random_bipolar(2, i) * 126.0f / math_max(1.0f, math_abs(math_log2(x)));
        const double want = pow((double)x, (double)y);
        worst = fmax(worst, fabs((double)math_pow(x, y) - want) / want);
    }
    print_message("pow            relative error %.2g\n", worst);
    assert_true(worst < 7e-8);
    assert_true(math_pow(0.0f, 2.0f) == 0.0f);
    assert_true(math_pow(0.0f, 0.0f) == 1.0f);
    assert_true(math_pow(3.0f, 4.0f) == 81.0f);
}

static void knows_every_direction(void **state)
{
    double worst = 0.0;

    (void)state;
    for (uint64_t i = 0; i < POINTS; i++) {
        const float x = random_bipolar(1, i), y = random_bipolar(2, i);
        worst =
            fmax(worst, fabs((double)math_atan2(y, x) - atan2((double)y, (double)x)));
    }
    print_message("atan2          absolute error %.2g\n", worst);
    assert_true(worst < 4e-7);
    assert_true(math_atan2(0.0f, 0.0f) == 0.0f);
}

static void rounds_as_stated(void **state)
{
    static const struct {
        float x, floor, round;
    } cases[] = {
        {2.5f, 2.0f, 3.0f},
        {-2.5f, -3.0f, -2.0f},
        {0.49999997f, 0.0f, 0.0f},
        {-0.2f, -1.0f, 0.0f},
        {8388607.5f, 8388607.0f, 8388608.0f},
        {-8388607.5f, -8388608.0f, -8388607.0f},
        {1e30f, 1e30f, 1e30f},
        {-1e30f, -1e30f, -1e30f},
        {3.0f, 3.0f, 3.0f},
        {-4.0f, -4.0f, -4.0f},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_true(math_floor(cases[i].x) == cases[i].floor);
        assert_true(math_round(cases[i].x) == cases[i].round);
    }
    for (uint64_t i = 0; i < POINTS; i++) {
        const float x = random_bipolar(3, i) * math_exp2(random_bipolar(4, i) * 30.0f);
        assert_true(math_floor(x) == floorf(x));
    }
}

static void is_exact_where_ears_expect_it(void **state)
{
    (void)state;
    assert_true(math_db_to_factor(0.0f) == 1.0f);
    assert_true(math_exp2(10.0f) == 1024.0f);
    assert_true(math_exp2(-140.0f) == 0x1p-140f);
    assert_true(math_log2(1024.0f) == 10.0f);
    assert_true(math_log2(0x1p-140f) == -140.0f);
    assert_true(math_tan_pi(0.0f) == 0.0f);
    assert_true(math_sin_turns(0.0f) == 0.0f && math_sin_turns(0.5f) == 0.0f);
    assert_true(math_note_to_hz(69.0f) == 440.0f);
    assert_true(math_hz_to_note(880.0f) == 81.0f);
    assert_true(math_tanh(20.0f) == 1.0f);
}

/* Any bits may come from a modulated parameter. */
static void gives_finite_numbers_for_all_bits(void **state)
{
    static float (*const functions[])(float) = {
        math_sin,        math_cos,          math_tan,          math_sin_turns,
        math_cos_turns,  math_exp2,         math_log2,         math_tanh,
        math_atan,       math_db_to_factor, math_factor_to_db, math_note_to_hz,
        math_hz_to_note,
    };

    (void)state;
    for (uint64_t i = 0; i < POINTS; i++) {
        const uint32_t bits[2] = {(uint32_t)random_bits(5, i) |
                                      (i & 1 ? 0x7f800000u : 0u),
                                  (uint32_t)random_bits(6, i)};
        float x[2];
        memcpy(x, bits, sizeof(x));
        for (size_t f = 0; f < sizeof(functions) / sizeof(functions[0]); f++)
            if (!isfinite(functions[f](x[0])))
                fail_msg("function %zu of %a", f, (double)x[0]);
        assert_true(isfinite(math_pow(x[0], x[1])));
        assert_true(isfinite(math_atan2(x[0], x[1])));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_within_its_stated_error),
        cmocka_unit_test(raises_to_powers),
        cmocka_unit_test(knows_every_direction),
        cmocka_unit_test(rounds_as_stated),
        cmocka_unit_test(is_exact_where_ears_expect_it),
        cmocka_unit_test(gives_finite_numbers_for_all_bits),
    };
    return cmocka_run_group_tests_name("math", tests, NULL, NULL);
}
