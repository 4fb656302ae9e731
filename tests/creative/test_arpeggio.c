/* SPDX-License-Identifier: MIT */
/* arpeggio: the four orders. */
#include <leat/err.h>

#include "creative/arpeggio.h"
#include "near.h"

static void orders_are_what_they_say(void **state)
{
    static const uint32_t wanted[][8] = {
        [ARPEGGIO_UP] = {0, 1, 2, 3, 0, 1, 2, 3},
        [ARPEGGIO_DOWN] = {3, 2, 1, 0, 3, 2, 1, 0},
        [ARPEGGIO_UPDOWN] = {0, 1, 2, 3, 2, 1, 0, 1},
    };

    (void)state;
    for (int order = ARPEGGIO_UP; order <= ARPEGGIO_UPDOWN; order++)
        for (uint64_t step = 0; step < 8; step++)
            assert_int_equal(arpeggio_note((enum arpeggio)order, 4, step, 1),
                             wanted[order][step]);
}

/* 4000 draws of one in four: 1000 each, with a spread of 27; 5 of those. */
static void random_depends_on_seed_and_step_and_is_even(void **state)
{
    uint32_t count[4] = {0}, same = 0;

    (void)state;
    for (uint64_t step = 0; step < 4000; step++) {
        const uint32_t a = arpeggio_note(ARPEGGIO_RANDOM, 4, step, 1);
        assert_true(a < 4);
        assert_int_equal(a, arpeggio_note(ARPEGGIO_RANDOM, 4, step, 1));
        same += a == arpeggio_note(ARPEGGIO_RANDOM, 4, step, 2);
        count[a]++;
    }
    for (int i = 0; i < 4; i++)
        ASSERT_NEAR(count[i], 1000, 137);
    ASSERT_NEAR(same, 1000, 137);
}

static void one_note_is_always_that(void **state)
{
    (void)state;
    for (int order = ARPEGGIO_UP; order <= ARPEGGIO_RANDOM; order++)
        for (uint64_t step = 0; step < 5; step++)
            assert_int_equal(arpeggio_note((enum arpeggio)order, 1, step, 1), 0);
}

static void names_are_found(void **state)
{
    const char *name;
    size_t n = 0;

    (void)state;
    for (; (name = arpeggio_name(n)); n++)
        assert_int_equal(arpeggio_find(name, strlen(name)), n);
    assert_int_equal(n, 4);
    assert_int_equal(arpeggio_find("sideways", 8), LEAT_ERR_NOT_FOUND);
    assert_int_equal(arpeggio_find("", 0), LEAT_ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_what_they_say),
        cmocka_unit_test(random_depends_on_seed_and_step_and_is_even),
        cmocka_unit_test(one_note_is_always_that),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests_name("arpeggio", tests, NULL, NULL);
}
