/* SPDX-License-Identifier: MIT */
/* player: gates to the frame, and what a step sends besides. */
#include "sequence/desk.h"

#include "base/math.h"

enum { RATE = 48000, STEP = 6000 }; /* sixteenths at 120 bpm */

/* Play one pattern for so many steps; `frac` is its gate_frac. */
static void play(struct desk *d, const char *pattern, float frac, int64_t steps)
{
    struct score *score = desk_score();

    desk_begin(d, RATE, 120.0);
    desk_track(score, "a", pattern, 1)->key[SCORE_GATE_FRAC] = frac;
    desk_post(d, score, LEAT_AT_QUANTUM);
    desk_order(d, PLAYER_START, 0);
    desk_run(d, STEP * steps, 64);
}

#define ASSERT_GATES(d, ...)                                                           \
    desk_assert_gates(d, 1, (const int64_t[]){__VA_ARGS__},                            \
                      sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void a_gate_closes_at_its_frame(void **state)
{
    (void)state;
    for (int percent = 1; percent <= 99; percent++) {
        struct desk d;
        play(&d, "x", (float)percent / 100.0f, 20);
        assert_int_equal(desk_count(&d, 1, true), 20);
        for (size_t k = 0; k < 20; k++)
            assert_int_equal(desk_gate(&d, 1, false, k), STEP * k + 60 * percent);
        desk_end(&d);
    }
}

/* Where steps are no whole frames the length of the gate still is. */
static void all_gates_are_of_one_length(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, 44100.0, 133.0);
    desk_track(score, "a", "x", 1)->key[SCORE_GATE_FRAC] = 0.7f;
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, 44100 * 100, 64);
    for (size_t k = 0; k < desk_count(&d, 1, false); k++) /* 0.7 * 4973.68 */
        assert_int_equal(desk_gate(&d, 1, false, k) - desk_gate(&d, 1, true, k), 3482);
    assert_true(desk_count(&d, 1, false) > 880);
    desk_end(&d);
}

static void a_hold_keeps_the_gate(void **state)
{
    struct desk d;

    (void)state;
    play(&d, "x_.x__x.", 0.5f, 8);
    ASSERT_GATES(&d, 0, 9000, 18000, 33000, 36000, 39000);
    desk_end(&d);
    play(&d, "_._x", 0.5f, 6); /* nothing to hold, until the pattern wraps */
    ASSERT_GATES(&d, 18000, 27000);
    desk_end(&d);
    play(&d, "x___", 0.5f, 9);
    ASSERT_GATES(&d, 0, 21000, 24000, 45000, 48000);
    desk_end(&d);
}

static void a_whole_gate_ties(void **state)
{
    struct desk d;

    (void)state;
    play(&d, "xxx..x.", 1.0f, 8);
    ASSERT_GATES(&d, 0, 18000, 30000, 36000, 42000);
    desk_end(&d);
    play(&d, "x_x.", 1.0f, 4); /* also behind a hold */
    ASSERT_GATES(&d, 0, 18000);
    desk_end(&d);
}

static void a_tilde_strikes_again_half_a_step_later(void **state)
{
    struct desk d;

    (void)state;
    play(&d, "~x.", 0.5f, 4);
    ASSERT_GATES(&d, 0, 1500, 3000, 4500, 12000, 13500, 15000, 16500);
    desk_end(&d);
    play(&d, "~x_.", 1.0f, 3);
    ASSERT_GATES(&d, 0, 3000, 3000, 12000);
    desk_end(&d);
}

/* With swing 1 an odd step begins a third late; a gate of 0.9 steps would go on for
 * 0.57 of a step in the one after it. */
static void a_step_cuts_the_one_before(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_track(score, "a", "x", 1)->key[SCORE_GATE_FRAC] = 0.9f;
    score->swing = 1.0;
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, STEP * 4, 64);
    ASSERT_GATES(&d, 0, 5400, 8000, 12000, 12000, 17400, 20000);
    desk_end(&d);
}

/* Two tracks with one voice: the later step has it. */
static void tracks_of_one_voice_cut_each_other(void **state)
{
    (void)state;
    for (uint32_t voice = 0; voice < 2; voice++) {
        struct desk d;
        struct score *score = desk_score();
        desk_begin(&d, RATE, 120.0);
        struct score_track *a = desk_track(score, "a", "x___", 1);
        a->voice = voice;
        struct score_track *b = desk_track(score, "b", "..x.", 2);
        b->voice = voice;
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_order(&d, PLAYER_START, 0);
        desk_run(&d, STEP * 4, 64);
        assert_int_equal(desk_gate(&d, 1, true, 0), 0);
        assert_int_equal(desk_gate(&d, 1, false, 0), voice ? 12000 : 21000);
        assert_int_equal(desk_gate(&d, 2, true, 0), 12000);
        assert_int_equal(desk_gate(&d, 2, false, 0), 15000);
        assert_int_equal(desk_count(&d, 1, false), 1);
        desk_end(&d);
    }
}

