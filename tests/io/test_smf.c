/* SPDX-License-Identifier: MIT */
/* Standard MIDI Files: the examples of the standard, damage, time, and what is written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "io/smf.h"

__extension__ typedef __int128 wide;

/* The four bars of "Standard MIDI Files 1.0", appendix 1, as format 0 and format 1. */
static const uint8_t example_0[] = {
    0x4D, 0x54, 0x68, 0x64, 0,    0,    0,    6,    0,    0,    0,    1,    0,    0x60,
    0x4D, 0x54, 0x72, 0x6B, 0,    0,    0,    0x3B, 0,    0xFF, 0x58, 4,    4,    2,
    0x18, 8,    0,    0xFF, 0x51, 3,    7,    0xA1, 0x20, 0,    0xC0, 5,    0,    0xC1,
    0x2E, 0,    0xC2, 0x46, 0,    0x92, 0x30, 0x60, 0,    0x3C, 0x60, 0x60, 0x91, 0x43,
    0x40, 0x60, 0x90, 0x4C, 0x20, 0x81, 0x40, 0x82, 0x30, 0x40, 0,    0x3C, 0x40, 0,
    0x81, 0x43, 0x40, 0,    0x80, 0x4C, 0x40, 0,    0xFF, 0x2F, 0};
static const uint8_t example_1[] = {
    0x4D, 0x54, 0x68, 0x64, 0,    0,    0,    6,    0,    1,    0,    4,    0,    0x60,
    0x4D, 0x54, 0x72, 0x6B, 0,    0,    0,    0x14, 0,    0xFF, 0x58, 4,    4,    2,
    0x18, 8,    0,    0xFF, 0x51, 3,    7,    0xA1, 0x20, 0x83, 0,    0xFF, 0x2F, 0,
    0x4D, 0x54, 0x72, 0x6B, 0,    0,    0,    0x10, 0,    0xC0, 5,    0x81, 0x40, 0x90,
    0x4C, 0x20, 0x81, 0x40, 0x4C, 0,    0,    0xFF, 0x2F, 0,    0x4D, 0x54, 0x72, 0x6B,
    0,    0,    0,    0x0F, 0,    0xC1, 0x2E, 0x60, 0x91, 0x43, 0x40, 0x82, 0x20, 0x43,
    0,    0,    0xFF, 0x2F, 0,    0x4D, 0x54, 0x72, 0x6B, 0,    0,    0,    0x15, 0,
    0xC2, 0x46, 0,    0x92, 0x30, 0x60, 0,    0x3C, 0x60, 0x83, 0,    0x30, 0,    0,
    0x3C, 0,    0,    0xFF, 0x2F, 0};

static struct smf smf;
static struct leat_diag diag;

static int read_bytes(const uint8_t *bytes, size_t size)
{
    smf_finish(&smf);
    leat_diag_clear(&diag);
    return smf_read(bytes, size, &smf, &diag);
}

static void expect(uint32_t i, int64_t tick, uint32_t track, uint8_t status,
                   uint8_t first, uint8_t second)
{
    assert_true(i < smf.n_messages);
    const struct smf_message *m = &smf.message[i];
    assert_int_equal(m->tick, tick);
    assert_int_equal(m->track, track);
    assert_int_equal(m->message.status, status);
    assert_int_equal(m->message.data[0], first);
    assert_int_equal(m->message.data[1], second);
}

static void the_standard_s_examples_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_bytes(example_0, sizeof(example_0)), 0);
    assert_int_equal(diag.n, 0);
    assert_int_equal(smf.n_messages, 11);
    expect(0, 0, 0, 0xC0, 5, 0);
    expect(3, 0, 0, 0x92, 48, 96);
    expect(4, 0, 0, 0x92, 60, 96);
    expect(5, 96, 0, 0x91, 67, 64);
    expect(6, 192, 0, 0x90, 76, 32);
    expect(7, 384, 0, 0x82, 48, 64);
    expect(10, 384, 0, 0x80, 76, 64);
    assert_int_equal(smf.ticks, 384);
    assert_int_equal(smf.units, 384 * 500000); /* four quarter notes, two seconds */
    const struct leat_rational r = smf_frames(&smf, 48000.0, 1.0);
    assert_int_equal(leat_rt_scale_round(smf.units, r.num, r.den), 96000);

    assert_int_equal(read_bytes(example_1, sizeof(example_1)), 0);
    assert_int_equal(diag.n, 0);
    assert_int_equal(smf.n_tracks, 4);
    assert_int_equal(smf.n_messages, 11);
    expect(0, 0, 1, 0xC0, 5, 0); /* one timeline: by tick, then by track */
    expect(2, 0, 3, 0xC2, 70, 0);
    expect(5, 96, 2, 0x91, 67, 64);
    expect(6, 192, 1, 0x90, 76, 32);
    expect(7, 384, 1, 0x90, 76, 0);
    expect(8, 384, 2, 0x91, 67, 0);
    expect(10, 384, 3, 0x92, 60, 0);
    assert_int_equal(smf.units, 384 * 500000);
}

