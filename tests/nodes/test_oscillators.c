/* SPDX-License-Identifier: MIT */
/*
 * Oscillators against their Fourier series.
 *
 * Frequencies are whole numbers of cycles in 1 s, so harmonic k stands
 * exactly in bin k * f and an alias in any other: no window, nothing leaks.  The phase
 * steps are whole numbers of 2^-32 only near enough; the error, 2^-33 cycles a frame,
 * is -90 dB below harmonic 100 after 1 s, so bins next to a harmonic are not counted as
 * aliases.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/bins.h"
#include "support/player.h"

enum {
    RATE = 48000,
    SECOND = 48000,
    FREQUENCY = 0,
    AMPLITUDE = 1,
    PHASE = 2,
    WIDTH = 3
};

static struct rig rig;
static float wave[SECOND];
static int rate = RATE; /* frames a second, and so many are analysed */
static float quality;   /* 0 studio, 1 live */

/* One second of a node after its first quarter second. */
static void play(const char *name, float frequency_hz, float width)
{
    int k_quality;

    rig_set_up(&rig, leat_node_class_find(name), 1, RIG_STILL, RIG_ALL_ALIKE);
    for (uint32_t k = 0; k < rig.node->n_params; k++)
        rig_set(&rig, k, rig.node->params[k].def);
    rig_set(&rig, FREQUENCY, frequency_hz);
    if (leat_node_param_find(rig.node, "width") == WIDTH)
        rig_set(&rig, WIDTH, width);
    k_quality = leat_node_param_find(rig.node, "quality");
    if (k_quality >= 0)
        rig_set(&rig, (uint32_t)k_quality, quality);
    rig.env.rate_hz = rate;
    rig_prepare(&rig);
    for (int at = 0; at < 48 * 256; at += 256)
        rig_run(&rig, 0, 256);
    for (int at = 0; at < rate; at += 100) {
        rig_run(&rig, 0, 100);
        memcpy(wave + at, rig.out[0], 100 * sizeof(float));
    }
}

/* The worst alias of all fundamentals of the table in (above, most]. */
static double worst_of_table_db(const char *name, float width, int above, int most)
{
    double worst = -999.0;

    for (size_t t = 0; t < BINS_FUNDAMENTALS; t++) {
        if (bins_fundamental[t] <= above || bins_fundamental[t] > most)
            continue;
        play(name, (float)bins_fundamental[t], width);
        bins_analyse(wave, rate);
        worst = fmax(worst, bins_worst_alias_db(bins_fundamental[t], rate));
    }
    return worst;
}

static const struct wave {
    const char *name;
    float width;
} waves[] = {{"sine", 0},      {"saw", 0},      {"triangle", 0}, {"pulse", 0.5f},
             {"pulse", 0.31f}, {"pulse", 0.1f}, {"square", 0.5f}};

static void aliases_of_studio_stay_below_the_bound(void **state)
{
    (void)state;
    quality = 0.0f;
    for (rate = 44100; rate <= 48000; rate += 3900) {
        for (size_t w = 0; w < sizeof(waves) / sizeof(waves[0]); w++) {
            const double low =
                worst_of_table_db(waves[w].name, waves[w].width, 0, 5000);
            const double high =
                worst_of_table_db(waves[w].name, waves[w].width, 5000, 10000);
            print_message(
                "%d Hz, %s %g: worst alias %.1f dB up to 5 kHz, %.1f dB up to "
                "10 kHz\n",
                rate, waves[w].name, (double)waves[w].width, low, high);
            assert_true(low < -80.0);
            assert_true(high < -60.0);
        }
    }
    rate = RATE;
}

/* What live promises: 60 dB up to 2 kHz.  Above that it is only told. */
static void aliases_of_live_stay_below_its_bound(void **state)
{
    (void)state;
    quality = 1.0f;
    for (size_t w = 1; w < sizeof(waves) / sizeof(waves[0]); w++) {
        const double low = worst_of_table_db(waves[w].name, waves[w].width, 0, 2000);
        const double high =
            worst_of_table_db(waves[w].name, waves[w].width, 2000, 10000);
        print_message("live, %s %g: worst alias %.1f dB up to 2 kHz, %.1f dB up to 10 "
                      "kHz\n",
                      waves[w].name, (double)waves[w].width, low, high);
        assert_true(low < -60.0);
    }
    quality = 0.0f;
}

static double series(const char *name, int k)
{
    return strcmp(name, "saw") == 0 ? 2.0 / (BINS_PI * k)
           : strcmp(name, "pulse") == 0
               ? (k % 2 ? 4.0 / (BINS_PI * k) : 0.0)
               : (k % 2 ? 8.0 / (BINS_PI * BINS_PI * k * k) : 0.0);
}

/* 0.1 dB to 0.41 of the rate, a pulse to 0.405, or live to 0.33, as dsp/blep.h states;
 * an even harmonic that should not be is below -80 dB, or -60 dB, of the first. */
