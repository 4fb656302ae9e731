/* SPDX-License-Identifier: MIT */
/* osc_time: timetags are nanoseconds, to the nearest, over the whole of their reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "net/osc_time.h"

#define TAG(seconds, fraction) ((uint64_t)(seconds) << 32 | (fraction))

static const int64_t SECOND = 1000000000;
/* UTC: 1968-01-20 03:14:08, 2036-02-07 06:28:16, 2104-02-26 09:42:24 */
static const int64_t FIRST = -61505152, TURN = 2085978496, END = 4233462144;

static void known_instants_have_known_tags(void **state)
{
    static const struct {
        uint64_t tag;
        int64_t nsec;
    } rows[] = {
        {TAG(0x83aa7e80, 0), 0},
        {TAG(0x83aa7e80, 0x80000000), 500000000},
        {TAG(0x83aa7e7f, 0xc0000000), -250000000},
        {TAG(0xbc17c200, 0), INT64_C(946684800) * 1000000000}, /* 2000-01-01 */
        {TAG(0xdd7fb582, 0x40000000), INT64_C(1507145474250000000)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(osc_time_nsec(rows[i].tag), rows[i].nsec);
        assert_int_equal(osc_time_tag(rows[i].nsec), rows[i].tag);
    }
}

static void the_nearest_nanosecond_is_taken(void **state)
{
    (void)state;
    /* 2^-32 s is 0.2328 ns: 2 of them are 0.466, 3 are 0.698 ns */
    assert_int_equal(osc_time_nsec(TAG(0x83aa7e80, 2)), 0);
    assert_int_equal(osc_time_nsec(TAG(0x83aa7e80, 3)), 1);
    assert_int_equal(osc_time_nsec(TAG(0x83aa7e80, 0xffffffff)), SECOND);
    assert_int_equal(osc_time_nsec(TAG(0x83aa7e80, 0xfffffffd)), SECOND - 1);
    assert_int_equal(osc_time_tag(1), TAG(0x83aa7e80, 4)); /* 4.29 */
    assert_int_equal(osc_time_tag(-1), TAG(0x83aa7e7f, 0xfffffffc));
    assert_int_equal(osc_time_tag(SECOND - 1), TAG(0x83aa7e80, 0xfffffffc));
}

static void every_nanosecond_comes_back(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 1000000; i++) {
        const uint64_t reach = (uint64_t)(END - FIRST) * (uint64_t)SECOND;
        const int64_t nsec = FIRST * SECOND + (int64_t)(random_bits(1, i) % reach);
        assert_int_equal(osc_time_nsec(osc_time_tag(nsec)), nsec);
    }
}

/* What is left of the product in 128 bits is at most half a nanosecond. */
static void no_other_nanosecond_is_nearer(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 1000000; i++) {
        const uint64_t tag = random_bits(2, i) | UINT64_C(1) << 63;
        const int64_t nsec = osc_time_nsec(tag);
        const int64_t since_1970 = (int64_t)(tag - (UINT64_C(0x83aa7e80) << 32));
        __extension__ const __int128 off =
            (__int128)since_1970 * SECOND - (__int128)nsec * (INT64_C(1) << 32);
        assert_true(off >= -(INT64_C(1) << 31) && off < INT64_C(1) << 31);
    }
}

static void seconds_that_come_round_go_on(void **state)
{
    (void)state;
    assert_int_equal(osc_time_nsec(TAG(0x80000000, 0)), FIRST * SECOND);
    assert_int_equal(osc_time_nsec(TAG(0xffffffff, 0)), (TURN - 1) * SECOND);
    assert_int_equal(osc_time_nsec(TAG(0, 0)), TURN * SECOND);
    assert_int_equal(osc_time_nsec(TAG(1, 0)), (TURN + 1) * SECOND);
    assert_int_equal(osc_time_nsec(TAG(0x7fffffff, 0xffffffff)), END * SECOND);
    assert_int_equal(osc_time_tag((TURN + 1) * SECOND), TAG(1, 0));
}

static void what_no_tag_reaches_gets_the_first_or_the_last(void **state)
{
    (void)state;
    assert_int_equal(osc_time_tag(INT64_MIN), TAG(0x80000000, 0));
    assert_int_equal(osc_time_tag(FIRST * SECOND - 1), TAG(0x80000000, 0));
    assert_int_equal(osc_time_tag(END * SECOND - 1), TAG(0x7fffffff, 0xfffffffc));
    assert_int_equal(osc_time_tag(END * SECOND), TAG(0x7fffffff, 0xffffffff));
    assert_int_equal(osc_time_tag(INT64_MAX), TAG(0x7fffffff, 0xffffffff));
}

static void no_time_becomes_at_once(void **state)
{
    (void)state;
    assert_true(osc_time_immediate(0) && osc_time_immediate(1));
    assert_false(osc_time_immediate(2) || osc_time_immediate(UINT64_MAX));
    assert_int_equal(osc_time_tag(TURN * SECOND), 2);
    assert_int_equal(osc_time_nsec(2), TURN * SECOND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_instants_have_known_tags),
        cmocka_unit_test(the_nearest_nanosecond_is_taken),
        cmocka_unit_test(every_nanosecond_comes_back),
        cmocka_unit_test(no_other_nanosecond_is_nearer),
        cmocka_unit_test(seconds_that_come_round_go_on),
        cmocka_unit_test(what_no_tag_reaches_gets_the_first_or_the_last),
        cmocka_unit_test(no_time_becomes_at_once),
    };
    return cmocka_run_group_tests_name("osc_time", tests, NULL, NULL);
}
