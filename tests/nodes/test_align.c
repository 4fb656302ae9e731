/* SPDX-License-Identifier: MIT */
/* align_events, align and align_slices: where what comes in goes to. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/grid.h"
#include "support/player.h"

enum { RATE = 48000, BEAT = 24000, SIXTEENTH = 6000 }; /* at 120 */

static struct rig rig;
static struct leat_event given[2048];
static uint32_t n_given;

static struct leat_event event(int64_t frame, enum leat_event_type type, int32_t id)
{
    return (struct leat_event){.frame = frame,
                               .type = (uint16_t)type,
                               .note_id = id,
                               .key = 60.0f + (float)id,
                               .value = 0.5f};
}

/* Run from frame 0 for `n` frames, in pieces of at most 64, the events at their frames.
 */
static void play(const struct leat_event *events, uint32_t n_events, int64_t n)
{
    static struct leat_event_out outlet;
    struct leat_event_out *outlets[1] = {&outlet};
    struct leat_value param[RIG_PARAMS];
    uint32_t next = 0;

    n_given = 0;
    for (uint32_t k = 0; k < rig.node->n_params; k++)
        param[k] = (struct leat_value){rig.param[k], 0};
    for (int64_t at = 0, part; at < n; at += part) {
        uint32_t due = next;
        while (due < n_events && events[due].frame == at)
            due++;
        part = 64 - at % 64;
        if (due < n_events && events[due].frame - at < part)
            part = events[due].frame - at;
        outlet.n = 0;
        outlet.room = LEAT_EVENTS_A_QUANTUM;
        const struct leat_block block = {.frame = at,
                                         .nframes = (uint32_t)part,
                                         .lanes = 1,
                                         .param = param,
                                         .events = events + next,
                                         .n_events = due - next,
                                         .event_out = outlets,
                                         .tempo = &rig.tempo};
        rig.node->process(rig.state, &block);
        for (uint32_t k = 0; k < outlet.n; k++)
            given[n_given++] = outlet.at[k];
        next = due;
    }
}

static void set_up(void)
{
    rig_set_up_plain(&rig, "align_events", 1);
}

static void events_go_to_the_next_line_and_never_back(void **state)
{
    static const int64_t from[] = {0, 1, 5999, 6000, 6001, 11000, 12000, 17999};
    static const int64_t to[] = {0, 6000, 6000, 6000, 12000, 12000, 12000, 18000};
    struct leat_event events[8];

    (void)state;
    set_up();
    for (int k = 0; k < 8; k++)
        events[k] = event(from[k], LEAT_EVENT_MARKER, k + 1);
    play(events, 8, 20000);
    assert_int_equal(n_given, 8);
    for (int k = 0; k < 8; k++) {
        assert_int_equal(given[k].frame, to[k]);
        assert_int_equal(given[k].note_id, k + 1); /* in the order in which they came */
    }
}

static void strength_goes_a_part_of_the_way(void **state)
{
    const struct leat_event one = event(2000, LEAT_EVENT_MARKER, 1);

    (void)state;
    set_up();
    rig_hold(&rig, "strength", 0.25f);
    play(&one, 1, 20000);
    assert_int_equal(n_given, 1);
    assert_int_equal(given[0].frame, 3000);
}

static void notes_keep_their_length(void **state)
{
    const struct leat_event notes[] = {
        event(100, LEAT_EVENT_NOTE_ON, 1),   event(400, LEAT_EVENT_NOTE_CHANGE, 1),
        event(700, LEAT_EVENT_NOTE_OFF, 1),  event(5000, LEAT_EVENT_NOTE_ON, 2),
        event(5800, LEAT_EVENT_NOTE_OFF, 2), event(19000, LEAT_EVENT_NOTE_OFF, 9)};
    static const int64_t to[] = {6000, 6000, 6300, 6600, 6800, 19000};

    (void)state;
    set_up();
    play(notes, 6, 20000);
    assert_int_equal(n_given, 6);
    for (int k = 0; k < 6; k++)
        assert_int_equal(given[k].frame, to[k]);
    assert_int_equal(given[0].type, LEAT_EVENT_NOTE_ON);
    assert_int_equal(given[1].note_id, 2);
    assert_int_equal(given[4].type, LEAT_EVENT_NOTE_OFF);
}

