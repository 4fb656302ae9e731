/* SPDX-License-Identifier: MIT */
/* additive: against the sum of its sines in double, and where it falls silent. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { RATE = 48000, N = 9600 };

static struct rig rig;
static float wave[N], other[N];

static void play(float *to, uint32_t n)
{
    int64_t frame = 0;

    rig_play(&rig, &frame, NULL, to, n);
}

static double fade(double f)
{
    return f <= 0.0 ? 0.0 : fmin(fmax((0.49 - f / RATE) * 25.0, 0.0), 1.0);
}

/* What the head of additive.c says, with phases that have advanced by i frames. */
static double reference(int i, double f0, double shift, double tilt_db, int n)
{
    double sum = 0.0, square = 0.0;

    for (int k = 1; k <= n; k++) {
        const double level = pow(k, tilt_db / 6.0206), f = f0 * k + shift;
        square += level * level;
        sum += level * fade(f) * sin(2.0 * PI * fmod(f * i / RATE, 1.0));
    }
    return sum / sqrt(square);
}

/* A frequency is a float, off by up to 2^-25 of itself twice: 1 mHz at 17 kHz, which is
 * 1.4e-7 radians a frame, and up to ten times that where 1000 of them stand in line.
 * Swing and polynomials add 64 roundings: 2e-4 is ample. */
static void is_the_sum_of_its_sines(void **state)
{
    static const struct {
        float f0, shift, tilt;
        int n;
    } banks[] = {{220.0f, 0.0f, -6.0f, 32},
                 {17.37f, 32.63f, 0.0f, 1000},
                 {440.0f, -500.0f, -3.0f, 200},
                 {5000.0f, 0.0f, 0.0f, 3}};

    (void)state;
    for (size_t b = 0; b < sizeof(banks) / sizeof(banks[0]); b++) {
        rig_set_up_plain(&rig, "additive", 1);
        rig_hold(&rig, "partials", (float)banks[b].n);
        rig_hold(&rig, "frequency", banks[b].f0);
        rig_hold(&rig, "shift", banks[b].shift);
        rig_hold(&rig, "tilt", banks[b].tilt);
        play(wave, N);
        for (int i = 0; i < N; i += i < 200 ? 1 : 37) {
            const double want =
                reference(i, (double)banks[b].f0, (double)banks[b].shift,
                          (double)banks[b].tilt, banks[b].n);
            if (fabs((double)wave[i] - want) > 2e-4 + 1.4e-6 * i)
                fail_msg("bank %d at frame %d is %g, not %g", (int)b, i,
                         (double)wave[i], want);
        }
    }
}

/* Amplitude of frequency f under a Hann window over all frames. */
static double amplitude(const float *x, double f)
{
    double re = 0.0, im = 0.0;

    for (int i = 0; i < N; i++) {
        const double w = 1.0 - cos(2.0 * PI * (i + 0.5) / N);
        re += w * (double)x[i] * cos(2.0 * PI * f * i / RATE);
        im += w * (double)x[i] * sin(2.0 * PI * f * i / RATE);
    }
    return 2.0 / N * hypot(re, im);
}

static void lists_give_ratios_and_levels(void **state)
{
    const double level[] = {1.0, 0.5, 0.25}, all = sqrt(1.0 + 0.25 + 0.0625);
    const double ratio[] = {1.0, 2.76, 5.4};

    (void)state;
    rig_set_up_plain(&rig, "additive", 1);
    rig.text[leat_node_param_find(rig.node, "ratios")] = "1, 2.76 5.40";
    rig.text[leat_node_param_find(rig.node, "levels")] = "1 .5 0.25";
    rig_hold(&rig, "tilt", 0.0f);
    rig_hold(&rig, "frequency", 500.0f);
    rig.is_set[leat_node_param_find(rig.node, "partials")] = false;
    rig_prepare(&rig);
    play(wave, N);
    for (int k = 0; k < 3; k++) /* float steps: 1e-4 */
        assert_true(fabs(amplitude(wave, 500.0 * ratio[k]) - level[k] / all) < 1e-4);
    assert_true(amplitude(wave, 1000.0) < 1e-4);
}

/* An inharmonic bank whose frequencies pass half the rate leaves nothing that folds: at
 * f0 = 9 kHz partials 3 to 32 are gone. */
static void nothing_folds(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "additive", 1);
    rig_hold(&rig, "frequency", 9000.0f);
    play(wave, N);
    for (double f = 500.0; f < 24000.0; f += 500.0)
        if (f != 9000.0 && f != 18000.0)
            assert_true(amplitude(wave, f) < 1e-5);
}

/* A frequency that moves at every frame: phases add up the steps. */
static void frequency_may_move_at_every_frame(void **state)
{
    double turns = 0.0, worst = 0.0;
    const int k = leat_node_param_find(leat_node_class_find("additive"), "frequency");

    (void)state;
    rig_set_up_plain(&rig, "additive", 1);
    rig_hold(&rig, "partials", 1.0f);
    rig.step[k] = 1;
    for (int i = 0; i < RIG_FRAMES; i++)
        rig.param[k][i] = (float)(1000.0 + 400.0 * sin(0.3 * i));
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        worst = fmax(worst, fabs((double)rig.out[0][i] - sin(2.0 * PI * turns)));
        turns += (double)rig.param[k][i] / RATE;
    }
    assert_true(worst < 1e-5);
}

/* Swinging for an hour neither grows nor fades: it is set anew every 64 frames. */
static void levels_stay(void **state)
{
    double first = 0.0, last = 0.0;
    int64_t frame = 0;

    (void)state;
    rig_set_up_plain(&rig, "additive", 1);
    rig_play(&rig, &frame, NULL, wave, N);
    for (int s = 0; s < 3000; s++)
        rig_play(&rig, &frame, NULL, other, N);
    for (int i = 0; i < N; i++) {
        first += (double)wave[i] * (double)wave[i];
        last += (double)other[i] * (double)other[i];
    }
    /* whole periods of 220 Hz: 44 in N frames; the RMS is that of a sine of 1 */
    assert_true(fabs(first / N - 0.5) < 1e-3 && fabs(last / first - 1.0) < 1e-4);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_sum_of_its_sines),
        cmocka_unit_test(lists_give_ratios_and_levels),
        cmocka_unit_test(nothing_folds),
        cmocka_unit_test(frequency_may_move_at_every_frame),
        cmocka_unit_test(levels_stay),
    };
    const int failed = cmocka_run_group_tests_name("additive", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
