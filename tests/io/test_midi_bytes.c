/* SPDX-License-Identifier: MIT */
/* Bytes of MIDI, worked out by hand from the specification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "io/midi_bytes.h"

static struct midi_reader reader;
static struct midi_message got[64];
static uint32_t n_got;

static void read_on(const uint8_t *bytes, size_t size)
{
    while (n_got < 64 && midi_reader_take(&reader, &bytes, &size, &got[n_got]))
        n_got++;
    assert_int_equal(size, 0);
}

static void read_all(const uint8_t *bytes, size_t size)
{
    midi_reader_init(&reader);
    n_got = 0;
    read_on(bytes, size);
}

#define READ(...)                                                                      \
    read_all((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void expect(uint32_t i, uint8_t status, uint8_t first, uint8_t second)
{
    assert_true(i < n_got);
    assert_int_equal(got[i].status, status);
    assert_int_equal(got[i].data[0], first);
    assert_int_equal(got[i].data[1], second);
}

static void each_kind_has_its_size(void **state)
{
    (void)state;
    READ(0x80, 1, 2, 0x9F, 3, 4, 0xA0, 5, 6, 0xB1, 7, 8, 0xC2, 9, 0xD3, 10, 0xE4, 11,
         12, 0xF1, 13, 0xF2, 14, 15, 0xF3, 16, 0xF6, 0xF8, 0xFA, 0xFB, 0xFC, 0xFE,
         0xFF);
    assert_int_equal(n_got, 17);
    assert_int_equal(reader.n_garbage, 0);
    expect(0, 0x80, 1, 2);
    expect(1, 0x9F, 3, 4);
    expect(4, 0xC2, 9, 0);
    expect(5, 0xD3, 10, 0);
    expect(7, 0xF1, 13, 0);
    expect(8, 0xF2, 14, 15);
    expect(10, 0xF6, 0, 0);
    expect(16, 0xFF, 0, 0);
}

static void a_status_runs_on(void **state)
{
    (void)state;
    READ(0x90, 60, 100, 60, 0, 64, 90, 0xC0, 5, 6);
    assert_int_equal(n_got, 5);
    expect(1, 0x90, 60, 0);
    expect(2, 0x90, 64, 90);
    expect(4, 0xC0, 6, 0);
    READ(0x90, 60, 100, 0xF1, 5, 60, 0); /* system common ends it */
    assert_int_equal(n_got, 2);
    assert_int_equal(reader.n_garbage, 2);
    READ(0x90, 60, 100, 0xF0, 1, 0xF7, 60, 0);
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_garbage, 2);
}

static void real_time_stands_anywhere(void **state)
{
    (void)state;
    READ(0xF8, 0x90, 0xF8, 60, 0xFE, 100, 0xF8, 61, 0xFA, 101, 0xF0, 1, 0xF8, 2, 0xF7);
    assert_int_equal(n_got, 8);
    expect(1, 0xF8, 0, 0);
    expect(2, 0xFE, 0, 0);
    expect(3, 0x90, 60, 100);
    expect(5, 0xFA, 0, 0);
    expect(6, 0x90, 61, 101);
    assert_int_equal(reader.n_garbage, 0);
    assert_int_equal(reader.n_sysex, 1);
}

static void garbage_is_counted_and_forgotten(void **state)
{
    (void)state;
    READ(1, 2, 3, 0x90, 60, 100); /* no status yet */
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_garbage, 3);
    READ(0x90, 60, 0x80, 61, 64); /* cut short */
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_garbage, 2);
    READ(0x90, 60, 100, 62, 0x80, 61, 64); /* in running status: the status had a use */
    assert_int_equal(n_got, 2);
    assert_int_equal(reader.n_garbage, 1);
    READ(0xF4, 1, 0xF5, 2, 0xF9, 0xFD, 0xF7, 0x90, 60, 100); /* undefined, a lone end */
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_garbage, 7);
    READ(0x90, 60, 0xF6); /* what is cut short leaves nothing behind */
    assert_int_equal(n_got, 1);
    expect(0, 0xF6, 0, 0);
    READ(0x90, 0xF9, 60, 100); /* undefined real time splits nothing */
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_garbage, 1);
}

