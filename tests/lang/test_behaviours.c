/* SPDX-License-Identifier: MIT */
/*
 * behaviours: what appendix A of the language reference says of streams and time, where
 * samples show it, and the defaults of appendix B.
 */
#include <math.h>
#include <string.h>

#include "engine/take.h"
#include "lang/performed.h"

enum { RATE = PERFORMED_RATE, FRAMES = RATE / 4 };

static struct performed_sound take, other;

static void play(const char *text)
{
    free(take.samples);
    play_sound(text, 64, 1, FRAMES, &take);
    assert_int_equal(take.n, FRAMES);
}

/* Two programs give the same samples, to within `off`. */
static void same(const char *a, const char *b, float off)
{
    play(a);
    play_sound(b, 64, 1, FRAMES, &other);
    assert_int_equal(take.n, other.n);
    assert_int_equal(take.lanes, other.lanes);
    for (size_t i = 0; i < take.n * take.lanes; i++)
        assert_true(fabsf(take.samples[i] - other.samples[i]) <= off);
    free(other.samples);
}

static float peak_of(const struct performed_sound *t)
{
    float peak = 0.0f;

    for (size_t i = 0; i < t->n * t->lanes; i++)
        peak = fmaxf(peak, fabsf(t->samples[i]));
    return peak;
}

/* A step of a sine is at most 2 pi f / rate of its amplitude. */
static void a_generator_goes_on_over_quanta(void **state)
{
    float least = 0.0f, most = 0.0f;

    (void)state;
    play("sine(440.hz)");
    for (size_t i = 0; i < take.n; i++) {
        const float x = take.samples[i * take.lanes];
        least = fminf(least, x);
        most = fmaxf(most, x);
        assert_true(i == 0 || fabsf(x - take.samples[(i - 1) * take.lanes]) < 0.0577f);
    }
    assert_true(least < -0.99f && most > 0.99f);
}

static void three_words_halve_every_sample(void **state)
{
    static const char *const halves[] = {"Audio.volume(s, 0.5)", "s * 0.5",
                                         "gain(s, 50%)"};
    char text[80];

    (void)state;
    for (int i = 0; i < 3; i++) {
        snprintf(text, sizeof(text), "s = noise()\n(%s - s * 0.25) * 4", halves[i]);
        same(text, "s = noise()\ns", 1e-6f);
    }
}

/* It ends in silence: half the rate is a zero of the filter. */
static void a_lowpass_smooths_what_alternates(void **state)
{
    (void)state;
    play("v = -1\nsilence().map(|x| { v = -v\n v }) |> lowpass()");
    for (size_t i = 0; i < 64 * take.lanes; i++)
        assert_true(fabsf(take.samples[i]) > 0.0f && fabsf(take.samples[i]) < 1.0f);
}

/* 1 ms is 48 frames. */
static void an_impulse_comes_back_by_a_delay(void **state)
{
    (void)state;
    play("n = 0\nsilence().map(|x| { n = n + 1\n if n == 1 { 1 } else { 0 } }) |> "
         "delay(time: 1.ms, feedback: 0.5, wet_mix: 100%)");
    assert_true(take.samples[48 * take.lanes] > 0.9f);
    assert_true(take.samples[96 * take.lanes] > 0.3f);
    assert_true(fabsf(take.samples[47 * take.lanes]) < 0.1f);
}

static void effects_keep_their_state_over_quanta(void **state)
{
    static const char text[] =
        "noise(duration: 20.ms) |> delay(time: 30.ms, feedback: 0.6) |> chorus() |> "
        "reverb() |> compressor() |> lowpass(cutoff: 3.khz) |> pan(-0.3)";
    static const struct {
        uint32_t block, threads;
    } ways[] = {{16, 1}, {1024, 1}, {37, 4}};

    (void)state;
    play(text);
    assert_true(peak_of(&take) > 0.001f);
    for (int i = 0; i < 3; i++) {
        play_sound(text, ways[i].block, ways[i].threads, FRAMES, &other);
        assert_int_equal(take.lanes, other.lanes);
        assert_memory_equal(take.samples, other.samples,
                            take.n * take.lanes * sizeof(float));
        free(other.samples);
    }
    assert_true(fabsf(take.samples[(take.n - 1) * take.lanes]) > 0.0f);
}

static void input_gain_filter_output_is_heard(void **state)
{
    (void)state;
    play("x = noise()\ny = gain(x, -6.db)\nz = lowpass(y, cutoff: 2.khz)\n"
         "Audio.output(z)");
    assert_true(peak_of(&take) > 0.05f);
}

static void split_and_merge_work_at_equal_times(void **state)
{
    (void)state;
    same("s = noise()\nt = branch(s, 3)\ninterleave([t[0], t[1], t[2]])",
         "s = noise()\ninterleave([s, s, s])", 0.0f);
    same("a = noise()\nb = sine(330.hz)\nmerge([a, b])",
         "a = noise()\na + sine(330.hz)", 1e-6f);
    same("a = noise()\nb = sine(330.hz)\nmerge([a, b], gains: [0.5, 0.25])",
         "a = noise()\na * 0.5 + sine(330.hz) * 0.25", 1e-6f);
}

