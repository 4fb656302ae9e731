/* SPDX-License-Identifier: MIT */
/* What composing needs: spread, level_match and tune against their formulas. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846

enum { RATE = 48000, N = 6 * RATE, SPREAD = 6000 };

static struct rig rig;
static float in[2 * N], out[2 * N];

static void fill_noise(void)
{
    for (uint32_t i = 0; i < N; i++)
        in[i] = 0.5f * rig_noise(i >> 8, i & 255, 0);
}

static void play(uint32_t n)
{
    int64_t frame = 0;

    rig_play(&rig, &frame, in, out, n);
}

/* c = 1 / sqrt(1 + (0.7 w)^2); the sum of floats is good to a few of their steps. */
static void the_sum_of_both_sides_does_not_hear_the_width(void **state)
{
    static const float widths[] = {0.0f, 0.3f, 0.8f, 2.0f};

    (void)state;
    fill_noise();
    for (int w = 0; w < 4; w++) {
        rig_set_up_plain(&rig, "spread", 1);
        rig_hold(&rig, "width", widths[w]);
        rig_hold(&rig, "movement", 7.0f);
        play(RATE);
        const double wide = 0.7 * (double)widths[w], c = 1.0 / sqrt(1.0 + wide * wide);
        for (int i = 0; i < RATE; i++)
            assert_true(fabs((double)out[2 * i] + (double)out[2 * i + 1] -
                             2.0 * c * (double)in[i]) < 4e-7);
    }
}

static void width_0_is_the_sound_on_both_sides(void **state)
{
    (void)state;
    fill_noise();
    rig_set_up_plain(&rig, "spread", 1);
    rig_hold(&rig, "width", 0.0f);
    play(RATE);
    for (int i = 0; i < RATE; i++)
        assert_true(out[2 * i] == in[i] && out[2 * i + 1] == in[i]);
}

static void channels_are_folded_to_their_mean(void **state)
{
    static float folded[2 * RIG_FRAMES];

    (void)state;
    for (int i = 0; i < RIG_FRAMES; i++) {
        in[2 * i] = rig_noise(1, (uint32_t)i, 0);
        in[2 * i + 1] = rig_noise(2, (uint32_t)i, 0);
    }
    rig_set_up_plain(&rig, "spread", 2);
    play(RIG_FRAMES);
    memcpy(folded, out, sizeof(folded));
    for (int i = 0; i < RIG_FRAMES; i++)
        in[i] = 0.5f * (in[2 * i] + in[2 * i + 1]);
    rig_set_up_plain(&rig, "spread", 1);
    play(RIG_FRAMES);
    assert_memory_equal(out, folded, sizeof(folded));
}

/* The slow reference: the formulas in double, one after the other. */
static double lagrange(const double *x, int i, double late)
{
    const int whole = (int)late;
    const double f = late - whole;
    double sum = 0.0;

    for (int k = -1; k <= 2; k++) {
        double weight = 1.0;
        for (int j = -1; j <= 2; j++)
            weight *= j == k ? 1.0 : (f - j) / (k - j);
        sum += i - whole - k >= 0 ? weight * x[i - whole - k] : 0.0;
    }
    return sum;
}

static void allpass(double *x, int d)
{
    static double y[SPREAD];

    for (int i = 0; i < SPREAD; i++)
        y[i] = (i < d ? 0.0 : x[i - d] + 0.5 * y[i - d]) - 0.5 * x[i];
    memcpy(x, y, sizeof(y));
}

/* Two poles by the bilinear transform, q = sqrt(1 / 2). */
static void two_poles(double *x, double hz, int is_high)
{
    const double g = tan(PI * hz / RATE), a = 1.0 / (1.0 + g * (g + sqrt(2.0)));
    double s1 = 0.0, s2 = 0.0;

    for (int i = 0; i < SPREAD; i++) {
        const double high = (x[i] - (g + sqrt(2.0)) * s1 - s2) * a;
        const double band = g * high + s1, low = g * band + s2;
        s1 = g * high + band;
        s2 = g * band + low;
        x[i] = is_high ? high : low;
    }
}

