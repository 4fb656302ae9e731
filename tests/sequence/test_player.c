/* SPDX-License-Identifier: MIT */
/* player: when steps begin. */
#include "sequence/desk.h"

enum { RATE = 48000, CALL = 1 << 20 };

static void play(struct desk *d, const char *pattern, double seconds)
{
    struct score *score = desk_score();

    desk_track(score, "a", pattern, 1);
    desk_post(d, score, LEAT_AT_QUANTUM);
    desk_order(d, PLAYER_START, 0);
    desk_run(d, (int64_t)(seconds * RATE), 64);
}

/* At 120 bpm a sixteenth has 6000 frames: 33.6 of them in 4.2 s. */
static void no_gate_is_lost(void **state)
{
    static const struct {
        const char *pattern;
        double seconds;
        size_t gates;
    } rows[] = {{"x.x.x.x.", 4.2, 17}, {"x...x...", 4.2, 9}, {"x...x...", 4.0, 8}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct desk d;
        desk_begin(&d, RATE, 120.0);
        play(&d, rows[i].pattern, rows[i].seconds);
        assert_int_equal(desk_count(&d, 1, true), rows[i].gates);
        assert_int_equal(desk_count(&d, 1, false), rows[i].gates);
        struct player_status status;
        player_status(d.player, &status);
        assert_int_equal(status.ons, rows[i].gates);
        assert_int_equal(status.offs, rows[i].gates);
        desk_end(&d);
    }
}

/* The nearest frame to (k + k % 2 * swing / 3) * rate * 60 / (bpm * division), in
 * whole numbers; swing / 3 is late / 1000. */
static int64_t exact_frame(int64_t k, int64_t late, int64_t rate, int64_t bpm,
                           int64_t division)
{
    const int64_t over = (1000 * k + (k % 2) * late) * rate * 60;
    const int64_t under = bpm * division * 1000;

    return (2 * over + under) / (2 * under);
}

static void a_million_steps_begin_at_their_frames(void **state)
{
    static const struct {
        int64_t rate, bpm, division, late; /* late: 1000 * swing / 3 */
    } rows[] = {{48000, 120, 4, 200}, {44100, 120, 4, 200}, {44100, 400, 4, 200},
                {48000, 174, 4, 200}, {96000, 97, 3, 200},  {44100, 133, 4, 0}};

    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        struct desk d;
        struct score *score = desk_score();
        int64_t k = 0;
        desk_begin(&d, (double)rows[r].rate, (double)rows[r].bpm);
        struct score_track *t = desk_track(score, "a", "x", 1);
        t->key[SCORE_DIVISION] = (float)rows[r].division;
        score->swing = rows[r].late ? 0.6 : 0.0;
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_order(&d, PLAYER_START, 0);
        while (k < 1000000) {
            desk_run(&d, CALL, CALL);
            for (size_t i = 0; i < d.n; i++)
                if (desk_is_gate(&d.action[i], 1, true)) {
                    assert_int_equal(d.action[i].frame,
                                     exact_frame(k, rows[r].late, rows[r].rate,
                                                 rows[r].bpm, rows[r].division));
                    k++;
                }
            d.n = 0;
        }
        desk_end(&d);
    }
}

static void the_rate_may_be_told_later(void **state)
{
    struct desk d;

    (void)state;
    desk_begin(&d, 8000.0, 120.0);
    player_set_rate(d.player, 44100.0);
    play(&d, "x", 1.0);
    for (size_t k = 0; k < 8; k++) /* 5512.5 frames */
        assert_int_equal(desk_gate(&d, 1, true, k), (11025 * k + 1) / 2);
    desk_end(&d);
}

static void swing_keeps_the_length_of_pairs(void **state)
{
    (void)state;
    for (int s = 0; s <= 10; s++) {
        struct desk d;
        struct score *score = desk_score();
        desk_begin(&d, RATE, 120.0);
        desk_track(score, "a", "x", 1);
        score->swing = 0.1 * s;
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_order(&d, PLAYER_START, 0);
        desk_run(&d, 100 * 6000, 64);
        for (size_t k = 0; k < 100; k++)
            assert_int_equal(desk_gate(&d, 1, true, k),
                             6000 * k + (k % 2 ? 200 * (size_t)s : 0));
        desk_end(&d);
    }
}

