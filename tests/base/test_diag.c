/* SPDX-License-Identifier: MIT */
/* diag: what people read when something goes wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <leat/diag.h>
#include <leat/err.h>

#include "base/str.h"

static void place(struct leat_finding *f, const char *source, uint32_t line,
                  uint32_t column, uint32_t width)
{
    snprintf(f->file, sizeof(f->file), "song.syn");
    snprintf(f->source, sizeof(f->source), "%s", source);
    f->line = line;
    f->column = column;
    f->width = width;
}

static void shows_place_caret_and_hint(void **state)
{
    struct leat_diag diag = {0};
    char text[1024];
    size_t written;
    struct leat_finding *f =
        leat_diag_add(&diag, LEAT_ERROR, 602, "there is no node `%s`", "lowpas");

    (void)state;
    leat_diag_hint(&diag, "did you mean `lowpass`?");
    place(f, "sine(440.hz) |> lowpas()", 12, 17, 6);
    written = leat_diag_format(f, text, sizeof(text));
    assert_int_equal(written, strlen(text));
    assert_string_equal(text, "error E602: there is no node `lowpas`\n"
                              "  --> song.syn:12:17\n"
                              "   |\n"
                              "12 | sine(440.hz) |> lowpas()\n"
                              "   |                 ^^^^^^\n"
                              "help: did you mean `lowpass`?\n");
}

static void says_one_line_when_there_is_no_place(void **state)
{
    struct leat_diag diag = {0};
    char text[200];

    (void)state;
    leat_diag_format(leat_diag_add(&diag, LEAT_WARNING, 0, "clipped %d samples", 412),
                     text, sizeof(text));
    assert_string_equal(text, "warning: clipped 412 samples\n");
    assert_false(leat_diag_failed(&diag));
    assert_int_equal(diag.n_warnings, 1);
}

static void counts_columns_in_characters(void **state)
{
    struct leat_diag diag = {0};
    char text[400];
    struct leat_finding *f = leat_diag_add(&diag, LEAT_ERROR, 1, "unknown");

    (void)state;
    place(f, "f(\"\xc3\xa4\xe2\x82\xac\",\tx)", 1, 9, 1);
    leat_diag_format(f, text, sizeof(text));
    assert_non_null(strstr(text, "1 | f(\"\xc3\xa4\xe2\x82\xac\", x)\n"
                                 "  |         ^\n"));
}

static void keeps_carets_inside_the_line(void **state)
{
    struct leat_diag diag = {0};
    char text[400];
    struct leat_finding *f = leat_diag_add(&diag, LEAT_ERROR, 1, "unfinished");

    (void)state;
    place(f, "abc", 1, 2, 100);
    leat_diag_format(f, text, sizeof(text));
    assert_non_null(strstr(text, "  |  ^^\n"));
    place(f, "abc", 1, 4, 1); /* where the line ends */
    leat_diag_format(f, text, sizeof(text));
    assert_non_null(strstr(text, "  |    ^\n"));
    place(f, "abc", 1, 500, 1); /* beyond what was kept of the line */
    leat_diag_format(f, text, sizeof(text));
    assert_null(strchr(text, '^'));
}

static void lets_no_text_steer_the_terminal(void **state)
{
    struct leat_diag diag = {0};
    char text[400];

    (void)state;
    leat_diag_format(leat_diag_add(&diag, LEAT_ERROR, 0, "no file `\x1b[2J`"), text,
                     sizeof(text));
    assert_string_equal(text, "error: no file ` [2J`\n");
}

static void cuts_long_text_at_a_characters_end(void **state)
{
    struct leat_diag diag = {0};
    char longer[400] = "";
    const struct leat_finding *f;

    (void)state;
    for (int i = 0; i < 130; i++)
        strcat(longer, "\xe2\x82\xac"); /* three bytes each */
    f = leat_diag_add(&diag, LEAT_ERROR, 0, "%s", longer);
    assert_int_equal(strlen(f->message), 318); /* 319 bytes have room */
    for (size_t size = 1; size < 40; size++) {
        char text[40];
        const size_t written = leat_diag_format(f, text, size);
        assert_int_equal(written, strlen(text));
        assert_true(written < size);
        assert_int_equal(str_cut(text, written), written);
    }
}

static void counts_what_it_cannot_keep(void **state)
{
    struct leat_diag diag = {0};

    (void)state;
    for (int i = 0; i < LEAT_DIAG_MAX; i++)
        assert_non_null(leat_diag_add(&diag, LEAT_ERROR, 0, "finding %d", i));
    leat_diag_hint(&diag, "hint of the last kept");
    assert_null(leat_diag_add(&diag, LEAT_ERROR, 0, "one more"));
    leat_diag_hint(&diag, "hint of one more");
    assert_string_equal(diag.finding[LEAT_DIAG_MAX - 1].hint, "hint of the last kept");
    assert_int_equal(diag.n_errors, LEAT_DIAG_MAX + 1);
    assert_int_equal(diag.n_dropped, 1);
    leat_diag_clear(&diag);
    assert_int_equal(diag.n + diag.n_errors + diag.n_dropped, 0);
}

static void accepts_that_nobody_reads(void **state)
{
    (void)state;
    assert_null(leat_diag_add(NULL, LEAT_ERROR, 0, "unheard"));
    leat_diag_hint(NULL, "unheard");
    leat_diag_clear(NULL);
    assert_false(leat_diag_failed(NULL));
}

static void names_every_error(void **state)
{
    (void)state;
    assert_string_equal(leat_err_name(LEAT_ERR_NO_FILE), "NO_FILE");
    assert_string_equal(leat_strerror(LEAT_ERR_NO_FILE), "there is no such file");
    assert_string_equal(leat_err_name(7), "OK");
    assert_string_equal(leat_strerror(0), "ok");
    assert_string_equal(leat_err_name(-5), "UNKNOWN");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_place_caret_and_hint),
        cmocka_unit_test(says_one_line_when_there_is_no_place),
        cmocka_unit_test(counts_columns_in_characters),
        cmocka_unit_test(keeps_carets_inside_the_line),
        cmocka_unit_test(lets_no_text_steer_the_terminal),
        cmocka_unit_test(cuts_long_text_at_a_characters_end),
        cmocka_unit_test(counts_what_it_cannot_keep),
        cmocka_unit_test(accepts_that_nobody_reads),
        cmocka_unit_test(names_every_error),
    };
    return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
