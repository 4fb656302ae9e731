/* SPDX-License-Identifier: MIT */
/* scale: the scales of the reference, lists, ratios and degrees. */
#include <math.h>

#include <leat/err.h>

#include "creative/interval.h"
#include "creative/scale.h"
#include "near.h"

static struct scale named(const char *name)
{
    struct scale scale;

    assert_int_equal(scale_find(name, strlen(name), &scale), 0);
    return scale;
}

static void every_scale_has_its_steps(void **state)
{
    static const struct {
        const char *name;
        uint32_t n;
        double step[12];
        bool is_minor;
    } rows[] = {
        {"major", 7, {0, 2, 4, 5, 7, 9, 11}, false},
        {"ionian", 7, {0, 2, 4, 5, 7, 9, 11}, false},
        {"minor", 7, {0, 2, 3, 5, 7, 8, 10}, true},
        {"aeolian", 7, {0, 2, 3, 5, 7, 8, 10}, true},
        {"harmonic_minor", 7, {0, 2, 3, 5, 7, 8, 11}, true},
        {"melodic_minor", 7, {0, 2, 3, 5, 7, 9, 11}, true},
        {"dorian", 7, {0, 2, 3, 5, 7, 9, 10}, true},
        {"phrygian", 7, {0, 1, 3, 5, 7, 8, 10}, true},
        {"lydian", 7, {0, 2, 4, 6, 7, 9, 11}, false},
        {"mixolydian", 7, {0, 2, 4, 5, 7, 9, 10}, false},
        {"locrian", 7, {0, 1, 3, 5, 6, 8, 10}, true},
        {"pentatonic", 5, {0, 2, 4, 7, 9}, false},
        {"minor_pentatonic", 5, {0, 3, 5, 7, 10}, true},
        {"blues", 6, {0, 3, 5, 6, 7, 10}, true},
        {"whole_tone", 6, {0, 2, 4, 6, 8, 10}, false},
        {"chromatic", 12, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct scale scale = named(rows[i].name);
        assert_int_equal(scale.n, rows[i].n);
        assert_memory_equal(scale.step, rows[i].step, rows[i].n * sizeof(double));
        assert_int_equal(scale_is_minor(&scale), rows[i].is_minor);
    }
}

static void each_name_finds_a_scale_that_rises(void **state)
{
    const char *name;

    (void)state;
    for (size_t i = 0; (name = scale_name(i)); i++) {
        const struct scale scale = named(name);
        assert_true(scale.n >= 1 && scale.step[0] == 0.0);
        for (uint32_t k = 1; k < scale.n; k++)
            assert_true(scale.step[k] > scale.step[k - 1] && scale.step[k] < 12.0);
    }
    struct scale scale;
    assert_int_equal(scale_find("", 0, &scale), LEAT_ERR_NOT_FOUND);
    assert_int_equal(scale_find("dorien", 6, &scale), LEAT_ERR_NOT_FOUND);
    assert_int_equal(scale_find("\xFF", 1, &scale), LEAT_ERR_NOT_FOUND);
}

static void degrees_wrap_by_octaves(void **state)
{
    const struct scale major = named("major");

    (void)state;
    assert_true(scale_degree(&major, 0) == 0.0);
    assert_true(scale_degree(&major, 6) == 11.0);
    assert_true(scale_degree(&major, 7) == 12.0);
    assert_true(scale_degree(&major, 9) == 16.0);
    assert_true(scale_degree(&major, -1) == -1.0);
    assert_true(scale_degree(&major, -7) == -12.0);
    assert_true(scale_degree(&major, -8) == -13.0);
    for (int32_t d = -50; d <= 50; d++)
        assert_true(scale_degree(&major, d + 7) == scale_degree(&major, d) + 12.0);
    assert_true(scale_degree(&major, INT32_MIN) < -3e9);
    assert_true(scale_degree(&major, INT32_MAX) > 3e9);
}

static void ratios_become_semitones(void **state)
{
    static const double just[] = {1,       9.0 / 8, 5.0 / 4,  4.0 / 3,
                                  3.0 / 2, 5.0 / 3, 15.0 / 8, 2};
    struct scale scale;

    (void)state;
    assert_int_equal(scale_of_list(just, 8, &scale), 0);
    assert_int_equal(scale.n, 7); /* the octave is none of its steps */
    for (uint32_t i = 0; i < scale.n; i++) {
        ASSERT_NEAR(scale.step[i], 12.0 * log2(just[i]), 1e-14);
        ASSERT_NEAR(interval_to_ratio(scale.step[i]), just[i], 1e-15);
    }
    ASSERT_NEAR(scale_degree(&scale, 11), 12.0 + 12.0 * log2(1.5), 1e-13);
    assert_false(scale_is_minor(&scale));
}

static void lists_that_do_not_rise_are_refused(void **state)
{
    static const double rows[][3] = {
        {0, 4, 4},   {0, 7, 4},  {0, 4, 13}, {2, 4, 7},  {1, 1.5, 1.2},
        {1, 1.5, 3}, {0, -1, 4}, {1, 0, 2},  {-1, 2, 4},
    };
    static const double fine[] = {0, 3.5, 7}, many[70] = {0};
    double broken[] = {0, __builtin_nan(""), 7};
    struct scale scale;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(scale_of_list(rows[i], 3, &scale), LEAT_ERR_RANGE);
    assert_int_equal(scale_of_list(broken, 3, &scale), LEAT_ERR_RANGE);
    assert_int_equal(scale_of_list(fine, 0, &scale), LEAT_ERR_RANGE);
    assert_int_equal(scale_of_list(many, 70, &scale), LEAT_ERR_RANGE);
    assert_int_equal(scale_of_list(fine, 3, &scale), 0);
    assert_true(scale.n == 3 && scale.step[1] == 3.5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scale_has_its_steps),
        cmocka_unit_test(each_name_finds_a_scale_that_rises),
        cmocka_unit_test(degrees_wrap_by_octaves),
        cmocka_unit_test(ratios_become_semitones),
        cmocka_unit_test(lists_that_do_not_rise_are_refused),
    };
    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
