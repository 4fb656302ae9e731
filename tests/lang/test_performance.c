/* SPDX-License-Identifier: MIT */
/* A performance: frames at their positions, live as offline, and one program after
 * another. */
#include <math.h>
#include <semaphore.h>
#include <time.h>

#include "lang/stage/performing.h"
#include "lang/stage_rig.h"

enum { DC = 11, COUNT = 12, OUT = 13, EXTRA = 14, SOURCES = 4, NEWS = 64 };

/* A program: what its frames do, and what became of it. */
struct part {
    struct rig *rig;
    struct performance *performance;
    struct sketch sketch;
    int (*frame)(struct part *part, int64_t k);
    int64_t fails_at, exits_at; /* frames; 0: never */
    float level, kind;
    uint64_t identity; /* of its source */
    int64_t last, seen_at, begun;
    double time_s;
    uint32_t seed;
    bool on[SOURCES];
    bool released;
    sem_t *gate, *at_gate; /* NULL: open */
    int64_t gate_at;
};

static struct performance_news told[NEWS];
static uint32_t n_told;

static void on_news(void *user, const struct performance_news *news)
{
    (void)user;
    if (n_told < NEWS)
        told[n_told++] = *news;
}

static uint32_t n_news(enum performance_news_kind kind)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < n_told; i++)
        n += told[i].kind == kind;
    return n;
}

static int on_frame(void *user, int64_t k, double time_s, struct draft *draft,
                    struct leat_diag *diag)
{
    (void)diag;
    struct part *part = user;

    assert_ptr_equal(draft, &part->sketch.draft);
    assert_int_equal(draft->n_nodes, draft->n_permanent_nodes);
    part->sketch.n_params = part->sketch.n_values = 0;
    part->last = k;
    part->begun = part->begun < 0 ? k : part->begun;
    part->time_s = time_s;
    part->seen_at = part->rig->engine ? leat_engine_frame(part->rig->engine) : -1;
    if (part->gate && k == part->gate_at) {
        sem_post(part->at_gate);
        sem_wait(part->gate);
    }
    if (part->fails_at && k >= part->fails_at)
        return LEAT_ERR_LIMIT;
    const int err = part->frame(part, k);
    return err ? err : part->exits_at && k == part->exits_at ? PERFORMANCE_EXIT : 0;
}

static void on_release(void *user)
{
    struct part *part = user;

    assert_false(part->released);
    part->released = true;
    draft_finish(&part->sketch.draft);
}

static struct performer performer_of(struct part *part)
{
    return (struct performer){.frame = on_frame,
                              .release = on_release,
                              .user = part,
                              .draft = &part->sketch.draft};
}

/* A source whose level is the number of the frame. */
static int play_number(struct part *part, int64_t k)
{
    const uint32_t dc = sketch_node(&part->sketch, DC, "level_source");

    sketch_set_one(&part->sketch, RIG_LEVEL, (float)k);
    sketch_link(&part->sketch, dc, sketch_node(&part->sketch, OUT, "output"));
    return 0;
}

/* A source whose level is the program's. */
static int play_level(struct part *part, int64_t k)
{
    const uint32_t dc = sketch_node(&part->sketch, part->identity, "level_source");

    (void)k;
    sketch_set_one(&part->sketch, RIG_LEVEL, part->level);
    sketch_set_one(&part->sketch, RIG_KIND, part->kind);
    sketch_link(&part->sketch, dc, sketch_node(&part->sketch, OUT, "output"));
    return 0;
}

static int play_nothing(struct part *part, int64_t k)
{
    (void)part;
    (void)k;
    return 0;
}

static int play_count(struct part *part, int64_t k)
{
    const uint32_t count = sketch_node(&part->sketch, COUNT, "frame_source");

    (void)k;
    sketch_link(&part->sketch, count, sketch_node(&part->sketch, OUT, "output"));
    return 0;
}

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

static void begin(struct rig *r, struct part *part, struct leat_rational fps,
                  struct performance **out)
{
    const struct performance_config config = {
        .stage = r->stage, .fps = fps, .tell = on_news};
    const struct performer performer = performer_of(part);

    n_told = 0;
    part->rig = r;
    part->begun = -1;
    assert_int_equal(performance_create(&config, &performer, out, &r->diag), 0);
}

static void end(struct rig *r, struct performance *performance)
{
    performance_destroy(&performance);
    rig_end(r);
}

/* Come to the frame with which frame k has run offline. */
static void run_through(struct rig *r, struct performance *p, int64_t k)
{
    while (performance_counts(p).frames <= k) {
        const int64_t next = performance_counts(p).frames;
        assert_int_equal(
            leat_engine_run_to(r->engine, performance_position(p, next - 1), &r->diag),
            1);
        performance_step(p, p->next++);
    }
}

