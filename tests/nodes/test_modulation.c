/* SPDX-License-Identifier: MIT */
/* vibrato, chorus, flanger, phaser, tremolo, auto_pan and ring against their formulas
 * in double. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 48000 };

static struct rig rig;
static float in[2 * N], out[2 * N];

static void play(void)
{
    int64_t frame = 0;

    rig_prepare(&rig);
    rig_play(&rig, &frame, in, out, N / rig.env.out_lanes[0]);
}

static void put_sine(double hz)
{
    for (int i = 0; i < N; i++)
        in[i] = (float)sin(2.0 * PI * hz / 48000.0 * i);
}

/* What the sine was `frames` ago. */
static double past(double hz, int i, double frames)
{
    return sin(2.0 * PI * hz / 48000.0 * (i - frames));
}

static double wave(double rate_hz, int i, double ahead)
{
    return sin(2.0 * PI * (rate_hz / 48000.0 * i + ahead));
}

static double amplitude(double hz, int from, int n)
{
    double re = 0.0, im = 0.0;

    for (int i = from; i < from + n; i++) {
        re += (double)out[i] * cos(2.0 * PI * hz / 48000.0 * i);
        im += (double)out[i] * sin(2.0 * PI * hz / 48000.0 * i);
    }
    return 2.0 * hypot(re, im) / n;
}

/* 3e-4: the cubic between frames is off by (9 / 128) w^4 / 3 for w = 0.13, that is
 * 7e-6, and the float delay of up to 2000 frames by 1e-4 frames. */
static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.9g is not %.9g", got, want);
}

static void vibrato_reads_where_its_delay_says(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "vibrato", 1);
    rig_hold(&rig, "rate", 5.0f);
    rig_hold(&rig, "depth", 0.4f);
    put_sine(1000.0);
    play();
    for (int i = 500; i < N; i++)
        assert_near((double)out[i],
                    past(1000.0, i, 2.0 + 120.0 * 0.4 * (1.0 + wave(5.0, i, 0.0))),
                    3e-4);
}

/* f (1 - d'): at 5 Hz and depth 0.2 the pitch goes 2 pi 5 * 0.5 ms = 1.57 % up and
 * down, which is 27.0 and 27.4 cents. */
static void vibrato_goes_as_many_cents_as_its_help_says(void **state)
{
    double last = 0.0, highest = 0.0, lowest = 1e9;

    (void)state;
    rig_set_up_plain(&rig, "vibrato", 1);
    rig_hold(&rig, "rate", 5.0f);
    rig_hold(&rig, "depth", 0.2f);
    put_sine(1000.0);
    play();
    for (int i = 1000; i < N; i++) {
        if (out[i - 1] >= 0.0f || out[i] < 0.0f)
            continue;
        const double at = i - (double)out[i] / ((double)out[i] - (double)out[i - 1]);
        const double cents = 1200.0 * log2(48.0 / (at - last));
        if (last > 0.0) {
            highest = fmax(highest, cents);
            lowest = fmin(lowest, cents);
        }
        last = at;
    }
    /* a zero is found within 2e-3 frames, 0.1 cents of 48 */
    assert_near(highest, 1200.0 * log2(1.0 + PI * 0.005), 0.2);
    assert_near(lowest, 1200.0 * log2(1.0 - PI * 0.005), 0.2);
}

static void chorus_is_the_sum_of_its_voices(void **state)
{
    (void)state;
    for (int voices = 1; voices <= 8; voices += 7) {
        rig_set_up_plain(&rig, "chorus", 1);
        rig_hold(&rig, "rate", 2.0f);
        rig_hold(&rig, "depth", 0.8f);
        rig_hold(&rig, "voices", (float)voices);
        put_sine(500.0);
        play();
        for (int i = 4000; i < N; i++) {
            double sum = 0.0;
            for (int v = 0; v < voices; v++)
                sum += past(500.0, i,
                            48.0 * 18.0 + 48.0 * 6.0 * 0.8 / 3.0 *
                                              wave(2.0, i, (double)v / voices));
            assert_near((double)out[i],
                        0.5 * (double)in[i] + 0.5 * sum / sqrt((double)voices), 5e-4);
        }
    }
}

