/* SPDX-License-Identifier: MIT */
/* Edges of graphs and engines at which something once went wrong. */
#include <math.h>
#include <time.h>
#include <unistd.h>

#include "engine/take.h"

static void open_edit(struct take *t)
{
    assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
}

/* A manual engine at 48 kHz, one channel. */
static void begin_manual(struct take *t)
{
    take_begin(t);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = 48000.0;
    t->config.channels = 1;
}

static float peak_from(const struct take *t, size_t first)
{
    float peak = 0.0f;

    for (size_t i = first * t->lanes; i < t->n * t->lanes; i++)
        peak = fmaxf(peak, fabsf(t->samples[i]));
    return peak;
}

static void a_feedback_link_that_is_changed_keeps_its_least_delay(void **state)
{
    struct take t;
    uint32_t id;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL), mix = take_add(&t, "mix", NULL);
    struct leat_link back = leat_link_between(mix, 0, mix, 0);
    back.feedback = true;
    take_link(&t, src, mix);
    assert_int_equal(leat_edit_link(t.edit, &back, &id, &t.diag), 0);
    take_link(&t, mix, take_add(&t, "output", NULL));
    back.gain = 0.5f;
    assert_int_equal(leat_edit_relink(t.edit, id, &back, &t.diag), 0);
    take_engine(&t);
    assert_int_equal(leat_engine_crank(t.engine, 4800), 0);
    struct leat_link now;
    for (uint32_t i = 0; i < leat_graph_n_links(t.graph); i++) {
        leat_graph_link_at(t.graph, i, &now, NULL);
        assert_true(!now.feedback || now.delay_frames == 64);
    }
    take_end(&t);
}

static void a_matrix_that_does_not_fit_its_input_is_refused(void **state)
{
    static const float one[] = {0.5f};
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t out = take_add(&t, "output", NULL);
    const uint32_t wide = take_add(&t, "sine", NULL), a = take_add(&t, "sine", NULL);
    const float pitches[] = {440.0f, 550.0f};
    assert_int_equal(leat_edit_set(t.edit, wide, take_param(&t, "sine", "frequency"),
                                   pitches, 2, &t.diag),
                     0);
    const uint32_t mix = take_add(&t, "mix", NULL);
    take_link(&t, wide, mix);
    struct leat_link link = leat_link_between(a, 0, mix, 0);
    link.matrix = one;
    link.matrix_in = link.matrix_out = 1;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), 0);
    take_link(&t, mix, out);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag),
                     LEAT_ERR_FORMAT);
    open_edit(&t);
    link.from = take_add(&t, "sine", NULL);
    link.to = take_add(&t, "mix", NULL);
    link.matrix_in = 0;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), LEAT_ERR_INVALID);
    leat_edit_abort(&t.edit);
    take_end(&t);
}

static void a_delay_beyond_reason_is_refused(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    struct leat_link link = leat_link_between(take_add(&t, "sine", NULL), 0,
                                              take_add(&t, "output", NULL), 0);
    link.delay_frames = 0xc0000000u;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), LEAT_ERR_RANGE);
    leat_edit_abort(&t.edit);
    take_end(&t);
}

static void delay_memory_counts_as_state(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    struct leat_link link = leat_link_between(take_add(&t, "sine", NULL), 0,
                                              take_add(&t, "output", NULL), 0);
    link.delay_frames = 1u << 20; /* 4 MiB */
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), 0);
    take_commit(&t);
    t.config.max_state = 1u << 20;
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag),
                     LEAT_ERR_LIMIT);
    take_end(&t);
}

static void a_rule_for_a_node_that_is_gone_does_nothing(void **state)
{
    struct take t;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL), gone = take_add(&t, "gain", NULL);
    struct leat_rule rule = {.name = "r",
                             .action = LEAT_ACT_SET_GAIN,
                             .node = src,
                             .target = gone,
                             .enabled = true};
    take_link(&t, src, take_add(&t, "output", NULL));
    assert_int_equal(leat_edit_add_rule(t.edit, &rule, &t.diag), 0);
    assert_int_equal(leat_edit_remove(t.edit, gone), 0);
    take_engine(&t);
    leat_engine_crank(t.engine, 480);
    assert_true(peak_from(&t, 0) > 0.9f);
    take_end(&t);
}

