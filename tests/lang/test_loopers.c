/* SPDX-License-Identifier: MIT */
/* loopers: from bar line to bar line, and what a program can ask of them. */
#include <math.h>

#include "lang/performed.h"

enum { BAR = 24000, FADE = 240, N = 5 * BAR };

static struct performed_sound take, cut;

/* At 240 bpm a bar of 4/4 is a second at 48 kHz; at 480 half of one. */
static void it_begins_and_ends_on_bar_lines(void **state)
{
    static const char text[] =
        "set_tempo(400 bpm)\nset_time_signature(10, 8)\n" /* 0.75 s a bar */
        "l = Looper.new(2)\n"
        "s = saw(110.hz) * 0.5\n"
        "both = l.process(s)\n"
        "l.get_output() |> output()\n"
        "after(0.3.s) { l.record(); print(l.get_status()) }\n"
        "after(1.0.s) { print(l.get_status(), l.is_recording()); l.play() }\n"
        "after(1.6.s) { print(l.get_status(), l.get_length(), l.is_playing()) }";
    const int bar = 36000, begin = bar, end = 2 * bar;

    (void)state;
    play_sound(text, 64, 1, 4 * bar, &take);
    play_sound(text, 100, TAKE_THREADS, 4 * bar, &cut);
    assert_memory_equal(take.samples, cut.samples, take.n * take.lanes * sizeof(float));
    assert_string_equal(take.printed, "empty\nrecording true\nplaying 750 ms true\n");
    for (int i = 0; i < end; i++)
        assert_true(take.samples[i] == 0.0f);
    float most = 0.0f;
    for (int i = end + FADE; i < end + bar; i++)
        most = fmaxf(most, fabsf(take.samples[i]));
    assert_true(most > 0.4f);
    for (int i = end + FADE; i < end + bar; i++) /* a bar later it comes again */
        assert_true(take.samples[i] == take.samples[i + bar]);
    (void)begin;
    free(take.samples);
    free(cut.samples);
}

/* Two bars at most: then it plays by itself. */
static void the_longest_loop_plays_by_itself(void **state)
{
    (void)state;
    play_sound(
        "set_tempo(400 bpm)\nset_time_signature(5, 4)\n"
        "l = Looper.new(1)\nl.record()\nsaw(110.hz) |> l\n"
        "after(0.5.s) { print(l.get_position()) }\n"
        "after(1.s) { print(l.get_status(), l.get_position(), l.get_length()) }\n"
        "after(1.1.s) { l.stop() }\n"
        "after(1.6.s) { print(l.get_status()); l.clear(); print(l.get_status()) }",
        64, 1, 96000, &take);
    assert_string_equal(take.printed,
                        "500 ms\nplaying 250 ms 750 ms\nstopped\nempty\n");
    free(take.samples);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_begins_and_ends_on_bar_lines),
        cmocka_unit_test(the_longest_loop_plays_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
