/* SPDX-License-Identifier: MIT */
/* kept_file: a name holds the old text or the new one, and the one before is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "folder.h"

#include <leat/err.h>

#include "io/kept_file.h"
#include "io/plain_name.h"

static struct leat_diag diag;

static void expect(const char *folder, const char *name, const char *want)
{
    size_t size;
    char *text;

    assert_int_equal(kept_file_read(folder, name, 100, &text, &size, &diag), 0);
    assert_string_equal(text, want);
    assert_int_equal(size, strlen(want));
    free(text);
}

static void put(const char *folder, const char *name, const char *text)
{
    assert_int_equal(kept_file_write(folder, name, text, strlen(text), &diag), 0);
}

static void the_one_before_is_kept(void **state)
{
    (void)state;
    put(".", "a.json", "one");
    assert_int_equal(folder_size("a.json.bak"), -1);
    put(".", "a.json", "two");
    expect(".", "a.json", "two");
    expect(".", "a.json.bak", "one");
    put(".", "a.json", "three");
    expect(".", "a.json.bak", "two");
    assert_int_equal(kept_file_remove(".", "a.json", &diag), 0);
    assert_int_equal(folder_size("a.json"), -1);
    expect(".", "a.json.bak", "three");
    assert_int_equal(kept_file_remove(".", "a.json", &diag), LEAT_ERR_NO_FILE);
}

static void a_folder_is_made_but_no_path(void **state)
{
    (void)state;
    put("slots", "a", "x");
    expect("slots", "a", "x");
    assert_int_equal(kept_file_write("no/where", "a", "x", 1, &diag), LEAT_ERR_NO_FILE);
    remove("slots/a");
    remove("slots");
}

/* Where writing fails there is what was, and nothing beside it. */
static void a_refusal_leaves_all_as_it_was(void **state)
{
    struct stat is;

    (void)state;
    put("slots", "a", "x");
    assert_int_equal(mkdir("slots/a.bak", 0777), 0);
    assert_true(kept_file_write("slots", "a", "y", 1, &diag) < 0);
    expect("slots", "a", "x");
    assert_int_equal(rmdir("slots/a.bak"), 0);
    remove("slots/a");
    assert_int_equal(rmdir("slots"), 0); /* it is empty */
    assert_true(stat("slots", &is) != 0);
}

static void only_plain_files_are_read(void **state)
{
    size_t size;
    char *text;

    (void)state;
    assert_int_equal(mkfifo("pipe", 0666), 0);
    assert_int_equal(kept_file_read(".", "pipe", 9, &text, &size, &diag),
                     LEAT_ERR_BAD_FILE);
    assert_null(text);
    put(".", "long", "0123456789");
    assert_int_equal(kept_file_read(".", "long", 9, &text, &size, &diag),
                     LEAT_ERR_LIMIT);
    assert_int_equal(kept_file_read(".", "none", 9, &text, &size, &diag),
                     LEAT_ERR_NO_FILE);
}

static void plain_names_lead_nowhere_else(void **state)
{
    static const char *const wrong[] = {"../a", "a/b", "/a",      ".a",
                                        "a b",  "a\n", "\xc3\xa4"};

    (void)state;
    assert_true(plain_name("A-b_9.syn"));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(plain_name(wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_one_before_is_kept),
        cmocka_unit_test(a_folder_is_made_but_no_path),
        cmocka_unit_test(a_refusal_leaves_all_as_it_was),
        cmocka_unit_test(only_plain_files_are_read),
        cmocka_unit_test(plain_names_lead_nowhere_else),
    };
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
