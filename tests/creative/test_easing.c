/* SPDX-License-Identifier: MIT */
/* easing: the formulas, their ends, and no jumps between. */
#include <math.h>

#include <leat/err.h>

#include "creative/easing.h"
#include "near.h"

static void all_go_from_0_to_1_without_a_jump(void **state)
{
    const char *name;

    (void)state;
    for (size_t i = 0; (name = easing_name(i)); i++) {
        const enum easing easing = (enum easing)i;
        assert_true(easing_at(easing, 0.0) == 0.0 && easing_at(easing, 1.0) == 1.0);
        assert_true(easing_at(easing, -3.0) == 0.0 && easing_at(easing, 7.0) == 1.0);
        assert_true(easing_at(easing, NAN) == 0.0);
        /* the steepest, elastic, has 2 pi / 0.3 = 21 per unit; its end 2^-11 */
        for (int k = 0; k < 10000; k++)
            ASSERT_NEAR(easing_at(easing, (k + 1) / 1e4), easing_at(easing, k / 1e4),
                        k == 9999 ? 3e-3 : 2.2e-3);
    }
}

static void formulas_hold(void **state)
{
    (void)state;
    for (int k = 1; k < 100; k++) {
        const double t = k / 100.0, s = 1.70158;
        ASSERT_NEAR(easing_at(EASING_LINEAR, t), t, 0.0);
        ASSERT_NEAR(easing_at(EASING_IN, t), t * t, 1e-15);
        ASSERT_NEAR(easing_at(EASING_OUT, t), 2 * t - t * t, 1e-15);
        ASSERT_NEAR(easing_at(EASING_IN_OUT, t),
                    t < 0.5 ? 2 * t * t : -1 + 4 * t - 2 * t * t, 1e-15);
        ASSERT_NEAR(easing_at(EASING_IN_OUT, t) + easing_at(EASING_IN_OUT, 1 - t), 1.0,
                    1e-15);
        ASSERT_NEAR(easing_at(EASING_ELASTIC, t),
                    1 + pow(2, -10 * t) * sin((10 * t - 0.75) * 2 * acos(-1) / 3),
                    1e-14);
        ASSERT_NEAR(easing_at(EASING_BACK, t),
                    1 + (s + 1) * pow(t - 1, 3) + s * pow(t - 1, 2), 1e-15);
    }
}

/* It touches 1 three times before its end, and between them falls by 1/4, 1/16, 1/64.
 */
static void bounce_touches_the_ground(void **state)
{
    static const double touch[] = {1 / 2.75, 2 / 2.75, 2.5 / 2.75};
    static const double top[] = {1.5 / 2.75, 2.25 / 2.75, 2.625 / 2.75};

    (void)state;
    for (int i = 0; i < 3; i++) {
        ASSERT_NEAR(easing_at(EASING_BOUNCE, touch[i] - 1e-12), 1.0, 1e-9);
        ASSERT_NEAR(easing_at(EASING_BOUNCE, touch[i] + 1e-12), 1.0, 1e-9);
        ASSERT_NEAR(easing_at(EASING_BOUNCE, top[i]), 1.0 - pow(0.25, i + 1), 1e-15);
    }
}

static void back_goes_a_tenth_too_far(void **state)
{
    double most = 0.0;

    (void)state;
    for (int k = 0; k <= 10000; k++)
        most = fmax(most, easing_at(EASING_BACK, k / 1e4));
    ASSERT_NEAR(most, 1.1, 1e-5);
}

static void names_are_found(void **state)
{
    static const char *const names[] = {"linear", "ease_in", "ease_out", "ease_in_out",
                                        "bounce", "elastic", "back"};

    (void)state;
    for (int i = 0; i < 7; i++)
        assert_int_equal(easing_find(names[i], strlen(names[i])), i);
    assert_int_equal(easing_find("EaseInOut", 9), EASING_IN_OUT);
    assert_int_equal(easing_find("swing", 5), LEAT_ERR_NOT_FOUND);
    assert_null(easing_name(7));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_go_from_0_to_1_without_a_jump),
        cmocka_unit_test(formulas_hold),
        cmocka_unit_test(bounce_touches_the_ground),
        cmocka_unit_test(back_goes_a_tenth_too_far),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests_name("easing", tests, NULL, NULL);
}