static void the_second_channel_runs_ahead(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "chorus", 2);
    rig_hold(&rig, "voices", 1.0f);
    rig_hold(&rig, "wet", 1.0f);
    rig_hold(&rig, "rate", 1.0f);
    for (int i = 0; i < N; i++) /* the same on both */
        in[i] = (float)sin(2.0 * PI * 500.0 / 48000.0 * (i / 2));
    play();
    for (int i = 4000; i < N / 2; i++)
        for (int l = 0; l < 2; l++)
            assert_near(
                (double)out[2 * i + l],
                past(500.0, i, 48.0 * 18.0 + 48.0 * 1.5 * wave(1.0, i, 0.25 * l)),
                5e-4);
}

static void flanger_combs_with_its_copy(void **state)
{
    (void)state;
    for (int through = 0; through < 2; through++) {
        rig_set_up_plain(&rig, "flanger", 1);
        rig_hold(&rig, "rate", 1.0f);
        rig_hold(&rig, "depth", 0.5f);
        rig_hold(&rig, "feedback", 0.0f);
        rig_hold(&rig, "through_zero", (float)through);
        put_sine(700.0);
        play();
        for (int i = 1000; i < N; i++) {
            const double dry = through ? past(700.0, i, 122.0) : (double)in[i];
            const double copy = past(700.0, i, 122.0 + 120.0 * wave(1.0, i, 0.0));
            assert_near((double)out[i], 0.5 * dry + 0.5 * copy, 3e-4);
        }
    }
}

/* Notches where the formula says, 60 dB deep at least, and no loss half way between. */
static void phaser_has_its_notches(void **state)
{
    (void)state;
    for (int stages = 2; stages <= 12; stages += 2) {
        for (int k = 1; k <= stages / 2; k++) {
            const double middle = tan(PI * 800.0 / 48000.0);
            const double hz =
                atan(middle * tan(PI * (2 * k - 1) / (2.0 * stages))) * 48000.0 / PI;
            rig_set_up_plain(&rig, "phaser", 1);
            rig_hold(&rig, "depth", 0.0f);
            rig_hold(&rig, "stages", (float)stages);
            put_sine(hz);
            play();
            for (int i = N / 2; i < N; i++)
                assert_true(fabsf(out[i]) < 1e-3f);
        }
        rig_set_up_plain(&rig, "phaser", 1);
        rig_hold(&rig, "depth", 0.0f);
        rig_hold(&rig, "stages", (float)stages);
        put_sine(20.0);
        play(); /* the copy lags by 2 n atan(f / fc) */
        const double lag = 2.0 * stages * atan(20.0 / 800.0);
        assert_near(amplitude(20.0, N / 2, N / 2), fabs(cos(lag / 2.0)), 1e-3);
    }
}

/* With feedback b the copy is a / (1 - b a), a = (1 - j t) / (1 + j t) to the n-th. */
static void phaser_feeds_back_without_a_frame_of_delay(void **state)
{
    static const double at_hz[] = {120.0, 640.0, 3000.0, 12000.0};

    (void)state;
    for (int f = 0; f < 4; f++) {
        const double t = tan(PI * at_hz[f] / 48000.0) / tan(PI * 800.0 / 48000.0);
        const double angle = -2.0 * 6.0 * atan(t);
        const double want = 1.0 / hypot(1.0 - 0.8 * cos(angle), 0.8 * sin(angle));
        rig_set_up_plain(&rig, "phaser", 1);
        rig_hold(&rig, "depth", 0.0f);
        rig_hold(&rig, "wet", 1.0f);
        rig_hold(&rig, "feedback", 0.8f);
        put_sine(at_hz[f]);
        play();
        assert_near(amplitude(at_hz[f], N / 2, N / 2), want, 1e-3 * want);
    }
}

