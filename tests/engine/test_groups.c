/* SPDX-License-Identifier: MIT */
/* Groups of nodes that other processes compute, beside what this one does: nothing of
 * that is heard, whoever dies. */
#include "engine/bomb.h"
#include "engine/kills.h"

struct piece {
    const char *program, *groups;
};

/* What crosses in each: sound, from one group to another too; a bent parameter; notes;
 * what is fed back outside; another rate; a gate that listens across; lanes of chords;
 * what is given to two. */
static const struct piece pieces[] = {
    {"lead = saw(110hz) |> lowpass(800hz + sine(3hz) * 700hz, 4) |> delay(0.13s, 0.6)\n"
     "pad = [220hz, 330hz] |> sine() |> gain(-6.db)\n"
     "lead + pad |> reverb(0.3) |> output()",
     "lead,pad"},
    {"wave = lfo(2hz)\n"
     "low = square(55hz) |> ladder(wave * 900hz + 1khz, 0.7)\n"
     "high = noise() |> bandpass(wave * 400hz + 500hz, 8)\n"
     "low + high |> chorus() |> limiter() |> output()",
     "wave,low,high"},
    {"func pluck(note) {\n"
     "    saw(note.frequency) |> adsr(gate: note.gate, attack: 5.ms, release: 0.3) |> "
     "pan([-0.7, 0.7])\n"
     "}\n"
     "melody = step(\"57 64 69 72 _ 71 69 64\", beats: 0.25)\n"
     "all = voices(40, pluck, notes: melody)\n"
     "all |> gain(-9.db) |> output()",
     "melody,all"},
    {"click = pulse(3hz) |> gain(-12.db)\n"
     "ring = click <> (delay(0.03s, 0) |> lowpass(2khz))\n"
     "ring |> reverb(0.5) |> output()",
     "click"},
    {"click = pulse(3hz) |> gain(-12.db)\n"
     "ring = click <> (delay(0.03s, 0) |> lowpass(2khz))\n"
     "ring |> reverb(0.5) |> output()",
     "ring"},
    {"a = saw(110hz) |> resample(22050hz) |> lowpass(900hz)\n"
     "a |> resample(48khz) |> output()",
     "a"},
};

enum { PIECES = sizeof(pieces) / sizeof(*pieces) };

static void groups_compute_the_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < PIECES; i++) {
        struct take alone, other;
        begin(&alone, pieces[i].program, LEAT_CLOCK_OFFLINE, LEAT_ISOLATE_OFF, 1.0);
        assert_int_equal(leat_engine_run(alone.engine, &alone.diag), 0);
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            print_message("%s\n", pieces[i].groups);
            begin_groups(&other, pieces[i].program, LEAT_CLOCK_OFFLINE,
                         (enum leat_isolate)mode, pieces[i].groups, 1.0);
            assert_int_equal(leat_engine_run(other.engine, &other.diag), 0);
            assert_alike(&alone, &other);
            take_end(&other);
        }
        take_end(&alone);
    }
}

static void gate(struct take *t, uint32_t from, uint32_t to, uint32_t watch)
{
    struct leat_link link = leat_link_between(from, 0, to, 0);

    link.condition = (struct leat_condition){
        .kind = LEAT_LEVEL_ABOVE, .watch = watch, .threshold = 0.6f};
    assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
}

/* Links open by how loud a node of another group is, or of one's own, or of none. */
static void run_gates(struct take *t, enum leat_isolate isolate)
{
    uint32_t left, right, out, pulse, hum;

    take_begin(t);
    t->config.isolate = isolate;
    t->config.isolate_groups = "left,right";
    t->config.rate_hz = 48000.0;
    t->config.duration = 48000;
    out = take_add(t, "output", "out");
    left = take_add(t, "mix", "left");
    right = take_add(t, "mix", "right");
    pulse = take_add(t, "lfo", "pulse");
    hum = take_add(t, "triangle", "hum");
    take_set(t, pulse, "lfo", "freq", 7.0f);
    take_link(t, pulse, left);
    gate(t, hum, left, pulse); /* within a group */
    gate(t, left, right, 0);   /* into one, by what comes in */
    gate(t, left, out, pulse); /* outside, by what is inside */
    gate(t, right, out, left);
    take_commit(t);
    assert_int_equal(leat_engine_create(t->graph, &t->config, &t->engine, &t->diag), 0);
    assert_int_equal(leat_engine_run(t->engine, &t->diag), 0);
}

