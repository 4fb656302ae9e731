/* SPDX-License-Identifier: MIT */
/* compressor, expander, gate and envelope_follow against their closed forms. */
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
static float in[2 * N], out[2 * N], other[2 * N];

static double factor(double level_db)
{
    return pow(10.0, level_db / 20.0);
}

static double db(double size)
{
    return 20.0 * log10(size);
}

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.9g is not %.9g", got, want);
}

/* Nothing is linked to the side-chain. */
static void set_up(const char *name, uint32_t lanes)
{
    rig_set_up_plain(&rig, name, lanes);
    rig.env.in_lanes[1] = 0;
    rig_prepare(&rig);
}

static void play(float *to, const float *from, uint32_t n)
{
    int64_t frame = 0;

    rig_prepare(&rig);
    rig_play(&rig, &frame, from, to, n);
}

static void fill(uint32_t lanes, double amplitude, double f_hz)
{
    for (uint32_t s = 0; s < N * lanes; s++)
        in[s] = (float)(amplitude * sin(2.0 * PI * f_hz / 48000.0 * (s / lanes)));
}

static void fill_constant(uint32_t from, uint32_t to, double amplitude)
{
    for (uint32_t i = from; i < to; i++)
        in[i] = (float)amplitude;
}

static double greatest(const float *x, uint32_t from, uint32_t to)
{
    double most = 0.0;

    for (uint32_t i = from; i < to; i++)
        most = fmax(most, fabs((double)x[i]));
    return most;
}

/* The knee of Giannoulis, Massberg and Reiss, in dB, as they print it. */
static double knee(double over, double width)
{
    return 2.0 * over < -width ? 0.0
           : 2.0 * fabs(over) <= width && width > 0.0
               ? pow(over + width / 2.0, 2.0) / (2.0 * width)
               : over;
}

static void assert_reduction(double level_db, double want_db, double tolerance_db)
{
    fill(1, factor(level_db), 1000.0);
    play(out, in, N);
    assert_near(db(greatest(out, N - 4800, N)), level_db - want_db, tolerance_db);
}

/* 0.1 dB is the bound; a release of 100 ms droops by 0.5 % of the reduction between two
 * crests of 1 kHz, which at 45 dB are up to 0.1 dB on average. */
static void compressor_follows_its_static_curve(void **state)
{
    static const double ratios[] = {1.5, 4.0, 100.0}, widths[] = {0.0, 6.0, 24.0};

    (void)state;
    for (int r = 0; r < 3; r++)
        for (int w = 0; w < 3; w++)
            for (double level = -50.0; level < 0.5; level += 6.25) {
                set_up("compressor", 1);
                rig_hold(&rig, "threshold", -30.0f);
                rig_hold(&rig, "ratio", (float)ratios[r]);
                rig_hold(&rig, "knee", (float)widths[w]);
                rig_hold(&rig, "release", 200.0f);
                assert_reduction(
                    level, (1.0 - 1.0 / ratios[r]) * knee(level + 30.0, widths[w]),
                    0.1);
            }
}

static void expander_follows_its_static_curve(void **state)
{
    static const double ratios[] = {1.5, 2.0, 8.0}, widths[] = {0.0, 6.0, 24.0};

    (void)state;
    for (int r = 0; r < 3; r++)
        for (int w = 0; w < 3; w++)
            for (double level = -55.0; level < 0.5; level += 6.25) {
                const double down = (ratios[r] - 1.0) * knee(-30.0 - level, widths[w]);
                set_up("expander", 1);
                rig_hold(&rig, "threshold", -30.0f);
                rig_hold(&rig, "ratio", (float)ratios[r]);
                rig_hold(&rig, "knee", (float)widths[w]);
                assert_reduction(level, fmin(down, 60.0), 0.1);
            }
}

/* Constant input: c steps, so the reduction is c times what the times say. */
static void compressor_keeps_its_times(void **state)
{
    static const uint32_t late[] = {24, 144, 480, 4800};

    (void)state;
    set_up("compressor", 1);
    rig_hold(&rig, "threshold", -20.0f);
    rig_hold(&rig, "knee", 0.0f);
    fill_constant(0, N / 2, 1.0);
    fill_constant(N / 2, N, 0.01);
    play(out, in, N);
    for (int k = 0; k < 4; k++) {
        const double along = (late[k] + 1) / 144.0, t = (late[k] + 1) / 4800.0;
        const double a = 3.0, r = 100.0; /* both smoothings one after the other */
        const double left = (r * exp(-t) - a * exp(-t * r / a)) / (r - a);
        assert_near(-db((double)out[late[k]]), 15.0 * (1.0 - exp(-along)), 0.01);
        /* the second is of a sampled chain: one frame of 144 is 0.7 % of 15 dB */
        assert_near(-db((double)out[N / 2 + late[k]] * 100.0), 15.0 * left, 0.11);
    }
}

