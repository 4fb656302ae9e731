/* SPDX-License-Identifier: MIT */
/* pictures: one video domain runs its ticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "engine/pictures_rig.h"

static void a_chain_adds_no_tick_and_a_failing_node_is_black(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL), node_of(&adder, NULL),
                                          node_of(&passer, NULL),
                                          node_of(&sink, &notes)};
    const struct pictures_link links[] = {
        {.from = 0, .to = 1}, {.from = 1, .to = 2}, {.from = 2, .to = 3}};
    struct pictures *p = make(nodes, 4, links, 3, 30, -1);
    struct leat_node_stats stats;
    int err;

    (void)state;
    for (int64_t k = 0; k < 20; k++)
        assert_int_equal(pictures_tick(p, k), 0);
    for (uint32_t k = 0; k < 20; k++)
        assert_int_equal(notes.value[k], k == 7 ? 0 : k + 1);
    pictures_node_stats(p, 1, &stats, &err);
    assert_int_equal(stats.calls, 20);
    assert_true(stats.max_nsec > 0 && stats.p50_nsec <= stats.p99_nsec);
    assert_int_equal(err, LEAT_ERR_BAD_FILE);
    pictures_node_stats(p, 2, &stats, &err);
    assert_int_equal(err, 0);
    assert_int_equal(stats_of(p, 2).in, 20);
    pictures_destroy(&p);
}

static void an_end_goes_through_to_the_sinks(void **state)
{
    int64_t end = 5;
    const struct pictures_node nodes[] = {
        node_of(&source, &end), node_of(&passer, NULL), node_of(&sink, &notes)};
    const struct pictures_link links[] = {{.from = 0, .to = 1}, {.from = 1, .to = 2}};
    struct pictures *p = make(nodes, 3, links, 2, 30, -1);

    (void)state;
    for (int64_t k = 0; k < 5; k++)
        assert_int_equal(pictures_tick(p, k), 0);
    assert_false(pictures_over(p));
    assert_int_equal(pictures_tick(p, 5), LEAT_ERR_CANCELLED);
    assert_true(pictures_over(p));
    assert_int_equal(notes.n, 5);
    pictures_destroy(&p);
}

/* Tick 150 of 30 a second would stand at the end of 5 s. */
static void a_run_ends_before_its_last_position(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL),
                                          node_of(&sink, &notes)};
    const struct pictures_link links[] = {{.from = 0, .to = 1}};
    struct pictures *p = make(nodes, 2, links, 1, 30, 5 * 48000);

    (void)state;
    assert_int_equal(pictures_run_to(&p, 1, 5 * 48000 - 1), 0);
    assert_int_equal(notes.n, 150);
    assert_int_equal(pictures_run_to(&p, 1, 1000 * 48000), 0);
    assert_int_equal(notes.n, 150);
    assert_true(pictures_over(p));
    pictures_destroy(&p);
}

static void a_held_frame_keeps_its_pixels_and_the_source_drops_its_own(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL),
                                          node_of(&sink, &notes)};
    const struct pictures_link links[] = {{.from = 0, .to = 1}};
    struct pictures *p = make(nodes, 2, links, 1, 30, -1);
    struct pictures_stats stats;
    uint32_t drawn;

    (void)state;
    notes.holds = SEEN;
    for (int64_t k = 0; k < 40; k++)
        pictures_tick(p, k);
    pictures_stats(p, &stats);
    assert_true(stats.dropped > 30 - LEAT_FRAMES_HELD && stats.dropped < 40);
    drawn = 40 - (uint32_t)stats.dropped;
    for (uint32_t k = 0; k < 40; k++) {
        assert_int_equal(notes.value[k], k < drawn ? k : drawn - 1);
        assert_int_equal(notes.held[k]->plane[0][0], notes.value[k]);
    }
    assert_int_equal(stats_of(p, 0).duplicated, stats.dropped);
    pictures_destroy(&p); /* before the frames */
    for (uint32_t k = 0; k < 40; k++)
        leat_frame_unref(&notes.held[k]);
}

static void ticks_that_were_missed_are_counted_late_and_never_run(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL),
                                          node_of(&sink, &notes)};
    const struct pictures_link links[] = {{.from = 0, .to = 1}};
    struct pictures *p = make(nodes, 2, links, 1, 30, -1);
    struct pictures_stats stats;

    (void)state;
    pictures_tick(p, 0);
    pictures_tick(p, 4);
    pictures_tick(p, 3);
    pictures_stats(p, &stats);
    assert_int_equal(stats.late, 3);
    assert_int_equal(stats.ticks, 2);
    assert_int_equal(notes.n, 2);
    assert_int_equal(notes.tick[1], 4);
    assert_int_equal(pictures_next(p), 5);
    pictures_destroy(&p);
}

