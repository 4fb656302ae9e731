/* SPDX-License-Identifier: MIT */
/* The classes of Chronus' first generation against closed forms and slow references. */
#include <math.h>

#include "chronus_rig.h"

enum { LONG = 4800 };

static float out[LONG];

/* Where something is n frames after it was sent from `from` to `to`. */
static double approached(double from, double to, double ms, int n)
{
    return to + (from - to) * pow(0.01, n / (ms * 0.001 * RATE));
}

/* The sine is right to 2.5e-7, dsp/phase.h. */
static void a_sine_keeps_its_phase_for_minutes(void **state)
{
    (void)state;
    set_up("simple_sine", 0);
    set("freq", 330.1f);
    for (int i = 0; i < 2000; i++) /* 200 s */
        play(NULL, out, LONG);
    for (int i = 0; i < LONG; i++) {
        const double turns = fmod((double)330.1f * (1999.0 * LONG + i) / RATE, 1.0);
        assert_true(fabs(out[i] - 0.5 * sin(TURN * turns)) < 1e-6);
    }
}

/* At 0.1 Hz and a quarter turn the sine is near 1, so what is heard is the gain. */
static void gain_comes_99_percent_near_in_5_ms(void **state)
{
    (void)state;
    set_up("sine_v2", 0);
    set("freq", 0.1f);
    set("phase_offset", (float)(TURN / 4));
    play(NULL, out, 10);
    for (int i = 0; i < 10; i++) /* no way to its first value */
        assert_true(fabs(out[i] - 0.5) < 1e-6);
    set("gain", 1.0f);
    play(NULL, out, 480);
    for (int i = 0; i < 480; i++)
        assert_true(fabs(out[i] - approached(0.5, 1.0, 5.0, i + 1) *
                                      cos(TURN * 0.1 * (10 + i) / RATE)) < 1e-6);
    assert_true(fabs(out[239] - 0.995) < 1e-5);
}

static void freq_comes_99_percent_near_in_10_ms(void **state)
{
    double turns = 0.0;

    (void)state;
    set_up("simple_sine", 0);
    play(NULL, out, 480);
    turns = 440.0 * 480 / RATE;
    set("freq", 880.0f);
    play(NULL, out, 2000);
    for (int i = 0; i < 2000; i++) { /* frequencies are floats: 3e-5 Hz, added up */
        assert_true(fabs(out[i] - 0.5 * sin(TURN * turns)) < 5e-6);
        turns += approached(440.0, 880.0, 10.0, i + 1) / RATE;
    }
}

/* Whoever is there stays there, to the bit. */
static void what_has_arrived_is_the_setting(void **state)
{
    static float far[LONG];

    (void)state;
    set_up("sine_v2", 0);
    set("freq", 100.0f);
    play(NULL, out, 4800);
    set("gain", 0.9f);
    play(NULL, out, 4800); /* 100 ms */
    play(NULL, far, 480);
    set_up("sine_v2", 0);
    set("freq", 100.0f);
    set("gain", 0.9f);
    play(NULL, out, 480); /* 100 Hz: 9600 frames are 20 cycles */
    for (int i = 0; i < 480; i++)
        assert_true(fabsf(out[i] - far[i]) < 1e-6f);
}

static void phase_offset_turns_the_sine(void **state)
{
    (void)state;
    for (int k = 0; k < 8; k++) {
        set_up("sine_v2", 0);
        set("phase_offset", (float)(TURN * k / 8));
        play(NULL, out, 200);
        for (int i = 0; i < 200; i++)
            assert_true(fabs(out[i] - 0.5 * sin(TURN * (440.0 * i / RATE + k / 8.0))) <
                        1e-6);
    }
}

/* Attack 48, decay 96, release 24 frames, sustain 0.25; exact to a rounding of 2^-24 a
 * frame. */
