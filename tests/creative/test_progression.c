/* SPDX-License-Identifier: MIT */
/* progression: numerals in several keys, and what is none. */
#include <leat/err.h>

#include "creative/progression.h"
#include "near.h"

/* Whether the numerals of a key and as many names of chords are the same notes. */
static void assert_same(const char *key_text, const char *numerals, const char *names)
{
    struct chord chord, wanted;
    struct key key;
    size_t at = 0;

    assert_int_equal(key_read(key_text, strlen(key_text), &key), 0);
    for (const char *name = names; *name; name += *name == ' ') {
        const size_t size = strcspn(name, " ");
        assert_int_equal(
            progression_read(numerals, strlen(numerals), &at, &key, &chord), 1);
        assert_int_equal(chord_read(name, size, &wanted), 0);
        assert_int_equal(chord.quality, wanted.quality);
        ASSERT_NEAR(chord.root - wanted.root, 12.0 * (chord.root > wanted.root), 0.0);
        name += size;
    }
    assert_int_equal(progression_read(numerals, strlen(numerals), &at, &key, &chord),
                     0);
}

static void numerals_are_chords_of_the_key(void **state)
{
    (void)state;
    assert_same("C", "I V vi IV", "C G Am F");
    assert_same("C", "I-V-vi-IV", "C G Am F");
    assert_same("C", "I, V | vi, IV", "C G Am F");
    assert_same("G", "ii7 V7 Imaj7", "Am7 D7 Gmaj7");
    assert_same("A minor", "i iv v bVI", "Am Dm Em E");
    assert_same("A minor", "i VI III VII", "Am F C G");
    assert_same("D dorian", "i IV", "Dm G");
    assert_same("Eb", "I vii\xC2\xB0 iii\xC3\xB8 V+", "Eb Ddim Gm7b5 Bbaug");
    assert_same("C", "bVII #ivdim7 iiimaj7 vsus4 ii-7", "Bb F#dim7 EmMaj7 Gsus4 Dm7");
    /* not seven steps: as in the minor and the major that belong to them */
    assert_same("A minor pentatonic", "i iv v", "Am Dm Em");
    assert_same("C pentatonic", "I IV V", "C F G");
    assert_same("C", "", "");
    assert_same("C", " | ", "");
}

static void what_is_no_numeral_is_refused_where_it_stands(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } rows[] = {
        {"VIII", 0}, {"I X", 2},   {"I iV", 2},     {"1 4", 0},
        {"I V8", 2}, {"I\xFF", 0}, {"I iiadd9", 2}, {"bbbbI", 0},
        {"IIII", 0}, {"I -", 2},   {"I b", 2},      {"iaug", 0},
    };
    struct chord chord;
    struct key key;

    (void)state;
    assert_int_equal(key_read("C", 1, &key), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t at = 0;
        int got;
        do
            got =
                progression_read(rows[i].text, strlen(rows[i].text), &at, &key, &chord);
        while (got == 1);
        assert_int_equal(got, LEAT_ERR_INVALID);
        assert_int_equal(at, rows[i].at);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(numerals_are_chords_of_the_key),
        cmocka_unit_test(what_is_no_numeral_is_refused_where_it_stands),
    };
    return cmocka_run_group_tests_name("progression", tests, NULL, NULL);
}
