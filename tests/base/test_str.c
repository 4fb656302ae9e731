/* SPDX-License-Identifier: MIT */
/* str: names that are near, and text cut at a character's end. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

static const char *const names[] = {"pan", "sine", "lowpass", "highpass", "gain"};

static const char *find(const char *wanted)
{
    return str_nearest_of(wanted, names, sizeof(names) / sizeof(names[0]));
}

static void counts_letters_that_differ(void **state)
{
    (void)state;
    assert_int_equal(str_distance("", ""), 0);
    assert_int_equal(str_distance("abc", ""), 3);
    assert_int_equal(str_distance("", "abc"), 3);
    assert_int_equal(str_distance("kitten", "sitting"), 3);
    assert_int_equal(str_distance("sien", "sine"), 1);
    assert_int_equal(str_distance("SINE", "sine"), 0);
}

static void takes_names_of_any_length(void **state)
{
    char longer[300], name[65 + 1];

    (void)state;
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_true(str_distance(longer, "x") == UINT_MAX);
    memset(name, 'x', 65);
    name[65] = '\0';
    assert_true(str_distance(name, name) == UINT_MAX);
    name[64] = '\0';
    assert_int_equal(str_distance(name, "x"), 63);
    assert_int_equal(str_distance("x", longer), 62);
    assert_null(find(longer));
}

static void finds_the_name_that_was_meant(void **state)
{
    (void)state;
    assert_string_equal(find("lowpas"), "lowpass");
    assert_string_equal(find("Sien"), "sine");
    assert_string_equal(find("pna"), "pan");
    assert_string_equal(find("hipass"), "highpass");
}

static void offers_no_name_that_is_far_off(void **state)
{
    (void)state;
    assert_null(find("tan2x"));
    assert_null(find("reverb"));
    assert_null(find("x"));
    assert_null(find(""));
    assert_null(find("pix"));
}

static void cuts_no_character(void **state)
{
    static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x8e\xb5"; /* 1 2 3 4 */
    static const size_t ends[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};

    (void)state;
    for (size_t size = 0; size <= 10; size++)
        assert_int_equal(str_cut(text, size), ends[size]);
    assert_int_equal(str_cut("\x80\x80\x80\x80\x80", 5), 5); /* not UTF-8 at all */
}

static void formats_into_what_room_there_is(void **state)
{
    char text[6];

    (void)state;
    assert_int_equal(str_format(text, sizeof(text), "%s",
                                "ab\xe2\x82\xac"
                                "c"),
                     5);
    assert_int_equal(str_format(text, 5, "%s", "ab\xe2\x82\xac"), 2);
    assert_string_equal(text, "ab");
}

static void no_number_has_no_sign(void **state)
{
    const double nan = __builtin_nan("");
    char text[40];

    (void)state;
    str_format(text, sizeof(text), "%g, %.2f and %g-nan", -nan, nan, 1.0);
    assert_string_equal(text, "nan, nan and 1-nan");
    str_format(text, sizeof(text), "`fps` is %g; a-nan", -nan);
    assert_string_equal(text, "`fps` is nan; a-nan");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_letters_that_differ),
        cmocka_unit_test(takes_names_of_any_length),
        cmocka_unit_test(finds_the_name_that_was_meant),
        cmocka_unit_test(offers_no_name_that_is_far_off),
        cmocka_unit_test(cuts_no_character),
        cmocka_unit_test(formats_into_what_room_there_is),
        cmocka_unit_test(no_number_has_no_sign),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
