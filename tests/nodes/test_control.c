/* SPDX-License-Identifier: MIT */
/* Nodes that move settings, against their formulas. */
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

/* A node with all settings at their defaults, nothing linked. */
static void set_up(struct rig *rig, const char *name, uint32_t lanes)
{
    const struct leat_node_class *node = leat_node_class_find(name);

    assert_non_null(node);
    rig_set_up(rig, node, lanes, RIG_STILL, RIG_ALL_ALIKE);
    for (uint32_t k = 0; k < node->n_params; k++)
        if (node->params[k].kind != LEAT_TEXT)
            rig_set(rig, k, node->params[k].def);
    rig->in_linked = 1;
    rig->no_events = true;
    rig_prepare(rig);
}

static void set(struct rig *rig, const char *name, float value)
{
    rig_set(rig, param(rig, name), value);
}

static void set_text(struct rig *rig, const char *name, const char *text)
{
    rig->text[param(rig, name)] = text;
    rig_prepare(rig);
}

static void run_at(struct rig *rig, int64_t at, uint32_t nframes)
{
    rt_guard_enter();
    rig_run_at(rig, at, 0, nframes);
    rt_guard_leave();
}

/* The forms of an LFO at a part of its cycle, in double. */
static double form(int shape, double x)
{
    x -= floor(x);
    switch (shape) {
    case 0:
        return sin(2.0 * M_PI * x);
    case 1:
        return x < 0.25 ? 4.0 * x : x < 0.75 ? 2.0 - 4.0 * x : 4.0 * x - 4.0;
    case 2:
        return x < 0.5 ? 1.0 : -1.0;
    case 3:
        return 2.0 * x - 1.0;
    default:
        return 1.0 - 2.0 * x;
    }
}

/* Whether a step of the form lies nearer than one could tell. */
static bool is_at_edge(int shape, double x)
{
    const double twice = 2.0 * (x - floor(x));
    return shape >= 2 && fabs(twice - floor(twice + 0.5)) < 1e-6;
}

/* Tolerance: the phase is a float of 24 bits when it becomes a sample, 2^-24 of a
 * cycle; the steepest form, triangle, makes 2.4e-7 of it, the sine's polynomial adds
 * 2e-7. */
static void an_lfo_is_its_form_at_any_time(void **state)
{
    (void)state;
    for (int shape = 0; shape < 5; shape++)
        for (int64_t at = 0; at < 100 * RIG_FRAMES; at += RIG_FRAMES) {
            if (at == 0) {
                set_up(&a, "lfo", 1);
                set(&a, "rate", 7.0f);
                set(&a, "shape", (float)shape);
                set(&a, "depth", 3.0f);
                set(&a, "offset", 0.5f);
                set(&a, "phase", 0.125f);
            }
            run_at(&a, at, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++) {
                const double x = 0.125 + 7.0 * (double)(at + i) / RATE;
                if (!is_at_edge(shape, x))
                    assert_true(fabs(a.out[0][i] - 0.5 - 3.0 * form(shape, x)) < 3e-6);
            }
        }
}

/* An hour later it is where the clock says: nothing adds up. */
static void an_lfo_of_beats_never_leaves_the_clock(void **state)
{
    const int64_t hour = (int64_t)3600 * RATE;

    (void)state;
    set_up(&a, "lfo", 1);
    set(&a, "beats", 0.75f);
    a.tempo = (struct leat_tempo){
        .bpm = 133.0, .beat0 = 2.5, .frame0 = 1000, .minute = 60.0 * RATE};
    for (int64_t at = hour; at < hour + 40 * RIG_FRAMES; at += RIG_FRAMES) {
        run_at(&a, at, RIG_FRAMES);
        for (int i = 0; i < RIG_FRAMES; i++) {
            const double beat = 2.5 + (double)(at + i - 1000) * 133.0 / (60.0 * RATE);
            assert_true(fabs(a.out[0][i] - form(0, beat / 0.75)) < 1e-6);
        }
    }
}

