/* SPDX-License-Identifier: MIT */
/* json: every document it writes is JSON. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/json.h"

static void expect_text(struct json *j, const char *want)
{
    char *text;

    assert_int_equal(json_finish(j, &text), 0);
    assert_string_equal(text, want);
    free(text);
}

static void puts_commas_where_they_belong(void **state)
{
    struct json j;

    (void)state;
    json_to_memory(&j);
    json_object(&j);
    json_key(&j, "empty");
    json_array(&j);
    json_end(&j);
    json_key(&j, "list");
    json_array(&j);
    json_integer(&j, INT64_MIN);
    json_unsigned(&j, UINT64_MAX);
    json_object(&j);
    json_end(&j);
    json_bool(&j, true);
    json_end(&j);
    json_key(&j, "rate");
    json_number(&j, 48000.0);
    json_end(&j);
    expect_text(&j, "{\"empty\":[],\"list\":[-9223372036854775808,"
                    "18446744073709551615,{},true],\"rate\":48000}");
}

static void escapes_what_must_not_stand_in_a_string(void **state)
{
    struct json j;

    (void)state;
    json_to_memory(&j);
    json_string(&j, "a\"b\\c\n\t\x01\x0b\x7f/\xc3\xa4\xf0\x9f\x8e\xb5");
    expect_text(&j,
                "\"a\\\"b\\\\c\\n\\t\\u0001\\u000b\\u007f/\xc3\xa4\xf0\x9f\x8e\xb5\"");
}

static void replaces_bytes_that_are_not_utf8(void **state)
{
    static const char *const bad[] = {"\x80", "\xc0\x80",         "\xed\xa0\x80",
                                      "\xff", "\xf5\x80\x80\x80", "\xe2\x82"};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct json j;
        char *text;
        json_to_memory(&j);
        json_string(&j, bad[i]);
        assert_int_equal(json_finish(&j, &text), 0);
        assert_int_equal(strncmp(text, "\"\xef\xbf\xbd", 4), 0);
        assert_int_equal(strlen(text), 2 + 3 * strlen(bad[i]));
        free(text);
    }
}

static void knows_no_number_that_json_lacks(void **state)
{
    struct json j;

    (void)state;
    json_to_memory(&j);
    json_array(&j);
    json_number(&j, NAN);
    json_number(&j, -INFINITY);
    json_float(&j, 0.1f);
    json_number(&j, 1e-9);
    json_string(&j, NULL);
    json_end(&j);
    expect_text(&j, "[null,null,0.1,1e-9,null]");
}

static void says_when_the_file_took_it_not(void **state)
{
    FILE *full = fopen("/dev/full", "w");
    struct json j;

    (void)state;
    if (!full)
        skip();
    json_to_file(&j, full);
    json_string(&j, "lost");
    assert_int_equal(json_finish(&j, NULL), LEAT_ERR_IO);
    fclose(full);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_commas_where_they_belong),
        cmocka_unit_test(escapes_what_must_not_stand_in_a_string),
        cmocka_unit_test(replaces_bytes_that_are_not_utf8),
        cmocka_unit_test(knows_no_number_that_json_lacks),
        cmocka_unit_test(says_when_the_file_took_it_not),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
