/* SPDX-License-Identifier: MIT */
/* gauge: lists of samples are measured as the streams that they are cut from. */
#include "lang/performed.h"

static void expect_lines(const char *text, double seconds, const char *lines)
{
    play_lines(text, seconds, 64);
    assert_string_equal(played, lines);
}

/* A program whose list `l` of each frame goes on where that of the frame before ended;
 * what a stream says is said of the same samples. */
#define LISTS                                                                          \
    "k = -1\nsame = 0\nloop { k += 1\n"                                                \
    "  w = Audio.get_samples(s, 801)\n"                                                \
    "  l = k < 2 ? [] : k == 2 ? w[1:800] : w[0:800]\n"

static void expect_alike(const char *stream, const char *list)
{
    char text[1000];

    snprintf(text, sizeof(text),
             "s = saw(110.hz) * lfo(3.hz, shape: square) + noise(amplitude: 0.2)\n"
             "a = %s\n" LISTS "  b = %s\n  if b == a { same += 1 }\n"
             "  if k == 59 { print(same, b == 0 or b == [0, 0, 0]) } }",
             stream, list);
    expect_lines(text, 1.0, "60 false;");
}

static void a_list_says_what_its_stream_says(void **state)
{
    (void)state;
    expect_alike("rms(s)", "rms(l)");
    expect_alike("rms(s, window: 7.ms)", "rms(l, window: 7.ms)");
    expect_alike("peak(s)", "peak(l)");
    expect_alike("analyze_fft(s, bands: 3)", "analyze_fft(l, bands: 3)");
    expect_alike("analyze_fft(s, bands: 3, smoothing: 0.5, hop: 64)",
                 "analyze_fft(l, bands: 3, smoothing: 0.5, hop: 64)");
    expect_alike("spectral_centroid(s)", "spectral_centroid(l)");
    expect_alike("rolloff(s)", "rolloff(l)");
    expect_alike("flatness(s)", "flatness(l)");
    expect_alike("detect_pitch(s, threshold: 0.1)",
                 "detect_pitch(l, threshold: 0.1) ?? 0");
    expect_alike("detect_pitch(s).confidence", "detect_pitch(l).confidence");
    expect_alike("frequency_bands(s).mid", "frequency_bands(l).mid");
    expect_alike("frequency_bands(s, [200, 400, 4000])[1]",
                 "frequency_bands(l, [200, 400, 4000])[1]");
    expect_alike("analyze_audio(s).centroid", "analyze_audio(l).centroid");
}

/* Notes are told in the frame in which they are told of the stream. */
static void a_list_has_the_events_of_its_stream(void **state)
{
    (void)state;
    expect_lines("s = noise() * (pulse(2.hz, width: 0.1) * 0.5 + 0.5)\n"
                 "a = beat_detect(s)\nc = onset_detection(s)\nhits = 0\n" LISTS
                 "  b = beat_detect(l)\n  d = onset_detection(l)\n"
                 "  heard = a ? true : false\n  told = b ? true : false\n"
                 "  if heard == told and (c ? 1 : 0) == d.length { same += 1 }\n"
                 "  if told { hits += 1 }\n"
                 "  if told and abs(b.time * 48000 - (k - 1) * 800 + 400) > 401 {"
                 " print(b.time) }\n"
                 "  if k == 119 { print(same, hits > 2) } }",
                 2.0, "120 true;");
}

/* Clicks at 120 a minute, heard in lists. */
static void a_tempo_is_found_in_lists(void **state)
{
    (void)state;
    expect_lines("s = saw(2.hz)\na = tempo_detection(s)\n" LISTS
                 "  t = tempo_detection(l)\n  if t == a { same += 1 }\n"
                 "  if k == 570 { print(same, t.bpm.round(), t > 100) } }",
                 9.6, "571 120 true;");
}

static void a_list_is_classified(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        static const char *const tones[] = {"60", "9000", "1000"};
        static const char *const kinds[] = {"Kick;", "HiHat;", "Snare;"};
        char text[400];
        snprintf(text, sizeof(text),
                 "l = (0..8000).map(i => i < 3000 or i > 5400 ? 0"
                 " : sin(TAU * %s * i / 48000))\nprint(Audio.classify_beat(l))\n"
                 "loop { exit() }",
                 tones[i]);
        expect_lines(text, 0.1, kinds[i]);
    }
    expect_lines("s = saw(110.hz) * 0.01\n" LISTS
                 "  a = Audio.classify_mood(s)\n  b = Audio.classify_mood(l)\n"
                 "  if a == b { same += 1 }\n  if k == 119 { print(same > 110) } }",
                 2.0, "true;");
}

/* Calls and rounds are apart; a setting moves what is there, another structure begins
 * anew. */
static void each_call_has_a_gauge_of_its_own(void **state)
{
    (void)state;
    expect_lines("one = (0..800).map(i => 1)\nnone = (0..800).map(i => 0)\nk = 0\n"
                 "func loud(l) { rms(l) }\n"
                 "loop { k += 1\n a = loud(one)\n b = loud(none)\n c = []\n"
                 "  for x in [1, 0, 1] { c.push(rms(x ? one : none)) }\n"
                 "  d = rms(one, window: k < 5 ? 10.ms : 20.ms)\n"
                 "  if k == 4 { print(a, b, c, d) }\n"
                 "  if k == 5 { print(d < 1) }\n  if k == 6 { print(d) } }",
                 0.2, "1 0 [1, 0, 1] 1;true;1;");
}

/* It is the same whatever the blocks are, and when it was not reached for long, it
 * begins anew. */
static void a_gauge_is_forgotten_with_its_call(void **state)
{
    static const char text[] =
        "one = (0..800).map(i => 1)\nk = 0\nn = 0\n"
        "loop { k += 1\n if k < 10 or k > 700 { if rms(one, window: 1.s) > 0.4"
        " { n += 1 } }\n  for i in 0..(k > 20 ? 10 : 0) { peak([i + k * 100]) }\n"
        "  if k == 704 { print(n) } }";

    (void)state;
    expect_lines(text, 11.9, "0;");
    play_lines(text, 11.9, 100);
    assert_string_equal(played, "0;");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_says_what_its_stream_says),
        cmocka_unit_test(a_list_has_the_events_of_its_stream),
        cmocka_unit_test(a_tempo_is_found_in_lists),
        cmocka_unit_test(a_list_is_classified),
        cmocka_unit_test(each_call_has_a_gauge_of_its_own),
        cmocka_unit_test(a_gauge_is_forgotten_with_its_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
