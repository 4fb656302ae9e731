/* SPDX-License-Identifier: MIT */
/* lowpass, highpass, bandpass, notch and dc_block against the closed form of what they
 * claim to be: the analogue filter on the bilinear transform's frequency axis. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 1 << 16 };

static struct rig rig;
static float response[N];

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.9g is not %.9g", got, want);
}

/* Filter an impulse; the answer lands in `response`. */
static void impulse(void)
{
    static const float x[N] = {1.0f};
    int64_t frame = 0;

    rig_prepare(&rig);
    rig_play(&rig, &frame, x, response, N);
}

static double magnitude(double f_hz)
{
    double re = 0.0, im = 0.0;

    for (int n = 0; n < N; n++) {
        re += (double)response[n] * cos(2.0 * PI * f_hz / rig.env.rate_hz * n);
        im -= (double)response[n] * sin(2.0 * PI * f_hz / rig.env.rate_hz * n);
    }
    return hypot(re, im);
}

/* |H| at s = jw of 1, s^2, s / q or 1 + s^2 over s^2 + s / q + 1. */
static double closed_form(const char *name, double f_hz, double cutoff_hz, double q)
{
    const double rate = rig.env.rate_hz;
    const double w = tan(PI * f_hz / rate) / tan(PI * cutoff_hz / rate);
    const double under = hypot(1.0 - w * w, w / q);

    return strcmp(name, "lowpass") == 0    ? 1.0 / under
           : strcmp(name, "highpass") == 0 ? w * w / under
           : strcmp(name, "bandpass") == 0 ? w / q / under
                                           : fabs(1.0 - w * w) / under;
}

/* 0.01 dB from 20 Hz to 16 kHz; below -80 dB an impulse's rounding is all there is. */
static void assert_follows(const char *name, double cutoff_hz, double q)
{
    for (double f = 20.0; f < 16001.0; f *= 1.6678) {
        const double want = closed_form(name, f, cutoff_hz, q);
        assert_near(magnitude(f), want, 0.00115 * want + 1e-6);
    }
}

static void responses_match_the_closed_form(void **state)
{
    static const char *const names[] = {"lowpass", "highpass", "bandpass", "notch"};
    static const double rates[] = {44100.0, 48000.0, 96000.0};
    static const float cutoffs[] = {100.0f, 1000.0f, 8000.0f},
                       qs[] = {0.5f, 0.7071f, 8.0f};

    (void)state;
    for (int c = 0; c < 4; c++) {
        for (int k = 0; k < 3; k++) {
            rig_set_up_plain(&rig, names[c], 1);
            rig.env.rate_hz = rates[k];
            rig_hold(&rig, "frequency", cutoffs[2 - k]);
            rig_hold(&rig, "q", qs[k]);
            impulse();
            assert_follows(names[c], (double)cutoffs[2 - k], (double)qs[k]);
        }
    }
}

static void bandpass_takes_its_edges(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "bandpass", 1);
    rig_hold(&rig, "low", 300.0f);
    rig_hold(&rig, "high", 3000.0f);
    impulse();
    assert_follows("bandpass", sqrt(300.0 * 3000.0), sqrt(300.0 * 3000.0) / 2700.0);
    /* at the edges -3 dB, but for the bilinear transform's bend: 1 % at 3 kHz */
    assert_near(magnitude(300.0), sqrt(0.5), 0.01);
    assert_near(magnitude(3000.0), sqrt(0.5), 0.01);
}

static void cutoffs_above_half_the_rate_are_held(void **state)
{
    static const char *const names[] = {"lowpass", "highpass", "bandpass", "notch"};

    (void)state;
    for (int c = 0; c < 4; c++) {
        rig_set_up_plain(&rig, names[c], 1);
        rig.env.rate_hz = 8000.0;
        rig_hold(&rig, "frequency", 20000.0f);
        rig_hold(&rig, "q", 40.0f);
        impulse();
        assert_near((double)response[N - 1], 0.0, 1e-6);
    }
}

static void dc_block_is_a_high_pass_of_one_pole(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "dc_block", 1);
    rig_hold(&rig, "cutoff", 20.0f);
    impulse();
    for (double f = 5.0; f < 20000.0; f *= 2.0) {
        const double w = tan(PI * f / 48000.0) / tan(PI * 20.0 / 48000.0);
        assert_near(magnitude(f), w / hypot(1.0, w), 1e-4);
    }
    assert_near(magnitude(0.0), 0.0, 1e-4);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses_match_the_closed_form),
        cmocka_unit_test(bandpass_takes_its_edges),
        cmocka_unit_test(cutoffs_above_half_the_rate_are_held),
        cmocka_unit_test(dc_block_is_a_high_pass_of_one_pole),
    };
    const int failed = cmocka_run_group_tests_name("filters", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
