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
    play("g = 0.5\nAudio.process(saw(110.hz), |x, i| { let mut a = x * g\n"
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

/* Forms of a function that halves a buffer, all without a delay. */
static void what_no_length_changes_is_the_whole_sound(void **state)
{
    static const char *const halves[] = {
        "|b| { for i in 0..b.length { b[i] = b[i] * 0.5 }\n b }",
        "|b| { for i in 0..=b.len() - 1 { b[i] *= 0.5 }\n return b }",
        "|b| { for i, x in b.enumerate() { b[i] = x * 0.5 } }",
        "|b| { i = 0\n while i < b.length { b[i] *= 0.5\n i += 1 } }",
        "|b| { let mut i = 0\n while i < b.count() { b[i] *= 0.5\n i++ }\n b }",
        "|b| b.map(|x| x * 0.5)",
        "|b| { return b.map(|x, i| i >= 0 ? x * 0.5 : 7) }",
        "|b| { b = b.map(|x| x * 2)\n b.map(|x| x * 0.5).map(|x| x * 0.5) }",
        "|b| { b.each(|x, i| { b[i] = x * 0.5 }) }",
        "|b| { g = 0.25 * 2\n for i in 0..b.length { b[i] *= g } }",
        ("|b| { for i in 0..b.length { b[i] *= 2 }\n"
         "  for k in 0..b.length { b[k] *= 0.25 } }"),
    };
    char text[400];

    (void)state;
    for (size_t f = 0; f < sizeof(halves) / sizeof(halves[0]); f++) {
        snprintf(text, sizeof(text), "saw(110.hz).on_buffer(%s)", halves[f]);
        play(text);
        for (int i = 0; i < N; i++)
            assert_true(take.samples[i] == 0.5f * plain.samples[i]);
    }
    play("top = 0.0\nsaw(110.hz).on_buffer(|b| { for x in b { top = max(top, x) } })");
    assert_memory_equal(take.samples, plain.samples, N * sizeof(float));
}

/* Each 64 samples by a function in C; the delay is taken from what is written. */
static void expect_buffers(const char *function, void (*in_c)(double b[64]))
{
    char text[600];
    double b[64];

    snprintf(text, sizeof(text), "n = 0\nsaw(110.hz).on_buffer(%s)", function);
    play(text);
    for (int at = 0; at < N; at += 64) {
        for (int i = 0; i < 64; i++)
            b[i] = (double)plain.samples[at + i];
        in_c(b);
        for (int i = 0; i < 64; i++)
            if (take.samples[at + i] != (float)b[i])
                fail_msg("%s: sample %d is %g, not %g", function, at + i,
                         (double)take.samples[at + i], b[i]);
    }
}

static void level(double b[64])
{
    double sum = 0.0;

    for (int i = 0; i < 64; i++)
        sum += b[i] * b[i];
    const double g = sum / 64.0 > 0.25 ? 0.5 : 1.0;
    for (int i = 0; i < 64; i++)
        b[i] *= g;
}

static void top_is_1(double b[64])
{
    double top = b[0];

    for (int i = 1; i < 64; i++)
        top = fmax(top, b[i]);
    for (int i = 0; i < 64; i++)
        b[i] /= fmax(top, 0.25);
}

static void without_mean(double b[64])
{
    double sum = b[0];

    for (int i = 1; i < 64; i++)
        sum += b[i];
    const double mean = sum / 64.0;
    for (int i = 0; i < 64; i++)
        b[i] -= mean;
}

static void neighbours(double b[64])
{
    for (int i = 1; i < 63; i++)
        b[i] = 0.5 * (b[i - 1] + b[i + 1]) + b[0];
}

static void ramp(double b[64])
{
    for (int i = 0; i < 64; i++)
        b[i] = b[i] * i / 64.0;
}

static void counted(double b[64])
{
    static int n;

    n++;
    for (int i = 0; i < 64; i++)
        b[i] *= n / 256.0;
}

static void what_goes_over_a_buffer_goes_over_64_samples(void **state)
{
    (void)state;
    expect_buffers("|b| { sum = 0.0\n for x in b { sum += x * x }\n"
                   "  g = sum / b.length > 0.25 ? 0.5 : 1\n"
                   "  for i in 0..b.length { b[i] *= g } }",
                   level);
    expect_buffers("|b| { top = b.max()\n b.map(|x| x / max(top, 0.25)) }", top_is_1);
    expect_buffers("|b| { mean = b.average()\n for i in 0..b.length { b[i] -= mean } }",
                   without_mean);
    expect_buffers("|b| { mean = b.sum() / b.length\n b.map(|x| x - mean) }",
                   without_mean);
    expect_buffers("|b| { for i in 1..b.length - 1 "
                   "{ b[i] = 0.5 * (b[i - 1] + b[i + 1]) + b[0] } }",
                   neighbours);
    expect_buffers("|b| { for i in 0..b.length { b[i] = b[i] * i / b.length } }", ramp);
    expect_buffers("|b| { n += 1\n for i in 0..b.length { b[i] *= n / 256 } }",
                   counted);
}

/* Lanes and blocks are apart; a frame moves what is captured. */
static void buffers_are_of_each_lane(void **state)
{
    (void)state;
    play("saw([110, 220]).on_buffer(|b| { top = b.max()\n b.map(|x| top) })");
    assert_int_equal(take.lanes, 2);
    for (int i = 64; i < N - 64; i++)
        for (int l = 0; l < 2; l++)
            assert_true(take.samples[2 * i + l] == take.samples[2 * (i & ~63) + l]);
    play("s = saw(110.hz)\nk = 0\nloop { g = k < 6 ? 0 : 1\n"
         " s.on_buffer(|b| { n = b.length / 64\n b.map(|x| x * g * n) }) |> output()\n"
         " k += 1 }");
    assert_true(take.samples[4000] == 0.0f);
    for (int i = 6 * 800 + 1000; i < N; i++)
        assert_true(take.samples[i] == plain.samples[i]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_runs_for_every_sample),
        cmocka_unit_test(what_is_assigned_is_kept_from_sample_to_sample),
        cmocka_unit_test(what_a_frame_captures_moves_the_node),
        cmocka_unit_test(lanes_are_apart_and_the_output_is_finite),
        cmocka_unit_test(what_no_length_changes_is_the_whole_sound),
        cmocka_unit_test(what_goes_over_a_buffer_goes_over_64_samples),
        cmocka_unit_test(buffers_are_of_each_lane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