static void commands_to_a_resampler_are_taken_and_given_back(void **state)
{
    struct take t;
    struct leat_engine_stats stats;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL),
                   down = take_add(&t, "resample", NULL);
    const uint32_t vol = take_add(&t, "gain", NULL);
    take_set(&t, down, "resample", "rate", 24000.0f);
    take_link(&t, src, down);
    take_link(&t, down, vol);
    take_link(&t, vol, take_add(&t, "output", NULL));
    take_engine(&t);
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 2000; i++) {
            assert_int_equal(leat_engine_set(t.engine, down, 0, 24000.0f, -1, 0.0f), 0);
            assert_int_equal(leat_engine_set(t.engine, vol, 0, 0.0f, -1, 0.0f), 0);
        }
        leat_engine_crank(t.engine, 256);
    }
    leat_engine_set(t.engine, vol, 0, -120.0f, -1, 0.0f);
    leat_engine_crank(t.engine, 4800);
    assert_true(peak_from(&t, t.n - 64) < 1e-4f);
    leat_engine_stats(t.engine, &stats);
    assert_int_equal(stats.late_commands + stats.dropped_commands, 0);
    take_end(&t);
}

static void no_more_than_4096_commands_wait(void **state)
{
    struct take t;
    int taken = 0;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL);
    take_link(&t, src, take_add(&t, "output", NULL));
    take_engine(&t);
    while (taken < 10000 &&
           leat_engine_set(t.engine, src, 0, 440.0f, 20000 - taken, 0.0f) == 0)
        taken++;
    assert_int_equal(taken, 4096);
    assert_int_equal(leat_engine_crank(t.engine, 64), 0);
    assert_int_equal(leat_engine_set(t.engine, src, 0, 440.0f, -1, 0.0f), 0);
    assert_int_equal(leat_engine_set(t.engine, 12345, 0, 440.0f, -1, 0.0f), 0);
    assert_int_equal(leat_engine_crank(t.engine, 30000), 0);
    struct leat_engine_stats stats;
    leat_engine_stats(t.engine, &stats);
    assert_int_equal(stats.dropped_commands, 1);
    take_end(&t);
}

/* 4096 commands in no order, several of each frame. */
static void commands_act_by_frame_and_those_of_one_as_they_came(void **state)
{
    struct take t;
    struct leat_log_line line, last = {.frame = -1};
    uint32_t n = 0;

    (void)state;
    begin_manual(&t);
    t.config.log = true;
    const uint32_t src = take_add(&t, "sine", NULL);
    take_link(&t, src, take_add(&t, "output", NULL));
    take_engine(&t);
    for (uint32_t k = 0; k < 4096; k++)
        assert_int_equal(
            leat_engine_set(t.engine, src, 0, (float)k, k * 2654435761u % 700, 0.0f),
            0);
    for (uint32_t done = 0; done < 700; done += 50)
        assert_int_equal(leat_engine_crank(t.engine, 50), 0);
    while (leat_engine_log_next(t.engine, &line)) {
        if (line.kind != LEAT_LOG_SET)
            continue;
        assert_true(line.frame > last.frame ||
                    (line.frame == last.frame && line.value > last.value));
        last = line;
        n++;
    }
    assert_int_equal(n, 4096);
    take_end(&t);
}

