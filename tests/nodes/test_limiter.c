/* SPDX-License-Identifier: MIT */
/*
 * limiter against two independent meters.  That of the EBU, whose filter ITU-R
 * BS.1770-4 prints, looks four times a frame and hears little near half the rate; the
 * other is the curve through the samples itself, by a sinc of 128 taps in double
 * precision, looked at 32 times a frame.  The latter is asked for signals that end at
 * 20 kHz.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/true_peak.h"
#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 24000, REACH = 64, FINE = 32 };

static struct rig rig;
static float in[2 * N], out[2 * N];
static double sinc[FINE][2 * REACH];

static double bessel(double x)
{
    double sum = 1.0, term = 1.0;

    for (int k = 1; k < 60; k++)
        sum += term *= x * x / (4.0 * k * k);
    return sum;
}

static double windowed_sinc(double t, double reach, double beta)
{
    const double r = 1.0 - t * t / (reach * reach);

    return r <= 0.0 ? 0.0
                    : (t == 0.0 ? 1.0 : sin(PI * t) / (PI * t)) *
                          bessel(beta * sqrt(r)) / bessel(beta);
}

static int make_meter(void **state)
{
    (void)state;
    for (int p = 0; p < FINE; p++)
        for (int k = 0; k < 2 * REACH; k++)
            sinc[p][k] = windowed_sinc(k - REACH + 1 - (double)p / FINE, REACH, 8.0);
    return 0;
}

static double true_peak(const float *x, uint32_t step, uint32_t n)
{
    double most = 0.0, loudest = 0.0;

    for (uint32_t i = 0; i < n; i++)
        loudest = fmax(loudest, fabs((double)x[i * step]));
    for (uint32_t i = REACH; i + REACH < n; i++) {
        const double near = fmax(fabs((double)x[i * step]), /* else no peak is here */
                                 fabs((double)x[(i + 1) * step]));
        for (int p = 0; near > 0.5 * loudest && p < FINE; p++) {
            double sum = 0.0;
            for (uint32_t k = 0; k < 2 * REACH; k++)
                sum += sinc[p][k] * (double)x[(i + k + 1 - REACH) * step];
            most = fmax(most, fabs(sum));
        }
    }
    return fmax(most, loudest);
}

/* ITU-R BS.1770-4, annex 2: two of the four phases; the others are their mirror. */
static double true_peak_of_the_itu(const float *x, uint32_t n)
{
    static const double phase[2][12] = {
        {0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000,
         -0.0594482421875, 0.1373291015625, 0.9721679687500, -0.1022949218750,
         0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500},
        {-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250,
         -0.1665039062500, 0.4650878906250, 0.7797851562500, -0.2003173828125,
         0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375}};
    double most = 0.0;

    for (uint32_t i = 11; i < n; i++)
        for (int p = 0; p < 4; p++) {
            double sum = 0.0;
            for (uint32_t k = 0; k < 12; k++)
                sum += phase[p < 2 ? p : 3 - p][p < 2 ? k : 11 - k] * (double)x[i - k];
            most = fmax(most, fabs(sum));
        }
    return most;
}

static double db(double size)
{
    return 20.0 * log10(size);
}

static uint32_t limit(uint32_t lanes, float ceiling_db, float release_ms)
{
    int64_t frame = 0;

    rig_set_up_plain(&rig, "limiter", lanes);
    rig_hold(&rig, "ceiling", ceiling_db);
    rig_hold(&rig, "release", release_ms);
    rig_play(&rig, &frame, in, out, N);
    const struct leat_settings settings = rig_settings(&rig);
    return rig.node->latency(&rig.env, &settings);
}

