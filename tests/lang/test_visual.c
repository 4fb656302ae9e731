/* SPDX-License-Identifier: MIT */
/* visual: contexts and palettes reach what is drawn; drops are seen and heard. */
#include "lang/performed.h"

static uint64_t pictures_of(const char *text)
{
    play_lines(text, 0.1, 64);
    assert_true(n_shown > 0);
    return shown_hash;
}

static void a_palette_is_the_default_of_plasma(void **state)
{
    (void)state;
    const uint64_t plain = pictures_of("Graphics.size(64, 48)\nloop { plasma() }");
    const uint64_t told =
        pictures_of("Graphics.size(64, 48)\nloop { plasma(palette: fire) }");
    assert_true(plain != told);
    assert_int_equal(pictures_of("composer.set_palette(\"fire\")\n"
                                 "Graphics.size(64, 48)\nloop { plasma() }"),
                     told);
    assert_int_equal(
        pictures_of("composer.set_visual_context(VisualContext { palette: fire })\n"
                    "Graphics.size(64, 48)\nloop { plasma() }"),
        told);
    assert_int_equal(pictures_of("composer.set_palette(\"neon\")\n"
                                 "Graphics.size(64, 48)\n"
                                 "loop { plasma(palette: fire) }"),
                     told);
}

/* Loud, 3.5 s soft, loud again: one drop, at 6.5 s. */
#define DROPS                                                                          \
    "sound = noise(duration: 3.s) |> concat(gain(noise(duration: 3.5.s), -40.db), "    \
    "noise(duration: 2.s))\nsound\n"

/* A sound is drawn as its newest samples are, and so are its two sides. */
static void a_sound_is_drawn_by_its_samples(void **state)
{
#define SOUND "a = sine([110.hz, 165.hz], amplitude: 0.5) |> pan([-1, 1])\na\n"
#define BOTH                                                                           \
    "l = Audio.get_samples(a.lane(0), 1024)\nr = Audio.get_samples(a.lane(1), 1024)\n"
    const uint64_t nothing =
        pictures_of("loop { clear(black)\nGraphics.waveform([0, 0]) }");
    const uint64_t wave =
        pictures_of(SOUND "loop { clear(black)\nGraphics.waveform(a) }");

    (void)state;
    assert_true(wave != nothing);
    assert_true(wave == pictures_of(SOUND
                                    "loop { clear(black)\n"
                                    "Graphics.waveform(Audio.get_samples(a, 1024)) }"));
    assert_true(pictures_of(SOUND "loop { clear(black)\nGraphics.stereo_meter(a) }") ==
                pictures_of(SOUND
                            "loop { clear(black)\n" BOTH "both = []\n"
                            "for i in 0..1024 { both.push(l[i])\nboth.push(r[i]) }\n"
                            "Graphics.stereo_meter(both) }"));
#undef SOUND
#undef BOTH
}

static void code_runs_where_beats_drop(void **state)
{
    (void)state;
    play_lines(DROPS "composer.when_beat_drops(\"sound\") { print(\"dropped\") }", 8.0,
               256);
    assert_string_equal(played, "dropped;");
    play_lines(DROPS "n = 0\nloop { composer.when_beat_drops(sound) { n += 1 }\n"
                     "if n > 0 { print(n, time > 6.5, time < 6.6); exit() } }",
               8.0, 256);
    assert_string_equal(played, "1 true true;");
}

/* Each event of a stream once, and its time as far into a frame as it was. */
static void when_runs_for_each_event(void **state)
{
    (void)state;
    play_lines("m = 0\nn = 0\ng = lfo(10.hz, shape: square)\n"
               "when gate_to_event(g) { e => n += 1; if e.is_on { m += 1 } }\n"
               "when time > 0.95 { print(n, m) }",
               1.0, 64);
    assert_string_equal(played, "10 10;");
}

/* Asked once in a while, a stream is what it was then. */
static void a_stream_may_be_asked_seldom(void **state)
{
    (void)state;
    play_lines(
        "level = lfo(1.hz, shape: saw)\nlow = saw(110.hz)\nlow\nn = 0\n"
        "loop { n += 1; if n == 5 or n == 50 { print(max(0, low) > 0.5, max(0, level) "
        "> 0.3) "
        "} }",
        1.0, 64);
    assert_string_equal(played, "false false;true true;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_palette_is_the_default_of_plasma),
        cmocka_unit_test(a_sound_is_drawn_by_its_samples),
        cmocka_unit_test(code_runs_where_beats_drop),
        cmocka_unit_test(when_runs_for_each_event),
        cmocka_unit_test(a_stream_may_be_asked_seldom),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
