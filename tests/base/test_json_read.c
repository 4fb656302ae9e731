/* SPDX-License-Identifier: MIT */
/* json_read: every document of the grammar is read, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/json.h"
#include "base/json_read.h"

static struct arena arena;
static struct leat_diag diag;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 24);
    leat_diag_clear(&diag);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

static int read_text(const char *text, const struct json_value **v)
{
    return json_read((const uint8_t *)text, strlen(text), "x", &arena, v, &diag);
}

static void keeps_every_kind_of_value(void **state)
{
    const struct json_value *v;

    (void)state;
    assert_int_equal(read_text(" {\"a\": [1, -2.5e3, true, false, null],\n"
                               "\"b\": {\"c\": \"d\"}, \"empty\": [{}, []]} ",
                               &v),
                     0);
    const struct json_value *a = json_member(v, "a", JSON_ARRAY);
    assert_int_equal(a->n, 5);
    const struct json_value *item = a->first;
    assert_float_equal(item->number, 1.0, 0.0);
    assert_float_equal((item = item->next)->number, -2500.0, 0.0);
    assert_int_equal((item = item->next)->kind, JSON_BOOL);
    assert_float_equal(item->number, 1.0, 0.0);
    assert_float_equal((item = item->next)->number, 0.0, 0.0);
    assert_int_equal((item = item->next)->kind, JSON_NULL);
    assert_null(item->next);
    assert_string_equal(
        json_member(json_member(v, "b", JSON_OBJECT), "c", JSON_STRING)->text, "d");
    assert_null(json_member(v, "b", JSON_ARRAY));
    assert_null(json_member(NULL, "b", JSON_ARRAY));
    assert_null(json_member(a, "b", JSON_ARRAY));
    assert_int_equal(json_member(v, "empty", JSON_ARRAY)->n, 2);
}

static void knows_all_escapes(void **state)
{
    const struct json_value *v;

    (void)state;
    assert_int_equal(
        read_text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e4\\u20ac\\ud83d\\ude00\"",
                  &v),
        0);
    assert_string_equal(v->text,
                        "\"\\/\b\f\n\r\tA\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
}

static void refuses_what_is_no_json(void **state)
{
    static const char *const wrong[] = {
        "",
        "{",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "\"a",
        "\"a\n\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "+1",
        "01",
        "0x10",
        ".5",
        "-",
        "1e999",
        "nan",
        "tru",
        "nulll",
        "[1] 2",
        "\"\\",
        "[}",
        "\"\\ud800\\u0041\"",
        "'a'",
        "// no\n1",
    };
    const struct json_value *v;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        leat_diag_clear(&diag);
        if (read_text(wrong[i], &v) != LEAT_ERR_BAD_FILE)
            fail_msg("%s is read", wrong[i]);
        assert_null(v);
        assert_int_equal(diag.n_errors, 1);
    }
}

static void says_where_it_is_wrong(void **state)
{
    const struct json_value *v;

    (void)state;
    assert_int_equal(read_text("{\n  \"a\": 1,\n  \"b\": ?\n}", &v), LEAT_ERR_BAD_FILE);
    assert_int_equal(diag.finding[0].line, 3);
    assert_int_equal(diag.finding[0].column, 8);
    assert_non_null(strstr(diag.finding[0].message, "line 3"));
}

static void bears_brackets_without_end(void **state)
{
    const struct json_value *v;
    char text[100001];

    (void)state;
    memset(text, '[', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(read_text(text, &v), LEAT_ERR_BAD_FILE);
    memset(text, '[', JSON_DEPTH_MAX);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    text[2 * JSON_DEPTH_MAX] = '\0';
    assert_int_equal(read_text(text, &v), 0);
}

static void ends_with_its_memory(void **state)
{
    const struct json_value *v;

    (void)state;
    arena_finish(&arena);
    arena_init(&arena, 100);
    assert_int_equal(read_text("[1, 2, 3, 4, 5, 6, 7, 8]", &v), LEAT_ERR_LIMIT);
    assert_null(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_every_kind_of_value, begin, end),
        cmocka_unit_test_setup_teardown(knows_all_escapes, begin, end),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_json, begin, end),
        cmocka_unit_test_setup_teardown(says_where_it_is_wrong, begin, end),
        cmocka_unit_test_setup_teardown(bears_brackets_without_end, begin, end),
        cmocka_unit_test_setup_teardown(ends_with_its_memory, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
