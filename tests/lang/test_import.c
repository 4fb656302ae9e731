/* SPDX-License-Identifier: MIT */
/* import: files are read once, keep their names apart, and say where they are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "base/arena.h"
#include "lang/import.h"
#include "lang/program.h"
#include "support/memory_files.h"

static struct memory_files files;
static struct leat_diag diag;
static char printed[4096];

static void put(const char *path, const char *text)
{
    assert_int_equal(memory_files_put(&files, path, text, strlen(text)), 0);
}

static void keep(void *data, const char *line)
{
    (void)data;
    strcat(printed, line);
    strcat(printed, "\n");
}

/* Run songs/main.syn with its files; the caller destroys it. */
static struct leat_program *run(const char *text)
{
    const struct leat_files table = memory_files_of(&files);
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .file = "songs/main.syn",
                                                 .print = keep,
                                                 .files = &table};
    struct leat_program *program;

    printed[0] = '\0';
    leat_diag_clear(&diag);
    const int err = leat_program_create(text, strlen(text), &options, &program, &diag);
    assert_int_equal(err < 0, leat_diag_failed(&diag));
    if (program)
        program_print(program);
    return program;
}

static void is_said(unsigned i, const char *file, unsigned line, unsigned column,
                    int code)
{
    assert_true(i < diag.n);
    assert_string_equal(diag.finding[i].file, file);
    assert_int_equal(diag.finding[i].line, line);
    assert_int_equal(diag.finding[i].column, column);
    assert_int_equal(diag.finding[i].code, code);
}

static int begin(void **state)
{
    (void)state;
    memory_files_clear(&files);
    return 0;
}