static void sides_are_those_of_the_formula(void **state)
{
    static const double cases[][3] = {
        {0.8, 1.0, 1.0}, {1.5, 4.0, 3.0}, {0.5, 0.0, 0.3}};
    static double m[SPREAD], a[SPREAD], b[SPREAD];

    (void)state;
    fill_noise();
    for (int k = 0; k < 3; k++) {
        const double width = cases[k][0], movement = cases[k][1], size = cases[k][2];
        rig_set_up_plain(&rig, "spread", 1);
        rig_hold(&rig, "width", (float)width);
        rig_hold(&rig, "movement", (float)movement);
        rig_hold(&rig, "size", (float)size);
        play(SPREAD);
        for (int i = 0; i < SPREAD; i++)
            m[i] = (double)in[i];
        for (int i = 0; i < SPREAD; i++) {
            const double sway = 0.0003 * RATE / fmax(1.0, movement) *
                                sin(2.0 * PI * movement * i / RATE);
            a[i] = lagrange(m, i, fmax(0.001 * RATE * size + sway, 1.0));
            b[i] = lagrange(m, i, fmax(0.002 * RATE * size - sway, 1.0));
        }
        allpass(a, 113);
        allpass(a, 337);
        allpass(b, 149);
        allpass(b, 293);
        two_poles(a, 8000.0, 0);
        two_poles(b, 100.0, 1);
        const double c = 1.0 / sqrt(1.0 + 0.49 * width * width);
        for (int i = 0; i < SPREAD; i++)
            /* a delay of 100 frames is a float to 4e-6, and noise is steep */
            assert_true(fabs((double)out[2 * i] -
                             c * (m[i] + 0.7 * width * (a[i] - b[i]))) < 1e-4);
    }
}

static void play_levels(const float *amplitude, uint32_t n_sounds, uint32_t n)
{
    for (uint32_t at = 0; at < n; at += RIG_FRAMES) {
        for (uint32_t p = 0; p < n_sounds; p++)
            for (uint32_t i = 0; i < RIG_FRAMES; i++)
                rig.in[p][i] = amplitude[p] * ((at + i) / 24 % 2 ? 1.0f : -1.0f);
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    }
}

static float gain_of(uint32_t p)
{
    return rig.out[p][RIG_FRAMES - 1] / rig.in[p][RIG_FRAMES - 1];
}

/* A square wave's RMS is its amplitude, so the median is the middle amplitude. */
static void sounds_come_to_the_median_within_12_db(void **state)
{
    static const float three[] = {0.1f, 0.2f, 0.25f}, wide[] = {0.002f, 0.5f, 0.5f};
    static const float two[] = {0.1f, 0.3f};

    (void)state;
    rig_set_up_plain(&rig, "level_match", 1);
    play_levels(three, 3, 2 * RATE);
    assert_true(fabsf(gain_of(0) - 2.0f) < 1e-3f);
    assert_true(fabsf(gain_of(1) - 1.0f) < 1e-3f);
    assert_true(fabsf(gain_of(2) - 0.8f) < 1e-3f);
    rig_set_up_plain(&rig, "level_match", 1);
    play_levels(wide, 3, 2 * RATE);
    assert_true(fabsf(gain_of(0) - 3.98107171f) < 1e-3f); /* 12 dB */
    rig_set_up_plain(&rig, "level_match", 1);
    play_levels(two, 2, 2 * RATE); /* of two, the mean */
    assert_true(fabsf(gain_of(0) - 2.0f) < 1e-3f);
    assert_true(fabsf(gain_of(1) - 0.666667f) < 1e-3f);
}

static void what_is_silent_is_left_alone(void **state)
{
    static const float below[] = {0.0009f, 0.1f, 0.4f};

    (void)state;
    rig_set_up_plain(&rig, "level_match", 1);
    play_levels(below, 3, 2 * RATE);
    assert_true(gain_of(0) == 1.0f);
    assert_true(fabsf(gain_of(1) - 2.5f) < 1e-3f); /* the mean of two is 0.25 */
}

/* From 0.1 to 0.2 the loudness goes as 0.2 - 0.1 exp(-t / 3 s), but for the first
 * 400 ms. */
static void loudness_follows_with_a_time_constant_of_3_s(void **state)
{
    static const float before[] = {0.1f, 0.1f, 0.1f}, after[] = {0.2f, 0.1f, 0.1f};

    (void)state;
    rig_set_up_plain(&rig, "level_match", 1);
    play_levels(before, 3, 2 * RATE);
    play_levels(after, 3, 3 * RATE);
    const double loudness = 0.1 / (double)gain_of(0);
    assert_true(fabs(loudness - (0.2 - 0.1 * exp(-1.0))) < 0.01);
}

/* 20 time constants after it began the shift is where it goes to, but for what a step
 * of 1 / 2400 of the way can no more change in a float: 7e-5. */
static float shift_of(float hz, float confidence)
{
    for (int i = 0; i < RIG_FRAMES; i++) {
        rig.in[0][i] = hz;
        rig.in[1][i] = confidence;
    }
    for (int at = 0; at < RATE; at += RIG_FRAMES)
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    return rig.out[0][RIG_FRAMES - 1];
}

