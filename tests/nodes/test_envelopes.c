/* SPDX-License-Identifier: MIT */
/* Envelopes against closed forms: levels at exact frames, gates, notes, any lanes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <leat/node.h>

#include "support/rig.h"
#include "support/rt_guard.h"

enum { RATE = 48000 };

static struct rig a, b;

static uint32_t param(const struct rig *rig, const char *name)
{
    const int p = leat_node_param_find(rig->node, name);

    assert_true(p >= 0);
    return (uint32_t)p;
}

/* A node of one lane without input, all settings at their defaults. */
static void set_up(struct rig *rig, const char *name)
{
    const struct leat_node_class *node = leat_node_class_find(name);

    assert_non_null(node);
    rig_set_up(rig, node, 1, RIG_STILL, RIG_ALL_ALIKE);
    for (uint32_t k = 0; k < node->n_params; k++)
        if (node->params[k].kind != LEAT_TEXT)
            rig_set(rig, k, node->params[k].def);
    rig->in_linked = 0;
    rig->no_events = true;
}

static void set(struct rig *rig, const char *name, float value)
{
    rig_set(rig, param(rig, name), value);
}

static void run(struct rig *rig, uint32_t start, uint32_t nframes)
{
    rt_guard_enter();
    rig_run(rig, start, nframes);
    rt_guard_leave();
}

static void send(struct rig *rig, uint32_t start, uint32_t nframes, uint16_t type,
                 int32_t id, float value)
{
    const struct leat_event event = {
        .frame = start, .type = type, .note_id = id, .key = 60.0f, .value = value};

    rig_call(rig, start, start, nframes, &event);
}

/* (1 - e^(c x)) / (1 - e^c), in double */
static double bend(double x, double c)
{
    return c == 0.0 ? x : (1.0 - exp(c * x)) / (1.0 - exp(c));
}

/* The level of an ADSR at a frame, its gate open in [0, closes), peak 1.  attack 20,
 * decay 50, release 40 frames, sustain 0.6. */
static double expected(int frame, int closes, bool curved)
{
    const double up = curved ? log(0.3 / 1.3) : 0.0;
    const double down = curved ? log(0.001 / 1.001) : 0.0;

    if (frame >= closes) {
        const double from = expected(closes < 1 ? 0 : closes, closes + 1000, curved);
        return frame - closes >= 40
                   ? 0.0
                   : from * (1.0 - bend((frame - closes) / 40.0, down));
    }
    if (frame < 20)
        return bend(frame / 20.0, up);
    if (frame < 70)
        return 1.0 - 0.4 * bend((frame - 20) / 50.0, down);
    return 0.6;
}

static void adsr_of(struct rig *rig, int closes, bool curved)
{
    set_up(rig, "adsr");
    set(rig, "attack", 20.0f / RATE);
    set(rig, "decay", 50.0f / RATE);
    set(rig, "release", 40.0f / RATE);
    set(rig, "sustain", 0.6f);
    set(rig, "curve", curved ? 1.0f : 0.0f);
    rig->step[0] = 1;
    for (int i = 0; i < RIG_FRAMES; i++)
        rig->param[0][i] = i < closes ? 1.0f : 0.0f;
    rig_prepare(rig);
}

/* Tolerance: a segment is at most 50 frames of one rounding each, 2^-24. */
static void every_frame_of_an_adsr_is_where_its_formula_says(void **state)
{
    (void)state;
    for (int curved = 0; curved < 2; curved++)
        for (int closes = 1; closes < 130; closes += 16) {
            adsr_of(&a, closes, curved);
            run(&a, 0, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++)
                assert_true(fabs(a.out[0][i] - expected(i, closes, curved)) < 4e-6);
            assert_true(a.out[0][closes + 40] == 0.0f); /* and silent for good */
        }
}

/* Long segments: at 10 s of 48 kHz the level is that of the formula in double.
 * Tolerance: 480000 roundings of the way, 2^-24 each, that add up as a random walk. */
