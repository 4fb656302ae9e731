/* SPDX-License-Identifier: MIT */
/* Workers expect the next block when a device will ask for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/isolation/pace.h"

enum { RATE = 48000, US = 1000, LONG = 1000000000, BLOCKS = 50 };

static struct pace begin(void)
{
    return (struct pace){.nsec_a_frame = 1e9 / RATE};
}

/* The pieces of a block, 30 us one after the other. */
static void play(struct pace *p, int64_t frame, int nframes, int64_t nsec)
{
    for (int done = 0; done < nframes; done += 64, nsec += 30 * US)
        pace_note(p, frame + done, nsec);
}

static void a_block_is_expected_after_the_time_of_the_last(void **state)
{
    (void)state;
    for (int nframes = 64; nframes <= 1024; nframes *= 2) {
        struct pace p = begin();
        const int64_t period = (int64_t)(nframes * 1e9 / RATE);
        for (int b = 1; b < BLOCKS; b++) {
            const int64_t now = LONG + b * period;
            play(&p, b * nframes, nframes, now);
            if (b == 1)
                continue;
            const int64_t end = now + nframes / 64 * 30 * US;
            const int64_t quiet = pace_quiet_nsec(&p, end);
            assert_true(end + quiet < now + period);
            assert_true(end + quiet > now + period - 200 * US);
            assert_int_equal(pace_quiet_nsec(&p, now + period), 0);
        }
    }
}

static void one_that_does_not_come_is_expected_no_longer(void **state)
{
    struct pace p = begin();

    (void)state;
    assert_int_equal(pace_quiet_nsec(&p, LONG), LONG); /* nothing yet */
    play(&p, 64, 64, LONG);
    play(&p, 128, 64, LONG + 1333 * US);
    assert_int_equal(pace_quiet_nsec(&p, LONG + 2666 * US), 0);
    assert_int_equal(pace_quiet_nsec(&p, LONG + 3000 * US), LONG);
}

static void what_is_computed_without_a_clock_is_not_waited_for(void **state)
{
    struct pace p = begin();

    (void)state;
    for (int i = 1; i < 4 * BLOCKS; i++) {
        const int64_t now = LONG + i * 30 * US;
        pace_note(&p, (int64_t)i * 64, now);
        if (i > BLOCKS) /* what the first may have promised is over */
            assert_int_equal(pace_quiet_nsec(&p, now), LONG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_expected_after_the_time_of_the_last),
        cmocka_unit_test(one_that_does_not_come_is_expected_no_longer),
        cmocka_unit_test(what_is_computed_without_a_clock_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
