/* SPDX-License-Identifier: MIT */
/* The offline clock: what comes out depends on the graph alone. */
#include <math.h>

#include "engine/take.h"

/* 1 second of saw through a lowpass whose cutoff a sine moves, with an echo around it.
 */
static void build_patch(struct take *t)
{
    const uint32_t saw = take_add(t, "saw", "saw"), lfo = take_add(t, "sine", "lfo");
    const uint32_t low = take_add(t, "lowpass", "low"), mix = take_add(t, "mix", "mix");
    const uint32_t out = take_add(t, "output", "out");
    struct leat_link link = leat_link_between(lfo, 0, low, 0);

    take_set(t, saw, "saw", "frequency", 110.0f);
    take_set(t, lfo, "sine", "frequency", 3.0f);
    link.to_param = true;
    link.to_port = take_param(t, "lowpass", "cutoff");
    link.mode = LEAT_MODE_ADD;
    link.gain = 700.0f;
    assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
    take_link(t, saw, low);
    take_link(t, low, mix);
    link = leat_link_between(mix, 0, mix, 0);
    link.feedback = true;
    link.delay_frames = 4410;
    link.gain = 0.5f;
    assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
    take_link(t, mix, out);
    t->config.duration = 48000;
}

static void block_size_changes_no_bit(void **state)
{
    static const uint32_t blocks[] = {64, 1, 7, 100, 1024};
    struct take first, other;

    (void)state;
    take_begin(&first);
    first.config.block = blocks[0];
    build_patch(&first);
    assert_int_equal(take_run(&first), 0);
    assert_int_equal(first.n, 48000);
    for (size_t i = 1; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        take_begin(&other);
        other.config.block = blocks[i];
        build_patch(&other);
        assert_int_equal(take_run(&other), 0);
        assert_int_equal(other.n, first.n);
        assert_memory_equal(other.samples, first.samples, first.n * sizeof(float));
        take_end(&other);
    }
    take_end(&first);
}

static void a_run_may_stop_on_its_way(void **state)
{
    struct take whole, parts;
    struct leat_tempo tempo;
    int64_t to = 0;

    (void)state;
    take_begin(&whole);
    build_patch(&whole);
    assert_int_equal(take_run(&whole), 0);
    assert_int_equal(leat_engine_run_to(whole.engine, 50000, NULL), 0);
    take_begin(&parts);
    build_patch(&parts);
    take_engine(&parts);
    for (to = 1; to < 48000; to += 1 + to % 777) {
        assert_int_equal(leat_engine_run_to(parts.engine, to, &parts.diag), 1);
        assert_int_equal(leat_engine_frame(parts.engine), to);
        assert_false(leat_engine_ended(parts.engine));
    }
    assert_int_equal(leat_engine_tempo(parts.engine, &tempo), 0);
    assert_true(leat_tempo_beat(&tempo, 48000) == 2.0); /* 120 bpm at 48 kHz */
    assert_int_equal(leat_engine_run_to(parts.engine, 50000, &parts.diag), 0);
    assert_true(leat_engine_ended(parts.engine));
    assert_int_equal(parts.n, whole.n);
    assert_memory_equal(parts.samples, whole.samples, whole.n * sizeof(float));
    take_end(&parts);
    take_end(&whole);
}

/* An edit that takes all sources away, or the output too, is heard to the end of its
 * fade, wherever blocks end. */
static void what_an_edit_ends_fades_to_the_last_frame(void **state)
{
    struct take t;

    (void)state;
    for (int whole = 0; whole < 2; whole++) {
        take_begin(&t);
        t.config.rate_hz = 48000.0;
        const uint32_t noise = take_add(&t, "pulse", "p");
        const uint32_t out = take_add(&t, "output", NULL);
        take_set(&t, noise, "pulse", "frequency", 1000.0f);
        const uint32_t link = take_link(&t, noise, out);
        take_engine(&t);
        assert_int_equal(leat_engine_run_to(t.engine, 1000, &t.diag), 1);
        assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
        if (whole)
            assert_int_equal(leat_edit_remove(t.edit, out), 0);
        else
            assert_int_equal(leat_edit_unlink(t.edit, link), 0);
        take_commit(&t);
        assert_int_equal(leat_engine_run_to(t.engine, INT64_MAX, &t.diag), 0);
        assert_int_equal(t.n, 1024 + 480);
        for (size_t i = 1024; i < t.n; i++) { /* 48 frames before it was the same */
            const float gain = 1.0f - (float)(i - 1023) / 480.0f;
            assert_true(fabsf(t.samples[i] - gain * t.samples[960 + i % 48]) < 1e-4f);
        }
        take_end(&t);
    }
}

