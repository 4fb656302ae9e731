/* SPDX-License-Identifier: MIT */
/* lex: tokens, their units, brackets and where statements begin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lang/lex.h"
#include "lang/literal.h"

static struct names names;
static struct report report;
static struct script script;
static struct tokens tokens;
static struct leat_diag diag;

static void read_text(const char *text)
{
    tokens_finish(&tokens);
    names_finish(&names);
    names_init(&names);
    leat_diag_clear(&diag);
    script = (struct script){"test", text, (uint32_t)strlen(text)};
    report_init(&report, &script, &diag);
    assert_int_equal(lex(&script, &names, &report, &tokens), 0);
    assert_int_equal(tokens.at[tokens.n - 1].kind, TOKEN_END);
}

/* Kinds of all tokens but the last, -1 at the end. */
static void expect_kinds(const char *text, ...)
{
    va_list kinds;
    uint32_t i = 0;
    int kind;

    read_text(text);
    va_start(kinds, text);
    for (; (kind = va_arg(kinds, int)) >= 0; i++) {
        assert_true(i < tokens.n);
        assert_int_equal(tokens.at[i].kind, kind);
    }
    va_end(kinds);
    assert_int_equal(i, tokens.n - 1);
}

static void expect_number(const char *text, double number, enum measure measure)
{
    read_text(text);
    assert_int_equal(tokens.n, 2);
    const struct literal_number got = literal_number(&script, &tokens.at[0]);
    assert_true(got.number == number);
    assert_int_equal(got.measure, measure);
    assert_int_equal(diag.n, 0);
}

static void numbers_carry_units_in_every_spelling(void **state)
{
    (void)state;
    expect_number("440.hz", 440, MEASURE_FREQUENCY);
    expect_number("440hz", 440, MEASURE_FREQUENCY);
    expect_number("440.5.HZ", 440.5, MEASURE_FREQUENCY);
    expect_number("1.5kHz", 1500, MEASURE_FREQUENCY);
    expect_number("0.2.s", 0.2, MEASURE_TIME);
    expect_number("200ms", 0.2, MEASURE_TIME);
    expect_number("250.ms", 0.25, MEASURE_TIME);
    expect_number("1_000us", 0.001, MEASURE_TIME);
    expect_number("3.seconds", 3, MEASURE_TIME);
    expect_number("5min", 300, MEASURE_TIME);
    expect_number("128 BPM", 128, MEASURE_TEMPO);
    expect_number("0.25 beats", 0.25, MEASURE_BEATS);
    expect_number("6db", 6, MEASURE_LEVEL);
    expect_number("80%", 0.8, MEASURE_FRACTION);
    expect_number("80.percent", 0.8, MEASURE_FRACTION);
    expect_number("64.samples", 64, MEASURE_SAMPLES);
    expect_number("69.midi", 69, MEASURE_NOTE);
    expect_number("1.turn", 6.283185307179586, MEASURE_ANGLE);
    expect_number("1.5e3", 1500, MEASURE_NONE);
    expect_number("1e-3s", 0.001, MEASURE_TIME);
}

static void what_is_no_unit_stays_apart(void **state)
{
    (void)state;
    expect_kinds("0..8", TOKEN_INTEGER, TOKEN_RANGE, TOKEN_INTEGER, -1);
    expect_kinds("0..=8", TOKEN_INTEGER, TOKEN_RANGE_CLOSED, TOKEN_INTEGER, -1);
    expect_kinds("2.round(3)", TOKEN_INTEGER, TOKEN_DOT, TOKEN_NAME, TOKEN_PAREN_OPEN,
                 TOKEN_INTEGER, TOKEN_PAREN_CLOSE, -1);
    expect_kinds("3.min(4)", TOKEN_INTEGER, TOKEN_DOT, TOKEN_NAME, TOKEN_PAREN_OPEN,
                 TOKEN_INTEGER, TOKEN_PAREN_CLOSE, -1);
    expect_kinds("10%3", TOKEN_INTEGER, TOKEN_REMAINDER, TOKEN_INTEGER, -1);
    expect_kinds("10 % 3", TOKEN_INTEGER, TOKEN_REMAINDER, TOKEN_INTEGER, -1);
    expect_kinds("10%(3)", TOKEN_INTEGER, TOKEN_REMAINDER, TOKEN_PAREN_OPEN,
                 TOKEN_INTEGER, TOKEN_PAREN_CLOSE, -1);
    expect_kinds("3 s", TOKEN_INTEGER, TOKEN_NAME, -1);
    expect_kinds("3 ms = 4", TOKEN_INTEGER, TOKEN_NAME, TOKEN_ASSIGN, TOKEN_INTEGER,
                 -1);
    expect_kinds("3 ms == 4", TOKEN_QUANTITY, TOKEN_EQUAL, TOKEN_INTEGER, -1);
    expect_kinds("3\nms", TOKEN_INTEGER, TOKEN_NAME, -1);
    expect_kinds("640x480 0x480", TOKEN_SIZE, TOKEN_INTEGER, -1);
}

