/* SPDX-License-Identifier: MIT */
/* score: tracks by name, keys of the table, lanes and binds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "sequence/score.h"

static void the_defaults_are_those_of_the_reference(void **state)
{
    static const struct {
        const char *name;
        float def;
    } rows[] = {{"base_freq", 440},    {"base_amp", 0.3f},
                {"filter_freq", 1000}, {"accent_boost", 1500},
                {"reverb_send", 0},    {"delay_send", 0},
                {"gate_frac", 0.5f},   {"division", 4},
                {"rotate", 0},         {"mute", 0},
                {"solo", 0},           {"chance", 1}};
    struct score *score;
    struct score_track *t;

    (void)state;
    assert_int_equal(score_create(1, &score), 0);
    assert_int_equal(score_add_track(score, "bass", &t), 0);
    for (size_t i = 0; i < SCORE_N_KEYS; i++) {
        const int key = score_key_find(rows[i].name, NULL);
        assert_true(key >= 0 && t->key[key] == rows[i].def);
    }
    assert_int_equal(t->notes.n, 0);
    score_destroy(&score);
    assert_null(score);
}

static void keys_are_held_in_their_range(void **state)
{
    struct score *score;
    struct score_track *t;
    struct leat_diag diag = {0};

    (void)state;
    assert_int_equal(score_create(1, &score), 0);
    assert_int_equal(score_add_track(score, "bass", &t), 0);
    assert_true(score_key_set(t, SCORE_GATE_FRAC, 2.0f));
    assert_true(t->key[SCORE_GATE_FRAC] == 1.0f);
    assert_false(score_key_set(t, SCORE_DIVISION, 3.0f));
    assert_true(t->key[SCORE_DIVISION] == 3.0f);
    assert_true(score_key_set(t, SCORE_DIVISION, 0.0f));
    assert_true(t->key[SCORE_DIVISION] > 0.0f);
    assert_true(score_key_set(t, SCORE_BASE_AMP, __builtin_nanf("")));
    assert_true(t->key[SCORE_BASE_AMP] == 0.3f);
    score_key_set(t, SCORE_ROTATE, -2.4f);
    assert_true(t->key[SCORE_ROTATE] == -2.0f);
    assert_int_equal(score_key_find("gate_fra", &diag), -1);
    assert_string_equal(diag.finding[0].hint, "Did you mean `gate_frac`?");
    score_destroy(&score);
}

static void a_name_is_there_once(void **state)
{
    struct score *score, *other;
    struct score_track *a, *b;

    (void)state;
    assert_int_equal(score_create(1, &score), 0);
    assert_int_equal(score_create(2, &other), 0);
    assert_int_equal(score_add_track(score, "bass", &a), 0);
    assert_int_equal(score_add_track(score, "bass", &b), LEAT_ERR_EXISTS);
    assert_null(b);
    assert_int_equal(score_add_track(other, "bass", &b), 0);
    assert_true(a->id == b->id && a->id == score_track_id("bass"));
    assert_true(a->seed != b->seed);
    score_destroy(&score);
    score_destroy(&other);
}

static void lanes_belong_to_the_track_before_them(void **state)
{
    struct score *score;
    struct score_track *t;
    struct score_lane *lane;
    char name[16];

    (void)state;
    assert_int_equal(score_create(1, &score), 0);
    assert_int_equal(score_add_lane(score, &lane), LEAT_ERR_STATE);
    for (int i = 0; i < SCORE_TRACKS_MAX; i++) {
        snprintf(name, sizeof(name), "t%d", i);
        assert_int_equal(score_add_track(score, name, &t), 0);
        for (int k = 0; k < i % 3; k++) {
            assert_int_equal(score_add_lane(score, &lane), 0);
            lane->node = (uint32_t)i;
        }
    }
    assert_int_equal(score_add_track(score, "more", &t), LEAT_ERR_LIMIT);
    for (uint32_t i = 0; i < SCORE_TRACKS_MAX; i++) {
        const struct score_track *track = &score->track[i];
        assert_int_equal(track->n_lanes, i % 3);
        for (uint32_t k = 0; k < track->n_lanes; k++)
            assert_int_equal(score->lane[track->first_lane + k].node, i);
    }
    score_destroy(&score);
}

static void binds_and_sets_have_their_limits(void **state)
{
    struct score *score;
    struct score_track *t;
    const struct score_set set = {1, 2, 0.5f, 20.0f};

    (void)state;
    assert_int_equal(score_create(1, &score), 0);
    assert_int_equal(score_add_track(score, "bass", &t), 0);
    assert_int_equal(score_add_bind(t, SCORE_FREQ, 1, SCORE_EVENT), LEAT_ERR_INVALID);
    for (int i = 0; i < SCORE_BINDS_MAX; i++)
        assert_int_equal(score_add_bind(t, SCORE_GATE, 1, SCORE_EVENT), 0);
    assert_int_equal(score_add_bind(t, SCORE_GATE, 1, SCORE_EVENT), LEAT_ERR_LIMIT);
    for (int i = 0; i < SCORE_SETS_MAX; i++)
        assert_int_equal(score_add_set(score, &set), 0);
    assert_int_equal(score_add_set(score, &set), LEAT_ERR_LIMIT);
    score_destroy(&score);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_those_of_the_reference),
        cmocka_unit_test(keys_are_held_in_their_range),
        cmocka_unit_test(a_name_is_there_once),
        cmocka_unit_test(lanes_belong_to_the_track_before_them),
        cmocka_unit_test(binds_and_sets_have_their_limits),
    };
    return cmocka_run_group_tests_name("score", tests, NULL, NULL);
}