/* Both streams stand where the base value was: it must not be added in between. */
static void a_replacing_stream_gives_way_to_another_without_the_base(void **state)
{
    struct take t;
    uint32_t first;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL), a = take_add(&t, "sine", NULL);
    const uint32_t b = take_add(&t, "sine", NULL);
    struct leat_link link = leat_link_between(a, 0, src, 0);
    take_set(&t, src, "sine", "frequency", 0.01f);
    take_set(&t, src, "sine", "phase", 0.25f); /* 1 for ever */
    take_set(&t, a, "sine", "frequency", 0.01f);
    take_set(&t, a, "sine", "phase", 0.25f);
    take_set(&t, b, "sine", "frequency", 0.01f);
    take_set(&t, b, "sine", "phase", 0.25f);
    link.to_param = true;
    link.to_port = take_param(&t, "sine", "amplitude");
    link.gain = 0.5f;
    assert_int_equal(leat_edit_link(t.edit, &link, &first, &t.diag), 0);
    take_link(&t, src, take_add(&t, "output", NULL));
    take_engine(&t);
    leat_engine_crank(t.engine, 640);
    open_edit(&t);
    assert_int_equal(leat_edit_unlink(t.edit, first), 0);
    link.from = b;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), 0);
    take_commit(&t);
    leat_engine_crank(t.engine, 1280);
    for (size_t i = 640; i < t.n; i++)
        assert_true(fabsf(t.samples[i] - 0.5f) < 1e-3f);
    take_end(&t);
}

/* The newest commit answers, however many came back meanwhile. */
static void statistics_are_of_the_newest_edit(void **state)
{
    struct take t;
    struct leat_engine_stats before, after;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL), out = take_add(&t, "output", NULL);
    take_link(&t, src, out);
    take_engine(&t);
    leat_engine_stats(t.engine, &before);
    for (int i = 0; i < 5; i++) {
        open_edit(&t);
        const uint32_t vol = take_add(&t, "gain", NULL);
        take_link(&t, src, vol);
        take_link(&t, vol, out);
        take_commit(&t);
        if (i == 2)
            leat_engine_crank(t.engine, 4800);
    }
    leat_engine_stats(t.engine, &after);
    assert_int_equal(after.n_steps, before.n_steps + 6); /* 5 gains and their sum */
    take_end(&t);
}

static void a_removed_recorder_is_finished_when_its_link_has_faded(void **state)
{
    struct take t;
    char path[64];
    unsigned char header[44];
    float samples[1000];

    (void)state;
    snprintf(path, sizeof(path), "/tmp/leat-removed-%d.wav", (int)getpid());
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL),
                   file = take_add(&t, "file_out", NULL);
    take_set(&t, src, "sine", "frequency", 0.01f);
    take_set(&t, src, "sine", "phase", 0.25f);
    take_set(&t, file, "file_out", "bits", 32.0f);
    take_set(&t, file, "file_out", "force", 1.0f);
    assert_int_equal(leat_edit_set_text(t.edit, file,
                                        take_param(&t, "file_out", "path"), path,
                                        &t.diag),
                     0);
    take_link(&t, src, file);
    take_link(&t, src, take_add(&t, "output", NULL));
    take_engine(&t);
    leat_engine_crank(t.engine, 640);
    open_edit(&t);
    assert_int_equal(leat_edit_remove(t.edit, file), 0);
    take_commit(&t);
    leat_engine_crank(t.engine, 640);
    FILE *f = fopen(path, "rb"); /* finished, though no further edit came */
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    const long n = (ftell(f) - 44) / 4;
    assert_in_range(n, 1120, 1140); /* 640 and the fade; headers differ a little */
    fseek(f, -(long)sizeof(samples), SEEK_END);
    assert_int_equal(fread(samples, sizeof(float), 1000, f), 1000);
    fseek(f, 0, SEEK_SET);
    assert_int_equal(fread(header, 1, 44, f), 44);
    fclose(f);
    for (int i = 521; i < 1000; i++)
        assert_true(samples[i] < samples[i - 1]); /* it faded out */
    assert_true(fabsf(samples[999]) < 1e-6f);
    unlink(path);
    take_end(&t);
}

static void a_latency_that_goes_away_does_not_shorten_the_way(void **state)
{
    struct take t;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL),
                   down = take_add(&t, "resample", NULL);
    const uint32_t out = take_add(&t, "output", NULL);
    take_set(&t, down, "resample", "rate", 44100.0f);
    take_link(&t, src, down);
    take_link(&t, down, out);
    take_engine(&t);
    const int64_t latency = leat_engine_latency(t.engine);
    assert_true(latency > 0);
    leat_engine_crank(t.engine, 640);
    open_edit(&t);
    assert_int_equal(leat_edit_remove(t.edit, down), 0);
    take_link(&t, src, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 640);
    assert_int_equal(leat_engine_latency(t.engine), latency);
    take_end(&t);
}

