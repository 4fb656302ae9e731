/* SPDX-License-Identifier: MIT */
/* Programs with voices under the manual clock: notes, tiles, blocks, and the sum. */
#include <math.h>

#include "engine/take.h"

/* How a program is run. */
struct way {
    uint32_t cut, threads;
    bool untiled;
};

static void open_program(struct take *t, const char *text, const struct way *way)
{
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_program *program;

    take_begin(t);
    leat_edit_abort(&t->edit);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = 48000.0;
    t->config.threads = way->threads;
    t->config.untiled = way->untiled;
    int err = leat_program_create(text, strlen(text), &options, &program, &t->diag);
    if (!err)
        err = leat_program_build(program, t->graph, &t->diag);
    if (!err)
        err = leat_engine_create(t->graph, &t->config, &t->engine, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    leat_program_destroy(&program);
    take_guard(t);
}

static void play(struct take *t, int64_t frame, uint16_t type, float key, float value)
{
    const uint32_t node = leat_graph_find(t->graph, "voices1");
    const struct leat_event event = {
        .frame = frame, .type = type, .key = key, .value = value};

    assert_true(node > 0);
    assert_int_equal(leat_engine_send(t->engine, node, &event), 0);
}

static void crank(struct take *t, uint32_t cut, uint32_t nframes)
{
    for (uint32_t n; nframes; nframes -= n) {
        n = cut < nframes ? cut : nframes;
        leat_engine_crank(t->engine, n);
    }
}

static float loudest(const struct take *t, size_t from, size_t to)
{
    float peak = 0.0f;

    for (size_t i = from * t->lanes; i < to * t->lanes; i++)
        peak = fmaxf(peak, fabsf(t->samples[i]));
    return peak;
}

/* More notes than voices, some of them let go; a bend, and silence at the end. */
static void perform(struct take *t, const char *text, const struct way *way)
{
    open_program(t, text, way);
    for (int k = 0; k < 60; k++) {
        play(t, 37 * k, LEAT_EVENT_NOTE_ON, 40.0f + (float)(k * 7 % 41), 0.6f);
        if (k % 3 == 0)
            play(t, 37 * k + 900, LEAT_EVENT_NOTE_OFF, 40.0f + (float)(k * 7 % 41),
                 0.0f);
    }
    play(t, 2500, LEAT_EVENT_NOTE_CHANGE, 47.0f, 0.5f);
    play(t, 3000, LEAT_EVENT_ALL_OFF, 0.0f, 0.0f);
    crank(t, way->cut, 6000);
}

static const char *const programs[] = {
    "voices(40, saw() |> lowpass(cutoff: sine(3.hz) * 400.hz + 900.hz, q: 3) |> "
    "adsr(attack: 0.005, release: 0.02) |> pan([-1, 0, 0.5, 1]), glide: 0.002)",
    "voices(56, noise() |> adsr(attack: 0.001, release: 0.01), steal: quietest)",
    "func one(note) { saw(note.frequency) |> pan(note.pressure) |> gain(-6.db) |> "
    "adsr(gate: note.gate, release: 0.01) }\nvoices(33, one)",
    "voices(70, saw(), mono: true, legato: true, glide: 0.01)",
};

static void neither_tiles_nor_blocks_nor_threads_change_a_bit(void **state)
{
    static const struct way ways[] = {
        {6000, 1, false}, {1, 1, false}, {100, TAKE_THREADS, false}};
    static const struct way whole = {64, 1, true};

    (void)state;
    for (size_t p = 0; p < sizeof(programs) / sizeof(programs[0]); p++)
        for (size_t w = 0; w < sizeof(ways) / sizeof(ways[0]); w++) {
            struct take a, b;
            perform(&a, programs[p], &whole);
            perform(&b, programs[p], &ways[w]);
            assert_true(loudest(&a, 0, 3000) > 0.1f);
            assert_int_equal(a.lanes, b.lanes);
            assert_memory_equal(a.samples, b.samples, sizeof(float) * a.n * a.lanes);
            take_end(&a);
            take_end(&b);
        }
}

/* Voices that rest add exact zeros. */
static void a_note_sounds_alike_however_many_voices_there_are(void **state)
{
    static const char *const texts[] = {"voices(1, saw() |> adsr())",
                                        "voices(7, saw() |> adsr())",
                                        "voices(512, saw() |> adsr())"};
    static const struct way way = {64, 1, false};
    struct take t[3];

    (void)state;
    for (int k = 0; k < 3; k++) {
        open_program(&t[k], texts[k], &way);
        play(&t[k], 100, LEAT_EVENT_NOTE_ON, 60.0f, 0.5f);
        play(&t[k], 3000, LEAT_EVENT_NOTE_OFF, 60.0f, 0.0f);
        crank(&t[k], 64, 20000);
        assert_int_equal(t[k].lanes, 1);
        for (size_t i = 0; i < t[k].n; i++)
            assert_true(t[k].samples[i] == t[0].samples[i]);
    }
    assert_true(loudest(&t[0], 0, 100) == 0.0f && loudest(&t[0], 100, 3000) > 0.2f);
    assert_true(loudest(&t[0], 19000, 20000) < 1e-3f); /* released for 0.33 s */
    for (int k = 0; k < 3; k++)
        take_end(&t[k]);
}

/* Where nothing takes the gate an envelope is put behind the graph. */
static void a_graph_without_an_envelope_gets_one(void **state)
{
    static const struct way way = {64, 1, false};
    struct take t;

    (void)state;
    open_program(&t, "voices(4, triangle())", &way);
    crank(&t, 64, 640);
    play(&t, 640, LEAT_EVENT_NOTE_ON, 72.0f, 1.0f);
    crank(&t, 64, 6400);
    assert_true(loudest(&t, 0, 640) == 0.0f && loudest(&t, 640, 6400) > 0.5f);
    take_end(&t);
}

/* Stealing jumps the pitch and begins the envelope again, from where it is: no step is
 * larger than those of a note that is left alone. */
static void stealing_does_not_click(void **state)
{
    static const struct way way = {64, 1, false};
    float step[2] = {0};

    (void)state;
    for (int steals = 0; steals < 2; steals++) {
        struct take t;
        open_program(&t, "voices(2, sine() |> adsr(attack: 0.01))", &way);
        for (int k = 0; k < 2 + 8 * steals; k++)
            play(&t, 1000 * k, LEAT_EVENT_NOTE_ON, 60.0f + (float)k, 1.0f);
        crank(&t, 64, 12000);
        for (size_t i = 3000; i < t.n; i++)
            step[steals] = fmaxf(step[steals], fabsf(t.samples[i] - t.samples[i - 1]));
        take_end(&t);
    }
    /* the highest note is 8 semitones above, and swells to the peak, 1 / 0.7 */
    assert_true(step[1] < step[0] * 1.6f * 1.45f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_tiles_nor_blocks_nor_threads_change_a_bit),
        cmocka_unit_test(a_note_sounds_alike_however_many_voices_there_are),
        cmocka_unit_test(a_graph_without_an_envelope_gets_one),
        cmocka_unit_test(stealing_does_not_click),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