static void an_adsr_is_straight_lines_from_where_it_is(void **state)
{
    (void)state;
    set_up("chronus_adsr", 0);
    set("attack", 1.0f);
    set("decay", 2.0f);
    set("release", 0.5f);
    set("sustain", 0.25f);
    rt_guard_enter();
    rig_run(&a, 0, 10);
    gate_at(10, 90, 1.0f); /* 48 up, 42 of 96 down */
    gate_at(100, 12, 0.0f);
    gate_at(112, 144, 0.3f); /* again, from half of that level; any value opens */
    rt_guard_leave();
    const double peak_to = 1.0 - 0.75 * 42 / 96, half = peak_to / 2;
    for (int i = 0; i < RIG_FRAMES; i++) {
        const double up = (1.0 - half) * 48; /* frames of the part that is left */
        double y = i < 10    ? 0.0
                   : i < 58  ? (i - 10) / 48.0
                   : i < 100 ? 1.0 - 0.75 * (i - 58) / 96
                   : i < 112 ? peak_to * (1.0 - (i - 100) / 24.0)
                             : half + (1.0 - half) * (i - 112) / ceil(up);
        if (i > 112 + ceil(up))
            y = fmax(0.25, 1.0 - 0.75 * (i - 112 - ceil(up)) / 96);
        assert_true(fabs(a.out[0][i] - y) < 1e-5);
    }
}

static void a_gate_that_is_set_works_as_well(void **state)
{
    (void)state;
    set_up("chronus_adsr", 0);
    play(NULL, out, 100);
    assert_true(out[99] == 0.0f);
    set("gate", 1.0f);
    play(NULL, out, 481);
    assert_true(out[0] == 0.0f && out[240] == 0.5f && out[480] == 1.0f);
}

/* R. Bristow-Johnson's forms in double, direct form 1. */
static void reference(int mode, double hz, double q, const float *x, double *y, int n)
{
    const double w = TURN * hz / RATE, c = cos(w), alpha = sin(w) / (2 * q);
    const double b0 = mode == 0 ? (1 - c) / 2 : mode == 1 ? (1 + c) / 2 : alpha;
    const double b1 = mode == 0 ? 1 - c : mode == 1 ? -(1 + c) : 0;
    const double b2 = mode == 2 ? -alpha : b0;

    for (int i = 0; i < n; i++) {
        const double x1 = i > 0 ? (double)x[i - 1] : 0,
                     x2 = i > 1 ? (double)x[i - 2] : 0;
        const double y1 = i > 0 ? y[i - 1] : 0, y2 = i > 1 ? y[i - 2] : 0;
        y[i] = (b0 * (double)x[i] + b1 * x1 + b2 * x2 + 2 * c * y1 - (1 - alpha) * y2) /
               (1 + alpha);
    }
}

/* Tolerance: floats, whose error a filter of q 20 amplifies by about 40. */
static void a_biquad_is_that_of_the_cookbook(void **state)
{
    static const float hz[] = {30.0f, 1000.0f, 15000.0f}, q[] = {0.1f, 0.707f, 20.0f};
    static float x[LONG];
    static double y[LONG];

    (void)state;
    for (int i = 0; i < LONG; i++)
        x[i] = rig_noise(7, (uint32_t)i % RIG_FRAMES, (uint32_t)i / RIG_FRAMES);
    for (int k = 0; k < 27; k++) {
        set_up("biquad_filter", 0);
        set("mode", (float)(k / 9));
        set("cutoff", hz[k / 3 % 3]);
        set("q", q[k % 3]);
        play(x, out, LONG);
        reference(k / 9, (double)hz[k / 3 % 3], (double)q[k % 3], x, y, LONG);
        for (int i = 0; i < LONG; i++)
            assert_true(fabs(out[i] - y[i]) < 2e-4);
    }
}

/* A low-pass whose cutoff moves is, 25 ms and 99 % later, the one that was asked for:
 * the gain of a sine at the cutoff is q. */