static void tremolo_follows_its_wave(void **state)
{
    (void)state;
    for (int shape = 0; shape < 2; shape++) {
        rig_set_up_plain(&rig, "tremolo", 2);
        rig_hold(&rig, "rate", 4.0f);
        rig_hold(&rig, "depth", 0.6f);
        rig_hold(&rig, "shape", (float)shape);
        rig_hold(&rig, "spread", 1.0f);
        for (int i = 0; i < N; i++)
            in[i] = 1.0f;
        play();
        for (int i = 0; i < N / 2; i++)
            for (int l = 0; l < 2; l++) { /* spread 1: the other half of the swing */
                const double s = wave(4.0, i, 0.5 * l);
                const double w = shape ? 2.0 / PI * asin(s) : s;
                assert_near((double)out[2 * i + l], 1.0 - 0.3 * (1.0 - w), 2e-6);
            }
    }
}

static void auto_pan_keeps_the_power(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "auto_pan", 1);
    rig_hold(&rig, "rate", 3.0f);
    for (int i = 0; i < N; i++)
        in[i] = 1.0f;
    play();
    for (int i = 0; i < N / 2; i++) {
        const double angle = PI / 4.0 * (1.0 + wave(3.0, i, 0.0));
        /* a rate is rounded to 2^-33: 3e-6 cycles in 24000 frames, 1.4e-5 of angle */
        assert_near((double)out[2 * i], cos(angle), 2e-5);
        assert_near((double)out[2 * i + 1], sin(angle), 2e-5);
    }
    rig_set_up_plain(&rig, "auto_pan", 2); /* left and right stay in the middle */
    rig_hold(&rig, "depth", 0.0f);
    play();
    for (int i = 0; i < N; i++)
        assert_near((double)out[i], 1.0, 1e-6);
}

static void ring_leaves_sum_and_difference(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "ring", 1);
    rig_hold(&rig, "frequency", 300.0f);
    put_sine(1000.0);
    play();
    assert_near(amplitude(1300.0, 0, N), 0.5, 1e-6);
    assert_near(amplitude(700.0, 0, N), 0.5, 1e-6);
    assert_near(amplitude(1000.0, 0, N), 0.0, 1e-6);
    assert_near(amplitude(300.0, 0, N), 0.0, 1e-6);
}

static void ring_takes_another_carrier(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "ring", 1);
    rig_hold(&rig, "sine", 0.0f);
    for (int i = 0; i < RIG_FRAMES; i++) {
        rig.in[0][i] = rig_noise(0, (uint32_t)i, 0);
        rig.in[1][i] = rig_noise(1, (uint32_t)i, 0);
    }
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_true(rig.out[0][i] == rig.in[0][i] * rig.in[1][i]);
}

/* Loops turn no junk into more than the memory holds, times what leaves it. */
static void junk_on_every_parameter_stays_bounded(void **state)
{
    static const char *const names[] = {"vibrato", "chorus",   "flanger", "phaser",
                                        "tremolo", "auto_pan", "ring"};

    (void)state;
    for (int c = 0; c < 7; c++) {
        rig_set_up(&rig, leat_node_class_find(names[c]), 2, RIG_MOVING, RIG_ALL_ALIKE);
        for (int i = 0; i < 400; i++) {
            rig_run_at(&rig, (int64_t)i * RIG_FRAMES, 0, RIG_FRAMES);
            for (int s = 0; s < 2 * RIG_FRAMES; s++)
                assert_true(fabsf(rig.out[0][s]) <= 64.0f * 3.0f * 1.25f);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(vibrato_reads_where_its_delay_says),
        cmocka_unit_test(vibrato_goes_as_many_cents_as_its_help_says),
        cmocka_unit_test(chorus_is_the_sum_of_its_voices),
        cmocka_unit_test(the_second_channel_runs_ahead),
        cmocka_unit_test(flanger_combs_with_its_copy),
        cmocka_unit_test(phaser_has_its_notches),
        cmocka_unit_test(phaser_feeds_back_without_a_frame_of_delay),
        cmocka_unit_test(tremolo_follows_its_wave),
        cmocka_unit_test(auto_pan_keeps_the_power),
        cmocka_unit_test(ring_leaves_sum_and_difference),
        cmocka_unit_test(ring_takes_another_carrier),
        cmocka_unit_test(junk_on_every_parameter_stays_bounded),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