static const struct leat_rational fps60 = {60, 1}, fps_ntsc = {30000, 1001};

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
    assert_int_equal(n_news(PERFORMANCE_LATE), 1);
    end(&r, p);
    sem_destroy(&gate);
    sem_destroy(&at_gate);
}

/* A fade that begins at a frame: gain of what comes. */
static float risen(int64_t frame, int64_t begin_at)
{
    const int64_t k = frame - begin_at + 1;

    return k <= 0 ? 0.0f : k >= RIG_FADE ? 1.0f : (float)k / (float)RIG_FADE;
}

/* Two programs of a level each, other sources; returns the performance of the first. */
static struct performance *begin_two(struct rig *r, struct part parts[2])
{
    struct performance *p;

    memset(parts, 0, 2 * sizeof(*parts));
    rig_begin(r);
    for (int i = 0; i < 2; i++) {
        parts[i].frame = play_level;
        parts[i].identity = DC + (uint64_t)i * EXTRA;
        parts[i].level = i ? 300.0f : 100.0f;
        parts[i].rig = r;
    }
    begin(r, &parts[0], fps60, &p);
    parts[1].begun = -1;
    rig_engine(r, LEAT_CLOCK_OFFLINE);
    performance_attach(p, r->engine);
    return p;
}

static void swap_to(struct performance *p, struct part *part, enum leat_when when)
{
    const struct performer performer = performer_of(part);

    performance_swap(p, &performer, when);
}

static void a_swap_at_the_bar_lands_on_its_first_frame(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);
    const int64_t bar = 4 * RIG_RATE / 2; /* 120 bpm: a multiple of 64 */

    (void)state;
    run_through(&r, p, 10);
    swap_to(p, &parts[1], LEAT_AT_BAR);
    run_through(&r, p, 130);
    assert_int_equal(parts[1].begun, 120);
    assert_int_equal(n_news(PERFORMANCE_SWAPPED), 1);
    assert_int_equal(told[0].frame, bar);
    assert_true(told[0].beat == 4.0);
    for (int64_t i = 0; i < (int64_t)r.n; i++) {
        const float in = risen(i, bar);
        assert_true(fabsf(r.samples[i] - (100.0f * (1.0f - in) + 300.0f * in)) < 1e-3f);
    }
    end(&r, p);
}

static void a_swap_at_a_beat_between_frames_lands_there(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);
    const struct leat_event tempo = {
        .frame = 0, .type = LEAT_EVENT_TEMPO, .value = 100.0f};
    const int64_t second = 57600; /* beat 2 of 0.6 s: position of frame 72 */

    (void)state;
    assert_int_equal(leat_engine_send(r.engine, 0, &tempo), 0);
    run_through(&r, p, 40);
    swap_to(p, &parts[1], LEAT_AT_BEAT);
    run_through(&r, p, 80);
    assert_int_equal(told[0].frame, second);
    for (int64_t i = 0; i < (int64_t)r.n; i++) {
        const float in = risen(i, second);
        assert_true(fabsf(r.samples[i] - (100.0f * (1.0f - in) + 300.0f * in)) < 1e-3f);
    }
    end(&r, p);
}

static void what_both_programs_have_goes_on(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p;

    (void)state;
    memset(parts, 0, sizeof(parts));
    rig_begin(&r);
    parts[0].frame = parts[1].frame = play_count;
    begin(&r, &parts[0], fps60, &p);
    parts[1].rig = &r;
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    performance_attach(p, r.engine);
    run_through(&r, p, 20);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 40);
    assert_int_equal(performance_counts(p).swaps, 1);
    assert_int_equal(performance_counts(p).stage.edits, 1); /* nothing differs */
    for (size_t i = 0; i < r.n; i++)
        assert_true(r.samples[i] == (float)i);
    end(&r, p);
    assert_true(parts[0].released && parts[1].released);
}

static void a_program_that_cannot_begin_is_refused(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);

    (void)state;
    parts[1].fails_at = 1;
    run_through(&r, p, 5);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 10);
    assert_true(parts[1].released);
    assert_int_equal(n_news(PERFORMANCE_REFUSED), 1);
    assert_int_equal(told[0].err, LEAT_ERR_LIMIT);
    assert_int_equal(performance_undo(p, LEAT_AT_QUANTUM), LEAT_ERR_STATE);
    memset(&parts[1], 0, sizeof(parts[1]));
    parts[1] = (struct part){.rig = &r,
                             .frame = play_level,
                             .identity = EXTRA,
                             .level = 1e9f}; /* the graph refuses it */
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 15);
    assert_int_equal(n_news(PERFORMANCE_REFUSED), 2);
    assert_int_equal(told[1].err, LEAT_ERR_RANGE);
    for (size_t i = 0; i < r.n; i++)
        assert_true(r.samples[i] == 100.0f);
    assert_int_equal(performance_counts(p).frames, 16);
    assert_int_equal(parts[0].last, 15);
    end(&r, p);
}

