/* SPDX-License-Identifier: MIT */
/* monitor: peaks, powers and bands are those of the sound, whole and in order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/random.h"
#include "control/monitor.h"
#include "support/rt_guard.h"

enum { RATE = 48000, LANES = 2 };

static const double PI = 3.14159265358979323846;

/* Half a second of silence-free sound in calls of any length up to a quantum. */
static void hear(struct monitor *m, const float *x, uint32_t nframes)
{
    for (uint32_t at = 0, n, k = 0; at < nframes; at += n) {
        n = 64 - at % 64;
        if (k++ % 3 == 0 && n > 20)
            n = 20;
        n = n < nframes - at ? n : nframes - at;
        rt_guard_enter();
        rt_monitor_listen(m, at, x + (size_t)at * LANES, n, LANES);
        rt_guard_leave();
    }
}

static void test_levels(void **state)
{
    enum { N = 20 * MONITOR_FRAMES };
    static float x[N * LANES];
    struct monitor_piece piece;
    struct monitor *m;
    int64_t frame = 0;

    (void)state;
    for (uint64_t i = 0; i < N * LANES; i++)
        x[i] = (float)((double)(random_bits(3, i) >> 40) / (1 << 23) - 1.0);
    x[7 * LANES] = -1.5f;
    assert_int_equal(monitor_create(RATE, &m), 0);
    hear(m, x, N);
    for (; monitor_read(m, &piece); frame += MONITOR_FRAMES) {
        assert_int_equal(piece.frame, frame);
        assert_int_equal(piece.nframes, MONITOR_FRAMES);
        assert_int_equal(piece.channels, LANES);
        for (int64_t ch = 0; ch < LANES; ch++) {
            double square = 0.0, peak = 0.0;
            for (int64_t i = frame; i < frame + MONITOR_FRAMES; i++) {
                const double value = (double)x[i * LANES + ch];
                square += value * value;
                peak = fmax(peak, fabs(value));
            }
            assert_true((double)piece.peak[ch] == peak);
            assert_true(fabs(piece.square[ch] - square) <= 1e-12 * square);
        }
    }
    assert_int_equal(frame, N);
    struct monitor_counts counts;
    monitor_counts(m, &counts);
    assert_int_equal(counts.clip, 1);
    assert_int_equal(counts.stale + counts.wrong_seq + counts.dropped, 0);
    monitor_destroy(&m);
}

/* The closed form of the band-pass, 1 / sqrt(1 + q^2 (w/w0 - w0/w)^2), w = tan(pi f /
 * rate): a sine in the middle of each band has 1 there and what follows from it
 * elsewhere.  Bands ring on for less than half a second. */
static void test_bands(void **state)
{
    static float x[RATE * LANES];
    struct monitor_piece piece;

    (void)state;
    for (uint32_t k = 0; k < MONITOR_BANDS; k++) {
        double power[MONITOR_BANDS] = {0}, frames = 0.0;
        const double hz = (double)monitor_band_hz(k);
        struct monitor *m;
        assert_int_equal(monitor_create(RATE, &m), 0);
        for (int i = 0; i < RATE; i++)
            for (int ch = 0; ch < LANES; ch++)
                x[i * LANES + ch] = (float)(0.5 * sin(2.0 * PI * hz * i / RATE));
        hear(m, x, RATE);
        while (monitor_read(m, &piece)) {
            for (int b = 0; piece.frame >= RATE / 2 && b < MONITOR_BANDS; b++)
                power[b] += piece.band[b];
            frames += piece.frame >= RATE / 2 ? piece.nframes : 0;
        }
        for (uint32_t b = 0; b < MONITOR_BANDS; b++) {
            const double w = tan(PI * hz / RATE);
            const double w0 = tan(PI * (double)monitor_band_hz(b) / RATE);
            const double off = sqrt(2.0) * (w / w0 - w0 / w);
            const double want = 0.5 / sqrt(2.0) / sqrt(1.0 + off * off);
            /* a piece cuts cycles of 63 Hz: 1/60 of one in 45 pieces */
            assert_true(fabs(sqrt(power[b] / frames) - want) < 0.02 * want + 1e-4);
        }
        monitor_destroy(&m);
    }
}

/* At a rate that has no 8 kHz, that band is silent and the others are what they were.
 */
static void test_low_rate(void **state)
{
    float x[64 * LANES];
    struct monitor_piece piece;
    struct monitor *m;

    (void)state;
    assert_int_equal(monitor_create(16000, &m), 0);
    for (int64_t frame = 0; frame < MONITOR_FRAMES; frame += 64) {
        for (uint64_t i = 0; i < 64 * LANES; i++)
            x[i] = (float)((double)(random_bits(4, i) >> 40) / (1 << 23) - 1.0);
        rt_monitor_listen(m, frame, x, 64, LANES);
    }
    assert_true(monitor_read(m, &piece));
    assert_true(piece.band[7] == 0.0 && piece.band[6] > 0.0);
    monitor_destroy(&m);
}

static void test_order(void **state)
{
    static const float x[64 * LANES];
    struct monitor_counts counts;
    struct monitor *m;

    (void)state;
    assert_int_equal(monitor_create(RATE, &m), 0);
    rt_monitor_listen(m, 640, x, 64, LANES); /* it may begin anywhere */
    rt_monitor_listen(m, 704, x, 64, LANES);
    rt_monitor_listen(m, 704, x, 64, LANES); /* again */
    rt_monitor_listen(m, 832, x, 64, LANES); /* one is missing */
    monitor_counts(m, &counts);
    assert_int_equal(counts.stale, 64);
    assert_int_equal(counts.wrong_seq, 2);
    for (int64_t frame = 896; frame < 896 + 300 * MONITOR_FRAMES; frame += 64)
        rt_monitor_listen(m, frame, x, 64, LANES);
    monitor_counts(m, &counts);
    assert_true(counts.dropped > 0); /* nobody reads */
    monitor_destroy(&m);
}

static void test_latency(void **state)
{
    static struct histogram_counts counts;
    struct timespec t;
    struct monitor *m;

    (void)state;
    assert_int_equal(monitor_create(RATE, &m), 0);
    clock_gettime(CLOCK_MONOTONIC, &t);
    const int64_t now = t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
    monitor_arrival(m, now - 5000000);
    monitor_arrival(m, now + INT64_C(3600000000000)); /* a clock that is wrong */
    rt_guard_enter();
    rt_monitor_conduct(m);
    rt_monitor_conduct(m);
    rt_guard_leave();
    histogram_read(monitor_latency(m), &counts);
    assert_int_equal(counts.n, 2);
    assert_true(counts.max >= 5000000);
    assert_int_equal(counts.bin[0], 1);
    monitor_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),   cmocka_unit_test(test_bands),
        cmocka_unit_test(test_low_rate), cmocka_unit_test(test_order),
        cmocka_unit_test(test_latency),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
