/* SPDX-License-Identifier: MIT */
/* limits: programs that are too long, too deep or no text end with a few findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "base/random.h"

enum { MEGABYTES_10 = 10 << 20 };

static struct leat_diag diag;

/* Errors that a program gives. */
static unsigned errors_of(const char *text, size_t size)
{
    struct leat_program *program;

    leat_diag_clear(&diag);
    const int err = leat_program_create(text, size, NULL, &program, &diag);
    assert_int_equal(err<0, diag.n_errors> 0);
    assert_true(diag.n_errors <= LEAT_DIAG_MAX);
    for (uint32_t i = 0; i < diag.n; i++)
        assert_true(diag.finding[i].line > 0 || diag.finding[i].code == 502);
    leat_program_destroy(&program);
    return diag.n_errors;
}

/* `piece` over and over, `size` bytes of it. */
static char *repeated(const char *piece, size_t size)
{
    const size_t n = strlen(piece);
    char *text = malloc(size);

    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = piece[i % n];
    return text;
}

static unsigned errors_of_repeated(const char *piece, size_t size)
{
    char *text = repeated(piece, size / strlen(piece) * strlen(piece));
    const unsigned n = errors_of(text, size / strlen(piece) * strlen(piece));

    free(text);
    return n;
}

static void ten_megabytes_are_read(void **state)
{
    (void)state;
    assert_int_equal(errors_of_repeated("x = 1 + 2 * [3.hz, 4][0] # c\n", MEGABYTES_10),
                     0);
    assert_int_equal(errors_of_repeated("\n", MEGABYTES_10), 0);
    assert_int_equal(errors_of_repeated("x = \"a ${1} b\";", MEGABYTES_10), 0);
}

static void more_than_16_megabytes_are_refused(void **state)
{
    (void)state;
    assert_int_equal(errors_of_repeated("\n", (16 << 20) + 1), 1);
    assert_int_equal(diag.finding[0].code, 502);
}

static void ten_megabytes_of_nonsense_end_with_a_few_errors(void **state)
{
    static const char *const pieces[] = {"(",
                                         ")",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         "([{",
                                         ")]}",
                                         "\"",
                                         "'",
                                         "\"${",
                                         "/*",
                                         "a ",
                                         "a+",
                                         "a.",
                                         "a(",
                                         "a[0]",
                                         "!",
                                         "-",
                                         "not ",
                                         "a|>",
                                         "x=>",
                                         "|x|",
                                         "if a {",
                                         "a?b:",
                                         "func f(",
                                         "match a {",
                                         "\\",
                                         "$",
                                         "#",
                                         "#fff ",
                                         "1",
                                         "0x",
                                         "1e9",
                                         "sine()\n",
                                         "lowpass()|>",
                                         "unknown()\n",
                                         "class A {\n",
                                         "let x\n",
                                         "a,",
                                         "\"\"\"",
                                         "..",
                                         "else if a {} ",
                                         "as Int ",
                                         "a = [",
                                         "{a: ",
                                         "{a, ",
                                         "\r",
                                         "import A.{"};

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
        errors_of_repeated(pieces[i], MEGABYTES_10 / 40);
    assert_true(errors_of_repeated("(", MEGABYTES_10) > 0);
    assert_true(errors_of_repeated("a+", MEGABYTES_10) > 0);
    assert_true(errors_of_repeated("{(}", MEGABYTES_10) > 0);
}

/* n openings, an inside, n closings. */
static unsigned errors_of_nested(const char *open, const char *inside,
                                 const char *close, size_t n)
{
    const size_t a = strlen(open), b = strlen(inside), c = strlen(close);
    char *text = malloc(n * (a + c) + b + 1);
    char *at = text;

    assert_non_null(text);
    for (size_t i = 0; i < n; i++, at += a)
        memcpy(at, open, a + 1);
    memcpy(at, inside, b + 1);
    at += b;
    for (size_t i = 0; i < n; i++, at += c)
        memcpy(at, close, c + 1);
    const unsigned errors = errors_of(text, (size_t)(at - text));
    free(text);
    return errors;
}

