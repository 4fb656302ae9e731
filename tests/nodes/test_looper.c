/* SPDX-License-Identifier: MIT */
/* looper: what it plays is what went in, frame by frame, without a step at the seam. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/node.h>

#include "support/rt_guard.h"

enum { N = 12000, FADE = 240 };

static float in[N], heard[N], again[N];

struct command {
    uint32_t frame, what;
};

/* Play all of `in` in calls of at most `most` frames, cut at the commands. */
static void play_by(const struct command *c, uint32_t n, float max_time, uint32_t most,
                    float *out)
{
    const struct leat_node_class *node = leat_node_class_find("looper");
    const float number[] = {1.0f, max_time};
    const struct leat_settings settings = {number, NULL, NULL};
    const struct leat_env env = {.rate_hz = 48000.0, .lanes = 1, .max_frames = N};
    void *state = calloc(1, node->state_size(&env, &settings));
    const struct leat_value param[] = {{&number[0], 0}, {&number[1], 0}};
    uint32_t k = 0;

    assert_non_null(state);
    node->init(state, &env, &settings);
    for (uint32_t i = 0, m; i < N; i += m) {
        struct leat_event event[4];
        uint32_t n_events = 0;
        for (; k < n && c[k].frame == i; k++)
            event[n_events++] = (struct leat_event){
                .frame = i, .type = LEAT_EVENT_CONTROL, .param = c[k].what};
        m = N - i < most ? N - i : most;
        if (k < n && c[k].frame < i + m)
            m = c[k].frame - i;
        const float *from = in + i;
        float *to = out + i;
        const struct leat_block block = {.frame = i,
                                         .nframes = m,
                                         .lanes = 1,
                                         .in = &from,
                                         .out = &to,
                                         .param = param,
                                         .events = event,
                                         .n_events = n_events};
        rt_guard_enter();
        node->process(state, &block);
        rt_guard_leave();
    }
    free(state);
}

#define PLAY(max_time, ...)                                                            \
    do {                                                                               \
        const struct command command[] = {__VA_ARGS__};                                \
        const uint32_t n = sizeof(command) / sizeof(command[0]);                       \
        play_by(command, n, max_time, 256, heard);                                     \
        play_by(command, n, max_time, 13, again);                                      \
        assert_memory_equal(heard, again, sizeof(heard));                              \
    } while (0)

static void make_noise(void)
{
    for (int i = 0; i < N; i++)
        in[i] = (float)((int)(i * 2654435761u >> 16) - 32768) / 65536.0f;
}

/* Frame k of a loop of `n` frames from `begin` on, with what comes behind it blended
 * into its beginning. */
static float loop_at(int begin, int n, int k)
{
    const float w = k < FADE ? (float)k / FADE : 1.0f;

    return w * in[begin + k] + (1.0f - w) * (k < FADE ? in[begin + n + k] : 0.0f);
}

static void it_plays_what_it_has_recorded(void **state)
{
    (void)state;
    make_noise();
    PLAY(1.0f, {1000, LEAT_LOOPER_RECORD}, {3000, LEAT_LOOPER_PLAY},
         {9000, LEAT_LOOPER_STOP});
    for (int i = 0; i < N; i++) {
        const int k = i < 3000 ? 0 : (i - 3000) % 2000;
        float gain = i < 3000 ? 0.0f : fminf((float)(i - 2999) / FADE, 1.0f);
        if (i >= 9000)
            gain = fmaxf(1.0f - (float)(i - 8999) / FADE, 0.0f);
        assert_true(fabsf(heard[i] - gain * loop_at(1000, 2000, k)) < 1e-5f);
    }
}

/* A slow sine that does not fit the loop: no step at the seam is larger than its own.
 */
static void the_seam_is_no_step(void **state)
{
    float own = 0.0f, most = 0.0f;

    (void)state;
    for (int i = 0; i < N; i++)
        in[i] = (float)sin(6.283185307179586 * 170.0 / 48000.0 * i);
    PLAY(1.0f, {0, LEAT_LOOPER_RECORD}, {2000, LEAT_LOOPER_PLAY});
    for (int i = 1; i < N; i++)
        own = fmaxf(own, fabsf(in[i] - in[i - 1]));
    for (int i = 2001; i < N; i++)
        most = fmaxf(most, fabsf(heard[i] - heard[i - 1]));
    assert_true(most < own + 2.0f / FADE); /* and the blend's */
}

static void an_overdub_adds_and_stays(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        in[i] = i < 2000 + FADE ? 0.25f : 0.5f;
    PLAY(1.0f, {0, LEAT_LOOPER_RECORD}, {2000, LEAT_LOOPER_PLAY},
         {4000, LEAT_LOOPER_OVERDUB}, {6000, LEAT_LOOPER_PLAY});
    assert_true(fabsf(heard[3999] - 0.25f) < 1e-6f);
    assert_true(fabsf(heard[5000] - 0.25f) < 1e-6f); /* heard the next time round */
    for (int i = 6000 + FADE; i < 8000; i++)
        assert_true(fabsf(heard[i] - 0.75f) < 1e-6f);
    assert_true(fabsf(heard[11000] - 0.75f) < 1e-6f);
}

/* 0.1 s are 4800 frames: then it plays by itself; what is cleared is gone. */
static void the_longest_loop_plays_and_clear_forgets(void **state)
{
    (void)state;
    make_noise();
    PLAY(0.1f, {0, LEAT_LOOPER_RECORD}, {9000, LEAT_LOOPER_CLEAR},
         {10000, LEAT_LOOPER_PLAY});
    assert_true(heard[4700] == 0.0f);
    for (int i = 4800 + FADE; i < 9000; i++)
        assert_true(fabsf(heard[i] - loop_at(0, 4800, i - 4800)) < 1e-5f);
    for (int i = 9000 + FADE; i < N; i++)
        assert_true(heard[i] == 0.0f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_plays_what_it_has_recorded),
        cmocka_unit_test(the_seam_is_no_step),
        cmocka_unit_test(an_overdub_adds_and_stays),
        cmocka_unit_test(the_longest_loop_plays_and_clear_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