static void all_off_is_not_kept_waiting(void **state)
{
    const struct leat_event notes[] = {event(100, LEAT_EVENT_NOTE_ON, 1),
                                       event(200, LEAT_EVENT_ALL_OFF, 0),
                                       event(300, LEAT_EVENT_NOTE_OFF, 1)};

    (void)state;
    set_up();
    play(notes, 3, 20000);
    assert_int_equal(n_given, 2); /* the note never began */
    assert_true(given[0].frame == 200 && given[0].type == LEAT_EVENT_ALL_OFF);
    assert_true(given[1].frame == 300);
}

static void what_finds_no_room_goes_at_once(void **state)
{
    static struct leat_event many[600];

    (void)state;
    set_up();
    for (int k = 0; k < 600; k++)
        many[k] = event(1 + k, LEAT_EVENT_MARKER, k + 1);
    play(many, 600, 20000);
    /* 512 wait; 256 a quantum leave, so what the host has no room for is lost here */
    int at_once = 0;
    for (uint32_t k = 0; k < n_given; k++)
        at_once += given[k].frame < SIXTEENTH;
    assert_int_equal(at_once, 600 - 512);
    for (uint32_t k = 1; k < n_given; k++)
        assert_true(given[k].frame >= given[k - 1].frame);
}

/* Of pairs of sixteenths, 12000 frames long, the second ones are s * 2000 late. */
static void second_lines_swing(void **state)
{
    const struct leat_event events[] = {event(10, LEAT_EVENT_MARKER, 1),
                                        event(8001, LEAT_EVENT_MARKER, 2),
                                        event(12001, LEAT_EVENT_MARKER, 3)};

    (void)state;
    set_up();
    rig_hold(&rig, "swing", 1.0f);
    play(events, 3, 30000);
    assert_int_equal(given[0].frame, 8000);
    assert_int_equal(given[1].frame, 12000);
    assert_int_equal(given[2].frame, 20000);
    rig_hold(&rig, "grid", 1.0f); /* beats do not swing */
    play(events, 3, 30000);
    assert_int_equal(given[0].frame, BEAT);
}

/* The definition: the least frame, not before `frame`, that is the first at or after
 * some line. */
static int64_t slow_next(const struct grid *g, const struct leat_tempo *t,
                         int64_t frame)
{
    const int64_t first = (int64_t)(leat_tempo_beat(t, frame) / g->step) - 10;

    for (int64_t f = frame;; f++)
        for (int64_t k = first; k < first + 40; k++) {
            const double line = (double)k * g->step, pair = 2.0 * g->unit;
            const double within = fmod(line, pair);
            const double late =
                g->swing / 3.0 * (within < g->unit ? within : pair - within);
            if (leat_tempo_beat(t, f) >= line + late - 1e-9 &&
                leat_tempo_beat(t, f - 1) < line + late - 1e-9)
                return f;
        }
}

static void lines_are_where_the_clock_has_them(void **state)
{
    static const struct grid grids[] = {{0.25, 0.0, 0.25},
                                        {0.25, 0.6, 0.25},
                                        {0.125, 1.0, 0.25},
                                        {0.3, 0.0, 0.25},
                                        {0.5, 0.5, 0.5}};
    const struct leat_tempo tempo = {
        .bpm = 97.3, .beat0 = 2.37, .frame0 = 1000, .minute = 60.0 * 44100.0};

    (void)state;
    for (size_t g = 0; g < sizeof(grids) / sizeof(grids[0]); g++)
        for (int64_t frame = 5000; frame < 40000; frame += 3333)
            assert_int_equal(grid_next(&grids[g], &tempo, frame),
                             slow_next(&grids[g], &tempo, frame));
}

enum { LATE = 480, LONG = 16 * BEAT }; /* 10 ms; four bars */

static float in[LONG], out[LONG];