/* Only a device has a ceiling. */
static void what_adds_up_to_more_is_not_made_smaller(void **state)
{
    (void)state;
    play("merge([sine(440.hz), sine(440.hz), sine(440.hz)])");
    assert_true(fabsf(peak_of(&take) - 3.0f) < 0.01f);
}

static void lanes_are_the_streams_alone(void **state)
{
    (void)state;
    same("sine([220, 330, 440]) |> map(channels: 3) |> output()",
         "interleave([sine(220.hz), sine(330.hz), sine(440.hz)]) |> map(channels: 3) "
         "|> output()",
         0.0f);
}

/* Frames that would close one change nothing, and the others go on. */
static void a_circle_without_a_delay_leaves_all_as_it_was(void **state)
{
    static const char before[] = "a = saw(110.hz) |> gain(-6.db)\n"
                                 "b = a |> lowpass()\nb\nloop { ";
    char text[160];

    (void)state;
    snprintf(text, sizeof(text), "%s}", before);
    play(text);
    snprintf(text, sizeof(text), "%sif frame() > 6 { Stream.connect_direct(b, a) } }",
             before);
    play_sound(text, 64, 1, FRAMES, &other);
    assert_int_equal(take.counts.failed, 0);
    assert_int_equal(other.counts.failed, other.counts.frames - 7);
    assert_int_equal(other.counts.stage.awake, take.counts.stage.awake);
    assert_int_equal(other.counts.stage.edits, take.counts.stage.edits);
    assert_int_equal(other.n, take.n);
    assert_memory_equal(other.samples, take.samples,
                        take.n * take.lanes * sizeof(float));
    free(other.samples);
}

static struct leat_param parameter(const char *class, const char *name)
{
    const struct leat_node_class *of = leat_node_class_find(class);
    const int p = of ? leat_node_param_find(of, name) : -1;

    if (p < 0)
        fail_msg("%s has no %s", class, name);
    return of->params[p];
}

/* Appendix B, in the units of the parameters. */
static void settings_begin_as_the_reference_says(void **state)
{
    static const struct {
        const char *class, *param;
        float def;
    } rows[] = {
        {"limiter", "ceiling", -1.0f},
        {"limiter", "lookahead", 1.5f},
        {"spectrum", "bands", 8.0f},
        {"spectrum", "size", 2048.0f},
        {"spectrum", "hop", 512.0f},
        {"beat_detect", "threshold", 1.3f},
        {"beat_detect", "gap", 300.0f},
        {"onset", "threshold", 0.3f},
        {"onset", "min_gap", 50.0f},
        {"pitch", "min", 80.0f},
        {"pitch", "max", 2000.0f},
        {"spread", "width", 0.8f},
        {"spread", "movement", 1.0f},
        {"align", "late", 10.0f},
        {"reverb", "room_size", 0.5f},
        {"reverb", "damping", 0.5f},
        {"reverb", "wet_mix", 0.3f},
        {"reverb", "diffusion", 0.625f},
        {"delay", "time", 0.25f},
        {"delay", "feedback", 0.4f},
        {"delay", "wet_mix", 0.5f},
        {"lowpass", "cutoff", 1000.0f},
        {"highpass", "cutoff", 1000.0f},
        {"notch", "cutoff", 1000.0f},
        {"bandpass", "frequency", 1000.0f},
        {"filter", "cutoff", 1000.0f},
        {"compressor", "threshold", -20.0f},
        {"compressor", "ratio", 4.0f},
        {"compressor", "attack", 3.0f},
        {"compressor", "release", 100.0f},
        {"distortion", "drive", 2.0f},
        {"distortion", "output", 0.5f},
        {"distortion", "tone", 0.5f},
        {"chorus", "rate", 0.5f},
        {"chorus", "depth", 0.5f},
        {"chorus", "wet_mix", 0.5f},
        {"flanger", "rate", 0.5f},
        {"flanger", "depth", 0.5f},
        {"flanger", "wet_mix", 0.5f},
        {"vibrato", "rate", 0.5f},
        {"vibrato", "depth", 0.5f},
        {"multitap", "feedback", 0.3f},
        {"multitap", "wet_mix", 0.5f},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const float def = parameter(rows[i].class, rows[i].param).def;
        if (def != rows[i].def)
            fail_msg("%s %s is %g", rows[i].class, rows[i].param, (double)def);
    }
}

static int free_takes(void **state)
{
    (void)state;
    free(take.samples);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_generator_goes_on_over_quanta),
        cmocka_unit_test(three_words_halve_every_sample),
        cmocka_unit_test(a_lowpass_smooths_what_alternates),
        cmocka_unit_test(an_impulse_comes_back_by_a_delay),
        cmocka_unit_test(effects_keep_their_state_over_quanta),
        cmocka_unit_test(input_gain_filter_output_is_heard),
        cmocka_unit_test(split_and_merge_work_at_equal_times),
        cmocka_unit_test(what_adds_up_to_more_is_not_made_smaller),
        cmocka_unit_test(lanes_are_the_streams_alone),
        cmocka_unit_test(a_circle_without_a_delay_leaves_all_as_it_was),
        cmocka_unit_test(settings_begin_as_the_reference_says),
    };

    return cmocka_run_group_tests(tests, NULL, free_takes);
}