/* All of it in double precision, on noise with a knee, both detectors. */
static void compressor_is_its_formula(void **state)
{
    (void)state;
    for (int rms = 0; rms < 2; rms++) {
        const double release = exp(-1.0 / 4800.0), attack = exp(-1.0 / 144.0);
        const double mean = exp(-1.0 / 480.0);
        double y1 = 0.0, y2 = 0.0, square = 0.0;
        set_up("compressor", 1);
        rig_hold(&rig, "detector", (float)rms);
        for (uint32_t i = 0; i < N; i++)
            in[i] = rig_noise(0, i, 0) * (i / 6000 % 2 ? 1.0f : 0.05f);
        play(out, in, N);
        for (uint32_t i = 0; i < N; i++) {
            const double x = (double)in[i];
            square = mean * square + (1.0 - mean) * x * x;
            const double level = db(rms ? sqrt(square) : fabs(x) + 1e-45);
            y1 = fmax(0.75 * knee(level + 20.0, 6.0), y1 * release);
            y2 = attack * y2 + (1.0 - attack) * y1;
            /* e^(-1 / 4800) in float is off by up to 3e-8, over 4800 frames 1.4e-4 */
            assert_near((double)out[i], x * factor(-y2), 1e-3 * fabs(x) + 1e-7);
        }
    }
}

static void linked_lanes_keep_their_image(void **state)
{
    static const char *const names[] = {"compressor", "expander", "gate"};

    (void)state;
    for (int c = 0; c < 3; c++) {
        set_up(names[c], 2);
        for (uint32_t i = 0; i < N; i++) {
            in[2 * i] = rig_noise(0, i, 0) * (i / 6000 % 2 ? 1.0f : 0.001f);
            in[2 * i + 1] = 0.25f * in[2 * i];
        }
        play(out, in, N);
        for (uint32_t i = 0; i < N; i++) /* 0.25 is exact */
            assert_true(out[2 * i + 1] == 0.25f * out[2 * i]);
    }
}

static void lanes_that_do_not_link_are_alone(void **state)
{
    static const char *const names[] = {"compressor", "expander", "gate"};
    static float mono[N];

    (void)state;
    for (int c = 0; c < 3; c++) {
        set_up(names[c], 2);
        rig_hold(&rig, "link", 0.0f);
        rig_hold(&rig, "lookahead", 5.0f);
        for (uint32_t i = 0; i < N; i++) {
            in[2 * i] = rig_noise(0, i, 0) * (i / 6000 % 2 ? 1.0f : 0.001f);
            in[2 * i + 1] = 0.25f * rig_noise(1, i, 0);
        }
        play(out, in, N);
        for (uint32_t l = 0; l < 2; l++) {
            for (uint32_t i = 0; i < N; i++)
                mono[i] = in[2 * i + l];
            set_up(names[c], 1);
            rig_hold(&rig, "lookahead", 5.0f);
            play(other, mono, N);
            for (uint32_t i = 0; i < N; i++)
                assert_true(other[i] == out[2 * i + l]);
        }
    }
}

/* Below the threshold of a compressor, above that of the others, nothing happens. */
static void what_is_not_meant_passes_bit_for_bit(void **state)
{
    static const struct {
        const char *name;
        float threshold;
    } of[] = {{"compressor", -2.0f}, {"expander", -40.0f}, {"gate", -60.0f}};

    (void)state;
    for (int c = 0; c < 3; c++)
        for (uint32_t late = 0; late < 300; late += 240) {
            set_up(of[c].name, 1);
            rig_hold(&rig, "threshold", of[c].threshold);
            rig_hold(&rig, "lookahead", (float)late / 48.0f);
            const struct leat_settings settings = rig_settings(&rig);
            assert_int_equal(rig.node->latency(&rig.env, &settings), late);
            fill(1, 0.5, 1000.0);
            play(out, in, N);
            for (uint32_t i = 9600; i < N; i++) /* a gate and an expander have opened */
                if (out[i] != in[i - late])
                    fail_msg("%s: %.9g is not %.9g", of[c].name, (double)out[i],
                             (double)in[i - late]);
        }
}

/* Play with a constant at the side-chain, which the rig's helper leaves silent. */
static void a_side_chain_is_listened_to_instead(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "compressor", 1);
    rig_hold(&rig, "knee", 0.0f);
    for (uint32_t i = 0; i < RIG_FRAMES; i++) {
        rig.in[0][i] = 0.001f;
        rig.in[1][i] = 1.0f;
    }
    for (int64_t at = 0; at < 20 * RIG_FRAMES; at += RIG_FRAMES)
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    assert_near(db((double)rig.out[0][RIG_FRAMES - 1]), -60.0 - 15.0, 0.01);
    for (uint32_t i = 0; i < RIG_FRAMES; i++) {
        rig.in[0][i] = 1.0f;
        rig.in[1][i] = 0.001f;
    }
    for (int64_t at = 0; at < 500 * RIG_FRAMES; at += RIG_FRAMES)
        rig_run_at(&rig, at, 0, RIG_FRAMES);
    assert_near((double)rig.out[0][RIG_FRAMES - 1], 1.0, 1e-4);
}

