/* SPDX-License-Identifier: MIT */
/* rhythm: texts, names, Euclid's rhythms and lists. */
#include <leat/err.h>

#include "creative/rhythm.h"
#include "near.h"

static void write_text(const struct rhythm *rhythm, char text[RHYTHM_MAX + 1])
{
    for (uint32_t i = 0; i < rhythm->n; i++)
        text[i] = rhythm->velocity[i] == 1.0f   ? 'X'
                  : rhythm->velocity[i] == 0.6f ? 'x'
                  : rhythm->velocity[i] == 0.0f ? '.'
                                                : '?';
    text[rhythm->n] = '\0';
}

static void assert_rhythm(const char *text, const char *wanted)
{
    struct rhythm rhythm;
    char written[RHYTHM_MAX + 1];

    assert_int_equal(rhythm_read(text, strlen(text), &rhythm), 0);
    write_text(&rhythm, written);
    assert_string_equal(written, wanted);
}

static void texts_and_names_are_steps(void **state)
{
    (void)state;
    assert_rhythm("x..x..x.", "x..x..x.");
    assert_rhythm("X.x.", "X.x.");
    assert_rhythm("x . | X .", "x.X.");
    assert_rhythm("four_on_floor", "x...x...x...x...");
    assert_rhythm("Four on floor", "x...x...x...x...");
    assert_rhythm("backbeat", "....x.......x...");
    assert_rhythm("offbeat", "..x...x...x...x.");
    assert_rhythm("tresillo", "x..x..x.");
    assert_rhythm("clave_son", "x..x..x...x.x...");
    assert_rhythm("clave_rumba", "x..x...x..x.x...");
    assert_rhythm("bossa", "x..x..x...x..x..");
}

/* A tresillo is Euclid's (3, 8), and the claves and the bossa have 5 of 16. */
static void names_are_what_the_literature_says(void **state)
{
    struct rhythm named, euclid;
    const char *name;
    size_t n = 0;

    (void)state;
    for (; (name = rhythm_name(n)); n++)
        assert_int_equal(rhythm_read(name, strlen(name), &named), 0);
    assert_int_equal(n, 7);
    assert_int_equal(rhythm_read("tresillo", 8, &named), 0);
    assert_int_equal(rhythm_euclid(3, 8, 0, &euclid), 0);
    for (int i = 0; i < 8; i++)
        assert_int_equal(named.velocity[i] > 0.0f, euclid.velocity[i] > 0.0f);
    static const char *const fives[] = {"clave_son", "clave_rumba", "bossa"};
    for (size_t i = 0; i < 3; i++) {
        int hits = 0;
        assert_int_equal(rhythm_read(fives[i], strlen(fives[i]), &named), 0);
        for (int k = 0; k < 16; k++)
            hits += named.velocity[k] > 0.0f;
        assert_true(named.n == 16 && hits == 5);
    }
}

static void euclid_has_accents(void **state)
{
    struct rhythm rhythm;
    char text[RHYTHM_MAX + 1];

    (void)state;
    assert_int_equal(rhythm_euclid(5, 8, 0, &rhythm), 0);
    write_text(&rhythm, text);
    assert_string_equal(text, "X.XX.XX.");
    assert_int_equal(rhythm_euclid(3, 8, 2 + 8 * INT64_C(1000000000000), &rhythm), 0);
    write_text(&rhythm, text);
    assert_string_equal(text, ".X..X.X.");
    assert_int_equal(rhythm_euclid(0, 4, 0, &rhythm), 0);
    write_text(&rhythm, text);
    assert_string_equal(text, "....");
    assert_int_equal(rhythm_euclid(9, 8, 0, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_euclid(-1, 8, 0, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_euclid(0, 0, 0, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_euclid(1, 257, 0, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_euclid(256, 256, -1, &rhythm), 0);
}

static void a_list_is_velocities(void **state)
{
    static const double steps[] = {1, 0, 0.25}, wrong[] = {0, 1.5}, many[257] = {0};
    double broken[] = {__builtin_nan("")};
    struct rhythm rhythm;

    (void)state;
    assert_int_equal(rhythm_of_list(steps, 3, &rhythm), 0);
    assert_true(rhythm.n == 3 && rhythm.velocity[0] == 1.0f &&
                rhythm.velocity[1] == 0.0f && rhythm.velocity[2] == 0.25f);
    assert_int_equal(rhythm_of_list(wrong, 2, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_of_list(broken, 1, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_of_list(steps, 0, &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_of_list(many, 257, &rhythm), LEAT_ERR_RANGE);
}

static void what_is_no_rhythm_is_refused(void **state)
{
    static const char *const texts[] = {"",        " ",     "||",       "x..y",
                                        "tresilo", "x\xFF", "x\xE2\x99"};
    static char text[10240];
    struct rhythm rhythm;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(rhythm_read(texts[i], strlen(texts[i]), &rhythm),
                         LEAT_ERR_INVALID);
    assert_int_equal(rhythm_read("x\0", 2, &rhythm), LEAT_ERR_INVALID);
    memset(text, 'x', sizeof(text));
    assert_int_equal(rhythm_read(text, sizeof(text), &rhythm), LEAT_ERR_RANGE);
    assert_int_equal(rhythm_read(text, 256, &rhythm), 0);
    assert_int_equal(rhythm.n, 256);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_and_names_are_steps),
        cmocka_unit_test(names_are_what_the_literature_says),
        cmocka_unit_test(euclid_has_accents),
        cmocka_unit_test(a_list_is_velocities),
        cmocka_unit_test(what_is_no_rhythm_is_refused),
    };
    return cmocka_run_group_tests_name("rhythm", tests, NULL, NULL);
}
