/* SPDX-License-Identifier: MIT */
/* frames: what programs do every frame, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/program.h"

static char printed[1 << 16];
static struct leat_diag diag;

static struct leat_program *begin(const char *text)
{
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_program *program;

    leat_diag_clear(&diag);
    printed[0] = '\0';
    if (leat_program_create(text, strlen(text), &options, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return program;
}

/* Run frame k at 60 a second; what it prints goes behind what was printed. */
static int frame(struct leat_program *program, int64_t k)
{
    const int err = program_frame(program, k, 60.0, &diag);

    for (uint32_t i = 0; i < program->draft.n_lines; i++) {
        strcat(printed, program->draft.line[i]);
        strcat(printed, ";");
    }
    program->draft.n_lines = 0;
    return err;
}

static void frames(struct leat_program *program, int64_t n)
{
    for (int64_t k = 0; k < n; k++)
        assert_int_equal(frame(program, k), 0);
}

static void a_call_in_a_loop_is_one_node(void **state)
{
    struct leat_program *p = begin("f = 100\nloop { f += 1; saw(frequency: f) |> "
                                   "lowpass(cutoff: 4 * f) }");

    (void)state;
    assert_int_equal(p->draft.n_nodes, 0);
    uint64_t identity[3] = {0};
    for (int64_t k = 0; k < 1000; k++) {
        assert_int_equal(frame(p, k), 0);
        assert_int_equal(p->draft.n_nodes, 3);
        for (uint32_t i = 0; i < 3; i++) {
            assert_true(k == 0 || identity[i] == p->draft.node[i].identity);
            identity[i] = p->draft.node[i].identity;
        }
        assert_true(p->draft.node[0].param[0].value[0] == (float)(101 + k));
    }
    assert_true(identity[0] != identity[1] && identity[1] != identity[2]);
    leat_program_destroy(&p);
}

static void identity_follows_the_iterations(void **state)
{
    struct leat_program *p =
        begin("func voice(f) { saw(frequency: f) }\n"
              "n = 3\n"
              "loop { for i in 0..n { voice(100 + i) |> gain(-6) } }");
    uint64_t seen[8];

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(p->draft.n_nodes, 7);
    for (uint32_t i = 0; i < 7; i++) {
        seen[i] = p->draft.node[i].identity;
        for (uint32_t k = 0; k < i; k++)
            assert_true(seen[i] != seen[k]);
    }
    assert_int_equal(frame(p, 1), 0);
    for (uint32_t i = 0; i < 7; i++)
        assert_true(p->draft.node[i].identity == seen[i]);
    leat_program_destroy(&p);
}

static void every_lies_on_the_grid(void **state)
{
    struct leat_program *p =
        begin("every(0.25.beats) { print(1) }\nevery(1.s, offset: 0.5.s, count: 2) { "
              "print(\"o\") }");

    (void)state;
    frames(p, 60); /* 1 s at 120 bpm: 8 quarters of a beat */
    assert_string_equal(printed, "1;1;1;1;1;o;1;1;1;");
    for (int64_t k = 60; k < 300; k++)
        assert_int_equal(frame(p, k), 0);
    uint32_t n = 0, o = 0;
    for (const char *c = printed; *c; c++) {
        n += *c == '1';
        o += *c == 'o';
    }
    assert_int_equal(n, 40);
    assert_int_equal(o, 2);
    leat_program_destroy(&p);
}

/* The second of two sixteenths comes a third of its length later; bars stay. */
static void swing_leaves_bars_as_long_as_they_are(void **state)
{
    struct leat_program *p = begin("composer.set_swing(1)\n"
                                   "every(1.bar) { print(\"bar\", frame()) }\n"
                                   "every(0.25.beats) { print(frame()) }");

    (void)state;
    for (int64_t k = 0; k < 20; k++)
        assert_int_equal(frame(p, k), 0);
    assert_string_equal(printed, "bar 0;0;10;15;");
    printed[0] = '\0';
    for (int64_t k = 20; k < 121; k++)
        assert_int_equal(frame(p, k), 0);
    assert_non_null(strstr(printed, ";105;115;bar 120;120;"));
    leat_program_destroy(&p);
}

