/* SPDX-License-Identifier: MIT */
/* delay and feedback_delay: where echoes fall, how loud they are, and that nothing
 * clicks. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 48000, TIME = 0 };

static struct rig rig;
static float in[N], out[N];

static void play(void)
{
    int64_t frame = 0;

    rig_prepare(&rig);
    rig_play(&rig, &frame, in, out, N);
}

/* Echo k of an impulse is feedback^(k-1) high, at k times the delay, and all else 0. */
static void echoes_fall_on_their_frames(void **state)
{
    static const float times[] = {0.25f, 0.1f, 0.001f, 1.0f / 4800.0f};

    (void)state;
    for (int t = 0; t < 4; t++) {
        const int frames = (int)lround((double)times[t] * 48000.0);
        double echo = 0.5;

        rig_set_up_plain(&rig, "delay", 1);
        rig_hold(&rig, "time", times[t]);
        rig_hold(&rig, "feedback", 0.6f);
        rig_hold(&rig, "max_time", 0.001f); /* so that the memory comes round */
        memset(in, 0, sizeof(in));
        in[0] = 1.0f;
        play();
        assert_true(out[0] == 0.5f);
        for (int i = 1; i < N; i++) {
            const double want = i % frames == 0 ? echo : 0.0;
            if (i % frames == 0)
                echo *= 0.6f;
            /* 0.001 s as a float is 48.000002 frames: the rest goes next door */
            assert_true(fabs((double)out[i] - want) <= 1e-5);
        }
    }
}

static void time_between_frames_is_read_between_frames(void **state)
{
    double worst = 0.0;

    (void)state;
    rig_set_up_plain(&rig, "delay", 1);
    rig_hold(&rig, "time", 100.5f / 48000.0f);
    rig_hold(&rig, "feedback", 0.0f);
    rig_hold(&rig, "wet", 1.0f);
    for (int i = 0; i < N; i++)
        in[i] = (float)sin(2.0 * PI * 1000.0 / 48000.0 * i);
    play();
    for (int i = 200; i < N; i++)
        worst = fmax(worst, fabs((double)out[i] -
                                 sin(2.0 * PI * 1000.0 / 48000.0 * (i - 100.5))));
    /* the cubic's error at half a frame is 9 / 128 of w^4 / 3: 7e-6, and rounding */
    assert_true(worst < 1e-4);
}

static void a_new_time_does_not_click(void **state)
{
    float steepest = 0.0f;

    (void)state;
    rig_set_up_plain(&rig, "delay", 1);
    rig_hold(&rig, "feedback", 0.0f);
    rig_hold(&rig, "wet", 1.0f);
    rig_prepare(&rig);
    assert_true(rig.node->params[TIME].smooth_ms == 100.0f);
    for (int i = 0; i < N; i++) { /* as the host glides: 10 ms in 100 ms */
        float x[1] = {(float)sin(2.0 * PI * 200.0 / 48000.0 * i)};
        const float along = i < 24000   ? 0.0f
                            : i < 28800 ? (float)(i - 24000) / 4800.0f
                                        : 1.0f;
        rig.param[TIME][0] = 0.2f - 0.01f * along;
        rig.in[0][0] = x[0];
        rig_run_at(&rig, i, 0, 1);
        out[i] = rig.out[0][0];
    }
    for (int i = 12001; i < N; i++)
        steepest = fmaxf(steepest, fabsf(out[i] - out[i - 1]));
    /* a sine's steepest step is w = 2 pi 200 / 48000; the head runs 10 % faster */
    assert_true((double)steepest < 1.12 * 2.0 * PI * 200.0 / 48000.0);
}