/* Cancelled on its way it fades over 10 ms from where it stood. */
static void a_run_that_stopped_on_its_way_can_fade(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    build_patch(&t);
    take_engine(&t);
    assert_int_equal(leat_engine_run_to(t.engine, 1001, &t.diag), 1);
    leat_engine_cancel(t.engine);
    assert_int_equal(leat_engine_run_to(t.engine, 1100, &t.diag), 1);
    assert_int_equal(leat_engine_run_to(t.engine, 48000, &t.diag), LEAT_ERR_CANCELLED);
    assert_true(t.n >= 1001 + 480 && t.n < 1001 + 480 + 256);
    assert_true(t.samples[1001 + 480] == 0.0f);
    take_end(&t);
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    build_patch(&t);
    take_engine(&t);
    assert_int_equal(leat_engine_run_to(t.engine, 64, &t.diag), LEAT_ERR_STATE);
    take_end(&t);
}

static void thread_count_changes_no_bit(void **state)
{
    struct take one, more;

    (void)state;
    take_begin(&one);
    build_patch(&one);
    assert_int_equal(take_run(&one), 0);
    for (uint32_t threads = 2; threads <= 4; threads += 2) {
        take_begin(&more);
        more.config.threads = threads;
        build_patch(&more);
        assert_int_equal(take_run(&more), 0);
        assert_memory_equal(more.samples, one.samples, one.n * sizeof(float));
        take_end(&more);
    }
    take_end(&one);
}

/* Two that hear one at the same time: what one makes in its place the other must not
 * hear.  Again and again, since it takes a thread that is late. */
static void who_shares_a_stream_spoils_nothing(void **state)
{
    static const char program[] = "lead = saw(110hz)\n"
                                  "lead |> limiter(lookahead: 5.ms) |> output()\n"
                                  "lead |> gain(-9.db) |> delay(90.ms) |> output()";
    struct take one, more;

    (void)state;
    for (uint32_t round = 0; round < 100; round++) {
        struct take *t = round ? &more : &one;
        take_begin(t);
        leat_edit_abort(&t->edit);
        assert_int_equal(leat_program_apply(program, t->graph, &t->diag), 0);
        assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
        t->config.duration = 14000;
        t->config.threads = round ? 2 : 1;
        assert_int_equal(take_run(t), 0);
        if (!round)
            continue;
        assert_memory_equal(one.samples, more.samples, one.n * sizeof(float));
        take_end(&more);
    }
    take_end(&one);
}

static void a_sum_has_the_gains_of_its_links(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t a = take_add(&t, "sine", "a"), b = take_add(&t, "sine", "b");
    const uint32_t out = take_add(&t, "output", NULL);
    take_set(&t, a, "sine", "frequency", 1000.0f);
    take_set(&t, b, "sine", "frequency", 1000.0f);
    const uint32_t from[] = {a, b};
    const float gains[] = {0.5f, -0.25f};
    assert_int_equal(leat_edit_merge(t.edit, from, gains, 2, out, &t.diag), 0);
    t.config.duration = 480;
    assert_int_equal(take_run(&t), 0);
    for (int i = 0; i < 480; i++) /* tolerance: the stated error of the oscillator */
        assert_true(fabs(t.samples[i] - 0.25 * sin(2.0 * M_PI * i / 48.0)) < 1e-5);
    take_end(&t);
}

static void feedback_comes_back_after_its_delay(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t src = take_add(&t, "sine", NULL), mix = take_add(&t, "mix", NULL);
    const uint32_t out = take_add(&t, "output", NULL);
    struct leat_link back = leat_link_between(mix, 0, mix, 0);
    back.feedback = true;
    back.delay_frames = 100;
    back.gain = 0.5f;
    take_link(&t, src, mix);
    assert_int_equal(leat_edit_link(t.edit, &back, NULL, &t.diag), 0);
    take_link(&t, mix, out);
    t.config.duration = 400;
    t.config.block = 7;
    assert_int_equal(take_run(&t), 0);
    struct take dry;
    take_begin(&dry);
    const uint32_t s = take_add(&dry, "sine", NULL);
    take_link(&dry, s, take_add(&dry, "output", NULL));
    dry.config.duration = 400;
    assert_int_equal(take_run(&dry), 0);
    float y[400];
    for (int i = 0; i < 400; i++) {
        y[i] = dry.samples[i] + (i >= 100 ? 0.5f * y[i - 100] : 0.0f);
        assert_true(t.samples[i] == y[i]);
    }
    take_end(&dry);
    take_end(&t);
}

