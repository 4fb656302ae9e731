/* SPDX-License-Identifier: MIT */
/* width, balance, crossfade, haas, multitap and ping_pong: what goes to which side. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 48000 };

static struct rig rig;
static float in[2 * N], out[2 * N];

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.9g is not %.9g", got, want);
}

static void play(uint32_t n)
{
    int64_t frame = 0;

    rig_prepare(&rig);
    rig_play(&rig, &frame, in, out, n);
}

static void put_noise(void)
{
    for (uint32_t s = 0; s < 2 * N; s++)
        in[s] = rig_noise(s >> 16, s >> 8 & 255, s & 255);
}

static void put_click(void)
{
    memset(in, 0, sizeof(in));
    in[0] = 1.0f;
}

static void width_scales_the_side_and_keeps_the_middle(void **state)
{
    static const float widths[] = {0.0f, 0.3f, 1.0f, 2.0f};

    (void)state;
    put_noise();
    for (int w = 0; w < 4; w++) {
        rig_set_up_plain(&rig, "width", 2);
        rig_hold(&rig, "width", widths[w]);
        play(4800);
        for (int i = 0; i < 4800; i++) {
            const double l = (double)in[2 * i], r = (double)in[2 * i + 1];
            const double side = (double)widths[w] * (l - r) / 2.0;
            assert_near((double)out[2 * i], (l + r) / 2.0 + side, 3e-7);
            assert_near((double)out[2 * i + 1], (l + r) / 2.0 - side, 3e-7);
            assert_true(widths[w] != 1.0f || out[2 * i] == in[2 * i]);
        }
    }
}

/* The side falls below the corner as a high-pass of one pole: by 1 / sqrt(2) at it. */
static void width_brings_the_bass_to_the_middle(void **state)
{
    double power = 0.0;

    (void)state;
    for (int i = 0; i < N; i++) {
        in[2 * i] = (float)sin(2.0 * PI * 200.0 / 48000.0 * i);
        in[2 * i + 1] = -in[2 * i];
    }
    rig_set_up_plain(&rig, "width", 2);
    rig_hold(&rig, "mono_below", 200.0f);
    play(N);
    for (int i = N / 2; i < N; i++) {
        power += pow((double)out[2 * i], 2.0) / (N / 2);
        assert_true(out[2 * i] + out[2 * i + 1] == 0.0f);
    }
    assert_near(power, 0.25, 1e-4);
}

static void balance_lowers_one_side(void **state)
{
    (void)state;
    put_noise();
    for (int k = -4; k <= 4; k++) {
        const double p = k / 4.0;
        rig_set_up_plain(&rig, "balance", 2);
        rig_hold(&rig, "position", (float)p);
        play(480);
        for (int i = 0; i < 480; i++) {
            const double left = p > 0.0 ? cos(PI / 2.0 * p) : 1.0;
            const double right = p < 0.0 ? cos(PI / 2.0 * p) : 1.0;
            assert_near((double)out[2 * i], left * (double)in[2 * i], 1e-6);
            assert_near((double)out[2 * i + 1], right * (double)in[2 * i + 1], 1e-6);
            assert_true(p != 0.0 || out[2 * i] == in[2 * i]);
        }
    }
}

static void crossfade_keeps_power_or_sum(void **state)
{
    (void)state;
    for (int law = 0; law < 2; law++)
        for (int k = 0; k <= 8; k++) {
            const double p = k / 8.0;
            rig_set_up_plain(&rig, "crossfade", 1);
            rig_hold(&rig, "position", (float)p);
            rig_hold(&rig, "law", (float)law);
            for (int i = 0; i < RIG_FRAMES; i++) {
                rig.in[0][i] = rig_noise(0, (uint32_t)i, 0);
                rig.in[1][i] = rig_noise(1, (uint32_t)i, 0);
            }
            rig_run(&rig, 0, RIG_FRAMES);
            const double a = law ? 1.0 - p : cos(PI / 2.0 * p);
            const double b = law ? p : sin(PI / 2.0 * p);
            for (int i = 0; i < RIG_FRAMES; i++)
                assert_near((double)rig.out[0][i],
                            a * (double)rig.in[0][i] + b * (double)rig.in[1][i], 1e-6);
        }
}

static void haas_makes_one_side_later(void **state)
{
    (void)state;
    for (uint32_t side = 0; side < 2; side++) {
        put_noise();
        rig_set_up_plain(&rig, "haas", 1);
        rig_hold(&rig, "time", 12.0f);
        rig_hold(&rig, "side", (float)side);
        play(4800);
        for (uint32_t i = 0; i < 4800; i++) {
            assert_true(out[2 * i + 1 - side] == in[i]);
            assert_true(out[2 * i + side] == (i < 576 ? 0.0f : in[i - 576]));
        }
    }
}