static void gates_hear_across_borders(void **state)
{
    struct take alone, other;
    uint32_t silent = 0;

    (void)state;
    run_gates(&alone, LEAT_ISOLATE_OFF);
    for (size_t i = 0; i < alone.n; i++)
        silent += alone.samples[i * alone.lanes] == 0.0f;
    assert_true(silent > alone.n / 10 && silent < alone.n - alone.n / 10);
    for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
        run_gates(&other, (enum leat_isolate)mode);
        assert_alike(&alone, &other);
        take_end(&other);
    }
    take_end(&alone);
}

enum { DEATHS = 2400 }; /* half of them in each mode */

static void no_kill_changes_a_bit(void **state)
{
    const size_t n = 3;

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct run r = {.signal = SIGKILL, .at_once = i == 1 ? 2 : 1, .random = 5};
            struct take alone;
            begin(&alone, pieces[i].program, LEAT_CLOCK_MANUAL, LEAT_ISOLATE_OFF, 0.0);
            begin_groups(&r.take, pieces[i].program, LEAT_CLOCK_MANUAL,
                         (enum leat_isolate)mode, pieces[i].groups, 0.0);
            play_while_workers_die(&r, &alone, DEATHS / n / 2);
            take_end(&r.take);
            take_end(&alone);
        }
}

/* Nodes come into a group and go out of the graph, beside it and in it; values of both
 * are set. */
static void play_and_edit(struct take *t, int rounds)
{
    const uint32_t lead = leat_graph_find(t->graph, "lead"),
                   room = leat_graph_find(t->graph, "room");
    uint32_t random = 3, added = 0;

    assert_true(lead && room);
    for (int k = 0; k < rounds; k++) {
        random = random * 1664525u + 1013904223u;
        leat_engine_crank(t->engine, 64 + (random >> 20));
        for (uint32_t node = 1; node <= 2; node++)
            leat_engine_set(t->engine, node, 0, 100.0f + (float)(random >> 22),
                            leat_engine_frame(t->engine) + 50 * node, 5.0f);
        assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
        if (added) {
            assert_int_equal(leat_edit_remove(t->edit, added), 0);
            added = 0;
        } else {
            added = take_add(t, k % 4 ? "noise" : "pulse", NULL);
            take_link(t, added, k % 8 < 4 ? lead : room);
        }
        take_commit(t);
    }
    leat_engine_crank(t->engine, 1000);
}