static void a_circle_without_delay_is_refused(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t a = take_add(&t, "gain", "a"), b = take_add(&t, "gain", "b");
    take_link(&t, a, b);
    take_link(&t, b, a);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag),
                     LEAT_ERR_CYCLE);
    assert_int_equal(t.diag.finding[0].code, 603);
    assert_non_null(strstr(t.diag.finding[0].message, "a -> b -> a"));
    assert_int_equal(leat_graph_n_nodes(t.graph), 0);
    leat_graph_destroy(&t.graph);
}

static void a_series_plays_one_after_the_other(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t cat = take_add(&t, "concat", NULL),
                   out = take_add(&t, "output", NULL);
    uint32_t part[3];
    for (int i = 0; i < 3; i++) {
        part[i] = take_add(&t, "sine", NULL);
        take_set(&t, part[i], "sine", "frequency", 1000.0f);
        take_set(&t, part[i], "sine", "phase", 0.25f);
        take_set(&t, part[i], "sine", "duration", 0.011f); /* 528 frames, 11 periods */
        take_link(&t, part[i], cat);
    }
    take_link(&t, cat, out);
    t.config.block = 100;
    assert_int_equal(take_run(&t), 0);
    assert_int_equal(t.n, 3 * 528);
    for (int i = 0; i < 528; i++) {
        assert_true(t.samples[i] == t.samples[528 + i]);
        assert_true(t.samples[i] == t.samples[1056 + i]);
    }
    assert_true(fabsf(t.samples[0] - 1.0f) < 1e-5f);
    take_end(&t);
}

static void a_change_is_heard_at_its_frame(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t src = take_add(&t, "sine", NULL), vol = take_add(&t, "gain", NULL);
    take_set(&t, src, "sine", "frequency", 1000.0f);
    take_link(&t, src, vol);
    take_link(&t, vol, take_add(&t, "output", NULL));
    t.config.duration = 2000;
    take_engine(&t);
    assert_int_equal(leat_engine_set(t.engine, vol, 0, -120.0f, 777, 0.0f), 0);
    assert_int_equal(leat_engine_run(t.engine, &t.diag), 0);
    for (int i = 0; i < 2000; i++) {
        const float full = (float)sin(2.0 * M_PI * i / 48.0);
        assert_true(fabsf(t.samples[i] - (i < 777 ? full : 0.0f)) < 2e-5f);
    }
    take_end(&t);
}

static void every_block_says_how_much_of_its_input_lives(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t); /* fade looks at it at each call, also while nothing has ended */
    const uint32_t src = take_add(&t, "sine", NULL), fade = take_add(&t, "fade", NULL);
    take_set(&t, src, "sine", "duration", 0.1f);
    take_set(&t, fade, "fade", "out", 0.05f);
    take_link(&t, src, fade);
    take_link(&t, fade, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_int_equal(t.n, 4800);
    assert_true(fabsf(t.samples[4799]) < 0.01f);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sum_has_the_gains_of_its_links),
        cmocka_unit_test(feedback_comes_back_after_its_delay),
        cmocka_unit_test(a_circle_without_delay_is_refused),
        cmocka_unit_test(a_change_is_heard_at_its_frame),
        cmocka_unit_test(a_series_plays_one_after_the_other),
        cmocka_unit_test(every_block_says_how_much_of_its_input_lives),
        cmocka_unit_test(block_size_changes_no_bit),
        cmocka_unit_test(a_run_may_stop_on_its_way),
        cmocka_unit_test(what_an_edit_ends_fades_to_the_last_frame),
        cmocka_unit_test(a_run_that_stopped_on_its_way_can_fade),
        cmocka_unit_test(thread_count_changes_no_bit),
        cmocka_unit_test(who_shares_a_stream_spoils_nothing),
    };
    return cmocka_run_group_tests_name("offline", tests, NULL, NULL);
}
