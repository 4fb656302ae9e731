/* SPDX-License-Identifier: MIT */
/* kernels: functions of samples against the same in C. */
#include <math.h>

#include "lang/performed.h"

enum { N = 9600 };

static struct performed_sound take, cut, plain;

/* The same whatever the blocks and threads; beside it what goes in. */
static void play(const char *text)
{
    free(take.samples);
    free(plain.samples);
    play_sound(text, 64, 1, N, &take);
    play_sound(text, 100, TAKE_THREADS, N, &cut);
    assert_int_equal(take.counts.failed, 0);
    assert_int_equal(take.n * take.lanes, cut.n * cut.lanes);
    assert_memory_equal(take.samples, cut.samples, take.n * take.lanes * sizeof(float));
    free(cut.samples);
    play_sound("saw(110.hz)", 64, 1, N, &plain);
}

static void an_expression_runs_for_every_sample(void **state)
{
    (void)state;
    play("saw(110.hz).map(|x| x > 0.2 ? x * x : max(x, -0.1))");
    for (int i = 0; i < N; i++) {
        const double x = (double)plain.samples[i];
        assert_true(take.samples[i] == (float)(x > 0.2 ? x * x : fmax(x, -0.1)));
    }
    play("g = 0.5\nAudio.process(saw(110.hz), |x, i| { a = x * g\n"
         "  if i % 2 == 1 { a = -a }\n  for k in 0..3 { a *= 0.5 + k * 0 }\n  a })");
    for (int i = 0; i < N; i++)
        assert_true(take.samples[i] == (i % 2 ? -0.0625f : 0.0625f) * plain.samples[i]);
}

/* y += 0.1 (x - y), in double. */
static void what_is_assigned_is_kept_from_sample_to_sample(void **state)
{
    double y = 0.25;

    (void)state;
    play("y = 0.25\nsaw(110.hz).map(|x| { y += 0.1 * (x - y); y })");
    for (int i = 0; i < N; i++) {
        y += 0.1 * ((double)plain.samples[i] - y);
        assert_true(take.samples[i] == (float)y);
    }
    y = 0.0;
    play("t = 0.0\naudio_callback(|b| { for i in 0..b.length { t += 0.01; b[i] = t } "
         "})");
    for (int i = 0; i < N; i++)
        assert_true(take.samples[i] == (float)(y += 0.01));
}

/* In a frame what is captured is a setting of the node, which moves. */
static void what_a_frame_captures_moves_the_node(void **state)
{
    (void)state;
    play("s = saw(110.hz)\nk = 0\n"
         "loop { g = k < 6 ? 0 : 1\n s.map(|x| x * g) |> output()\n k += 1 }");
    assert_true(take.samples[4000] == 0.0f);
    for (int i = 6 * 800 + 1000; i < N; i++)
        assert_true(take.samples[i] == plain.samples[i]);
}

/* Each lane has its own; what is not finite is 0. */
static void lanes_are_apart_and_the_output_is_finite(void **state)
{
    (void)state;
    play("n = 0.0\nsaw([110, 220]).map(|x| { n += 1; n / 65536 })");
    assert_int_equal(take.lanes, 2);
    for (int i = 0; i < N; i++)
        for (int l = 0; l < 2; l++)
            assert_true(fabsf(take.samples[2 * i + l] -
                              sqrtf(0.5f) * (float)(i + 1) / 65536.0f) < 1e-6f);
    play("saw(110.hz).map(|x| exp(x * 1000000) * exp(1000000) / 0 + 1 / 0)");
    for (int i = 0; i < N; i++)
        assert_true(take.samples[i] == 0.0f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_runs_for_every_sample),
        cmocka_unit_test(what_is_assigned_is_kept_from_sample_to_sample),
        cmocka_unit_test(what_a_frame_captures_moves_the_node),
        cmocka_unit_test(lanes_are_apart_and_the_output_is_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
