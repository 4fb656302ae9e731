/* SPDX-License-Identifier: MIT */
/* pluck: pitch, decay, pick position, gate. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { RATE = 48000, N = 4 * RATE };

static struct rig rig;
static float wave[N];

static void play(uint32_t n)
{
    int64_t frame = 0;

    rig_play(&rig, &frame, NULL, wave, n);
}

/* Amplitude and angle of frequency f in a Hann window of n frames from `at`. */
static double partial(uint32_t at, uint32_t n, double f_hz, double *angle)
{
    double re = 0.0, im = 0.0;

    for (uint32_t i = 0; i < n; i++) {
        const double w = 0.5 - 0.5 * cos(2.0 * PI * (i + 0.5) / n);
        re += w * (double)wave[at + i] * cos(2.0 * PI * f_hz * (at + i) / RATE);
        im += w * (double)wave[at + i] * sin(2.0 * PI * f_hz * (at + i) / RATE);
    }
    *angle = atan2(im, re);
    return hypot(re, im);
}

/* The angle by which the fundamental drifts from one of frequency f over half a second
 * is its error in pitch.  One cent is 0.058 %; 0.1 cent is asked for.  Windows of whole
 * tenths of a second keep the other partials out. */
static void pitch_is_exact(void **state)
{
    static const float pitches_hz[] = {27.5f,  55.0f,   82.407f,  110.0f,  146.83f,
                                       220.0f, 329.63f, 440.0f,   659.26f, 1046.5f,
                                       1760.f, 2217.5f, 3135.96f, 4186.0f, 7902.1f};

    (void)state;
    for (size_t p = 0; p < sizeof(pitches_hz) / sizeof(pitches_hz[0]); p++) {
        for (float damping = 0.0f; damping <= 1.0f; damping += 0.5f) {
            const double f = (double)pitches_hz[p];
            double before, after;
            rig_set_up_plain(&rig, "pluck", 1);
            rig_hold(&rig, "frequency", pitches_hz[p]);
            rig_hold(&rig, "decay", 30.0f);
            rig_hold(&rig, "damping", damping);
            play(RATE);
            partial(RATE / 4, RATE / 4, f, &before);
            partial(RATE / 2, RATE / 4, f, &after);
            const double turns = remainder(before - after, 2.0 * PI) / (2.0 * PI);
            const double cents = 1200.0 * log2(1.0 + turns / 0.25 / f);
            if (fabs(cents) > 0.1)
                fail_msg("%g Hz with damping %g is off by %.3f cents", f,
                         (double)damping, cents);
        }
    }
}

/* 60 dB in `decay`: 5 % of what it loses from 0.5 s to 1.5 s, so that the window's
 * other partials, which damping leaves, do not count. */
static void the_fundamental_decays_as_asked(void **state)
{
    static const float decays_s[] = {1.0f, 2.0f, 4.0f, 10.0f};

    (void)state;
    for (int d = 0; d < 4; d++) {
        for (float hz = 110.0f; hz < 1000.0f; hz *= 2.0f) {
            double angle;
            rig_set_up_plain(&rig, "pluck", 1);
            rig_hold(&rig, "frequency", hz);
            rig_hold(&rig, "decay", decays_s[d]);
            play(2 * RATE);
            const double early = partial(RATE / 2, RATE / 4, (double)hz, &angle);
            const double late = partial(RATE * 3 / 2, RATE / 4, (double)hz, &angle);
            const double lost_db = 20.0 * log10(early / late);
            assert_true(fabs(lost_db * (double)decays_s[d] / 60.0 - 1.0) < 0.05);
        }
    }
}

static void damping_kills_high_partials_sooner(void **state)
{
    double share[2], angle;

    (void)state;
    for (int k = 0; k < 2; k++) {
        rig_set_up_plain(&rig, "pluck", 1);
        rig_hold(&rig, "damping", (float)k);
        play(2 * RATE);
        share[k] = partial(RATE, RATE / 4, 20 * 220.0, &angle) /
                   partial(RATE, RATE / 4, 220.0, &angle);
    }
    assert_true(share[1] < 0.01 * share[0]);
}

/* A string plucked at 1/n of its length lacks partial n.  The noise is of N + 2 frames,
 * the place rounded to a frame: it is weaker by far than its neighbours, not gone. */
