/* SPDX-License-Identifier: MIT */
/* From a score's beginning on frames are counted, whatever the clock's estimate says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "control/anchor.h"

static void frames_are_counted_from_the_beginning(void **state)
{
    const struct osc_peer one = {.serial = 1, .is_near = true};
    struct anchors a = {0};

    (void)state;
    assert_int_equal(anchor_begin(&a, &one), -1);
    assert_int_equal(anchor_frame(&a, &one, 0, 48000.0), -1);
    anchor_set(&a, &one, 5000000000, 640);
    assert_int_equal(anchor_begin(&a, &one), 640);
    assert_int_equal(anchor_frame(&a, &one, 5001000000, 48000.0), 688);
    assert_int_equal(anchor_frame(&a, &one, 5000000000, 48000.0), 640);
    assert_int_equal(anchor_frame(&a, &one, 4999000000, 48000.0), 592);
    assert_int_equal(anchor_frame(&a, &one, 0, 48000.0), 0); /* long before frame 0 */
    anchor_set(&a, &one, 9000000000, 6400);
    assert_int_equal(anchor_frame(&a, &one, 9000000000, 48000.0), 6400);
    assert_int_equal(a.n, 1);
}

/* Time k / 48000 s, rounded to a nanosecond as tags are, is frame k again: of an hour.
 */
static void a_frame_comes_back_from_its_time(void **state)
{
    const struct osc_peer one = {.serial = 1, .is_near = true};
    const int64_t begin = 1700000000123456789;
    struct anchors a = {0};

    (void)state;
    anchor_set(&a, &one, begin, 64);
    for (int64_t k = 0; k < 172800000; k += 1009)
        assert_int_equal(anchor_frame(&a, &one,
                                      begin + (int64_t)((double)k / 48000.0 * 1e9),
                                      48000.0),
                         64 + k);
}

static void the_oldest_of_many_goes(void **state)
{
    struct anchors a = {0};

    (void)state;
    for (uint64_t i = 1; i <= ANCHORS + 1; i++)
        anchor_set(&a, &(struct osc_peer){.serial = i, .is_near = true}, 0, (int64_t)i);
    for (uint64_t i = 1; i <= ANCHORS + 1; i++)
        assert_int_equal(
            anchor_begin(&a, &(struct osc_peer){.serial = i, .is_near = true}),
            i == 1 ? -1 : (int64_t)i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_counted_from_the_beginning),
        cmocka_unit_test(a_frame_comes_back_from_its_time),
        cmocka_unit_test(the_oldest_of_many_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
