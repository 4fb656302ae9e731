/* SPDX-License-Identifier: MIT */
/* The stage: identities, fades, sleep, and every sample accounted for. */
#include <math.h>

#include "lang/stage_rig.h"

enum { DC = 11, COUNT = 12, OUT = 13, LOW = 14 };

/* dc(level) |> output(), the same for each frame. */
static void sketch_tone(struct rig *r, float level, float kind)
{
    struct sketch *s = &r->sketch;

    sketch_clear(s);
    const uint32_t dc = sketch_node(s, DC, "level_source");
    sketch_set_one(s, RIG_LEVEL, level);
    sketch_set_one(s, RIG_KIND, kind);
    sketch_link(s, dc, sketch_node(s, OUT, "output"));
}

/* A fade that begins at a frame: gain of what comes. */
static float risen(int64_t frame, int64_t begin)
{
    const int64_t k = frame - begin + 1;

    return k <= 0 ? 0.0f : k >= RIG_FADE ? 1.0f : (float)k / (float)RIG_FADE;
}

static void the_same_call_makes_one_node_in_1000_frames(void **state)
{
    static struct rig r;

    (void)state;
    rig_begin(&r);
    sketch_tone(&r, 1.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    const uint32_t node = stage_node(r.stage, DC);
    for (int64_t k = 1; k < 1000; k++) {
        sketch_tone(&r, (float)k, 0.0f);
        assert_int_equal(rig_apply(&r, k * 800), 0);
        assert_int_equal(leat_engine_run_to(r.engine, k * 800, &r.diag), 1);
    }
    assert_int_equal(stage_node(r.stage, DC), node);
    assert_int_equal(leat_graph_n_nodes(r.graph), 2);
    assert_int_equal(stage_counts(r.stage).edits, 1);
    assert_int_equal(stage_counts(r.stage).commands, 998);
    for (size_t i = 0; i < r.n; i++) /* each value from its own frame on */
        assert_true(r.samples[i] == (i < 800 ? 1.0f : (float)(i / 800)));
    rig_end(&r);
}

static void other_structure_is_crossfaded_under_the_same_name(void **state)
{
    static struct rig r;
    struct leat_node_info info;

    (void)state;
    rig_begin(&r);
    sketch_tone(&r, 100.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    const uint32_t node = leat_graph_find(r.graph, "level_source1");
    assert_int_not_equal(node, 0);
    leat_engine_run_to(r.engine, 100, &r.diag);
    sketch_tone(&r, 300.0f, 1.0f);
    assert_int_equal(rig_apply(&r, 800), 0); /* the grid has 832 */
    leat_engine_run_to(r.engine, 2000, &r.diag);
    assert_int_not_equal(leat_graph_find(r.graph, "level_source1"), node);
    assert_int_equal(leat_graph_n_nodes(r.graph), 2);
    for (uint32_t i = 0; leat_graph_node_at(r.graph, i, &info) >= 0; i++)
        assert_true(strcmp(info.name, "level_source1") == 0 ||
                    strcmp(info.name, "output1") == 0);
    for (size_t i = 0; i < r.n; i++) {
        const float in = risen((int64_t)i, 832);
        assert_true(fabsf(r.samples[i] - (100.0f * (1.0f - in) + 300.0f * in)) < 1e-3f);
    }
    rig_end(&r);
}

/* count() |> output() while `on`. */
static void sketch_count(struct rig *r, bool on)
{
    struct sketch *s = &r->sketch;

    sketch_clear(s);
    const uint32_t out = sketch_node(s, OUT, "output");
    const uint32_t low = on ? sketch_node(s, LOW, "mix") : 0;
    if (on) {
        sketch_link(s, sketch_node(s, COUNT, "frame_source"), low);
        sketch_link(s, low, out);
    }
}

static void who_is_not_reached_sleeps_with_its_state(void **state)
{
    static struct rig r;

    (void)state;
    rig_begin(&r);
    sketch_count(&r, true);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    leat_engine_run_to(r.engine, 640, &r.diag);
    sketch_count(&r, false);
    assert_int_equal(rig_apply(&r, 640), 0);
    assert_true(stage_is_asleep(r.stage, COUNT));
    const uint32_t node = stage_node(r.stage, COUNT);
    leat_engine_run_to(r.engine, 6400, &r.diag);
    sketch_count(&r, true);
    assert_int_equal(rig_apply(&r, 6400), 0);
    assert_int_equal(stage_node(r.stage, COUNT), node);
    assert_false(stage_is_asleep(r.stage, COUNT));
    leat_engine_run_to(r.engine, 9600, &r.diag);
    const float stood = 640 + RIG_FADE; /* frames that it had counted */
    for (size_t i = 0; i < r.n; i++) {
        const float at = (float)i;
        const float want = i < 640 ? at
                           : i < 6400
                               ? at * (1.0f - risen((int64_t)i, 640))
                               : (at - 6400.0f + stood) * risen((int64_t)i, 6400);
        if (!(fabsf(r.samples[i] - want) < 1e-3f * (1.0f + want / 100.0f)))
            fail_msg("%d: %g not %g", (int)i, (double)r.samples[i], (double)want);
    }
    assert_int_equal(stage_counts(r.stage).edits, 3);
    rig_end(&r);
}

static void who_sleeps_for_10_s_is_gone(void **state)
{
    static struct rig r;
    const int64_t end = 640 + STAGE_SLEEP_S * RIG_RATE;

    (void)state;
    rig_begin(&r);
    sketch_count(&r, true);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    sketch_count(&r, false);
    assert_int_equal(rig_apply(&r, 640), 0);
    assert_int_equal(rig_apply(&r, end - 1), 0);
    assert_int_equal(leat_graph_n_nodes(r.graph), 3);
    assert_int_equal(stage_counts(r.stage).asleep, 2);
    assert_int_equal(stage_counts(r.stage).edits, 2);
    assert_int_equal(rig_apply(&r, end), 0);
    assert_int_equal(leat_graph_n_nodes(r.graph), 1);
    assert_int_equal(stage_node(r.stage, COUNT), 0);
    rig_end(&r);
}

static void a_source_that_is_replaced_finds_its_links(void **state)
{
    static struct rig r;

    (void)state;
    rig_begin(&r);
    for (int round = 0; round < 3; round++) {
        sketch_clear(&r.sketch);
        const uint32_t dc = sketch_node(&r.sketch, DC, "level_source");
        sketch_set_one(&r.sketch, RIG_LEVEL, 2.0f);
        sketch_set_one(&r.sketch, RIG_KIND, (float)round);
        const uint32_t low = sketch_node(&r.sketch, LOW, "mix");
        sketch_link(&r.sketch, dc, low);
        sketch_link(&r.sketch, dc, low); /* twice: two links of one kind */
        sketch_link(&r.sketch, low, sketch_node(&r.sketch, OUT, "output"));
        assert_int_equal(rig_apply(&r, 0), 0);
        assert_int_equal(leat_graph_n_nodes(r.graph), 3);
        assert_int_equal(leat_graph_n_links(r.graph), 3);
    }
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    leat_engine_run_to(r.engine, 64, &r.diag);
    assert_true(r.samples[63] == 4.0f);
    rig_end(&r);
}

/* Its lanes, and so its state, depend on the source that it sleeps behind. */
static void who_sleeps_behind_a_replaced_source_wakes_to_the_new_one(void **state)
{
    const float levels[] = {1.0f, 2.0f};
    static struct rig r;
    uint32_t low = 0;

    (void)state;
    rig_begin(&r);
    for (int k = 0; k < 3; k++) {
        sketch_clear(&r.sketch);
        const uint32_t dc = sketch_node(&r.sketch, DC, "level_source");
        sketch_set(&r.sketch, RIG_LEVEL, levels, 2);
        sketch_set_one(&r.sketch, RIG_KIND, k ? 1.0f : 0.0f);
        sketch_link(&r.sketch, dc, sketch_node(&r.sketch, OUT, "null_sink"));
        if (k != 1) {
            const uint32_t echo = sketch_node(&r.sketch, LOW, "delay");
            sketch_link(&r.sketch, dc, echo);
            sketch_link(&r.sketch, echo, sketch_node(&r.sketch, COUNT, "null_sink"));
        }
        assert_int_equal(rig_apply(&r, k * 1024), 0);
        if (!k)
            rig_engine(&r, LEAT_CLOCK_OFFLINE);
        leat_engine_run_to(r.engine, (k + 1) * 1024, &r.diag);
        assert_int_equal(leat_graph_n_links(r.graph), k == 1 ? 2 : 3);
        assert_true(k == 0 || stage_node(r.stage, LOW) == low);
        low = stage_node(r.stage, LOW);
    }
    rig_end(&r);
}

static void arrays_change_by_an_edit(void **state)
{
    static struct rig r;
    const float first[] = {1, 2}, then[] = {3, 5};

    (void)state;
    rig_begin(&r);
    for (int round = 0; round < 2; round++) {
        sketch_clear(&r.sketch);
        const uint32_t dc = sketch_node(&r.sketch, DC, "level_source");
        sketch_set(&r.sketch, RIG_LEVEL, round ? then : first, 2);
        const uint32_t mono = sketch_node(&r.sketch, LOW, "mix");
        sketch_link(&r.sketch, dc, mono);
        sketch_link(&r.sketch, mono, sketch_node(&r.sketch, OUT, "null_sink"));
        assert_int_equal(rig_apply(&r, round * 64), 0);
        if (!round)
            rig_engine(&r, LEAT_CLOCK_MANUAL);
    }
    float values[2];
    const uint32_t node = stage_node(r.stage, DC);
    assert_int_equal(leat_graph_param(r.graph, node, RIG_LEVEL, values, 2), 2);
    assert_true(values[0] == 3.0f && values[1] == 5.0f);
    assert_int_equal(stage_counts(r.stage).edits, 2);
    rig_end(&r);
}

static void what_commands_set_outlives_edits(void **state)
{
    static struct rig r;
    float value;

    (void)state;
    rig_begin(&r);
    sketch_tone(&r, 1.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    sketch_tone(&r, 7.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 64), 0);
    leat_engine_run_to(r.engine, 128, &r.diag);
    const uint32_t dc = 0;
    sketch_link(&r.sketch, dc, sketch_node(&r.sketch, LOW, "null_sink"));
    assert_int_equal(rig_apply(&r, 128), 0);
    leat_engine_run_to(r.engine, 1280, &r.diag);
    assert_int_equal(
        leat_graph_param(r.graph, stage_node(r.stage, DC), RIG_LEVEL, &value, 1), 1);
    assert_true(value == 7.0f);
    for (size_t i = 0; i < r.n; i++)
        assert_true(r.samples[i] == (i < 64 ? 1.0f : 7.0f));
    rig_end(&r);
}

static void bad_drafts_change_nothing(void **state)
{
    static struct rig r;

    (void)state;
    rig_begin(&r);
    sketch_tone(&r, 1.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    sketch_node(&r.sketch, 0, "mix");
    assert_int_equal(rig_apply(&r, 64), LEAT_ERR_INVALID);
    r.sketch.draft.node[2].identity = DC; /* known already */
    assert_int_equal(rig_apply(&r, 64), LEAT_ERR_INVALID);
    sketch_tone(&r, 1.0f, 0.0f);
    sketch_node(&r.sketch, LOW, "mix");
    sketch_node(&r.sketch, LOW, "mix");
    assert_int_equal(rig_apply(&r, 64), LEAT_ERR_INVALID);
    sketch_tone(&r, 1.0f, 0.0f);
    const uint32_t a = sketch_node(&r.sketch, 51, "mix"),
                   b = sketch_node(&r.sketch, 52, "mix");
    sketch_link(&r.sketch, a, b);
    sketch_link(&r.sketch, b, a);
    assert_int_equal(rig_apply(&r, 64), LEAT_ERR_CYCLE);
    sketch_tone(&r, 2e6f, 1.0f); /* out of range */
    assert_int_equal(rig_apply(&r, 64), LEAT_ERR_RANGE);
    assert_int_equal(stage_counts(r.stage).edits, 1);
    assert_int_equal(leat_graph_n_nodes(r.graph), 2);
    struct leat_edit *other;
    assert_int_equal(leat_graph_begin(r.graph, &other), 0);
    sketch_tone(&r, 1.0f, 1.0f);
    assert_int_equal(rig_apply(&r, 64), LEAT_ERR_STATE);
    leat_edit_abort(&other);
    leat_engine_run_to(r.engine, 2048, &r.diag);
    for (size_t i = 0; i < r.n; i++)
        assert_true(r.samples[i] == 1.0f);
    assert_int_equal(rig_apply(&r, 2048), 0); /* it is as good as before */
    rig_end(&r);
}

/* The engine takes 4096 commands before it runs. */
static void values_that_find_no_room_come_later(void **state)
{
    enum { N = 2500 };
    static struct rig r;

    (void)state;
    rig_begin(&r);
    for (int k = 0; k < 4; k++) {
        sketch_clear(&r.sketch);
        const uint32_t mix = sketch_node(&r.sketch, LOW, "mix");
        for (uint32_t i = 0; i < N; i++) {
            const uint32_t dc = sketch_node(&r.sketch, 1000 + i, "level_source");
            sketch_set_one(&r.sketch, RIG_LEVEL, k < 3 ? (float)k : 2.0f);
            sketch_link(&r.sketch, dc, mix);
        }
        sketch_link(&r.sketch, mix, sketch_node(&r.sketch, OUT, "output"));
        assert_int_equal(rig_apply(&r, k), 0);
        if (!k)
            rig_engine(&r, LEAT_CLOCK_OFFLINE);
    }
    assert_int_equal(stage_counts(r.stage).unsent, 2 * N - 4096);
    assert_int_equal(stage_counts(r.stage).edits, 2);
    leat_engine_run_to(r.engine, 1280, &r.diag);
    assert_true(r.samples[r.n - 1] == 2.0f * N);
    rig_end(&r);
}

static int on_place(void *user, struct span span)
{
    uint32_t *asked = user;

    (*asked)++;
    return span.start == 99 ? LEAT_ERR_LIMIT : (int)span.start;
}

static void findings_have_the_place_of_their_call(void **state)
{
    static struct rig r;
    uint32_t asked = 0;
    struct stage_cue cue = {.frame = 64, .place = on_place, .user = &asked};

    (void)state;
    rig_begin(&r);
    sketch_tone(&r, 1.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    assert_int_equal(stage_apply(r.stage, &r.sketch.draft, &cue, &r.diag), 0);
    assert_int_equal(asked, 0); /* nothing is edited */
    sketch_tone(&r, 2e6f, 1.0f);
    r.sketch.param[0].span.start = 17;
    assert_int_equal(stage_apply(r.stage, &r.sketch.draft, &cue, &r.diag),
                     LEAT_ERR_RANGE);
    assert_true(asked > 0);
    assert_int_equal(r.diag.finding[0].tag, 17);
    sketch_tone(&r, 2.0f, 1.0f);
    r.sketch.draft.link[0].span.start = 99;
    assert_int_equal(stage_apply(r.stage, &r.sketch.draft, &cue, &r.diag),
                     LEAT_ERR_LIMIT);
    assert_int_equal(stage_counts(r.stage).edits, 1);
    rig_end(&r);
}

static void a_hush_fades_all_out_and_in_again(void **state)
{
    static struct rig r;

    (void)state;
    rig_begin(&r);
    sketch_tone(&r, 1.0f, 0.0f);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    stage_hush(r.stage, true);
    assert_int_equal(rig_apply(&r, 640), 0);
    leat_engine_run_to(r.engine, 1280, &r.diag);
    sketch_tone(&r, 5.0f, 1.0f); /* the program goes on, unheard */
    assert_int_equal(rig_apply(&r, 1280), 0);
    leat_engine_run_to(r.engine, 2560, &r.diag);
    stage_hush(r.stage, false);
    assert_int_equal(rig_apply(&r, 2560), 0);
    leat_engine_run_to(r.engine, 3840, &r.diag);
    for (size_t i = 0; i < r.n; i++) {
        const float want =
            i < 2560 ? 1.0f - risen((int64_t)i, 640) : 5.0f * risen((int64_t)i, 2560);
        if (!(fabsf(r.samples[i] - want) < 1e-5f))
            fail_msg("%d: %g not %g", (int)i, (double)r.samples[i], (double)want);
    }
    rig_end(&r);
}

/* A source that stays is one that kept counting, whatever the new program puts between;
 * in a frame a node with another input is another one. */
static void a_reload_keeps_the_state_of_what_stays(void **state)
{
    static struct rig r;
    const struct stage_cue cue = {.frame = 640, .reload = true};

    (void)state;
    rig_begin(&r);
    sketch_count(&r, true);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    leat_engine_run_to(r.engine, 640, &r.diag);
    const uint32_t count = stage_node(r.stage, COUNT), out = stage_node(r.stage, OUT);
    sketch_clear(&r.sketch);
    sketch_link(&r.sketch, sketch_node(&r.sketch, COUNT, "frame_source"),
                sketch_node(&r.sketch, OUT, "output"));
    assert_int_equal(stage_apply(r.stage, &r.sketch.draft, &cue, &r.diag), 0);
    leat_engine_run_to(r.engine, 3200, &r.diag);
    assert_int_equal(stage_node(r.stage, COUNT), count);
    assert_int_equal(stage_node(r.stage, OUT), out);
    assert_true(stage_is_asleep(r.stage, LOW));
    for (size_t i = 0; i < r.n; i++) /* both ways sum to 1, and the count goes on */
        assert_true(fabsf(r.samples[i] - (float)i) <
                    1e-3f * (1.0f + (float)i / 100.0f));
    rig_end(&r);
}

static void what_others_removed_is_made_anew(void **state)
{
    static struct rig r;
    const struct stage_cue cue = {.frame = 64, .reload = true};
    struct leat_edit *edit;

    (void)state;
    rig_begin(&r);
    sketch_count(&r, true);
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    const uint32_t count = stage_node(r.stage, COUNT), low = stage_node(r.stage, LOW);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(leat_graph_begin(r.graph, &edit), 0);
        if (round) {
            struct leat_link link;
            uint32_t id;
            assert_true(leat_graph_link_at(r.graph, 0, &link, &id) >= 0);
            assert_int_equal(leat_edit_unlink(edit, id), 0);
        } else {
            assert_int_equal(leat_edit_remove(edit, low), 0);
        }
        assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, &r.diag), 0);
        sketch_count(&r, true);
        assert_int_equal(stage_apply(r.stage, &r.sketch.draft, &cue, &r.diag), 0);
        assert_int_equal(leat_graph_n_nodes(r.graph), 3);
        assert_int_equal(leat_graph_n_links(r.graph), 2);
        leat_engine_run_to(r.engine, 2048 * (round + 1), &r.diag);
        assert_true(r.samples[r.n - 1] > 900.0f); /* heard, and counting */
    }
    assert_int_equal(stage_node(r.stage, COUNT), count);
    assert_int_not_equal(stage_node(r.stage, LOW), low);
    rig_end(&r);
}

/* When a source turned on or off, or into another. */
struct turn {
    int64_t at; /* adopted */
    bool on;
};

enum { SOURCES = 5, EDITS = 1000, STEP = 576 }; /* 9 quanta: longer than a fade */

/* Of the newest turn and of the one before, which has risen by then. */
static float gain_at(const struct turn *past, uint32_t n, int64_t frame)
{
    const struct turn *new = &past[n - 1], *old = n > 1 ? &past[n - 2] : NULL;
    const float in = new->at == 0 ? 1.0f : risen(frame, new->at);

    return (new->on ? in : 0.0f) + (old && old->on ? 1.0f - in : 0.0f);
}

struct source {
    struct turn past[EDITS + 1];
    uint32_t n;
    bool on;
    float kind;
};

/* Turn sources on, off and into others, at random; source 0 sounds at first. */
static void turn_at_random(struct source *source, int k, uint32_t *seed)
{
    for (int s = 0; s < SOURCES; s++) {
        struct source *x = &source[s];
        *seed = *seed * 1664525u + 1013904223u;
        const bool turns = k && *seed >> 24 < 100;
        const bool replaces = k && x->on && !turns && (*seed >> 8 & 255) < 60;
        x->on = turns ? !x->on : x->on;
        x->kind = replaces ? 1.0f - x->kind : x->kind;
        if (turns || replaces || !k)
            x->past[x->n++] = (struct turn){.at = (int64_t)k * STEP, .on = x->on};
    }
}

/* Each has an output of its own. */
static void sketch_sources(struct sketch *sketch, const struct source *source)
{
    sketch_clear(sketch);
    for (uint32_t s = 0; s < SOURCES; s++) {
        if (!source[s].on)
            continue;
        const uint32_t dc = sketch_node(sketch, 100 + s, "level_source");
        sketch_set_one(sketch, RIG_LEVEL, (float)(1 << s));
        sketch_set_one(sketch, RIG_KIND, source[s].kind);
        sketch_link(sketch, dc, sketch_node(sketch, 200 + s, "output"));
    }
}

/* What should be heard at a frame. */
static float sum_at(const struct source *source, int64_t frame)
{
    float sum = 0.0f;

    for (uint32_t s = 0; s < SOURCES; s++) {
        uint32_t until = 0;
        while (until < source[s].n && source[s].past[until].at <= frame)
            until++;
        sum += (float)(1 << s) * gain_at(source[s].past, until, frame);
    }
    return sum;
}

/* A thousand edits under sound: sources come, go, sleep, wake and are replaced, and
 * each sample is the sum of their fades. */
static void every_sample_of_1000_edits_is_accounted_for(void **state)
{
    static struct rig r;
    static struct source source[SOURCES];
    uint32_t seed = 1;

    (void)state;
    rig_begin(&r);
    source[0].on = true;
    for (int k = 0; k <= EDITS; k++) {
        turn_at_random(source, k, &seed);
        sketch_sources(&r.sketch, source);
        assert_int_equal(rig_apply(&r, (int64_t)k * STEP), 0);
        if (!k)
            rig_engine(&r, LEAT_CLOCK_OFFLINE);
        assert_int_equal(leat_engine_run_to(r.engine, (int64_t)(k + 1) * STEP, &r.diag),
                         1);
    }
    assert_int_equal(r.n, (EDITS + 1) * STEP);
    assert_true(stage_counts(r.stage).edits > EDITS / 2);
    for (int64_t i = 0; i < (int64_t)r.n; i++)
        assert_true(fabsf(r.samples[i] - sum_at(source, i)) < 1e-4f);
    rig_end(&r);
}

static void all_notes_end_in_a_panic(void **state)
{
    static struct rig r;
    struct leat_log_line line;
    uint32_t ends = 0;

    (void)state;
    rig_begin(&r);
    sketch_node(&r.sketch, DC, "level_source");
    const uint32_t env = sketch_node(&r.sketch, COUNT, "adsr");
    sketch_link(&r.sketch, 0, env);
    sketch_link(&r.sketch, env, sketch_node(&r.sketch, OUT, "output"));
    assert_int_equal(rig_apply(&r, 0), 0);
    rig_engine(&r, LEAT_CLOCK_OFFLINE);
    assert_int_equal(stage_panic(r.stage, 100), 0);
    leat_engine_run_to(r.engine, 640, &r.diag);
    while (leat_engine_log_next(r.engine, &line))
        if (line.kind == LEAT_LOG_EVENT && line.event.type == LEAT_EVENT_ALL_OFF) {
            assert_int_equal(line.frame, 100);
            assert_int_equal(line.node, stage_node(r.stage, COUNT));
            ends++;
        }
    assert_int_equal(ends, 1);
    rig_end(&r);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_call_makes_one_node_in_1000_frames),
        cmocka_unit_test(other_structure_is_crossfaded_under_the_same_name),
        cmocka_unit_test(who_is_not_reached_sleeps_with_its_state),
        cmocka_unit_test(who_sleeps_for_10_s_is_gone),
        cmocka_unit_test(a_source_that_is_replaced_finds_its_links),
        cmocka_unit_test(who_sleeps_behind_a_replaced_source_wakes_to_the_new_one),
        cmocka_unit_test(arrays_change_by_an_edit),
        cmocka_unit_test(what_commands_set_outlives_edits),
        cmocka_unit_test(bad_drafts_change_nothing),
        cmocka_unit_test(values_that_find_no_room_come_later),
        cmocka_unit_test(findings_have_the_place_of_their_call),
        cmocka_unit_test(a_hush_fades_all_out_and_in_again),
        cmocka_unit_test(a_reload_keeps_the_state_of_what_stays),
        cmocka_unit_test(what_others_removed_is_made_anew),
        cmocka_unit_test(every_sample_of_1000_edits_is_accounted_for),
        cmocka_unit_test(all_notes_end_in_a_panic),
    };
    return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
