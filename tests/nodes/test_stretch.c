/* SPDX-License-Identifier: MIT */
/* time_stretch, pitch_shift, freeze: what changes, what stays, and when things end. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "support/player.h"

#define PI 3.14159265358979323846

enum { RATE = 48000, N = RATE, LONG = 6 * N };

static struct rig rig;
static float in[2 * LONG], out[2 * LONG], other[2 * LONG];

static uint32_t latency(void)
{
    const struct leat_settings settings = rig_settings(&rig);
    return rig.node->latency(&rig.env, &settings);
}

/* All of a sound of N frames and what follows, into `out`; returns its frames. */
static int64_t play_all(uint32_t lanes, int64_t most)
{
    int64_t at = 0, length = -1;

    rig.ends_at = N;
    for (; at < most; at += RIG_FRAMES) {
        memcpy(rig.in[0], in + at * lanes, RIG_FRAMES * lanes * sizeof(float));
        rig_run_at(&rig, at, 0, RIG_FRAMES);
        memcpy(out + at * lanes, rig.out[0], RIG_FRAMES * lanes * sizeof(float));
        if (length < 0 && rig.out_live[0] < RIG_FRAMES)
            length = at + rig.out_live[0];
    }
    return length;
}

static void stretch(float ratio, uint32_t lanes)
{
    rig_set_up_plain(&rig, "time_stretch", lanes);
    rig.env.in_length[0] = N;
    rig_hold(&rig, "ratio", ratio);
}

/* Frequency and level of a tone by the phase of its projection, over n frames. */
static double tone_hz(const float *x, int n, double near_hz, double *amplitude)
{
    double re[2] = {0}, im[2] = {0};
    const int half = n / 2;

    for (int i = 0; i < n; i++) {
        const double w = 0.5 - 0.5 * cos(2.0 * PI * (i % half) / half);
        re[i / half] += w * (double)x[i] * cos(2.0 * PI * near_hz / RATE * i);
        im[i / half] -= w * (double)x[i] * sin(2.0 * PI * near_hz / RATE * i);
    }
    const double turn =
        atan2(im[1] * re[0] - re[1] * im[0], re[1] * re[0] + im[1] * im[0]);
    *amplitude = 4.0 * hypot(re[0], im[0]) / half;
    return near_hz + turn / (2.0 * PI) / half * RATE;
}

static void fill_tone(double hz, double amplitude, uint32_t lanes)
{
    for (int i = 0; i < LONG; i++)
        for (uint32_t l = 0; l < lanes; l++)
            in[i * (int)lanes + (int)l] =
                (float)(amplitude * sin(2.0 * PI * fmod(hz / RATE * i, 1.0)));
}

static void at_ratio_1_a_sound_is_only_late(void **state)
{
    double error = 0.0;

    (void)state;
    for (int i = 0; i < N; i++)
        in[i] = random_bipolar(1, (uint64_t)i);
    stretch(1.0f, 1);
    const int late = (int)latency();
    play_all(1, 2 * N);
    for (int i = 0; i < N; i++)
        error += pow((double)out[i + late] - (double)in[i], 2);
    assert_true(10.0 * log10(error / N * 3.0) < -110.0);
}

static void a_shift_of_0_is_only_late(void **state)
{
    double error = 0.0;

    (void)state;
    for (int i = 0; i < LONG; i++)
        in[i] = random_bipolar(2, (uint64_t)i);
    rig_set_up_plain(&rig, "pitch_shift", 1);
    const int late = (int)latency();
    play_all(1, 2 * N);
    for (int i = 0; i < N - 1; i++)
        error += pow((double)out[i + late] - (double)in[i], 2);
    assert_true(10.0 * log10(error / N * 3.0) < -110.0);
}

static void the_length_is_exact(void **state)
{
    static const float ratios[] = {0.25f, 0.5f, 0.8f, 1.0f, 1.5f, 2.0f, 4.0f};

    (void)state;
    fill_tone(440.0, 0.5, 1);
    for (size_t k = 0; k < sizeof(ratios) / sizeof(ratios[0]); k++) {
        stretch(ratios[k], 1);
        const int64_t length = play_all(1, LONG);
        assert_int_equal(length - latency(),
                         (int64_t)floor((double)N * (double)ratios[k] + 0.5));
    }
}