/* A cycle of 1000 s is right to a frame after one: 2^-62 of a cycle a frame. */
static void a_slow_lfo_keeps_its_rate(void **state)
{
    (void)state;
    set_up(&a, "lfo", 1);
    set(&a, "rate", 0.001f);
    set(&a, "shape", 3.0f);
    for (int64_t at = 0; at < 1000 * RIG_FRAMES; at += RIG_FRAMES)
        run_at(&a, at, RIG_FRAMES);
    const double x = (double)0.001f * (1000.0 * RIG_FRAMES - 1.0) / RATE;
    assert_true(fabs(a.out[0][RIG_FRAMES - 1] - (2.0 * x - 1.0)) < 2e-7);
}

static void a_retrigger_begins_the_cycle_anew(void **state)
{
    (void)state;
    set_up(&a, "lfo", 1);
    set(&a, "rate", 100.0f);
    const uint32_t p = param(&a, "retrigger");
    a.step[p] = 1;
    for (int i = 0; i < RIG_FRAMES; i++)
        a.param[p][i] = i >= 77 && i < 90 ? 1.0f : 0.0f;
    run_at(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        const double x = 100.0 * (i < 77 ? i : i - 77) / RATE;
        assert_true(fabs(a.out[0][i] - form(0, x)) < 1e-6);
    }
}

/* random holds a value for a cycle; smooth leads from it to the next. */
static void chance_comes_once_a_cycle(void **state)
{
    (void)state;
    for (int shape = 5; shape < 7; shape++) {
        set_up(&a, "lfo", 2);
        set(&a, "rate", 750.0f); /* 64 frames */
        set(&a, "shape", (float)shape);
        run_at(&a, 0, RIG_FRAMES);
        for (int l = 0; l < 2; l++)
            for (int i = 0; i < RIG_FRAMES - 64; i++) {
                const float from = a.out[0][(i / 64 * 64) * 2 + l];
                const float to = a.out[0][(i / 64 * 64 + 64) * 2 + l];
                const float x = (float)(i % 64) / 64.0f;
                const float way = shape == 6 ? x * x * (3.0f - 2.0f * x) : 0.0f;
                assert_true(fabsf(a.out[0][i * 2 + l] - from - (to - from) * way) <
                            1e-6f);
                assert_true(fabsf(from) <= 1.0f && from != to);
            }
        assert_true(a.out[0][0] != a.out[0][1]); /* lanes differ */
    }
}

/* A step of 1 is climbed in rise seconds, one of -1 in fall seconds.  Tolerance: one
 * rounding of 2^-24 a frame. */
static void a_slew_climbs_and_sinks_at_its_speed(void **state)
{
    (void)state;
    set_up(&a, "slew", 1);
    set(&a, "rise", 40.0f / RATE);
    set(&a, "fall", 100.0f / RATE);
    for (int i = 0; i < RIG_FRAMES; i++)
        a.in[0][i] = i >= 10 && i < 110 ? 1.0f : 0.0f;
    run_at(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        const double up = (i - 9) / 40.0, down = 1.0 - (i - 109) / 100.0;
        const double y = i < 10 ? 0.0 : i < 110 ? fmin(up, 1.0) : fmax(down, 0.0);
        assert_true(fabs(a.out[0][i] - y) < 6e-6);
    }
    set_up(&a, "slew", 1); /* it begins where the signal does */
    a.in[0][0] = 0.7f;
    run_at(&a, 0, 1);
    assert_true(a.out[0][0] == 0.7f);
}

