/* SPDX-License-Identifier: MIT */
/* When a run without a duration ends: sounds that die away, and loops. */
#include "engine/take.h"

enum { QUANTUM = 64, QUIET_FRAMES = 12032 /* 250 ms, in whole quanta */ };

/* The end of the last quantum whose mean square is above -90 dBFS. */
static size_t last_loud(const struct take *t)
{
    for (size_t end = t->n / QUANTUM * QUANTUM; end; end -= QUANTUM) {
        double sum = 0.0;
        for (size_t i = (end - QUANTUM) * t->lanes; i < end * t->lanes; i++)
            sum += (double)t->samples[i] * (double)t->samples[i];
        if (sum >= 1e-9 * (double)(QUANTUM * t->lanes))
            return end;
    }
    return 0;
}

static size_t in_quanta(size_t frames)
{
    return (frames + QUANTUM - 1) / QUANTUM * QUANTUM;
}

/* Noise of 100 frames: the end is not on the grid. */
static uint32_t add_burst(struct take *t)
{
    const uint32_t noise = take_add(t, "noise", "burst");

    take_set(t, noise, "noise", "duration", 100.0f / 48000.0f);
    return noise;
}

static void link_back(struct take *t, uint32_t from, uint32_t to, uint32_t frames,
                      float gain)
{
    struct leat_link back = leat_link_between(from, 0, to, 0);

    back.feedback = true;
    back.delay_frames = frames;
    back.gain = gain;
    assert_int_equal(leat_edit_link(t->edit, &back, NULL, &t->diag), 0);
}

/* A burst into a sum that hears itself `frames` later. */
static void build_loop(struct take *t, uint32_t frames, float gain)
{
    const uint32_t mix = take_add(t, "mix", "mix");

    take_link(t, add_burst(t), mix);
    link_back(t, mix, mix, frames, gain);
    take_link(t, mix, take_add(t, "output", NULL));
}

static void a_loop_ends_when_it_has_died_away(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    build_loop(&t, 4000, 0.5f);
    assert_int_equal(take_run(&t), 0);
    /* -4.8 dB of white noise, -6 dB each time: the 15th echo is the first below */
    assert_true(last_loud(&t) > 14 * 4000 && last_loud(&t) <= 14 * 4000 + 192);
    assert_int_equal(t.n, last_loud(&t) + QUIET_FRAMES);
    take_end(&t);
}

/* Twice a second, 490 ms of silence between: each echo is heard. */
static void a_loop_outlasts_the_silence_between_its_echoes(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    build_loop(&t, 24000, 0.1f);
    assert_int_equal(take_run(&t), 0);
    assert_true(last_loud(&t) > 4 * 24000 && last_loud(&t) <= 4 * 24000 + 192);
    assert_int_equal(t.n, last_loud(&t) + in_quanta(24000));
    take_end(&t);
}

static void a_loop_that_never_decays_ends_after_the_longest_tail(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    build_loop(&t, 1000, 1.0f);
    t.config.tail_max_s = 2.0;
    assert_int_equal(take_run(&t), 0);
    assert_int_equal(t.n, in_quanta(100 + 96000));
    take_end(&t);
}

/* The way round leads over nodes that hear nothing but what comes back. */
static void build_chain(struct take *t)
{
    const uint32_t mix = take_add(t, "mix", "mix"), echo = take_add(t, "delay", "echo");
    const uint32_t gain = take_add(t, "gain", "gain");

    take_link(t, add_burst(t), mix);
    take_set(t, echo, "delay", "time", 0.4f);
    take_set(t, echo, "delay", "feedback", 0.0f);
    take_set(t, echo, "delay", "wet_mix", 1.0f);
    take_set(t, gain, "gain", "gain", -20.0f);
    link_back(t, mix, echo, 64, 1.0f);
    take_link(t, echo, gain);
    take_link(t, gain, mix);
    take_link(t, mix, take_add(t, "output", NULL));
}

