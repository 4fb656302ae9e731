/* SPDX-License-Identifier: MIT */
/* catalogue: every example raises its code, every repair raises nothing, and what the
 * pattern of a message says is what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <leat/graph.h>
#include <leat/lang.h>

#include "lang/catalogue.h"
#include "lang/token.h"
#include "support/memory_files.h"

static struct leat_diag diag;

static void drop(void *data, const char *line)
{
    (void)data;
    (void)line;
}

/* What leat check does. */
static void check(const char *text)
{
    static struct memory_files files;
    const struct leat_files table = memory_files_of(&files);
    const struct leat_program_options options = {
        .size = sizeof(options), .print = drop, .files = &table};
    struct leat_program *program;
    struct leat_graph *graph;

    memory_files_fill(&files);
    leat_diag_clear(&diag);
    if (leat_program_create(text, strlen(text), &options, &program, &diag) < 0)
        return;
    assert_int_equal(leat_graph_create(&graph), 0);
    if (leat_program_build(program, graph, &diag) >= 0)
        leat_graph_decide(graph, 48000.0, NULL, 0, &diag);
    leat_graph_destroy(&graph);
    leat_program_destroy(&program);
}

/* Whether a text is what a pattern makes of some names and values. */
static bool matches(const char *pattern, const char *text)
{
    if (*pattern == '{') {
        const char *rest = strchr(pattern, '}') + 1;
        for (;; text++) {
            if (matches(rest, text))
                return true;
            if (!*text)
                return false;
        }
    }
    if (!*pattern || !*text)
        return *pattern == *text;
    return *pattern == *text && matches(pattern + 1, text + 1);
}

static void test_patterns(void **state)
{
    (void)state;
    assert_true(matches("`{a}` is {b}.", "`x` is 5."));
    assert_false(matches("`{a}` is {b}.", "`x` was 5."));
    assert_true(matches("{a}", ""));
}

static void test_examples(void **state)
{
    const struct catalogue_code *code;
    char name[CATALOGUE_NAME_SIZE];
    unsigned n_wrong = 0;

    (void)state;
    for (size_t i = 0; (code = catalogue_code_at(i)); i++) {
        const bool is_around = strcmp(code->kind, "system") == 0;
        bool said = is_around || strcmp(code->kind, "live") == 0;
        assert_true(is_around == !code->example && is_around == !code->repair);
        if (is_around)
            continue;
        check(code->example);
        for (uint32_t k = 0; k < diag.n; k++) {
            const struct leat_finding *f = &diag.finding[k];
            said |= f->code == code->code && f->severity == code->severity &&
                    matches(code->message, f->message) && matches(code->hint, f->hint);
        }
        if (!said) {
            n_wrong++;
            fprintf(stderr, "%s: %s\n", catalogue_code_name(code, name), code->example);
            leat_diag_print(&diag);
        }
    }
    assert_int_equal(n_wrong, 0);
}

static void test_repairs(void **state)
{
    const struct catalogue_code *code;
    char name[CATALOGUE_NAME_SIZE];

    (void)state;
    for (size_t i = 0; (code = catalogue_code_at(i)); i++) {
        if (!code->repair)
            continue;
        check(code->repair);
        if (diag.n > 0) {
            fprintf(stderr, "%s: %s\n", catalogue_code_name(code, name), code->repair);
            leat_diag_print(&diag);
        }
        assert_int_equal(diag.n, 0);
    }
}

static void test_codes_are_found(void **state)
{
    const struct catalogue_code *code, *before = NULL;
    char name[CATALOGUE_NAME_SIZE];

    (void)state;
    for (size_t i = 0; (code = catalogue_code_at(i)); before = code, i++) {
        catalogue_code_name(code, name);
        assert_ptr_equal(catalogue_code_find(name), code);
        name[0] = (char)(name[0] | 0x20);
        assert_ptr_equal(catalogue_code_find(name), code);
        assert_true(!before || before->severity > code->severity ||
                    (before->severity == code->severity && before->code < code->code));
    }
    assert_null(catalogue_code_find(""));
    assert_null(catalogue_code_find("E"));
    assert_null(catalogue_code_find("E1066"));
    assert_null(catalogue_code_find("X106"));
    assert_null(catalogue_code_find("E1o6"));
}

static void test_words(void **state)
{
    static const char *const keywords[] = {
#define X(name, text) text,
        KEYWORD_LIST(X) SOFT_WORD_LIST(X)
#undef X
    };

    (void)state;
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        if (strcmp(keywords[i], "_") != 0)
            assert_non_null(catalogue_word_find(keywords[i]));
    assert_null(catalogue_word_find("looop"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns), cmocka_unit_test(test_examples),
        cmocka_unit_test(test_repairs),  cmocka_unit_test(test_codes_are_found),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