/* Run sound with marks, LATE after what they mark, in pieces of at most 200. */
static void play_sound(const int64_t *mark, uint32_t n_marks)
{
    struct leat_value param[RIG_PARAMS];
    uint32_t next = 0;

    for (uint32_t k = 0; k < rig.node->n_params; k++)
        param[k] = (struct leat_value){rig.param[k], 0};
    for (int64_t at = 0, part; at < LONG; at += part) {
        const struct leat_event event = {.frame = at, .type = LEAT_EVENT_MARKER};
        const bool is_mark = next < n_marks && mark[next] + LATE == at;
        const float *ins[2] = {in + at, NULL};
        float *outs[1] = {out + at};
        next += is_mark;
        part = LONG - at < 200 ? LONG - at : 200;
        if (next < n_marks && mark[next] + LATE - at < part)
            part = mark[next] + LATE - at;
        const struct leat_block block = {.frame = at,
                                         .nframes = (uint32_t)part,
                                         .lanes = 1,
                                         .in = ins,
                                         .out = outs,
                                         .param = param,
                                         .events = &event,
                                         .n_events = is_mark,
                                         .tempo = &rig.tempo};
        rig.node->process(rig.state, &block);
    }
}

static void fill_noise(void)
{
    for (uint32_t i = 0; i < LONG; i++)
        in[i] = rig_noise(i >> 8, i & 255, 0);
}

/* Whether the output is the input `later` frames ago. */
static void assert_later(int64_t later, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++)
        if (out[i] != (i < later ? 0.0f : in[i - later]))
            fail_msg("frame %d is not that of %d frames ago", (int)i, (int)later);
}

/* Beats 3000 frames behind the lines are delayed by a beat less 3000. */
static void a_sound_is_delayed_until_its_beats_are_on_the_lines(void **state)
{
    static const int64_t mark[] = {3000, 27000, 51000};

    (void)state;
    fill_noise();
    rig_set_up_plain(&rig, "align", 1);
    play_sound(mark, 3);
    assert_later(LATE, 0, 3000 + LATE);
    assert_later(LATE + BEAT - 3000, 3000 + LATE + 960, LONG); /* a fade of 20 ms */
}

/* The fade is at equal power: of x and y it makes x cos + y sin. */
static void the_delay_changes_by_a_crossfade(void **state)
{
    static const int64_t mark[] = {3000};
    const int64_t before = LATE, after = LATE + BEAT - 3000;

    (void)state;
    fill_noise();
    rig_set_up_plain(&rig, "align", 1);
    play_sound(mark, 1);
    for (int64_t i = 3000 + LATE, k = 0; k < 960; i++, k++) {
        const double angle = 0.5 * 3.14159265358979 * (double)k / 960.0;
        const double y = i < after ? 0.0 : (double)in[i - after];
        assert_true(fabs((double)out[i] - cos(angle) * (double)in[i - before] -
                         sin(angle) * y) < 1e-5);
    }
}

/* In the second bar the beats are 2000 frames later: from the third on they are on the
 * lines again.  400 frames, 8 ms, would be left. */
static void what_drifts_is_followed_bar_by_bar(void **state)
{
    static const int64_t mark[] = {3000, 4 * BEAT + 5000, 8 * BEAT + 5000};
    static const int64_t near[] = {3000, 4 * BEAT + 3400, 8 * BEAT + 3400};

    (void)state;
    fill_noise();
    rig_set_up_plain(&rig, "align", 1);
    play_sound(mark, 3);
    assert_later(LATE + BEAT - 3000, 8 * BEAT - 100, 8 * BEAT);
    assert_later(LATE + BEAT - 5000, 8 * BEAT + 960, LONG);
    rig_set_up_plain(&rig, "align", 1);
    play_sound(near, 3);
    assert_later(LATE + BEAT - 3000, 3000 + LATE + 960, LONG);
}

static void without_marks_or_too_far_nothing_moves(void **state)
{
    static const int64_t mark[] = {3000, 9000, 40000};

    (void)state;
    fill_noise();
    for (int slices = 0; slices < 2; slices++) {
        rig_set_up_plain(&rig, slices ? "align_slices" : "align", 1);
        play_sound(NULL, 0);
        assert_later(slices ? LATE + 144 : LATE, 0, LONG);
    }
    rig_hold(&rig, "grid", 64.0f);
    play_sound(mark, 3);
    for (int64_t i = LATE + 144; i < LONG; i++) /* cut and joined: a rounding */
        assert_true(fabsf(out[i] - in[i - LATE - 144]) < 2e-7f);
}

