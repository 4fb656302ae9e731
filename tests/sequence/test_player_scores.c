/* SPDX-License-Identifier: MIT */
/* player: from one score to the next. */
#include "sequence/desk.h"

enum { RATE = 48000, STEP = 6000, BEAT = 4 * STEP, BAR = 4 * BEAT };

/* One track "a" under way, its gates at node 1; the desk stands at `frame`. */
static void begin(struct desk *d, const char *pattern, int64_t frame)
{
    struct score *score = desk_score();

    desk_begin(d, RATE, 120.0);
    desk_track(score, "a", pattern, 1);
    desk_post(d, score, LEAT_AT_QUANTUM);
    desk_order(d, PLAYER_START, 0);
    desk_run(d, frame, 64);
}

static void a_new_pattern_goes_on_where_the_old_one_was(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, "x.......", 2 * STEP + 640);
    struct score *score = desk_score();
    desk_track(score, "a", "xxx..x..", 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_run(&d, 20 * STEP, 64);
    static const int64_t steps[] = {0, 5, 8, 9, 10, 13, 16, 17, 18, 21};
    for (size_t k = 0; k < 10; k++)
        assert_int_equal(desk_gate(&d, 1, true, k), STEP * steps[k]);
    desk_end(&d);
}

static void a_new_track_falls_in_with_the_others(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, "x.......", 2 * STEP + 640);
    struct score *score = desk_score();
    desk_track(score, "b", "xx.x", 2);
    desk_track(score, "a", "x.......", 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_run(&d, 20 * STEP, 64);
    static const int64_t steps[] = {3, 4, 5, 7, 8};
    for (size_t k = 0; k < 5; k++)
        assert_int_equal(desk_gate(&d, 2, true, k), STEP * steps[k]);
    assert_int_equal(desk_gate(&d, 1, true, 1), STEP * 8);
    desk_end(&d);
}

/* The notes go on, too. */
static void notes_keep_their_turn(void **state)
{
    const struct notes_key key = NOTES_KEY_INIT;
    struct desk d;
    size_t k = 0;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    for (int i = 0; i < 2; i++) {
        struct score *score = desk_score();
        struct score_track *t = desk_track(score, "a", "x", 1);
        assert_int_equal(score_add_bind(t, SCORE_FREQ, 5, 0), 0);
        assert_int_equal(notes_read("100.0 200.0 300.0", 17, &key, &t->notes, NULL), 0);
        if (i == 0)
            desk_order(&d, PLAYER_START, 0);
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_run(&d, 4 * STEP, 64);
    }
    for (size_t i = 0; i < d.n; i++)
        if (d.action[i].node == 5)
            assert_true(d.action[i].value == (float)(100 * (1 + k++ % 3)));
    assert_int_equal(k, 8);
    desk_end(&d);
}

/* A score with a set, whose first track plays at once; where it is adopted. */
static int64_t adopted_at(struct desk *d, enum leat_when when, int64_t frame)
{
    struct score *score = desk_score();
    const struct score_set set = {7, 1, 0.5f, 20.0f};

    desk_track(score, "z", "x", 2);
    assert_int_equal(score_add_set(score, &set), 0);
    assert_int_equal(player_post_score(d->player, score, when, frame), 0);
    desk_run(d, 3 * BAR, 64);
    for (size_t i = 0; i < d->n; i++)
        if (d->action[i].node == 7) {
            assert_true(d->action[i].param == 1 && d->action[i].value == 0.5f &&
                        d->action[i].ramp_ms == 20.0f);
            return d->action[i].frame;
        }
    return -1;
}

