/* SPDX-License-Identifier: MIT */
/* lower: programs as edits of a graph: names, places, paths, memory that runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "lang/memory_rig.h"
#include "lang/program.h"

static struct leat_diag diag;

static int build(struct leat_graph *graph, const char *text, const char *base)
{
    const struct leat_program_options options = {
        .size = sizeof(options), .file = "test.syn", .base = base};
    struct leat_program *program;

    leat_diag_clear(&diag);
    int err = leat_program_create(text, strlen(text), &options, &program, &diag);
    if (!err)
        err = leat_program_build(program, graph, &diag);
    leat_program_destroy(&program);
    return err;
}

static struct leat_graph *graph_of(const char *text)
{
    struct leat_graph *graph;

    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(build(graph, text, NULL), 0);
    return graph;
}

static void nodes_are_called_as_their_variables(void **state)
{
    struct leat_graph *graph = graph_of("sine()\n"
                                        "sine1 = sine()\n"
                                        "a = sine1\n"
                                        "b = saw(); b = b |> gain()\n");

    (void)state;
    assert_int_equal(leat_graph_n_nodes(graph), 5);
    assert_int_not_equal(leat_graph_find(graph, "sine1"), 0);
    assert_int_not_equal(leat_graph_find(graph, "sine2"), 0);
    assert_int_not_equal(leat_graph_find(graph, "b"), 0);
    assert_int_not_equal(leat_graph_find(graph, "gain1"), 0);
    assert_int_equal(leat_graph_find(graph, "a"), 0);
    leat_graph_destroy(&graph);
}

static void a_second_program_takes_names_that_are_free(void **state)
{
    struct leat_graph *graph = graph_of("tone = sine()");

    (void)state;
    assert_int_equal(build(graph, "tone = sine(); saw()", NULL), 0);
    assert_int_equal(leat_graph_n_nodes(graph), 4);
    assert_int_not_equal(leat_graph_find(graph, "sine1"), 0);
    leat_graph_destroy(&graph);
}

static void what_the_graph_refuses_points_into_the_program(void **state)
{
    struct leat_graph *graph;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_true(build(graph, "a = sine()\n\n  file(\"nowhere.wav\")", "/tmp") < 0);
    assert_int_equal(diag.finding[0].code, 801);
    assert_int_equal(diag.finding[0].line, 3);
    assert_true(diag.finding[0].column == 3 || diag.finding[0].column == 8);
    assert_string_equal(diag.finding[0].file, "test.syn");
    assert_string_equal(diag.finding[0].source, "  file(\"nowhere.wav\")");
    assert_int_equal(leat_graph_n_nodes(graph), 0);
    leat_graph_destroy(&graph);
}

static void paths_start_from_the_programs_folder(void **state)
{
    struct leat_graph *graph;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(build(graph,
                           "a = sine()\n"
                           "a |> file(\"x.wav\"); a |> file(\"/y.wav\")\n"
                           "a |> file(\"-\")",
                           "/songs"),
                     0);
    assert_string_equal(leat_graph_text(graph, leat_graph_find(graph, "file_out1"), 0),
                        "/songs/x.wav");
    assert_string_equal(leat_graph_text(graph, leat_graph_find(graph, "file_out2"), 0),
                        "/y.wav");
    assert_string_equal(leat_graph_text(graph, leat_graph_find(graph, "file_out3"), 0),
                        "-");
    leat_graph_destroy(&graph);
}

static void times_in_samples_follow_the_rate(void **state)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .rate_hz = 1000.0};
    static const char text[] = "d = delay(noise(), time: 250.samples)";
    struct leat_program *program;
    struct leat_graph *graph;
    float time;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_program_create(text, strlen(text), &options, &program, NULL),
                     0);
    assert_int_equal(leat_program_build(program, graph, NULL), 0);
    assert_int_equal(leat_graph_param(graph, leat_graph_find(graph, "d"), 0, &time, 1),
                     1);
    assert_true(time == 0.25f);
    leat_program_destroy(&program);
    leat_graph_destroy(&graph);
}

/* The loop lasts as long as it says: 64 frames by the link, the rest by the delay, to
 * whole frames as the delay counts them. */
static void a_delay_gives_way_to_its_loop_by_whole_frames(void **state)
{
    static const struct {
        const char *time;
        float frames;
    } loops[] = {{"375.ms", 18000}, {"0.5.beats", 12000}, {"562.ms", 26976},
                 {"1.s", 48000},    {"100.samples", 100}, {"9.9.s", 475200}};

    (void)state;
    for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
        char text[120];
        float time;
        snprintf(text, sizeof(text), "e = delay(time: %s)\nnoise() <> e",
                 loops[i].time);
        struct leat_graph *graph = graph_of(text);
        const uint32_t delay = leat_graph_find(graph, "delay1");
        assert_int_equal(leat_graph_param(graph, delay, 0, &time, 1), 1);
        assert_true(time * 48000.0f == loops[i].frames - 64.0f);
        leat_graph_destroy(&graph);
    }
}

