/* SPDX-License-Identifier: MIT */
/* schedule: a text to messages in order of time, and what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "control/schedule.h"
#include "net/osc.h"

static struct schedule score;
static struct leat_diag diag;

static int read_text(const char *text)
{
    leat_diag_clear(&diag);
    return schedule_read(&score, text, strlen(text), "score.txt", &diag);
}

/* "address tags first-argument" of the n-th message. */
static const char *message(uint32_t n)
{
    static char text[128];
    struct osc_reader reader;
    struct osc_message m;
    struct osc_args args;
    struct osc_arg arg = {0};
    double number;

    assert_true(n < score.n);
    assert_int_equal(osc_reader_init(&reader, score.at[n].packet, score.at[n].size), 0);
    assert_int_equal(osc_reader_next(&reader, &m), 1);
    osc_args_init(&args, &m);
    if (!osc_args_next(&args, &arg))
        snprintf(text, sizeof(text), "%s", m.address);
    else if (osc_arg_number(&arg, &number))
        snprintf(text, sizeof(text), "%s %s %g", m.address, m.tags, number);
    else
        snprintf(text, sizeof(text), "%s %s %s", m.address, m.tags, arg.s);
    return text;
}

static void test_lines(void **state)
{
    (void)state;
    assert_int_equal(read_text("# nothing\n"
                               "1:30  /panic\n"
                               "0.5   /note/lead \"C4\" 0.8 2   # a note\r\n"
                               "\n"
                               "0.5   /lead/cutoff 800\n"
                               "0     /eval \"print(\\\"a b\\\")\""),
                     0);
    assert_int_equal(score.n, 4);
    assert_string_equal(message(0), "/eval s print(\"a b\")");
    assert_string_equal(message(1), "/note/lead sfi C4");
    assert_string_equal(message(2), "/lead/cutoff i 800");
    assert_string_equal(message(3), "/panic");
    assert_true(score.at[0].seconds == 0.0 && score.at[2].seconds == 0.5 &&
                score.at[3].seconds == 90.0);
    schedule_finish(&score);
}

static void test_order(void **state)
{
    static char text[64 * 5000];
    size_t used = 0;

    (void)state;
    for (int i = 0; i < 5000; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%d /a %d\n",
                                 (5000 - i) / 10, i);
    assert_int_equal(read_text(text), 0);
    assert_int_equal(score.n, 5000);
    for (uint32_t i = 1; i < score.n; i++)
        assert_true(score.at[i - 1].seconds < score.at[i].seconds ||
                    (score.at[i - 1].seconds == score.at[i].seconds &&
                     score.at[i - 1].line < score.at[i].line));
    schedule_finish(&score);
}

static void wrong(const char *text, uint32_t line, const char *message_part)
{
    assert_int_equal(read_text(text), LEAT_ERR_INVALID);
    assert_int_equal(diag.finding[0].line, line);
    assert_non_null(strstr(diag.finding[0].message, message_part));
    schedule_finish(&score);
}

static void test_mistakes(void **state)
{
    (void)state;
    wrong("0 /a\nsoon /a\n", 2, "begins with a time");
    wrong("-1 /a\n", 1, "begins with a time");
    wrong("nan /a\n", 1, "begins with a time");
    wrong("0 a\n", 1, "stands an address");
    wrong("0\n", 1, "stands an address");
    wrong("0 /a \"b\n", 1, "no closing quote");
    assert_int_equal(schedule_read(&score, "0 /a\0b", 6, "x", NULL), LEAT_ERR_INVALID);
    schedule_finish(&score);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_mistakes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