static void paths_start_from_the_file_that_has_them(void **state)
{
    static const char *const cases[][3] = {
        {"main.syn", "lib/a.syn", "lib/a.syn"},
        {"lib/a.syn", "b.syn", "lib/b.syn"},
        {"lib/a.syn", "../b.syn", "b.syn"},
        {"lib/a.syn", "./c/.././b.syn", "lib/b.syn"},
        {"a.syn", "../b.syn", "../b.syn"},
        {"a.syn", "../../b.syn", "../../b.syn"},
        {"../a.syn", "../b.syn", "../../b.syn"},
        {"a.syn", "/x//y/../b.syn", "/x/b.syn"},
        {"/x/a.syn", "b.syn", "/x/b.syn"},
        {"/x/a.syn", "../../b.syn", "/b.syn"},
        {"a.syn", "", ""},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(import_path(&arena, cases[i][0], cases[i][1]), cases[i][2]);
    arena_finish(&arena);
}

static void a_file_runs_once(void **state)
{
    struct leat_program *p;

    (void)state;
    put("lib/a.syn", "import \"b.syn\"\nprint(\"a\", b.x)\nb.x += 1\n");
    put("lib/b.syn", "x = 1\nprint(\"b\")\n");
    p = run("print(\"main\")\nimport \"lib/b.syn\" as one\nimport \"lib/a.syn\"\n"
            "import \"lib/b.syn\"\nprint(b.x, one.x, a.b.x)\n");
    assert_string_equal(printed, "main\nb\na 1\n2 2 2\n");
    assert_string_equal(program_import_at(p, 0), "songs/lib/b.syn");
    assert_string_equal(program_import_at(p, 1), "songs/lib/a.syn");
    assert_null(program_import_at(p, 2));
    assert_int_equal(files.n_reads, 2);
    leat_program_destroy(&p);
}

static void names_of_files_meet_nobody(void **state)
{
    struct leat_program *p;

    (void)state;
    put("a.syn", "x = 1\n"
                 "func f(x, y = x + 1) { z = [x, y].map(|y| y * 10); { x, z } }\n"
                 "func g() { x += 1; x }\n"
                 "class Point { x: Float = x\n func sum(y) { self.x + y + x } }\n"
                 "enum Kind { One, Two(Int) }\n"
                 "func kind_of(k) { match k { Kind::One => \"one\", Two(x) => x, "
                 "{ x } => x, [x, ..rest] => rest, x => x } }\n"
                 "(left, right) = (5, 6)\n"
                 "for i, x in [7].enumerate() { left += x }\n"
                 "t = try { [1][9] } catch x { x.code }\n"
                 "import Math.sqrt as root\nr = root(16)\n");
    p = run(
        "import \"a.syn\" as a\n"
        "x = 100; left = 3; r = 1; t = 2\n"
        "print(a.f(5), a.f(x: 2, y: 3), a.g(), a.x, x)\n"
        "p = a.Point.new(); print(p.x, p.sum(1), a.Point.new(x: 9).x)\n"
        "print(a.kind_of(a.Kind.One), a.kind_of(a.Kind.Two(8)), a.kind_of({ x: 4 }), "
        "a.kind_of([1, 2]), a.kind_of(3))\n"
        "print(a.left, a.right, left, a.t, t, a.r, r)\n");
    assert_int_equal(diag.n, 0);
    /* the walks at top level gave x another value, as they do in one file */
    assert_string_equal(printed, "{x: 5, z: [50, 60]} {x: 2, z: [20, 30]} 2 2 100\n"
                                 "2 5 9\none 8 4 [2] 3\n12 6 3 E302 2 4 1\n");
    leat_program_destroy(&p);
}

/* A word that one file imports is that word there alone. */
static void words_of_modules_are_those_of_the_file(void **state)
{
    struct leat_program *p;

    (void)state;
    put("a.syn",
        "import File.{load, save as keep}\nimport Math.sqrt\nimport Math as M\n"
        "import Math.log2 as l\nkeep(\"x.json\", 256)\n"
        "func f() { [load(\"x.json\"), l(256), sqrt(4), M.abs(-1)] }\n");
    p = run("import \"a.syn\" as a\nfunc load(x) { x }\nl = 3\n"
            "print(a.f(), load(7), l, a.sqrt(9))\n");
    assert_non_null(p);
    assert_string_equal(printed, "[256, 8, 2, 1] 7 3 3\n");
    leat_program_destroy(&p);
}

static void findings_name_the_file(void **state)
{
    struct leat_program *p;

    (void)state;
    put("lib/a.syn", "x = 1\ny = nope(2)\n");
    put("lib/b.syn", "# \xC3\xA9\nx = [1][5]\n");
    put("lib/c.syn", "x = (\n");
    p = run("import \"lib/a.syn\"\nimport \"lib/c.syn\"\nprint(a.y, c.x, c.other)\n");
    assert_null(p);
    is_said(0, "songs/lib/a.syn", 2, 5, 201);
    assert_string_equal(diag.finding[0].source, "y = nope(2)");
    is_said(1, "songs/lib/c.syn", 1, 5, 105);
    is_said(2, "songs/lib/c.syn", 1, 6, 106);
    assert_int_equal(diag.n, 3);
    p = run("\n\nimport \"lib/b.syn\"\nprint(try { b.x } catch e { e.code })\n");
    assert_null(p);
    is_said(0, "songs/lib/b.syn", 2, 5, 302);
}

/* An error in the same byte of two files is two errors. */
static void places_of_files_are_told_apart(void **state)
{
    (void)state;
    put("a.syn", "x = (\n");
    put("b.syn", "x = (\n");
    assert_null(run("import \"a.syn\"\nimport \"b.syn\"\n"));
    assert_int_equal(diag.n, 4);
    is_said(0, "songs/a.syn", 1, 5, 105);
    is_said(2, "songs/b.syn", 1, 5, 105);
}

static void circles_are_told(void **state)
{
    (void)state;
    put("a.syn", "import \"b.syn\"\n");
    put("b.syn", "\nimport \"a.syn\"\n");
    assert_null(run("import \"a.syn\"\n"));
    is_said(0, "songs/b.syn", 2, 1, 212);
    put("c.syn", "import \"main.syn\"\n");
    assert_null(run("import \"c.syn\"\n"));
    is_said(0, "songs/c.syn", 1, 1, 212);
}

static void a_frame_says_where_it_fails(void **state)
{
    struct leat_program *p;

    (void)state;
    put("a.syn", "n = 0\nfunc f(i) { [1][i] }\nloop { n += 1 }\n");
    p = run("import \"a.syn\"\nloop { if a.n == 2 { a.f(7) } }\n");
    assert_non_null(p);
    assert_int_equal(program_frame(p, 0, 60.0, &diag), 0);
    assert_int_equal(program_frame(p, 1, 60.0, &diag), LEAT_ERR_SYNTAX);
    is_said(0, "songs/a.syn", 2, 13, 302);
    leat_program_destroy(&p);
}

static void without_files_nothing_is_read(void **state)
{
    static const char text[] = "import \"a.syn\"\n";
    struct leat_program *p;

    (void)state;
    leat_diag_clear(&diag);
    assert_int_equal(leat_program_create(text, strlen(text), NULL, &p, &diag),
                     LEAT_ERR_SYNTAX);
    is_said(0, "<text>", 1, 8, 802);
}

static void depth_and_size_have_limits(void **state)
{
    char name[24], text[64];
    static char big[1 << 20];

    (void)state;
    for (int i = 0; i < 31; i++) {
        snprintf(name, sizeof(name), "f%d.syn", i);
        snprintf(text, sizeof(text), "import \"f%d.syn\"\nx = %d\n", i + 1, i);
        put(name, text);
    }
    put("f31.syn", "x = 31\n");
    assert_null(run("import \"f0.syn\"\n"));
    is_said(0, "songs/f30.syn", 1, 8, 502);
    memory_files_clear(&files);
    memset(big, ' ', sizeof(big) - 1);
    put("a.syn", big);
    struct leat_program *p = run("import \"a.syn\"\n");
    assert_non_null(p);
    leat_program_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(paths_start_from_the_file_that_has_them, begin),
        cmocka_unit_test_setup(a_file_runs_once, begin),
        cmocka_unit_test_setup(names_of_files_meet_nobody, begin),
        cmocka_unit_test_setup(words_of_modules_are_those_of_the_file, begin),
        cmocka_unit_test_setup(findings_name_the_file, begin),
        cmocka_unit_test_setup(places_of_files_are_told_apart, begin),
        cmocka_unit_test_setup(circles_are_told, begin),
        cmocka_unit_test_setup(a_frame_says_where_it_fails, begin),
        cmocka_unit_test_setup(without_files_nothing_is_read, begin),
        cmocka_unit_test_setup(depth_and_size_have_limits, begin),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    memory_files_clear(&files);
    return failed;
}
