/* SPDX-License-Identifier: MIT */
/* level: decibels, parts and velocities. */
#include <math.h>

#include "creative/level.h"
#include "near.h"

static void decibels_are_gains(void **state)
{
    (void)state;
    ASSERT_NEAR(level_of_db(-6.0), 0.501187, 1e-6);
    assert_true(level_of_db(0.0) == 1.0);
    ASSERT_NEAR(level_of_db(-119.9), pow(10, -119.9 / 20), 1e-20);
    assert_true(level_of_db(-120.0) == 0.0);
    assert_true(level_of_db(-1000.0) == 0.0);
    assert_true(level_of_db(-INFINITY) == 0.0);
    for (double x = -119.5; x < 40.0; x += 0.5)
        ASSERT_NEAR(level_to_db(level_of_db(x)), x, 1e-13 * 120);
}

static void parts_are_decibels(void **state)
{
    (void)state;
    assert_true(level_to_db(1.0) == 0.0);
    ASSERT_NEAR(level_to_db(0.5), 20 * log10(0.5), 1e-14);
    assert_true(level_to_db(0.0) == -120.0);
    assert_true(level_to_db(-0.5) == -120.0);
    assert_true(level_to_db(1e-9) == -120.0);
}

static void velocities_are_parts_and_loudness(void **state)
{
    (void)state;
    assert_true(level_of_velocity(127.0) == 1.0);
    assert_true(level_of_velocity_loudness(127.0) == 1.0);
    assert_true(level_of_velocity(0.0) == 0.0);
    ASSERT_NEAR(level_of_velocity_loudness(64.0), (64.0 / 127) * (64.0 / 127), 1e-16);
    assert_true(level_to_velocity(1.0) == 127.0);
    assert_true(level_to_velocity(0.5) == 63.5);
    for (int v = 0; v <= 127; v++)
        ASSERT_NEAR(level_to_velocity(level_of_velocity(v)), v, 1e-13);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(decibels_are_gains),
        cmocka_unit_test(parts_are_decibels),
        cmocka_unit_test(velocities_are_parts_and_loudness),
    };
    return cmocka_run_group_tests_name("level", tests, NULL, NULL);
}
