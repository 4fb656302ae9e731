/* SPDX-License-Identifier: MIT */
/* beat_detect, tempo_detect and beat_drops on rhythms that are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "support/player.h"

enum { RATE = 48000, N = 20 * RATE };

static struct rig rig;
static float in[N], out[N];

/* Strokes of decaying noise, `period` frames apart, each third one stronger, over soft
 * noise. */
static void fill_strokes(double period)
{
    for (int i = 0; i < N; i++) {
        const double at = fmod((double)i, period);
        const double strength = (int)(i / period) % 3 ? 0.3 : 0.5;
        in[i] = (float)(0.001 + strength * exp(-at / 1500.0)) *
                random_bipolar(1, (uint64_t)i);
    }
}

static void play(uint32_t n)
{
    int64_t frame = 0;

    rig_play(&rig, &frame, in, out, n);
}

/* Where output 0 is not 0, from frame `from` on. */
static int find_pulse(int from)
{
    while (from < N && out[from] == 0.0f)
        from++;
    return from;
}

/* A stroke is told within two windows of 1024. */
static void each_stroke_is_a_beat_and_nothing_else(void **state)
{
    const int period = 24000;
    int at = 0, n = 0;

    (void)state;
    fill_strokes(period);
    rig_set_up_plain(&rig, "beat_detect", 1);
    play(N);
    at = find_pulse(period); /* the first strokes teach it the mean */
    for (n = 1; at < N; at = find_pulse(at + 1), n++) {
        const int late = at - n * period;
        if (late < 0 || late > 2048)
            fail_msg("beat %d is %d frames late", n, late);
        assert_true(out[at] >= 0.5f && out[at] < 1.0f);
    }
    assert_int_equal(n, N / period);
    for (uint32_t k = 1; k < rig.n_emitted; k++) {
        assert_int_equal(rig.emitted[k].type, LEAT_EVENT_MARKER);
        assert_true(rig.emitted[k].value == out[rig.emitted[k].frame]);
    }
}

static void beats_keep_their_gap(void **state)
{
    (void)state;
    fill_strokes(7200); /* 150 ms */
    rig_set_up_plain(&rig, "beat_detect", 1);
    play(N);
    for (int last = find_pulse(0), at; (at = find_pulse(last + 1)) < N; last = at)
        assert_true(at - last >= 14400);
    rig_hold(&rig, "gap", 100.0f);
    play(N);
    int n = 0;
    for (int at = find_pulse(RATE); at < N; at = find_pulse(at + 1))
        n++;
    assert_in_range(n, 19 * RATE / 7200 - 1, 19 * RATE / 7200 + 1);
}

/* Threshold 0.7 is sensitivity 0.3: 2 - 1.4 * 0.3 = 1.58. */
static void a_threshold_below_1_is_a_sensitivity(void **state)
{
    static float by_threshold[N];

    (void)state;
    fill_strokes(20000);
    rig_set_up_plain(&rig, "beat_detect", 1);
    rig_hold(&rig, "threshold", 1.58f);
    play(N);
    memcpy(by_threshold, out, sizeof(out));
    rig_hold(&rig, "threshold", 0.7f);
    play(N);
    for (int i = 0; i < N; i++)
        assert_true(fabsf(out[i] - by_threshold[i]) <= 1e-4f * by_threshold[i]);
}

static void silence_and_a_steady_tone_have_no_beat(void **state)
{
    (void)state;
    memset(in, 0, sizeof(in));
    rig_set_up_plain(&rig, "beat_detect", 1);
    play(N);
    assert_int_equal(find_pulse(0), N);
    for (int i = 0; i < N; i++)
        in[i] = (float)(0.5 * sin(0.05 * i));
    play(N);
    assert_int_equal(find_pulse(RATE), N);
}

static float bpm_of(double bpm)
{
    fill_strokes(60.0 * RATE / bpm);
    rig_set_up_plain(&rig, "tempo_detect", 1);
    play(12 * RATE);
    return out[12 * RATE - 1];
}

/* Found near 4 beats, a window of 256 frames apart: 1 part in 375 at 120, and a
 * parabola makes it finer. */