static void a_tempo_counts_for_beats_behind_it(void **state)
{
    static const char text[] = "a = sine(duration: 1.beat)\n"
                               "set_tempo(150 bpm)\n"
                               "b = sine(duration: 1.beat)\n"
                               "a + b";
    const struct leat_program_options options = {.size = sizeof(options), .bpm = 60.0};
    const int p = leat_node_param_find(leat_node_class_find("sine"), "duration");
    struct leat_program *program;
    struct leat_graph *graph;
    float seconds = 0.0f;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(
        leat_program_create(text, sizeof(text) - 1, &options, &program, NULL), 0);
    assert_true(leat_program_bpm(program) == 150.0);
    assert_int_equal(leat_program_build(program, graph, NULL), 0);
    leat_graph_param(graph, leat_graph_find(graph, "a"), (uint32_t)p, &seconds, 1);
    assert_true(seconds == 1.0f);
    leat_graph_param(graph, leat_graph_find(graph, "b"), (uint32_t)p, &seconds, 1);
    assert_true(seconds == 0.4f);
    leat_program_destroy(&program);
    leat_graph_destroy(&graph);
}

/* Of a node that gives several streams, an input of events gets the events. */
static void an_input_of_events_finds_the_output_that_suits(void **state)
{
    struct leat_graph *graph = graph_of("s = step(\"60 62\")\n"
                                        "e = gate_to_event(lfo(1.hz)) |> adsr()\n"
                                        "v = saw() |> adsr(notes: s)\n"
                                        "v + e");
    struct leat_link link;
    uint32_t id, found = 0;

    (void)state;
    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++) {
        if (link.to == leat_graph_find(graph, "v") && link.to_port == 1) {
            assert_int_equal(link.from, leat_graph_find(graph, "s"));
            assert_int_equal(link.from_port, 2);
            found++;
        }
        if (link.to == leat_graph_find(graph, "e")) {
            assert_int_equal(link.to_port, 1); /* events by `|>`, not the sound's */
            found++;
        }
    }
    assert_int_equal(found, 2);
    leat_graph_destroy(&graph);
}

static void the_example_of_every_class_is_a_program(void **state)
{
    const struct leat_node_class *class;

    (void)state;
    for (size_t i = 0; (class = leat_node_class_at(i)); i++) {
        struct leat_program *program;
        if (!class->example)
            continue;
        leat_diag_clear(&diag);
        leat_program_create(class->example, strlen(class->example), NULL, &program,
                            &diag);
        if (diag.n > 0)
            fail_msg("%s: %s", class->name, diag.finding[0].message);
        leat_program_destroy(&program);
    }
}

static void memory_may_run_out_anywhere(void **state)
{
    static const char text[] =
        "import Audio.{sine as tone}\nfunc f(x, y = [1, 2]) { z = x; z |> gain(-3.db) "
        "}\n"
        "let (a, ..b) = [tone(440.hz), { k: \"t${1 + 1}\" }, 0..3]\n"
        "c = a * 0.5 + saw([220, 330]) <> (delay(time: 1.s) |> lowpass { cutoff: 1khz "
        "})\n"
        "merge([a, c], gains: [1, 2]) |> f |> output(); print(b, -\"x\" ?? 1)\n";
    int err = LEAT_ERR_NOMEM;
    long n = 0;

    (void)state;
    for (; err == LEAT_ERR_NOMEM; n++) {
        struct leat_program *program;
        requests_left = n;
        err = leat_program_create(text, sizeof(text) - 1, NULL, &program, &diag);
        requests_left = -1;
        leat_program_destroy(&program);
    }
    assert_int_equal(err, LEAT_ERR_SYNTAX); /* -"x" */
    assert_true(n > 10);
}

static void memory_may_run_out_in_verbs(void **state)
{
    static const char text[] =
        "composer.set_musical_context(MusicalContext { key: \"D minor\", swing: 0.5 "
        "})\n"
        "a = saw(110.hz); b = sine([1, 2])\n"
        "d = composer.harmonize([\"a\", b], \"duet\", tune: 50%, align: true)\n"
        "e = composer.layer(\"duet\", [(\"hall\", \"reverb\"), (delay(), 50%)])\n"
        "w = composer.spread(\"duet_hall\"); s = composer.sync_to_beat([w, e], [1, "
        "2])\n"
        "Stream.connect_split(a, [d, \"duet_hall\"]); Stream.set_metadata(a, \"k\", "
        "1)\n"
        "interleave([a, b.lane(1), b.mix()]) |> Stream.fork(\"f\"); "
        "Stream.transform(\"f\", \"Gain\", amount: 50%)\n"
        "print(Stream.info(\"f\"), composer.get_musical_context(), Stream.stats())\n"
        "composer.perform()\n";
    int err = LEAT_ERR_NOMEM;
    long n = 0;

    (void)state;
    for (; err == LEAT_ERR_NOMEM; n++) {
        struct leat_program *program;
        leat_diag_clear(&diag);
        requests_left = n;
        err = leat_program_create(text, sizeof(text) - 1, NULL, &program, &diag);
        requests_left = -1;
        leat_program_destroy(&program);
    }
    if (diag.n > 0)
        fail_msg("%s", diag.finding[0].message);
    assert_int_equal(err, 0);
    assert_true(n > 10);
}

