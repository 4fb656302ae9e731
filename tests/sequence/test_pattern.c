/* SPDX-License-Identifier: MIT */
/* pattern: texts become steps, and what is none is said with its column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "sequence/pattern.h"

static struct pattern read_text(const char *text)
{
    struct pattern p;
    struct leat_diag diag = {0};

    assert_int_equal(pattern_read(text, strlen(text), &p, &diag), 0);
    assert_int_equal(diag.n, 0);
    return p;
}

/* The hits of a pattern as x, rests as ., holds as _. */
static void assert_shape(const char *text, const char *shape)
{
    const struct pattern p = read_text(text);

    assert_int_equal(p.n, strlen(shape));
    for (uint32_t i = 0; i < p.n; i++)
        assert_true(shape[i] == ".x_"[p.step[i].kind]);
}

static void every_character_of_the_reference_is_read(void **state)
{
    const struct pattern p = read_text("Xx.-_ 09|?x~X ?~5");
    static const struct pattern_step steps[] = {
        {PATTERN_HIT, 0, 1.0f, 1.0f},  {PATTERN_HIT, 0, 0.6f, 1.0f},
        {PATTERN_REST, 0, 0.0f, 0.0f}, {PATTERN_REST, 0, 0.0f, 0.0f},
        {PATTERN_HOLD, 0, 0.0f, 0.0f}, {PATTERN_HIT, 0, 0.1f, 1.0f},
        {PATTERN_HIT, 0, 1.0f, 1.0f},  {PATTERN_HIT, 0, 0.6f, 0.5f},
        {PATTERN_HIT, 1, 1.0f, 1.0f},  {PATTERN_HIT, 1, 0.6f, 0.5f},
    };

    (void)state;
    assert_int_equal(p.n, sizeof(steps) / sizeof(steps[0]));
    for (uint32_t i = 0; i < p.n; i++) {
        assert_int_equal(p.step[i].kind, steps[i].kind);
        assert_int_equal(p.step[i].twice, steps[i].twice);
        if (p.step[i].kind != PATTERN_HIT)
            continue;
        assert_true(p.step[i].velocity == steps[i].velocity);
        assert_true(p.step[i].chance == steps[i].chance);
    }
}

static void euclid_stands_in_place(void **state)
{
    (void)state;
    assert_shape("(3,8)", "x..x..x.");
    assert_shape("X|(5,8,2)|_", "xxx.xx.x._");
    assert_shape("( 3 , 8 , -1 )x", ".x..x..xx");
    assert_shape("(0,2)(2,2)", "..xx");
    const struct pattern p = read_text("?~(1,2)");
    assert_true(p.step[0].chance == 0.5f && p.step[0].twice == 1);
    assert_true(p.step[0].velocity == 0.6f);
}

static void what_is_no_pattern_is_refused_with_its_column(void **state)
{
    static const struct {
        const char *text;
        uint32_t column;
        int err;
    } rows[] = {
        {"", 1, LEAT_ERR_INVALID},          {"  |", 1, LEAT_ERR_INVALID},
        {"x.q.", 3, LEAT_ERR_INVALID},      {"\xC3\xA9", 1, LEAT_ERR_INVALID},
        {"x?", 2, LEAT_ERR_INVALID},        {"x?.", 2, LEAT_ERR_INVALID},
        {"~_", 1, LEAT_ERR_INVALID},        {"? x", 1, LEAT_ERR_INVALID},
        {"x(3)", 4, LEAT_ERR_INVALID},      {"(3,8", 5, LEAT_ERR_INVALID},
        {"(,8)", 2, LEAT_ERR_INVALID},      {"(3,8,1,1)", 8, LEAT_ERR_INVALID},
        {"(9,8)", 1, LEAT_ERR_INVALID},     {"x(1,257)", 2, LEAT_ERR_INVALID},
        {"(0,0)", 1, LEAT_ERR_INVALID},     {"(-1,8)", 1, LEAT_ERR_INVALID},
        {"(3,99999)", 9, LEAT_ERR_INVALID}, {"(1,256)x", 8, LEAT_ERR_RANGE},
        {"x(1,256)", 2, LEAT_ERR_RANGE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct pattern p = {.n = 77};
        struct leat_diag diag = {0};
        assert_int_equal(pattern_read(rows[i].text, strlen(rows[i].text), &p, &diag),
                         rows[i].err);
        assert_int_equal(p.n, 77);
        assert_int_equal(diag.n_errors, 1);
        assert_int_equal(diag.finding[0].column, rows[i].column);
        assert_non_null(strstr(diag.finding[0].message, "column"));
        assert_true(diag.finding[0].hint[0] != '\0');
    }
}

static void as_many_as_256_steps_fit(void **state)
{
    assert_int_equal(read_text("(16,256)").n, 256);
    char text[600];

    (void)state;
    for (int i = 0; i < 256; i++)
        memcpy(text + 2 * i, "x ", 2);
    struct pattern p;
    assert_int_equal(pattern_read(text, 512, &p, NULL), 0);
    assert_int_equal(p.n, 256);
    memcpy(text + 512, "x", 1);
    assert_int_equal(pattern_read(text, 513, &p, NULL), LEAT_ERR_RANGE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_of_the_reference_is_read),
        cmocka_unit_test(euclid_stands_in_place),
        cmocka_unit_test(what_is_no_pattern_is_refused_with_its_column),
        cmocka_unit_test(as_many_as_256_steps_fit),
    };
    return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
