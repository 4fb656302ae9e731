/* SPDX-License-Identifier: MIT */
/* eq: digital bands against the cookbook's closed form, analog ones against the
 * analogue filter itself, and what follows from the way bands share a vector. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/junk.h"
#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 1 << 16, BANDS = 16, N_TYPES = 6 };
enum { BELL, LOW_SHELF, HIGH_SHELF, HIGH_PASS, LOW_PASS, NOTCH, OFF };

static struct rig rig;
static float sound[4 * N], response[4 * N];

static void hold(const char *what, int band, float value)
{
    char name[16];

    snprintf(name, sizeof(name), "%s%d", what, band);
    rig_hold(&rig, name, value);
}

struct band {
    int type;
    float freq_hz, q, gain_db;
};

static void hold_band(int number, struct band band)
{
    hold("type", number, (float)band.type);
    hold("freq", number, band.freq_hz);
    hold("q", number, band.q);
    hold("gain", number, band.gain_db);
}

static void impulse(void)
{
    int64_t frame = 0;

    memset(sound, 0, sizeof(sound));
    for (uint32_t l = 0; l < rig.env.lanes; l++)
        sound[l] = 1.0f;
    rig_prepare(&rig);
    rig_play(&rig, &frame, sound, response, N);
}

static double level_db(double f_hz)
{
    const double complex turn = cexp(-2.0 * I * PI * f_hz / rig.env.rate_hz);
    double complex z = 1.0, sum = 0.0;

    for (int n = 0; n < N; n++, z *= turn)
        sum += (double)response[n * (int)rig.env.lanes] * z;
    return 20.0 * log10(cabs(sum));
}

/* R. Bristow-Johnson's cookbook, at s = 1j * `w` with w = 1 at the band's frequency. */
static double closed_form_db(struct band band, double w)
{
    const double complex s = I * w;
    const double q = (double)band.q, A = pow(10.0, (double)band.gain_db / 40.0);
    const double complex under = s * s + s / q + 1.0, root = sqrt(A) / q;
    const double complex forms[N_TYPES] = {
        [BELL] = (s * s + s * A / q + 1.0) / (s * s + s / (A * q) + 1.0),
        [LOW_SHELF] = A * (s * s + root * s + A) / (A * s * s + root * s + 1.0),
        [HIGH_SHELF] = A * (A * s * s + root * s + 1.0) / (s * s + root * s + A),
        [HIGH_PASS] = s * s / under,
        [LOW_PASS] = 1.0 / under,
        [NOTCH] = (s * s + 1.0) / under,
    };

    return 20.0 * log10(cabs(forms[band.type]));
}

static double bent(double f_hz, double freq_hz)
{
    const double held = fmin(freq_hz, 0.49 * rig.env.rate_hz);
    return tan(PI * f_hz / rig.env.rate_hz) / tan(PI * held / rig.env.rate_hz);
}

/* Below -60 dB an impulse's rounding counts. */
static void assert_level(double f_hz, double want, double tolerance)
{
    const double got = level_db(f_hz);

    if (want > -60.0 && !(fabs(got - want) <= tolerance))
        fail_msg("at %g Hz: %.4f dB is not %.4f dB", f_hz, got, want);
}

static const float freqs_hz[] = {100.0f, 1000.0f, 7000.0f, 18000.0f},
                   qs[] = {0.3f, 4.0f, 0.7f, 1.4f},
                   gains_db[] = {24.0f, -12.0f, 6.0f, -24.0f};

static void digital_bands_follow_the_cookbook(void **state)
{
    static const double rates[] = {48000.0, 44100.0, 96000.0, 48000.0};

    (void)state;
    for (int type = 0; type < N_TYPES; type++) {
        for (int k = 0; k < 4; k++) {
            const struct band band = {type, freqs_hz[k], qs[k], gains_db[k]};
            rig_set_up_plain(&rig, "eq", 1);
            rig.env.rate_hz = rates[k];
            hold_band(1 + k, band);
            impulse();
            for (double f = 20.0; f < 16001.0; f *= 1.5)
                assert_level(f, closed_form_db(band, bent(f, (double)band.freq_hz)),
                             0.01);
        }
    }
}