static void every_track_wraps_on_its_own_length(void **state)
{
    static const char *const patterns[] = {"x..", "x....", "x......", "x", "xxx."};
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, RATE, 120.0);
    for (uint32_t i = 0; i < 5; i++)
        desk_track(score, patterns[i], patterns[i], i + 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, 420 * 6000, 64);
    for (uint32_t i = 0; i < 5; i++) {
        const size_t n = strlen(patterns[i]);
        size_t k = 0;
        for (size_t step = 0; step < 420; step++)
            if (patterns[i][step % n] == 'x')
                assert_int_equal(desk_gate(&d, i + 1, true, k++), 6000 * step);
        assert_int_equal(desk_count(&d, i + 1, true), k);
    }
    desk_end(&d);
}

static void division_and_rotate_are_the_tracks_own(void **state)
{
    static const float divisions[] = {1.0f, 3.0f, 1.5f, 8.0f};

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct desk d;
        struct score *score = desk_score();
        desk_begin(&d, RATE, 120.0);
        struct score_track *t = desk_track(score, "a", "x...", 1);
        t->key[SCORE_DIVISION] = divisions[i];
        t->key[SCORE_ROTATE] = -1.0f - 4.0f * (float)i;
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_order(&d, PLAYER_START, 0);
        desk_run(&d, 40 * 24000, 64);
        for (size_t k = 0; k < 10; k++)
            assert_int_equal(
                desk_gate(&d, 1, true, k),
                (int64_t)((4.0 * (double)k + 1.0) * 24000.0 / (double)divisions[i]));
        desk_end(&d);
    }
}

/* The position by summing what each frame adds, against the frames of the steps: each
 * is the nearest to its position. */
static void the_phase_goes_on_where_the_tempo_changes(void **state)
{
    static const struct {
        int64_t frame;
        float bpm;
    } changes[] = {
        {10000, 90}, {10001, 200}, {33333, 61.5f}, {90000, 399}, {90500, 80}};
    struct desk d;
    struct score *score = desk_score();
    double beats = 0.0, bpm = 120.0;
    size_t step = 0;

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_track(score, "a", "x", 1)->key[SCORE_GATE_FRAC] = 0.25f;
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    for (int i = 0; i < 5; i++)
        desk_tempo(&d, changes[i].frame, changes[i].bpm, 0.0f);
    desk_run(&d, 400000, 64);
    for (int64_t frame = 0; frame < 400000; frame++) {
        for (int i = 0; i < 5; i++)
            if (changes[i].frame == frame)
                bpm = (double)changes[i].bpm;
        const double whole = bpm / (60.0 * RATE);
        if (desk_gate(&d, 1, true, step) == frame) {
            /* half a frame, of the tempo before or after a change */
            assert_true(beats - 0.25 * (double)step < 0.5 * 399 / (60.0 * RATE));
            assert_true(0.25 * (double)step - beats < 0.5001 * whole);
            step++;
        }
        beats += whole;
        assert_true(beats < 0.25 * (double)step + 0.5001 * whole);
    }
    assert_int_equal(step, desk_count(&d, 1, true));
    assert_true(step > 30);
    desk_end(&d);
}