static void each_echo_loses_what_lies_above_the_highcut(void **state)
{
    double first = 0.0, second = 0.0;

    (void)state;
    rig_set_up_plain(&rig, "delay", 1);
    rig_hold(&rig, "time", 0.25f);
    rig_hold(&rig, "feedback", 0.9f);
    rig_hold(&rig, "wet", 1.0f);
    rig_hold(&rig, "highcut", 2000.0f);
    for (int i = 0; i < N; i++) /* 8 kHz, one eighth of a second */
        in[i] = i < 6000 ? (float)sin(2.0 * PI * 8000.0 / 48000.0 * i) : 0.0f;
    play();
    for (int i = 13000; i < 13000 + 6 * 600; i++) { /* whole cycles */
        first += (double)out[i] * (double)out[i] / 3600.0;
        second += (double)out[i + 12000] * (double)out[i + 12000] / 3600.0;
    }
    const double w = tan(PI * 8000.0 / 48000.0) / tan(PI * 2000.0 / 48000.0);
    const double loss = 1.0 / hypot(1.0, w);
    /* 1e-4: what is left of the burst's onset after 1000 frames, and rounding */
    assert_true(fabs(sqrt(2.0 * first) - loss) < 1e-4);
    assert_true(fabs(sqrt(second / first) - 0.9 * loss) < 1e-4);
}

/* With a curve for each setting, all alike, the delay goes frame by frame. */
static void render(uint32_t lanes, float time_s, float highcut_hz, bool curves,
                   uint32_t cut, float *to)
{
    int64_t frame = 0;

    rig_set_up_plain(&rig, "delay", lanes);
    rig_hold(&rig, "max_time", 0.001f);
    rig_hold(&rig, "time", time_s);
    rig_hold(&rig, "feedback", 0.9f);
    rig_hold(&rig, "highcut", highcut_hz);
    for (uint32_t k = 0; curves && k < rig.node->n_params; k++)
        for (uint32_t i = 0; i < RIG_FRAMES * lanes; i++)
            rig.param[k][i] = rig.param[k][i % lanes];
    for (uint32_t k = 0; curves && k < rig.node->n_params; k++)
        rig.step[k] = lanes;
    for (uint32_t i = 0, part; i < N / lanes; i += part) {
        part = i + cut < N / lanes ? cut : N / lanes - i;
        for (uint32_t k = 0; k < part * lanes; k++)
            rig.in[0][k] = rig_noise(7, i + k / lanes, k % lanes);
        rig_run_at(&rig, frame, 0, part);
        memcpy(to + i * lanes, rig.out[0], part * lanes * sizeof(float));
        frame += part;
    }
}

static void a_stretch_at_a_time_gives_the_bits_of_single_frames(void **state)
{
    static const uint32_t lanes[] = {1, 2, 3, 8, 16, 18};
    static const float times[] = {0.0f, 0.00007f, 0.0003f, 0.0051f};

    (void)state;
    for (int l = 0; l < 6; l++)
        for (int t = 0; t < 4; t++)
            for (float hz = 5000.0f; hz <= 20000.0f; hz += 15000.0f) {
                render(lanes[l], times[t], hz, true, RIG_FRAMES, in);
                render(lanes[l], times[t], hz, false, 61, out);
                assert_memory_equal(in, out, N / lanes[l] * lanes[l] * sizeof(float));
            }
}

/* A sine of 200 Hz moves by 0.027 a frame at most, and so do its echoes. */
static void a_cut_that_is_turned_on_makes_no_step(void **state)
{
    const int highcut = 3, lowcut = 4;
    float last = 0.0f, most = 0.0f;
    int64_t frame = 0;

    (void)state;
    rig_set_up_plain(&rig, "delay", 1);
    rig_hold(&rig, "time", 0.01f);
    rig_hold(&rig, "wet_mix", 1.0f);
    rig_hold(&rig, "feedback", 0.0f);
    assert_string_equal(rig.node->params[highcut].name, "highcut");
    assert_string_equal(rig.node->params[lowcut].name, "lowcut");
    for (int i = 0; i < N; i++, frame++) {
        if (i == 20000)
            rig_set(&rig, highcut, 19000.0f);
        if (i == 30011)
            rig_set(&rig, lowcut, 21.0f);
        rig.in[0][0] = (float)sin(2.0 * PI * 200.0 / 48000.0 * i);
        rig_run_at(&rig, frame, 0, 1);
        most = fmaxf(most, fabsf(rig.out[0][0] - last));
        last = rig.out[0][0];
    }
    assert_true(last != 0.0f && most < 0.028f);
}

static void a_loud_loop_stays_bounded(void **state)
{
    (void)state;
    rig_set_up(&rig, leat_node_class_find("delay"), 1, RIG_MOVING, RIG_ALL_ALIKE);
    rig_set(&rig, 1, 0.98f);
    for (int i = 0; i < 400; i++) {
        rig_run_at(&rig, i * RIG_FRAMES, 0, RIG_FRAMES);
        for (int s = 0; s < RIG_FRAMES; s++)
            assert_true(fabsf(rig.out[0][s]) <= 1.25f * 64.0f);
    }
}