static void assert_limited(double ceiling_db, bool ends_at_20_khz, const char *what)
{
    double peak = 0.0;

    for (uint32_t i = 0; i < N; i++)
        peak = fmax(peak, fabs((double)out[i]));
    if (!(db(peak) <= ceiling_db + 1e-5))
        fail_msg("%s: a sample of %.6f dB", what, db(peak));
    peak = true_peak_of_the_itu(out, N);
    const double curve = ends_at_20_khz ? true_peak(out, 1, N) : 0.0;
    print_message("%-36s %8.3f dB, %8.3f\n", what, db(peak), db(curve));
    if (!(db(peak) <= ceiling_db + 0.1 && db(curve) <= ceiling_db + 0.1))
        fail_msg("%s: a true peak of %.3f dB, %.3f", what, db(peak), db(curve));
}

static void tone(double amplitude, double cycles, double degrees)
{
    for (uint32_t i = 0; i < N; i++)
        in[i] = (float)(amplitude * (i < 480 ? 0.5 - 0.5 * cos(PI * i / 480.0) : 1.0) *
                        sin(2.0 * PI * (cycles * i + degrees / 360.0)));
}

/* Swells over 10 ms, since a tone that begins at once has no end to its spectrum.
 * EBU Tech 3341, cases 15 to 19, and the same tones driven higher. */
static void tones_of_the_ebu_stay_below(void **state)
{
    static const struct {
        double amplitude, cycles, degrees;
    } of[] = {{0.5, 0.25, 0.0},        {0.5, 0.25, 45.0},  {0.5, 1.0 / 6.0, 60.0},
              {0.5, 1.0 / 8.0, 67.5},  {1.41, 0.25, 45.0}, {1.41, 0.25, 11.25},
              {1.41, 1.0 / 6.0, 60.0}, {1.0, 0.4, 10.0}};

    (void)state;
    for (size_t k = 0; k < sizeof(of) / sizeof(of[0]); k++)
        for (double ceiling = -9.0; ceiling < 0.0; ceiling += 8.0) {
            char what[64];
            tone(of[k].amplitude, of[k].cycles, of[k].degrees);
            limit(1, (float)ceiling, 80.0f);
            snprintf(what, sizeof(what), "tone %.3f at %.2f of the rate, %g",
                     of[k].amplitude, of[k].cycles, ceiling);
            assert_limited(ceiling, true, what);
        }
}

/* Cases 20 to 23: a burst made at four times the rate, of which every fourth is kept,
 * from 0, 1, 2 or 3 on; its true peak is 0 dB between samples. */
static void bursts_of_the_ebu_stay_below(void **state)
{
    (void)state;
    for (int offset = 0; offset < 4; offset++) {
        memset(in, 0, sizeof(in));
        for (uint32_t i = 0; i < 480; i++) {
            const double t = (i * 4.0 + offset) / (480.0 * 4.0);
            const double swell = 0.5 - 0.5 * cos(2.0 * PI * t);
            in[N / 2 + i] =
                (float)(1.2 * swell * sin(PI / 2.0 + 2.0 * PI * (t - 0.5) * 80.0));
        }
        limit(1, -1.0f, 80.0f);
        assert_limited(-1.0, true, "burst");
    }
}

/* Noise as loud as it gets: white, whose curve goes far beyond its samples, and what
 * is left of it below 20 kHz. */
static void noise_stays_below(void **state)
{
    (void)state;
    for (int soft = 0; soft < 2; soft++)
        for (float release = 1.0f; release < 1000.0f; release *= 10.0f) {
            for (uint32_t i = 0; i < N; i++)
                in[i] = 4.0f * rig_noise(0, i, 0) * (i / 1000 % 3 ? 1.0f : 0.05f);
            for (uint32_t i = 0; soft && i + 64 < N; i++) {
                double sum = 0.0;
                for (uint32_t k = 0; k < 64; k++)
                    sum +=
                        (double)in[i + k] * windowed_sinc((k - 31.5) * 0.75, 24.0, 6.0);
                in[i] = (float)(0.75 * sum);
            }
            limit(1, -1.0f, release);
            assert_limited(-1.0, soft, soft ? "soft noise" : "white noise");
        }
}

