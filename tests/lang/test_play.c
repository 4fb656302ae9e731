/* SPDX-License-Identifier: MIT */
/* play: notes of programs, at their frames and none without an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>
#include <leat/leat.h>

#include "lang/program.h"

enum { EVENTS_MAX = 4096 };

static struct leat_event heard[EVENTS_MAX];
static uint64_t heard_by[EVENTS_MAX];
static uint32_t n_heard;
static struct leat_diag diag;

static struct leat_program *begin(const char *text)
{
    struct leat_program *program;

    n_heard = 0;
    leat_diag_clear(&diag);
    if (leat_program_create(text, strlen(text), NULL, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return program;
}

static int frame(struct leat_program *p, int64_t k)
{
    const int err = program_frame(p, k, 60.0, &diag);

    for (uint32_t i = 0; i < p->draft.n_events; i++) {
        const struct leat_event *e = &p->draft.event[i].event;
        assert_true(n_heard < EVENTS_MAX);
        assert_true(e->frame < (k + 1) * 800); /* in this frame, or before it */
        assert_int_not_equal(p->draft.event[i].identity, 0);
        heard_by[n_heard] = p->draft.event[i].identity;
        heard[n_heard++] = *e;
    }
    return err;
}

static void frames(struct leat_program *p, int64_t n)
{
    for (int64_t k = 0; k < n; k++)
        assert_int_equal(frame(p, k), 0);
}

static void expect(uint32_t i, uint16_t type, int64_t at, float key)
{
    assert_true(i < n_heard);
    assert_int_equal(heard[i].type, type);
    assert_int_equal(heard[i].frame, at);
    assert_true(heard[i].key == key);
}

/* Every note has one end, not before it, and of its own id. */
static void expect_ends(void)
{
    for (uint32_t i = 0; i < n_heard; i++) {
        uint32_t n = 0;
        if (heard[i].type != LEAT_EVENT_NOTE_ON)
            continue;
        for (uint32_t k = 0; k < n_heard; k++)
            n += heard[k].type == LEAT_EVENT_NOTE_OFF &&
                 heard[k].note_id == heard[i].note_id &&
                 heard[k].frame >= heard[i].frame && heard[k].key == heard[i].key &&
                 heard_by[k] == heard_by[i];
        assert_int_equal(n, 1);
    }
}

/* 48 kHz at 60 a second: 800 frames each. */
static void notes_lie_at_their_frames(void **state)
{
    struct leat_program *p = begin("every(7.ms, count: 100) { Audio.play_note(60, "
                                   "duration: 30.ms) }");

    (void)state;
    assert_true(p->draft.n_nodes > 0); /* the synth is there before frame 0 */
    assert_int_equal(p->draft.n_nodes, p->draft.n_permanent_nodes);
    frames(p, 60);
    assert_int_equal(n_heard, 200);
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_heard; i++) {
        if (heard[i].type != LEAT_EVENT_NOTE_ON)
            continue;
        assert_int_equal(heard[i].frame, (int64_t)n * 336);
        assert_true(heard[i].value == (float)(100.0 / 127.0));
        n++;
    }
    assert_int_equal(n, 100);
    expect_ends();
    leat_program_destroy(&p);
}

static void a_note_at_the_top_is_not_lost(void **state)
{
    struct leat_program *p = begin("Audio.play_note(\"A4\", 1, 10.ms)\n"
                                   "Audio.play_note(440.hz, 127, 20.ms, at: 0.1.s)");

    (void)state;
    assert_true(leat_program_has_frames(p));
    frames(p, 10);
    assert_int_equal(n_heard, 4);
    expect(0, LEAT_EVENT_NOTE_ON, 0, 69.0f);
    expect(1, LEAT_EVENT_NOTE_OFF, 480, 69.0f);
    expect(2, LEAT_EVENT_NOTE_ON, 4800, 69.0f);
    expect(3, LEAT_EVENT_NOTE_OFF, 5760, 69.0f);
    assert_true(heard[0].value == 1.0f && heard[2].value == 1.0f);
    leat_program_destroy(&p);
}