static void blocks_and_threads_do_not_change_the_end(void **state)
{
    static const uint32_t blocks[] = {64, 1, 7, 100, 1024};
    size_t n = 0;

    (void)state;
    for (uint32_t threads = 1; threads <= 2; threads++)
        for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
            struct take t;
            take_begin(&t);
            t.config.block = blocks[i];
            t.config.threads = threads;
            build_chain(&t);
            assert_int_equal(take_run(&t), 0);
            n = n ? n : t.n;
            assert_int_equal(t.n, n);
            /* -20 dB each: 4 echoes; the delay hears the 4th before the gain lowers it
             */
            assert_true(last_loud(&t) > 4 * 19264 && last_loud(&t) <= 4 * 19264 + 192);
            assert_true(t.n > 5 * 19264 && t.n < 7 * 19264);
            take_end(&t);
        }
}

static void a_loop_waits_for_a_source_that_begins_late(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t late = take_add(&t, "delay", "late"),
                   mix = take_add(&t, "mix", "mix");
    take_set(&t, late, "delay", "time", 1.0f);
    take_set(&t, late, "delay", "feedback", 0.0f);
    take_set(&t, late, "delay", "wet_mix", 1.0f);
    take_link(&t, add_burst(&t), late);
    take_link(&t, late, mix);
    link_back(&t, mix, mix, 4000, 0.5f);
    take_link(&t, mix, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_true(last_loud(&t) > 48000 + 14 * 4000);
    take_end(&t);
}

static void a_loop_in_a_loop_ends(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t a = take_add(&t, "mix", "a"), b = take_add(&t, "mix", "b");
    take_link(&t, add_burst(&t), a);
    link_back(&t, a, a, 300, 0.3f);
    take_link(&t, a, b);
    link_back(&t, b, a, 5000, 0.4f);
    take_link(&t, b, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_true(t.n >= last_loud(&t) + QUIET_FRAMES);
    assert_true(t.n < 10 * 48000);
    take_end(&t);
}

/* A feedback link that leads round nothing is but a delay. */
static void feedback_that_closes_no_circle_ends_after_its_delay(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t mix = take_add(&t, "mix", "mix"), burst = add_burst(&t);
    link_back(&t, burst, mix, 1000, 1.0f);
    take_link(&t, mix, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_int_equal(t.n, 1100);
    take_end(&t);
}

/* One echo alone, in each lane later than 250 ms. */
static void an_echo_is_waited_for_in_the_slowest_lane(void **state)
{
    static const float times[] = {0.3f, 0.75f};
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t echo = take_add(&t, "delay", "echo");
    assert_int_equal(
        leat_edit_set(t.edit, echo, take_param(&t, "delay", "time"), times, 2, &t.diag),
        0);
    take_set(&t, echo, "delay", "feedback", 0.0f);
    take_set(&t, echo, "delay", "wet_mix", 1.0f);
    take_link(&t, add_burst(&t), echo);
    take_link(&t, echo, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_true(last_loud(&t) > 36000 && last_loud(&t) <= 36000 + 192);
    assert_true(t.n <= last_loud(&t) + in_quanta(36001));
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_ends_when_it_has_died_away),
        cmocka_unit_test(a_loop_outlasts_the_silence_between_its_echoes),
        cmocka_unit_test(a_loop_that_never_decays_ends_after_the_longest_tail),
        cmocka_unit_test(blocks_and_threads_do_not_change_the_end),
        cmocka_unit_test(a_loop_waits_for_a_source_that_begins_late),
        cmocka_unit_test(a_loop_in_a_loop_ends),
        cmocka_unit_test(feedback_that_closes_no_circle_ends_after_its_delay),
        cmocka_unit_test(an_echo_is_waited_for_in_the_slowest_lane),
    };
    return cmocka_run_group_tests_name("ends", tests, NULL, NULL);
}
