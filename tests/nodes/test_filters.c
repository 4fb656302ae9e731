/* SPDX-License-Identifier: MIT */
/* The two-pole filters, onepole and dc_block against the closed form of what they claim
 * to be: the analogue filter on the bilinear transform's frequency axis. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/junk.h"
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

static double complex answer(double f_hz)
{
    const double complex turn = cexp(-2.0 * I * PI * f_hz / rig.env.rate_hz);
    double complex z = 1.0, sum = 0.0;

    for (int n = 0; n < N; n++, z *= turn)
        sum += (double)response[n] * z;
    return sum;
}

/* s on the bilinear axis, 1 at the cutoff. */
static double complex axis(double f_hz, double cutoff_hz)
{
    return I * tan(PI * f_hz / rig.env.rate_hz) / tan(PI * cutoff_hz / rig.env.rate_hz);
}

/* The analogue responses as R. Bristow-Johnson's cookbook has them; `A` is
 * 10^(gain / 40). */
static double complex closed_form(const char *shape, double complex s, double q,
                                  double A)
{
    const double complex under = s * s + s / q + 1.0, root = sqrt(A) / q;

    return strcmp(shape, "lowpass") == 0    ? 1.0 / under
           : strcmp(shape, "highpass") == 0 ? s * s / under
           : strcmp(shape, "bandpass") == 0 ? s / q / under
           : strcmp(shape, "notch") == 0    ? (s * s + 1.0) / under
           : strcmp(shape, "allpass") == 0  ? (s * s - s / q + 1.0) / under
           : strcmp(shape, "bell") == 0
               ? (s * s + s * A / q + 1.0) / (s * s + s / (A * q) + 1.0)
           : strcmp(shape, "lowshelf") == 0
               ? A * (s * s + root * s + A) / (A * s * s + root * s + 1.0)
               : A * (A * s * s + root * s + 1.0) / (s * s + root * s + A);
}

/* 0.01 dB, and as much in phase, from 20 Hz to 16 kHz; below -80 dB an impulse's
 * rounding is all there is. */
static void assert_answers(double f_hz, double complex want)
{
    const double complex got = answer(f_hz);

    if (!(cabs(got - want) <= 0.00115 * cabs(want) + 1e-6))
        fail_msg("%s at %g Hz: %.9g is not %.9g", rig.node->name, f_hz, cabs(got),
                 cabs(want));
}

static void assert_follows(const char *shape, double cutoff_hz, double q,
                           double gain_db)
{
    for (double f = 20.0; f < 16001.0; f *= 1.6678)
        assert_answers(
            f, closed_form(shape, axis(f, cutoff_hz), q, pow(10.0, gain_db / 40.0)));
}

static const char *const shapes[] = {"lowpass", "highpass", "bandpass", "notch",
                                     "allpass", "bell",     "lowshelf", "highshelf"};
