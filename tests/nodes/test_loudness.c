/* SPDX-License-Identifier: MIT */
/* meter and normalize against known levels. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/k_weighting.h"
#include "support/player.h"

#define PI 3.14159265358979323846
enum { SECONDS = 12, N = SECONDS * 48000 };

static struct rig rig;
static float in[2 * N], out[2 * N];

static void fill(double amplitude, double f_hz, double offset)
{
    for (int s = 0; s < 2 * N; s++)
        in[s] = (float)(offset + amplitude * sin(2.0 * PI * f_hz / 48000.0 * (s / 2)));
}

static void meter_reads_rms_peak_and_offset(void **state)
{
    int64_t frame = 0;

    (void)state;
    fill(0.5, 1000.0, 0.1);
    rig_set_up_plain(&rig, "meter", 2);
    rig_play(&rig, &frame, in, out, 48000);
    assert_memory_equal(in, out, sizeof(float) * 2 * 48000);
    /* 50 ms are 50 whole cycles; 4800 roundings of 2^-25 in 16 parts */
    assert_true(fabs((double)rig.mailbox[0] - sqrt(0.01 + 0.125)) < 1e-5);
    assert_true(fabs((double)rig.mailbox[1] - 0.6) < 1e-6);
    assert_true(fabs((double)rig.mailbox[2] - 0.1) < 1e-5);
}

static void meter_forgets_what_is_over(void **state)
{
    int64_t frame = 0;

    (void)state;
    fill(0.5, 1000.0, 0.1);
    rig_set_up_plain(&rig, "meter", 2);
    rig_play(&rig, &frame, in, out, 4800);
    rig_play(&rig, &frame, NULL, out, 4800);
    assert_true(rig.mailbox[0] == 0.0f && rig.mailbox[1] == 0.0f);
}

static void readings_do_not_depend_on_cuts(void **state)
{
    float reading[3];

    (void)state;
    for (uint32_t cut = 1; cut < 200; cut += 66) {
        rig_set_up_plain(&rig, "meter", 3);
        for (int s = 0; s < 3 * RIG_FRAMES; s++)
            rig.in[0][s] = rig_noise(0, (uint32_t)s, 0);
        for (int64_t at = 0; at < 256 * 40; at += 256) {
            rig_run_at(&rig, at, 0, cut);
            rig_run_at(&rig, at, cut, 256 - cut);
        }
        if (cut == 1)
            memcpy(reading, rig.mailbox, sizeof(reading));
        assert_memory_equal(reading, rig.mailbox, sizeof(reading));
    }
}

/* The coefficients that BS.1770 prints for 48 kHz. */
static void k_weighting_is_that_of_the_standard(void **state)
{
    const struct k_weighting k = k_weighting(48000.0f);

    (void)state;
    assert_true(fabs((double)k.section[0].b0 - 1.53512485958697) < 2e-6);
    assert_true(fabs((double)k.section[0].b1 + 2.69169618940638) < 2e-6);
    assert_true(fabs((double)k.section[0].b2 - 1.19839281085285) < 2e-6);
    assert_true(fabs((double)k.section[0].a1 + 1.69065929318241) < 2e-6);
    assert_true(fabs((double)k.section[0].a2 - 0.73248077421585) < 2e-6);
    assert_true(k.section[1].b0 == 1.0f && k.section[1].b1 == -2.0f &&
                k.section[1].b2 == 1.0f);
    assert_true(fabs((double)k.section[1].a1 + 1.99004745483398) < 2e-6);
    assert_true(fabs((double)k.section[1].a2 - 0.99007225036621) < 2e-6);
}

/* 1 kHz at -23 dBFS in both channels is -23 LUFS (EBU Tech 3341). */
static void normalize_brings_a_tone_to_its_target(void **state)
{
    static const double given_db[] = {-23.0, -10.0, -40.0},
                        target_db[] = {-14.0, -20.0, -14.0};
    static const double want_db[] = {-14.0, -20.0, -40.0 + 24.0};

    (void)state;
    for (int k = 0; k < 3; k++) {
        int64_t frame = 0;
        double peak = 0.0;
        fill(pow(10.0, given_db[k] / 20.0), 1000.0, 0.0);
        rig_set_up_plain(&rig, "normalize", 2);
        rig_hold(&rig, "target", (float)target_db[k]);
        rig_play(&rig, &frame, in, out, N);
        for (int s = 2 * N - 4800; s < 2 * N; s++)
            peak = fmax(peak, fabs((double)out[s]));
        /* 0.1 LU, as meters of EBU mode are allowed */
        assert_true(fabs(20.0 * log10(peak) - want_db[k]) < 0.1);
    }
}

static void normalize_leaves_silence_and_the_image_alone(void **state)
{
    int64_t frame = 0;

    (void)state;
    rig_set_up_plain(&rig, "normalize", 2);
    fill(0.01, 500.0, 0.0);
    for (int i = 0; i < N; i++)
        in[2 * i + 1] *= 0.25f;
    rig_play(&rig, &frame, in, out, N);
    for (int i = 0; i < N; i++) /* one gain for both: 0.25 is exact */
        assert_true(out[2 * i + 1] == 0.25f * out[2 * i]);
    fill(1e-5, 500.0, 0.0); /* -100 dB is below the gate: the gain stays */
    const double before = (double)out[2 * (N - 24)] / (double)0.01f;
    rig_play(&rig, &frame, in, out, N);
    const double after = (double)out[2 * (N - 24)] / 1e-5;
    assert_true(fabs(after - before) < 1e-3 * fabs(before) + 1e-6);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(meter_reads_rms_peak_and_offset),
        cmocka_unit_test(meter_forgets_what_is_over),
        cmocka_unit_test(readings_do_not_depend_on_cuts),
        cmocka_unit_test(k_weighting_is_that_of_the_standard),
        cmocka_unit_test(normalize_brings_a_tone_to_its_target),
        cmocka_unit_test(normalize_leaves_silence_and_the_image_alone),
    };
    const int failed = cmocka_run_group_tests_name("loudness", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
