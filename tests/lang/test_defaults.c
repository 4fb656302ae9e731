/* SPDX-License-Identifier: MIT */
/*
 * defaults: what programs sound like, print and show where they say nothing about it,
 * as appendix B of the language reference has it.
 */
#include <math.h>
#include <string.h>

#include <leat/files.h>

#include "engine/take.h"
#include "lang/performed.h"

enum { RATE = PERFORMED_RATE, FRAME = RATE / 60 };

static struct performed_sound heard;

static void play(const char *text, double seconds)
{
    free(heard.samples);
    play_sound(text, 64, 1, (int64_t)(seconds * RATE), &heard);
    if (heard.counts.failed)
        fail_msg("frames of this fail: %s", text);
}

static float sample(int64_t i)
{
    return heard.samples[(size_t)i * heard.lanes];
}

/* What one program prints. */
static void programs_print_what_holds(void **state)
{
    static const struct {
        const char *what, *text, *printed;
    } rows[] = {
        {"frame rate", "loop { if time() == 1 { print(frame(), delta_time() * 60) } }",
         "60 1\n"},
        {"tempo", "print(1.beat as Duration, 4.beats as Duration)", "500 ms 2 s\n"},
        {"metre", "print(1.bar as Duration, composer.get_musical_context().swing)",
         "2 s 0\n"},
        {"key", "print(degree(2) as Note, degree(6) as Note)", "64 midi 71 midi\n"},
        {"swing",
         "n = 0\nevery(0.25.beats) { n += 1 }\n"
         "loop { if frame() == 60 { print(n) } }",
         "9\n"},
        {"velocity of a step, by the volume of its track",
         "s = Sequencer.new()\ns.add_track(\"a\").set_step(\"a\", 0).play()\n"
         "s.on_step((i, on) => { if on.length > 0 { print(i, on[0].velocity) } })",
         "0 0.64\n0 0.64\n"},
        {"bands",
         "s = sine(1.khz)\nloop { if frame() == 20 { print(analyze_fft(s).length) } }",
         "8\n"},
        {"parts of a spectrum",
         "s = sine(1.khz)\n"
         "loop { if frame() == 20 { print(analyze_fft(s, bins: 512).length) } }",
         "512\n"},
        {"steps of a sequencer",
         "s = Sequencer.new().play()\nn = 0\nlast = -1\n"
         "loop { if s.get_current_step() < last { print(last + 1); exit() }\n"
         "  last = s.get_current_step() }",
         "16\n"},
        {"memory of a stream", "print(Stream.buffer().size)", "4096\n"},
        {"size of a picture", "print(Graphics.width, Graphics.height)", "1280 720\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        play(rows[i].text, 2.5);
        if (strcmp(heard.printed, rows[i].printed) != 0)
            fail_msg("%s: %s, not %s", rows[i].what, heard.printed, rows[i].printed);
    }
}

/* A run of one second more shows so many more. */
static void pictures_are_60_a_second(void **state)
{
    uint32_t n;

    (void)state;
    play("loop { clear(black) }", 0.5);
    n = n_shown;
    play("loop { clear(black) }", 1.5);
    assert_int_equal(n_shown - n, 60);
    assert_int_equal(shown_width, 1280);
    assert_int_equal(shown_height, 720);
}

/* Frames from the first one that has left the old value to the first with the new. */
static int64_t frames_between(float old, float new)
{
    int64_t first = 0, last = 0;

    while (first < (int64_t)heard.n && sample(first) == old)
        first++;
    while (first + last < (int64_t)heard.n && sample(first + last) != new)
        last++;
    return last + 1;
}

#define ONE "silence() |> offset(amount: 1)"

static void changes_take_10_ms(void **state)
{
    static const struct {
        const char *what, *text;
        float old, new;
    } rows[] = {
        {"a setting", "loop { silence() |> offset(amount: frame() < 6 ? 1 : 3) }", 1.0f,
         3.0f},
        {"what begins", "loop { if frame() > 6 { " ONE " } }", 0.0f, 1.0f},
        {"what ends", "loop { if frame() < 6 { " ONE " } }", 1.0f, 0.0f},
        {"another source",
         "a = " ONE "\nb = silence() |> offset(amount: 2)\n"
         "loop { (frame() < 6 ? a : b) |> offset(amount: 4) }",
         5.0f, 6.0f},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        play(rows[i].text, 0.3);
        if (frames_between(rows[i].old, rows[i].new) != RATE / 100)
            fail_msg("%s: %d frames", rows[i].what,
                     (int)frames_between(rows[i].old, rows[i].new));
    }
}

/* A loop without a delay of its own comes back after a quantum. */
static void a_loop_comes_back_after_64_frames(void **state)
{
    (void)state;
    play(
        "n = 0\nclick = silence().map(|x| { n = n + 1\n if n == 1 { 1 } else { 0 } })\n"
        "click <> gain(50%)",
        0.01);
    for (int64_t i = 0; i < 256; i++) {
        const float want = i % 64 ? 0.0f : ldexpf(1.0f, -(int)(i / 64));
        assert_true(fabsf(sample(i) - want) < 1e-6f);
    }
}

/* What is below the ceiling passes, and no more; it hears what comes 1.5 ms before. */
static void a_limiter_holds_1_db_below_the_top(void **state)
{
    const float ceiling = powf(10.0f, -1.0f / 20.0f);
    int64_t first = 0;

    (void)state;
    play("n = 0\nsilence().map(|x| { n = n + 1\n if n <= 4800 { 0.5 } else { 4 } }) "
         "|> limiter()",
         0.5);
    while (sample(first) == 0.5f)
        first++;
    assert_true(abs(4800 - 72 - (int)first) <= 1);
    for (int64_t i = first; i < RATE / 2; i++)
        assert_true(sample(i) <= ceiling);
    assert_true(sample(RATE / 2 - 1) > 0.98f * ceiling);
}

/* Nodes there are so long after a call was last reached. */
static struct stage_counts after(double seconds)
{
    play("silence()\nloop { if frame() < 6 { saw(110.hz) |> lowpass() } }",
         seconds + 6.0 * FRAME / RATE);
    return heard.counts.stage;
}

static void who_is_not_reached_is_kept_for_10_s(void **state)
{
    (void)state;
    assert_int_equal(after(9.9).asleep, 2);
    assert_int_equal(after(10.1).asleep, 0);
    assert_int_equal(after(11.0).awake, 2); /* the silence and the output */
}

/* Errors of a program that is only made and built. */
static int first_error(const char *text)
{
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_diag diag = {0};
    struct leat_program *program;
    struct leat_graph *graph;

    assert_int_equal(leat_graph_create(&graph), 0);
    if (leat_program_create(text, strlen(text), &options, &program, &diag) >= 0)
        leat_program_build(program, graph, &diag);
    leat_program_destroy(&program);
    leat_graph_destroy(&graph);
    return diag.n_errors ? diag.finding[0].code : 0;
}

#define DOWN "func down(n) { if n > 1 { down(n - 1) + 0 } else { 0 } }\n"

static void functions_go_512_deep(void **state)
{
    (void)state;
    assert_int_equal(first_error(DOWN "down(512)"), 0);
    assert_int_equal(first_error(DOWN "down(513)"), 503);
}

/* Whether a frame of so many rounds is given up; steps 0: as many as there are. */
static bool is_too_long(uint32_t rounds, int64_t steps)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .steps = steps};
    struct leat_diag diag = {0};
    struct leat_program *program;
    char text[80];

    snprintf(text, sizeof(text), "n = 0\nloop { for i in 0..%u { n += 1 } }", rounds);
    assert_int_equal(leat_program_create(text, strlen(text), &options, &program, &diag),
                     0);
    const int err = program_frame(program, 0, 60.0, &diag);
    assert_true(err == 0 || diag.finding[0].code == 501);
    leat_program_destroy(&program);
    return err != 0;
}

static void a_frame_has_400000_steps(void **state)
{
    uint32_t low = 1, high = 400000;

    (void)state;
    while (high - low > 1) {
        const uint32_t middle = (low + high) / 2;
        if (is_too_long(middle, 400000))
            high = middle;
        else
            low = middle;
    }
    assert_true(low > 400000 / 20); /* a round is some steps */
    assert_false(is_too_long(low, 0));
    assert_true(is_too_long(high, 0));
}

static int end(void **state)
{
    (void)state;
    free(heard.samples);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_print_what_holds),
        cmocka_unit_test(pictures_are_60_a_second),
        cmocka_unit_test(changes_take_10_ms),
        cmocka_unit_test(a_loop_comes_back_after_64_frames),
        cmocka_unit_test(a_limiter_holds_1_db_below_the_top),
        cmocka_unit_test(who_is_not_reached_is_kept_for_10_s),
        cmocka_unit_test(functions_go_512_deep),
        cmocka_unit_test(a_frame_has_400000_steps),
    };

    return cmocka_run_group_tests(tests, NULL, end);
}