static void a_program_that_fails_in_its_first_second_is_rolled_back(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);

    (void)state;
    parts[1].fails_at = 12 + 59; /* the last frame of its second */
    run_through(&r, p, 11);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM); /* 9600 and 56800: on grid, off by 32 */
    run_through(&r, p, 90);
    assert_true(parts[1].released);
    assert_int_equal(parts[1].begun, 12);
    assert_int_equal(n_news(PERFORMANCE_ROLLED_BACK), 1);
    assert_int_equal(performance_counts(p).swaps, 0);
    const int64_t in = 9600, back = (71 * 800 + 63) / 64 * 64;
    for (int64_t i = 0; i < (int64_t)r.n; i++) {
        const float new = risen(i, in) - risen(i, back);
        assert_true(fabsf(r.samples[i] - (100.0f * (1.0f - new) + 300.0f * new)) <
                    1e-3f);
    }
    end(&r, p);
}

static void a_program_that_fails_later_stays(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);

    (void)state;
    parts[1].fails_at = 12 + 60;
    run_through(&r, p, 11);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 90);
    assert_int_equal(n_news(PERFORMANCE_ROLLED_BACK), 0);
    assert_true(n_news(PERFORMANCE_FAILED) == 90 - 71);
    assert_true(r.samples[r.n - 1] == 300.0f);
    end(&r, p);
}

static void a_swap_can_be_undone_and_done_again(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);

    (void)state;
    run_through(&r, p, 11);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 30);
    assert_int_equal(performance_undo(p, LEAT_AT_QUANTUM), 0);
    run_through(&r, p, 50);
    assert_true(r.samples[r.n - 1] == 100.0f);
    assert_int_equal(performance_undo(p, LEAT_AT_QUANTUM), 0);
    run_through(&r, p, 70);
    assert_true(r.samples[r.n - 1] == 300.0f);
    assert_false(parts[0].released || parts[1].released);
    end(&r, p);
    assert_true(parts[0].released && parts[1].released);
}

static void a_hush_lets_the_clock_go_on(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);

    (void)state;
    run_through(&r, p, 11);
    performance_hush(p, true);
    performance_panic(p);
    run_through(&r, p, 30);
    performance_hush(p, false);
    run_through(&r, p, 50);
    assert_int_equal(parts[0].last, 50);
    const int64_t out = 12 * 800, in = (31 * 800 + 63) / 64 * 64;
    for (int64_t i = 0; i < (int64_t)r.n; i++) {
        const float gain = 1.0f - risen(i, out) + risen(i, in);
        assert_true(fabsf(r.samples[i] - 100.0f * gain) < 1e-3f);
    }
    end(&r, p);
}

static void a_swap_waits_while_others_edit(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);
    struct leat_edit *other;

    (void)state;
    run_through(&r, p, 11);
    assert_int_equal(leat_graph_begin(r.graph, &other), 0);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 15);
    assert_int_equal(performance_counts(p).swaps, 0);
    assert_int_equal(n_told, 0);
    leat_edit_abort(&other);
    run_through(&r, p, 20);
    assert_int_equal(performance_counts(p).swaps, 1);
    end(&r, p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_frame_acts_at_its_own_position),
        cmocka_unit_test(a_failing_frame_leaves_the_sound),
        cmocka_unit_test(without_frames_it_ends_with_its_sources),
        cmocka_unit_test(live_is_as_offline),
        cmocka_unit_test(a_late_frame_acts_at_the_next_one),
        cmocka_unit_test(a_swap_at_the_bar_lands_on_its_first_frame),
        cmocka_unit_test(a_swap_at_a_beat_between_frames_lands_there),
        cmocka_unit_test(what_both_programs_have_goes_on),
        cmocka_unit_test(a_program_that_cannot_begin_is_refused),
        cmocka_unit_test(a_program_that_fails_in_its_first_second_is_rolled_back),
        cmocka_unit_test(a_program_that_fails_later_stays),
        cmocka_unit_test(a_swap_can_be_undone_and_done_again),
        cmocka_unit_test(a_hush_lets_the_clock_go_on),
        cmocka_unit_test(a_swap_waits_while_others_edit),
    };
    return cmocka_run_group_tests_name("performance", tests, NULL, NULL);
}