/* Steps of other heights, each on its line and as long as it was: the cut lies before
 * a step, 3 ms or 144 frames, by which the sound is later beside. */
static void each_slice_begins_on_its_line(void **state)
{
    static const int64_t mark[] = {1000, 7500, 18001, 25000};
    static const int64_t line[] = {6000, 12000, 24000, 30000};

    (void)state;
    memset(in, 0, sizeof(in));
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4000; i++)
            in[mark[k] + i] = 0.1f * (float)(k + 1);
    rig_set_up_plain(&rig, "align_slices", 1);
    play_sound(mark, 4);
    int64_t end = 0;
    for (int k = 0; k < 4; k++) {
        const int64_t at = line[k] + LATE + 144;
        for (int64_t i = end; i < at; i++)
            assert_true(out[i] == 0.0f);
        for (end = at; end < at + 4000; end++)
            assert_true(out[end] == in[mark[k]]);
    }
}

/* A slice of one beat moved by half of one meets the next, moved by none. */
static void slices_that_overlap_are_mixed(void **state)
{
    static const int64_t mark[] = {12000, 24000};

    (void)state;
    for (int i = 0; i < LONG; i++)
        in[i] = i < 12000 ? 0.0f : i < 24000 ? 0.25f : 0.5f;
    rig_set_up_plain(&rig, "align_slices", 1);
    rig_hold(&rig, "grid", 1.0f);
    play_sound(mark, 2);
    assert_true(out[24000 + LATE - 1] == 0.0f); /* the cut lies 144 frames before */
    assert_true(fabsf(out[24000 + LATE + 200] - 0.75f) < 1e-6f);
    assert_true(fabsf(out[36000 + LATE + 200] - 0.5f) < 1e-6f);
}

/* A note every 1000 frames, each 500 long: one in 4800 frames passes, with its end. */
static void throttled_notes_pass_whole_or_not_at_all(void **state)
{
    struct leat_event notes[40];
    uint32_t n_on = 0;

    (void)state;
    for (int k = 0; k < 20; k++) {
        notes[2 * k] = event(1000 * k, LEAT_EVENT_NOTE_ON, k + 1);
        notes[2 * k + 1] = event(1000 * k + 500, LEAT_EVENT_NOTE_OFF, k + 1);
    }
    rig_set_up_plain(&rig, "throttle", 1);
    rig_hold(&rig, "period", 0.1f);
    play(notes, 40, 20000);
    assert_int_equal(n_given, 8);
    for (uint32_t k = 0; k < n_given; k += 2, n_on++) {
        assert_int_equal(given[k].type, LEAT_EVENT_NOTE_ON);
        assert_int_equal(given[k].frame, 5000 * n_on);
        assert_int_equal(given[k + 1].type, LEAT_EVENT_NOTE_OFF);
        assert_int_equal(given[k + 1].note_id, given[k].note_id);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(throttled_notes_pass_whole_or_not_at_all),
        cmocka_unit_test(events_go_to_the_next_line_and_never_back),
        cmocka_unit_test(strength_goes_a_part_of_the_way),
        cmocka_unit_test(notes_keep_their_length),
        cmocka_unit_test(all_off_is_not_kept_waiting),
        cmocka_unit_test(what_finds_no_room_goes_at_once),
        cmocka_unit_test(second_lines_swing),
        cmocka_unit_test(lines_are_where_the_clock_has_them),
        cmocka_unit_test(a_sound_is_delayed_until_its_beats_are_on_the_lines),
        cmocka_unit_test(the_delay_changes_by_a_crossfade),
        cmocka_unit_test(what_drifts_is_followed_bar_by_bar),
        cmocka_unit_test(without_marks_or_too_far_nothing_moves),
        cmocka_unit_test(each_slice_begins_on_its_line),
        cmocka_unit_test(slices_that_overlap_are_mixed),
    };
    const int failed = cmocka_run_group_tests_name("align", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