/* A program without a loop that draws is one; `main` and functions are part of it. */
static void what_draws_goes_round(void **state)
{
    static const char *const round[] = {
        "n = 0\nfunc show() { circle(0.5, 0.5, 0.1) }\nshow()\nprint(3)",
        "main { clear(black)\nprint(3) }",
        ("func a() { b() }\nfunc b() { a()\nclear(black) }\nif mouse.x > 1 { a() }\n"
         "print(3)"),
        "print(3)\nsaw(mouse.x * 100 + 50)",
    };
    static const char *const once[] = {
        "main { clear(black)\nprint(3)\nloop { flash(white) } }",
        "func show() { circle(0.5, 0.5, 0.1) }\nprint(3)",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(round) / sizeof(round[0]); i++) {
        struct leat_program *p = begin(round[i]);
        frames(p, 3);
        assert_string_equal(printed, "3;3;3;");
        leat_program_destroy(&p);
    }
    for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
        struct leat_program *p = begin(once[i]);
        frames(p, 3);
        assert_string_equal(printed, "3;");
        leat_program_destroy(&p);
    }
}

static void before_anything_flows_numbers_are_0(void **state)
{
    struct leat_program *p =
        begin("n = noise()\nloop { b = analyze_fft(n, bands: 6)\nprint(b[5], b.length, "
              "b[1:3].average())\n"
              "for i, v in b.enumerate() { print(i + v) }\nprint(chroma(n).length) }");

    (void)state;
    frames(p, 1);
    assert_string_equal(printed, "0 6 0;0;1;2;3;4;5;12;");
    leat_program_destroy(&p);
}

static void fast_periods_come_several_times_a_frame(void **state)
{
    struct leat_program *p = begin("n = 0\nevery(1.ms) { n += 1 }\nloop { print(n) }");

    (void)state;
    frames(p, 3);
    assert_string_equal(printed, "17;34;50;");
    leat_program_destroy(&p);
}

static void after_comes_once_and_arms_again(void **state)
{
    struct leat_program *p =
        begin("k = 0\nloop {\n    k += 1\n    if k < 10 or k > 12 {\n"
              "        after(50.ms) { print(k) }\n    }\n}");

    (void)state;
    frames(p, 20);
    assert_string_equal(printed, "4;16;");
    leat_program_destroy(&p);
}

static void when_comes_with_the_change(void **state)
{
    struct leat_program *p =
        begin("k = 0\nloop { k += 1 }\nwhen k % 5 > 2 { print(k) }");

    (void)state;
    frames(p, 14);
    assert_string_equal(printed, "3;8;13;");
    leat_program_destroy(&p);
}

static void a_sequence_takes_its_steps(void **state)
{
    struct leat_program *p = begin(
        "sequence { 0.s => print(\"a\"), 100.ms => { print(\"b\") }, 0.5.beats => "
        "print(\"c\") }\n"
        "sequence(repeat: true, length: 0.5.s) { 0.s => print(\"x\") }");

    (void)state;
    frames(p, 70);
    assert_string_equal(printed, "a;x;b;c;x;x;");
    leat_program_destroy(&p);
}

static void an_error_ends_the_frame_and_the_next_one_runs(void **state)
{
    struct leat_program *p =
        begin("k = 0\nloop { k += 1; print(k); [1][k % 2]; print(-k) }");

    (void)state;
    assert_int_equal(frame(p, 0), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 302);
    assert_int_equal(diag.finding[0].line, 2);
    leat_diag_clear(&diag);
    assert_int_equal(frame(p, 1), 0);
    assert_int_equal(frame(p, 2), LEAT_ERR_SYNTAX);
    assert_string_equal(printed, "1;2;-2;3;");
    leat_program_destroy(&p);
}

/* A frame that is given up is none in which nothing was reached. */
static void what_has_come_does_not_come_again_behind_an_error(void **state)
{
    struct leat_program *p =
        begin("k = 0\nloop { k += 1; [1][k % 2 * (k > 3 ? 1 : 0)] }\n"
              "when k > 4 { print(\"w\") }\nafter(50.ms) { print(\"a\") }\n"
              "sequence { 0.s => print(\"s\"), 100.ms => print(\"t\") }\n"
              "every(100.ms) { print(\"e\") }");

    (void)state;
    for (int64_t k = 0; k < 20; k++)
        (void)frame(p, k);
    assert_string_equal(printed, "s;e;a;w;t;");
    leat_program_destroy(&p);
}

