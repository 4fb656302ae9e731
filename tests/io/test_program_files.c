/* SPDX-License-Identifier: MIT */
/* program_files: what a program reaches of a disk, and what it does not. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <leat/err.h>

#include "folder.h"
#include "io/program_files.h"

static struct program_files home, world;
static struct leat_files in, out;
static char names[256];

static int enter(void **state)
{
    if (folder_enter(state) != 0 || mkdir("songs", 0755) != 0 ||
        mkdir("songs/lib", 0755) != 0)
        return -1;
    folder_put_text("secret.txt", "secret");
    folder_put_text("songs/a.syn", "sine()\n");
    folder_put_text("songs/lib/b.syn", "saw()\n");
    program_files_begin(&home, "songs/a.syn", false);
    program_files_begin(&world, "songs/a.syn", true);
    in = program_files_of(&home);
    out = program_files_of(&world);
    return 0;
}

static int leave(void **state)
{
    return system("rm -rf songs") == 0 ? folder_leave(state) : -1;
}

static int read_it(const struct leat_files *files, const char *path, size_t max_bytes,
                   char *text)
{
    char *bytes;
    size_t size;
    const int err = files->read(files->user, path, max_bytes, &bytes, &size);

    assert_int_equal(err < 0, bytes == NULL);
    if (bytes) {
        assert_true(size < 64);
        memcpy(text, bytes, size);
        text[size] = '\0';
        free(bytes);
    }
    return err;
}

static void the_folder_is_that_of_the_program(void **state)
{
    struct program_files files;

    (void)state;
    assert_int_equal(program_files_begin(&files, "/a.syn", false), 0);
    assert_string_equal(files.folder, "/");
    assert_int_equal(program_files_begin(&files, "x/y/a.syn", false), 0);
    assert_string_equal(files.folder, "x/y");
    assert_int_equal(program_files_begin(&files, "a.syn", false), 0);
    assert_string_equal(files.folder, "");
    assert_int_equal(program_files_begin(&files, NULL, false), 0);
    assert_string_equal(files.folder, "");
}

static void files_below_are_read(void **state)
{
    char text[64];

    (void)state;
    assert_int_equal(read_it(&in, "a.syn", 100, text), 0);
    assert_string_equal(text, "sine()\n");
    assert_int_equal(read_it(&in, "lib/../lib/./b.syn", 6, text), 0);
    assert_string_equal(text, "saw()\n");
    assert_int_equal(read_it(&in, "lib/b.syn", 5, text), LEAT_ERR_LIMIT);
    assert_int_equal(read_it(&in, "c.syn", 100, text), LEAT_ERR_NO_FILE);
    assert_int_equal(read_it(&in, "none/c.syn", 100, text), LEAT_ERR_NO_FILE);
    assert_int_equal(read_it(&in, "lib", 100, text), LEAT_ERR_BAD_FILE);
    assert_int_equal(in.exists(in.user, "lib/b.syn"), 1);
    assert_int_equal(in.exists(in.user, "lib"), 1);
    assert_int_equal(in.exists(in.user, "lib/c.syn"), 0);
    assert_int_equal(in.exists(in.user, "none/c.syn"), 0);
}

static void what_lies_outside_is_refused(void **state)
{
    static const char *const outside[] = {
        "../secret.txt",  "/etc/passwd", "lib/../../secret.txt", "..", "out",
        "way/secret.txt", "dead"};
    char text[64], whole[4096];

    (void)state;
    assert_int_equal(symlink("../secret.txt", "songs/out"), 0);
    assert_int_equal(symlink("..", "songs/way"), 0);
    assert_int_equal(symlink("../nothing", "songs/dead"), 0);
    for (unsigned i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        assert_int_equal(read_it(&in, outside[i], 100, text), LEAT_ERR_NO_ACCESS);
        assert_int_equal(in.write(in.user, outside[i], "x", 1), LEAT_ERR_NO_ACCESS);
        assert_int_equal(in.append(in.user, outside[i], "x", 1, 9), LEAT_ERR_NO_ACCESS);
        assert_int_equal(in.exists(in.user, outside[i]), LEAT_ERR_NO_ACCESS);
        assert_int_equal(in.list(in.user, outside[i], NULL, NULL), LEAT_ERR_NO_ACCESS);
    }
    assert_int_equal(folder_size("secret.txt"), 6);
    assert_int_equal(folder_size("nothing"), -1);
    assert_int_equal(read_it(&out, "../secret.txt", 100, text), 0);
    assert_int_equal(read_it(&out, "out", 100, text), 0);
    assert_non_null(getcwd(whole, sizeof(whole) - 20));
    strcat(whole, "/secret.txt");
    assert_int_equal(read_it(&out, whole, 100, text), 0);
    assert_string_equal(text, "secret");
    /* a link that stays inside is a file like any other */
    assert_int_equal(symlink("lib/b.syn", "songs/near.syn"), 0);
    assert_int_equal(read_it(&in, "near.syn", 100, text), 0);
    assert_int_equal(in.write(in.user, "near.syn", "new", 3), 0);
    assert_int_equal(read_it(&in, "lib/b.syn", 100, text), 0);
    assert_string_equal(text, "new");
}