static void latency_shortens_no_file_and_no_duration(void **state)
{
    struct take t;

    (void)state;
    for (int limited = 0; limited < 2; limited++) {
        take_begin(&t);
        const uint32_t src = take_add(&t, "sine", NULL);
        const uint32_t down = take_add(&t, "resample", NULL);
        take_set(&t, down, "resample", "rate", 44100.0f);
        take_set(&t, src, "sine", "duration", 0.1f);
        take_link(&t, src, down);
        take_link(&t, down, take_add(&t, "output", NULL));
        t.config.duration = limited ? 3000 : 0;
        assert_int_equal(take_run(&t), 0);
        assert_int_equal(t.n, limited ? 3000 : 4800);
        take_end(&t);
    }
}

/* Whether sound in an input of one lane is all that a class needs, and its end follows
 * from it. */
static bool is_plain(const struct leat_node_class *c)
{
    for (size_t p = 0; p < c->n_params; p++)
        if (c->params[p].flags & LEAT_PARAM_REQUIRED)
            return false;
    return c->ports[0].stream == LEAT_AUDIO && c->ports[0].direction == LEAT_IN &&
           !(c->flags & (LEAT_CLASS_ENDS | LEAT_CLASS_SINK | LEAT_CLASS_MATRIX));
}

/* What comes out late is not lost at the end. */
static void a_node_that_lags_gives_all_it_got(void **state)
{
    struct take t;
    uint32_t n_tried = 0;

    (void)state;
    for (size_t k = 0; leat_node_class_at(k); k++) {
        const struct leat_node_class *c = leat_node_class_at(k);
        if (!c->latency || !is_plain(c))
            continue;
        take_begin(&t);
        const uint32_t src = take_add(&t, "sine", NULL);
        const uint32_t node = take_add(&t, c->name, NULL);
        take_set(&t, src, "sine", "duration", 0.1f);
        take_link(&t, src, node);
        take_link(&t, node, take_add(&t, "output", NULL));
        assert_int_equal(take_run(&t), 0);
        if (t.n < 4800)
            fail_msg("%s gives %zu of 4800 frames", c->name, t.n);
        take_end(&t);
        n_tried++;
    }
    assert_true(n_tried >= 3);
}

static void wait_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000},
              NULL);
}

static void a_stopped_engine_can_be_started_again(void **state)
{
    struct take t;
    struct leat_engine_stats before, after;

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_SOFTWARE;
    t.config.rate_hz = 48000.0;
    take_link(&t, take_add(&t, "sine", NULL), take_add(&t, "output", NULL));
    take_engine(&t);
    for (int i = 0; i < 2; i++) {
        leat_engine_stats(t.engine, &before);
        assert_int_equal(leat_engine_start(t.engine, &t.diag), 0);
        for (int ms = 0; ms < 5000; ms += 10) {
            wait_ms(10);
            leat_engine_stats(t.engine, &after);
            if (after.frame > before.frame)
                break;
        }
        assert_true(after.frame > before.frame);
        leat_engine_stop(t.engine);
    }
    take_end(&t);
}

static void an_engine_stops_while_an_edit_waits_for_its_bar(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_SOFTWARE;
    t.config.rate_hz = 48000.0;
    const uint32_t src = take_add(&t, "sine", NULL), out = take_add(&t, "output", NULL);
    take_link(&t, src, out);
    take_engine(&t);
    assert_int_equal(leat_engine_start(t.engine, &t.diag), 0);
    for (int ms = 0; ms < 5000 && leat_engine_frame(t.engine) < 128; ms++)
        wait_ms(1);
    open_edit(&t);
    const uint32_t vol = take_add(&t, "gain", NULL);
    take_link(&t, src, vol);
    take_link(&t, vol, out);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_BAR, &t.diag), 0);
    leat_engine_stop(t.engine);
    take_end(&t);
}

static void a_config_out_of_range_is_refused(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    take_commit(&t);
    t.config.block = 8193;
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag),
                     LEAT_ERR_INVALID);
    t.config.block = 0;
    t.config.duration = -1;
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag),
                     LEAT_ERR_INVALID);
    take_end(&t);
}