static void a_value_is_held_until_the_next_trigger(void **state)
{
    float held = 0.0f;

    (void)state;
    set_up(&a, "sample_hold", 1);
    a.in_linked = 3;
    run_at(&a, 0, RIG_FRAMES); /* both inputs are noise */
    for (int i = 0; i < RIG_FRAMES; i++) {
        if (a.in[1][i] > 0.0f && (i == 0 || a.in[1][i - 1] <= 0.0f))
            held = a.in[0][i];
        assert_true(a.out[0][i] == held);
    }
    set_up(&a, "sample_hold", 1);
    set(&a, "rate", 750.0f); /* 64 frames */
    run_at(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_true(a.out[0][i] == a.in[0][i / 64 * 64]);
}

static void a_walk_takes_small_steps_within_its_bounds(void **state)
{
    (void)state;
    set_up(&a, "random_walk", 1);
    set(&a, "rate", 750.0f); /* 64 frames */
    set(&a, "step", 0.3f);
    set(&a, "min", 2.0f);
    set(&a, "max", 3.0f);
    int up = 0;
    for (int64_t at = 0; at < 1000 * RIG_FRAMES; at += RIG_FRAMES) {
        run_at(&a, at, RIG_FRAMES);
        for (int i = 0; i < RIG_FRAMES; i++) {
            assert_true(a.out[0][i] >= 2.0f && a.out[0][i] <= 3.0f);
            if (i == 0)
                continue;
            const float way = a.out[0][i] - a.out[0][i - 1];
            assert_true(i % 64 ? way == 0.0f : fabsf(way) <= 0.3f + 1e-6f);
            up += way > 0.0f;
        }
    }
    assert_in_range(up, 1365, 1635); /* of 3000 steps: half, within 5 sigma of 27 */
}

static void a_range_maps_by_its_formula(void **state)
{
    (void)state;
    for (int curve = 0; curve < 3; curve++) {
        set_up(&a, "range", 1);
        set(&a, "in_min", -0.5f);
        set(&a, "in_max", 0.5f);
        set(&a, "out_min", 100.0f);
        set(&a, "out_max", 1600.0f);
        set(&a, "curve", (float)curve);
        run_at(&a, 0, RIG_FRAMES);
        for (int i = 0; i < RIG_FRAMES; i++) {
            const double t = fmin(fmax((double)a.in[0][i] + 0.5, 0.0), 1.0);
            const double y = curve == 0   ? 100.0 + 1500.0 * t
                             : curve == 1 ? 100.0 * pow(16.0, t)
                                          : 100.0 + 150.0 * log2(1.0 + 1023.0 * t);
            assert_true(fabs(a.out[0][i] / y - 1.0) < 3e-6); /* of floats and exp2 */
        }
    }
}

/* Every semitone and a half, in every key of two scales, against a search. */
static void a_pitch_goes_to_the_nearest_note_of_the_scale(void **state)
{
    static const int major[] = {0, 2, 4, 5, 7, 9, 11}, five[] = {0, 2, 4, 7, 9};

    (void)state;
    for (int root = 0; root < 12; root++)
        for (int s = 0; s < 2; s++) {
            const int *scale = s ? five : major, n = s ? 5 : 7;
            set_up(&a, "quantize", 1);
            set(&a, "scale", s ? 5.0f : 1.0f);
            set(&a, "root", (float)root);
            for (int i = 0; i < RIG_FRAMES; i++)
                a.in[0][i] = 20.0f + 0.37f * (float)i;
            run_at(&a, 0, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++) {
                float best = 1e9f;
                for (int octave = 0; octave < 12; octave++)
                    for (int k = 0; k < n; k++) {
                        const float note = (float)(12 * octave + root + scale[k]);
                        if (fabsf(note - a.in[0][i]) < fabsf(best - a.in[0][i]))
                            best = note;
                    }
                assert_true(a.out[0][i] == best);
            }
        }
    set_up(&a, "quantize", 1); /* 450 Hz is nearest to A */
    set(&a, "unit", 1.0f);
    a.in[0][0] = 450.0f;
    run_at(&a, 0, 1);
    assert_true(fabsf(a.out[0][0] - 440.0f) < 1e-3f);
}

/* The first frame at or behind a position in steps, at 120 bpm and `beats` a step. */
static int64_t frame_of(double steps, double beats)
{
    return (int64_t)ceil(steps * beats * RATE / 2.0 - 1e-9);
}

/* Steps of 1/64 beat, 375 frames; the gate is open for half of each, and the second of
 * a pair comes swing / 3 of a step late. */
static void steps_and_gates_are_exact_to_the_frame(void **state)
{
    static const float swings[] = {0.0f, 0.5f, 1.0f};

    (void)state;
    for (int s = 0; s < 3; s++) {
        const double late = (double)swings[s] / 3.0, beats = 1.0 / 64.0;
        set_up(&a, "step", 1);
        set(&a, "beats", (float)beats);
        set(&a, "swing", swings[s]);
        set_text(&a, "values", "60 62.5 _ -7");
        for (int64_t at = 0; at < 20 * RIG_FRAMES; at += RIG_FRAMES) {
            run_at(&a, at, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++) {
                static const float values[] = {60.0f, 62.5f, 62.5f, -7.0f};
                int64_t k = 0;
                while (frame_of((double)(k + 1) + (k % 2 ? 0.0 : late), beats) <=
                       at + i)
                    k++;
                const double begin = (double)k + (k % 2 ? late : 0.0);
                const double length = k % 2 ? 1.0 - late : 1.0 + late;
                const bool open =
                    k % 4 != 2 && at + i < frame_of(begin + 0.5 * length, beats);
                assert_true(a.out[0][i] == values[k % 4]);
                assert_true(a.out[1][i] == (open ? 0.8f : 0.0f));
            }
        }
    }
}

static void notes_of_steps_begin_and_end_with_their_gates(void **state)
{
    (void)state;
    set_up(&a, "step", 1);
    set(&a, "beats", 1.0f / 64.0f);
    set(&a, "gate", 1.0f);
    set_text(&a, "values", "60 - 62 _");
    a.n_emitted = 0;
    for (int64_t at = 0; at < 5 * RIG_FRAMES; at += RIG_FRAMES)
        run_at(&a, at, RIG_FRAMES);
    assert_int_equal(a.n_emitted, 4);
    static const struct {
        int64_t frame;
        uint16_t type;
        float key;
    } expected[] = {
        {0, LEAT_EVENT_NOTE_ON, 60.0f},
        {2 * 375 - 1, LEAT_EVENT_NOTE_OFF, 60.0f}, /* a frame for the next to strike */
        {2 * 375, LEAT_EVENT_NOTE_ON, 62.0f},
        {3 * 375 - 1, LEAT_EVENT_NOTE_OFF, 62.0f},
    };
    for (int k = 0; k < 4; k++) {
        assert_int_equal(a.emitted[k].frame, expected[k].frame);
        assert_int_equal(a.emitted[k].type, expected[k].type);
        assert_true(a.emitted[k].key == expected[k].key);
        assert_true(a.emitted[k].note_id == a.emitted[0].note_id);
    }
}

static void gates_become_notes_and_notes_gates(void **state)
{
    (void)state;
    set_up(&a, "gate_to_event", 1);
    set(&a, "note", 64.0f);
    a.n_emitted = 0;
    for (int i = 0; i < RIG_FRAMES; i++)
        a.in[0][i] = i >= 20 && i < 50 ? 0.5f : 0.0f;
    run_at(&a, 0, RIG_FRAMES);
    assert_int_equal(a.n_emitted, 2);
    assert_int_equal(a.emitted[0].frame, 20);
    assert_int_equal(a.emitted[1].frame, 50);
    assert_int_equal(a.emitted[1].type, LEAT_EVENT_NOTE_OFF);
    set_up(&b, "event_to_gate", 1);
    rig_call(&b, 0, 0, 30, &a.emitted[0]);
    const struct leat_event second = {
        .type = LEAT_EVENT_NOTE_ON, .note_id = 9, .key = 69.0f, .value = 1.0f};
    rig_call(&b, 30, 30, 30, &second);
    rig_call(&b, 60, 60, 30, &a.emitted[1]);
    const struct leat_event last = {.type = LEAT_EVENT_NOTE_OFF, .note_id = 9};
    rig_call(&b, 90, 90, 30, &last);
    for (int i = 0; i < 120; i++) {
        assert_true(b.out[0][i] == (i < 30    ? 0.5f
                                    : i == 30 ? 0.0f /* strikes again */
                                    : i < 90  ? 1.0f
                                              : 0.0f));
        assert_true(b.out[1][i] == (i < 30 ? 64.0f : 69.0f));
        if (i >= 30)
            assert_true(fabsf(b.out[2][i] - 440.0f) < 1e-3f);
    }
}

static struct leat_event control(uint32_t number, float value)
{
    return (struct leat_event){
        .type = LEAT_EVENT_CONTROL, .param = number, .value = value};
}

/* Each lane hears its own number, at the frame or by way of a straight line. */
static void controls_become_values(void **state)
{
    const struct leat_event low = control(74, 0.25f), high = control(75, -4.0f);
    const struct leat_event other = control(76, 9.0f), nothing = control(74, NAN);

    (void)state;
    set_up(&a, "event_to_value", 2);
    set(&a, "value", 7.0f);
    set(&a, "number", 74.0f);
    rig_prepare(&a);
    rig_call(&a, 0, 0, 10, &other);
    rig_call(&a, 10, 10, 10, &low);
    rig_call(&a, 20, 20, 10, &nothing);
    rig_call(&a, 30, 30, 10, &high);
    for (int i = 0; i < 40; i++) {
        assert_true(a.out[0][2 * i] == (i < 10 ? 7.0f : 0.25f));
        assert_true(a.out[0][2 * i + 1] == (i < 30 ? 7.0f : -4.0f));
    }
    const float frames = 8.0f / (float)a.env.rate_hz;
    const struct leat_event to = control(0, 2.0f), back = control(0, 1.0f);
    set_up(&b, "event_to_value", 1);
    set(&b, "value", 1.0f);
    set(&b, "glide", frames);
    rig_prepare(&b);
    rig_call(&b, 0, 0, 12, &to);
    rig_call(&b, 12, 12, 4, &back);
    for (int i = 0; i < 16; i++) {
        const float line = i < 8    ? 1.0f + (float)(i + 1) / 8.0f
                           : i < 12 ? 2.0f
                                    : 2.0f - (float)(i - 11) / 8.0f;
        assert_true(b.out[0][i] == line);
    }
}

static void a_counter_counts_rises(void **state)
{
    (void)state;
    set_up(&a, "counter", 1);
    set(&a, "modulo", 3.0f);
    for (int i = 0; i < RIG_FRAMES; i++)
        a.in[0][i] = i % 10 >= 5 ? 1.0f : 0.0f;
    run_at(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_true(a.out[0][i] == (float)((i + 5) / 10 % 3));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_lfo_is_its_form_at_any_time),
        cmocka_unit_test(an_lfo_of_beats_never_leaves_the_clock),
        cmocka_unit_test(a_slow_lfo_keeps_its_rate),
        cmocka_unit_test(a_retrigger_begins_the_cycle_anew),
        cmocka_unit_test(chance_comes_once_a_cycle),
        cmocka_unit_test(a_slew_climbs_and_sinks_at_its_speed),
        cmocka_unit_test(a_value_is_held_until_the_next_trigger),
        cmocka_unit_test(a_walk_takes_small_steps_within_its_bounds),
        cmocka_unit_test(a_range_maps_by_its_formula),
        cmocka_unit_test(a_pitch_goes_to_the_nearest_note_of_the_scale),
        cmocka_unit_test(steps_and_gates_are_exact_to_the_frame),
        cmocka_unit_test(notes_of_steps_begin_and_end_with_their_gates),
        cmocka_unit_test(gates_become_notes_and_notes_gates),
        cmocka_unit_test(controls_become_values),
        cmocka_unit_test(a_counter_counts_rises),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rig_tear_down(&a);
    rig_tear_down(&b);
    return failed;
}