static void stop_note_ends_by_key_and_by_voice(void **state)
{
    struct leat_program *p = begin(
        "v = null\nloop {\n    if frame() == 1 { v = Audio.play_note([60, 64]); "
        "Audio.play_note(60, duration: 1.s) }\n    if frame() == 3 { "
        "Audio.stop_note(v[1]) }\n    if frame() == 5 { Audio.stop_note(60) }\n}");

    (void)state;
    frames(p, 100);
    assert_int_equal(n_heard, 6);
    expect_ends();
    expect(3, LEAT_EVENT_NOTE_OFF, 2400, 64.0f);
    expect(4, LEAT_EVENT_NOTE_OFF, 4000, 60.0f);
    expect(5, LEAT_EVENT_NOTE_OFF, 4000, 60.0f);
    leat_program_destroy(&p);
}

static void a_frame_that_is_given_up_has_played_what_came_before(void **state)
{
    struct leat_program *p = begin("loop {\n    if frame() == 0 { Audio.play_note(60, "
                                   "duration: 20.ms) }\n    if frame() == 1 { "
                                   "Audio.play_note(72, duration: 1.ms); [][3] }\n}");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(frame(p, 1), LEAT_ERR_SYNTAX);
    assert_int_equal(frame(p, 2), 0);
    assert_int_equal(n_heard, 4);
    expect_ends();
    expect(1, LEAT_EVENT_NOTE_OFF, 960, 60.0f); /* at its time */
    expect(2, LEAT_EVENT_NOTE_ON, 800, 72.0f);
    expect(3, LEAT_EVENT_NOTE_OFF, 848, 72.0f);
    leat_program_destroy(&p);
}

static void instruments_play_their_own_notes(void **state)
{
    struct leat_program *p =
        begin("loop {\n    lead = voices(4, saw() |> adsr()) |> reverb()\n"
              "    lead |> output()\n    if frame() == 1 { Audio.play_note(60, "
              "instrument: lead, duration: 50.ms); Audio.play_note(61, duration: "
              "50.ms) }\n}");

    (void)state;
    frames(p, 10);
    assert_int_equal(n_heard, 4);
    expect_ends();
    assert_true(heard_by[0] != heard_by[1]);
    leat_program_destroy(&p);
}

static void drums_and_bends(void **state)
{
    struct leat_program *p =
        begin("loop {\n    if frame() == 0 { Audio.play_note(60); "
              "Audio.play_drum(\"Snare\") }\n"
              "    if frame() == 1 { Audio.set_pitch_bend(0.5); Audio.play_note(62) }\n"
              "    if frame() == 2 { Audio.set_filter_cutoff(800.hz) }\n}");
    bool is_cut = false;

    (void)state;
    frames(p, 3);
    assert_int_equal(n_heard, 5);
    expect(0, LEAT_EVENT_NOTE_ON, 0, 60.0f);
    expect(1, LEAT_EVENT_NOTE_ON, 0, 1.0f);
    assert_int_equal(heard[1].note_id, 0);
    expect(2, LEAT_EVENT_NOTE_CHANGE, 800, 60.0f);
    assert_true(heard[2].value == 1.0f && heard[2].note_id == heard[0].note_id);
    expect(3, LEAT_EVENT_NOTE_ON, 800, 62.0f);
    expect(4, LEAT_EVENT_NOTE_CHANGE, 800, 62.0f);
    for (uint32_t i = 0; i < p->draft.n_nodes; i++)
        for (uint32_t k = 0; k < p->draft.node[i].n_params; k++)
            is_cut |= strcmp(p->draft.node[i].class->name, "lowpass") == 0 &&
                      p->draft.node[i].param[k].value[0] == 800.0f;
    assert_true(is_cut);
    leat_program_destroy(&p);
}

/* Notes that nobody ends are as many as wait; the oldest end for the newest. */
static void notes_without_end_do_not_pile_up(void **state)
{
    struct leat_program *p = begin("loop { for i in 0..60 { Audio.play_note(i) } }");
    int64_t on = 0, off = 0;

    (void)state;
    for (int64_t k = 0; k < 300; k++) {
        n_heard = 0;
        assert_int_equal(frame(p, k), 0);
        for (uint32_t i = 0; i < n_heard; i++) {
            on += heard[i].type == LEAT_EVENT_NOTE_ON;
            off += heard[i].type == LEAT_EVENT_NOTE_OFF;
        }
    }
    assert_int_equal(on, 18000);
    assert_true(on - off <= 4096 && on - off > 2000);
    leat_program_destroy(&p);
}