/* Within 1e-6 of an echo for math_sin_pi() and 1e-20 that keeps denormals away; times
 * that are whole numbers of frames. */
static void multitap_puts_each_echo_where_it_belongs(void **state)
{
    (void)state;
    put_click();
    rig_set_up_plain(&rig, "multitap", 1);
    rig_hold(&rig, "wet", 1.0f);
    rig_hold(&rig, "feedback", 0.5f);
    rig_hold(&rig, "time1", 0.125f);
    rig_hold(&rig, "gain1", 0.4f);
    rig_hold(&rig, "pan1", -0.3f);
    rig_hold(&rig, "time2", 0.25f);
    rig_hold(&rig, "gain2", -0.3f);
    rig_hold(&rig, "pan2", 1.0f);
    play(40000);
    for (int i = 0; i < 40000; i++) {
        double left = 0.0, right = 0.0;
        for (int round = 0; round < 4; round++) {
            const double again = pow(0.5, round);
            if (i == 6000 + 12000 * round) {
                left += again * 0.4 * cos(PI / 4.0 * 0.7);
                right += again * 0.4 * sin(PI / 4.0 * 0.7);
            }
            if (i == 12000 + 12000 * round)
                right -= again * 0.3;
        }
        assert_near((double)out[2 * i], left, 1e-6);
        assert_near((double)out[2 * i + 1], right, 1e-6);
    }
}

static void ping_pong_goes_from_side_to_side(void **state)
{
    (void)state;
    for (int wide = 0; wide < 2; wide++) {
        put_click();
        rig_set_up_plain(&rig, "ping_pong", 1);
        rig_hold(&rig, "wet", 1.0f);
        rig_hold(&rig, "feedback", 0.5f);
        rig_hold(&rig, "time", 0.125f);
        rig_hold(&rig, "width", (float)wide);
        play(40000);
        for (int i = 0; i < 40000; i++)
            for (int l = 0; l < 2; l++) {
                const int k = i / 6000; /* echo k: odd ones on the left */
                const double own = wide ? (k & 1) == 1 - l : 0.5;
                const double want =
                    k > 0 && i % 6000 == 0 ? own * pow(0.5, k - 1) : 0.0;
                assert_near((double)out[2 * i + l], want, 1e-6);
            }
    }
}

static void ping_pong_loses_what_lies_above_the_highcut(void **state)
{
    double first = 0.0, second = 0.0;

    (void)state;
    memset(in, 0, sizeof(in));
    for (int i = 0; i < 6000; i++)
        in[i] = (float)sin(2.0 * PI * 8000.0 / 48000.0 * i);
    rig_set_up_plain(&rig, "ping_pong", 1);
    rig_hold(&rig, "wet", 1.0f);
    rig_hold(&rig, "feedback", 0.5f);
    rig_hold(&rig, "highcut", 2000.0f);
    play(40000);
    for (int i = 13000; i < 13000 + 3600; i++) {
        first += pow((double)out[2 * i], 2.0) / 1800.0;
        second += pow((double)out[2 * (i + 12000) + 1], 2.0) / 1800.0;
    }
    const double w = tan(PI * 8000.0 / 48000.0) / tan(PI * 2000.0 / 48000.0);
    /* 1e-4: what is left of the burst's onset after 1000 frames */
    assert_near(sqrt(first), 1.0 / hypot(1.0, w), 1e-4);
    assert_near(sqrt(second), 0.5 / (1.0 + w * w), 1e-4);
}

static void loud_loops_stay_bounded(void **state)
{
    static const char *const names[] = {"multitap", "ping_pong"};

    (void)state;
    for (int c = 0; c < 2; c++) {
        rig_set_up(&rig, leat_node_class_find(names[c]), 2, RIG_MOVING, RIG_ALL_ALIKE);
        for (int i = 0; i < 400; i++) {
            rig_run_at(&rig, (int64_t)i * RIG_FRAMES, 0, RIG_FRAMES);
            for (int s = 0; s < 2 * RIG_FRAMES; s++) /* 8 taps of gain 2 of 1.25 * 64 */
                assert_true(fabsf(rig.out[0][s]) <= 16.0f * 1.25f * 64.0f);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_scales_the_side_and_keeps_the_middle),
        cmocka_unit_test(width_brings_the_bass_to_the_middle),
        cmocka_unit_test(balance_lowers_one_side),
        cmocka_unit_test(crossfade_keeps_power_or_sum),
        cmocka_unit_test(haas_makes_one_side_later),
        cmocka_unit_test(multitap_puts_each_echo_where_it_belongs),
        cmocka_unit_test(ping_pong_goes_from_side_to_side),
        cmocka_unit_test(ping_pong_loses_what_lies_above_the_highcut),
        cmocka_unit_test(loud_loops_stay_bounded),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
