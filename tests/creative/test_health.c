/* SPDX-License-Identifier: MIT */
/* health: the table of the language reference, row by row, and its 3 s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "creative/health.h"

/* Values just inside each state, as the reference's table has them. */
static const struct {
    enum health_measure measure;
    double at[7];
    int status[7];
} table[] = {
    {HEALTH_LOAD, {0, 0.499, 0.5, 0.699, 0.7, 0.899, 0.9}, {0, 0, 1, 1, 2, 2, 3}},
    {HEALTH_XRUNS, {0, 1, 2, 3, 4, 100, 1e6}, {0, 2, 2, 2, 3, 3, 3}},
    {HEALTH_PICTURES, {0, 0.004, 0.005, 0.019, 0.02, 0.09, 0.1}, {0, 0, 1, 1, 2, 2, 3}},
    {HEALTH_FRAME_TIME, {0, 0.49, 0.5, 0.74, 0.75, 0.99, 1}, {0, 0, 1, 1, 2, 2, 3}},
    {HEALTH_PEAK, {0, 0.707, 0.708, 0.999, 1, 1.995, 1.996}, {0, 0, 1, 1, 2, 2, 3}},
    {HEALTH_NON_FINITE, {0, 1, 2, 3, 4, 5, 6}, {0, 3, 3, 3, 3, 3, 3}},
    {HEALTH_QUEUE, {0, 0.49, 0.5, 0.74, 0.75, 0.94, 0.95}, {0, 0, 1, 1, 2, 2, 3}},
    {HEALTH_WORKERS, {0, 0, 1, 1, 2, 2, 2}, {0, 0, 2, 2, 3, 3, 3}},
};

static void every_row_has_its_limits(void **state)
{
    (void)state;
    assert_int_equal(sizeof(table) / sizeof(table[0]), HEALTH_MEASURES);
    for (int m = 0; m < HEALTH_MEASURES; m++)
        for (int i = 0; i < 7; i++)
            assert_int_equal(health_of(table[m].measure, table[m].at[i]),
                             table[m].status[i]);
}

static void the_worst_row_decides(void **state)
{
    struct health_figures f = {0};

    (void)state;
    assert_int_equal(health_judge(&f).status, HEALTH_PERFECT);
    f.value[HEALTH_LOAD] = 2.0; /* was not measured */
    assert_int_equal(health_judge(&f).status, HEALTH_PERFECT);
    health_know(&f, HEALTH_PEAK, 0.8);
    health_know(&f, HEALTH_LOAD, 0.75);
    health_know(&f, HEALTH_XRUNS, 0.0);
    const struct health h = health_judge(&f);
    assert_int_equal(h.status, HEALTH_WARNING);
    assert_int_equal(h.measure, HEALTH_LOAD);
    assert_true(h.value == 0.75);
    health_know(&f, HEALTH_NON_FINITE, 1.0);
    assert_int_equal(health_judge(&f).measure, HEALTH_NON_FINITE);
    assert_true(health_score(HEALTH_PERFECT) == 1.0 &&
                health_score(HEALTH_GOOD) == 0.8);
    assert_true(health_score(HEALTH_WARNING) == 0.6 &&
                health_score(HEALTH_CRITICAL) == 0.3);
}

static struct health state_of(enum health_status status)
{
    return (struct health){.status = status, .measure = HEALTH_LOAD};
}

static void a_state_is_left_upward_after_3_s(void **state)
{
    struct health_memory m = {0};

    (void)state;
    assert_int_equal(health_settle(&m, state_of(HEALTH_GOOD), 1.0).status, HEALTH_GOOD);
    assert_int_equal(health_settle(&m, state_of(HEALTH_CRITICAL), 1.5).status,
                     HEALTH_CRITICAL); /* at once */
    assert_int_equal(health_settle(&m, state_of(HEALTH_CRITICAL), 4.0).status,
                     HEALTH_CRITICAL);
    assert_int_equal(health_settle(&m, state_of(HEALTH_PERFECT), 6.9).status,
                     HEALTH_CRITICAL); /* the cause was there at 4 s */
    assert_int_equal(health_settle(&m, state_of(HEALTH_GOOD), 7.0).status, HEALTH_GOOD);
    assert_int_equal(health_settle(&m, state_of(HEALTH_PERFECT), 2.0).status,
                     HEALTH_PERFECT); /* another run */
}

static void a_sentence_names_measure_and_node(void **state)
{
    const struct health loud = {HEALTH_WARNING, HEALTH_PEAK, 1.5};
    const struct health busy = {HEALTH_CRITICAL, HEALTH_LOAD, 0.953};
    char text[200];

    (void)state;
    health_say(&loud, NULL, 0.0, text, sizeof(text));
    assert_string_equal(text, "peak: the sound goes up to +3.5 dB.");
    health_say(&busy, "hall", 0.614, text, sizeof(text));
    assert_string_equal(text, "load: computing the sound takes 95.3 % of its time; "
                              "`hall` takes the most time, 61 %.");
    const struct health well = {.status = HEALTH_PERFECT};
    health_say(&well, "hall", 0.6, text, sizeof(text));
    assert_string_equal(text, "All is well.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_its_limits),
        cmocka_unit_test(the_worst_row_decides),
        cmocka_unit_test(a_state_is_left_upward_after_3_s),
        cmocka_unit_test(a_sentence_names_measure_and_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
