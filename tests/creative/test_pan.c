/* SPDX-License-Identifier: MIT */
/* pan: names, percents, and equal power at every place. */
#include <math.h>

#include <leat/err.h>

#include "creative/pan.h"
#include "near.h"

static void power_is_the_same_everywhere(void **state)
{
    double left, right;

    (void)state;
    for (int k = -100; k <= 100; k++) {
        pan_gains(k / 100.0, &left, &right);
        ASSERT_NEAR(left * left + right * right, 1.0, 1e-15);
        ASSERT_NEAR(atan2(right, left), acos(-1) / 4 * (1 + k / 100.0), 1e-15);
    }
    pan_gains(-1.0, &left, &right);
    assert_true(left == 1.0 && right == 0.0);
    pan_gains(1.0, &left, &right);
    assert_true(left == 0.0 && right == 1.0);
    pan_gains(9.0, &left, &right);
    assert_true(left == 0.0 && right == 1.0);
}

static void names_and_percents_are_places(void **state)
{
    double pan;

    (void)state;
    assert_int_equal(pan_find("left", 4, &pan), 0);
    assert_true(pan == -1.0);
    assert_int_equal(pan_find("Center", 6, &pan), 0);
    assert_true(pan == 0.0);
    assert_int_equal(pan_find("right", 5, &pan), 0);
    assert_true(pan == 1.0);
    assert_int_equal(pan_find("middle", 6, &pan), LEAT_ERR_NOT_FOUND);
    assert_int_equal(pan_find("", 0, &pan), LEAT_ERR_NOT_FOUND);
    assert_true(pan_of_fraction(0.0) == -1.0);
    assert_true(pan_of_fraction(0.5) == 0.0);
    assert_true(pan_of_fraction(0.75) == 0.5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_is_the_same_everywhere),
        cmocka_unit_test(names_and_percents_are_places),
    };
    return cmocka_run_group_tests_name("pan", tests, NULL, NULL);
}
