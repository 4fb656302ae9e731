/* SPDX-License-Identifier: MIT */
/* Live edits under the manual clock: state kept, fades, nothing lost. */
#include <math.h>

#include "engine/take.h"

/* A manual engine that plays a sine of 1 kHz; returns the output node. */
static uint32_t begin_with_sine(struct take *t, uint32_t *sine, uint32_t *link)
{
    take_begin(t);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = 48000.0;
    t->config.channels = 1;
    *sine = take_add(t, "sine", "sine");
    take_set(t, *sine, "sine", "frequency", 1000.0f);
    const uint32_t out = take_add(t, "output", "out");
    *link = take_link(t, *sine, out);
    take_engine(t);
    return out;
}

static void open_edit(struct take *t)
{
    assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
}

/* Tolerance: the oscillator's phase is 32 bits, so its pitch may err by 2^-33 of the
 * rate. */
static float wave(size_t frame)
{
    return (float)sin(2.0 * M_PI * (double)(frame % 48) / 48.0);
}

static void a_new_link_fades_in_and_a_removed_one_out(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    const uint32_t out = begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 640);
    open_edit(&t);
    const uint32_t vol = take_add(&t, "gain", "vol"); /* the same again: 0 dB */
    take_link(&t, sine, vol);
    take_link(&t, vol, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 640);
    for (size_t i = 640; i < 1280; i++) { /* 1 to 2, a straight line of 480 frames */
        const float gain = 1.0f + (i - 640 < 480 ? (float)(i - 639) / 480.0f : 1.0f);
        assert_true(fabsf(t.samples[i] - gain * wave(i)) < 1e-4f);
    }
    open_edit(&t);
    assert_int_equal(leat_edit_unlink(t.edit, link), 0);
    take_commit(&t);
    leat_engine_crank(t.engine, 640);
    for (size_t i = 1280; i < 1920; i++) {
        const float gain = 2.0f - (i - 1280 < 480 ? (float)(i - 1279) / 480.0f : 1.0f);
        assert_true(fabsf(t.samples[i] - gain * wave(i)) < 1e-4f);
    }
    take_end(&t);
}

static void a_node_that_stays_keeps_its_state(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 1000);
    open_edit(&t);
    take_link(&t, take_add(&t, "noise", NULL), take_add(&t, "null_sink", NULL));
    take_commit(&t);
    leat_engine_crank(t.engine, 1000);
    for (size_t i = 0; i < 2000; i++)
        assert_true(fabsf(t.samples[i] - wave(i)) < 1e-4f);
    take_end(&t);
}

/* Like a program that stops reaching a call and reaches it again. */
static void what_nobody_hears_stands_still(void **state)
{
    const uint32_t slept = 4800 - 1920 - 480;
    struct take t;
    uint32_t sine, link;

    (void)state;
    const uint32_t out = begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 1920);
    open_edit(&t);
    assert_int_equal(leat_edit_unlink(t.edit, link), 0);
    take_commit(&t);
    leat_engine_crank(t.engine, 4800 - 1920);
    for (size_t i = 1920; i < 4800; i++) {
        const float gain = i < 2400 ? 1.0f - (float)(i - 1919) / 480.0f : 0.0f;
        assert_true(fabsf(t.samples[i] - gain * wave(i)) < 1e-4f);
    }
    open_edit(&t);
    take_link(&t, sine, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 1920);
    for (size_t i = 4800; i < t.n; i++) { /* from the phase at which it fell silent */
        const float gain = i < 5280 ? (float)(i - 4799) / 480.0f : 1.0f;
        assert_true(fabsf(t.samples[i] - gain * wave(i - slept)) < 1e-4f);
    }
    take_end(&t);
}

static void an_edit_waits_for_its_frame(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 64);
    open_edit(&t);
    leat_edit_unlink(t.edit, link);
    leat_edit_from(t.edit, 1000); /* the grid has 1024 */
    take_commit(&t);
    leat_engine_crank(t.engine, 1920);
    for (size_t i = 0; i < t.n; i++) {
        const float gain = i < 1024   ? 1.0f
                           : i < 1504 ? 1.0f - (float)(i - 1023) / 480.0f
                                      : 0.0f;
        assert_true(fabsf(t.samples[i] - gain * wave(i)) < 1e-4f);
    }
    take_end(&t);
}

/* The value came by a command: the edit that notes it makes no second ramp. */
static void a_noted_value_is_left_alone(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    const uint32_t amplitude = take_param(&t, "sine", "amplitude");
    leat_engine_crank(t.engine, 64);
    assert_int_equal(leat_engine_set(t.engine, sine, amplitude, 0.0f, 64, -1.0f), 0);
    leat_engine_crank(t.engine, 64);
    open_edit(&t);
    assert_int_equal(leat_edit_note(t.edit, sine, amplitude, 0.0f), 0);
    assert_int_equal(leat_edit_note(t.edit, 99, amplitude, 0.0f), LEAT_ERR_NOT_FOUND);
    leat_edit_abort(&t.edit);
    open_edit(&t);
    assert_int_equal(leat_edit_note(t.edit, sine, amplitude, 0.0f), 0);
    take_commit(&t);
    leat_engine_crank(t.engine, 960);
    for (size_t i = 64; i < t.n; i++) {
        const float gain = i - 64 < 480 ? 1.0f - (float)(i - 63) / 480.0f : 0.0f;
        assert_true(fabsf(t.samples[i] - gain * wave(i)) < 1e-4f);
    }
    float value = 1.0f;
    assert_int_equal(leat_graph_param(t.graph, sine, amplitude, &value, 1), 1);
    assert_true(value == 0.0f);
    take_end(&t);
}