static void a_voice_is_shifted_to_the_nearest_note(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "tune", 1);
    const float sharp = 440.0f * powf(2.0f, 0.3f / 12.0f);
    assert_true(fabsf(shift_of(sharp, 1.0f) + 0.3f) < 1e-4f);
    assert_true(fabsf(shift_of(sharp, 0.8f) + 0.3f) < 1e-4f);
    assert_true(fabsf(shift_of(sharp, 0.79f)) < 1e-4f); /* not sure */
    assert_true(fabsf(shift_of(0.0f, 1.0f)) < 1e-4f);   /* no pitch */
    rig_hold(&rig, "amount", 0.5f);
    assert_true(fabsf(shift_of(sharp, 1.0f) + 0.15f) < 1e-4f);
    rig_hold(&rig, "amount", 1.0f);
    rig_hold(&rig, "scale", 1.0f); /* C major: of 61.3 the nearest is 62, of 60.9 too */
    assert_true(fabsf(shift_of(440.0f * powf(2.0f, -7.7f / 12.0f), 1.0f) - 0.7f) <
                1e-4f);
    rig_hold(&rig, "scale", 17.0f); /* octaves of C: 69 is 9 above, 3 below */
    assert_true(fabsf(shift_of(440.0f, 1.0f) - 1.0f) < 1e-4f);
}

/* 50 ms after it set out 1 - 1 / e of the way is done. */
static void the_shift_glides(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "tune", 1);
    rig.in_linked = 1;
    for (int i = 0; i < RIG_FRAMES; i++)
        rig.in[0][i] = 440.0f * powf(2.0f, 0.4f / 12.0f);
    for (int at = 0; at < 2560; at += RIG_FRAMES)
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    const float at_50_ms = rig.out[0][2399 - 2304];
    assert_true(fabsf(at_50_ms + 0.4f * (1.0f - expf(-1.0f))) < 1e-4f);
}

/* Keys as chroma numbers them; the wanted one is the node's. */
static float way_of(int key, int root, int minor)
{
    rig_set_up_plain(&rig, "key_shift", 1);
    rig.in_linked = 1;
    rig_hold(&rig, "root", (float)root);
    rig_hold(&rig, "mode", (float)minor);
    for (int i = 0; i < RIG_FRAMES; i++)
        rig.in[0][i] = (float)key;
    for (int at = 0; at < RATE; at += RIG_FRAMES)
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    return rig.out[0][RIG_FRAMES - 1];
}

/* Of all shifts that bring the notes of one key onto those of the other the smallest.
 */
static void music_goes_the_shortest_way_to_a_key(void **state)
{
    (void)state;
    for (int key = 0; key < 24; key++)
        for (int root = 0; root < 12; root++)
            for (int minor = 0; minor < 2; minor++) {
                const int has = (key % 12 + (key >= 12 ? 3 : 0)) % 12; /* as major */
                const int wants = (root + (minor ? 3 : 0)) % 12;
                int nearest = 99;
                for (int by = -6; by <= 6; by++)
                    if ((has + by + 12) % 12 == wants && abs(by) < abs(nearest))
                        nearest = by;
                const float way = way_of(key, root, minor);
                assert_true(fabsf(fabsf(way) - (float)abs(nearest)) < 1e-3f);
                assert_true(abs(nearest) == 6 || fabsf(way - (float)nearest) < 1e-3f);
            }
}

static void an_unsure_key_changes_nothing(void **state)
{
    (void)state;
    assert_true(fabsf(way_of(0, 2, 0) - 2.0f) < 1e-3f);
    rig.in_linked = 3;
    for (int i = 0; i < RIG_FRAMES; i++) {
        rig.in[0][i] = 7.0f;
        rig.in[1][i] = 0.5f;
    }
    for (int at = RATE; at < 2 * RATE; at += RIG_FRAMES)
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    assert_true(fabsf(rig.out[0][RIG_FRAMES - 1] - 2.0f) < 1e-3f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(music_goes_the_shortest_way_to_a_key),
        cmocka_unit_test(an_unsure_key_changes_nothing),
        cmocka_unit_test(the_sum_of_both_sides_does_not_hear_the_width),
        cmocka_unit_test(width_0_is_the_sound_on_both_sides),
        cmocka_unit_test(channels_are_folded_to_their_mean),
        cmocka_unit_test(sides_are_those_of_the_formula),
        cmocka_unit_test(sounds_come_to_the_median_within_12_db),
        cmocka_unit_test(what_is_silent_is_left_alone),
        cmocka_unit_test(loudness_follows_with_a_time_constant_of_3_s),
        cmocka_unit_test(a_voice_is_shifted_to_the_nearest_note),
        cmocka_unit_test(the_shift_glides),
    };
    const int failed = cmocka_run_group_tests_name("composer", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