static void steps_and_clicks_do_not_overshoot(void **state)
{
    static const uint32_t width[] = {1, 2, 30, 71, 72, 73, 100, 2000};

    (void)state;
    for (int k = 0; k < 8; k++) {
        for (uint32_t i = 0; i < N; i++)
            in[i] = i % 5000 >= 1000 && i % 5000 < 1000 + width[k] ? 2.0f : 0.01f;
        limit(1, -1.0f, 1.0f);
        for (uint32_t i = 0; i < N; i++)
            if (!(out[i] <= 0.8912510f))
                fail_msg("%.7f at %u, %u wide", (double)out[i], i, width[k]);
    }
}

/* A second, smaller peak while the gain still holds for a first: it too is met. */
static void peaks_in_the_shadow_of_others_are_met(void **state)
{
    (void)state;
    memset(in, 0, sizeof(in));
    for (uint32_t i = 1000; i + 200 < N; i += 700) {
        in[i] = 3.0f;
        in[i + i / 700 % 90] = 2.5f;
    }
    limit(1, -1.0f, 1.0f);
    assert_limited(-1.0, false, "two clicks");
}

/* 0.1 dB below the ceiling: what the curve between samples is trusted to. */
static void what_is_below_passes_bit_for_bit(void **state)
{
    (void)state;
    for (uint32_t lanes = 1; lanes <= 2; lanes++) {
        for (uint32_t i = 0; i < N; i++)
            for (uint32_t l = 0; l < lanes; l++)
                in[i * lanes + l] = (float)(0.88 * sin(0.01 * (l + 1) * i));
        const uint32_t late = limit(lanes, -1.0f, 80.0f);
        assert_int_equal(late, 72 - 1 + TRUE_PEAK_AFTER);
        for (uint32_t i = 0; i < late * lanes; i++)
            assert_true(out[i] == 0.0f);
        for (uint32_t i = late * lanes; i < N * lanes; i++)
            assert_true(out[i] == in[i - late * lanes]);
    }
}

static void after_a_peak_the_gain_comes_back_to_one(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < N; i++)
        in[i] = i == 100 ? 1.5f : 0.3f;
    const uint32_t late = limit(1, -1.0f, 5.0f);
    for (uint32_t i = 8000; i < N; i++)
        assert_true(out[i] == in[i - late]);
}

static void lanes_are_turned_together(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        in[2 * i] = 3.0f * rig_noise(0, i, 0);
        in[2 * i + 1] = 0.25f * in[2 * i];
    }
    limit(2, -1.0f, 80.0f);
    for (uint32_t i = 0; i < N; i++) /* 0.25 is exact */
        assert_true(out[2 * i + 1] == 0.25f * out[2 * i]);
}

/* The table is the windowed sinc that it says it is. */
static void the_curve_is_that_of_the_window(void **state)
{
    (void)state;
    for (int k = 0; k < TRUE_PEAK_TAPS; k++) {
        const double quarter = windowed_sinc(k + 0.25, 8.0, 4.0);
        const double rest = windowed_sinc(k + 0.75, 8.0, 4.0);
        assert_true(fabs((double)TRUE_PEAK_HALF[k] - windowed_sinc(k + 0.5, 8.0, 4.0)) <
                    1e-7);
        assert_true(fabs((double)TRUE_PEAK_EVEN[k] - (quarter + rest) / 2.0) < 1e-7);
        assert_true(fabs((double)TRUE_PEAK_ODD[k] - (quarter - rest) / 2.0) < 1e-7);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tones_of_the_ebu_stay_below),
        cmocka_unit_test(bursts_of_the_ebu_stay_below),
        cmocka_unit_test(noise_stays_below),
        cmocka_unit_test(steps_and_clicks_do_not_overshoot),
        cmocka_unit_test(peaks_in_the_shadow_of_others_are_met),
        cmocka_unit_test(what_is_below_passes_bit_for_bit),
        cmocka_unit_test(after_a_peak_the_gain_comes_back_to_one),
        cmocka_unit_test(lanes_are_turned_together),
        cmocka_unit_test(the_curve_is_that_of_the_window),
    };
    const int failed = cmocka_run_group_tests_name("limiter", tests, make_meter, NULL);

    rig_tear_down(&rig);
    return failed;
}