static void a_refused_edit_changes_nothing(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 500);
    open_edit(&t);
    const uint32_t a = take_add(&t, "gain", NULL), b = take_add(&t, "gain", NULL);
    take_link(&t, a, b);
    take_link(&t, b, a);
    leat_edit_remove(t.edit, sine);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag),
                     LEAT_ERR_CYCLE);
    leat_engine_crank(t.engine, 500);
    for (size_t i = 0; i < 1000; i++)
        assert_true(fabsf(t.samples[i] - wave(i)) < 1e-4f);
    assert_int_equal(leat_graph_n_nodes(t.graph), 2);
    take_end(&t);
}

static void a_link_that_turns_round_fades_twice(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    const uint32_t out = begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 64);
    open_edit(&t);
    const uint32_t a = take_add(&t, "mix", "a"), b = take_add(&t, "mix", "b");
    take_link(&t, sine, a);
    const uint32_t ab = take_link(&t, a, b);
    take_link(&t, b, out);
    take_link(&t, a, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 1024);
    open_edit(&t);
    leat_edit_unlink(t.edit, ab);
    take_link(&t, b, a);
    take_commit(&t);
    leat_engine_crank(t.engine, 2048);
    float step = 0.0f;
    for (size_t i = 1; i < t.n; i++)
        step = fmaxf(step, fabsf(t.samples[i] - t.samples[i - 1]));
    assert_true(step < 0.5f); /* three sines of 1 kHz step by 0.39 at most */
    take_end(&t);
}

static void an_edit_waits_for_the_bar(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 64);
    open_edit(&t);
    leat_edit_unlink(t.edit, link);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_BAR, &t.diag), 0);
    leat_engine_crank(t.engine, 97000); /* 4 beats at 120 bpm are 96000 frames */
    for (size_t i = 0; i < 96000; i++)
        assert_true(fabsf(t.samples[i] - wave(i)) < 1e-4f);
    for (size_t i = 96480; i < t.n; i++)
        assert_true(t.samples[i] == 0.0f);
    take_end(&t);
}

static void a_base_value_that_an_edit_sets_is_ramped(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    leat_engine_crank(t.engine, 64);
    open_edit(&t);
    take_set(&t, sine, "sine", "amplitude", 0.0f);
    take_commit(&t);
    leat_engine_crank(t.engine, 960);
    for (size_t i = 64; i < t.n; i++) {
        const float gain = i - 64 < 480 ? 1.0f - (float)(i - 63) / 480.0f : 0.0f;
        assert_true(fabsf(t.samples[i] - gain * wave(i)) < 1e-4f);
    }
    take_end(&t);
}

/* Seeded numbers for random edits. */
static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* One edit: a few nodes and links more or less, at random. */
static void edit_at_random(struct take *t, uint32_t *seed)
{
    static const char *const classes[] = {"gain", "mix", "lowpass", "sine", "delay"};

    open_edit(t);
    for (uint32_t k = next(seed) % 4; k-- > 0;)
        take_add(t, classes[next(seed) % 5], NULL);
    for (uint32_t k = next(seed) % 6; k-- > 0;) {
        const uint32_t n = leat_graph_n_nodes(t->graph);
        struct leat_node_info from, to;
        leat_graph_node_at(t->graph, next(seed) % n, &from);
        leat_graph_node_at(t->graph, next(seed) % n, &to);
        if (leat_node_n_ports(to.node_class, LEAT_IN) == 0 || from.node == to.node)
            continue;
        struct leat_link link = leat_link_between(from.node, 0, to.node, 0);
        link.gain = 0.05f;
        link.feedback = next(seed) % 4 == 0;
        leat_edit_link(t->edit, &link, NULL, &t->diag);
    }
    if (next(seed) % 2 && leat_graph_n_links(t->graph) > 0) {
        struct leat_link link;
        uint32_t id;
        leat_graph_link_at(t->graph, next(seed) % leat_graph_n_links(t->graph), &link,
                           &id);
        leat_edit_unlink(t->edit, id);
    }
    if (next(seed) % 3 == 0 && leat_graph_n_nodes(t->graph) > 12) {
        struct leat_node_info info;
        leat_graph_node_at(t->graph, 2 + next(seed) % 8, &info);
        leat_edit_remove(t->edit, info.node);
    }
}