static void what_is_no_plain_file_is_refused(void **state)
{
    char text[64];

    (void)state;
    assert_int_equal(mkfifo("songs/pipe", 0644), 0);
    assert_int_equal(read_it(&in, "pipe", 100, text), LEAT_ERR_BAD_FILE);
    assert_int_equal(in.write(in.user, "pipe", "x", 1), LEAT_ERR_BAD_FILE);
    assert_int_equal(in.write(in.user, "lib", "x", 1), LEAT_ERR_BAD_FILE);
    assert_true(in.append(in.user, "lib", "x", 1, 9) < 0);
    assert_int_equal(read_it(&out, "/dev/zero", 100, text), LEAT_ERR_BAD_FILE);
}

static void writing_replaces_and_appending_adds(void **state)
{
    struct stat info;
    char text[64];

    (void)state;
    assert_int_equal(in.write(in.user, "lib/w.txt", "one", 3), 0);
    assert_int_equal(chmod("songs/lib/w.txt", 0600), 0);
    assert_int_equal(in.write(in.user, "lib/w.txt", "two!", 4), 0);
    assert_int_equal(stat("songs/lib/w.txt", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    assert_int_equal(in.append(in.user, "lib/w.txt", "+1", 2, 6), 0);
    assert_int_equal(in.append(in.user, "lib/w.txt", "+", 1, 6), LEAT_ERR_LIMIT);
    assert_int_equal(read_it(&in, "lib/w.txt", 100, text), 0);
    assert_string_equal(text, "two!+1");
    assert_int_equal(in.append(in.user, "fresh.txt", "a", 1, 6), 0);
    assert_int_equal(folder_size("songs/fresh.txt"), 1);
    assert_int_equal(in.write(in.user, "none/w.txt", "x", 1), LEAT_ERR_NO_FILE);
}

/* A file that cannot be written whole stays as it was, and nothing is left beside. */
static void what_fails_leaves_the_file_as_it_was(void **state)
{
    char text[64];

    (void)state;
    assert_int_equal(in.write(in.user, "kept.txt", "old", 3), 0);
    assert_int_equal(chmod("songs/kept.txt", 0444), 0);
    if (geteuid() != 0) /* nothing is refused to root */
        assert_int_equal(in.write(in.user, "kept.txt", "new", 3), LEAT_ERR_NO_ACCESS);
    assert_int_equal(read_it(&in, "kept.txt", 100, text), 0);
    assert_int_equal(system("! ls -A songs | grep -q new$"), 0);
}

static void note(void *to, const char *name)
{
    (void)to;
    strcat(strcat(names, name), " ");
}

static void folders_are_listed(void **state)
{
    (void)state;
    names[0] = '\0';
    folder_put_text("songs/lib/.hidden", "");
    assert_int_equal(mkdir("songs/lib/more", 0755), 0);
    assert_int_equal(in.list(in.user, "lib", note, NULL), 0);
    assert_non_null(strstr(names, "b.syn "));
    assert_non_null(strstr(names, "more/ "));
    assert_null(strstr(names, "hidden"));
    names[0] = '\0';
    assert_int_equal(in.list(in.user, "", note, NULL), 0);
    assert_non_null(strstr(names, "lib/ "));
    assert_int_equal(in.list(in.user, "none", note, NULL), LEAT_ERR_NO_FILE);
    assert_int_equal(in.list(in.user, "a.syn", note, NULL), LEAT_ERR_NO_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_that_of_the_program),
        cmocka_unit_test(files_below_are_read),
        cmocka_unit_test(what_lies_outside_is_refused),
        cmocka_unit_test(what_is_no_plain_file_is_refused),
        cmocka_unit_test(writing_replaces_and_appending_adds),
        cmocka_unit_test(what_fails_leaves_the_file_as_it_was),
        cmocka_unit_test(folders_are_listed),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
