/* SPDX-License-Identifier: MIT */
/* synonym: each stands for a word that there is, and is none itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lang/catalogue.h"
#include "lang/scope.h"
#include "lang/synonym.h"

static bool is_word(const char *name)
{
    struct function function = {0};

    return scope_function(NULL, NULL, name, &function) || scope_module(name) ||
           catalogue_word_find(name);
}

static void each_stands_for_a_word(void **state)
{
    const struct synonym *synonym;

    (void)state;
    for (size_t i = 0; (synonym = synonym_at(i)); i++) {
        if (!is_word(synonym->word))
            fail_msg("%s stands for %s, which is no word", synonym->name,
                     synonym->word);
        if (is_word(synonym->name) || scope_is_planned(NULL, synonym->name))
            fail_msg("%s is a word", synonym->name);
    }
}

static void each_is_found(void **state)
{
    const struct synonym *synonym;
    const char *before = "";
    size_t n = 0;

    (void)state;
    for (; (synonym = synonym_at(n)); before = synonym->name, n++) {
        assert_true(strcmp(before, synonym->name) < 0);
        assert_ptr_equal(synonym_find(synonym->name), synonym->word);
    }
    assert_true(n > 0);
    assert_null(synonym_find(""));
    assert_null(synonym_find("schui"));
    assert_null(synonym_find("schuiff"));
    assert_null(synonym_find("zzz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_stands_for_a_word),
        cmocka_unit_test(each_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
