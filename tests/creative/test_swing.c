/* SPDX-License-Identifier: MIT */
/* swing: second notes come late, pairs and bars keep their length. */
#include "creative/swing.h"
#include "near.h"

static void the_second_of_a_pair_comes_a_third_of_a_note_late(void **state)
{
    (void)state;
    for (int pair = -8; pair <= 8; pair++)
        for (int s = 0; s <= 10; s++) {
            const double start = 0.5 * pair, swing = s / 10.0;
            assert_true(swing_position(start, swing, 0.25) == start);
            ASSERT_NEAR(swing_position(start + 0.25, swing, 0.25),
                        start + 0.25 + swing * 0.25 / 3, 1e-15);
        }
    /* 2 to 1 */
    ASSERT_NEAR(swing_position(0.25, 1.0, 0.25), 1.0 / 3, 1e-16);
    /* eighths */
    ASSERT_NEAR(swing_position(0.5, 1.0, 0.5), 2.0 / 3, 1e-16);
}

static void straight_stays_straight(void **state)
{
    (void)state;
    for (int k = -100; k <= 100; k++)
        assert_true(swing_position(k / 32.0, 0.0, 0.25) == k / 32.0);
}

static void time_never_goes_back(void **state)
{
    (void)state;
    for (int s = 0; s <= 4; s++)
        for (int k = 0; k < 4000; k++)
            assert_true(swing_position((k + 1) / 1000.0, s / 4.0, 0.25) >
                        swing_position(k / 1000.0, s / 4.0, 0.25));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_of_a_pair_comes_a_third_of_a_note_late),
        cmocka_unit_test(straight_stays_straight),
        cmocka_unit_test(time_never_goes_back),
    };
    return cmocka_run_group_tests_name("swing", tests, NULL, NULL);
}
