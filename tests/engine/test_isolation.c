/* SPDX-License-Identifier: MIT */
/* Workers may die at any moment: what is heard does not change by a bit. */
#include <unistd.h>

#include "engine/bomb.h"
#include "engine/kills.h"

/* Things that remember: oscillators, filters under modulation, voices, echoes of links
 * and of nodes, noise, notes that nodes give. */
static const char *const pieces[] = {
    "saw(110hz) |> lowpass(800hz + sine(3hz) * 700hz, 4) |> delay(0.13s, 0.6) |> "
    "output()",
    "tempo_clock = noise() |> bandpass(500hz, 8) |> reverb(0.8) |> output()",
    "square(55hz) |> ladder(lfo(2hz) * 900hz + 1khz, 0.7) |> distortion(type: tube, "
    "drive: 4) |> "
    "chorus() |> limiter() |> output()",
};

static void workers_compute_the_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct take alone, other;
        begin(&alone, pieces[i], LEAT_CLOCK_OFFLINE, LEAT_ISOLATE_OFF, 1.0);
        assert_int_equal(leat_engine_run(alone.engine, &alone.diag), 0);
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            begin(&other, pieces[i], LEAT_CLOCK_OFFLINE, (enum leat_isolate)mode, 1.0);
            assert_int_equal(leat_engine_run(other.engine, &other.diag), 0);
            assert_alike(&alone, &other);
            take_end(&other);
        }
        take_end(&alone);
    }
}

enum { DEATHS = 1200 };

static void no_kill_changes_a_bit(void **state)
{
    const size_t n = sizeof(pieces) / sizeof(*pieces);

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct run r = {.signal = SIGKILL, .at_once = i == 1 ? 2 : 1, .random = 5};
            struct take alone;
            begin(&alone, pieces[i], LEAT_CLOCK_MANUAL, LEAT_ISOLATE_OFF, 0.0);
            begin(&r.take, pieces[i], LEAT_CLOCK_MANUAL, (enum leat_isolate)mode, 0.0);
            play_while_workers_die(&r, &alone, DEATHS / n / 2);
            take_end(&r.take);
            take_end(&alone);
        }
}

static bool has_worker(const struct leat_isolation_stats *s, int32_t pid)
{
    for (uint32_t k = 0; k < s->n_workers; k++)
        if (s->pid[k] == pid)
            return true;
    return false;
}

/* The other goes on meanwhile, and nobody is blamed. */
static void who_is_stopped_is_replaced(void **state)
{
    struct leat_isolation_stats s;
    struct take t;

    (void)state;
    begin(&t, pieces[0], LEAT_CLOCK_MANUAL, LEAT_ISOLATE_RACE, 0.0);
    leat_engine_crank(t.engine, 640);
    do
        leat_engine_isolation(t.engine, &s);
    while (s.in_step < 2);
    const int32_t stopped = s.pid[0];
    assert_int_equal(kill(stopped, SIGSTOP), 0);
    for (int k = 0; k < 20000 && (has_worker(&s, stopped) || s.in_step < 2); k++) {
        leat_engine_crank(t.engine, 64);
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        leat_engine_isolation(t.engine, &s);
    }
    assert_true(s.hangs >= 1);
    assert_int_equal(s.faults + s.muted + s.lost, 0);
    assert_int_equal(s.in_step, 2);
    assert_false(has_worker(&s, stopped));
    take_end(&t);
}

/* A synth that is rebuilt while it plays: the same edits and commands at the same
 * frames each time. */
static void play_and_edit(struct take *t, int rounds)
{
    const uint32_t out = leat_graph_find(t->graph, "output1");
    uint32_t random = 3, added = 0;

    assert_true(out);
    for (int k = 0; k < rounds; k++) {
        random = random * 1664525u + 1013904223u;
        leat_engine_crank(t->engine, 64 + (random >> 20));
        leat_engine_set(t->engine, 1, 0, 100.0f + (float)(random >> 22),
                        leat_engine_frame(t->engine) + 100, 5.0f);
        assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
        if (added) {
            assert_int_equal(leat_edit_remove(t->edit, added), 0);
            added = 0;
        } else {
            const char *const class_name = k % 4 ? "noise" : "pulse";
            added = take_add(t, class_name, NULL);
            take_link(t, added, out);
        }
        take_commit(t);
    }
    leat_engine_crank(t->engine, 1000);
}

static void edit_while_workers_die(enum leat_isolate mode, struct take *alone)
{
    static const char piece[] = "a = saw(110hz) |> lowpass(900hz)\n"
                                "a |> delay(0.02s, 0.7) |> output()";

    edited_under_kills(piece, NULL, mode, play_and_edit, alone);
}

static void edits_are_heard_alike_under_kills(void **state)
{
    struct take alone;

    (void)state;
    edit_while_workers_die(LEAT_ISOLATE_OFF, &alone);
    edit_while_workers_die(LEAT_ISOLATE_RACE, &alone);
    edit_while_workers_die(LEAT_ISOLATE_REPLAY, &alone);
    take_end(&alone);
}

static void run_bomb(struct take *t, enum way way, enum leat_isolate isolate)
{
    take_begin(t);
    t->config.isolate = isolate;
    t->config.rate_hz = 48000.0;
    t->config.duration = 200 * 64;
    t->config.on_message = bomb_hear;
    bomb_message[0] = 0;
    assert_int_equal(leat_graph_add_class(t->graph, &bomb), 0);
    const uint32_t sine = take_add(t, "sine", "sine"),
                   out = take_add(t, "output", "out");
    const uint32_t node = take_add(t, "bomb", "bomb");
    const float value = (float)way;
    assert_int_equal(leat_edit_set(t->edit, node, 0, &value, 1, &t->diag), 0);
    take_link(t, sine, out);
    take_link(t, node, out);
    take_commit(t);
    assert_int_equal(leat_engine_create(t->graph, &t->config, &t->engine, &t->diag), 0);
    assert_int_equal(leat_engine_run(t->engine, &t->diag), 0);
}

/* The piece in which the bomb goes off is computed without it, and all that follow. */
static void what_kills_workers_is_muted_and_named(void **state)
{
    struct take alone;

    (void)state;
    run_bomb(&alone, HARMLESS, LEAT_ISOLATE_OFF);
    for (int way = SEGV; way < N_DEADLY; way++)
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct take t;
            struct leat_isolation_stats s;
            print_message("%s\n", way_names[way]);
            run_bomb(&t, (enum way)way, (enum leat_isolate)mode);
            leat_engine_isolation(t.engine, &s);
            assert_int_equal(s.muted, 1);
            assert_string_equal(s.muted_node, "bomb");
            assert_true(s.faults >= 2);
            assert_int_equal(s.hangs > 0, way == LOOP);
            assert_alike(&alone, &t);
            assert_non_null(strstr(bomb_message, "`bomb` is silent"));
            take_end(&t);
        }
    take_end(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_compute_the_same_bits),
        cmocka_unit_test(no_kill_changes_a_bit),
        cmocka_unit_test(who_is_stopped_is_replaced),
        cmocka_unit_test(edits_are_heard_alike_under_kills),
        cmocka_unit_test(what_kills_workers_is_muted_and_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