enum { N_SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static const double rates[] = {44100.0, 48000.0, 96000.0};
static const float cutoffs[] = {8000.0f, 1000.0f, 100.0f}, qs[] = {0.5f, 0.7071f, 8.0f},
                   gains_db[] = {24.0f, 6.0f, -24.0f};

/* Hold frequency, q and, where there is one, gain of combination k. */
static void hold_combination(int k)
{
    rig.env.rate_hz = rates[k];
    rig_hold(&rig, "frequency", cutoffs[k]);
    rig_hold(&rig, "q", qs[k]);
    if (leat_node_param_find(rig.node, "gain") >= 0)
        rig_hold(&rig, "gain", gains_db[k]);
}

static void responses_match_the_closed_form(void **state)
{
    (void)state;
    for (int c = 0; c < N_SHAPES; c++) {
        for (int k = 0; k < 3; k++) {
            rig_set_up_plain(&rig, shapes[c], 1);
            hold_combination(k);
            impulse();
            assert_follows(shapes[c], (double)cutoffs[k], (double)qs[k],
                           (double)gains_db[k]);
        }
    }
}

static void filter_has_them_all_by_type(void **state)
{
    (void)state;
    for (int c = 0; c < N_SHAPES; c++) {
        rig_set_up_plain(&rig, "filter", 1);
        rig_hold(&rig, "type", (float)c);
        hold_combination(1);
        impulse();
        assert_follows(shapes[c], (double)cutoffs[1], (double)qs[1],
                       (double)gains_db[1]);
    }
}

/* Two sections; q = 1 / sqrt(2) is Butterworth's flat response. */
static void steep_slopes_match_the_closed_form(void **state)
{
    const double first = 0.5 / cos(PI / 8.0);

    (void)state;
    for (int c = 0; c < 2; c++) {
        for (int k = 0; k < 3; k++) {
            const double q = (double)qs[k];
            rig_set_up_plain(&rig, shapes[c], 1);
            rig_hold(&rig, "slope", 24.0f);
            hold_combination(k);
            impulse();
            for (double f = 20.0; f < 16001.0; f *= 1.6678) {
                const double complex s = axis(f, (double)cutoffs[k]);
                const double complex want = closed_form(shapes[c], s, first, 1.0) *
                                            closed_form(shapes[c], s, q / first, 1.0);
                assert_answers(f, want);
                if (k == 1)
                    assert_near(cabs(want),
                                1.0 / sqrt(1.0 + pow(cabs(s), c ? -8.0 : 8.0)), 1e-4);
            }
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
    assert_follows("bandpass", sqrt(300.0 * 3000.0), sqrt(300.0 * 3000.0) / 2700.0,
                   0.0);
    /* at the edges -3 dB, but for the bilinear transform's bend: 1 % at 3 kHz */
    assert_near(cabs(answer(300.0)), sqrt(0.5), 0.01);
    assert_near(cabs(answer(3000.0)), sqrt(0.5), 0.01);
}

static void cutoffs_above_half_the_rate_are_held(void **state)
{
    (void)state;
    for (int c = 0; c < 4; c++) {
        rig_set_up_plain(&rig, shapes[c], 1);
        rig.env.rate_hz = 8000.0;
        rig_hold(&rig, "frequency", 20000.0f);
        rig_hold(&rig, "q", 40.0f);
        impulse();
        assert_near((double)response[N - 1], 0.0, 1e-6);
    }
}

static void one_pole_filters_match_the_closed_form(void **state)
{
    (void)state;
    for (int c = 0; c < 3; c++) {
        const bool high = c > 0;
        rig_set_up_plain(&rig, c == 2 ? "dc_block" : "onepole", 1);
        rig_hold(&rig, "cutoff", c == 0 ? 1000.0f : 20.0f);
        if (c == 1)
            rig_hold(&rig, "type", 1.0f);
        impulse();
        for (double f = 5.0; f < 20000.0; f *= 2.0) {
            const double complex s = axis(f, c == 0 ? 1000.0 : 20.0);
            assert_answers(f, (high ? s : 1.0) / (s + 1.0));
        }
        assert_near(cabs(answer(0.0)), high ? 0.0 : 1.0, 1e-4);
    }
}

/* 1 / (1 - feedback * z^-d) for whole d; with damping, low(z) in the loop. */
static void comb_matches_the_closed_form(void **state)
{
    (void)state;
    for (int damped = 0; damped < 2; damped++) {
        rig_set_up_plain(&rig, "comb", 1);
        rig_hold(&rig, "frequency", 1000.0f);
        rig_hold(&rig, "feedback", damped ? 0.9f : -0.7f);
        if (damped)
            rig_hold(&rig, "damping", 3000.0f);
        impulse();
        for (double f = 20.0; f < 16001.0; f *= 1.1) {
            const double complex low = damped ? 1.0 / (axis(f, 3000.0) + 1.0) : 1.0;
            const double complex past = cexp(-2.0 * I * PI * f / 1000.0) * low;
            assert_answers(f, 1.0 / (1.0 - (damped ? 0.9 : -0.7) * past));
        }
    }
}

/* The cubic between frames lets through no frequency louder than it is, so between
 * whole delays, too, the longest ring dies. */
static void comb_dies_at_any_frequency(void **state)
{
    (void)state;
    for (float f = 21.0f; f < 20000.0f; f *= 1.7f) {
        rig_set_up_plain(&rig, "comb", 1);
        rig_hold(&rig, "frequency", f);
        rig_hold(&rig, "feedback", 0.99f);
        impulse();
        for (int n = N - 4800; n < N; n++)
            assert_true(fabsf(response[n]) < 1.0f);
    }
}

/* The step from one pair of memories to the next never lengthens them, so nothing runs
 * away; 2000 is twice the worst, a shelf of 24 dB whose q jumps between 0.1 and 18. */
static void modulation_at_every_frame_stays_bounded(void **state)
{
    static const double all_rates[] = {8000.0, 44100.0, 384000.0};
    static const char *const names[] = {"onepole", "comb"};

    (void)state;
    for (int r = 0; r < 3; r++) {
        for (int c = 0; c < N_SHAPES + 10; c++) {
            rig_set_up_plain(&rig,
                             c < N_SHAPES       ? shapes[c]
                             : c < N_SHAPES + 2 ? names[c - N_SHAPES]
                             : c < N_SHAPES + 4 ? shapes[c - N_SHAPES - 2]
                                                : "filter",
                             3);
            rig.env.rate_hz = all_rates[r];
            if (c >= N_SHAPES + 2 && c < N_SHAPES + 4)
                rig_hold(&rig, "slope", 24.0f);
            if (c >= N_SHAPES + 4)
                rig_hold(&rig, "type", (float)(c - N_SHAPES - 4));
            assert_true(junk_peak(&rig, 200) < 2000.0);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses_match_the_closed_form),
        cmocka_unit_test(filter_has_them_all_by_type),
        cmocka_unit_test(steep_slopes_match_the_closed_form),
        cmocka_unit_test(bandpass_takes_its_edges),
        cmocka_unit_test(cutoffs_above_half_the_rate_are_held),
        cmocka_unit_test(one_pole_filters_match_the_closed_form),
        cmocka_unit_test(comb_matches_the_closed_form),
        cmocka_unit_test(comb_dies_at_any_frequency),
        cmocka_unit_test(modulation_at_every_frame_stays_bounded),
    };
    const int failed = cmocka_run_group_tests_name("filters", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