/* The integral of a line from a to b in n frames is (a f + (b - a) f^2 / (2 n)). */
static void a_ramp_is_a_line_and_its_integral(void **state)
{
    static const float to[] = {240, 30};
    const double n = 4.0 * RATE, minute = 60.0 * RATE;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct desk d;
        struct score *score = desk_score();
        desk_begin(&d, RATE, 100.0);
        desk_track(score, "a", "x", 1);
        desk_post(&d, score, LEAT_AT_QUANTUM);
        desk_order(&d, PLAYER_START, 0);
        desk_tempo(&d, 1000, to[i], 4.0f);
        desk_run(&d, 8 * RATE, 64);
        const double way = (double)to[i] - 100.0, before = 1000.0 * 100.0 / minute;
        for (size_t k = 0; k < desk_count(&d, 1, true); k++) {
            const int64_t frame = desk_gate(&d, 1, true, k);
            const double f = (double)(frame - 1000);
            const double in = f < 0 ? 0.0 : f < n ? f : n;
            const double after = f > n ? f - n : 0.0;
            double beat = before + (100.0 * in + 0.5 * way * in * in / n) / minute +
                          after * (double)to[i] / minute;
            beat = f < 0 ? (double)frame * 100.0 / minute : beat;
            const double bpm = f < 0 ? 100.0 : 100.0 + way * in / n;
            /* half a frame, and what the line bends within a quantum */
            const double near = (0.5 + 0.02) * bpm / minute;
            assert_true(beat - 0.25 * (double)k < near);
            assert_true(0.25 * (double)k - beat < near);
        }
        assert_true(desk_count(&d, 1, true) > 20);
        struct player_status status;
        player_status(d.player, &status);
        assert_true(status.bpm == (double)to[i]);
        desk_end(&d);
    }
}

/* A transport that stops stands, and goes on from there; a reset goes to 0. */
static void the_transport_stops_and_goes_on(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_track(score, "a", "x.", 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 100);
    desk_order(&d, PLAYER_STOP, 13000);
    desk_order(&d, PLAYER_START, 14000); /* in step 2; step 3 is a rest, at 19100 */
    desk_order(&d, PLAYER_RESET, 20000);
    desk_order(&d, PLAYER_RESET, 22100);
    desk_order(&d, PLAYER_RESET, 28000);
    desk_run(&d, 44000, 64);
    assert_int_equal(desk_gate(&d, 1, true, 0), 100);
    assert_int_equal(desk_gate(&d, 1, false, 0), 3100);
    assert_int_equal(desk_gate(&d, 1, true, 1), 12100);
    assert_int_equal(desk_gate(&d, 1, false, 1), 13000);
    assert_int_equal(desk_gate(&d, 1, true, 2), 20000);
    assert_int_equal(desk_gate(&d, 1, false, 2), 22100);
    assert_int_equal(desk_gate(&d, 1, true, 3), 22100);
    assert_int_equal(desk_gate(&d, 1, false, 3), 25100);
    assert_int_equal(desk_gate(&d, 1, true, 4), 28000);
    assert_int_equal(desk_gate(&d, 1, true, 5), 40000);
    desk_end(&d);
}

/* One transport, stopped for 1000 frames and not: the same steps, 1000 later. */
/* Also when the engine is to stand with the transport: a tempo of 0. */
static void a_stop_shifts_all_that_follows(void **state)
{
    struct desk d[3];
    uint32_t n_stands = 0;

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct score *score = desk_score();
        desk_begin(&d[i], RATE, 117.0);
        desk_track(score, "a", "x..x.", 1);
        desk_post(&d[i], score, LEAT_AT_QUANTUM);
        desk_order(&d[i], PLAYER_START, 0);
        if (i == 1) {
            desk_order(&d[i], PLAYER_STOP, 50000);
            desk_order(&d[i], PLAYER_START, 51000);
        }
        if (i == 2) {
            desk_tempo(&d[i], 50000, 0.0f, 0.0f);
            desk_tempo(&d[i], 51000, 117.0f, 0.0f);
        }
        desk_run(&d[i], 400000, 64);
    }
    for (size_t k = 0; desk_gate(&d[1], 1, true, k) >= 0; k++) {
        const int64_t a = desk_gate(&d[0], 1, true, k),
                      b = desk_gate(&d[1], 1, true, k);
        /* the position at the stop is rounded to a float: 2e-7 beats, 0.005 frames */
        assert_true(b - a == (a < 50000 ? 0 : 1000) || llabs(b - a - 1000) <= 1);
        assert_int_equal(desk_gate(&d[2], 1, true, k), b);
        assert_int_equal(desk_gate(&d[2], 1, false, k), desk_gate(&d[1], 1, false, k));
    }
    for (size_t k = 0; k < d[2].n; k++) {
        const struct player_action *action = &d[2].action[k];
        if (action->node != 0 || action->event.value > 0.0f)
            continue;
        assert_int_equal(action->event.type, LEAT_EVENT_TEMPO);
        assert_int_equal(action->frame, 50000);
        n_stands++;
    }
    assert_int_equal(n_stands, 1);
    for (int i = 0; i < 3; i++)
        desk_end(&d[i]);
}