static void harmonics_have_the_amplitudes_of_the_series(void **state)
{
    static const char *const names[] = {"saw", "pulse", "triangle"};
    static const double edge[] = {0.41, 0.33}, floor_at[] = {1e-4, 1e-3};

    (void)state;
    for (int c = 0; c < 6; c++) {
        const char *name = names[c / 2];
        const int live = c % 2;
        const double most =
            edge[live] - (!live && strcmp(name, "pulse") == 0 ? 0.005 : 0.0);
        quality = (float)live;
        play(name, 331.0f, 0.5f);
        bins_analyse(wave, rate);
        for (int k = 1; k * 331 < most * RATE; k++) {
            const double want = series(name, k), got = bins_amplitude(k * 331, rate);
            if (fabs(got - want) > 0.0116 * want + floor_at[live] * (want == 0.0))
                fail_msg("harmonic %d of %s is %g, not %g", k, name, got, want);
        }
    }
    quality = 0.0f;
}

static double plain(const char *name, double phase)
{
    phase -= floor(phase);
    return strcmp(name, "sine") == 0  ? sin(2.0 * BINS_PI * phase)
           : strcmp(name, "saw") == 0 ? (phase < 0.5 ? 2.0 * phase : 2.0 * phase - 2.0)
                                      : (phase < 0.3 ? 1.0 : -1.0);
}

/* From frame 0 on, away from edges: what a plain waveform shows at that frame. */
static void frame_0_shows_the_phase_asked_for(void **state)
{
    static const char *const names[] = {"sine", "saw", "pulse"};
    static const float phases[] = {0.1f, 0.2f, 0.62f, 0.85f};

    (void)state;
    for (int c = 0; c < 3; c++) {
        for (int k = 0; k < 4; k++) {
            rig_set_up_plain(&rig, names[c], 1);
            rig_hold(&rig, "frequency", 10.0f);
            rig_hold(&rig, "phase", phases[k]);
            if (c == 2)
                rig_hold(&rig, "width", 0.3f);
            rig_run(&rig, 0, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++) {
                const double want = plain(names[c], (double)phases[k] + i / 4800.0);
                /* 256 frames are 0.053 cycles: no edge within 24 frames of them */
                if (fabs((double)rig.out[0][i] - want) > 2e-6)
                    fail_msg("%s at %g is %g", names[c], (double)phases[k] + i / 4800.0,
                             (double)rig.out[0][i]);
            }
        }
    }
}

/* The phase's step is rounded to 2^-33 cycles: after a minute 0.003 turns. */
static void sine_does_not_drift(void **state)
{
    const double f = (double)(float)1234.567;
    double worst = 0.0;

    (void)state;
    rig_set_up_plain(&rig, "sine", 1);
    rig_hold(&rig, "frequency", (float)f);
    for (int64_t at = 0; at < 60 * RATE; at += 250) {
        rig_run_at(&rig, at, 0, 250);
        for (int i = 0; i < 250; i++) {
            const double turns = fmod(f * (double)(at + i) / RATE, 1.0);
            worst =
                fmax(worst, fabs((double)rig.out[0][i] - sin(2.0 * BINS_PI * turns)));
        }
    }
    assert_true(worst < 2.0 * BINS_PI * 60 * RATE * 0x1p-33 + 1e-6);
}

/* A file of whole numbers would count what passes 1 as clipped. */
static void sine_stays_within_full_scale(void **state)
{
    (void)state;
    for (float hz = 220.0f; hz < 230.0f; hz += 1.7f) {
        play("sine", hz, 0.0f);
        for (int i = 0; i < SECOND; i++)
            assert_true(fabs((double)wave[i]) <= 1.0);
    }
}

/* Width 1 is 256 / 2^32 cycles short: 3e-6 frames lie between both edges. */
static void pulses_of_width_0_and_1_stand_still(void **state)
{
    (void)state;
    for (int wide = 0; wide < 2; wide++) {
        play("pulse", 1000.0f, (float)wide);
        for (int i = 0; i < SECOND; i++)
            assert_true(fabs((double)wave[i] - (wide ? 1.0 : -1.0)) < 1e-5);
    }
}

/* A waveform whose phase is swept back and forth stays within full scale and the
 * ripple of its edges, 20 % at most for edges that do not meet. */
static void phase_may_run_backwards(void **state)
{
    static const char *const names[] = {"saw", "triangle", "pulse"};

    (void)state;
    for (int c = 0; c < 3; c++) {
        rig_set_up_plain(&rig, names[c], 1);
        rig_hold(&rig, "frequency", 20.0f);
        for (int i = 0; i < RATE; i++) {
            rig.param[PHASE][0] =
                (float)(0.5 + 0.5 * sin(2.0 * BINS_PI * 100.0 / RATE * i));
            rig_run_at(&rig, i, 0, 1);
            assert_true(fabs((double)rig.out[0][0]) < 1.2);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliases_of_studio_stay_below_the_bound),
        cmocka_unit_test(aliases_of_live_stay_below_its_bound),
        cmocka_unit_test(harmonics_have_the_amplitudes_of_the_series),
        cmocka_unit_test(frame_0_shows_the_phase_asked_for),
        cmocka_unit_test(sine_does_not_drift),
        cmocka_unit_test(sine_stays_within_full_scale),
        cmocka_unit_test(pulses_of_width_0_and_1_stand_still),
        cmocka_unit_test(phase_may_run_backwards),
    };
    const int failed = cmocka_run_group_tests_name("oscillators", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
