/* SPDX-License-Identifier: MIT */
/* machine: what programs made to break it do in frames, when memory is collected at
 * every chance, and when it is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/memory_rig.h"
#include "lang/program.h"
#include "lang/vm.h"

enum { FRAMES = 8 };

static char printed[1 << 16];
static struct leat_diag diag;

static void print(void *data, const char *line)
{
    (void)data;
    strncat(printed, line, sizeof(printed) - strlen(printed) - 2);
    strcat(printed, ";");
}

/* Run a program for some frames; returns the first error. */
static int run(const char *text, int64_t n, bool collects)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .print = print};
    struct leat_program *program;

    leat_diag_clear(&diag);
    printed[0] = '\0';
    int err = leat_program_create(text, strlen(text), &options, &program, &diag);
    if (program)
        program_print(program);
    for (int64_t k = 0; k < n && err >= 0; k++) {
        err = program_frame(program, k, 60.0, &diag);
        program_print(program);
        if (collects)
            vm_collect(program->vm);
    }
    leat_program_destroy(&program);
    return err;
}

/* Closures, methods, schedules, streams and pictures that outlive what made them. */
static const char *const lasting[] = {
    "func counter() { n = 0; () => { n += 1; n } }\n"
    "c = counter()\n"
    "class A { x = [1, 2]; func m() { self.x.push(1); self.x.length } }\n"
    "m = A.new().m\n"
    "names = {}; log = []\n"
    "loop {\n"
    "  t = []\n"
    "  for i in 0..20 { t.push(\"x${i}\") }\n"
    "  names[\"k${c()}\"] = t\n"
    "  log.push(() => t[3])\n"
    "  print(c(), m(), log.map(f => f()).length, names.length, log[0]())\n"
    "  every(5.ms) { log.push(() => t[7]) }\n"
    "  when t.length > 3 { log.push(() => \"w\") }\n"
    "  saw(frequency: c()) |> gain(-3.db)\n"
    "}\n",
    "for i in 0..3 { let a = [i]; let g = () => a; every(10.ms) { a.push(1); "
    "print(g()) } }\n"
    "z = [(1 + 2) * 3, 4].map(x => x + 1)\n"
    "loop { print(z) }\n",
    "l = [1, 2, 3].map(i => saw(100.hz * i))\n"
    "enum E { A(x), B }\n"
    "last = E.B\n"
    "s = Some([1])\n"
    "loop {\n"
    "  print(last, s)\n"
    "  last = E.A([\"${last}\".length])\n"
    "  s = match s { Some([a, ..r]) => Some([a + 1, a]), _ => null }\n"
    "  l[0] + l[1] |> gain(-3.db)\n"
    "  try { [][1] } catch e { last = E.A(e) }\n"
    "  random(0, 1)\n"
    "}\n",
};

static void nothing_that_lives_is_collected(void **state)
{
    static char plain[sizeof(printed)];

    (void)state;
    for (size_t i = 0; i < sizeof(lasting) / sizeof(lasting[0]); i++) {
        assert_int_equal(run(lasting[i], FRAMES, false), 0);
        assert_true(strlen(printed) > FRAMES);
        strcpy(plain, printed);
        assert_int_equal(run(lasting[i], FRAMES, true), 0);
        assert_string_equal(printed, plain);
    }
}

static void memory_may_be_refused_at_every_request(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(lasting) / sizeof(lasting[0]); i++) {
        int err = LEAT_ERR_NOMEM;
        for (long n = 0; err < 0; n++) {
            requests_left = n;
            err = run(lasting[i], 2, true);
            requests_left = -1;
            assert_true(err == 0 || err == LEAT_ERR_NOMEM);
        }
    }
}

static void frames_find_the_variables_of_their_block(void **state)
{
    (void)state;
    assert_int_equal(
        run("if true { let a = 1; let g = () => a; loop { print(a, g()) } }\n"
            "x = [1, 2, 3].map(y => y + 1 + 2 * 3)\n"
            "z = (1 + 2) * (3 + 4)\n",
            2, true),
        0);
    assert_string_equal(printed, "1 1;1 1;");
    assert_int_equal(
        run("try { loop { print(1); return } } catch e { print(2) }", 2, false), 0);
    assert_string_equal(printed, "1;1;");
}

static void schedules_are_made_inside_of_map(void **state)
{
    (void)state;
    assert_int_equal(run("l = []\n"
                         "for i in 0..300 { l.push(i) }\n"
                         "n = 0\n"
                         "func tick(x) { every(10.ms) { n += 1 }; x }\n"
                         "loop { l.map(x => tick(x)); print(n) }",
                         3, true),
                     0);
    assert_string_equal(printed, "600;1200;1500;");
}

/* An error that every frame says, in a program that could be made. */
static void expect_error(const char *text, int code)
{
    assert_int_equal(run(text, 3, false), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.n, 1);
    assert_int_equal(diag.finding[0].code, code);
}

