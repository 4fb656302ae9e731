/* SPDX-License-Identifier: MIT */
/* chord: every quality of the reference, inversions, basses, and what is no chord. */
#include <leat/err.h>

#include "creative/chord.h"
#include "near.h"

struct row {
    const char *text;
    uint32_t n;
    double note[CHORD_MAX];
};

static void assert_chord(const struct row *row)
{
    struct chord chord;

    assert_int_equal(chord_read(row->text, strlen(row->text), &chord), 0);
    assert_int_equal(chord.n, row->n);
    for (uint32_t i = 0; i < row->n; i++)
        assert_true(chord.note[i] == row->note[i]);
}

/* The table of the reference, on C4 = 60. */
static void every_quality_has_its_intervals(void **state)
{
    static const struct row rows[] = {
        {"C", 3, {60, 64, 67}},
        {"Cmaj", 3, {60, 64, 67}},
        {"CM", 3, {60, 64, 67}},
        {"Cm", 3, {60, 63, 67}},
        {"Cmin", 3, {60, 63, 67}},
        {"C-", 3, {60, 63, 67}},
        {"Cdim", 3, {60, 63, 66}},
        {"C\xC2\xB0", 3, {60, 63, 66}},
        {"Caug", 3, {60, 64, 68}},
        {"C+", 3, {60, 64, 68}},
        {"C5", 2, {60, 67}},
        {"Csus2", 3, {60, 62, 67}},
        {"Csus4", 3, {60, 65, 67}},
        {"C6", 4, {60, 64, 67, 69}},
        {"Cm6", 4, {60, 63, 67, 69}},
        {"C7", 4, {60, 64, 67, 70}},
        {"Cmaj7", 4, {60, 64, 67, 71}},
        {"Cm7", 4, {60, 63, 67, 70}},
        {"CmMaj7", 4, {60, 63, 67, 71}},
        {"Cdim7", 4, {60, 63, 66, 69}},
        {"Cm7b5", 4, {60, 63, 66, 70}},
        {"C\xC3\xB8", 4, {60, 63, 66, 70}},
        {"Caug7", 4, {60, 64, 68, 70}},
        {"C7sus4", 4, {60, 65, 67, 70}},
        {"Cadd9", 4, {60, 64, 67, 74}},
        {"C9", 5, {60, 64, 67, 70, 74}},
        {"Cmaj9", 5, {60, 64, 67, 71, 74}},
        {"Cm9", 5, {60, 63, 67, 70, 74}},
        {"C11", 6, {60, 64, 67, 70, 74, 77}},
        {"C13", 6, {60, 64, 67, 70, 74, 81}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_chord(&rows[i]);
}

static void roots_are_in_octave_4_and_basses_are_lowest(void **state)
{
    static const struct row rows[] = {
        {"Am", 3, {69, 72, 76}},
        {"Dmaj7", 4, {62, 66, 69, 73}},
        {"Bbsus4", 3, {70, 75, 77}},
        {"F#m7b5/C", 4, {60, 66, 69, 76}}, /* C moves from the middle to below F# */
        {"C/E", 3, {52, 60, 67}},
        {"C/C", 3, {60, 64, 67}},
        {"C/D", 4, {50, 60, 64, 67}}, /* D is added */
        {"Am7/G", 4, {67, 69, 72, 76}},
        {"Cb", 3, {59, 63, 66}}, /* the note Cb4 is B3 */
        {"B#", 3, {72, 76, 79}},
        {"E\xE2\x99\xAD"
         "m",
         3,
         {63, 66, 70}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_chord(&rows[i]);
}

static void an_inversion_lifts_the_lowest_notes(void **state)
{
    static const double wanted[][5] = {
        {60, 64, 67, 70, 74}, {64, 67, 70, 72, 74}, {67, 70, 72, 74, 76},
        {70, 72, 74, 76, 79}, {72, 74, 76, 79, 82},
    };
    const int nine = chord_quality_find("9", 1);
    struct chord chord;

    (void)state;
    for (int k = 0; k < 5; k++) {
        assert_int_equal(chord_make(60.0, nine, k, &chord), 0);
        assert_int_equal(chord.n, 5);
        assert_true(chord.root == 60.0);
        assert_memory_equal(chord.note, wanted[k], sizeof(wanted[k]));
    }
    assert_int_equal(chord_make(60.0, nine, 5, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_make(60.0, nine, -1, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_make(120.0, nine, 0, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_make(-1.0, nine, 0, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_make(__builtin_nan(""), nine, 0, &chord), LEAT_ERR_RANGE);
}

static void a_list_of_notes_is_a_chord(void **state)
{
    static const double notes[] = {67.5, 60, 64}, wrong[] = {60, 128}, many[17] = {0};
    struct chord chord;

    (void)state;
    assert_int_equal(chord_of_notes(notes, 3, &chord), 0);
    assert_int_equal(chord.quality, CHORD_OWN);
    assert_true(chord.root == 67.5 && chord.n == 3);
    assert_true(chord.note[0] == 60 && chord.note[1] == 64 && chord.note[2] == 67.5);
    assert_int_equal(chord_of_notes(wrong, 2, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_of_notes(notes, 0, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_of_notes(many, 17, &chord), LEAT_ERR_RANGE);
    assert_int_equal(chord_of_notes(many, 16, &chord), 0);
}

static void every_spelling_is_found_and_words_too(void **state)
{
    static const char *const words[] = {"Major",     "Minor", "Diminished",
                                        "Augmented", "Sus2",  "Sus4"};
    static const char *const spelt[] = {"", "m", "dim", "aug", "sus2", "sus4"};
    char name[16];
    size_t n = 0;

    (void)state;
    for (; chord_quality_name(n, name, sizeof(name)) > 0; n++)
        assert_int_equal(chord_quality_find(name, strlen(name)), n);
    assert_int_equal(n, 23);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(chord_quality_find(words[i], strlen(words[i])),
                         chord_quality_find(spelt[i], strlen(spelt[i])));
    assert_int_equal(chord_quality_find("minor", 5), chord_quality_find("m", 1));
    assert_int_not_equal(chord_quality_find("M7", 2), chord_quality_find("m7", 2));
    assert_int_equal(chord_quality_find("m8", 2), LEAT_ERR_NOT_FOUND);
    assert_int_equal(chord_quality_find("maj M", 5), LEAT_ERR_NOT_FOUND);
}

static void kinds_and_minor_thirds_are_told(void **state)
{
    static const struct {
        const char *text;
        enum chord_kind kind;
        bool is_minor;
    } rows[] = {
        {"C", CHORD_TRIAD, false},     {"Am", CHORD_TRIAD, true},
        {"Bdim", CHORD_TRIAD, true},   {"Gsus4", CHORD_TRIAD, false},
        {"C7", CHORD_SEVENTH, false},  {"Dm7", CHORD_SEVENTH, true},
        {"C9", CHORD_EXTENDED, false}, {"Em9", CHORD_EXTENDED, true},
        {"C5", CHORD_CUSTOM, false},   {"F#m7b5/C", CHORD_SEVENTH, true},
    };
    static const double just[] = {60, 63.1564, 67.0196}, both[] = {60, 64, 67, 75};
    struct chord chord;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(chord_read(rows[i].text, strlen(rows[i].text), &chord), 0);
        assert_int_equal(chord_kind(&chord), rows[i].kind);
        assert_int_equal(chord_is_minor(&chord), rows[i].is_minor);
    }
    assert_int_equal(chord_of_notes(just, 3, &chord), 0);
    assert_int_equal(chord_kind(&chord), CHORD_CUSTOM);
    assert_true(chord_is_minor(&chord)); /* 6/5 is a minor third too */
    assert_int_equal(chord_of_notes(both, 4, &chord), 0);
    assert_false(chord_is_minor(&chord)); /* a major chord with a blue note */
}

static void what_is_no_chord_is_refused(void **state)
{
    static const char *const texts[] = {
        "",           "H7",    "a",       "Cx",  "C##########4", "C/",    "C/H",
        "/C",         "C/E/G", "C/E7",    "C 7", "Cm7b",         "C\xC2", "C\xFF\xFE",
        "C/\xE2\x99", "7",     "CMINOR7", " C",  "C7 ",          "Cmajj",
    };
    static char text[10240];
    struct chord chord = {.n = 77};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(chord_read(texts[i], strlen(texts[i]), &chord),
                         LEAT_ERR_INVALID);
    memset(text, 'C', sizeof(text));
    assert_int_equal(chord_read(text, sizeof(text), &chord), LEAT_ERR_INVALID);
    assert_int_equal(chord_read("C\0m", 3, &chord), LEAT_ERR_INVALID);
    assert_int_equal(chord.n, 77); /* as it was */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_quality_has_its_intervals),
        cmocka_unit_test(roots_are_in_octave_4_and_basses_are_lowest),
        cmocka_unit_test(an_inversion_lifts_the_lowest_notes),
        cmocka_unit_test(a_list_of_notes_is_a_chord),
        cmocka_unit_test(every_spelling_is_found_and_words_too),
        cmocka_unit_test(kinds_and_minor_thirds_are_told),
        cmocka_unit_test(what_is_no_chord_is_refused),
    };
    return cmocka_run_group_tests_name("chord", tests, NULL, NULL);
}