static void a_side_chain_of_other_lanes_must_link(void **state)
{
    static struct leat_diag diag;

    (void)state;
    rig_set_up_plain(&rig, "compressor", 2);
    rig.env.in_lanes[1] = 3;
    const struct leat_settings settings = rig_settings(&rig);
    assert_int_equal(rig.node->shape(&rig.env, &settings, &diag), 0);
    rig_set(&rig, (uint32_t)leat_node_param_find(rig.node, "link"), 0.0f);
    assert_true(rig.node->shape(&rig.env, &settings, &diag) < 0);
    assert_int_equal(diag.n_errors, 1);
}

/* A gate on constants: every frame of it is told by its parameters. */
static void gate_opens_holds_and_closes_to_the_frame(void **state)
{
    enum { ON = 1000, NEAR = 10000, OFF = 20000, HOLD = 2400 };

    (void)state;
    set_up("gate", 1);
    rig_hold(&rig, "threshold", -20.0f);
    fill_constant(0, ON, 0.0999);   /* not quite the threshold */
    fill_constant(ON, NEAR, 0.2);   /* above it */
    fill_constant(NEAR, OFF, 0.08); /* below it, above what closes */
    fill_constant(OFF, N, 0.07);    /* below both: 3 dB less are 0.0708 */
    play(out, in, N);
    assert_near((double)out[ON - 1], 0.0999e-4, 1e-9);
    for (uint32_t i = 0; i < 200; i++)
        assert_near((double)out[ON + i], 0.2 * (1.0 - 0.9999 * exp(-(i + 1.0) / 48.0)),
                    1e-6);
    for (uint32_t i = NEAR; i < OFF + HOLD; i++)
        assert_true(out[i] == in[i]); /* open is open, exactly */
    for (uint32_t i = 0; i < 20000; i++)
        assert_near((double)out[OFF + HOLD + i],
                    0.07 * (1e-4 + 0.9999 * exp(-(i + 1.0) / 2400.0)), 2e-6);
}

static void gate_can_be_silent(void **state)
{
    (void)state;
    set_up("gate", 1);
    rig_hold(&rig, "range", -120.0f);
    fill_constant(0, N, 0.001);
    play(out, in, N);
    assert_true(greatest(out, 0, N) == 0.0);
}

static void expander_keeps_its_times(void **state)
{
    (void)state;
    set_up("expander", 1);
    rig_hold(&rig, "knee", 0.0f);
    rig_hold(&rig, "threshold", -20.0f);
    fill_constant(0, N / 2, 0.01); /* 20 dB below: turned down by 20 dB */
    fill_constant(N / 2, N, 1.0);
    play(out, in, N);
    assert_near(-db((double)out[4799] / 0.01), 20.0 * (1.0 - exp(-1.0)), 0.02);
    assert_near(-db((double)out[N / 2 + 143]), 20.0 * exp(-1.0) * (1.0 - exp(-5.0)),
                0.02);
}

static void follower_keeps_its_times(void **state)
{
    (void)state;
    for (int rms = 0; rms < 2; rms++) {
        set_up("envelope_follow", 1);
        rig_hold(&rig, "detector", (float)rms);
        fill_constant(0, N / 2, -0.5);
        fill_constant(N / 2, N, 0.0);
        play(out, in, N);
        for (uint32_t i = 0; i < N / 2; i += 97) {
            const double up = 1.0 - exp(-(i + 1.0) / 480.0);
            const double down = exp(-(i + 1.0) / 4800.0);
            assert_near((double)out[i], 0.5 * (rms ? sqrt(up) : up), 2e-5);
            assert_near((double)out[N / 2 + i], 0.5 * (rms ? sqrt(down) : down), 2e-5);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(compressor_follows_its_static_curve),
        cmocka_unit_test(expander_follows_its_static_curve),
        cmocka_unit_test(compressor_keeps_its_times),
        cmocka_unit_test(compressor_is_its_formula),
        cmocka_unit_test(linked_lanes_keep_their_image),
        cmocka_unit_test(lanes_that_do_not_link_are_alone),
        cmocka_unit_test(what_is_not_meant_passes_bit_for_bit),
        cmocka_unit_test(a_side_chain_is_listened_to_instead),
        cmocka_unit_test(a_side_chain_of_other_lanes_must_link),
        cmocka_unit_test(gate_opens_holds_and_closes_to_the_frame),
        cmocka_unit_test(gate_can_be_silent),
        cmocka_unit_test(expander_keeps_its_times),
        cmocka_unit_test(follower_keeps_its_times),
    };
    const int failed = cmocka_run_group_tests_name("dynamics", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