static void a_long_decay_ends_at_its_frame(void **state)
{
    (void)state;
    for (int curved = 0; curved < 2; curved++) {
        const double c = curved ? log(0.001 / 1.001) : 0.0;
        set_up(&a, "adsr");
        set(&a, "attack", 0.0f);
        set(&a, "decay", 10.0f);
        set(&a, "sustain", 0.0f);
        set(&a, "curve", (float)curved);
        rig_prepare(&a);
        for (int64_t at = 0; at < 480000 + RIG_FRAMES; at += RIG_FRAMES) {
            rig_run_at(&a, at, 0, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++) {
                const double x = (double)(at + i) / 480000.0;
                const double level = x < 1.0 ? 1.0 - bend(x, c) : 0.0;
                assert_true(fabs(a.out[0][i] - level) < 5e-5);
                assert_true((a.out[0][i] > 0.0f) == (x < 1.0) || at + i > 479000);
            }
        }
    }
}

/* One frame of 0 starts the attack again from the level that was reached. */
static void one_frame_of_0_retriggers_from_the_level(void **state)
{
    (void)state;
    adsr_of(&a, 200, false);
    a.param[0][100] = 0.0f;
    run(&a, 0, RIG_FRAMES);
    assert_true(fabsf(a.out[0][100] - 0.6f) < 1e-6f);
    const float low = 0.6f * 39.0f / 40.0f; /* one frame of release */
    assert_true(fabsf(a.out[0][101] - low) < 1e-6f);
    const int rest = (int)ceilf(20.0f * (1.0f - low)); /* frames to the peak */
    assert_true(fabsf(a.out[0][101 + rest] - 1.0f) < 1e-6f);
    for (int i = 101; i < 101 + rest; i++)
        assert_true(fabsf(a.out[0][i + 1] - a.out[0][i] - (1.0f - low) / (float)rest) <
                    1e-6f);
}

