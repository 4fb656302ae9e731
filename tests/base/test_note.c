/* SPDX-License-Identifier: MIT */
/* note: names of all notes there are, times and note values, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/note.h"
#include "base/str.h"

/* Within DBL_EPSILON * 64 of a time: what is read is a sum of at most three parts. */
#define NEAR 1e-12

static void every_note_has_its_name(void **state)
{
    static const char *const sharps[] = {"C",  "C#", "D",  "D#", "E",  "F",
                                         "F#", "G",  "G#", "A",  "A#", "B"};
    static const char *const flats[] = {
        "Dbb", "Db",  "Ebb",           "Eb",  "Fb", "Gbb",
        "Gb",  "Abb", "A\xE2\x99\xAD", "Bbb", "Bb", "Cb"};
    char text[32];
    double note;

    (void)state;
    for (int n = 0; n <= 127; n++) {
        str_format(text, sizeof(text), "%s%d", sharps[n % 12], n / 12 - 1);
        assert_true(note_read(text, &note) && note == n);
        /* a C flat has the number of the octave above it */
        str_format(text, sizeof(text), "%s%d", flats[n % 12],
                   n / 12 - 1 + (n % 12 == 11));
        if (n / 12 + (n % 12 == 11) <= 10)
            assert_true(note_read(text, &note) && note == n);
    }
}

static void notes_of_the_reference_come_out(void **state)
{
    static const struct {
        const char *text;
        double note;
    } rows[] = {
        {"C4", 60},
        {"A4", 69},
        {"A", 69},
        {"F#3", 54},
        {"Eb-1", 3},
        {"Bb3", 58},
        {"A#3", 58},
        {"B\xE2\x99\xAD"
         "2",
         46},
        {"C-1", 0},
        {"G9", 127},
        {"C7", 96},
        {"E#4", 65},
        {"Cb4", 59},
        {"C##4", 62},
        {"F\xE2\x99\xAF"
         "3",
         54},
    };
    double note;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(note_read(rows[i].text, &note) && note == rows[i].note);
}

static void what_is_no_note_is_refused(void **state)
{
    static const char *const texts[] = {
        "",    "H4",  "c4",        "4",     "C10",          "G#9",    "Cb-1",
        "C-2", "C4 ", " C4",       "C--1",  "C-",           "C 4",    "C4.5",
        "#C",  "Am",  "C\xE2\x99", "C\xFF", "C##########4", "Cbbbb9",
    };
    static char text[10241];
    double note;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(note_read(texts[i], &note));
    memset(text, '#', sizeof(text) - 1);
    text[0] = 'C';
    assert_false(note_read(text, &note));
}

static void a_letter_ends_where_its_signs_end(void **state)
{
    int semitones;

    (void)state;
    assert_int_equal(note_read_letter("F#m7b5", 6, &semitones), 2);
    assert_int_equal(semitones, 6);
    assert_int_equal(note_read_letter("Bbsus4", 6, &semitones), 2);
    assert_int_equal(semitones, 10);
    assert_int_equal(note_read_letter("Cb", 2, &semitones), 2);
    assert_int_equal(semitones, -1);
    assert_int_equal(note_read_letter("Cb", 1, &semitones), 1); /* no byte beyond */
    assert_int_equal(semitones, 0);
    assert_int_equal(note_read_letter("B\xE2\x99\xAD", 3, &semitones), 1);
    assert_int_equal(note_read_letter("B\xE2\x99\xAD", 4, &semitones), 4);
    assert_int_equal(note_read_letter("", 0, &semitones), 0);
    assert_int_equal(note_read_letter("x", 1, &semitones), 0);
}

static void times_are_read(void **state)
{
    double seconds;

    (void)state;
    assert_true(note_read_clock("1:30.5", &seconds) && seconds == 90.5);
    assert_true(note_read_clock("1:02:03", &seconds) && seconds == 3723.0);
    assert_true(note_read_clock("0:00", &seconds) && seconds == 0.0);
    static const char *const none[] = {"",        "90",    "1:",     ":30",
                                       "1:2:3:4", "-1:30", "1:-30",  "1:30 ",
                                       "a:b",     "1:30s", "1e400:0"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_false(note_read_clock(none[i], &seconds));
}

static void note_values_are_parts_of_four_beats(void **state)
{
    static const struct {
        const char *text;
        double beats;
    } rows[] = {{"1/4", 1.0},        {"1/1", 4.0},       {"1/8.", 0.75},
                {"1/8t", 1.0 / 3.0}, {"3/16", 0.75},     {"1/64", 1.0 / 16},
                {"2/1", 8.0},        {"1/4t", 2.0 / 3.0}};
    static const char *const none[] = {"",     "1",    "1/",      "/4",
                                       "1/0",  "1/4x", "1/4..",   "-1/4",
                                       "1/-4", "1 /4", "1e400/4", "1/99999999"};
    double beats;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_true(note_read_value(rows[i].text, &beats));
        assert_true(beats > rows[i].beats - NEAR && beats < rows[i].beats + NEAR);
    }
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_false(note_read_value(none[i], &beats));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_note_has_its_name),
        cmocka_unit_test(notes_of_the_reference_come_out),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(a_letter_ends_where_its_signs_end),
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(note_values_are_parts_of_four_beats),
    };
    return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