static void building_may_run_out_of_memory(void **state)
{
    static const char text[] = "a = sine(); b = a |> gain(-3.db); b |> file(\"x.wav\")";
    struct leat_program *program;
    int err = LEAT_ERR_NOMEM;

    (void)state;
    assert_int_equal(leat_program_create(text, sizeof(text) - 1, NULL, &program, NULL),
                     0);
    for (long n = 0; err == LEAT_ERR_NOMEM; n++) {
        struct leat_graph *graph;
        assert_int_equal(leat_graph_create(&graph), 0);
        requests_left = n;
        err = leat_program_build(program, graph, NULL);
        requests_left = -1;
        assert_int_equal(leat_graph_n_nodes(graph), err ? 0 : 3);
        leat_graph_destroy(&graph);
    }
    assert_int_equal(err, 0);
    leat_program_destroy(&program);
}

/* A program in the place of another: refused at any request for memory, it leaves the
 * stage and the graph as they were. */
static void taking_over_may_run_out_of_memory(void **state)
{
    static const char *const text[] = {
        "a = sine(440.hz); b = a |> gain(-3.db); b |> output(); c = saw() |> output()",
        "a = sine(220.hz); b = a |> lowpass(900.hz); b |> output(); d = pan(a, 0.5); "
        "d |> gain([-3.db, -6.db]) |> output()"};
    struct leat_program *program[2];
    struct performer performer[2];
    struct stage_cue cue = {.reload = true};
    struct leat_graph *graph;
    struct stage *stage;
    int err = LEAT_ERR_NOMEM;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(stage_create(graph, &stage), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            leat_program_create(text[i], strlen(text[i]), NULL, &program[i], NULL), 0);
        assert_int_equal(program_perform(program[i], &performer[i]), 0);
    }
    assert_int_equal(stage_apply(stage, performer[0].draft, &cue, NULL), 0);
    const uint32_t n = leat_graph_n_nodes(graph), a = leat_graph_find(graph, "a");
    for (long k = 0; err == LEAT_ERR_NOMEM; k++) {
        assert_int_equal(leat_graph_n_nodes(graph), n);
        assert_int_equal(stage_counts(stage).edits, 1);
        requests_left = k;
        err = stage_apply(stage, performer[1].draft, &cue, NULL);
        requests_left = -1;
    }
    assert_int_equal(err, 0);
    assert_int_equal(leat_graph_find(graph, "a"), a);
    assert_int_equal(stage_counts(stage).edits, 2);
    for (int i = 0; i < 2; i++)
        performer[i].release(performer[i].user);
    stage_destroy(&stage);
    leat_graph_destroy(&graph);
}

static void a_text_is_applied_in_one_call(void **state)
{
    struct leat_graph *graph;

    (void)state;
    leat_diag_clear(&diag);
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_program_apply("sine(440.hz) |> output()", graph, &diag), 0);
    assert_int_equal(leat_graph_n_nodes(graph), 2);
    assert_int_equal(leat_program_apply("sine(\n440.hz) |> outputt()", graph, &diag),
                     LEAT_ERR_SYNTAX);
    assert_int_equal(diag.n, 1);
    assert_int_equal(diag.finding[0].line, 2);
    assert_int_equal(leat_graph_n_nodes(graph), 2);
    leat_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_are_called_as_their_variables),
        cmocka_unit_test(a_second_program_takes_names_that_are_free),
        cmocka_unit_test(what_the_graph_refuses_points_into_the_program),
        cmocka_unit_test(paths_start_from_the_programs_folder),
        cmocka_unit_test(times_in_samples_follow_the_rate),
        cmocka_unit_test(a_delay_gives_way_to_its_loop_by_whole_frames),
        cmocka_unit_test(a_tempo_counts_for_beats_behind_it),
        cmocka_unit_test(an_input_of_events_finds_the_output_that_suits),
        cmocka_unit_test(the_example_of_every_class_is_a_program),
        cmocka_unit_test(a_text_is_applied_in_one_call),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(memory_may_run_out_in_verbs),
        cmocka_unit_test(building_may_run_out_of_memory),
        cmocka_unit_test(taking_over_may_run_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