static void frames_that_cannot_work_say_so(void **state)
{
    (void)state;
    expect_error("loop { while true { } }", 501);
    expect_error("loop { [1].map(x => { while true { } }) }", 501);
    expect_error("loop { [2, 1].sort_by(x => { while true { } }) }", 501);
    expect_error("loop { try { while true { } } catch e { print(e) } }", 501);
    expect_error("loop { for i in 0..20000 { sine(440.hz) } }", 502);
    expect_error("every(1e-300.s) { print(1) }", 407);
    expect_error("every(1e-12.s, count: 1) { print(1) }", 407);
    expect_error("sequence(repeat: true, length: 1e-300.s) { 0.s => print(1) }", 407);
    expect_error("s = null\nfirst = true\n"
                 "loop { if first { s = sine(440.hz) } else { s |> gain(-3.db) }\n"
                 "first = false }",
                 407);
    expect_error("s = null\nfirst = true\n"
                 "loop { if not first { print(s > 0.5) }\n"
                 "if first { s = sine(440.hz) }\nfirst = false }",
                 407);
    assert_int_equal(run("every(1.s, offset: 1e300) { print(1) }", 3, false), 0);
}

static void rounds_of_a_sequence_may_be_long_past(void **state)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .print = print};
    const char text[] = "sequence(repeat: true, length: 0.5.s) { 0.beats => "
                        "print(0)\n 0.5.beats => print(1) }";
    struct leat_program *p;

    (void)state;
    leat_diag_clear(&diag);
    printed[0] = '\0';
    assert_int_equal(leat_program_create(text, strlen(text), &options, &p, &diag), 0);
    for (int64_t k = 0; k < 600; k++) { /* 10 s: 20 rounds of 0.5 s, one beat each */
        assert_int_equal(program_frame(p, k, 60.0, &diag), 0);
        program_print(p);
    }
    leat_program_destroy(&p);
    assert_int_equal(strlen(printed), 2 * 40);
    for (size_t i = 0; i < 40; i++)
        assert_int_equal(printed[2 * i], i % 2 ? '1' : '0');
}

/* Twenty errors of different kinds, and nothing about what they leave behind. */
static void many_errors_are_said_once_each(void **state)
{
    static const char *const wrong[][2] = {{"", " / 0"},
                                           {"nonsense", "()"},
                                           {"[1][9 + ", "]"},
                                           {"", " + true"},
                                           {"{ x: ", " }.x.y"}};
    char text[4096] = "";
    size_t used = 0;

    (void)state;
    for (int i = 0; i < 20; i++) {
        const char *const *w = wrong[i % 5];
        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "a%d = %s%d%s\nb%d = a%d ? [a%d] : a%d + 1\n"
                                 "print(b%d[0], b%d.map(x => x + a%d))\n",
                                 i, w[0], i, w[1], i, i, i, i, i, i, i);
    }
    assert_int_equal(run(text, 0, false), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.n_errors, 20);
    for (uint32_t i = 0; i < diag.n; i++)
        assert_int_equal(diag.finding[i].line, 3 * i + 1);
}

/* `n` lines, each with its number in the middle, inside a function. */
static void expect_lines(const char *before, const char *behind, int n, int code)
{
    char *text = malloc((size_t)n * 40 + 100);
    size_t used;

    assert_non_null(text);
    used = (size_t)sprintf(text, "func f(x) {\n");
    for (int i = 0; i < n; i++) {
        used += (size_t)sprintf(text + used, "%s%d%s\n", before, i, behind);
    }
    strcpy(text + used, "}\nprint(f(1))");
    assert_int_equal(run(text, 0, false), code ? LEAT_ERR_SYNTAX : 0);
    assert_int_equal(diag.n_errors, code != 0);
    assert_true(!code || diag.finding[0].code == code);
    free(text);
}

static void functions_may_be_long(void **state)
{
    (void)state;
    expect_lines("x = ", ".5", 70000, 0);
    expect_lines("x = \"text ", "\"", 70000, 0);
    expect_lines("let x", " = 1", 70000, 502);
    expect_lines("f(", ")", 70000, 502);
    expect_lines("x = () => ", "", 70000, 502);
    expect_lines("x.name", "", 70000, 502);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_lives_is_collected),
        cmocka_unit_test(memory_may_be_refused_at_every_request),
        cmocka_unit_test(frames_find_the_variables_of_their_block),
        cmocka_unit_test(schedules_are_made_inside_of_map),
        cmocka_unit_test(frames_that_cannot_work_say_so),
        cmocka_unit_test(rounds_of_a_sequence_may_be_long_past),
        cmocka_unit_test(many_errors_are_said_once_each),
        cmocka_unit_test(functions_may_be_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