static void hashes_are_colours_or_comments(void **state)
{
    (void)state;
    expect_kinds("#F80 #FF8000 #FF8000CC", TOKEN_COLOUR, TOKEN_COLOUR, TOKEN_COLOUR,
                 -1);
    expect_kinds("# FF0000", -1);
    expect_kinds("#fade out", -1);
    expect_kinds("#ff00 x", -1);
    expect_kinds("#fabric", -1);
    expect_kinds("'#fff'", TOKEN_TEXT, -1);
}

static void comments_nest(void **state)
{
    (void)state;
    expect_kinds("a /* b /* c */ d */ e // f", TOKEN_NAME, TOKEN_NAME, -1);
    read_text("/* a /* b */");
    assert_int_equal(diag.finding[0].code, 105);
}

static void words_of_the_language_match_whole_words_only(void **state)
{
    (void)state;
    expect_kinds("in input index format forma main_audio loop loops", TOKEN_IN,
                 TOKEN_NAME, TOKEN_NAME, TOKEN_NAME, TOKEN_NAME, TOKEN_NAME, TOKEN_LOOP,
                 TOKEN_NAME, -1);
    assert_string_equal(names_text(&names, tokens.at[1].link), "input");
    assert_int_equal(tokens.at[0].link, WORD_IN);
}

static void texts_are_cut_at_their_expressions(void **state)
{
    (void)state;
    expect_kinds("\"a${b}c${\"d${e}\"}f\"", TOKEN_TEXT_HEAD, TOKEN_NAME,
                 TOKEN_TEXT_MIDDLE, TOKEN_TEXT_HEAD, TOKEN_NAME, TOKEN_TEXT_TAIL,
                 TOKEN_TEXT_TAIL, -1);
    expect_kinds("\"${ {a: {}} }\"", TOKEN_TEXT_HEAD, TOKEN_BRACE_OPEN, TOKEN_NAME,
                 TOKEN_COLON, TOKEN_BRACE_OPEN, TOKEN_BRACE_CLOSE, TOKEN_BRACE_CLOSE,
                 TOKEN_TEXT_TAIL, -1);
    expect_kinds("'${b}'", TOKEN_TEXT, -1);
    expect_kinds("\"\"\"a\n\"b\"\n\"\"\"", TOKEN_TEXT, -1);
}

static void brackets_know_their_partner(void **state)
{
    (void)state;
    read_text("f([a], {b})");
    assert_int_equal(tokens.at[1].link, 9);
    assert_int_equal(tokens.at[2].link, 4);
    assert_int_equal(tokens.at[8].link, 6);
    read_text("f([a) b");
    assert_int_equal(tokens.at[1].link, 4);
    assert_int_equal(tokens.at[2].link, NO_PARTNER);
    assert_int_equal(diag.finding[0].code, 105);
    assert_int_equal(diag.finding[0].column, 3);
}

/* The tokens with which statements begin, by what they read. */
static void expect_begins(const char *text, const char *wanted)
{
    char got[256] = "";

    read_text(text);
    for (uint32_t i = 1; i + 1 < tokens.n; i++)
        if (tokens.at[i].flags & TOKEN_BEGINS) {
            strncat(got, text + tokens.at[i].span.start,
                    tokens.at[i].span.end - tokens.at[i].span.start);
            strcat(got, " ");
        }
    assert_string_equal(got, wanted);
}

static void line_ends_end_statements_unless_something_is_missing(void **state)
{
    (void)state;
    expect_begins("a\nb", "b ");
    expect_begins("a\n|> b\n<> c\n.d\n&& e\nor f\n? g\n: h", "");
    expect_begins("a +\nb =\nc,\nd |>\ne", "");
    expect_begins("a\n(b)\n[c]\n{ d }\n- e", "( [ { - ");
    expect_begins("f(a\nb)\nc", "c ");
    expect_begins("[a\nb]\nc", "c ");
    expect_begins("f({ a\nb })\nc", "b c ");
    expect_begins("{\na\nb\n}", "b } ");
    expect_begins("import A.*\nb", "b ");
    expect_begins("x: Array<Int>\ny", "y ");
    expect_begins("a >\nb", "");
    expect_begins("read()?\nb", "b ");
    expect_begins("x.in\nb", "b ");
    expect_begins("a++\nb", "b ");
    expect_begins("f(a\nb\nc", "b c "); /* never closed: it holds nothing back */
    expect_begins("\"${a\n+ b}\"\nc", "c ");
}

static void any_bytes_give_tokens(void **state)
{
    (void)state;
    read_text("\xFF\xFE \xC3* \x01 \x7F");
    assert_int_equal(diag.finding[0].code, 101);
    for (uint32_t i = 1; i < diag.n; i++) /* bytes that are no text are said once */
        assert_int_equal(diag.finding[i].code, 102);
}

static int finish(void **state)
{
    (void)state;
    tokens_finish(&tokens);
    names_finish(&names);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_carry_units_in_every_spelling),
        cmocka_unit_test(what_is_no_unit_stays_apart),
        cmocka_unit_test(hashes_are_colours_or_comments),
        cmocka_unit_test(comments_nest),
        cmocka_unit_test(words_of_the_language_match_whole_words_only),
        cmocka_unit_test(texts_are_cut_at_their_expressions),
        cmocka_unit_test(brackets_know_their_partner),
        cmocka_unit_test(line_ends_end_statements_unless_something_is_missing),
        cmocka_unit_test(any_bytes_give_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