static void edit_while_workers_die(enum leat_isolate mode, struct take *alone)
{
    static const char piece[] = "pad = triangle(220hz)\n"
                                "lead = saw(110hz) |> delay(0.02s, 0.7)\n"
                                "room = lead + pad\n"
                                "room |> reverb(0.4) |> output()";

    edited_under_kills(piece, "lead", mode, play_and_edit, alone);
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

/* A bomb in one group with a sine, one more sine in another, one in none.  At rest the
 * bomb is a node that the group ends with, so that silence of the group is silence of
 * its sine too. */
static void run_bomb(struct take *t, enum way way, enum leat_isolate isolate)
{
    uint32_t out, node, own, left;

    take_begin(t);
    t->config.isolate = isolate;
    t->config.isolate_groups = "left,right";
    t->config.rate_hz = 48000.0;
    t->config.duration = 200 * 64;
    t->config.on_message = bomb_hear;
    bomb_message[0] = 0;
    assert_int_equal(leat_graph_add_class(t->graph, &bomb), 0);
    out = take_add(t, "output", "out");
    left = take_add(t, "mix", "left");
    own = take_add(t, "sine", "own");
    node = take_add(t, "bomb", "bomb");
    take_link(t, own, left);
    take_link(t, node, left);
    take_link(t, left, out);
    take_link(t, take_add(t, "triangle", "right"), out);
    take_link(t, take_add(t, "pulse", "inline"), out);
    take_commit(t);
    assert_int_equal(leat_engine_create(t->graph, &t->config, &t->engine, &t->diag), 0);
    leat_engine_set(t->engine, node, 0, (float)way, BOMB_FRAME, 0.0f);
    if (isolate == LEAT_ISOLATE_OFF) { /* what is to be heard: the group goes */
        leat_engine_set(t->engine, node, 0, HARMLESS, BOMB_FRAME, 0.0f);
        assert_int_equal(leat_engine_run_to(t->engine, BOMB_FRAME / 64 * 64, &t->diag),
                         1);
        return;
    }
    assert_int_equal(leat_engine_run(t->engine, &t->diag), 0);
}

/* The same without the group at all, as all others play on. */
static void run_others(struct take *t)
{
    uint32_t out;

    take_begin(t);
    t->config.rate_hz = 48000.0;
    t->config.duration = 200 * 64;
    out = take_add(t, "output", "out");
    take_link(t, take_add(t, "triangle", "right"), out);
    take_link(t, take_add(t, "pulse", "inline"), out);
    take_commit(t);
    assert_int_equal(leat_engine_create(t->graph, &t->config, &t->engine, &t->diag), 0);
    assert_int_equal(leat_engine_run(t->engine, &t->diag), 0);
}

static void assert_muted(struct take *t, const struct take *all,
                         const struct take *others)
{
    const size_t before = BOMB_FRAME / 64 * 64;
    struct leat_isolation_stats s;

    assert_int_equal(t->n, others->n);
    assert_memory_equal(t->samples, all->samples, before * t->lanes * sizeof(float));
    assert_memory_equal(t->samples + before * t->lanes,
                        others->samples + before * t->lanes,
                        (t->n - before) * t->lanes * sizeof(float));
    assert_int_equal(leat_engine_isolation_group(t->engine, 0, &s), 0);
    assert_string_equal(s.group, "left");
    assert_int_equal(s.muted, 1);
    assert_string_equal(s.muted_node, "bomb");
    assert_true(s.faults >= 2);
    assert_int_equal(leat_engine_isolation_group(t->engine, 1, &s), 0);
    assert_string_equal(s.group, "right");
    assert_int_equal(s.muted + s.deaths + s.lost, 0);
    assert_int_equal(leat_engine_isolation_group(t->engine, 2, &s), LEAT_ERR_NOT_FOUND);
}

static void what_kills_workers_mutes_its_group_alone(void **state)
{
    struct take all, others;

    (void)state;
    run_bomb(&all, HARMLESS, LEAT_ISOLATE_OFF);
    run_others(&others);
    for (int way = SEGV; way <= LOOP; way++)
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct take t;
            char input[48];
            print_message("%s\n", way_names[way]);
            run_bomb(&t, (enum way)way, (enum leat_isolate)mode);
            assert_muted(&t, &all, &others);
            assert_non_null(strstr(bomb_message, "group `left` is silent"));
            assert_non_null(strstr(bomb_message, "node `bomb`"));
            assert_non_null(strstr(bomb_message, "from frame 6400 on"));
            snprintf(input, sizeof(input), "given way = %d at frame 6420", way);
            assert_non_null(strstr(bomb_message, input));
            take_end(&t);
        }
    take_end(&all);
    take_end(&others);
}