/* Through the engine: what sounds. */
struct take {
    float sample[48000];
    uint32_t n;
};

static int keep(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    struct take *take = user;

    for (uint32_t i = 0; i < nframes && take->n < 48000; i++)
        take->sample[take->n++] = samples[i * lanes];
    return 0;
}

static void perform(const char *text, struct take *take, bool swaps)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_program *p = begin(text), *next = NULL;
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct performer performer;
    struct performance *performance;
    struct stage *stage;

    take->n = 0;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(stage_create(graph, &stage), 0);
    assert_int_equal(program_perform(p, &performer), 0);
    const struct performance_config with = {.stage = stage, .fps = {60, 1}};
    assert_int_equal(performance_create(&with, &performer, &performance, &diag), 0);
    config.clock = LEAT_CLOCK_OFFLINE;
    config.rate_hz = 48000;
    config.channels = 1;
    config.endless = true;
    config.sink = (struct leat_sink){keep, take};
    assert_int_equal(leat_engine_create(graph, &config, &engine, &diag), 0);
    performance_attach(performance, engine);
    if (swaps) {
        next = begin("every(10.s, offset: 5.s) { Audio.play_note(40) }\n"
                     "after(0.9.s) { exit() }");
        assert_int_equal(program_perform(next, &performer), 0);
        performance_swap(performance, &performer, LEAT_AT_QUANTUM);
    }
    assert_int_equal(performance_run(performance, &diag), 0);
    performance_destroy(&performance);
    stage_destroy(&stage);
    assert_int_equal(leat_engine_destroy(&engine, NULL), 0);
    leat_graph_destroy(&graph);
}

static float loudest(const struct take *take, uint32_t from, uint32_t to)
{
    float most = 0.0f;

    for (uint32_t i = from; i < to && i < take->n; i++) {
        const float x = take->sample[i] < 0.0f ? -take->sample[i] : take->sample[i];
        most = x > most ? x : most;
    }
    return most;
}

static void what_is_played_is_heard_at_its_frame(void **state)
{
    static struct take take;

    (void)state;
    perform("Audio.play_note(60, duration: 50.ms)\n"
            "after(0.5.s) { Audio.play_drum(\"kick\") }\nafter(0.9.s) { exit() }",
            &take, false);
    assert_true(loudest(&take, 0, 4800) > 0.05f); /* frame 0 had no engine yet */
    assert_true(loudest(&take, 23000, 24000) < 1e-4f);
    assert_true(loudest(&take, 24000, 24480) > 0.05f);
    perform("after(0.25.s) { Audio.play_note(72, duration: 100.ms) }\n"
            "after(0.9.s) { exit() }",
            &take, false);
    assert_true(loudest(&take, 0, 12000) == 0.0f);
    assert_true(loudest(&take, 12000, 12480) > 0.01f);
    assert_true(loudest(&take, 40000, 43000) < 1e-3f);
}

/* Another program takes over while a note sounds that nobody would end. */
static void notes_end_with_their_program(void **state)
{
    static struct take take;

    (void)state;
    perform("Audio.play_note(60)\nafter(0.9.s) { exit() }", &take, false);
    assert_true(loudest(&take, 40000, 43000) > 0.05f);
    perform("Audio.play_note(60)\nafter(0.9.s) { exit() }", &take, true);
    assert_true(loudest(&take, 0, 1600) > 0.05f);
    assert_true(loudest(&take, 40000, 43000) < 1e-3f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_lie_at_their_frames),
        cmocka_unit_test(a_note_at_the_top_is_not_lost),
        cmocka_unit_test(stop_note_ends_by_key_and_by_voice),
        cmocka_unit_test(a_frame_that_is_given_up_has_played_what_came_before),
        cmocka_unit_test(instruments_play_their_own_notes),
        cmocka_unit_test(drums_and_bends),
        cmocka_unit_test(notes_without_end_do_not_pile_up),
        cmocka_unit_test(what_is_played_is_heard_at_its_frame),
        cmocka_unit_test(notes_end_with_their_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