static void a_feedback_carries_the_frame_of_the_tick_before(void **state)
{
    const struct pictures_node nodes[] = {
        node_of(&passer, NULL), node_of(&source, NULL), node_of(&sink, &notes)};
    const struct pictures_link links[] = {{.from = 1, .to = 0}, {.from = 0, .to = 2}};
    struct pictures *p = make(nodes, 3, links, 2, 30, -1);

    (void)state;
    for (int64_t k = 0; k < 10; k++)
        assert_int_equal(pictures_tick(p, k), 0);
    for (uint32_t k = 1; k < 10; k++)
        assert_int_equal(notes.value[k], k - 1);
    assert_int_equal(notes.value[0], 0); /* black */
    pictures_destroy(&p);
}

static void parameters_are_set_clamped_and_modulated(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL),
                                          node_of(&sink, &notes)};
    struct rt_span *span;
    const float rows[1600] = {[1599] = 0.25f};

    (void)state;
    assert_int_equal(rt_span_create(1, 1600, 6400, 0, &span), 0);
    const struct pictures_link links[] = {{.from = 0, .to = 1},
                                          {.from = PICTURES_OUTSIDE,
                                           .to = 0,
                                           .to_param = true,
                                           .mode = LEAT_MODE_ADD,
                                           .gain = 2.0f,
                                           .sound = span}};
    struct pictures *p = make(nodes, 2, links, 2, 30, -1);
    pictures_set(p, 0, 0, 0.5f);
    pictures_tick(p, 0);
    assert_true(pictures_get(p, 0, 0) == 0.5f); /* no sound yet */
    rt_span_write(span, rows, 0, 1600, 1);
    pictures_tick(p, 1);
    assert_true(pictures_get(p, 0, 0) == 1.0f);
    pictures_set(p, 0, 0, 7.0f);
    pictures_tick(p, 2);
    assert_true(pictures_get(p, 0, 0) == 2.0f);
    assert_int_equal(notes.value[2], 4);
    pictures_destroy(&p);
    rt_span_destroy(&span);
}

static void a_sink_that_cannot_go_on_stops_the_run(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL),
                                          node_of(&sink, &notes)};
    const struct pictures_link links[] = {{.from = 0, .to = 1}};
    struct pictures *p = make(nodes, 2, links, 1, 30, -1);

    (void)state;
    assert_int_equal(pictures_run_to(&p, 1, 4800), 0);
    notes.err = LEAT_ERR_NO_SPACE;
    assert_int_equal(pictures_run_to(&p, 1, 48000), LEAT_ERR_NO_SPACE);
    assert_int_equal(notes.n, 4);
    pictures_destroy(&p);
}

static void a_list_that_does_not_fit_together_is_refused(void **state)
{
    const struct pictures_node nodes[] = {node_of(&source, NULL),
                                          node_of(&sink, &notes)};
    const struct pictures_link wrong[][2] = {
        {{.from = 0, .to = 1}, {.from = 0, .to = 1}},
        {{.from = 0, .to = 2}},
        {{.from = 1, .to = 1}},
        {{.from = 0, .to = 1, .to_port = 1}},
        {{.from = PICTURES_OUTSIDE, .to = 1}},
        {{.from = 0, .to = PICTURES_OUTSIDE}},
        {{.from = PICTURES_OUTSIDE, .to = PICTURES_OUTSIDE}},
    };

    (void)state;
    env.out_video[0] = one_pixel;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const struct pictures_config config = {
            {30, 1}, 48000, 0, -1, nodes, 2, wrong[i], i == 0 ? 2 : 1, false};
        struct pictures *p;
        assert_int_equal(pictures_create(&config, &p), LEAT_ERR_INVALID);
        assert_null(p);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_chain_adds_no_tick_and_a_failing_node_is_black,
                               rig_forget),
        cmocka_unit_test_setup(an_end_goes_through_to_the_sinks, rig_forget),
        cmocka_unit_test_setup(a_run_ends_before_its_last_position, rig_forget),
        cmocka_unit_test_setup(
            a_held_frame_keeps_its_pixels_and_the_source_drops_its_own, rig_forget),
        cmocka_unit_test_setup(ticks_that_were_missed_are_counted_late_and_never_run,
                               rig_forget),
        cmocka_unit_test_setup(a_feedback_carries_the_frame_of_the_tick_before,
                               rig_forget),
        cmocka_unit_test_setup(parameters_are_set_clamped_and_modulated, rig_forget),
        cmocka_unit_test_setup(a_sink_that_cannot_go_on_stops_the_run, rig_forget),
        cmocka_unit_test_setup(a_list_that_does_not_fit_together_is_refused,
                               rig_forget),
    };
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