static void the_pick_position_leaves_out_partials(void **state)
{
    double lacking, left, right, angle;

    (void)state;
    rig_set_up_plain(&rig, "pluck", 1);
    rig_hold(&rig, "frequency", 100.0f);
    rig_hold(&rig, "position", 0.25f);
    rig_hold(&rig, "damping", 0.0f);
    play(RATE);
    lacking = left = right = 0.0;
    for (int k = 4; k < 24; k += 4) {
        lacking += partial(RATE / 4, RATE / 4, 100.0 * k, &angle);
        left += partial(RATE / 4, RATE / 4, 100.0 * (k - 1), &angle);
        right += partial(RATE / 4, RATE / 4, 100.0 * (k + 1), &angle);
    }
    assert_true(lacking < 0.1 * left && lacking < 0.1 * right);
}

/* Silent while the gate is 0; a frame of 0 between two plucks begins a new one, and
 * each has another noise. */
static void the_gate_plucks(void **state)
{
    double square[3] = {0.0};
    const int gate = leat_node_param_find(leat_node_class_find("pluck"), "gate");

    (void)state;
    rig_set_up_plain(&rig, "pluck", 1);
    rig_hold(&rig, "decay", 0.1f);
    rig.step[gate] = 1;
    for (int i = 0; i < RIG_FRAMES; i++)
        rig.param[gate][i] = i >= 100 ? 0.5f : 0.0f;
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < 100; i++)
        assert_true(fabs((double)rig.out[0][i]) < 1e-15);
    assert_true(fabs((double)rig.out[0][100]) > 1e-4);
    memcpy(wave, rig.out[0] + 100, 156 * sizeof(float));
    for (int i = 0; i < RIG_FRAMES; i++)
        rig.param[gate][i] = 0.5f;
    for (int block = 0; block < 3; block++) {
        if (block == 2)
            rig.param[gate][0] = 0.0f;
        for (int pass = 0; pass < (block ? 1 : 100); pass++)
            rig_run(&rig, 0, RIG_FRAMES);
        for (int i = 0; i < RIG_FRAMES; i++)
            square[block] += (double)rig.out[0][i] * (double)rig.out[0][i];
    }
    assert_true(square[1] < 1e-6 && square[2] > 0.1);
    assert_memory_not_equal(wave, rig.out[0] + 1, 100 * sizeof(float));
}

/* A pitch that jumps about at every frame may sound as it likes, within bounds. */
static void wild_pitch_stays_bounded(void **state)
{
    (void)state;
    rig_set_up(&rig, leat_node_class_find("pluck"), 4, RIG_MOVING, RIG_ALL_ALIKE);
    for (int pass = 0; pass < 500; pass++) {
        rig_run(&rig, 0, RIG_FRAMES);
        for (int i = 0; i < 4 * RIG_FRAMES; i++)
            assert_true(fabs((double)rig.out[0][i]) <= 8.0 * 16.0);
    }
}

/* Wide nodes are computed in tiles: lane 17 has its noise wherever it is computed. */
static void a_tile_plays_as_its_lanes_in_the_whole(void **state)
{
    static float whole[RIG_FRAMES * 20];

    (void)state;
    rig_set_up_plain(&rig, "pluck", 20);
    rig_run(&rig, 0, RIG_FRAMES);
    memcpy(whole, rig.out[0], sizeof(whole));
    rig_set_up_plain(&rig, "pluck", 4);
    rig.env.first_lane = 16;
    rig_prepare(&rig);
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_memory_equal(&rig.out[0][4 * i], &whole[20 * i + 16], 4 * sizeof(float));
    assert_true(whole[20 * 10] != whole[20 * 10 + 16]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(pitch_is_exact),
        cmocka_unit_test(the_fundamental_decays_as_asked),
        cmocka_unit_test(damping_kills_high_partials_sooner),
        cmocka_unit_test(the_pick_position_leaves_out_partials),
        cmocka_unit_test(the_gate_plucks),
        cmocka_unit_test(wild_pitch_stays_bounded),
        cmocka_unit_test(a_tile_plays_as_its_lanes_in_the_whole),
    };
    const int failed = cmocka_run_group_tests_name("pluck", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