static void stretching_keeps_pitch_and_level(void **state)
{
    static const float ratios[] = {0.5f, 0.8f, 1.25f, 2.0f, 4.0f};

    (void)state;
    fill_tone(441.3, 0.5, 1);
    for (size_t k = 0; k < sizeof(ratios) / sizeof(ratios[0]); k++) {
        double level;
        stretch(ratios[k], 1);
        play_all(1, LONG);
        const int begin = (int)latency() + (int)(0.25f * ratios[k] * N);
        const double hz =
            tone_hz(out + begin, (int)(0.25f * ratios[k] * N) * 2, 441.3, &level);
        /* phases go on by what was measured over one hop: no cumulative error */
        assert_true(fabs(1200.0 * log2(hz / 441.3)) < 0.5);
        assert_true(fabs(20.0 * log10(level / 0.5)) < 0.1);
    }
}

/* A fifth in the bass is 2.4 bins of the spectrum: both tones are peaks of it, and go
 * on each by itself.  Where one is taken for part of the other, it is lost. */
static void tones_of_a_low_fifth_stay_apart(void **state)
{
    static const double hz[2] = {110.3, 165.3};

    (void)state;
    for (int i = 0; i < LONG; i++) {
        const double a = 2.0 * PI * fmod(hz[0] / RATE * i, 1.0);
        const double b = 2.0 * PI * fmod(hz[1] / RATE * i, 1.0);
        in[i] = (float)(0.25 * sin(a) + 0.25 * sin(b));
    }
    stretch(1.5f, 1);
    play_all(1, LONG);
    for (int k = 0; k < 2; k++) {
        double level;
        const double found =
            tone_hz(out + latency() + 3 * N / 8, 3 * N / 4, hz[k], &level);
        assert_true(fabs(1200.0 * log2(found / hz[k])) < 0.5);
        assert_true(fabs(20.0 * log10(level / 0.25)) < 1.0);
    }
}

static void shifting_moves_the_pitch_and_keeps_the_level(void **state)
{
    static const float semitones[] = {-24.0f, -12.0f, -5.0f, -0.3f,
                                      3.0f,   7.0f,   12.0f, 24.0f};

    (void)state;
    fill_tone(660.0, 0.5, 1);
    for (size_t k = 0; k < sizeof(semitones) / sizeof(semitones[0]); k++) {
        const double want = 660.0 * pow(2.0, (double)semitones[k] / 12.0);
        double level;
        rig_set_up_plain(&rig, "pitch_shift", 1);
        rig_hold(&rig, "semitones", semitones[k]);
        rig_play(&rig, &(int64_t){0}, in, out, 2 * N);
        const double hz = tone_hz(out + N, N / 2, want, &level);
        assert_true(fabs(1200.0 * log2(hz / want)) < 0.5);
        assert_true(fabs(20.0 * log10(level / 0.5)) < 0.2);
    }
}

/* Both channels get the same turns: what was k times as loud stays so. */
static void the_image_stays(void **state)
{
    double error = 0.0, all = 0.0;

    (void)state;
    for (int i = 0; i < LONG; i++) {
        in[2 * i] = 0.5f * random_bipolar(3, (uint64_t)i);
        in[2 * i + 1] = -0.5f * in[2 * i];
    }
    stretch(1.7f, 2);
    play_all(2, 2 * N);
    for (int i = 0; i < 2 * N; i++) {
        error += pow((double)out[2 * i + 1] + 0.5 * (double)out[2 * i], 2);
        all += pow((double)out[2 * i], 2);
    }
    assert_true(all > 1000.0 && error < 1e-10 * all);
}

/* A burst out of near silence: three quarters of what comes of its first 5 ms come
 * within 5 ms, and it comes when its time has come, to 12 ms. */