static void system_exclusive_ends_with_any_status_and_at_its_limit(void **state)
{
    static uint8_t bytes[MIDI_SYSEX_MAX + 8];

    (void)state;
    READ(0xF0, 1, 2, 3, 0x90, 60, 100);
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_sysex, 1);
    assert_int_equal(reader.n_garbage, 0);
    bytes[0] = 0xF0;
    bytes[MIDI_SYSEX_MAX + 3] = 0x90; /* two bytes and the last of the limit's beyond */
    bytes[MIDI_SYSEX_MAX + 4] = 60;
    bytes[MIDI_SYSEX_MAX + 5] = 100;
    read_all(bytes, MIDI_SYSEX_MAX + 6);
    assert_int_equal(n_got, 1);
    assert_int_equal(reader.n_sysex, 1);
    assert_int_equal(reader.n_garbage, 2);
}

static void bytes_may_be_cut_anywhere(void **state)
{
    static const uint8_t bytes[] = {0x90, 60,   100,  61,   0, 0xF0, 7, 8,
                                    0xF8, 0xF7, 9,    0xE0, 1, 0xF8, 2, 0xC5,
                                    3,    4,    0x91, 0xF2, 5, 6};
    struct midi_message whole[64];

    (void)state;
    read_all(bytes, sizeof(bytes));
    const struct midi_reader after = reader;
    const uint32_t n = n_got;
    memcpy(whole, got, sizeof(whole));
    for (size_t cut = 0; cut <= sizeof(bytes); cut++) {
        read_all(bytes, cut);
        read_on(bytes + cut, sizeof(bytes) - cut);
        assert_int_equal(n_got, n);
        assert_memory_equal(got, whole, n * sizeof(whole[0]));
        assert_int_equal(reader.n_garbage, after.n_garbage);
    }
}

static void what_is_written_is_read(void **state)
{
    static const struct midi_message messages[] = {
        {0x90, {60, 100}}, {0x90, {60, 0}}, {0xF8, {0}},      {0x90, {62, 1}},
        {0xC1, {7}},       {0xC1, {8}},     {0xF2, {1, 127}}, {0xC1, {9}},
        {0xF6, {0}},       {0xEF, {0, 64}}};
    static const uint8_t running_bytes[] = {0x90, 60,   100,  60,   0,    0xF8, 62,
                                            1,    0xC1, 7,    8,    0xF2, 1,    127,
                                            0xC1, 9,    0xF6, 0xEF, 0,    64};
    uint8_t bytes[64], status = 0;
    size_t size = 0;

    (void)state;
    for (size_t i = 0; i < 10; i++)
        size += midi_write(&messages[i], &status, bytes + size);
    assert_int_equal(size, sizeof(running_bytes));
    assert_memory_equal(bytes, running_bytes, size);
    read_all(bytes, size);
    assert_int_equal(n_got, 10);
    assert_memory_equal(got, messages, sizeof(messages));
    size = midi_write(&messages[0], NULL, bytes);
    size += midi_write(&messages[1], NULL, bytes + size);
    assert_memory_equal(bytes, ((const uint8_t[]){0x90, 60, 100, 0x90, 60, 0}), size);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_size),
        cmocka_unit_test(a_status_runs_on),
        cmocka_unit_test(real_time_stands_anywhere),
        cmocka_unit_test(garbage_is_counted_and_forgotten),
        cmocka_unit_test(system_exclusive_ends_with_any_status_and_at_its_limit),
        cmocka_unit_test(bytes_may_be_cut_anywhere),
        cmocka_unit_test(what_is_written_is_read),
    };

    return cmocka_run_group_tests_name("midi_bytes", tests, NULL, NULL);
}