/* A file of one track with this division. */
static size_t wrap(uint8_t *file, uint32_t division, const uint8_t *track, size_t size)
{
    const uint8_t head[] = {'M',
                            'T',
                            'h',
                            'd',
                            0,
                            0,
                            0,
                            6,
                            0,
                            0,
                            0,
                            1,
                            (uint8_t)(division >> 8),
                            (uint8_t)division,
                            'M',
                            'T',
                            'r',
                            'k',
                            0,
                            0,
                            0,
                            (uint8_t)size};

    memcpy(file, head, sizeof(head));
    memcpy(file + sizeof(head), track, size);
    return sizeof(head) + size;
}

#define READ_TRACK(division, ...)                                                      \
    read_track(division, (const uint8_t[]){__VA_ARGS__},                               \
               sizeof((const uint8_t[]){__VA_ARGS__}))

static int read_track(uint32_t division, const uint8_t *track, size_t size)
{
    uint8_t file[300];
    uint8_t *exact = malloc(22 + size); /* so that a sanitizer sees a byte beyond */
    const size_t n = wrap(file, division, track, size);

    memcpy(exact, file, n);
    const int err = read_bytes(exact, n);
    free(exact);
    return err;
}

static void what_means_nothing_here_is_passed_over(void **state)
{
    static const uint8_t strange[] = {
        'R', 'I', 'F', 'F', 0,   0,   0,   0,   'R',  'M', 'I', 'D', 'd', 'a', 't', 'a',
        0,   0,   0,   0,   'M', 'T', 'h', 'd', 0,    0,   0,   8,   0,   1,   0,   1,
        0,   96,  9,   9,   'X', 'F', 'I', 'H', 0,    0,   0,   3,   1,   2,   3,   'M',
        'T', 'r', 'k', 0,   0,   0,   4,   7,   0x90, 60,  100, 'r', 'e', 's', 't'};

    (void)state;
    assert_int_equal(READ_TRACK(96, 1, 0x90, 60, 100, 1, 0xFF, 1, 2, 'h', 'i', 1, 60,
                                0, /* runs on */
                                1, 0xF0, 2, 1, 0xF7, 1, 0xF7, 1, 5, 1, 0xFF, 0x7F, 0, 1,
                                0x80, 60, 0, 1, 0xFF, 0x2F, 0, 0xEE, 0xEE, 0xEE),
                     0);
    assert_int_equal(smf.n_messages, 3);
    expect(1, 3, 0, 0x90, 60, 0);
    expect(2, 7, 0, 0x80, 60, 0);
    assert_int_equal(smf.ticks, 8);
    assert_int_equal(READ_TRACK(96, 0x83, 0xFF, 0x7F, 0xC0, 5), 0); /* and no end */
    expect(0, 65535, 0, 0xC0, 5, 0);
    assert_int_equal(read_bytes(strange, sizeof(strange)), 0); /* RIFF, XF, a rest */
    assert_int_equal(diag.n, 0);
    assert_int_equal(smf.n_messages, 1);
    expect(0, 7, 0, 0x90, 60, 100);
}

