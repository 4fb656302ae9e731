/* SPDX-License-Identifier: MIT */
/* Improved noise: what its author's program prints, and what must hold of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/perlin.h"
#include "base/random.h"

static void the_permutation_is_one(void **state)
{
    bool seen[256] = {false};

    (void)state;
    for (int i = 0; i < 256; i++) {
        assert_false(seen[math_permutation[i]]);
        seen[math_permutation[i]] = true;
    }
}

/* What K. Perlin's reference program gives there, as widely published. */
static void the_published_value_comes_out(void **state)
{
    (void)state;
    assert_true(fabs(math_noise_d(3.14, 42.0, 7.0) - 0.13691995878400012) < 1e-15);
}

static void it_is_0_at_whole_places(void **state)
{
    (void)state;
    for (int i = -300; i < 300; i++)
        assert_true(math_noise_d(i, 3 * i, -i) == 0.0);
}

static void it_stays_in_range_repeats_and_is_smooth(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        const double x = 600.0 * random_unit_d(1, i) - 300.0;
        const double y = 600.0 * random_unit_d(2, i) - 300.0;
        const double z = 600.0 * random_unit_d(3, i) - 300.0;
        const double n = math_noise_d(x, y, z);
        assert_true(n > -1.05 && n < 1.05);
        assert_true(fabs(n - math_noise_d(x + 256.0, y, z - 512.0)) < 1e-9);
        /* its slope is at most 2 along each of three axes, and some */
        assert_true(fabs(n - math_noise_d(x + 1e-6, y - 1e-6, z + 1e-6)) < 1e-5);
    }
}

static void what_is_no_place_is_0(void **state)
{
    (void)state;
    assert_true(math_noise_d(NAN, 0.5, 0.5) == 0.0);
    assert_true(math_noise_d(0.5, INFINITY, 0.5) == 0.0);
    assert_true(math_noise_d(0.5, 0.5, -1e300) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_permutation_is_one),
        cmocka_unit_test(the_published_value_comes_out),
        cmocka_unit_test(it_is_0_at_whole_places),
        cmocka_unit_test(it_stays_in_range_repeats_and_is_smooth),
        cmocka_unit_test(what_is_no_place_is_0),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