static void a_stop_and_all_off_close_what_is_open(void **state)
{
    static const uint32_t kinds[] = {PLAYER_STOP, PLAYER_ALL_OFF, PLAYER_RESET};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct desk d;
        struct score *score = desk_score();
        desk_begin(&d, RATE, 120.0);
        desk_track(score, "a", "~x.......", 1);
        desk_track(score, "b", "x____..__", 2);
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_order(&d, PLAYER_START, 0);
        desk_order(&d, kinds[i], 1001);
        desk_run(&d, 1500, 64);
        assert_int_equal(desk_gate(&d, 1, false, 0), 1001);
        assert_int_equal(desk_gate(&d, 2, false, 0), 1001);
        desk_run(&d, 3000 - 64, 64);
        assert_int_equal(desk_count(&d, 1, true), kinds[i] == PLAYER_RESET ? 3 : 1);
        desk_end(&d);
    }
}

/* The value that a parameter of node 5 gets at a frame; it is set just once there. */
static float value_at(const struct desk *d, int64_t frame, int32_t param)
{
    float value = -1000.0f;
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        if (d->action[i].frame == frame && d->action[i].node == 5 &&
            d->action[i].param == param) {
            value = d->action[i].value;
            n++;
        }
    assert_int_equal(n, 1);
    return value;
}

static void a_step_sends_all_at_its_frame(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, RATE, 120.0);
    struct score_track *t = desk_track(score, "a", "Xx.4", 1);
    for (int role = SCORE_FREQ; role <= SCORE_ACCENT; role++)
        assert_int_equal(score_add_bind(t, (enum score_role)role, 5, role), 0);
    const struct notes_key key = NOTES_KEY_INIT;
    assert_int_equal(notes_read("220.0, A5", 9, &key, &t->notes, NULL), 0);
    t->key[SCORE_REVERB_SEND] = 0.25f;
    t->key[SCORE_DELAY_SEND] = 0.75f;
    t->key[SCORE_BASE_AMP] = 0.5f;
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, STEP * 8, 64);
    static const struct {
        int64_t frame;
        float velocity, hz;
    } rows[] = {{0, 1.0f, 220},        {STEP, 0.6f, 880},     {3 * STEP, 0.5f, 220},
                {4 * STEP, 1.0f, 880}, {5 * STEP, 0.6f, 220}, {7 * STEP, 0.5f, 880}};
    for (int i = 0; i < 6; i++) {
        const float velocity = rows[i].velocity;
        assert_true(value_at(&d, rows[i].frame, SCORE_FREQ) == rows[i].hz);
        assert_true(value_at(&d, rows[i].frame, SCORE_AMP) == 0.5f * velocity);
        assert_true(value_at(&d, rows[i].frame, SCORE_FILTER) ==
                    1000.0f + 1500.0f * (velocity - 0.5f));
        assert_true(value_at(&d, rows[i].frame, SCORE_REVERB) == 0.25f);
        assert_true(value_at(&d, rows[i].frame, SCORE_DELAY) == 0.75f);
        assert_true(value_at(&d, rows[i].frame, SCORE_ACCENT) == (float)(i % 3 == 0));
    }
    for (size_t i = 0; i < d.n; i++) /* and the gate comes behind them */
        if (desk_is_gate(&d.action[i], 1, true))
            assert_true(i + 1 == d.n || d.action[i + 1].frame > d.action[i].frame);
    desk_end(&d);
}

static void a_lane_steps_with_its_track(void **state)
{
    struct desk d;
    struct score *score = desk_score();
    struct score_lane *lane;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_track(score, "a", "x.", 1);
    assert_int_equal(score_add_lane(score, &lane), 0);
    *lane = (struct score_lane){.node = 5, .param = 2, .ramp_ms = 3.0f, .n = 3};
    memcpy(lane->value, (const float[]){10, 20, __builtin_nanf("")}, 12);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, STEP * 30, 64);
    size_t k = 0;
    for (size_t i = 0; i < d.n; i++) {
        if (d.action[i].node != 5)
            continue;
        const size_t step = k / 2 * 3 + k % 2;
        assert_int_equal(d.action[i].frame, STEP * step);
        assert_true(d.action[i].value == (k % 2 ? 20.0f : 10.0f));
        assert_true(d.action[i].ramp_ms == 3.0f && d.action[i].param == 2);
        k++;
    }
    assert_int_equal(k, 20);
    desk_end(&d);
}

