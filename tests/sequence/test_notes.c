/* SPDX-License-Identifier: MIT */
/* notes: frequencies, numbers, names and degrees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "base/math_d.h"
#include "sequence/notes.h"

static const struct notes_key c_major = NOTES_KEY_INIT;

static struct notes read_text(const char *text, const struct notes_key *key)
{
    struct notes notes;
    struct leat_diag diag = {0};

    assert_int_equal(notes_read(text, strlen(text), key, &notes, &diag), 0);
    assert_int_equal(diag.n, 0);
    return notes;
}

static void all_four_ways_to_write_a_note_are_read(void **state)
{
    const struct notes n = read_text("C#4, 61,440.0 ,d3 Eb3, C4, .5, d-2", &c_major);
    static const float keys[] = {61, 61, 69, 65, 51, 60, 0, 57};

    (void)state;
    assert_int_equal(n.n, 8);
    for (uint32_t i = 0; i < n.n; i++) {
        if (i == 6)
            continue;
        assert_true(n.note[i].key == keys[i]);
        assert_true(n.note[i].hz == (float)math_note_to_hz_d((double)keys[i]));
    }
    assert_true(n.note[6].hz == 0.5f);
    assert_true(n.note[2].hz == 440.0f);
    assert_true(n.note[5].hz > 261.62f && n.note[5].hz < 261.63f);
    assert_int_equal(read_text("", &c_major).n, 0);
    assert_int_equal(read_text(" , ,", &c_major).n, 0);
}

static void degrees_go_through_the_scale_and_its_octaves(void **state)
{
    struct notes_key key;
    static const int32_t minor[] = {0, 2, 3, 5, 7, 8, 10};

    (void)state;
    assert_int_equal(notes_key_read("A3 minor", 8, &key, NULL), 0);
    assert_int_equal(key.root, 57);
    for (int32_t degree = -700; degree <= 700; degree++) {
        const int32_t octave = (degree + 7000) / 7 - 1000;
        assert_int_equal(notes_key_degree(&key, degree),
                         57 + 12 * octave + minor[(degree + 7000) % 7]);
    }
    assert_true(read_text("d7", &key).note[0].key == 69.0f);
}

static void a_key_is_a_note_and_a_scale(void **state)
{
    struct notes_key key;
    struct leat_diag diag = {0};

    (void)state;
    assert_int_equal(notes_key_read("Eb", 2, &key, NULL), 0);
    assert_int_equal(key.root, 63);
    assert_int_equal(key.scale, c_major.scale);
    assert_int_equal(notes_key_read("F#3 dorian", 10, &key, NULL), 0);
    assert_int_equal(key.root, 54);
    assert_int_equal(key.scale, 0x6AD);
    assert_int_equal(notes_key_read("C minr", 6, &key, &diag), LEAT_ERR_INVALID);
    assert_string_equal(diag.finding[0].hint, "Did you mean `minor`?");
    assert_int_equal(diag.finding[0].column, 3);
    assert_int_equal(notes_key_read("", 0, &key, &diag), LEAT_ERR_INVALID);
    assert_int_equal(notes_key_read("C minor 4", 9, &key, &diag), LEAT_ERR_INVALID);
    assert_int_equal(key.root, 54);
}

static void what_is_no_note_is_refused_with_its_column(void **state)
{
    static const struct {
        const char *text;
        uint32_t column;
        int err;
    } rows[] = {
        {"60, h4", 5, LEAT_ERR_INVALID},  {"c4", 1, LEAT_ERR_INVALID},
        {"d", 1, LEAT_ERR_INVALID},       {"d3x", 1, LEAT_ERR_INVALID},
        {"440.0hz", 1, LEAT_ERR_INVALID}, {"128", 1, LEAT_ERR_RANGE},
        {"-1", 1, LEAT_ERR_RANGE},        {"60 d99", 4, LEAT_ERR_RANGE},
        {"0.0", 1, LEAT_ERR_RANGE},       {"24000.5", 1, LEAT_ERR_RANGE},
        {"0.1e-60", 1, LEAT_ERR_RANGE},   {"1e3", 1, LEAT_ERR_RANGE},
        {"-440.0", 1, LEAT_ERR_RANGE},    {"C4 1e400", 4, LEAT_ERR_RANGE},
        {"5e-1", 1, LEAT_ERR_RANGE},      {"\xE2\x99\xAF 60", 1, LEAT_ERR_INVALID},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct notes n = {.n = 77};
        struct leat_diag diag = {0};
        assert_int_equal(
            notes_read(rows[i].text, strlen(rows[i].text), &c_major, &n, &diag),
            rows[i].err);
        assert_int_equal(n.n, 77);
        assert_int_equal(diag.n_errors, 1);
        assert_int_equal(diag.finding[0].column, rows[i].column);
        assert_true(diag.finding[0].hint[0] != '\0');
    }
}

static void as_many_as_256_notes_fit(void **state)
{
    char text[3 * 257];
    struct notes n;

    (void)state;
    for (int i = 0; i < 257; i++)
        memcpy(text + 3 * i, "60,", 3);
    assert_int_equal(notes_read(text, 3 * 256, &c_major, &n, NULL), 0);
    assert_int_equal(n.n, 256);
    assert_int_equal(notes_read(text, 3 * 257, &c_major, &n, NULL), LEAT_ERR_RANGE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_four_ways_to_write_a_note_are_read),
        cmocka_unit_test(degrees_go_through_the_scale_and_its_octaves),
        cmocka_unit_test(a_key_is_a_note_and_a_scale),
        cmocka_unit_test(what_is_no_note_is_refused_with_its_column),
        cmocka_unit_test(as_many_as_256_notes_fit),
    };
    return cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