static void attacks_stay_sharp(void **state)
{
    static const float ratios[] = {0.7f, 1.5f, 2.0f};

    (void)state;
    for (int i = 0; i < LONG; i++) {
        const int t = i % 12000 - 6000;
        in[i] = t < 0
                    ? 0.0f
                    : (float)(exp(-t / 400.0) * (double)random_bipolar(4, (uint64_t)i));
    }
    for (size_t k = 0; k < sizeof(ratios) / sizeof(ratios[0]); k++) {
        stretch(ratios[k], 1);
        play_all(1, LONG);
        const int at = (int)latency() + (int)(18000.0f * ratios[k]);
        double before = 0.0, within = 0.0;
        int first = at - 1500;
        float most = 0.0f;
        for (int i = at - 1500; i < at + 1500; i++)
            most = fmaxf(most, fabsf(out[i]));
        while (fabsf(out[first]) < 0.5f * most)
            first++;
        for (int i = first - 1500; i < first + 480; i++)
            *(i < first - 60 ? &before : &within) += (double)out[i] * (double)out[i];
        assert_true(abs(first - at) < 576);
        assert_true(before < 0.05 * within);
    }
}

static void a_frozen_tone_goes_on(void **state)
{
    double level;
    int64_t frame = 0;

    (void)state;
    fill_tone(500.0, 0.5, 1);
    memset(in + N, 0, (LONG - N) * sizeof(float));
    rig_set_up_plain(&rig, "freeze", 1);
    rig_play(&rig, &frame, in, out, N / 2);
    rig_set(&rig, 0, 1.0f);
    rig_play(&rig, &frame, in + N / 2, out + N / 2, LONG - N / 2);
    const double hz = tone_hz(out + LONG - N, N, 500.0, &level);
    assert_true(fabs(hz - 500.0) < 0.1 && fabs(level / 0.5 - 1.0) < 0.02);
}

static void an_open_gate_leaves_the_sound_alone(void **state)
{
    int64_t frame = 0;

    (void)state;
    for (int i = 0; i < N; i++)
        in[i] = random_bipolar(6, (uint64_t)i);
    rig_set_up_plain(&rig, "freeze", 1);
    rig_play(&rig, &frame, in, out, N);
    for (int i = 2048; i < N; i++)
        assert_true(fabsf(out[i] - in[i - 2048]) < 2e-6f);
}

static void calls_may_be_cut_anywhere(void **state)
{
    static const char *const names[] = {"time_stretch", "pitch_shift", "freeze"};
    static const char *const what[] = {"ratio", "semitones", "gate"};
    static const float value[] = {1.5f, 4.0f, 1.0f};

    (void)state;
    for (int i = 0; i < LONG; i++)
        in[i] = i % 9000 < 300 ? random_bipolar(7, (uint64_t)i) : 0.01f;
    for (size_t k = 0; k < 3; k++) {
        uint64_t step = 0;
        int64_t frame = 0;
        rig_set_up_plain(&rig, names[k], 1);
        rig_hold(&rig, what[k], value[k]);
        rig_play(&rig, &frame, in, other, N);
        rig_reset(&rig);
        for (uint32_t i = 0, n; i < N; i += n) {
            n = (uint32_t)(random_bits(k, step++) % RIG_FRAMES);
            n = n < N - i ? n : N - i;
            memcpy(rig.in[0], in + i, n * sizeof(float));
            rig_run_at(&rig, i, 0, n);
            assert_memory_equal(rig.out[0], other + i, n * sizeof(float));
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_ratio_1_a_sound_is_only_late),
        cmocka_unit_test(a_shift_of_0_is_only_late),
        cmocka_unit_test(the_length_is_exact),
        cmocka_unit_test(stretching_keeps_pitch_and_level),
        cmocka_unit_test(tones_of_a_low_fifth_stay_apart),
        cmocka_unit_test(shifting_moves_the_pitch_and_keeps_the_level),
        cmocka_unit_test(the_image_stays),
        cmocka_unit_test(attacks_stay_sharp),
        cmocka_unit_test(a_frozen_tone_goes_on),
        cmocka_unit_test(an_open_gate_leaves_the_sound_alone),
        cmocka_unit_test(calls_may_be_cut_anywhere),
    };
    const int failed = cmocka_run_group_tests_name("stretch", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
