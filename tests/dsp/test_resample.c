/* SPDX-License-Identifier: MIT */
/* resample: what it keeps, what it rejects, and that calls may be cut anywhere. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fnv.h"
#include "converter.h"

#define PI 3.14159265358979323846

enum { FRAMES = 40000, HQ = 0, FAST = 1 };

/* A sine of amplitude 0.5. */
static float *sine(double hz, double rate_hz, int64_t n)
{
    float *x = malloc(sizeof(float) * (size_t)n);

    for (int64_t i = 0; i < n; i++)
        x[i] = (float)(0.5 * sin(2.0 * PI * fmod(hz / rate_hz * (double)i, 1.0)));
    return x;
}

/* Fit a sine of known frequency; its amplitude, and the RMS of all else. */
static double fit(const float *y, int64_t n, double cycles, double *rest)
{
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, sum = 0, a, b, det;

    for (int64_t i = 0; i < n; i++) {
        const double angle = 2.0 * PI * fmod(cycles * (double)i, 1.0);
        const double s = sin(angle), c = cos(angle);
        ss += s * s;
        cc += c * c;
        sc += s * c;
        ys += (double)y[i] * s;
        yc += (double)y[i] * c;
    }
    det = ss * cc - sc * sc;
    a = (ys * cc - yc * sc) / det;
    b = (yc * ss - ys * sc) / det;
    for (int64_t i = 0; i < n; i++) {
        const double angle = 2.0 * PI * fmod(cycles * (double)i, 1.0);
        const double error = (double)y[i] - a * sin(angle) - b * cos(angle);
        sum += error * error;
    }
    *rest = sqrt(sum / (double)n);
    return sqrt(a * a + b * b);
}

/* Gain of a tone and the level of all else below it, both in dB. */
static double measure(double in_hz, double out_hz, double tone_hz, int quality,
                      double *gain_db)
{
    struct converter c;
    float *x = sine(tone_hz, in_hz, FRAMES), *y;
    int64_t n, skip;
    double amplitude, rest;

    converter_open(&c, in_hz, out_hz, 1, quality);
    skip = 2 * (int64_t)c.latency + 10; /* until the filter is full of sine */
    y = converter_run(&c, x, 0, FRAMES, 0, &n);
    amplitude = fit(y + skip, n - skip, tone_hz / out_hz, &rest);
    *gain_db = 20.0 * log10(amplitude / 0.5);
    converter_close(&c);
    free(x);
    free(y);
    return 20.0 * log10(amplitude * sqrt(0.5) / rest);
}

static void keeps_tones_clean(void **state)
{
    static const struct {
        double in_hz, out_hz, tone_hz;
        int quality;
        double snr_db, gain_db; /* at least; at most off 0 dB */
    } rows[] = {
        {44100, 48000, 1000, HQ, 130, 0.001},
        {44100, 48000, 18000, HQ, 130, 0.001},
        {44100, 48000, 20000, HQ, 130, 0.01},
        {48000, 44100, 1000, HQ, 130, 0.001},
        {48000, 44100, 18000, HQ, 130, 0.001},
        {96000, 48000, 18000, HQ, 130, 0.001},
        {44100, 96000, 18000, HQ, 130, 0.001},
        {192000, 44100, 10000, HQ, 130, 0.001},
        {8000, 384000, 3000, HQ, 130, 0.001},
        {384000, 8000, 3000, HQ, 130, 0.001},
        {44100, 47999, 1000, HQ, 130, 0.001},
        {44100, 47999, 18000, HQ, 130, 0.001},
        {47952.048, 48000, 18000, HQ, 130, 0.001},
        {44100, 48000, 1000, FAST, 90, 0.01},
        {44100, 48000, 16000, FAST, 85, 0.1},
    };

    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        double gain_db;
        const double snr_db = measure(rows[r].in_hz, rows[r].out_hz, rows[r].tone_hz,
                                      rows[r].quality, &gain_db);
        print_message("%s %8g -> %6g Hz, tone %5g Hz: SNR %.1f dB, gain %+.5f dB\n",
                      rows[r].quality == HQ ? "hq  " : "fast", rows[r].in_hz,
                      rows[r].out_hz, rows[r].tone_hz, snr_db, gain_db);
        assert_true(snr_db >= rows[r].snr_db);
        assert_true(fabs(gain_db) <= rows[r].gain_db);
    }
}