static void damage_is_told_with_its_byte(void **state)
{
    static const uint8_t format_2[] = {'M', 'T', 'h', 'd', 0, 0, 0,
                                       6,   0,   2,   0,   1, 0, 96};
    uint8_t file[64];

    (void)state;
    assert_int_equal(read_bytes((const uint8_t *)"RIFFxxxxWAVE", 12),
                     LEAT_ERR_BAD_FILE);
    assert_string_equal(diag.finding[0].message,
                        "Byte 0: it is no Standard MIDI File.");
    assert_int_equal(read_bytes(format_2, sizeof(format_2)), LEAT_ERR_UNSUPPORTED);
    assert_non_null(strstr(diag.finding[0].message, "Byte 8: "));
    assert_int_equal(READ_TRACK(0, 0, 0xFF, 0x2F, 0), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 12: its division"));
    assert_int_equal(READ_TRACK(0xE400 | 40, 0), LEAT_ERR_BAD_FILE); /* 28 a second */
    assert_int_equal(READ_TRACK(96, 0, 60, 100), LEAT_ERR_BAD_FILE);
    assert_string_equal(diag.finding[0].message,
                        "Byte 23: a value where a status belongs.");
    assert_int_equal(READ_TRACK(96, 0, 0x90, 60, 0x90), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 25: a status where"));
    assert_int_equal(READ_TRACK(96, 0, 0x90, 60), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 25: its track is cut"));
    assert_int_equal(READ_TRACK(96, 0x80, 0x80, 0x80, 0x80, 0), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 22: a number"));
    assert_int_equal(READ_TRACK(96, 0, 0xFF, 1, 5, 'h', 'i'), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 25: an event is longer"));
    assert_int_equal(READ_TRACK(96, 0, 0xF8), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 23: a status that no file"));
    wrap(file, 96, (const uint8_t[]){0, 0xC0, 5}, 3);
    file[21] = 4; /* a chunk of 4 where 3 are */
    assert_int_equal(read_bytes(file, 25), LEAT_ERR_BAD_FILE);
    assert_non_null(strstr(diag.finding[0].message, "Byte 18: a chunk is longer"));
    file[21] = 3;
    file[11] = 2; /* two tracks where one is: what is there is read */
    assert_int_equal(read_bytes(file, 25), 0);
    assert_int_equal(diag.n_errors, 0);
    assert_string_equal(diag.finding[0].message, "Of 2 tracks 1 are there.");
    assert_int_equal(READ_TRACK(96, 96, 0xFF, 0x51, 3, 0, 0, 0, 96, 0xC0, 5), 0);
    assert_string_equal(diag.finding[0].message, "1 tempos of 0 were passed over.");
    assert_int_equal(smf.units, 192 * 500000);
}

static void tempos_make_a_map(void **state)
{
    (void)state;
    /* 120, from tick 96 on 60, at 192 first 240 and then 100 beats a minute */
    assert_int_equal(READ_TRACK(96, 96, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 96, 0xFF, 0x51,
                                3, 3, 0xD0, 0x90, 0, 0xFF, 0x51, 3, 9, 0x27, 0xC0, 96,
                                0xFF, 0x2F, 0),
                     0);
    assert_int_equal(smf.n_tempos, 3);
    assert_int_equal(smf_units(&smf, 96), 96 * 500000);
    assert_int_equal(smf_units(&smf, 97), 96 * 500000 + 1000000);
    assert_int_equal(smf_units(&smf, 192), 96 * 1500000);
    assert_int_equal(smf.units, 96 * 2100000);
}

static void smpte_counts_seconds(void **state)
{
    struct leat_rational r;

    (void)state;
    /* 25 frames of 40 ticks: milliseconds, whatever the tempo */
    assert_int_equal(
        READ_TRACK(0xE728, 0, 0xFF, 0x51, 3, 1, 2, 3, 0x87, 0x68, 0xFF, 0x2F, 0), 0);
    assert_int_equal(smf.ticks, 1000);
    r = smf_frames(&smf, 48000.0, 1.0);
    assert_int_equal(leat_rt_scale_round(smf.units, r.num, r.den), 48000);
    /* 29 means 30000/1001: 300 ticks of a tenth of a frame are 1.001 s */
    assert_int_equal(READ_TRACK(0xE30A, 0x82, 0x2C, 0xFF, 0x2F, 0), 0);
    r = smf_frames(&smf, 48000.0, 1.0);
    assert_int_equal(leat_rt_scale_round(smf.units, r.num, r.den), 48048);
}

static uint32_t random_below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)*seed * n >> 32);
}

/* Many tempos: each tick's frame against units that are added up tick by tick, compared
 * as whole numbers: |frame - time| <= 1/2, and of two halves the later. */
static void frames_are_exact(void **state)
{
    static const double rates[] = {44100.0, 48000.0, 96000.0, 22050.5};
    static const double speeds[] = {1.0, 0.5, 1.1, 0.333333, 64.0};
    enum { TICKS = 5000 };
    static uint32_t usec[TICKS];
    uint32_t seed = 1;

    (void)state;
    for (uint32_t round = 0; round < 20; round++) {
        const double rate_hz = rates[round % 4], speed = speeds[round % 5];
        const uint32_t division = 1 + random_below(&seed, SMF_DIVISION_MAX);
        struct smf_writer w;
        smf_writer_init(&w, division);
        for (uint32_t t = 0; t < TICKS; t++) {
            usec[t] = t ? usec[t - 1] : SMF_TEMPO;
            if (random_below(&seed, 20) == 0) {
                usec[t] = 1 + random_below(&seed, (1 << 24) - 1);
                smf_write_tempo(&w, t, usec[t]);
            }
        }
        smf_write_end(&w, TICKS);
        assert_int_equal(w.err, 0);
        assert_int_equal(read_bytes(w.bytes, w.size), 0);
        smf_writer_finish(&w);
        const struct leat_rational r = smf_frames(&smf, rate_hz, speed);
        const wide rate = (wide)(rate_hz * 1000.0), by = (wide)(speed * 1e6 + 0.5);
        wide time = 0; /* in 1 / (10^6 division) s */
        for (uint32_t t = 0; t < TICKS; t++) {
            const int64_t frame = leat_rt_scale_round(smf_units(&smf, t), r.num, r.den);
            const wide num = 2 * time * rate * 1000,
                       den = (wide)1000000 * division * by;
            assert_true((2 * (wide)frame - 1) * den <= num);
            assert_true((2 * (wide)frame + 1) * den > num);
            time += usec[t];
        }
    }
}

static void what_is_written_is_read(void **state)
{
    struct smf_writer w;
    struct midi_message m = {.status = 0x90};
    uint32_t seed = 7;
    int64_t tick = 0;

    (void)state;
    smf_writer_init(&w, 960);
    smf_write_tempo(&w, 0, 600000);
    for (uint32_t i = 0; i < 1000; i++) {
        tick += i == 500 ? (int64_t)1 << 30 : random_below(&seed, 1u << (i % 20));
        m.status = (uint8_t)(0x80 + random_below(&seed, 112));
        m.data[0] = (uint8_t)random_below(&seed, 128);
        m.data[1] = midi_size(m.status) > 2 ? (uint8_t)random_below(&seed, 128) : 0;
        smf_write_message(&w, tick, &m);
    }
    smf_write_message(&w, tick, &(struct midi_message){MIDI_CLOCK, {0}});
    smf_write_end(&w, tick + 5);
    assert_int_equal(w.err, 0);
    assert_int_equal(read_bytes(w.bytes, w.size), 0);
    smf_writer_finish(&w);
    assert_int_equal(diag.n, 0);
    assert_int_equal(smf.n_messages, 1000);
    assert_int_equal(smf.ticks, tick + 5);
    assert_int_equal(smf.tempo[0].usec, 600000);
    seed = 7;
    tick = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        tick += i == 500 ? (int64_t)1 << 30 : random_below(&seed, 1u << (i % 20));
        m.status = (uint8_t)(0x80 + random_below(&seed, 112));
        m.data[0] = (uint8_t)random_below(&seed, 128);
        m.data[1] = midi_size(m.status) > 2 ? (uint8_t)random_below(&seed, 128) : 0;
        expect(i, tick, 0, m.status, m.data[0], m.data[1]);
    }
}

static void bytes_are_written_as_the_standard_has_them(void **state)
{
    static const uint8_t bytes[] = {
        'M',  'T',  'h',  'd',  0,    0,   0,    6,    0,    0,    0,    1,
        0x03, 0xC0, 'M',  'T',  'r',  'k', 0,    0,    0,    26,   0,    0xFF,
        0x51, 3,    7,    0xA1, 0x20, 0,   0x90, 60,   100,  0x81, 0x40, 60,
        0,    0,    0xFF, 0x51, 3,    9,   0x27, 0xC0, 0x60, 0xFF, 0x2F, 0};
    struct smf_writer w;

    (void)state;
    smf_writer_init(&w, 960);
    smf_write_tempo(&w, 0, 500000);
    smf_write_message(&w, 0, &(struct midi_message){0x90, {60, 100}});
    smf_write_message(&w, 192, &(struct midi_message){0x90, {60, 0}});
    smf_write_tempo(&w, 100, 600000); /* late: at once */
    smf_write_end(&w, 288);
    assert_int_equal(w.size, sizeof(bytes));
    assert_memory_equal(w.bytes, bytes, w.size);
    smf_writer_finish(&w);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_s_examples_are_read),
        cmocka_unit_test(what_means_nothing_here_is_passed_over),
        cmocka_unit_test(damage_is_told_with_its_byte),
        cmocka_unit_test(tempos_make_a_map),
        cmocka_unit_test(smpte_counts_seconds),
        cmocka_unit_test(frames_are_exact),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(bytes_are_written_as_the_standard_has_them),
    };
    const int failed = cmocka_run_group_tests_name("smf", tests, NULL, NULL);

    smf_finish(&smf);
    return failed;
}