static void memory_is_as_long_as_the_time_asked_for(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "delay", 2);
    const size_t one_second = rig.state_bytes;
    rig_hold(&rig, "time", 4.0f);
    assert_true(rig.state_bytes > 3.99 * one_second &&
                rig.state_bytes < 4.01 * one_second);
}

/* Soft echoes fall as those of delay do: tanh(u) is u to 3e-7 of it at u = 0.001, and
 * math_tanh() is as close. */
static void tape_repeats_soft_sounds_as_they_are(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "feedback_delay", 1);
    rig_hold(&rig, "time", 0.125f);
    rig_hold(&rig, "wow", 0.0f);
    rig_hold(&rig, "highcut", 20000.0f);
    rig_hold(&rig, "lowcut", 20.0f);
    rig_hold(&rig, "wet", 1.0f);
    rig_hold(&rig, "feedback", 0.5f);
    memset(in, 0, sizeof(in));
    in[0] = 0.001f;
    play();
    for (int i = 0; i < N; i++) {
        const double want =
            i > 0 && i % 6000 == 0 ? 0.001 * pow(0.5, i / 6000 - 1) : 0.0;
        assert_true(fabs((double)out[i] - want) < 1e-8);
    }
}

/* Read where it says, swaying: as the cubic's error, and 0.1 rad of 5e-4 frames that a
 * float of 6000 is off. */
static void tape_runs_unsteadily(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "feedback_delay", 1);
    rig_hold(&rig, "time", 0.125f);
    rig_hold(&rig, "wow", 0.5f);
    rig_hold(&rig, "wow_rate", 3.0f);
    rig_hold(&rig, "highcut", 20000.0f);
    rig_hold(&rig, "lowcut", 20.0f);
    rig_hold(&rig, "wet", 1.0f);
    rig_hold(&rig, "feedback", 0.0f);
    for (int i = 0; i < N; i++)
        in[i] = 0.001f * (float)sin(2.0 * PI * 500.0 / 48000.0 * i);
    play();
    for (int i = 6200; i < N; i++) {
        const double back = 6000.0 + 48.0 * (1.0 + sin(2.0 * PI * 3.0 / 48000.0 * i));
        const double want = 0.001 * sin(2.0 * PI * 500.0 / 48000.0 * (i - back));
        assert_true(fabs((double)out[i] - want) < 3e-7);
    }
}

/* Above 1 the loop swells from a click to a tone within what the tape holds. */
static void tape_swells_but_does_not_burst(void **state)
{
    float late = 0.0f;

    (void)state;
    rig_set_up_plain(&rig, "feedback_delay", 1);
    rig_hold(&rig, "time", 0.01f);
    rig_hold(&rig, "feedback", 1.2f);
    rig_hold(&rig, "wet", 1.0f);
    memset(in, 0, sizeof(in));
    in[0] = 1.0f;
    play();
    for (int i = 0; i < N; i++) {
        assert_true(fabsf(out[i]) <= 1.3f / (0.25f + 1.75f * 0.3f));
        late = i > N / 2 ? fmaxf(late, fabsf(out[i])) : 0.0f;
    }
    assert_true(late > 0.1f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tape_repeats_soft_sounds_as_they_are),
        cmocka_unit_test(tape_runs_unsteadily),
        cmocka_unit_test(tape_swells_but_does_not_burst),
        cmocka_unit_test(echoes_fall_on_their_frames),
        cmocka_unit_test(time_between_frames_is_read_between_frames),
        cmocka_unit_test(a_new_time_does_not_click),
        cmocka_unit_test(each_echo_loses_what_lies_above_the_highcut),
        cmocka_unit_test(a_stretch_at_a_time_gives_the_bits_of_single_frames),
        cmocka_unit_test(a_cut_that_is_turned_on_makes_no_step),
        cmocka_unit_test(a_loud_loop_stays_bounded),
        cmocka_unit_test(memory_is_as_long_as_the_time_asked_for),
    };
    const int failed = cmocka_run_group_tests_name("delay", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