static void one_track_is_reset_at_its_next_step(void **state)
{
    struct desk d;
    struct score *score = desk_score();

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_track(score, "a", "x...", 1);
    desk_track(score, "b", "x...", 2);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    const struct player_order order = {
        .frame = 7000, .kind = PLAYER_RESET, .track = score_track_id("b")};
    assert_int_equal(player_post(d.player, &order), 0);
    desk_run(&d, 60000, 64);
    assert_int_equal(desk_gate(&d, 1, true, 1), 24000);
    assert_int_equal(desk_gate(&d, 2, true, 1), 12000);
    assert_int_equal(desk_gate(&d, 2, true, 2), 36000);
    desk_end(&d);
}

/* Of n hits with a chance of 1/2 the share is within 5 / (2 sqrt(n)): one seed in
 * 1.7 million is not. */
static void chances_come_from_the_seed_and_the_name(void **state)
{
    struct desk d;
    struct score *score = desk_score();
    const size_t n = 10000;

    (void)state;
    desk_begin(&d, RATE, 400.0);
    desk_track(score, "a", "?x", 1);
    desk_track(score, "b", "?x", 2);
    desk_track(score, "c", "x", 3)->key[SCORE_CHANCE] = 0.5f;
    desk_track(score, "d", "?x", 4)->key[SCORE_CHANCE] = 0.5f;
    desk_track(score, "e", "x", 5)->key[SCORE_CHANCE] = 0.0f;
    desk_track(score, "f", "x", 6);
    struct score_track *again;
    assert_int_equal(score_add_track(score, "a2", &again), 0);
    again->seed = score->track[0].seed;
    again->pattern = score->track[0].pattern;
    assert_int_equal(score_add_bind(again, SCORE_GATE, 7, SCORE_EVENT), 0);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 0);
    desk_run(&d, 1800 * (int64_t)n, CALL);
    static const double shares[] = {0.5, 0.5, 0.5, 0.25, 0.0, 1.0};
    for (uint32_t i = 0; i < 6; i++) {
        const double share = (double)desk_count(&d, i + 1, true) / (double)n;
        assert_true(share >= shares[i] - 0.025 && share <= shares[i] + 0.025);
    }
    assert_int_equal(desk_count(&d, 5, true), 0);
    assert_int_equal(desk_count(&d, 6, true), n);
    size_t differ = 0;
    for (size_t k = 0; k < 100; k++) {
        differ += desk_gate(&d, 1, true, k) != desk_gate(&d, 2, true, k);
        assert_int_equal(desk_gate(&d, 1, true, k), desk_gate(&d, 7, true, k));
    }
    assert_true(differ > 50);
    desk_end(&d);
}

/* All kinds of things, at all kinds of frames. */
static void busy_scene(struct desk *d, uint32_t cut)
{
    static const char *const patterns[] = {"x~X._?x(3,8)", "0123456789", "?~x_.", "X"};

    desk_begin(d, RATE, 131.0);
    for (int round = 0; round < 4; round++) {
        struct score *score = desk_score();
        score->swing = 0.25 * round;
        score->bpm = round == 2 ? 144.0 : 0.0;
        for (uint32_t i = 0; i < 4; i++) {
            struct score_track *t =
                desk_track(score, patterns[(i + (uint32_t)round) % 4],
                           patterns[(i + (uint32_t)round / 2) % 4], i + 1);
            t->voice = i / 2 + 1;
            t->key[SCORE_DIVISION] = (float)(3 + i);
            t->key[SCORE_GATE_FRAC] = i == 3 ? 1.0f : 0.3f * (float)(i + 1);
            t->key[SCORE_MUTE] = (float)(round == 3 && i == 1);
            assert_int_equal(score_add_bind(t, SCORE_AMP, 9, (int32_t)i), 0);
            assert_int_equal(score_add_bind(t, SCORE_NOTE, 10, 0), 0);
        }
        const enum leat_when when = (enum leat_when)(round % 3);
        assert_int_equal(
            player_post_score(d->player, score, when, 20011 * (int64_t)round), 0);
    }
    desk_order(d, PLAYER_START, 37);
    desk_tempo(d, 30001, 170.0f, 0.5f);
    desk_tempo(d, 80001, 61.0f, 0.0f);
    desk_order(d, PLAYER_STOP, 120007);
    desk_order(d, PLAYER_START, 120500);
    desk_order(d, PLAYER_RESET, 150333);
    desk_order(d, PLAYER_ALL_OFF, 150400);
    desk_run(d, 300000, cut);
}