static void a_frame_that_never_ends_is_given_up(void **state)
{
    struct leat_program *p = begin("k = 0\nloop { k += 1; while k == 2 { 1 } }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(frame(p, 1), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 501);
    assert_int_equal(frame(p, 2), 0);
    leat_program_destroy(&p);
}

static void memory_does_not_grow(void **state)
{
    struct leat_program *p = begin(
        "list = []\nm = { a: 1 }\nloop { list = [1, 2, \"x${m.a}\"]; m = { a: m.a + 1, "
        "l: list }; for i in 0..200 { t = \"text\" + i } }");
    size_t most = 0;

    (void)state;
    for (int64_t k = 0; k < 5000; k++) {
        assert_int_equal(frame(p, k), 0);
        most = p->heap.used_bytes > most ? p->heap.used_bytes : most;
    }
    assert_true(most < 10u << 20);
    leat_program_destroy(&p);
}

/* What is computed is held in its range, and said; a number of the text is wrong. */
static void what_is_computed_is_held_in_its_range(void **state)
{
    struct leat_program *p =
        begin("loop { x = 3.0 + time\n"
              "saw(110.hz) |> lowpass(cutoff: x * 10000) |> pan(position: x)\n"
              "print(alpha(red, x), rgb(x * 100, 0, 0), red.with_alpha(x)) }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(diag.n, 5);
    for (uint32_t i = 0; i < diag.n; i++) {
        assert_int_equal(diag.finding[i].severity, LEAT_WARNING);
        assert_int_equal(diag.finding[i].code, 401);
    }
    assert_string_equal(diag.finding[0].message,
                        "`cutoff` is 30000 Hz; it goes from 20 to 20000 Hz, so I take "
                        "20000.");
    assert_true(p->draft.node[1].param[0].value[0] == 20000.0f);
    assert_true(p->draft.node[2].param[0].value[0] == 1.0f);
    assert_string_equal(printed, "#FF0000 #FF0000 #FF0000;");
    leat_program_destroy(&p);
    p = begin("loop { saw(110.hz) |> lowpass(cutoff: 30.khz) }");
    assert_int_equal(frame(p, 0), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 401);
    assert_int_equal(diag.finding[0].severity, LEAT_ERROR);
    leat_program_destroy(&p);
}

/* What a frame leaves is swept before the next one, which has room again. */
static void a_frame_that_fills_the_memory_is_given_up(void **state)
{
    struct leat_program *p =
        begin("s = \"x\"\nfor i in 0..14 { s = s + s }\nkeep = []\n"
              "loop { print(frame()); if frame() == 1 { for i in 0..1000 { keep.push(s "
              "+ i) } "
              "}\nif frame() == 2 { keep = [] }\nprint(keep.length) }");

    (void)state;
    p->heap.max_bytes = 4 << 20;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(frame(p, 1), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.n, 1);
    assert_int_equal(diag.finding[0].code, 502);
    leat_diag_clear(&diag);
    for (int64_t k = 2; k < 5; k++)
        assert_int_equal(frame(p, k), 0);
    assert_string_equal(printed, "0;0;1;2;0;3;0;4;0;");
    leat_program_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_in_a_loop_is_one_node),
        cmocka_unit_test(identity_follows_the_iterations),
        cmocka_unit_test(every_lies_on_the_grid),
        cmocka_unit_test(swing_leaves_bars_as_long_as_they_are),
        cmocka_unit_test(what_draws_goes_round),
        cmocka_unit_test(before_anything_flows_numbers_are_0),
        cmocka_unit_test(fast_periods_come_several_times_a_frame),
        cmocka_unit_test(after_comes_once_and_arms_again),
        cmocka_unit_test(when_comes_with_the_change),
        cmocka_unit_test(a_sequence_takes_its_steps),
        cmocka_unit_test(an_error_ends_the_frame_and_the_next_one_runs),
        cmocka_unit_test(what_has_come_does_not_come_again_behind_an_error),
        cmocka_unit_test(a_frame_that_never_ends_is_given_up),
        cmocka_unit_test(memory_does_not_grow),
        cmocka_unit_test(what_is_computed_is_held_in_its_range),
        cmocka_unit_test(a_frame_that_fills_the_memory_is_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
