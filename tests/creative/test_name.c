/* SPDX-License-Identifier: MIT */
/* name: names are found as people write them, and nothing else is. */
#include "creative/name.h"
#include "near.h"

static const char *const names[] = {"minor", "minor_pentatonic", "top-left", "Calm"};

static int find(const char *text)
{
    return name_find(text, strlen(text), names, sizeof(names) / sizeof(names[0]));
}

static void case_and_signs_between_words_do_not_count(void **state)
{
    (void)state;
    assert_int_equal(find("minor"), 0);
    assert_int_equal(find("MINOR"), 0);
    assert_int_equal(find("minor pentatonic"), 1);
    assert_int_equal(find("Minor-Pentatonic"), 1);
    assert_int_equal(find("minorpentatonic"), 1);
    assert_int_equal(find("_top left_"), 2);
    assert_int_equal(find("calm"), 3);
}

static void what_is_no_name_is_not_found(void **state)
{
    static char text[10240];
    const char *longest = text;

    (void)state;
    assert_int_equal(find(""), -1);
    assert_int_equal(find("___"), -1);
    assert_int_equal(find("mino"), -1);
    assert_int_equal(find("minor7"), -1);
    assert_int_equal(find("calm\xFF"), -1);
    assert_int_equal(name_find("calm\0x", 6, names, 4), -1);
    assert_int_equal(name_find("calm!", 4, names, 4), 3); /* no byte beyond */
    memset(text, 'a', sizeof(text));
    text[NAME_SIZE - 1] = '\0';
    assert_int_equal(name_find(text, NAME_SIZE - 1, &longest, 1), 0);
    text[NAME_SIZE - 1] = 'a';
    text[NAME_SIZE] = '\0';
    assert_int_equal(name_find(text, NAME_SIZE, &longest, 1), -1);
    assert_int_equal(name_find(text, sizeof(text), names, 4), -1);
}

static void folded_names_are_ordered_as_texts(void **state)
{
    (void)state;
    assert_true(name_compare("a", "b") < 0);
    assert_true(name_compare("b", "A") > 0);
    assert_true(name_compare("ab", "a") > 0);
    assert_true(name_compare("a", "a_b") < 0);
    assert_true(name_compare("ab", "A_B") == 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_and_signs_between_words_do_not_count),
        cmocka_unit_test(what_is_no_name_is_not_found),
        cmocka_unit_test(folded_names_are_ordered_as_texts),
    };
    return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