static void nesting_is_followed_to_a_depth_and_no_further(void **state)
{
    static const struct {
        const char *open, *inside, *close;
    } nests[] = {
        {"(", "1", ")"},
        {"[", "1", "]"},
        {"print(", "1", ")"},
        {"{ a: ", "1", "}"},
        {"{", "1", "}"},
        {"\"${", "1", "}\""},
        {"- ", "1", ""},
        {"! ", "1", ""},
        {"x => ", "1", ""},
        {"1 ** ", "1", ""},
        {"1 ? 2 : ", "1", ""},
        {"if a { ", "1", "}"},
        {"if a {} else ", "{}", ""},
        {"let x: [", "Int", "]"},
        {"match [", "1", "] {}"},
        {"f {", "1", "}"},
        {"x[", "0", "]"},
    };

    (void)state;
    assert_int_equal(errors_of_nested("(", "1", ")", 200), 0);
    assert_int_equal(errors_of_nested("(", "1", ")", 10000), 1);
    assert_int_equal(diag.finding[0].code, 502);
    assert_int_equal(errors_of_nested("(", "", "", 10000), 2);
    assert_int_equal(diag.finding[1].code, 105);
    for (size_t i = 0; i < sizeof(nests) / sizeof(nests[0]); i++)
        assert_true(errors_of_nested(nests[i].open, nests[i].inside, nests[i].close,
                                     10000) > 0);
    assert_int_equal(errors_of_repeated("- ", 20001), 1);
}

static void operators_in_a_row_are_followed_to_a_length(void **state)
{
    (void)state;
    assert_int_equal(errors_of_nested("1 + ", "1", "", 900), 0);
    assert_int_equal(errors_of_nested("1 + ", "1", "", 10000), 1);
    assert_int_equal(diag.finding[0].code, 502);
    assert_int_equal(errors_of_nested("sine() |> gain()", "", " |> gain()", 1), 0);
}

static void values_grow_no_further_than_memory_allows(void **state)
{
    static const char doubling[] = "t = \"abcdefgh\"\n"
                                   "t += t;t += t;t += t;t += t;t += t;t += t;t += t\n"
                                   "t += t;t += t;t += t;t += t;t += t;t += t;t += t\n"
                                   "t += t;t += t;t += t;t += t;t += t;t += t;t += t\n";
    char *lists;

    (void)state;
    assert_int_equal(errors_of(doubling, sizeof(doubling) - 1), 1);
    assert_int_equal(diag.finding[0].code, 502);
    lists = repeated("a = [a, a];", 11 * 50000);
    memcpy(lists, "a = [1, 1];", 11);
    assert_int_equal(errors_of(lists, 11 * 50000), 0);
    free(lists);
    assert_int_equal(errors_of_repeated("noise()\n", 8 * 20000), 1);
    assert_int_equal(diag.finding[0].code, 502);
}

static void bytes_of_any_kind_are_read_to_their_end(void **state)
{
    static const char nul[] = "print(1)\0\0print(2)\0";
    char *noise = malloc(1 << 20);

    (void)state;
    assert_non_null(noise);
    for (size_t i = 0; i < 1 << 20; i++)
        noise[i] = (char)random_bits(1, i);
    assert_true(errors_of(noise, 1 << 20) > 0);
    free(noise);
    errors_of(nul, sizeof(nul));
    assert_int_equal(diag.finding[0].code, 102);
    assert_int_equal(errors_of("", 0), 0);
    assert_int_equal(leat_program_create("1", (size_t)65 << 20, NULL,
                                         &(struct leat_program *){NULL}, NULL),
                     LEAT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_megabytes_are_read),
        cmocka_unit_test(more_than_16_megabytes_are_refused),
        cmocka_unit_test(ten_megabytes_of_nonsense_end_with_a_few_errors),
        cmocka_unit_test(nesting_is_followed_to_a_depth_and_no_further),
        cmocka_unit_test(operators_in_a_row_are_followed_to_a_length),
        cmocka_unit_test(values_grow_no_further_than_memory_allows),
        cmocka_unit_test(bytes_of_any_kind_are_read_to_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