static void a_link_that_only_changes_its_gain_glides(void **state)
{
    struct take t;

    (void)state;
    begin_manual(&t);
    const uint32_t src = take_add(&t, "sine", NULL), out = take_add(&t, "output", NULL);
    take_set(&t, src, "sine", "frequency", 0.01f);
    take_set(&t, src, "sine", "phase", 0.25f);
    struct leat_link link = leat_link_between(src, 0, out, 0);
    const uint32_t id = take_link(&t, src, out);
    take_engine(&t);
    leat_engine_crank(t.engine, 64);
    for (int k = 0; k < 2; k++) { /* 1 to 0.5, and back to 1 */
        open_edit(&t);
        link.gain = k ? 1.0f : 0.5f;
        assert_int_equal(leat_edit_relink(t.edit, id, &link, &t.diag), 0);
        take_commit(&t);
        leat_engine_crank(t.engine, 640);
    }
    for (size_t i = 64; i < t.n; i++) {
        const size_t at = (i - 64) % 640;
        const float done = at < 480 ? (float)(at + 1) / 480.0f : 1.0f;
        const float gain = i < 704 ? 1.0f - 0.5f * done : 0.5f + 0.5f * done;
        assert_true(fabsf(t.samples[i] - gain) < 1e-4f);
    }
    take_end(&t);
}

static void threads_change_no_bit_under_resamplers_in_a_series(void **state)
{
    struct take one, more;

    (void)state;
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        struct take *t = threads == 1 ? &one : &more;
        take_begin(t);
        t->config.threads = threads;
        t->config.rate_hz = 48000.0;
        const uint32_t cat = take_add(t, "concat", NULL);
        for (int i = 0; i < 3; i++) {
            const uint32_t src = take_add(t, "sine", NULL);
            const uint32_t down = take_add(t, "resample", NULL);
            const uint32_t vol = take_add(t, "gain", NULL);
            take_set(t, src, "sine", "duration", 0.1f);
            take_set(t, down, "resample", "rate", 44100.0f);
            take_link(t, src, down);
            take_link(t, down, vol);
            take_link(t, vol, cat);
        }
        take_link(t, cat, take_add(t, "output", NULL));
        assert_int_equal(take_run(t), 0);
    }
    assert_int_equal(one.n, 14400);
    assert_int_equal(more.n, one.n);
    assert_memory_equal(more.samples, one.samples, one.n * sizeof(float));
    take_end(&one);
    take_end(&more);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feedback_link_that_is_changed_keeps_its_least_delay),
        cmocka_unit_test(a_matrix_that_does_not_fit_its_input_is_refused),
        cmocka_unit_test(a_delay_beyond_reason_is_refused),
        cmocka_unit_test(delay_memory_counts_as_state),
        cmocka_unit_test(a_rule_for_a_node_that_is_gone_does_nothing),
        cmocka_unit_test(commands_to_a_resampler_are_taken_and_given_back),
        cmocka_unit_test(no_more_than_4096_commands_wait),
        cmocka_unit_test(commands_act_by_frame_and_those_of_one_as_they_came),
        cmocka_unit_test(a_replacing_stream_gives_way_to_another_without_the_base),
        cmocka_unit_test(statistics_are_of_the_newest_edit),
        cmocka_unit_test(a_removed_recorder_is_finished_when_its_link_has_faded),
        cmocka_unit_test(a_latency_that_goes_away_does_not_shorten_the_way),
        cmocka_unit_test(latency_shortens_no_file_and_no_duration),
        cmocka_unit_test(a_node_that_lags_gives_all_it_got),
        cmocka_unit_test(a_stopped_engine_can_be_started_again),
        cmocka_unit_test(an_engine_stops_while_an_edit_waits_for_its_bar),
        cmocka_unit_test(a_config_out_of_range_is_refused),
        cmocka_unit_test(a_link_that_only_changes_its_gain_glides),
        cmocka_unit_test(threads_change_no_bit_under_resamplers_in_a_series),
    };
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
