/* SPDX-License-Identifier: MIT */
/* The line between a system whose time flows and an engine that computes in blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/midi_line.h"
#include "support/rt_guard.h"

enum { QUANTUM = 64, WAY = 96 };

static const uint32_t BEGIN = 0x7FFFFF00; /* of the system; it turns over soon */

static struct midi_line line;
static int64_t frame; /* of the next call */
static uint64_t noise;

static void begin(void)
{
    line = (struct midi_line){0};
    frame = 0;
    noise = 1;
}

static uint32_t random_below(uint32_t n)
{
    noise = noise * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(noise >> 33) % n;
}

/* A block of the engine that is due when `frame` is, plus `late`; each quantum of it
 * takes `work`. */
static void run_block(uint32_t block, uint32_t late, uint32_t work)
{
    const uint32_t due = BEGIN + (uint32_t)frame + late;

    rt_guard_enter();
    for (uint32_t i = 0; i < block / QUANTUM; i++, frame += QUANTUM)
        midi_line_flow(&line, due + i * work, WAY, frame);
    rt_guard_leave();
}

static void a_message_is_heard_a_block_and_its_way_later(void **state)
{
    static const uint32_t blocks[] = {64, 128, 256, 1024};

    (void)state;
    for (size_t b = 0; b < sizeof(blocks) / sizeof(blocks[0]); b++) {
        begin();
        for (int i = 0; i < 1000; i++)
            run_block(blocks[b], random_below(30), 3);
        /* to the frame, but for what no block of the last half second came in time */
        const int64_t at = midi_line_hear(&line, BEGIN + 100000);
        const int64_t wanted = 100000 + blocks[b] + WAY;
        assert_in_range(wanted - at + 12, 0, 15 + blocks[b] / 64 * 3);
        assert_int_equal(line.slips, 0);
    }
}

static void none_is_late_and_distances_stay(void **state)
{
    int64_t before = 0;

    (void)state;
    begin();
    for (int i = 0; i < 2000; i++) {
        const int64_t next = frame;
        /* it came while the block before was computed, or anywhere until this one */
        const uint32_t at = BEGIN + (uint32_t)next - random_below(256);
        run_block(256, random_below(40), 10);
        const int64_t heard = midi_line_hear(&line, at);
        assert_true(i < 100 || heard >= next);
        assert_true(i < 100 || heard < next + 2 * 256 + WAY);
        const int64_t shift = heard - (int32_t)(at - BEGIN);
        assert_true(i < 100 || (shift - before < 40 && before - shift < 40));
        before = shift;
    }
}

static void what_is_said_lies_ahead(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 1000; i++) {
        const int64_t first = frame;
        const uint32_t now = BEGIN + (uint32_t)frame + 20;
        run_block(256, 20, 10);
        const int32_t ahead = (int32_t)(midi_line_say(&line, first) - now);
        assert_true(i < 100 || (ahead >= WAY && ahead <= 256 + WAY + 30));
    }
}

static void a_timeline_that_slips_is_followed(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 1000; i++)
        run_block(64, 0, 1);
    for (int i = 0; i < 1000; i++)
        run_block(64, 5000, 1); /* the device stood still, and went on */
    assert_int_equal(line.slips, 1);
    assert_in_range(midi_line_hear(&line, BEGIN + 105000) - 100000, 64 + WAY - 2,
                    64 + WAY + 2);
}

static void clocks_that_drift_are_followed(void **state)
{
    (void)state;
    begin();
    for (uint32_t i = 0; i < 20000; i++)
        run_block(64, i / 20, 1); /* 780 parts in a million */
    assert_int_equal(line.slips, 0);
    assert_in_range(midi_line_hear(&line, BEGIN + 20000 * 64 + 1000) - 20000 * 64,
                    64 + WAY, 64 + WAY + 20);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_heard_a_block_and_its_way_later),
        cmocka_unit_test(none_is_late_and_distances_stay),
        cmocka_unit_test(what_is_said_lies_ahead),
        cmocka_unit_test(a_timeline_that_slips_is_followed),
        cmocka_unit_test(clocks_that_drift_are_followed),
    };

    return cmocka_run_group_tests_name("midi_line", tests, NULL, NULL);
}