static void tempo_is_that_of_the_strokes(void **state)
{
    static const double bpms[] = {80.0, 97.3, 120.0, 128.0, 140.0, 150.0};

    (void)state;
    for (size_t k = 0; k < sizeof(bpms) / sizeof(bpms[0]); k++) {
        const double got = (double)bpm_of(bpms[k]);
        if (!(fabs(got / bpms[k] - 1.0) < 0.003))
            fail_msg("%g is found as %g", bpms[k], got);
        if (!(rig.mailbox[1] > 0.4f && rig.mailbox[1] <= 1.0f))
            fail_msg("at %g the confidence is %g", bpms[k], (double)rig.mailbox[1]);
    }
}

static void what_has_no_beat_is_told_unsurely(void **state)
{
    (void)state;
    memset(in, 0, sizeof(in));
    rig_set_up_plain(&rig, "tempo_detect", 1);
    play(10 * RATE);
    assert_true(out[10 * RATE - 1] == 0.0f && rig.mailbox[1] == 0.0f);
    for (int i = 0; i < N; i++)
        in[i] = 0.5f * random_bipolar(2, (uint64_t)i);
    rig_set_up_plain(&rig, "tempo_detect", 1);
    play(10 * RATE);
    assert_true(rig.mailbox[1] < 0.3f);
}

/* Noise of level a until frame `quiet`, of b until `loud`, then of a again. */
static void fill_break(double a, double b, int quiet, int loud)
{
    for (int i = 0; i < N; i++)
        in[i] =
            (float)(i >= quiet && i < loud ? b : a) * random_bipolar(3, (uint64_t)i);
}

static int drops(void)
{
    int n = 0;

    rig_set_up_plain(&rig, "beat_drops", 1);
    play(N);
    for (int at = find_pulse(0); at < N; at = find_pulse(at + 1))
        n++;
    assert_int_equal(rig.n_emitted, n);
    return n;
}

/* After 4 s of silence the mean is that of the silence, so the drop is where 100 ms
 * have a fourth of their power: 20 to 120 ms after the sound is back. */
static void a_sound_that_comes_back_drops_once(void **state)
{
    (void)state;
    fill_break(0.5, 0.01, 6 * RATE, 10 * RATE);
    assert_int_equal(drops(), 1);
    assert_in_range(find_pulse(0), 10 * RATE, 10 * RATE + RATE / 8);
}

static void a_short_or_shallow_break_is_no_drop(void **state)
{
    (void)state;
    fill_break(0.5, 0.01, 6 * RATE, 7 * RATE + RATE / 2);
    assert_int_equal(drops(), 0);
    fill_break(0.5, 0.4, 6 * RATE, 10 * RATE);
    assert_int_equal(drops(), 0);
    fill_break(0.5, 0.5, 6 * RATE, 10 * RATE);
    assert_int_equal(drops(), 0);
}

/* It has to come back within a beat, half a second at 120, and not little by little. */
static void a_slow_return_is_no_drop(void **state)
{
    (void)state;
    fill_break(0.5, 0.01, 6 * RATE, 10 * RATE);
    for (int i = 10 * RATE; i < 16 * RATE; i++) /* 1 dB a beat */
        in[i] = (float)(0.01 * pow(10.0, (i - 10 * RATE) * 2.0 / RATE / 20.0)) *
                random_bipolar(3, (uint64_t)i);
    for (int i = 16 * RATE; i < N; i++)
        in[i] = 0.04f * random_bipolar(3, (uint64_t)i);
    assert_int_equal(drops(), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_stroke_is_a_beat_and_nothing_else),
        cmocka_unit_test(beats_keep_their_gap),
        cmocka_unit_test(a_threshold_below_1_is_a_sensitivity),
        cmocka_unit_test(silence_and_a_steady_tone_have_no_beat),
        cmocka_unit_test(tempo_is_that_of_the_strokes),
        cmocka_unit_test(what_has_no_beat_is_told_unsurely),
        cmocka_unit_test(a_sound_that_comes_back_drops_once),
        cmocka_unit_test(a_short_or_shallow_break_is_no_drop),
        cmocka_unit_test(a_slow_return_is_no_drop),
    };
    const int failed = cmocka_run_group_tests_name("rhythm", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