static void scores_wait_for_their_time(void **state)
{
    static const struct {
        enum leat_when when;
        int64_t from, frame, at;
    } rows[] = {
        {LEAT_AT_QUANTUM, 64 * 100, -1, 6400},
        {LEAT_AT_QUANTUM, 64 * 100, 6411, 6411},
        {LEAT_AT_QUANTUM, 64 * 100, 11, 6400},
        {LEAT_AT_BEAT, 64 * 100, -1, BEAT},
        {LEAT_AT_BEAT, 64 * 100, BEAT + 1, 2 * BEAT},
        {LEAT_AT_BAR, 64 * 100, -1, BAR},
        {LEAT_AT_BAR, 64 * 100, BAR, BAR},
        {LEAT_AT_BAR, BAR, -1, BAR},
        {LEAT_AT_BAR, BAR + 64, -1, 2 * BAR},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct desk d;
        begin(&d, "x", rows[i].from);
        assert_int_equal(adopted_at(&d, rows[i].when, rows[i].frame), rows[i].at);
        /* the old score plays up to there, the new one from there on */
        for (size_t k = 0; k < d.n; k++) {
            if (desk_is_gate(&d.action[k], 1, true))
                assert_true(d.action[k].frame < rows[i].at);
            if (desk_is_gate(&d.action[k], 2, true))
                assert_true(d.action[k].frame >= rows[i].at);
        }
        assert_int_equal(desk_gate(&d, 2, true, 0),
                         (rows[i].at + STEP - 1) / STEP * STEP);
        desk_end(&d);
    }
}

/* At 131 bpm and 44100 Hz two bars have 161587.79 frames: no grid, no whole number. */
static void a_slot_is_loaded_on_the_first_frame_of_the_bar(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, 44100.0, 131.0);
    desk_track(score, "a", "x", 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, 64 * 2000, 64);
    assert_int_equal(adopted_at(&d, LEAT_AT_BAR, -1), 161588);
    assert_int_equal(desk_gate(&d, 2, true, 0), 161588);
    desk_end(&d);
}

static void a_transport_that_stands_waits_for_nothing(void **state)
{
    struct desk d;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_run(&d, 640, 64);
    assert_int_equal(adopted_at(&d, LEAT_AT_BAR, -1), 640);
    assert_int_equal(desk_count(&d, 2, true), 0);
    desk_end(&d);
    begin(&d, "x", 640);
    desk_order(&d, PLAYER_STOP, 1000);
    assert_int_equal(adopted_at(&d, LEAT_AT_BAR, -1), 1000);
    desk_end(&d);
}

/* A gate is open from 0 to 45000; the next score comes at 640. */
static int64_t closed_at(void (*change)(struct score *score), size_t *n)
{
    struct desk d;
    struct score *score = desk_score();

    begin(&d, "x_______", 640);
    change(score);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_run(&d, 8 * STEP - 640, 64);
    const int64_t frame = desk_gate(&d, 1, false, 0);
    *n = desk_count(&d, 1, false);
    desk_end(&d);
    return frame;
}

static void keep_it(struct score *score)
{
    desk_track(score, "new", ".", 3);
    desk_track(score, "a", "x_______", 1);
}

static void remove_it(struct score *score)
{
    desk_track(score, "b", "x_______", 3);
}

static void mute_it(struct score *score)
{
    desk_track(score, "a", "x_______", 1)->key[SCORE_MUTE] = 1.0f;
}

static void solo_another(struct score *score)
{
    desk_track(score, "a", "x_______", 1);
    desk_track(score, "b", "x_______", 3)->key[SCORE_SOLO] = 1.0f;
}

static void play_another_node(struct score *score)
{
    desk_track(score, "a", "x_______", 3);
}

static void shorten_it(struct score *score)
{
    desk_track(score, "a", "x.......", 1);
}

static void gates_close_where_a_track_goes(void **state)
{
    static void (*const changes[])(struct score *) = {
        keep_it, remove_it, mute_it, solo_another, play_another_node, shorten_it};
    static const int64_t frames[] = {45000, 640, 640, 640, 640, STEP};

    (void)state;
    for (int i = 0; i < 6; i++) {
        size_t n;
        assert_int_equal(closed_at(changes[i], &n), frames[i]);
        assert_int_equal(n, 1);
    }
}