static void calls_may_be_cut_anywhere(void **state)
{
    static const uint32_t cuts[] = {1, 7, 100, 1024, CALL};
    struct desk whole;

    (void)state;
    busy_scene(&whole, 64);
    assert_true(whole.n > 400);
    for (int i = 0; i < 5; i++) {
        struct desk d;
        busy_scene(&d, cuts[i]);
        assert_int_equal(d.n, whole.n);
        assert_memory_equal(d.action, whole.action, d.n * sizeof(*d.action));
        desk_end(&d);
    }
    desk_end(&whole);
}

/* A copy of the state, with the same score, goes on alike. */
static void the_state_is_flat(void **state)
{
    struct desk a, b;

    (void)state;
    busy_scene(&a, 64);
    busy_scene(&b, 64);
    desk_run(&a, 100032, 64);
    b.player->now = a.player->now;
    b.frame = a.frame;
    a.n = b.n = 0;
    desk_run(&a, 200000, 64);
    desk_run(&b, 200000, 64);
    assert_true(a.n > 100);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.action, b.action, a.n * sizeof(*a.action));
    desk_end(&a);
    desk_end(&b);
}

static void orders_that_are_late_act_at_once_and_count(void **state)
{
    struct desk d;
    struct player_status status;
    struct player_order order = {.kind = PLAYER_ALL_OFF, .frame = 1 << 20};

    (void)state;
    desk_begin(&d, RATE, 120.0);
    desk_run(&d, 640, 64);
    desk_order(&d, PLAYER_START, 100);
    desk_run(&d, 64, 64);
    player_status(d.player, &status);
    assert_int_equal(status.late, 1);
    assert_true(status.running);
    assert_true(d.n == 1 && d.action[0].frame == 640);
    assert_int_equal(d.action[0].node, 0);
    assert_int_equal(d.action[0].event.type, LEAT_EVENT_TEMPO);
    assert_int_equal(d.action[0].event.param, LEAT_TEMPO_PLACE);
    for (int i = 0; i < 2 * PLAYER_ORDERS; i++)
        assert_int_equal(player_post(d.player, &order) < 0, i >= PLAYER_ORDERS);
    desk_end(&d);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_gate_is_lost),
        cmocka_unit_test(a_million_steps_begin_at_their_frames),
        cmocka_unit_test(the_rate_may_be_told_later),
        cmocka_unit_test(swing_keeps_the_length_of_pairs),
        cmocka_unit_test(every_track_wraps_on_its_own_length),
        cmocka_unit_test(division_and_rotate_are_the_tracks_own),
        cmocka_unit_test(the_phase_goes_on_where_the_tempo_changes),
        cmocka_unit_test(a_ramp_is_a_line_and_its_integral),
        cmocka_unit_test(the_transport_stops_and_goes_on),
        cmocka_unit_test(a_stop_shifts_all_that_follows),
        cmocka_unit_test(one_track_is_reset_at_its_next_step),
        cmocka_unit_test(chances_come_from_the_seed_and_the_name),
        cmocka_unit_test(calls_may_be_cut_anywhere),
        cmocka_unit_test(the_state_is_flat),
        cmocka_unit_test(orders_that_are_late_act_at_once_and_count),
    };
    return cmocka_run_group_tests_name("player", tests, NULL, NULL);
}