static void it_closes_by_itself_after_hold(void **state)
{
    (void)state;
    adsr_of(&a, 1000, true);
    set(&a, "hold", 80.0f / RATE);
    run(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_true(fabs(a.out[0][i] - expected(i, 80, true)) < 4e-6);
}

static void the_gates_value_sets_the_peak(void **state)
{
    (void)state;
    for (int velocity = 0; velocity < 2; velocity++) {
        adsr_of(&a, 0, false);
        set(&a, "velocity", (float)velocity);
        for (int i = 0; i < 150; i++)
            a.param[0][i] = 0.25f;
        run(&a, 0, RIG_FRAMES);
        for (int i = 0; i < RIG_FRAMES; i++)
            assert_true(fabs(a.out[0][i] -
                             (velocity ? 0.25 : 1.0) * expected(i, 150, false)) < 4e-6);
    }
}

static void notes_open_and_close_it(void **state)
{
    (void)state;
    adsr_of(&a, 1000, false);
    a.in_linked = 2; /* the input of notes: the parameter is not heard */
    run(&a, 0, 50);
    for (int i = 0; i < 50; i++)
        assert_true(a.out[0][i] == 0.0f);
    send(&a, 50, 30, LEAT_EVENT_NOTE_ON, 1, 0.5f);
    send(&a, 80, 20, LEAT_EVENT_NOTE_ON, 2, 0.5f);   /* strikes again */
    send(&a, 100, 20, LEAT_EVENT_NOTE_OFF, 1, 0.0f); /* the other is still held */
    send(&a, 120, 136, LEAT_EVENT_NOTE_OFF, 2, 0.0f);
    for (int i = 50; i < 80; i++)
        assert_true(fabs(a.out[0][i] - 0.5 * expected(i - 50, 1000, false)) < 4e-6);
    const float low = a.out[0][79];
    assert_true(a.out[0][80] < low && a.out[0][82] > a.out[0][80]);
    assert_true(a.out[0][119] > 0.3f);
    assert_true(a.out[0][159] > 0.0f && a.out[0][160] == 0.0f);
}

/* The same with a signal: it is multiplied. */
static void a_linked_signal_is_shaped(void **state)
{
    (void)state;
    adsr_of(&a, 90, true);
    adsr_of(&b, 90, true);
    b.in_linked = 1;
    run(&a, 0, RIG_FRAMES);
    run(&b, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_true(b.out[0][i] == a.out[0][i] * b.in[0][i]);
}

/* Segments of 20, 30, 40 and 50 frames; the last follows the gate's close. */
static void env_of(struct rig *rig, int closes, int loop)
{
    set_up(rig, "env");
    rig->text[param(rig, "levels")] = "0 1 0.2 0.6 0";
    rig->text[param(rig, "times")] = "0.000416667 0.000625 0.000833333 0.001041667";
    rig->text[param(rig, "curves")] = "0 -4 3";
    set(rig, "loop", (float)loop);
    rig->step[0] = 1;
    for (int i = 0; i < RIG_FRAMES; i++)
        rig->param[0][i] = i < closes ? 1.0f : 0.0f;
    rig_prepare(rig);
}

static double part(double from, double to, double x, double c)
{
    return from + (to - from) * bend(x, c);
}

static void segments_follow_their_lists(void **state)
{
    (void)state;
    env_of(&a, 150, 0);
    run(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        const double level = i < 20    ? part(0.0, 1.0, i / 20.0, 0.0)
                             : i < 50  ? part(1.0, 0.2, (i - 20) / 30.0, -4.0)
                             : i < 90  ? part(0.2, 0.6, (i - 50) / 40.0, 3.0)
                             : i < 150 ? 0.6
                             : i < 200 ? part(0.6, 0.0, (i - 150) / 50.0, 0.0)
                                       : 0.0;
        assert_true(fabs(a.out[0][i] - level) < 4e-6);
    }
}

/* Segments 2 and 3 come again, 70 frames, from the level that was reached. */
static void segments_loop_while_the_gate_is_open(void **state)
{
    (void)state;
    env_of(&a, 240, 2);
    run(&a, 0, RIG_FRAMES);
    for (int i = 90; i < 240; i++) {
        const int k = (i - 20) % 70;
        const double level = k < 30 ? part(0.6, 0.2, k / 30.0, -4.0)
                                    : part(0.2, 0.6, (k - 30) / 40.0, 3.0);
        assert_true(fabs(a.out[0][i] - level) < 4e-6);
    }
    assert_true(a.out[0][RIG_FRAMES - 1] < a.out[0][240]); /* on its way to 0 */
}

static void any_list_gives_a_bounded_envelope(void **state)
{
    static const char *const lists[] = {
        "",
        "1",
        "x",
        "- -",
        "1 2 3",
        "-5,7;1e9 .5",
        ("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 "
         "1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1")};

    (void)state;
    for (size_t levels = 0; levels < 7; levels++)
        for (size_t times = 0; times < 7; times++)
            for (int loop = 0; loop < 3; loop++) {
                env_of(&a, 100, loop);
                a.text[param(&a, "levels")] = lists[levels];
                a.text[param(&a, "times")] = lists[times];
                a.text[param(&a, "curves")] = lists[times];
                rig_prepare(&a);
                run(&a, 0, RIG_FRAMES);
                for (int i = 0; i < RIG_FRAMES; i++)
                    assert_true(fabsf(a.out[0][i]) <= 1000.0f);
            }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_of_an_adsr_is_where_its_formula_says),
        cmocka_unit_test(a_long_decay_ends_at_its_frame),
        cmocka_unit_test(one_frame_of_0_retriggers_from_the_level),
        cmocka_unit_test(it_closes_by_itself_after_hold),
        cmocka_unit_test(the_gates_value_sets_the_peak),
        cmocka_unit_test(notes_open_and_close_it),
        cmocka_unit_test(a_linked_signal_is_shaped),
        cmocka_unit_test(segments_follow_their_lists),
        cmocka_unit_test(segments_loop_while_the_gate_is_open),
        cmocka_unit_test(any_list_gives_a_bounded_envelope),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rig_tear_down(&a);
    rig_tear_down(&b);
    return failed;
}
