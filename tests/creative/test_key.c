/* SPDX-License-Identifier: MIT */
/* key: tonics with scales, and the notes of degrees. */
#include <leat/err.h>

#include "creative/key.h"
#include "near.h"

static void keys_of_the_reference_are_read(void **state)
{
    static const struct {
        const char *text;
        int tonic;
        const char *scale;
    } rows[] = {
        {"C", 0, "major"},
        {"Am", 9, "minor"},
        {"D minor", 2, "minor"},
        {"F# mixolydian", 6, "mixolydian"},
        {"Bb", 10, "major"},
        {"Cb", 11, "major"},
        {"B#", 0, "major"},
        {"Fmajor", 5, "major"},
        {"Aminor", 9, "minor"},
        {"E harmonic minor", 4, "harmonic_minor"},
        {"A minor pentatonic", 9, "minor_pentatonic"},
        {"Am pentatonic", 9, "minor_pentatonic"},
        {"A pentatonic", 9, "pentatonic"},
        {"Am blues", 9, "blues"},
        {"Dm dorian", 2, "dorian"},
        {"G\xE2\x99\xAF Phrygian", 8, "phrygian"},
    };
    struct key key;
    struct scale scale;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(key_read(rows[i].text, strlen(rows[i].text), &key), 0);
        assert_int_equal(scale_find(rows[i].scale, strlen(rows[i].scale), &scale), 0);
        assert_int_equal(key.tonic, rows[i].tonic);
        assert_int_equal(key.scale.n, scale.n);
        assert_memory_equal(key.scale.step, scale.step, scale.n * sizeof(double));
    }
}

static void what_is_no_key_is_refused(void **state)
{
    static const char *const texts[] = {
        "",        "H",   "c", "C##########4", "C4",       "Am lydian",
        "A minus", "Am7", "m", "A\xFF",        "\xE2\x99", "C major minor",
    };
    static char text[10240];
    struct key key;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(key_read(texts[i], strlen(texts[i]), &key), LEAT_ERR_INVALID);
    memset(text, 'm', sizeof(text));
    text[0] = 'A';
    assert_int_equal(key_read(text, sizeof(text), &key), LEAT_ERR_INVALID);
    assert_int_equal(key_read("C\0", 2, &key), LEAT_ERR_INVALID);
}

static void degrees_are_notes(void **state)
{
    struct key key;

    (void)state;
    assert_int_equal(key_read("D minor", 7, &key), 0);
    assert_true(key_note(&key, 4, 0) == 62.0);
    assert_true(key_note(&key, 4, 2) == 65.0);
    assert_true(key_note(&key, 4, 7) == 74.0);
    assert_true(key_note(&key, 4, -1) == 60.0);
    assert_true(key_note(&key, -1, 0) == 2.0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_the_reference_are_read),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(degrees_are_notes),
    };
    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
