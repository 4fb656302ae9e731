/* SPDX-License-Identifier: MIT */
/* timeline: what lies on timelines happens at its exact frame. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>
#include <leat/leat.h>

#include "lang/struck.h"

static void expect_hits(const int64_t *at, uint32_t n)
{
    assert_int_equal(n_hits, n);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(hit[i].frame, at[i]);
}

#define STRIKE "() => Audio.play_drum(0)"

static void events_come_at_their_frames(void **state)
{
    struct leat_program *p =
        begin("tl = Timeline.create()\n"
              "tl.add_event(Custom, 1.0001.s, 0, " STRIKE ")\n"
              "tl.add_event(Audio, 0, data: " STRIKE ")\n"
              "tl.add_event(\"midi\", t: 0.5.beats, data: " STRIKE ")\n"
              "after(0.505.s) { tl.play() }\n"
              "after(1.s) { tl.pause() }\nafter(1.2.s) { tl.play() }");
    const int64_t begin_at = 24240, paused = 48000 - 24240;
    const int64_t at[] = {begin_at, begin_at + 12000,
                          57600 + 48005 - paused}; /* 48004.8 */

    (void)state;
    strike(p, 0, 200);
    expect_hits(at, 3);
    leat_program_destroy(&p);
}

static void a_loop_turns_at_its_end(void **state)
{
    struct leat_program *p =
        begin("tl = Timeline.create()\ntl.add_event(Custom, 0.1.s, 0, " STRIKE ")\n"
              "tl.add_event(Custom, 0.7.s, 0, " STRIKE ")\n"
              "tl.set_loop(100.ms, 107.ms)\ntl.play()\n"
              "after(2.s) { tl.clear_loop() }");

    (void)state;
    strike(p, 0, 200);
    const uint32_t rounds = 272; /* of 7 ms from 0.1 s to 2 s */
    assert_int_equal(n_hits, rounds + 1);
    for (uint32_t i = 0; i < rounds; i++)
        assert_int_equal(hit[i].frame, 4800 + 336 * i);
    /* it stands 3 ms into the loop at 2 s */
    assert_int_equal(hit[rounds].frame, 96000 + (700 - 103) * 48);
    leat_program_destroy(&p);
}

static void speed_and_seek_bend_the_line(void **state)
{
    struct leat_program *p = begin(
        "tl = Timeline.create()\nfor i in 0..10 { tl.add_event(Custom, i * 0.3.s, "
        "0, " STRIKE ") }\ntl.add_marker(\"end\", 2.65.s)\ntl.play()\n"
        "after(1.s) { tl.set_speed(2) }\nafter(1.25.s) { tl.seek(\"end\") }\n"
        "after(1.5.s) { print(tl.position, tl.get_beat_position(), "
        "tl.is_playing); tl.stop(); print(tl.position, tl.is_playing) }");
    const int64_t at[] = {0,
                          14400,
                          28800,
                          43200,
                          48000 + 4800,
                          60000 - 1200 + 1200 + 1200}; /* 1.5 s is passed at 1.25 s */

    (void)state;
    strike(p, 0, 150);
    assert_int_equal(n_hits, 6);
    expect_hits(at, 6);
    assert_string_equal(printed, "3.15 6.3 true;0 false;");
    leat_program_destroy(&p);
}

/* An event that moves the line it is on. */
static void an_event_may_move_its_line(void **state)
{
    struct leat_program *p = begin(
        "n = 0\ntl = Timeline.create()\n"
        "tl.add_event(Custom, 0.25.s, 0, " STRIKE ")\n"
        "tl.add_event(Custom, 0.5.s, 0, () => { n += 1; if n < 4 { tl.seek(0.25.s) "
        "} else { tl.stop() } })\ntl.play()");
    const int64_t at[] = {12000, 24000, 36000, 48000};

    (void)state;
    strike(p, 0, 150);
    expect_hits(at, 4);
    leat_program_destroy(&p);
}

static void active_events_have_begun_and_not_ended(void **state)
{
    struct leat_program *p = begin(
        "tl = Timeline.new(60)\n"
        "tl.add_event(Control, 1.beat, 2.beats, { x: 1 })\n"
        "tl.add_event(Visual, 2.s, 0.5.s, \"b\")\ntl.play()\n"
        "every(0.5.s, count: 8) { print(tl.get_active_events().map(a => a.id)) }\n"
        "after(0.1.s) { for a in tl.get_events_in_range(1.s, 2.s) { print(a.type, "
        "a.time, a.duration, a.data) } }");

    (void)state;
    strike(p, 0, 240);
    assert_string_equal(printed, "[];Control 1 s 2 s {x: 1};[];[1];[1];[1, 2];[1];[];"
                                 "[];");
    leat_program_destroy(&p);
}

