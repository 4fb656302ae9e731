/* SPDX-License-Identifier: MIT */
/* One program after another: at the bar, refused, rolled back, undone. */
#include <math.h>

#include "lang/performance_rig.h"

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

static void who_learns_of_a_swap_can_count_on_it(void **state)
{
    static struct rig r;
    static struct part parts[2];
    struct performance *p = begin_two(&r, parts);

    (void)state;
    parts[1].frame = play_nothing;
    run_through(&r, p, 10);
    assert_int_equal(performance_counts(p).stage.awake, 2);
    swap_to(p, &parts[1], LEAT_AT_QUANTUM);
    run_through(&r, p, 12);
    assert_int_equal(n_news(PERFORMANCE_SWAPPED), 1);
    assert_int_equal(told_awake[0], 0);
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
    assert_int_equal(told_code[0], 501);
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
        cmocka_unit_test(a_swap_at_the_bar_lands_on_its_first_frame),
        cmocka_unit_test(a_swap_at_a_beat_between_frames_lands_there),
        cmocka_unit_test(who_learns_of_a_swap_can_count_on_it),
        cmocka_unit_test(what_both_programs_have_goes_on),
        cmocka_unit_test(a_program_that_cannot_begin_is_refused),
        cmocka_unit_test(a_program_that_fails_in_its_first_second_is_rolled_back),
        cmocka_unit_test(a_program_that_fails_later_stays),
        cmocka_unit_test(a_swap_can_be_undone_and_done_again),
        cmocka_unit_test(a_hush_lets_the_clock_go_on),
        cmocka_unit_test(a_swap_waits_while_others_edit),
    };
    return cmocka_run_group_tests_name("takeover", tests, NULL, NULL);
}