static void a_gate_may_be_a_parameter_or_a_velocity(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, RATE, 120.0);
    struct score_track *t = desk_track(score, "a", "4...", 1);
    assert_int_equal(score_add_bind(t, SCORE_GATE, 5, 0), 0);
    assert_int_equal(score_add_bind(t, SCORE_VELOCITY, 5, 1), 0);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, STEP, 64);
    assert_true(value_at(&d, 0, 0) == 1.0f);
    assert_true(value_at(&d, 0, 1) == 0.5f);
    assert_true(value_at(&d, 3000, 0) == 0.0f);
    assert_true(value_at(&d, 3000, 1) == 0.0f);
    desk_end(&d);
}

/* Each note_on has one note_off, with its id, and tied notes overlap at one frame. */
static void notes_go_on_and_off_by_their_ids(void **state)
{
    struct desk d;
    struct score *score = desk_score();
    int32_t sounding = 0;
    size_t ons = 0, offs = 0;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    struct score_track *t;
    assert_int_equal(score_add_track(score, "a", &t), 0);
    assert_int_equal(pattern_read("xX.~x", 5, &t->pattern, NULL), 0);
    assert_int_equal(score_add_bind(t, SCORE_NOTE, 1, SCORE_EVENT), 0);
    t->key[SCORE_GATE_FRAC] = 1.0f;
    t->key[SCORE_BASE_FREQ] = 220.0f;
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, STEP * 16, 64);
    desk_order(&d, PLAYER_STOP, -1);
    desk_run(&d, 64, 64);
    for (size_t i = 0; i < d.n; i++) {
        const struct leat_event *e = &d.action[i].event;
        if (d.action[i].node != 1)
            continue;
        assert_true(e->key > 56.999f && e->key < 57.001f);
        if (e->type == LEAT_EVENT_NOTE_ON) {
            assert_true(e->note_id > sounding);
            assert_true(e->value == (e->frame % (4 * STEP) == STEP ? 1.0f : 0.6f));
            ons++;
            if (sounding) { /* tied: the old one ends behind the new one */
                assert_int_equal(d.action[i + 1].event.note_id, sounding);
                assert_int_equal(d.action[i + 1].event.type, LEAT_EVENT_NOTE_OFF);
                assert_int_equal(d.action[i + 1].frame, e->frame);
                offs++;
                i++;
            }
            sounding = e->note_id;
        } else {
            assert_int_equal(e->type, LEAT_EVENT_NOTE_OFF);
            assert_int_equal(e->note_id, sounding);
            sounding = 0;
            offs++;
        }
    }
    assert_int_equal(ons, 16);
    assert_int_equal(offs, 16);
    desk_end(&d);
}

static bool refuse(void *user, const struct player_action *action)
{
    (void)user;
    (void)action;
    return false;
}

static void what_finds_no_room_is_counted(void **state)
{
    struct desk d;
    struct score *score = desk_score();
    struct player_status status;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_track(score, "a", "x", 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    rt_player_quantum(d.player, 0, STEP, refuse, NULL);
    player_status(d.player, &status);
    assert_int_equal(status.refused, 3); /* tempo, on, off */
    desk_end(&d);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_closes_at_its_frame),
        cmocka_unit_test(all_gates_are_of_one_length),
        cmocka_unit_test(a_hold_keeps_the_gate),
        cmocka_unit_test(a_whole_gate_ties),
        cmocka_unit_test(a_tilde_strikes_again_half_a_step_later),
        cmocka_unit_test(a_step_cuts_the_one_before),
        cmocka_unit_test(tracks_of_one_voice_cut_each_other),
        cmocka_unit_test(a_stop_and_all_off_close_what_is_open),
        cmocka_unit_test(a_step_sends_all_at_its_frame),
        cmocka_unit_test(a_lane_steps_with_its_track),
        cmocka_unit_test(a_gate_may_be_a_parameter_or_a_velocity),
        cmocka_unit_test(notes_go_on_and_off_by_their_ids),
        cmocka_unit_test(what_finds_no_room_is_counted),
    };
    return cmocka_run_group_tests_name("player_gates", tests, NULL, NULL);
}