/* In a loop each call is one timeline, and none is left over. */
static void a_timeline_of_a_loop_is_one(void **state)
{
    struct leat_program *p =
        begin("loop { tl = Timeline.create(); if frame() == 0 { tl.add_event(Custom, "
              "0.5.s, 0, " STRIKE ") }; tl.play() }");
    const int64_t at[] = {24000};

    (void)state;
    strike(p, 0, 100);
    expect_hits(at, 1);
    assert_int_equal(p->eval->ticking.n, 1);
    assert_int_equal(p->eval->n_kept, 1);
    leat_program_destroy(&p);
}

/* A call that a loop runs through again is the same event, moved where it says now. */
static void events_of_a_loop_are_one_each(void **state)
{
    struct leat_program *p = begin(
        "loop { tl = Timeline.create()\n"
        "for i in 0..3 { tl.add_event(Custom, 0.2.s + i * 0.1.s, 0, " STRIKE ") }\n"
        "tl.add_event(Custom, frame() < 5 ? 0.8.s : 0.6.s, 0, " STRIKE ")\n"
        "tl.add_marker(\"end\", 2.s); tl.play()\n"
        "if frame() == 90 { print(tl.get_events_in_range(0, 10).length) } }");
    const int64_t at[] = {9600, 14400, 19200, 28800};

    (void)state;
    strike(p, 0, 100);
    expect_hits(at, 4);
    assert_string_equal(printed, "4;");
    leat_program_destroy(&p);
}

/* What is due adds anew each time, and so does a call that was not reached meanwhile.
 */
static void events_of_what_is_due_are_many(void **state)
{
    struct leat_program *p =
        begin("tl = Timeline.create()\ntl.play()\n"
              "every(0.01.s, count: 3) { tl.add_event(Custom, 0.5.s, 0, " STRIKE ") }\n"
              "loop { if frame() % 2 == 0 and frame() < 4 "
              "{ tl.add_event(Custom, 0.6.s, 0, " STRIKE ") } }");
    const int64_t at[] = {24000, 24000, 24000, 28800, 28800};

    (void)state;
    strike(p, 0, 100);
    expect_hits(at, 5);
    leat_program_destroy(&p);
}

static void what_fails_ends_its_frame_alone(void **state)
{
    struct leat_program *p =
        begin("tl = Timeline.create()\ntl.add_event(Custom, 0.5.s, 0, () => [][1])\n"
              "tl.add_event(Custom, 0.6.s, 0, " STRIKE ")\ntl.play()");
    const int64_t at[] = {28800};

    (void)state;
    strike(p, 0, 30);
    assert_int_equal(program_frame(p, 30, 60.0, &diag), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[diag.n - 1].code, 302);
    strike(p, 31, 100);
    expect_hits(at, 1);
    leat_program_destroy(&p);
}

/* The clock on the wall goes on by itself. */
static void the_wall_has_its_own_clock(void **state)
{
    struct leat_program *p = begin("print(Time.clock(), Time.date(\"%Y/%m/%%\"))");
    double seconds;
    int year, month;
    char percent;

    (void)state;
    strike(p, 0, 1);
    assert_int_equal(sscanf(printed, "%lf %d/%d/%c", &seconds, &year, &month, &percent),
                     4);
    const time_t now = time(NULL);
    struct tm t;
    assert_true(localtime_r(&now, &t) != NULL);
    assert_true(seconds > (double)now - 60.0 && seconds < (double)now + 60.0);
    assert_true(year == 1900 + t.tm_year && percent == '%');
    assert_true(program_reads_clock(p));
    leat_program_destroy(&p);
    p = begin("clock = 3\nprint(clock, time())");
    assert_false(program_reads_clock(p));
    leat_program_destroy(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_at_their_frames),
        cmocka_unit_test(a_loop_turns_at_its_end),
        cmocka_unit_test(speed_and_seek_bend_the_line),
        cmocka_unit_test(an_event_may_move_its_line),
        cmocka_unit_test(active_events_have_begun_and_not_ended),
        cmocka_unit_test(a_timeline_of_a_loop_is_one),
        cmocka_unit_test(events_of_a_loop_are_one_each),
        cmocka_unit_test(events_of_what_is_due_are_many),
        cmocka_unit_test(what_fails_ends_its_frame_alone),
        cmocka_unit_test(the_wall_has_its_own_clock),
    };
    return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
