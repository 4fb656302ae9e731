/* SPDX-License-Identifier: MIT */
/* A performance: frames at their positions, live as offline. */
#include <math.h>
#include <time.h>

#include "lang/performance_rig.h"

static const struct leat_rational fps_ntsc = {30000, 1001};

/* Sources that come, go and change at random. */
static int play_random(struct part *part, int64_t k)
{
    struct sketch *s = &part->sketch;

    for (uint32_t i = 0; i < SOURCES; i++) {
        part->seed = part->seed * 1664525u + 1013904223u;
        part->on[i] = part->on[i] != (part->seed >> 24 < 40);
        if (!part->on[i])
            continue;
        const uint32_t tone = sketch_node(s, 100 + i, i % 2 ? "sine" : "saw");
        sketch_set_one(s, 0, 100.0f + (float)((k * (i + 3)) % 400));
        const uint32_t low = sketch_node(s, 200 + i, "lowpass");
        sketch_set_one(s, 0, 300.0f + (float)(part->seed >> 22));
        sketch_link(s, tone, low);
        sketch_link(s, low, sketch_node(s, 300 + i, "output"));
    }
    return 0;
}

static void each_frame_acts_at_its_own_position(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;

    (void)state;
    memset(&part, 0, sizeof(part));
    rig_begin(&r);
    part.frame = play_number;
    part.exits_at = 500;
    begin(&r, &part, fps_ntsc, &p);
    assert_int_equal(part.seen_at, -1); /* before there is a clock */
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    performance_attach(p, r.engine);
    assert_int_equal(part.last, 1);
    assert_int_equal(part.seen_at, 0);
    assert_int_equal(performance_run(p, &r.diag), 0);
    assert_int_equal(part.last, 500);
    assert_int_equal(part.seen_at, performance_position(p, 499));
    assert_true(part.time_s == 500.0 * 1001.0 / 30000.0);
    assert_int_equal(performance_position(p, 1), 1602); /* 1601.6 */
    assert_int_equal(performance_position(p, 30000), (int64_t)1001 * RIG_RATE);
    const int64_t exit_at = performance_position(p, 500);
    assert_true((int64_t)r.n >= exit_at + RIG_FADE);
    int64_t k = 0;
    for (int64_t i = 0; i < (int64_t)r.n; i++) {
        while (performance_position(p, k + 1) <= i && k < 500)
            k++;
        const int64_t into = i - exit_at; /* exit() fades over 10 ms */
        const float gain = into <= 0          ? 1.0f
                           : into >= RIG_FADE ? 0.0f
                                              : 1.0f - (float)into / (float)RIG_FADE;
        assert_true(fabsf(r.samples[i] - (float)k * gain) < 1e-3f);
    }
    assert_int_equal(performance_counts(p).stage.edits, 1);
    assert_int_equal(performance_counts(p).late, 0);
    end(&r, p);
    assert_true(part.released);
}

static void a_failing_frame_leaves_the_sound(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;

    (void)state;
    memset(&part, 0, sizeof(part));
    rig_begin(&r);
    part.frame = play_number;
    part.fails_at = 3;
    begin(&r, &part, fps60, &p);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    performance_attach(p, r.engine);
    run_through(&r, p, 10);
    for (size_t i = 2 * 800; i < r.n; i++)
        assert_true(r.samples[i] == 2.0f);
    assert_int_equal(performance_counts(p).failed, 8);
    assert_int_equal(n_news(PERFORMANCE_FAILED), 8);
    assert_int_equal(leat_graph_n_nodes(r.graph), 2);
    end(&r, p);
}

static void without_frames_it_ends_with_its_sources(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    const int duration = leat_node_param_find(leat_node_class_find("sine"), "duration");

    (void)state;
    memset(&part, 0, sizeof(part));
    rig_begin(&r);
    part.frame = play_nothing;
    const uint32_t tone = sketch_node(&part.sketch, DC, "sine");
    sketch_set_one(&part.sketch, (uint32_t)duration, 0.5f);
    sketch_link(&part.sketch, tone, sketch_node(&part.sketch, OUT, "output"));
    part.sketch.draft.n_permanent_nodes = 2;
    part.sketch.draft.n_permanent_links = 1;
    begin(&r, &part, fps60, &p);
    config.sink = (struct leat_sink){rig_write, &r};
    config.rate_hz = RIG_RATE;
    assert_int_equal(leat_engine_create(r.graph, &config, &r.engine, &r.diag), 0);
    performance_attach(p, r.engine);
    assert_int_equal(performance_run(p, &r.diag), 0);
    assert_int_equal(r.n, RIG_RATE / 2);
    assert_true(part.last >= 30 && part.last <= 32); /* frames tick on */
    end(&r, p);
}

