/* SPDX-License-Identifier: MIT */
/* table: equal keys share one table, and the last holder frees it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/table.h"

static int filled;

static void fill(void *table, const void *key)
{
    filled++;
    *(int *)table = 10 * *(const int *)key;
}

static void fill_otherwise(void *table, const void *key)
{
    *(int *)table = *(const int *)key;
}

static void equal_keys_share(void **state)
{
    const int one = 1, two = 2;
    const int *a = math_table_ref(fill, &one, sizeof(one), 100);
    const int *b = math_table_ref(fill, &one, sizeof(one), 100);
    const int *c = math_table_ref(fill, &two, sizeof(two), 100);
    const int *d = math_table_ref(fill_otherwise, &one, sizeof(one), 100);

    (void)state;
    assert_ptr_equal(a, b);
    assert_int_equal((uintptr_t)a % 64, 0);
    assert_int_equal(filled, 2);
    assert_int_equal(*a, 10);
    assert_int_equal(*c, 20);
    assert_int_equal(*d, 1);
    math_table_unref(a);
    assert_int_equal(*b, 10);
    math_table_unref(b);
    math_table_unref(c);
    math_table_unref(d);
    math_table_unref(NULL);
    a = math_table_ref(fill, &one, sizeof(one), 100); /* all holders had let go */
    assert_int_equal(filled, 3);
    math_table_unref(a);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(equal_keys_share)};

    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