static void a_thousand_random_edits_stay_smooth(void **state)
{
    struct take t;
    uint32_t sine, link, seed = 1, refused = 0;

    (void)state;
    begin_with_sine(&t, &sine, &link);
    for (int i = 0; i < 1000; i++) {
        leat_diag_clear(&t.diag);
        edit_at_random(&t, &seed);
        const int err = leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag);
        assert_true(err == 0 || err == LEAT_ERR_CYCLE || err == LEAT_ERR_LIMIT);
        refused += err != 0;
        assert_int_equal(leat_engine_crank(t.engine, 37 + next(&seed) % 700), 0);
    }
    assert_int_equal(t.n, leat_engine_frame(t.engine)); /* every frame accounted for */
    assert_true(refused < 900);
    float step = 0.0f;
    for (size_t i = 1; i < t.n; i++) {
        assert_true(isfinite(t.samples[i]));
        step = fmaxf(step, fabsf(t.samples[i] - t.samples[i - 1]));
    }
    print_message("%u refused, greatest step %.3f\n", refused, (double)step);
    assert_true(step < 0.4f);
    take_end(&t);
}

/* Switch a rule that bypasses every node of a name on or off. */
static void set_bypass(struct take *t, const char *name, bool on)
{
    struct leat_rule rule = {.name = "around",
                             .condition = {.kind = LEAT_NAME_MATCHES},
                             .action = LEAT_ACT_BYPASS,
                             .enabled = true};

    snprintf(rule.condition.text, sizeof(rule.condition.text), "%s", name);
    open_edit(t);
    if (on)
        assert_int_equal(leat_edit_add_rule(t->edit, &rule, &t->diag), 0);
    else
        assert_int_equal(leat_edit_remove_rule(t->edit, "around"), 0);
    take_commit(t);
}

/* Closed form: the straight line of 480 frames between the node and its input. */
static void a_bypass_fades_in_and_out(void **state)
{
    struct take t;
    uint32_t sine, link;

    (void)state;
    const uint32_t out = begin_with_sine(&t, &sine, &link);
    open_edit(&t);
    const uint32_t vol = take_add(&t, "gain", "vol");
    take_set(&t, vol, "gain", "gain", -120.0f); /* 0.000001 */
    assert_int_equal(leat_edit_unlink(t.edit, link), 0);
    take_link(&t, sine, vol);
    take_link(&t, vol, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 640);
    set_bypass(&t, "vol", true);
    leat_engine_crank(t.engine, 640);
    set_bypass(&t, "vol", false);
    leat_engine_crank(t.engine, 640);
    for (size_t i = 640; i < 1920; i++) {
        const size_t since = (i - 640) % 640 + 1;
        const float part = since < 480 ? (float)since / 480.0f : 1.0f;
        const float dry = i < 1280 ? part : 1.0f - part;
        assert_true(fabsf(t.samples[i] - dry * wave(i)) < 1e-4f);
    }
    take_end(&t);
}

/* What a bypass adds to the steps of the signal is at most the difference of the two by
 * 480 frames; a lowpass delays a sine, so the two differ by twice its peak at most. */
static void a_bypass_makes_no_step(void **state)
{
    struct take t;
    uint32_t sine, link;
    const float natural = (float)(2.0 * M_PI / 48.0);

    (void)state;
    const uint32_t out = begin_with_sine(&t, &sine, &link);
    open_edit(&t);
    const uint32_t low = take_add(&t, "lowpass", "low"),
                   two = take_add(&t, "pan", "two");
    take_set(&t, low, "lowpass", "cutoff", 500.0f);
    assert_int_equal(leat_edit_unlink(t.edit, link), 0);
    take_link(&t, sine, low);
    take_link(&t, low, two);
    take_link(&t, two, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 1000);
    for (int round = 0; round < 20; round++) {
        set_bypass(&t, round % 4 < 2 ? "low" : "*", true);
        leat_engine_crank(t.engine, round % 3 ? 1000 : 100);
        set_bypass(&t, "", false);
        leat_engine_crank(t.engine, round % 5 ? 700 : 333);
    }
    for (size_t i = 1001; i < t.n; i++)
        assert_true(fabsf(t.samples[i] - t.samples[i - 1]) <
                    natural + 2.0f / 480.0f + 1e-4f);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_link_fades_in_and_a_removed_one_out),
        cmocka_unit_test(a_bypass_fades_in_and_out),
        cmocka_unit_test(a_bypass_makes_no_step),
        cmocka_unit_test(a_node_that_stays_keeps_its_state),
        cmocka_unit_test(what_nobody_hears_stands_still),
        cmocka_unit_test(an_edit_waits_for_its_frame),
        cmocka_unit_test(a_noted_value_is_left_alone),
        cmocka_unit_test(a_refused_edit_changes_nothing),
        cmocka_unit_test(a_link_that_turns_round_fades_twice),
        cmocka_unit_test(an_edit_waits_for_the_bar),
        cmocka_unit_test(a_base_value_that_an_edit_sets_is_ramped),
        cmocka_unit_test(a_thousand_random_edits_stay_smooth),
    };
    return cmocka_run_group_tests_name("edits", tests, NULL, NULL);
}
