/* SPDX-License-Identifier: MIT */
/* sequencer: steps at their exact frames, drawn and kept. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/leat.h>

#include "lang/struck.h"

static int by_frame(const void *a, const void *b)
{
    const struct leat_event *x = a, *y = b;

    return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/* Frames [from, to): what begins, in the order of time. */
static void run(struct leat_program *p, int64_t from, int64_t to)
{
    strike(p, from, to);
    qsort(hit, n_hits, sizeof(hit[0]), by_frame);
}

/* Swing 0.5 is 2:1: the second of a pair a third of a sixteenth late; 0.2 is 0.4 of it.
 */
static void steps_lie_where_swing_and_micro_put_them(void **state)
{
    struct leat_program *p =
        begin("set_tempo(97)\nseq = Sequencer.new(8, tracks: [\"kick\"])\n"
              "for i in 0..8 { seq.set_step(i, micro: [0, 0.5, -0.3, 0.25][i % 4]) }\n"
              "seq.set_swing(0.2)\nseq.play()");
    static const double micro[] = {0.0, 0.5, -0.3, 0.25};
    const double step = 0.25 * 60.0 / 97.0 * 48000.0;

    (void)state;
    run(p, 0, 900);
    assert_true(n_hits > 90);
    for (uint32_t k = 0; k + 1 < n_hits; k++) {
        const double ideal = step * (k + (k % 2 ? 0.4 / 3.0 : 0.0) + micro[k % 4]);
        assert_true(fabs((double)hit[k].frame - ideal) <= 0.5001);
        assert_true(hit[k].value == (float)(0.8 * 0.8));
    }
    leat_program_destroy(&p);
}

static void tracks_have_lengths_of_their_own(void **state)
{
    struct leat_program *p =
        begin("seq = sequencer(60, tracks: { kick: \"X...\", snare: \"..x\" })\n"
              "seq.volume(\"snare\", 1).play()\nafter(1.8.s) { seq.mute(\"kick\") }\n"
              "after(3.8.s) { seq.mute(\"kick\", false).solo(\"kick\") }");

    (void)state;
    run(p, 0, 300); /* 5 s: 20 steps of 12000 */
    uint32_t n[2] = {0, 0};
    for (uint32_t i = 0; i < n_hits; i++) {
        const uint32_t drum = (uint32_t)hit[i].key;
        const int64_t k = hit[i].frame / 12000;
        assert_int_equal(hit[i].frame % 12000, 0);
        assert_true(drum == 0 ? k % 4 == 0 : k % 3 == 2);
        assert_true(hit[i].value == (drum == 0 ? 0.8f : 0.6f));
        n[drum]++;
    }
    assert_int_equal(n[0], 3); /* 0 4, and 16 */
    assert_int_equal(n[1], 5); /* 2 5 8 11 14 */
    leat_program_destroy(&p);
}

/* Follows the music where it has no tempo of its own. */
/* A track that is there is that track; a loop may say it each time. */
static void a_track_is_added_once(void **state)
{
    struct leat_program *p = begin(
        "loop { seq = Sequencer.new(steps: 4, bpm: 60)\n"
        "seq.add_track(\"kick\"); seq.add_track(\"snare\", type: Drum, length: 2)\n"
        "seq.set_step(\"kick\", 0); seq.set_step(\"snare\", 1); seq.play() }");
    const int64_t at[] = {0, 12000, 36000, 48000};

    (void)state;
    run(p, 0, 62);
    assert_int_equal(n_hits, 4);
    for (uint32_t i = 0; i < n_hits; i++)
        assert_int_equal(hit[i].frame, at[i]);
    leat_program_destroy(&p);
}

static void it_follows_the_tempo(void **state)
{
    struct leat_program *p = begin("seq = Sequencer.new(tracks: { clap: \"X\" })\n"
                                   "seq.play()\nafter(1.s) { set_tempo(60) }");

    (void)state;
    run(p, 0, 180);
    assert_int_equal(n_hits, 8 + 8);
    for (uint32_t i = 0; i < n_hits; i++)
        assert_int_equal(hit[i].frame, i < 8 ? i * 6000 : 48000 + (i - 8) * 12000);
    leat_program_destroy(&p);
}

static uint32_t drawn(const char *text, uint8_t *out, uint32_t n)
{
    struct leat_program *p = begin(text);

    run(p, 0, 600);
    memset(out, 0, n);
    for (uint32_t i = 0; i < n_hits; i++)
        if (hit[i].frame / 1800 < n)
            out[hit[i].frame / 1800] = 1;
    leat_program_destroy(&p);
    return n_hits;
}

static void probability_is_drawn_anew_each_time(void **state)
{
    static uint8_t a[266], b[266];
    uint32_t other = 0;

    (void)state;
    const char text[] = "seq = sequencer(400, tracks: { kick: \"X\" })\n"
                        "seq.set_step(0, probability: 25%).play()";
    const uint32_t n = drawn(text, a, 266);
    assert_true(n > 35 && n < 100); /* of 266: 66.5, sigma 7 */
    assert_int_equal(drawn(text, b, 266), n);
    assert_memory_equal(a, b, sizeof(a));
    (void)drawn("other = sequencer(400, tracks: { kick: \"X\" })\n"
                "other.set_step(0, probability: 25%).play()",
                b, 266);
    for (uint32_t i = 0; i < 266; i++)
        other += a[i] != b[i];
    assert_true(other > 50);
}