/* The bound holds for shelves and high-pass to a q of 1.5; see dsp/matched.h. */
static void analog_bands_are_those_of_the_analogue_filter(void **state)
{
    static const float wide[] = {0.1f, 0.5f, 0.7071f, 1.4f},
                       sharp[] = {1.0f, 2.5f, 8.0f, 18.0f};

    (void)state;
    for (int type = 0; type < N_TYPES; type++) {
        for (int k = 0; k < 8; k++) {
            const bool gentle =
                k < 4 || type == LOW_SHELF || type == HIGH_SHELF || type == HIGH_PASS;
            const struct band band = {type, freqs_hz[k < 4 ? k : 7 - k],
                                      gentle ? wide[k & 3] : sharp[k & 3],
                                      gains_db[k & 3]};
            rig_set_up_plain(&rig, "eq", 1);
            rig_hold(&rig, "shape", 1.0f);
            hold_band(16, band);
            impulse();
            for (double f = 20.0; f < 16001.0;
                 f = f * 1.5 < 16000.0 || f > 15999.0 ? f * 1.5 : 16000.0) {
                const double want = closed_form_db(band, f / (double)band.freq_hz);
                if (type != NOTCH || want > -20.0) /* within a notch a hair counts */
                    assert_level(f, want, 0.1);
            }
        }
    }
}

/* Sixteen bands in one vector, eight of two channels, one of sixteen lanes. */
static void bands_in_a_row_multiply(void **state)
{
    static const uint32_t lanes[] = {1, 2, 4};

    (void)state;
    for (int c = 0; c < 3; c++) {
        rig_set_up_plain(&rig, "eq", lanes[c]);
        for (int b = 1; b <= BANDS; b++)
            hold_band(b, (struct band){b % 3, 50.0f * (float)(b * b), 1.0f,
                                       b % 2 ? 6.0f : -6.0f});
        impulse();
        for (double f = 20.0; f < 16001.0; f *= 1.5) {
            double want = 0.0;
            for (int b = 1; b <= BANDS; b++) {
                const struct band band = {b % 3, 50.0f * (float)(b * b), 1.0f,
                                          b % 2 ? 6.0f : -6.0f};
                want += closed_form_db(band, bent(f, (double)band.freq_hz));
            }
            assert_level(f, want, 0.05);
        }
    }
}

static void what_rests_changes_no_bit(void **state)
{
    int64_t frame = 0;

    (void)state;
    for (uint32_t lanes = 1; lanes <= 3; lanes++) {
        rig_set_up_plain(&rig, "eq", lanes);
        hold_band(3, (struct band){OFF, 500.0f, 1.0f, 12.0f});
        hold_band(5, (struct band){LOW_SHELF, 500.0f, 1.0f, 0.0f});
        for (uint32_t i = 0; i < N; i++)
            sound[i] = rig_noise(1, i & 255, i >> 8 & 511);
        rig_play(&rig, &frame, sound, response, N / 4);
        assert_memory_equal(sound, response, N / 4 * lanes * sizeof(float));
    }
}

/* As in test_filters.c: memories never lengthen by themselves.  16 bands of 24 dB make
 * 384 dB, so only one is on here. */
static void modulation_at_every_frame_stays_bounded(void **state)
{
    static const double rates[] = {8000.0, 44100.0, 384000.0};

    (void)state;
    for (int r = 0; r < 3; r++) {
        for (int type = 0; type <= OFF; type++) {
            for (int analog = 0; analog < 2; analog++) {
                rig_set_up_plain(&rig, "eq", 3);
                rig.env.rate_hz = rates[r];
                rig_hold(&rig, "shape", (float)analog);
                for (int b = 1; b <= BANDS; b++)
                    hold("type", b, b == 8 ? (float)type : (float)OFF);
                assert_true(junk_peak(&rig, 40) < 5000.0);
            }
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(digital_bands_follow_the_cookbook),
        cmocka_unit_test(analog_bands_are_those_of_the_analogue_filter),
        cmocka_unit_test(bands_in_a_row_multiply),
        cmocka_unit_test(what_rests_changes_no_bit),
        cmocka_unit_test(modulation_at_every_frame_stays_bounded),
    };
    const int failed = cmocka_run_group_tests_name("equaliser", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