static double rms(const float *y, int64_t n)
{
    double sum = 0.0;

    for (int64_t i = 0; i < n; i++)
        sum += (double)y[i] * (double)y[i];
    return sqrt(sum / (double)n);
}

/* A tone above half of the new rate must not come back as another one. */
static void rejects_what_the_new_rate_cannot_carry(void **state)
{
    static const struct {
        double in_hz, out_hz, tone_hz;
    } rows[] = {{48000, 44100, 22100}, {48000, 44100, 23500},  {96000, 48000, 24100},
                {96000, 48000, 40000}, {192000, 44100, 60000}, {384000, 47999, 100000}};

    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        struct converter c;
        float *x = sine(rows[r].tone_hz, rows[r].in_hz, FRAMES), *y;
        int64_t n, skip;
        double left_db;

        converter_open(&c, rows[r].in_hz, rows[r].out_hz, 1, HQ);
        skip = 2 * (int64_t)c.latency + 10;
        y = converter_run(&c, x, 0, FRAMES, 0, &n);
        left_db = 20.0 * log10(rms(y + skip, n - skip) / (0.5 * sqrt(0.5)));
        print_message("%6g -> %6g Hz, tone %6g Hz: %.1f dB left\n", rows[r].in_hz,
                      rows[r].out_hz, rows[r].tone_hz, left_db);
        assert_true(left_db <= -130.0);
        converter_close(&c);
        free(x);
        free(y);
    }
}

static float *noise(int64_t n)
{
    float *x = malloc(sizeof(float) * (size_t)n);

    for (int64_t i = 0; i < n; i++)
        x[i] = random_bipolar(7, (uint64_t)i);
    return x;
}

static const double pairs[][2] = {{44100, 48000}, {48000, 44100},  {8000, 384000},
                                  {96000, 48000}, {384000, 11025}, {44100, 47999},
                                  {48000, 48000}};
enum { N_PAIRS = sizeof(pairs) / sizeof(pairs[0]), SHORT = 6000 };

static void cuts_change_no_bit(void **state)
{
    float *x = noise(SHORT * 2);

    (void)state;
    for (int p = 0; p < N_PAIRS; p++) {
        float *whole = NULL;
        for (uint64_t cuts = 0; cuts < 4; cuts++) {
            struct converter c;
            int64_t n;
            float *y;
            converter_open(&c, pairs[p][0], pairs[p][1], 2, HQ);
            y = converter_run(&c, x, 0, SHORT, cuts, &n);
            if (whole)
                assert_memory_equal(y, whole, (size_t)n * 2 * sizeof(float));
            else
                whole = malloc((size_t)n * 2 * sizeof(float));
            if (cuts == 0)
                memcpy(whole, y, (size_t)n * 2 * sizeof(float));
            free(y);
            converter_close(&c);
        }
        free(whole);
    }
    free(x);
}

/* A stream that begins later is the same stream, later. */
static void place_on_the_timeline_changes_no_bit(void **state)
{
    const int64_t later = INT64_C(147) << 40; /* input frames; 160 << 40 outputs */
    float *x = noise(SHORT), *now, *then;
    struct converter c;
    int64_t n, m;

    (void)state;
    converter_open(&c, 44100, 48000, 1, HQ);
    now = converter_run(&c, x, 0, SHORT, 0, &n);
    converter_close(&c);
    converter_open(&c, 44100, 48000, 1, HQ);
    then = converter_run(&c, x, later, SHORT, 0, &m);
    converter_close(&c);
    assert_int_equal(n, m);
    assert_memory_equal(now, then, (size_t)n * sizeof(float));
    free(now);
    free(then);
    free(x);
}

static void lanes_are_computed_alone(void **state)
{
    enum { LANES = 5 };
    float *x = noise(SHORT * LANES), *one = malloc(SHORT * sizeof(float)), *all;
    struct converter c;
    int64_t n, m;

    (void)state;
    converter_open(&c, 48000, 44100, LANES, HQ);
    all = converter_run(&c, x, 0, SHORT, 0, &n);
    converter_close(&c);
    for (int l = 0; l < LANES; l++) {
        float *y;
        for (int i = 0; i < SHORT; i++)
            one[i] = x[i * LANES + l];
        converter_open(&c, 48000, 44100, 1, HQ);
        y = converter_run(&c, one, 0, SHORT, 0, &m);
        converter_close(&c);
        for (int64_t j = 0; j < n; j++)
            assert_true(memcmp(&y[j], &all[j * LANES + l], sizeof(float)) == 0);
        free(y);
    }
    free(x);
    free(one);
    free(all);
}

