/* SPDX-License-Identifier: MIT */
/* sounds: samples that programs load, play and trigger, to the frame. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/folder.h"
#include "io/sound_file.h"
#include "lang/performed.h"

enum { LENGTH = 1000, N = 24000 };

static float sound[LENGTH];
static struct performed_sound take, cut;

static int write_noise(void **state)
{
    const struct sound_wish wish = {.channels = 1, .rate_hz = 48000, .bits = 32};
    struct sound_writer *writer;
    static float copy[LENGTH];

    if (folder_enter(state) != 0)
        return -1;
    for (int i = 0; i < LENGTH; i++)
        copy[i] = sound[i] = (float)((int)(i * 2654435761u >> 16) - 32768) / 65536.0f;
    assert_int_equal(sound_writer_open("", "noise.wav", &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, copy, LENGTH));
    return sound_writer_close(&writer, NULL, NULL);
}

/* The same whatever the blocks and threads. */
static void play(const char *text)
{
    free(take.samples);
    play_sound(text, 64, 1, N, &take);
    play_sound(text, 100, TAKE_THREADS, N, &cut);
    assert_int_equal(take.n, cut.n);
    assert_int_equal(take.lanes, cut.lanes);
    assert_memory_equal(take.samples, cut.samples, take.n * take.lanes * sizeof(float));
    free(cut.samples);
}

static float at(int64_t i)
{
    return i >= 0 && i < LENGTH ? sound[i] : 0.0f;
}

/* Both lanes are the file, `gain` times, from each of n frames on, and nothing else. */
static void expect_from(const int64_t *from, int n, float gain)
{
    assert_int_equal(take.n, N);
    assert_int_equal(take.lanes, 2);
    for (int64_t i = 0; i < N; i++) {
        float want = 0.0f;
        for (int k = 0; k < n; k++)
            want += gain * at(i - from[k]);
        assert_true(take.samples[2 * i] == want && take.samples[2 * i + 1] == want);
    }
}

/* 77 ms are 3696 frames, between the frames of the program. */
static void a_trigger_inside_every_is_exact(void **state)
{
    const int64_t from[] = {0, 3696, 7392, 11088, 14784};

    (void)state;
    play("s = Audio.load(\"noise.wav\")\n"
         "every(77.ms, count: 5) { Audio.trigger_sample(s, gain: 50%) }");
    expect_from(from, 5, 0.5f);
    play("every(77.ms, count: 5) { trigger_sample(\"noise.wav\", gain: 50%) }");
    expect_from(from, 5, 0.5f);
}

/* Reached in frames 3, 4 and 5, and again in 10: it plays twice, from frames of 800. */
static void play_begins_once_while_it_is_reached(void **state)
{
    const int64_t from[] = {3 * 800, 10 * 800};

    (void)state;
    play("s = Audio.load(\"noise.wav\")\n"
         "k = 0\n"
         "loop { if k in [3, 4, 5, 10] { Audio.play(s) }\n k += 1 }");
    expect_from(from, 2, 1.0f);
}

/* While the graph is made it is a node of its own, which ends. */
static void at_top_level_it_plays_from_the_start(void **state)
{
    (void)state;
    play("s = Audio.load(\"noise.wav\")\nAudio.play(s)");
    assert_int_equal(take.n, LENGTH);
    assert_memory_equal(take.samples, sound, sizeof(sound));
    play("s = Audio.load(\"noise.wav\")\ns * 0.5 |> output()");
    for (int i = 0; i < LENGTH; i++)
        assert_true(take.samples[i] == 0.5f * sound[i]);
}

/* By the factor that makes the loudest sample 1, as a stream and as shots. */
static void a_normalized_sample_has_its_peak_at_1(void **state)
{
    float most = 0.0f;

    (void)state;
    for (int i = 0; i < LENGTH; i++)
        most = fmaxf(most, fabsf(sound[i]));
    play("s = Audio.normalize(Audio.load(\"noise.wav\"))\ns |> output()");
    assert_int_equal(take.n, LENGTH);
    for (int i = 0; i < LENGTH; i++)
        assert_true(take.samples[i] == 1.0f / most * sound[i]);
    play("s = Audio.load(\"noise.wav\")\nn = Audio.normalize(s)\n"
         "every(250.ms, count: 1) { Audio.trigger_sample(n) }\nprint(n == "
         "Audio.normalize(s), n.length)");
    for (int i = 0; i < LENGTH; i++)
        assert_true(take.samples[2 * i] == 1.0f / most * sound[i]);
    assert_string_equal(take.printed, "true 1000\n");
}

/* A place tells how far it is; what is stopped fades within 5 ms, 240 frames. */
static void voices_are_stopped_and_stand_still(void **state)
{
    (void)state;
    play("s = Audio.load(\"noise.wav\")\n"
         "v = null\n"
         "after(100.ms) { v = Audio.play(s, loop: true) }\n"
         "after(105.ms) { v.pause() }\n"
         "after(150.ms) { v.pause() }\n"
         "after(155.ms) { print(v.playing, v.position); v.stop(); print(v.playing) }");
    assert_string_equal(take.printed, "true 10 ms\nfalse\n");
    for (int i = 0; i < 240; i++)
        assert_true(take.samples[2 * (4800 + i)] == sound[i]);
    assert_true(take.samples[2 * (5040 + 240 + 1)] == 0.0f);
    assert_true(take.samples[2 * (7200 + 120)] != 0.0f);
    for (int i = 7440 + 240; i < N; i++)
        assert_true(take.samples[2 * i] == 0.0f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trigger_inside_every_is_exact),
        cmocka_unit_test(play_begins_once_while_it_is_reached),
        cmocka_unit_test(at_top_level_it_plays_from_the_start),
        cmocka_unit_test(a_normalized_sample_has_its_peak_at_1),
        cmocka_unit_test(voices_are_stopped_and_stand_still),
    };
    return cmocka_run_group_tests_name("sounds", tests, write_noise, folder_leave);
}
