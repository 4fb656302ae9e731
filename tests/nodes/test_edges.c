/* SPDX-License-Identifier: MIT */
/* trim, pad, fade and durations: where streams begin and end, to the frame. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 20000 };

static struct rig rig;
static float in[N], out[N];
static int64_t end; /* of the output, as the node says */

/* Play `n` frames of 1, 2, 3, ..., then silence; note where the output ends. */
static void play(int64_t n)
{
    rig.ends_at = n;
    end = N;
    for (int i = 0; i < N; i += 100) {
        for (int k = 0; k < 100; k++)
            rig.in[0][k] = i + k < n ? (float)(i + k + 1) : 0.0f;
        rig_run_at(&rig, i, 0, 100);
        memcpy(out + i, rig.out[0], 100 * sizeof(float));
        if (rig.out_live[0] < 100 && end == N)
            end = i + rig.out_live[0];
    }
}

static uint32_t latency(void)
{
    const struct leat_settings settings = rig_settings(&rig);

    return rig.node->latency ? rig.node->latency(&rig.env, &settings) : 0;
}

static void trim_keeps_from_start_to_end(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "trim", 1);
    rig_hold(&rig, "start", 0.01f);
    rig_hold(&rig, "end", 0.05f);
    play(10000);
    assert_int_equal(latency(), 480);
    assert_int_equal(end, 2400);
    for (int i = 0; i < N; i++)
        assert_true(out[i] == (i >= 480 && i < 2400 ? (float)(i + 1) : 0.0f));
}

static void trim_without_end_ends_with_its_input(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "trim", 1);
    play(1234);
    assert_int_equal(end, 1234);
}

static void pad_moves_and_lengthens(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "pad", 1);
    rig_hold(&rig, "before", 0.01f);
    rig_hold(&rig, "after", 0.02f);
    play(3333);
    assert_int_equal(end, 3333 + 480 + 960);
    for (int i = 0; i < N; i++)
        assert_true(out[i] == (i >= 480 && i < 3333 + 480 ? (float)(i - 479) : 0.0f));
}

static double bent(double x, int shape)
{
    x = fmin(fmax(x, 0.0), 1.0);
    return shape == 0   ? x
           : shape == 1 ? sin(PI / 2.0 * x)
                        : (pow(1000.0, x) - 1.0) / 999.0;
}

/* The same with the length known beforehand and with the end met by surprise. */
static void fades_follow_their_shapes(void **state)
{
    (void)state;
    for (int known = 0; known < 2; known++) {
        for (int shape = 0; shape < 3; shape++) {
            const int64_t length = 9000, fade_in = 960, fade_out = 1920;
            rig_set_up_plain(&rig, "fade", 1);
            rig.env.in_length[0] = known ? length : -1;
            rig_hold(&rig, "in", 0.02f);
            rig_hold(&rig, "out", 0.04f);
            rig_hold(&rig, "shape", (float)shape);
            play(length);
            const int lag = (int)latency();
            assert_int_equal(lag, known ? 0 : fade_out);
            for (int i = 0; i < length; i++) {
                const double want = (i + 1) * bent((double)i / fade_in, shape) *
                                    bent((double)(length - i) / fade_out, shape);
                /* the polynomials are good to 1e-6; 999 stretches exp's */
                assert_true(fabs((double)out[i + lag] - want) < 1e-5 * (i + 1));
            }
        }
    }
}

static void sources_end_after_their_duration(void **state)
{
    static const char *const names[] = {"sine",     "saw",   "pulse",
                                        "triangle", "noise", "silence"};

    (void)state;
    for (int c = 0; c < 6; c++) {
        rig_set_up_plain(&rig, names[c], 1);
        play(N);
        assert_int_equal(end, N);
        rig_hold(&rig, "duration", 0.1f);
        play(N);
        assert_int_equal(end, 4800);
        for (int i = 4800; i < N; i++)
            assert_true(out[i] == 0.0f);
        assert_true(c == 5 || out[4790] != 0.0f);
    }
}

static void concat_passes_on(void **state)
{
    int64_t frame = 0;

    (void)state;
    rig_set_up_plain(&rig, "concat", 1);
    for (int i = 0; i < N; i++)
        in[i] = (float)i;
    rig_play(&rig, &frame, in, out, N);
    assert_memory_equal(in, out, sizeof(in));
    assert_true(rig.node->flags & LEAT_CLASS_SERIES);
    assert_true(rig.node->ports[0].flags & LEAT_PORT_SERIES);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(trim_keeps_from_start_to_end),
        cmocka_unit_test(trim_without_end_ends_with_its_input),
        cmocka_unit_test(pad_moves_and_lengthens),
        cmocka_unit_test(fades_follow_their_shapes),
        cmocka_unit_test(sources_end_after_their_duration),
        cmocka_unit_test(concat_passes_on),
    };
    const int failed = cmocka_run_group_tests_name("edges", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
