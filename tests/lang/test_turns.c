/* SPDX-License-Identifier: MIT */
/* turns: what blocks that come at times make lasts, and what `after` does comes once.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/performed.h"

enum { N = 48000 };

static struct performed_sound take, cut;

/* A second of it, with something that is heard from the start on; the same whatever the
 * blocks and threads. */
static void play(const char *program)
{
    char text[1024];

    free(take.samples);
    snprintf(text, sizeof(text), "silence() |> output()\n%s", program);
    play_sound(text, 64, 1, N, &take);
    play_sound(text, 100, TAKE_THREADS, N, &cut);
    assert_int_equal(take.n, N);
    assert_int_equal(take.n, cut.n);
    assert_int_equal(take.lanes, cut.lanes);
    assert_memory_equal(take.samples, cut.samples, take.n * take.lanes * sizeof(float));
    free(cut.samples);
}

/* The greatest of the samples in [from, to) ms. */
static float peak(int from_ms, int to_ms)
{
    float most = 0.0f;

    for (size_t i = (size_t)from_ms * 48; i < (size_t)to_ms * 48; i++)
        most = fmaxf(most, fabsf(take.samples[i * take.lanes]));
    return most;
}

/* Heard from each quarter of a second on for so long; 12 ms are the fade and a frame of
 * the grid. */
static void expect_quarters(int ms)
{
    for (int at = 0; at < 1000; at += 250) {
        assert_true(peak(at + 12, at + ms) > 0.4f);
        assert_true(peak(at + ms + 25, at + 250) == 0.0f);
    }
}

static void a_stream_sounds_to_its_end(void **state)
{
    (void)state;
    play("every(250.ms) { square(1.khz, amplitude: 0.5, duration: 150.ms) |> output() "
         "}");
    expect_quarters(150);
    play("every(250.ms) { Audio.play(square(1.khz, amplitude: 0.5, duration: 150.ms)) "
         "}");
    expect_quarters(150);
    play("sequence(repeat: true, length: 250.ms) { 0.ms => "
         "square(1.khz, amplitude: 0.5, duration: 100.ms) }");
    expect_quarters(100);
}

static void the_next_turn_takes_its_place(void **state)
{
    (void)state;
    play("every(250.ms) { square(1.khz, amplitude: 0.5) }");
    for (int at = 0; at < 1000; at += 50)
        assert_true(peak(at + 12, at + 50) > 0.45f);
    for (size_t i = 0; i < take.n; i++) /* never two of them beyond the crossfade */
        assert_true(fabsf(take.samples[i * take.lanes]) < 0.75f);
}

static void what_is_heard_of_another_stream_goes_on(void **state)
{
    (void)state;
    play("s = sine(1.khz, amplitude: 0.5)\nafter(500.ms) { s |> gain(50%) |> output() "
         "}");
    assert_true(peak(0, 500) == 0.0f);
    assert_true(fabsf(peak(520, 700) - 0.25f) < 0.02f);
    assert_true(fabsf(peak(800, 1000) - 0.25f) < 0.02f);
}

static void a_voice_is_stopped_from_outside(void **state)
{
    (void)state;
    play("every(250.ms) { v = Audio.play(square(1.khz, amplitude: 0.5))\n"
         "after(100.ms) { v.stop() } }");
    expect_quarters(100);
}

static void what_is_asked_of_a_stream_goes_on(void **state)
{
    (void)state;
    play("s = sine(1.khz)\ns |> output()\nevery(250.ms) { r = "
         "Audio.rms(s)\nprint(round(r * 10)) }");
    assert_string_equal(take.printed, "0\n7\n7\n7\n7\n");
}

static void a_stream_begins_once_in_a_frame(void **state)
{
    static struct leat_diag diag;
    static const char text[] = "every(1.ms) { saw(110.hz) }";
    struct leat_program *program;

    (void)state;
    leat_diag_clear(&diag);
    assert_true(leat_program_create(text, strlen(text), NULL, &program, &diag) >= 0);
    assert_int_equal(program_frame(program, 0, 60.0, &diag), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 407);
    assert_true(diag.finding[0].hint[0] != '\0');
    leat_program_destroy(&program);
}

