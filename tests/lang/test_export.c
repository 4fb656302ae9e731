/* SPDX-License-Identifier: MIT */
/* export: functions that are called from outside run in the next frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "lang/program.h"

static struct leat_diag diag;
static char printed[1024];
static struct leat_program *p;
static int64_t k;

static void keep(void *data, const char *line)
{
    (void)data;
    strcat(strcat(printed, line), "\n");
}

static void begin(const char *text)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .print = keep};

    printed[0] = '\0';
    k = 0;
    leat_diag_clear(&diag);
    assert_int_equal(leat_program_create(text, strlen(text), &options, &p, &diag), 0);
}

static int frame(void)
{
    leat_diag_clear(&diag);
    const int err = program_frame(p, k++, 60.0, &diag);
    program_print(p);
    return err;
}

static int call(const char *name, const struct leat_call_value *value, uint32_t n)
{
    leat_diag_clear(&diag);
    return leat_program_call(p, name, value, n, &diag);
}

#define NUMBER(x)                                                                      \
    {                                                                                  \
        .kind = LEAT_CALL_NUMBER, .number = x                                          \
    }
#define TEXT(x)                                                                        \
    {                                                                                  \
        .kind = LEAT_CALL_TEXT, .text = x                                              \
    }

static void calls_run_in_the_next_frame(void **state)
{
    const struct leat_call_value three[] = {NUMBER(3), NUMBER(2.5)};

    (void)state;
    begin("let mut n = 1\n@export func add(x, by = 10) { n += x * by; print(n) }\n"
          "loop { n += 1 }\n");
    assert_string_equal(leat_program_export_at(p, 0), "add(x, by = ...)");
    assert_null(leat_program_export_at(p, 1));
    assert_int_equal(frame(), 0);
    assert_true(call("add", three, 1) > 0);
    assert_true(call("add", three, 2) > 0);
    assert_string_equal(printed, "");
    assert_int_equal(frame(), 0);
    assert_string_equal(printed, "33\n40.5\n");
    assert_int_equal(frame(), 0);
    assert_string_equal(printed, "33\n40.5\n");
    leat_program_destroy(&p);
}

static void annotations_convert(void **state)
{
    char text[] = "A4";
    const struct leat_call_value note = TEXT(text), one = NUMBER(1);

    (void)state;
    begin("@export func f(x: Frequency) { print(x) }\n"
          "@export func g(x: Bool, y: Float(0..1) = 1) { print(x, y) }\n");
    assert_true(call("f", &note, 1) > 0);
    memset(text, '?', 2); /* it was copied */
    assert_true(call("g", &one, 1) > 0);
    assert_int_equal(frame(), 0);
    assert_string_equal(printed, "440 Hz\ntrue 1\n");
    leat_program_destroy(&p);
}

static void wrong_calls_are_refused(void **state)
{
    const struct leat_call_value value[3] = {NUMBER(1), NUMBER(2), NUMBER(3)};

    (void)state;
    begin("@export func pluck(x, y = 1) { x }\nfunc hidden(x) { x }\n");
    assert_int_equal(call("plck", value, 1), LEAT_ERR_NOT_FOUND);
    assert_string_equal(diag.finding[0].hint, "Did you mean `pluck`?");
    assert_int_equal(call("hidden", value, 1), LEAT_ERR_NOT_FOUND);
    assert_int_equal(call("pluck", value, 0), LEAT_ERR_INVALID);
    assert_int_equal(call("pluck", value, 3), LEAT_ERR_INVALID);
    assert_int_equal(diag.finding[0].code, 403);
    for (int i = 0; i < EXPORTS_WAITING_MAX; i++)
        assert_true(call("pluck", value, 1) > 0);
    assert_int_equal(call("pluck", value, 1), LEAT_ERR_LIMIT);
    assert_int_equal(frame(), 0);
    assert_true(call("pluck", value, 1) > 0); /* which nobody runs any more */
    leat_program_destroy(&p);
}

static void an_error_of_a_call_is_that_of_its_frame(void **state)
{
    const struct leat_call_value value = NUMBER(7);

    (void)state;
    begin("@export func f(i) {\n    [1][i]\n}\n@export func g() { while true { } }\n");
    assert_true(call("f", &value, 1) > 0);
    assert_int_equal(frame(), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 302);
    assert_int_equal(diag.finding[0].line, 2);
    assert_int_equal(frame(), 0);
    assert_true(call("g", &value, 0) > 0);
    assert_int_equal(frame(), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 501);
    assert_int_equal(frame(), 0);
    leat_program_destroy(&p);
}

static void who_calls_learns_what_became_of_it(void **state)
{
    const struct leat_call_value good = NUMBER(0), bad = NUMBER(7);

    (void)state;
    begin("@export func f(i) {\n    [1][i]\n}\n");
    const int first = call("f", &good, 1);
    assert_int_equal(leat_program_called(p, first, &diag), 1);
    assert_int_equal(frame(), 0);
    assert_int_equal(leat_program_called(p, first, &diag), 0);
    const int fine = call("f", &good, 1), wrong = call("f", &bad, 1),
              behind = call("f", &good, 1);
    assert_int_equal(frame(), LEAT_ERR_SYNTAX);
    const int later = call("f", &good, 1);
    leat_diag_clear(&diag);
    assert_int_equal(leat_program_called(p, fine, &diag), 0);
    assert_int_equal(leat_program_called(p, wrong, &diag), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 302);
    assert_int_equal(diag.finding[0].line, 2);
    assert_int_equal(leat_program_called(p, behind, &diag), LEAT_ERR_SYNTAX);
    assert_int_equal(leat_program_called(p, later, &diag), 1);
    leat_program_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_run_in_the_next_frame),
        cmocka_unit_test(annotations_convert),
        cmocka_unit_test(wrong_calls_are_refused),
        cmocka_unit_test(an_error_of_a_call_is_that_of_its_frame),
        cmocka_unit_test(who_calls_learns_what_became_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
