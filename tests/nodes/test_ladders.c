/* SPDX-License-Identifier: MIT */
/* ladder and acid: small signals against the closed form, loud ones for what they
 * promise: an oscillation in tune, bounds, even bending. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/junk.h"
#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 1 << 16 };

static struct rig rig;
static float response[N], sound[N];

/* So soft that sat() bends it by less than 1e-8. */
static const float SOFT = 1e-4f;

static void impulse(void)
{
    int64_t frame = 0;

    sound[0] = SOFT;
    rig_prepare(&rig);
    rig_play(&rig, &frame, sound, response, N);
    sound[0] = 0.0f;
}

static double complex answer(const float *x, double f_hz)
{
    const double complex turn = cexp(-2.0 * I * PI * f_hz / rig.env.rate_hz);
    double complex z = 1.0, sum = 0.0;

    for (int n = 0; n < N; n++, z *= turn)
        sum += (double)x[n] * z;
    return sum;
}

/* s on the bilinear axis, 1j at the cutoff. */
static double complex axis(double f_hz, double cutoff_hz)
{
    return I * tan(PI * f_hz / rig.env.rate_hz) / tan(PI * cutoff_hz / rig.env.rate_hz);
}

static double complex ladder(double complex s, double resonance)
{
    return 1.0 / (cpow(1.0 + s, 4.0) + 4.0 * resonance);
}

/* T4(1 + s) + k, with the ladder's own frequency sqrt(2) above the cutoff. */
static double complex diode_ladder(double complex s, double resonance, bool steep)
{
    const double complex p = 1.0 + s / sqrt(2.0);
    const double complex y4 =
        1.0 / (8.0 * cpow(p, 4.0) - 8.0 * p * p + 1.0 + 17.0 * resonance);

    return steep ? y4 : p * y4;
}

/* 0.01 dB, and as much in phase, from 20 Hz to 16 kHz; below -80 dB an impulse's
 * rounding is all there is. */
static void assert_follows(bool acid, bool steep, double cutoff_hz, double resonance)
{
    for (double f = 20.0; f < 16001.0; f *= 1.6678) {
        const double complex s = axis(f, cutoff_hz);
        const double complex want =
            acid ? diode_ladder(s, resonance, steep) : ladder(s, resonance);
        const double complex got = answer(response, f) / (double)SOFT;
        if (!(cabs(got - want) <= 0.00115 * cabs(want) + 1e-6))
            fail_msg("%s at %g Hz: %.9g is not %.9g", rig.node->name, f, cabs(got),
                     cabs(want));
    }
}

static void soft_sounds_follow_the_closed_form(void **state)
{
    static const double rates[] = {44100.0, 48000.0, 96000.0};
    static const float cutoffs[] = {8000.0f, 1000.0f, 100.0f},
                       resonances[] = {0.0f, 0.5f, 0.9f};

    (void)state;
    for (int c = 0; c < 3; c++) {
        for (int k = 0; k < 3; k++) {
            rig_set_up_plain(&rig, c ? "acid" : "ladder", 1);
            rig.env.rate_hz = rates[k];
            rig_hold(&rig, "cutoff", cutoffs[k]);
            rig_hold(&rig, "resonance", resonances[k]);
            if (c)
                rig_hold(&rig, "slope", c == 2 ? 18.0f : 24.0f);
            impulse();
            assert_follows(c > 0, c < 2, (double)cutoffs[k], (double)resonances[k]);
        }
    }
}

/* Frequency of what is in `response`, by the places of the first and last of its
 * upward crossings of 0. */
static double pitch(const float *x, int n)
{
    double first = 0.0, last = 0.0;
    int turns = -1;

    for (int i = 1; i < n; i++) {
        if (x[i - 1] < 0.0f && x[i] >= 0.0f) {
            last = i - (double)x[i] / (double)(x[i] - x[i - 1]);
            first = ++turns == 0 ? last : first;
        }
    }
    return turns * rig.env.rate_hz / (last - first);
}

/* The loop's phase is a whole turn at the cutoff and nowhere else; sat() bends both
 * halves alike, so its overtones, a few parts in a thousand of the amplitude after four
 * poles, are all that can pull the pitch. */
static void above_1_the_ladder_sings_at_its_cutoff(void **state)
{
    static const float cutoffs[] = {110.0f, 1000.0f, 5000.0f};
    int64_t frame = 0;

    (void)state;
    for (int c = 0; c < 3; c++) {
        rig_set_up_plain(&rig, "ladder", 1);
        rig_hold(&rig, "cutoff", cutoffs[c]);
        rig_hold(&rig, "resonance", 1.1f);
        sound[0] = 0.5f;
        rig_play(&rig, &frame, sound, response, N);
        sound[0] = 0.0f;
        const float *late = response + N / 2;
        float peak = 0.0f;
        for (int i = 0; i < N / 2; i++)
            peak = fmaxf(peak, late[i]);
        assert_true(peak > 0.05f && peak < 1.0f);
        assert_true(fabs(pitch(late, N / 2) / (double)cutoffs[c] - 1.0) < 0.005);
    }
}

