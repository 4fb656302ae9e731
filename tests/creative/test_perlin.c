/* SPDX-License-Identifier: MIT */
/* perlin: published values, and what is true of every field. */
#include <math.h>

#include "base/random.h"
#include "creative/perlin.h"
#include "near.h"

enum { POINTS = 20000 };

static double any(uint64_t stream, uint64_t i)
{
    return 600.0 * random_unit_d(stream, i) - 300.0;
}

/* Values from all over a field in one number. */
static double mixed(uint64_t seed)
{
    double sum = 0.0;

    for (int i = 0; i < 4096; i++)
        sum += (i % 7 + 1) *
               perlin_noise(i * 0.37 + 0.11, i * 0.59 - 7.3, i * 0.83 + 2.7, seed);
    return sum;
}

/* The value that Perlin's own program prints at (3.14, 42, 7), as Rosetta Code lists
 * it; and a sum that a second program found, with the table of the paper, twelve
 * written directions and eight weights.  Each of the 256 numbers counts in it. */
static void the_published_field_comes_out(void **state)
{
    (void)state;
    ASSERT_NEAR(perlin_noise(3.14, 42, 7, 0), 0.13691995878400012, 1e-15);
    ASSERT_NEAR(mixed(0), -60.49345136474932, 1e-9);
}

/* Golden: nobody but this function knows the fields of other seeds, and programs that
 * were written with them must keep them. */
static void the_fields_of_seeds_stay(void **state)
{
    (void)state;
    ASSERT_NEAR(mixed(1), 2.7330660181050384, 1e-9);
}

static void whole_points_are_zero_and_the_field_repeats(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 1000; i++) {
        const double x = floor(any(1, i)), y = floor(any(2, i)), z = floor(any(3, i));
        assert_true(perlin_noise(x, y, z, i) == 0.0);
    }
    for (uint64_t i = 0; i < 1000; i++) { /* sums with 256 are exact for these */
        const double x = floor(any(1, i) * 64) / 64, y = floor(any(2, i) * 64) / 64;
        const double z = floor(any(3, i) * 64) / 64;
        const double here = perlin_noise(x, y, z, i);
        assert_true(perlin_noise(x + 256, y, z, i) == here);
        assert_true(perlin_noise(x, y - 512, z, i) == here);
        assert_true(perlin_noise(x, y, z + 256, i) == here);
    }
}

/* The slope of a hill: f' is at most 1.875, four corners of which each changes by at
 * most 2 along an axis: far below 8 per unit. */
static void the_field_is_bounded_and_smooth(void **state)
{
    double least = 0.0, most = 0.0, sum = 0.0;

    (void)state;
    for (uint64_t i = 0; i < POINTS; i++) {
        const double x = any(1, i), y = any(2, i), z = any(3, i);
        const double here = perlin_noise(x, y, z, 5);
        least = fmin(least, here);
        most = fmax(most, here);
        sum += here;
        ASSERT_NEAR(perlin_noise(x + 1e-6, y, z, 5), here, 8e-6);
        ASSERT_NEAR(perlin_noise(x, y + 1e-6, z, 5), here, 8e-6);
        ASSERT_NEAR(perlin_noise(x, y, z + 1e-6, 5), here, 8e-6);
    }
    assert_true(least >= -1.0 && most <= 1.0);
    assert_true(least < -0.7 && most > 0.7);
    ASSERT_NEAR(sum / POINTS, 0.0, 0.01); /* spread 0.25 / sqrt(20000) is 0.0018 */
}

/* Correlation of independent fields: 0 within 5 / sqrt(20000). */
static void seeds_are_different_fields(void **state)
{
    static const uint64_t seeds[] = {0, 1, 2, 1000};

    (void)state;
    for (size_t a = 0; a < 4; a++)
        for (size_t b = 0; b < a; b++) {
            double ab = 0.0, aa = 0.0, bb = 0.0;
            for (uint64_t i = 0; i < POINTS; i++) {
                const double x = any(1, i), y = any(2, i), z = any(3, i);
                const double p = perlin_noise(x, y, z, seeds[a]);
                const double q = perlin_noise(x, y, z, seeds[b]);
                ab += p * q;
                aa += p * p;
                bb += q * q;
            }
            ASSERT_NEAR(ab / sqrt(aa * bb), 0.0, 0.036);
        }
}

static void what_is_no_point_is_zero(void **state)
{
    const double bad[] = {NAN, INFINITY, -INFINITY};

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_true(perlin_noise(bad[i], 0.5, 0.5, 0) == 0.0);
        assert_true(perlin_noise(0.5, bad[i], 0.5, 0) == 0.0);
        assert_true(perlin_noise(0.5, 0.5, bad[i], 0) == 0.0);
    }
    assert_true(perlin_noise(1e300, 0.0, -1e300, 0) == 0.0);
    assert_true(fabs(perlin_noise(-0.3, -1e-300, 1e15, 7)) <= 1.0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_field_comes_out),
        cmocka_unit_test(the_fields_of_seeds_stay),
        cmocka_unit_test(whole_points_are_zero_and_the_field_repeats),
        cmocka_unit_test(the_field_is_bounded_and_smooth),
        cmocka_unit_test(seeds_are_different_fields),
        cmocka_unit_test(what_is_no_point_is_zero),
    };
    return cmocka_run_group_tests_name("perlin", tests, NULL, NULL);
}
