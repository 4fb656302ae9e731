/* SPDX-License-Identifier: MIT */
/* markov: each state gets the part of [0, 1) that its weight is of all. */
#include <leat/err.h>

#include "creative/markov.h"
#include "near.h"

static void states_share_the_line_by_their_weights(void **state)
{
    static const double weight[] = {0, 1, 0, 2, 5, 0};

    (void)state;
    assert_int_equal(markov_step(weight, 6, 0.0), 1);
    assert_int_equal(markov_step(weight, 6, 0.1249), 1);
    assert_int_equal(markov_step(weight, 6, 0.125), 3);
    assert_int_equal(markov_step(weight, 6, 0.3749), 3);
    assert_int_equal(markov_step(weight, 6, 0.375), 4);
    assert_int_equal(markov_step(weight, 6, 1.0 - 0x1p-53), 4); /* never the last 0 */
}

static void every_draw_falls_on_a_state_that_has_weight(void **state)
{
    static const double weight[] = {0.1, 0, 0.2, 0.3, 0, 0.4, 0};
    int counts[7] = {0};

    (void)state;
    for (int i = 0; i < 10000; i++)
        counts[markov_step(weight, 7, i / 10000.0)]++;
    for (int i = 0; i < 7; i++)
        ASSERT_NEAR(counts[i], 10000 * weight[i], 1.0); /* a step of 1/10000 each way */
}

static void rows_without_a_choice_are_refused(void **state)
{
    static const double none[] = {0, 0}, below[] = {1, -1}, huge[] = {1e308, 1e308};
    double broken[] = {1, __builtin_nan("")};

    (void)state;
    assert_int_equal(markov_step(none, 2, 0.5), LEAT_ERR_RANGE);
    assert_int_equal(markov_step(none, 0, 0.5), LEAT_ERR_RANGE);
    assert_int_equal(markov_step(below, 2, 0.5), LEAT_ERR_RANGE);
    assert_int_equal(markov_step(broken, 2, 0.5), LEAT_ERR_RANGE);
    assert_int_equal(markov_step(huge, 2, 0.5), LEAT_ERR_RANGE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_share_the_line_by_their_weights),
        cmocka_unit_test(every_draw_falls_on_a_state_that_has_weight),
        cmocka_unit_test(rows_without_a_choice_are_refused),
    };
    return cmocka_run_group_tests_name("markov", tests, NULL, NULL);
}