static void every_cpu_level_gives_the_same_bits(void **state)
{
    static const char *const levels[] = {"v2", "v3", "v4"};
    float *x = noise(SHORT * 3);

    (void)state;
    for (int p = 0; p < N_PAIRS; p++) {
        uint64_t first = 0;
        for (int k = 0; k < 3; k++) {
            struct converter c;
            int64_t n;
            uint64_t hash;
            float *y;
            setenv("LEAT_CPU", levels[k], 1);
            converter_open(&c, pairs[p][0], pairs[p][1], 3, HQ);
            y = converter_run(&c, x, 0, SHORT, 0, &n);
            converter_close(&c);
            hash = fnv_samples(FNV_START, y, (size_t)n * 3);
            assert_true(k == 0 || hash == first);
            first = hash;
            free(y);
        }
    }
    unsetenv("LEAT_CPU");
    free(x);
}

static void ends_where_its_input_ends(void **state)
{
    static float in[64], out[6400];

    (void)state;
    for (int i = 0; i < 64; i++)
        in[i] = 1.0f;
    for (int p = 0; p < N_PAIRS; p++) {
        const double ratio = pairs[p][1] / pairs[p][0];
        struct converter c;
        int64_t written = 0, end = 0;
        converter_open(&c, pairs[p][0], pairs[p][1], 1, HQ);
        for (int64_t read = 0; end == written; read += 64) {
            const int64_t n = converter_certain(&c, read + 64) - written;
            const int64_t live = read >= 1000 ? 0 : read + 64 > 1000 ? 1000 - read : 64;
            memset(in + live, 0, (size_t)(64 - live) * sizeof(float));
            end += converter_call(&c, in, read, 64, (uint32_t)live, out, written,
                                  (uint32_t)n);
            for (int64_t j = end - written; j < n; j++)
                assert_true(out[j] == 0.0f);
            written += n;
        }
        assert_int_equal(end, (int64_t)floor(1000.0 * ratio + 0.5) + c.latency);
        for (int i = 0; i < 64; i++)
            in[i] = 1.0f;
        converter_close(&c);
    }
}

static void constants_stay(void **state)
{
    float *x = malloc(FRAMES * sizeof(float));

    (void)state;
    for (int i = 0; i < FRAMES; i++)
        x[i] = 0.75f;
    for (int p = 0; p < N_PAIRS; p++) {
        struct converter c;
        int64_t n;
        float *y;
        converter_open(&c, pairs[p][0], pairs[p][1], 1, HQ);
        y = converter_run(&c, x, 0, FRAMES, 0, &n);
        for (int64_t j = 2 * c.latency + 2; j < n; j++)
            assert_true(fabsf(y[j] - 0.75f) < 4e-7f);
        converter_close(&c);
        free(y);
    }
    free(x);
}

static void equal_rates_pass_untouched(void **state)
{
    float *x = noise(SHORT), *y;
    struct converter c;
    int64_t n;

    (void)state;
    converter_open(&c, 48000, 48000, 1, HQ);
    assert_int_equal(c.latency, 0);
    y = converter_run(&c, x, 0, SHORT, 0, &n);
    assert_int_equal(n, SHORT);
    assert_memory_equal(x, y, SHORT * sizeof(float));
    converter_close(&c);
    free(x);
    free(y);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_tones_clean),
        cmocka_unit_test(rejects_what_the_new_rate_cannot_carry),
        cmocka_unit_test(cuts_change_no_bit),
        cmocka_unit_test(place_on_the_timeline_changes_no_bit),
        cmocka_unit_test(lanes_are_computed_alone),
        cmocka_unit_test(every_cpu_level_gives_the_same_bits),
        cmocka_unit_test(ends_where_its_input_ends),
        cmocka_unit_test(constants_stay),
        cmocka_unit_test(equal_rates_pass_untouched),
    };
    return cmocka_run_group_tests_name("resample", tests, NULL, NULL);
}