static void a_biquad_glides(void **state)
{
    static float x[LONG];
    float early = 0.0f, late = 0.0f;

    (void)state;
    for (int i = 0; i < LONG; i++)
        x[i] = (float)sin(TURN * 4000.0 * i / RATE);
    set_up("biquad_filter", 0);
    play(x, out, LONG);
    set("cutoff", 4000.0f);
    play(x, out, LONG);
    for (int i = 0; i < LONG; i++) {
        early = i < 48 && fabsf(out[i]) > early ? fabsf(out[i]) : early;
        late = i > 2400 && fabsf(out[i]) > late ? fabsf(out[i]) : late;
    }
    assert_true(early < 0.25f); /* 1 ms: not there at once */
    assert_true(fabsf(late - 0.707f) < 0.002f);
}

static double wave(int shape, double turns)
{
    const double part = turns - floor(turns);

    return shape == 0   ? sin(TURN * part)
           : shape == 1 ? 4 * fabs(fmod(part + 0.75, 1.0) - 0.5) - 1
           : shape == 2 ? (part < 0.5 ? 1 : -1)
                        : 2 * part - 1;
}

/* At 15 Hz a cycle is 3200 frames: edges fall on even ones, so odd ones are asked. */
static void an_lfo_has_four_shapes(void **state)
{
    (void)state;
    for (int shape = 0; shape < 4; shape++) {
        set_up("chronus_lfo", 0);
        set("freq", 15.0f);
        set("depth", 0.5f);
        set("offset", 0.25f);
        set("shape", (float)shape);
        play(NULL, out, LONG);
        for (int i = 1; i < LONG; i += 2)
            assert_true(fabs(out[i] - (0.25 + 0.5 * wave(shape, 15.0 * i / RATE))) <
                        1e-6);
    }
}

static void an_lfo_begins_anew_where_reset_rises(void **state)
{
    (void)state;
    set_up("chronus_lfo", 0);
    play(NULL, out, 1000);
    assert_true(out[999] > 0.1f);
    set("reset", 1.0f);
    play(NULL, out, 1000);
    for (int i = 0; i < 1000; i++)
        assert_true(fabs(out[i] - wave(0, i / (double)RATE)) < 1e-6);
}

static void ranges_are_those_of_the_instrument(void **state)
{
    static const struct range rows[] = {
        {"simple_sine", "frequency", 0.1f, 440.0f, 191990.0f},
        {"simple_sine", "gain", 0.0f, 0.5f, 1.0f},
        {"chronus_adsr", "attack", 0.1f, 10.0f, 10000.0f},
        {"chronus_adsr", "decay", 0.1f, 100.0f, 10000.0f},
        {"chronus_adsr", "sustain", 0.0f, 0.7f, 1.0f},
        {"chronus_adsr", "release", 0.1f, 200.0f, 10000.0f},
        {"biquad_filter", "filter_mode", 0.0f, 0.0f, 2.0f},
        {"biquad_filter", "cutoff", 10.0f, 1000.0f, 191990.0f},
        {"biquad_filter", "resonance", 0.1f, 0.707f, 20.0f},
        {"chronus_lfo", "frequency", 0.01f, 1.0f, 20.0f},
        {"chronus_lfo", "depth", 0.0f, 1.0f, 1.0f},
        {"chronus_lfo", "offset", -1.0f, 0.0f, 1.0f},
        {"sine_v2", "phase_offset", 0.0f, 0.0f, 6.28318531f},
    };

    (void)state;
    ranges_hold(rows, sizeof(rows) / sizeof(rows[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sine_keeps_its_phase_for_minutes),
        cmocka_unit_test(gain_comes_99_percent_near_in_5_ms),
        cmocka_unit_test(freq_comes_99_percent_near_in_10_ms),
        cmocka_unit_test(what_has_arrived_is_the_setting),
        cmocka_unit_test(phase_offset_turns_the_sine),
        cmocka_unit_test(an_adsr_is_straight_lines_from_where_it_is),
        cmocka_unit_test(a_gate_that_is_set_works_as_well),
        cmocka_unit_test(a_biquad_is_that_of_the_cookbook),
        cmocka_unit_test(a_biquad_glides),
        cmocka_unit_test(an_lfo_has_four_shapes),
        cmocka_unit_test(an_lfo_begins_anew_where_reset_rises),
        cmocka_unit_test(ranges_are_those_of_the_instrument),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rig_tear_down(&a);
    return failed;
}