static void on_step_is_told_at_its_time(void **state)
{
    struct leat_program *p = begin(
        "seq = Sequencer.new(4, 120, [{ name: \"kick\" }, { name: \"pad\", type: "
        "Control, length: 2 }])\nseq.set_step(\"kick\", 0).set_step(\"pad\", 1, "
        "params: "
        "{ x: 3 })\n"
        "seq.on_step((i, on) => { Audio.play_drum(5); print(i, on.map(x => x.track), "
        "seq.get_current_step(), seq.is_step_active()) })\nseq.play()\n"
        "after(0.6.s) { seq.stop(); print(seq.get_active_steps(\"pad\")) }");

    (void)state;
    run(p, 0, 60);
    assert_string_equal(printed, "0 [\"kick\"] 0 true;1 [\"pad\"] 1 true;2 [] 2 false;"
                                 "3 [\"pad\"] 3 true;0 [\"kick\"] 0 true;[1];");
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_hits; i++)
        if (hit[i].key == 5.0f)
            assert_int_equal(hit[i].frame, 6000 * n++);
    assert_int_equal(n, 5);
    leat_program_destroy(&p);
}

static void patterns_are_kept_and_drawn(void **state)
{
    struct leat_program *p = begin(
        "seq = Sequencer.new(16, tracks: [\"kick\", \"snare\"])\n"
        "seq.set_step(\"kick\", 3).save_pattern(\"verse\").clear_pattern()\n"
        "print(seq.get_active_steps(\"kick\").length)\nseq.randomize_pattern(1)\n"
        "print(seq.get_active_steps(\"snare\").length)\nseq.load_pattern(\"verse\")\n"
        "print(seq.get_active_steps(\"kick\"), seq.get_active_steps(\"snare\"))\n"
        "n = 0\nfor i in 0..100 { seq.randomize_pattern(0.25); n += "
        "seq.get_active_steps(\"kick\").length }\nprint(n > 320 and n < 480)\n"
        "print(try { seq.load_pattern(\"vers\") } catch e { e.hint })");

    (void)state;
    run(p, 0, 1);
    assert_string_equal(printed, "0;16;[3] [];true;Did you mean `verse`?;");
    leat_program_destroy(&p);
}

static void errors_say_what_is_wrong(void **state)
{
    static const struct {
        const char *text;
        int code;
    } all[] = {
        {"s = Sequencer.new(16).set_step(16)", 401},
        {"s = Sequencer.new(16).set_step(0, micro: 0.6)", 401},
        {"s = Sequencer.new(16).set_step(0, mikro: 0.2)", 404},
        {"s = Sequencer.new(16).set_step()", 403},
        {"s = Sequencer.new(0)", 401},
        {"s = sequencer(500)", 401},
        {"s = sequencer(120).set_swing(0.6)", 401},
        {"s = sequencer(120).add_track(\"x\", Drumm)", 306},
        {"s = sequencer(120).mute(\"x\")", 407},
        {"s = sequencer(120).on_step(3)", 306},
        {"s = sequencer(120).rewind()", 202},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct leat_program *p;
        leat_diag_clear(&diag);
        assert_int_equal(
            leat_program_create(all[i].text, strlen(all[i].text), NULL, &p, &diag),
            LEAT_ERR_SYNTAX);
        const struct leat_finding *error = &diag.finding[diag.n - 1];
        if (error->code != all[i].code)
            fail_msg("%s: E%d %s", all[i].text, error->code, error->message);
    }
}

static void what_nothing_plays_is_told(void **state)
{
    static const struct {
        const char *text;
        bool is_told;
    } all[] = {
        {"s = sequencer(120).add_track(\"kick\", Drum)\ns.set_step(\"kick\", 0)", true},
        {"s = sequencer(120).add_track(\"kick\", Drum)\ns.set_step(\"kick\", "
         "0)\ns.play()",
         false},
        {"s = sequencer(120)", false},
        {"t = Timeline.new(120)\nt.add_event(Custom, 1.s, data: 3)", true},
        {"t = Timeline.new(120)\nt.add_event(Custom, 1.s, data: 3)\nt.play()", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct leat_program *p;
        leat_diag_clear(&diag);
        assert_int_equal(
            leat_program_create(all[i].text, strlen(all[i].text), NULL, &p, &diag), 0);
        assert_int_equal(diag.n_warnings, all[i].is_told);
        leat_program_destroy(&p);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_lie_where_swing_and_micro_put_them),
        cmocka_unit_test(tracks_have_lengths_of_their_own),
        cmocka_unit_test(a_track_is_added_once),
        cmocka_unit_test(it_follows_the_tempo),
        cmocka_unit_test(probability_is_drawn_anew_each_time),
        cmocka_unit_test(on_step_is_told_at_its_time),
        cmocka_unit_test(patterns_are_kept_and_drawn),
        cmocka_unit_test(errors_say_what_is_wrong),
        cmocka_unit_test(what_nothing_plays_is_told),
    };
    return cmocka_run_group_tests_name("sequencer", tests, NULL, NULL);
}
