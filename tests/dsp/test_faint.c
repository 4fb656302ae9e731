/* SPDX-License-Identifier: MIT */
/* Curves make no denormal numbers of what is far below -300 dB: those take many times
 * as long. */
#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dsp/saturate.h"
#include "dsp/shaper.h"

static const float loudness[] = {1e-10f, 1e-13f, 1e-15f, 1e-17f, 1e-19f};
enum { N = sizeof(loudness) / sizeof(loudness[0]) };

static float tanh_of(float x)
{
    return math_tanh(x);
}

static float saturated(float x)
{
    return saturate(x);
}

static float looped(float x)
{
    return saturate_loop(8.0f, x);
}

/* As dsp/distort.c calls it: at 1e-15 it stands nearly still. */
static float folded(float x)
{
    return shaper_fold(1e-15f + x, 1e-15f - x);
}

static float softened(float x)
{
    return shaper_soft(1e-15f + x, 1e-15f - x);
}

static void what_is_faint_stays_above_denormal_numbers(void **state)
{
    static float (*const curve[])(float) = {tanh_of, saturated, looped, folded,
                                            softened};

    (void)state;
    for (size_t c = 0; c < sizeof(curve) / sizeof(curve[0]); c++)
        for (size_t i = 0; i < 2 * N; i++) {
            volatile float x = i < N ? loudness[i] : -loudness[i - N], y;
            feclearexcept(FE_UNDERFLOW);
            y = curve[c](x);
            if (fetestexcept(FE_UNDERFLOW))
                fail_msg("curve %zu of %g is %g", c, (double)x, (double)y);
        }
}

/* Whether the machine tells at all. */
static void a_square_that_is_too_small_is_told(void **state)
{
    volatile float x = 1e-20f, y;

    (void)state;
    feclearexcept(FE_UNDERFLOW);
    y = x * x;
    assert_true(y < 1e-38f && fetestexcept(FE_UNDERFLOW));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_that_is_too_small_is_told),
        cmocka_unit_test(what_is_faint_stays_above_denormal_numbers),
    };
    return cmocka_run_group_tests_name("faint", tests, NULL, NULL);
}