static void wait_for_frames(struct performance *p, int64_t n)
{
    while (performance_counts(p).frames < n)
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
}

/* In a thread, beside blocks of any size; each frame is given its time. */
static void live_is_as_offline(void **state)
{
    static struct rig live, offline;
    static struct part parts[2];
    struct performance *p;
    enum { FRAMES = 200 };
    uint32_t seed = 7;

    (void)state;
    memset(parts, 0, sizeof(parts));
    rig_begin(&offline);
    parts[0].frame = parts[1].frame = play_random;
    begin(&offline, &parts[0], fps60, &p);
    rig_engine(&offline, LEAT_CLOCK_OFFLINE);
    performance_attach(p, offline.engine);
    run_through(&offline, p, FRAMES);
    assert_int_equal(
        leat_engine_run_to(offline.engine, performance_position(p, FRAMES), NULL), 1);
    assert_true(performance_counts(p).stage.edits > 50);
    performance_destroy(&p);

    rig_begin(&live);
    begin(&live, &parts[1], fps60, &p);
    rig_engine(&live, LEAT_CLOCK_MANUAL);
    performance_attach(p, live.engine);
    assert_int_equal(performance_start(p), 0);
    assert_int_equal(performance_start(p), LEAT_ERR_STATE);
    for (int64_t k = 2; k <= FRAMES + 1; k++) {
        const int64_t to = performance_position(p, k - 1);
        while (leat_engine_frame(live.engine) < to) {
            seed = seed * 1664525u + 1013904223u;
            const int64_t left = to - leat_engine_frame(live.engine);
            const int64_t n = 1 + (seed >> 8) % 900;
            leat_engine_crank(live.engine, (uint32_t)(n < left ? n : left));
        }
        wait_for_frames(p, k + 1);
    }
    performance_stop(p);
    assert_int_equal(performance_counts(p).late, 0);
    assert_int_equal(live.n, offline.n);
    assert_memory_equal(live.samples, offline.samples, live.n * sizeof(float));
    performance_destroy(&p);
    rig_end(&live);
    rig_end(&offline);
}

/* Two processes compute; sleep, values and edits at frames are theirs, too. */
static void isolated_is_as_in_one_process(void **state)
{
    static struct rig rigs[2];
    static struct part parts[2];
    struct performance *p;
    enum { FRAMES = 60 };

    (void)state;
    memset(parts, 0, sizeof(parts));
    for (int i = 0; i < 2; i++) {
        rig_begin(&rigs[i]);
        rigs[i].isolate = i ? LEAT_ISOLATE_RACE : LEAT_ISOLATE_OFF;
        parts[i].frame = play_random;
        begin(&rigs[i], &parts[i], fps60, &p);
        rig_engine(&rigs[i], LEAT_CLOCK_OFFLINE);
        performance_attach(p, rigs[i].engine);
        run_through(&rigs[i], p, FRAMES);
        assert_true(performance_counts(p).stage.edits > 10);
        performance_destroy(&p);
    }
    assert_int_equal(rigs[0].n, rigs[1].n);
    assert_memory_equal(rigs[0].samples, rigs[1].samples, rigs[0].n * sizeof(float));
    for (int i = 0; i < 2; i++)
        rig_end(&rigs[i]);
}

static void a_late_frame_acts_at_the_next_one(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;
    sem_t gate, at_gate;

    (void)state;
    memset(&part, 0, sizeof(part));
    sem_init(&gate, 0, 0);
    sem_init(&at_gate, 0, 0);
    rig_begin(&r);
    part.frame = play_number;
    part.gate = &gate;
    part.at_gate = &at_gate;
    part.gate_at = 3;
    begin(&r, &part, fps60, &p);
    rig_engine(&r, LEAT_CLOCK_MANUAL);
    performance_attach(p, r.engine);
    assert_int_equal(performance_start(p), 0);
    leat_engine_crank(r.engine, 800);
    wait_for_frames(p, 3);
    leat_engine_crank(r.engine, 800); /* frame 3 begins, and takes its time */
    sem_wait(&at_gate);
    leat_engine_crank(r.engine, 5 * 800 + 100 - 1600);
    sem_post(&gate);
    wait_for_frames(p, 7); /* 4 and 5 are missed, 6 runs */
    leat_engine_crank(r.engine, 1000);
    performance_stop(p);
    for (size_t i = 0; i < 5100; i++)
        if (i < 4800) /* frame 3 acts where 6 does */
            assert_true(r.samples[i] == (float)(i / 800 < 2 ? i / 800 : 2));
        else
            assert_true(r.samples[i] == 6.0f);
    assert_int_equal(performance_counts(p).late, 3);
    assert_int_equal(n_news(PERFORMANCE_LATE), 2);
    end(&r, p);
    sem_destroy(&gate);
    sem_destroy(&at_gate);
}