static void just_below_1_it_falls_silent(void **state)
{
    int64_t frame = 0;

    (void)state;
    for (int c = 0; c < 2; c++) {
        rig_set_up_plain(&rig, c ? "acid" : "ladder", 1);
        rig_hold(&rig, "resonance", 0.97f);
        rig_hold(&rig, "drive", 10.0f);
        sound[0] = 1.0f;
        rig_play(&rig, &frame, sound, response, N);
        sound[0] = 0.0f;
        assert_true(fabsf(response[N - 1]) < 1e-6f);
    }
}

/* A full-scale sine through a filter that is wide open: third harmonic with drive, no
 * second. */
static void drive_bends_both_halves_alike(void **state)
{
    int64_t frame = 0;

    (void)state;
    for (int c = 0; c < 2; c++) {
        double third[2], second[2];
        for (int loud = 0; loud < 2; loud++) {
            rig_set_up_plain(&rig, c ? "acid" : "ladder", 1);
            rig_hold(&rig, "cutoff", 15000.0f);
            rig_hold(&rig, "resonance", 0.0f);
            rig_hold(&rig, "drive", loud ? 10.0f : 0.1f);
            for (int i = 0; i < N; i++) /* whole cycles, so each bin is clean */
                sound[i] = (float)sin(2.0 * PI * 256.0 * i / N);
            rig_play(&rig, &frame, sound, response, N);
            rig_play(&rig, &frame, sound, response, N);
            const double one = cabs(answer(response, 256.0 * 48000.0 / N));
            second[loud] = cabs(answer(response, 512.0 * 48000.0 / N)) / one;
            third[loud] = cabs(answer(response, 768.0 * 48000.0 / N)) / one;
        }
        assert_true(third[0] < 1e-3 && third[1] > 0.2);
        assert_true(second[0] < 1e-5 && second[1] < 1e-5);
    }
    memset(sound, 0, sizeof(sound));
}

/* Envelope and accent move the cutoff by as many Hz as they say, and the resonance. */
static void envelope_and_accent_open_the_acid(void **state)
{
    static float one[RIG_SAMPLES], with[N];
    int64_t frame = 0;

    (void)state;
    for (int i = 0; i < RIG_SAMPLES; i++)
        one[i] = 0.5f;
    rig_set_up_plain(&rig, "acid", 1);
    rig_hold(&rig, "cutoff", 500.0f);
    rig_hold(&rig, "env_amount", 2000.0f);
    rig_hold(&rig, "cutoff_offset", 600.0f);
    rig_hold(&rig, "res_accent_boost", 0.4f);
    rig_hold(&rig, "accent", 0.5f);
    memcpy(rig.in[1], one, sizeof(one));
    sound[0] = SOFT;
    rig_play(&rig, &frame, sound, with, N);
    rig_set_up_plain(&rig, "acid", 1);
    rig_hold(&rig, "cutoff", 500.0f + 0.5f * (2000.0f + 0.5f * 600.0f));
    rig_hold(&rig, "resonance", 0.45f + 0.5f * 0.5f * 0.4f);
    impulse();
    assert_memory_equal(with, response, sizeof(response));
}

/* sat() holds what enters to 1.  The diode ladder is passive after that; of the four
 * one-poles each may gain g <= 6.3 when its cutoff jumps down from 0.45 of the rate. */
static void modulation_at_every_frame_stays_bounded(void **state)
{
    static const double rates[] = {8000.0, 44100.0, 384000.0};

    (void)state;
    for (int r = 0; r < 3; r++) {
        for (int c = 0; c < 2; c++) {
            rig_set_up_plain(&rig, c ? "acid" : "ladder", 3);
            rig.env.rate_hz = rates[r];
            assert_true(junk_peak(&rig, 200) < (c ? 2.0 : 10.0));
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(soft_sounds_follow_the_closed_form),
        cmocka_unit_test(above_1_the_ladder_sings_at_its_cutoff),
        cmocka_unit_test(just_below_1_it_falls_silent),
        cmocka_unit_test(drive_bends_both_halves_alike),
        cmocka_unit_test(envelope_and_accent_open_the_acid),
        cmocka_unit_test(modulation_at_every_frame_stays_bounded),
    };
    const int failed = cmocka_run_group_tests_name("ladders", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