static void what_is_muted_is_counted_through(void **state)
{
    const struct notes_key key = NOTES_KEY_INIT;
    struct desk d;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    for (int i = 0; i < 2; i++) {
        struct score *score = desk_score();
        struct score_track *t = desk_track(score, "a", "x..x", 1);
        assert_int_equal(score_add_bind(t, SCORE_FREQ, 5, 0), 0);
        assert_int_equal(notes_read("1.0 2.0 3.0 4.0 5.0", 19, &key, &t->notes, NULL),
                         0);
        t->key[SCORE_MUTE] = (float)(i == 0);
        if (i == 0)
            desk_order(&d, PLAYER_START, 0);
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_run(&d, 6 * STEP, 64);
        assert_int_equal(desk_count(&d, 1, true), i ? 3 : 0);
    }
    assert_int_equal(desk_gate(&d, 1, true, 0), 7 * STEP);
    for (size_t i = 0; i < d.n; i++)
        if (d.action[i].node == 5) { /* the fourth hit */
            assert_true(d.action[i].value == 4.0f);
            break;
        }
    desk_end(&d);
}

static void another_division_keeps_the_beat(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, "x", BEAT + 100);
    struct score *score = desk_score();
    desk_track(score, "a", "x..", 1)->key[SCORE_DIVISION] = 3.0f;
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_run(&d, 4 * BEAT, 64);
    assert_int_equal(desk_gate(&d, 1, true, 4), BEAT);
    for (size_t k = 5; k < 8; k++)
        assert_int_equal(desk_gate(&d, 1, true, k), BEAT * (k - 3));
    desk_end(&d);
}

static void a_tempo_of_a_score_comes_with_it(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, "x", 640);
    struct score *score = desk_score();
    desk_track(score, "a", "x", 1);
    score->bpm = 240.0;
    desk_post(&d, score, LEAT_AT_BAR);
    desk_run(&d, 2 * BAR, 64);
    assert_int_equal(desk_gate(&d, 1, true, 16), BAR);
    assert_int_equal(desk_gate(&d, 1, true, 17), BAR + STEP / 2);
    desk_end(&d);
}

static void scores_are_adopted_in_their_order(void **state)
{
    struct desk d;
    struct player_status status;

    (void)state;
    begin(&d, "x", 640);
    for (uint32_t i = 0; i < PLAYER_SCORES; i++) {
        struct score *score = desk_score();
        desk_track(score, "a", "x", 10 + i);
        desk_post(&d, score, i == 0 ? LEAT_AT_BAR : LEAT_AT_QUANTUM);
    }
    struct score *more = desk_score();
    assert_int_equal(player_post_score(d.player, more, LEAT_AT_QUANTUM, -1),
                     LEAT_ERR_LIMIT);
    score_destroy(&more);
    desk_run(&d, BAR - 704, 64);
    player_status(d.player, &status);
    assert_int_equal(status.n_waiting, PLAYER_SCORES);
    assert_int_equal(status.score, 1);
    desk_run(&d, 2 * BAR, 64);
    player_status(d.player, &status);
    assert_int_equal(status.n_waiting, 0);
    assert_int_equal(status.score, 1 + PLAYER_SCORES);
    assert_int_equal(desk_gate(&d, 9 + PLAYER_SCORES, true, 0), BAR);
    desk_end(&d);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_pattern_goes_on_where_the_old_one_was),
        cmocka_unit_test(a_new_track_falls_in_with_the_others),
        cmocka_unit_test(notes_keep_their_turn),
        cmocka_unit_test(scores_wait_for_their_time),
        cmocka_unit_test(a_slot_is_loaded_on_the_first_frame_of_the_bar),
        cmocka_unit_test(a_transport_that_stands_waits_for_nothing),
        cmocka_unit_test(gates_close_where_a_track_goes),
        cmocka_unit_test(what_is_muted_is_counted_through),
        cmocka_unit_test(another_division_keeps_the_beat),
        cmocka_unit_test(a_tempo_of_a_score_comes_with_it),
        cmocka_unit_test(scores_are_adopted_in_their_order),
    };
    return cmocka_run_group_tests_name("player_scores", tests, NULL, NULL);
}
