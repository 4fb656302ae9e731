/* SPDX-License-Identifier: MIT */
/* fm: sidebands against Bessel functions, chains, feedback. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { RATE = 48000, N = 4800 }; /* bins of 10 Hz */

static struct rig modulator, carrier;
static float mod[N], wave[N];

static void set_up(struct rig *rig, float frequency_hz, float ratio)
{
    rig_set_up_plain(rig, "fm", 1);
    rig_hold(rig, "frequency", frequency_hz);
    rig_hold(rig, "ratio", ratio);
}

static void play_chain(void)
{
    int64_t frame = 0, too = 0;

    rig_play(&modulator, &frame, NULL, mod, N);
    rig_play(&carrier, &too, mod, wave, N);
}

/* Sine part of the bin at f. */
static double sine_part(double f_hz)
{
    double sum = 0.0;

    for (int i = 0; i < N; i++)
        sum += (double)wave[i] * sin(2.0 * PI * f_hz * i / RATE);
    return 2.0 * sum / N;
}

/* sin(c + I sin m) = sum over n of J_n(I) sin(c + n m).  The phase of the modulation is
 * a float of up to 1.6 turns, 2^-24 of which is 1e-7, and the polynomial's error is
 * 2e-7: 1e-5 is ample and far below what is heard. */
static void sidebands_are_bessel_functions(void **state)
{
    static const float depth[] = {0.5f, 2.0f, 5.0f, 10.0f};

    (void)state;
    for (int d = 0; d < 4; d++) {
        set_up(&modulator, 100.0f, 2.0f);
        set_up(&carrier, 6000.0f, 1.0f);
        rig_hold(&carrier, "index", depth[d]);
        play_chain();
        for (int n = -20; n <= 20; n++)
            assert_true(fabs(sine_part(6000.0 + 200.0 * n) - jn(n, (double)depth[d])) <
                        1e-5);
    }
}

/* Feedback b from the last value alone would solve y = sin(p + b y), whose series is
 * 2 J_n(n b) / (n b); the mean of two values lags by half a frame and has gain
 * cos(w / 2): at 50 Hz 5e-6 and, for b = 1, a phase of 0.0033 radians n. */
static void feedback_makes_a_saw(void **state)
{
    (void)state;
    set_up(&carrier, 50.0f, 1.0f);
    rig_hold(&carrier, "feedback", 1.0f);
    memset(mod, 0, sizeof(mod));
    for (int seconds = 0; seconds < 2; seconds++) {
        int64_t frame = 0;
        rig_play(&carrier, &frame, mod, wave, N);
    }
    for (int n = 1; n <= 5; n++) {
        double re = sine_part(50.0 * n), im = 0.0;
        for (int i = 0; i < N; i++)
            im += 2.0 / N * (double)wave[i] * cos(2.0 * PI * 50.0 * n * i / RATE);
        assert_true(fabs(hypot(re, im) - 2.0 * jn(n, (double)n) / n) < 0.01);
    }
}

static void any_feedback_is_bounded_by_the_amplitude(void **state)
{
    (void)state;
    for (float feedback = 0.0f; feedback <= 3.0f; feedback += 0.5f) {
        set_up(&carrier, 3000.0f, 7.3f);
        rig_hold(&carrier, "feedback", feedback);
        int64_t frame = 0;
        rig_play(&carrier, &frame, NULL, wave, N);
        for (int i = 0; i < N; i++)
            assert_true(fabs((double)wave[i]) <= 1.000001);
    }
}

/* An input of any size: what is left of its phase is a phase. */
static void an_input_of_any_size_is_survived(void **state)
{
    static const float wild[] = {1e4f, 1e9f, 1e30f, 3.4e38f, -3.4e38f};

    (void)state;
    for (int k = 0; k < 5; k++) {
        set_up(&carrier, 440.0f, 1.0f);
        rig_hold(&carrier, "index", 64.0f);
        for (int i = 0; i < N; i++)
            mod[i] = i % 2 ? wild[k] : -wild[k];
        int64_t frame = 0;
        rig_play(&carrier, &frame, mod, wave, N);
        for (int i = 0; i < N; i++)
            assert_true(fabs((double)wave[i]) <= 1.000001);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sidebands_are_bessel_functions),
        cmocka_unit_test(feedback_makes_a_saw),
        cmocka_unit_test(any_feedback_is_bounded_by_the_amplitude),
        cmocka_unit_test(an_input_of_any_size_is_survived),
    };
    const int failed = cmocka_run_group_tests_name("fm", tests, NULL, NULL);

    rig_tear_down(&modulator);
    rig_tear_down(&carrier);
    return failed;
}