/* Once the bomb is taken away the group is heard again. */
static void without_what_killed_them_a_group_plays_on(void **state)
{
    struct leat_isolation_stats s;
    struct take t;

    (void)state;
    take_begin(&t);
    t.config.isolate = LEAT_ISOLATE_RACE;
    t.config.isolate_groups = "left";
    t.config.rate_hz = 48000.0;
    t.config.clock = LEAT_CLOCK_MANUAL;
    assert_int_equal(leat_graph_add_class(t.graph, &bomb), 0);
    const uint32_t out = take_add(&t, "output", "out"),
                   left = take_add(&t, "mix", "left"),
                   node = take_add(&t, "bomb", "bomb");
    take_link(&t, take_add(&t, "sine", "own"), left);
    take_link(&t, node, left);
    take_link(&t, left, out);
    take_commit(&t);
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag), 0);
    leat_engine_set(t.engine, node, 0, SEGV, BOMB_FRAME, 0.0f);
    leat_engine_crank(t.engine, 200 * 64);
    assert_true(t.samples[(size_t)99 * 64 * t.lanes] != 0.0f);
    for (size_t f = 100 * 64; f < t.n; f++)
        assert_true(t.samples[f * t.lanes] == 0.0f);
    leat_engine_isolation(t.engine, &s);
    assert_int_equal(s.muted, 1);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    assert_int_equal(leat_edit_remove(t.edit, node), 0);
    take_commit(&t);
    const size_t before = t.n;
    leat_engine_crank(t.engine, 40 * 64);
    float peak = 0.0f;
    for (size_t f = before; f < t.n; f++)
        peak = t.samples[f * t.lanes] > peak ? t.samples[f * t.lanes] : peak;
    assert_true(peak > 0.5f);
    take_end(&t);
}

static void refuse(const char *program, const char *groups, int err, const char *what)
{
    struct take t;

    take_begin(&t);
    leat_edit_abort(&t.edit);
    assert_int_equal(leat_program_apply(program, t.graph, &t.diag), 0);
    t.config.isolate = LEAT_ISOLATE_RACE;
    t.config.isolate_groups = groups;
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag), err);
    assert_true(t.diag.n > 0);
    if (!strstr(t.diag.finding[0].message, what) &&
        !strstr(t.diag.finding[0].hint, what))
        fail_msg("%s: %s", groups, t.diag.finding[0].message);
    assert_int_equal(t.diag.finding[0].code, 614);
    take_end(&t);
}

static void what_cannot_be_a_group_is_said(void **state)
{
    static const char piece[] = "lead = saw(110hz) |> lowpass(800hz)\n"
                                "lead |> gain(-3.db) |> output()";

    (void)state;
    refuse(piece, "leed", LEAT_ERR_NOT_FOUND, "`lead`");
    refuse(piece, "output1", LEAT_ERR_UNSUPPORTED, "Name what it hears");
    refuse(piece, ",lead", LEAT_ERR_INVALID, "race:lead,pad");
    refuse(piece, "a,b,c,d,e,f,g,h,i", LEAT_ERR_LIMIT, "At most 8");
}

/* A node that lives outside stays there: so it may not come between nodes of a group.
 * The refused edit leaves all as it was. */
static void an_edit_leads_out_of_no_group_and_back(void **state)
{
    static const char piece[] = "lead = saw(110hz) |> gain(-3.db)\n"
                                "echo = lead |> delay(0.1s, 0.5)\n"
                                "echo |> output()";
    struct take t;

    (void)state;
    begin_groups(&t, piece, LEAT_CLOCK_MANUAL, LEAT_ISOLATE_RACE, "lead", 0.0);
    leat_engine_crank(t.engine, 640);
    const uint32_t lead = leat_graph_find(t.graph, "lead"),
                   echo = leat_graph_find(t.graph, "echo");
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    const uint32_t ring = take_add(&t, "mix", "ring");
    take_link(&t, echo, ring);
    take_link(&t, ring, leat_graph_find(t.graph, "output1"));
    take_commit(&t);
    leat_engine_crank(t.engine, 6400);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    struct leat_link link = leat_link_between(ring, 0, lead, 0);
    link.feedback = true;
    link.delay_frames = 64;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), 0);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag),
                     LEAT_ERR_UNSUPPORTED);
    assert_int_equal(t.diag.finding[0].code, 614);
    assert_non_null(strstr(t.diag.finding[0].message, "`ring`"));
    assert_int_equal(leat_engine_crank(t.engine, 640), 0);
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_compute_the_same_bits),
        cmocka_unit_test(gates_hear_across_borders),
        cmocka_unit_test(no_kill_changes_a_bit),
        cmocka_unit_test(edits_are_heard_alike_under_kills),
        cmocka_unit_test(what_kills_workers_mutes_its_group_alone),
        cmocka_unit_test(without_what_killed_them_a_group_plays_on),
        cmocka_unit_test(what_cannot_be_a_group_is_said),
        cmocka_unit_test(an_edit_leads_out_of_no_group_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
