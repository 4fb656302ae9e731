/* SPDX-License-Identifier: MIT */
/* The block of counters, on one thread; tests/stress has three. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <leat/counters.h>
#include <leat/err.h>

#include "rt/counters.h"

enum { SIZE_BYTES = 512 };

static _Alignas(LEAT_COUNTERS_ALIGN) unsigned char memory[SIZE_BYTES];

static struct leat_counters *make(uint32_t n)
{
    struct leat_counters *counters;

    assert_int_equal(leat_counters_init(memory, SIZE_BYTES, n, &counters), LEAT_OK);
    return counters;
}

static void what_was_set_and_added_can_be_read(void **state)
{
    struct leat_counters *counters = make(3);
    uint64_t values[3];

    (void)state;
    assert_true(leat_rt_counters_read(counters, values, 3));
    assert_int_equal(values[0] | values[1] | values[2], 0);
    for (int round = 0; round < 4; round++) {
        leat_rt_counters_begin(counters);
        leat_rt_counters_add(counters, 0, 2);
        leat_rt_counters_add(counters, 2, UINT64_C(1) << 40);
        leat_rt_counters_set(counters, 1, (uint64_t)round);
        leat_rt_counters_end(counters);
    }
    assert_true(leat_rt_counters_read(counters, values, 3));
    assert_int_equal(values[0], 8);
    assert_int_equal(values[1], 3);
    assert_int_equal(values[2], UINT64_C(4) << 40);
}

static void a_change_that_is_under_way_is_not_read(void **state)
{
    struct leat_counters *counters = make(2);
    uint64_t values[2];

    (void)state;
    leat_rt_counters_begin(counters);
    leat_rt_counters_add(counters, 0, 1);
    assert_false(leat_rt_counters_read(counters, values, 2));
    leat_rt_counters_end(counters);
    assert_true(leat_rt_counters_read(counters, values, 2));
}

static void the_version_wraps_without_harm(void **state)
{
    struct leat_counters *counters = make(1);
    uint64_t value;

    (void)state;
    counters->version = UINT32_MAX - 1;
    leat_rt_counters_begin(counters);
    leat_rt_counters_set(counters, 0, 5);
    assert_false(leat_rt_counters_read(counters, &value, 1));
    leat_rt_counters_end(counters);
    assert_true(leat_rt_counters_read(counters, &value, 1));
    assert_int_equal(value, 5);
}

static void impossible_blocks_are_refused(void **state)
{
    struct leat_counters *counters = NULL, *found;

    (void)state;
    assert_int_equal(leat_counters_size(0), 0);
    assert_int_equal(leat_counters_size(LEAT_COUNTERS_MAX + 1), 0);
    assert_int_equal(
        leat_counters_init(memory, leat_counters_size(9) - 1, 9, &counters),
        LEAT_ERR_INVALID);
    assert_null(counters);
    counters = make(9);
    assert_int_equal(leat_counters_attach(memory, SIZE_BYTES, &found), LEAT_OK);
    assert_ptr_equal(found, counters);
    counters->n = 4000;
    assert_int_equal(leat_counters_attach(memory, SIZE_BYTES, &found),
                     LEAT_ERR_INVALID);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_set_and_added_can_be_read),
        cmocka_unit_test(a_change_that_is_under_way_is_not_read),
        cmocka_unit_test(the_version_wraps_without_harm),
        cmocka_unit_test(impossible_blocks_are_refused),
    };
    return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
