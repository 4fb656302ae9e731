/* SPDX-License-Identifier: MIT */
/* listen: what a program is told of sounds, held against sounds that are known. */
#include <math.h>

#include "lang/performed.h"

static struct performed_sound take;

static void play(const char *text, int64_t frames)
{
    free(take.samples);
    play_sound(text, 64, 1, frames, &take);
    assert_int_equal(take.counts.failed, 0);
}

/* What a burst of a sound is heard as: the first that is not None. */
static void expect_beat(const char *sound, const char *what)
{
    char text[400];

    snprintf(
        text, sizeof(text),
        "s = %s * pulse(2.hz, width: 0.1)\nheard = null\n"
        "loop { k = Audio.classify_beat(s)\n"
        "  if k != \"None\" and heard == null and time > 0.4 { heard = k; print(k) } }",
        sound);
    play(text, 48000);
    assert_string_equal(take.printed, what);
}

static void beats_are_told_by_where_their_energy_lies(void **state)
{
    (void)state;
    expect_beat("sine(60.hz)", "Kick\n");
    expect_beat("sine(9.khz)", "HiHat\n");
    expect_beat("sine(1.khz)", "Snare\n");
}

static void silence_has_no_mood_and_a_slow_quiet_chord_one(void **state)
{
    (void)state;
    play("s = sine(440.hz) * 0\nafter(1.s) { print(Audio.classify_mood(s)) }", 57600);
    assert_string_equal(take.printed, "neutral\n");
}

/* A ramp tells its place: the newest samples are the last ones before the frame. */
static void samples_are_the_newest_in_order(void **state)
{
    (void)state;
    play("s = lfo(0.5.hz, shape: saw) * 1\nx = s |> gain(0.db)\n"
         "k = 0\n"
         "loop { l = Audio.get_samples(x, 100)\n"
         "  if k == 30 { print(l.length, l[99] > l[0], (l[99] - l[98]) * 1000000 |> "
         "round(),"
         " (l[1] - l[0]) * 1000000 |> round()) }\n k += 1 }",
         48000);
    assert_non_null(strstr(take.printed, "100 true"));
}

/* Two sines of levels 0.5 and 0.25 on the output: their power adds. */
static void levels_and_summaries_are_measured(void **state)
{
    float level = 0.0f, loud = 0.0f;

    (void)state;
    play("sine(1.khz, amplitude: 0.5)\nsine(300.hz, amplitude: 0.25)\n"
         "loud = rms(sine(500.hz, amplitude: 0.5))\n"
         "k = 0\nloop { a = Audio.get_output_level()\n"
         "  b = Audio.get_analysis_summary().loud\n"
         "  k += 1\n if k == 40 { print(a, b) } }",
         48000);
    assert_int_equal(sscanf(take.printed, "%f %f", &level, &loud), 2);
    assert_true(fabsf(level - sqrtf(0.125f + 0.03125f)) < 0.02f);
    assert_true(fabsf(loud - 0.35355f) < 1e-3f);
}

/* Of two sides there is one level, one peak; what is drawn has both. */
static void a_level_of_several_lanes_is_one_number(void **state)
{
    float level = 0.0f, again = 0.0f, peak = 0.0f, twice = 0.0f, centre = 0.0f;
    float pitch = 0.0f;

    (void)state;
    play("a = sine([500.hz, 1.khz], amplitude: [0.5, 0.25])\na\n"
         "l = a.level()\np = a.peak()\nc = spectral_centroid(a)\n"
         "h = detect_pitch(sine([0.01.hz, 500.hz]))\n"
         "k = 0\nloop { k += 1\n"
         "  t = \"${l.round(4)} ${l} ${l > 0.1 ? p : 0} ${l * 2} ${c} ${h.hz}\"\n"
         "  if k == 40 { print(t) } }",
         48000);
    assert_int_equal(sscanf(take.printed, "%f %f %f %f %f %f", &level, &again, &peak,
                            &twice, &centre, &pitch),
                     6);
    assert_true(fabsf(level - sqrtf((0.125f + 0.03125f) / 2.0f)) < 5e-3f);
    assert_true(fabsf(again - level) < 1e-4f);
    assert_true(fabsf(twice - 2.0f * level) < 2e-4f);
    assert_true(fabsf(pitch - 500.0f) < 1.0f);
    assert_true(fabsf(peak - 0.5f) < 0.01f); /* of samples, at 48 a period */
    assert_true(fabsf(centre - 750.0f) < 50.0f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(beats_are_told_by_where_their_energy_lies),
        cmocka_unit_test(silence_has_no_mood_and_a_slow_quiet_chord_one),
        cmocka_unit_test(samples_are_the_newest_in_order),
        cmocka_unit_test(levels_and_summaries_are_measured),
        cmocka_unit_test(a_level_of_several_lanes_is_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
