/* SPDX-License-Identifier: MIT */
/* recent: counts and peaks of ten seconds are those of a slow reference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rt/recent.h"

enum { SECONDS = 60 };

static void counts_are_those_of_eleven_seconds(void **state)
{
    static struct recent r;
    uint64_t of[SECONDS] = {0};

    (void)state;
    for (uint64_t now = 0; now < SECONDS; now++) {
        const uint64_t n = now % 7 == 3 ? 0 : now * now; /* some seconds are empty */
        recent_add(&r, now, n);
        recent_add(&r, now, n);
        of[now] = 2 * n;
        uint64_t sum = 0;
        for (uint64_t back = 0; back <= RECENT_SECONDS && back <= now; back++)
            sum += of[now - back];
        assert_int_equal(recent_sum(&r, now), sum);
    }
    assert_int_equal(recent_sum(&r, SECONDS + RECENT_SECONDS), 0);
}

static void the_greatest_leaves_after_ten_seconds(void **state)
{
    static struct recent r;

    (void)state;
    recent_raise(&r, 5, 0.25f);
    recent_raise(&r, 5, 3.5f);
    recent_raise(&r, 5, 1.0f);
    recent_raise(&r, 6, -8.0f);
    recent_raise(&r, 8, 0.5f);
    assert_true(recent_greatest(&r, 5) == 3.5f);
    assert_true(recent_greatest(&r, 15) == 3.5f);
    assert_true(recent_greatest(&r, 16) == 0.5f);
    assert_true(recent_greatest(&r, 18) == 0.5f);
    assert_true(recent_greatest(&r, 19) == 0.0f);
}

static void a_second_is_never_too_full(void **state)
{
    static struct recent r;

    (void)state;
    recent_add(&r, 1, UINT32_MAX - 1u);
    recent_add(&r, 1, 5);
    recent_add(&r, 1, UINT64_MAX);
    assert_int_equal(recent_sum(&r, 1), UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_eleven_seconds),
        cmocka_unit_test(the_greatest_leaves_after_ten_seconds),
        cmocka_unit_test(a_second_is_never_too_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