/* Frames of a program that just plays run when something is asked, and none is late. */
static void what_just_plays_rests(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;

    (void)state;
    memset(&part, 0, sizeof(part));
    rig_begin(&r);
    part.frame = play_level;
    part.rests = true;
    part.identity = DC;
    begin(&r, &part, fps60, &p);
    rig_engine(&r, LEAT_CLOCK_MANUAL);
    performance_attach(p, r.engine);
    assert_int_equal(performance_start(p), 0);
    leat_engine_crank(r.engine, 10 * 800);
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    assert_int_equal(performance_counts(p).frames, 2);
    performance_hush(p, true);
    wait_for_frames(p, 12);
    assert_int_equal(part.last, 11); /* the one that is due, and no other */
    assert_int_equal(performance_counts(p).stage.edits, 2);
    leat_engine_crank(r.engine, 20 * 800);
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    assert_int_equal(part.last, 11);
    performance_panic(p);
    wait_for_frames(p, 32);
    performance_stop(p);
    assert_int_equal(part.last, 31);
    assert_int_equal(performance_counts(p).late, 0);
    end(&r, p);
}

static int draw_on(struct part *part, int64_t k)
{
    if (k < 2)
        return play_number(part, k);
    while (!part->overtime->has_come(part->overtime->user)) {
    }
    return LEAT_ERR_SYNTAX;
}

/* A frame that would draw for ever ends after a second, and at once with the rest. */
static void drawing_has_an_end(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;

    (void)state;
    memset(&part, 0, sizeof(part));
    rig_begin(&r);
    part.frame = draw_on;
    begin(&r, &part, fps60, &p);
    rig_engine(&r, LEAT_CLOCK_MANUAL);
    performance_attach(p, r.engine);
    assert_false(part.overtime->has_come(part.overtime->user)); /* nor when rendered */
    assert_int_equal(performance_start(p), 0);
    leat_engine_crank(r.engine, 800);
    wait_for_frames(p, 3);
    assert_int_equal(performance_counts(p).failed, 1);
    leat_engine_crank(r.engine, 800);
    while (performance_counts(p).frames == 3 && part.last != 3)
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    performance_stop(p);
    assert_int_equal(performance_counts(p).failed, 1); /* which nobody minds */
    end(&r, p);
}

/* On a clock that does not wait: exit() ends the run. */
static void exit_ends_a_live_run(void **state)
{
    static struct rig r;
    static struct part part;
    struct performance *p;

    (void)state;
    memset(&part, 0, sizeof(part));
    rig_begin(&r);
    part.frame = play_number;
    part.exits_at = 5;
    begin(&r, &part, fps60, &p);
    rig_engine(&r, LEAT_CLOCK_SOFTWARE);
    performance_attach(p, r.engine);
    assert_int_equal(performance_start(p), 0);
    assert_int_equal(leat_engine_run(r.engine, &r.diag), LEAT_ERR_CANCELLED);
    performance_stop(p);
    assert_true(performance_counts(p).exited);
    assert_true(leat_engine_frame(r.engine) >= performance_position(p, 5));
    end(&r, p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_frame_acts_at_its_own_position),
        cmocka_unit_test(a_failing_frame_leaves_the_sound),
        cmocka_unit_test(without_frames_it_ends_with_its_sources),
        cmocka_unit_test(live_is_as_offline),
        cmocka_unit_test(isolated_is_as_in_one_process),
        cmocka_unit_test(a_late_frame_acts_at_the_next_one),
        cmocka_unit_test(exit_ends_a_live_run),
        cmocka_unit_test(what_just_plays_rests),
        cmocka_unit_test(drawing_has_an_end),
    };
    return cmocka_run_group_tests_name("performance", tests, NULL, NULL);
}