static void after_comes_where_it_is_not_reached_any_more(void **state)
{
    (void)state;
    play("after(200.ms) { print(1)\nafter(300.ms) { print(2, round(time, 1)) } }");
    assert_string_equal(take.printed, "1\n2 0.5\n");
    play("func later(x) { after(100.ms) { print(x) } }\nlater(1)\n"
         "every(500.ms) { let n = 10 * time\nlater(n) }");
    assert_string_equal(take.printed, "1\n0\n5\n");
    play("for i in 0..3 { after(i * 100.ms) { print(i, round(time, 1)) } }");
    assert_string_equal(take.printed, "0 0\n1 0.1\n2 0.2\n");
    play("loop { if frame() == 6 { after(0.5.beats) { print(frame()) } } }");
    assert_string_equal(take.printed, "21\n");
}

/* What runs every frame is there once for each round, with what its variables were. */
static void a_loop_of_schedules_makes_each(void **state)
{
    (void)state;
    play("for i in 0..3 { every(500.ms, count: 1) { print(i) } }");
    assert_string_equal(take.printed, "0\n1\n2\n");
    play("for i in 1..4 { every(1.s) { sine(i * 1.khz, amplitude: 0.1) } }");
    assert_true(peak(500, 1000) > 0.2f);
    play("for i in 0..2 { loop { if frame() == 3 { print(i) } } }");
    assert_string_equal(take.printed, "0\n1\n");
    play("for i in 0..2 { when frame() > 4 + i { print(i, frame()) } }");
    assert_string_equal(take.printed, "0 5\n1 6\n");
}

static char printed[1024];

static void print(void *data, const char *line)
{
    (void)data;
    snprintf(printed + strlen(printed), sizeof(printed) - strlen(printed), "%s;", line);
}

static void run(struct performer *who, int64_t from, int64_t to)
{
    static struct leat_diag diag;

    for (int64_t k = from; k < to; k++) {
        leat_diag_clear(&diag);
        if (who->frame(who->user, k, (double)k / 60.0, who->draft, &diag) < 0)
            fail_msg("%s", diag.finding[0].message);
    }
}

static struct leat_program *create(const char *text, struct performer *performer)
{
    static struct leat_diag diag;
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .print = print};
    struct leat_program *program;

    leat_diag_clear(&diag);
    if (leat_program_create(text, strlen(text), &options, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    assert_int_equal(program_perform(program, performer), 0);
    return program;
}

/* The first runs up to frame `at`, the second takes over. */
static void take_over(const char *first, const char *second, int64_t at,
                      uint32_t *n_nodes)
{
    struct performer one, two;
    struct leat_program *p = create(first, &one), *q = create(second, &two);

    printed[0] = '\0';
    run(&one, 0, at);
    two.follow(two.user, one.user);
    run(&two, at, 120);
    *n_nodes = q->draft.n_nodes;
    one.follow(one.user, two.user);
    run(&one, 120, 200);
    leat_program_destroy(&p);
    leat_program_destroy(&q);
}

static void what_has_come_does_not_come_again(void **state)
{
    uint32_t n;

    (void)state;
    take_over("after(0.5.s) { print(\"a\") }\nloop { }",
              "x = 1\nafter(0.5.s) { print(\"a\") }\nafter(0.2.s) { print(\"b\") }", 60,
              &n);
    assert_string_equal(printed, "a;b;");
    take_over("for i in 0..2 { after(0.5.s) { print(i) } }",
              "x = 1\nfor i in 0..2 { after(0.5.s) { print(i) } }", 60, &n);
    assert_string_equal(printed, "0;1;");
    take_over("after(0.5.s) { print(\"a\") }", "after(0.5.s) { print(\"other\") }", 60,
              &n);
    assert_string_equal(printed, "a;other;");
    /* what waits goes on to wait */
    take_over("after(1.s) { print(frame()) }\nloop { }",
              "after(1.s) { print(frame()) }", 45, &n);
    assert_string_equal(printed, "60;");
    /* and what it has brought on sounds on */
    take_over("after(0.5.s) { saw(110.hz) |> lowpass() |> output() }\nloop { }",
              "after(0.5.s) { saw(110.hz) |> lowpass() |> output() }", 60, &n);
    assert_int_equal(n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_sounds_to_its_end),
        cmocka_unit_test(the_next_turn_takes_its_place),
        cmocka_unit_test(what_is_heard_of_another_stream_goes_on),
        cmocka_unit_test(a_voice_is_stopped_from_outside),
        cmocka_unit_test(what_is_asked_of_a_stream_goes_on),
        cmocka_unit_test(a_stream_begins_once_in_a_frame),
        cmocka_unit_test(after_comes_where_it_is_not_reached_any_more),
        cmocka_unit_test(a_loop_of_schedules_makes_each),
        cmocka_unit_test(what_has_come_does_not_come_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
