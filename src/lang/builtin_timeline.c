/* SPDX-License-Identifier: MIT */
/*
 * builtin_timeline: timelines, and values that go by steps of time.
 *
 * Source: language reference, sections 5 and 8.5.
 */
#include <string.h>

#include "base/math_d.h"
#include "lang/animation_curve.h"
#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/builtin_context.h"
#include "lang/clock_in.h"
#include "lang/length.h"
#include "lang/sequencer.h"
#include "lang/tempo_map.h"
#include "lang/tempo_plan.h"
#include "lang/timeline.h"
#include "lang/wall_clock.h"

/* Wood blocks of General MIDI. */
enum { STEPS = 16, STEPS_A_BEAT = 4, HIGH_BLOCK = 76, LOW_BLOCK = 77 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

static bool put(struct eval *e, struct value map, const char *key, struct value value,
                struct span span)
{
    return value_put(e->heap, map.map, names_add(e->names, key, strlen(key)), key, span,
                     value);
}

WORD(create)
{
    double bpm = 0.0;

    (void)n;
    if (argument[0].span.end && !context_read_tempo(e, &argument[0], self->name, &bpm))
        return value_poison();
    return timeline_new(e, bpm, span);
}

/* Where step i begins. */
static int64_t step_frame(const struct eval *e, struct length step, double i)
{
    return step.in_beats ? length_beat_frame(e, i * step.amount)
                         : length_second_frame(e, i * step.amount);
}

/* sequence(list, step: d): the item in force; steps lie on the grid. */
WORD(sequence)
{
    struct length step;
    uint32_t n_items;
    const struct value *item = value_items(&argument[0].value, &n_items);

    (void)n;
    if (!item)
        return argument_refuse(e, self, &argument[0], "a List");
    if (!length_read(e, &argument[1], self->name, &step))
        return value_poison();
    if (n_items == 0 || !(step.amount > 0.0))
        return builtin_cannot(
            e, self, span, n_items ? "its time is not above 0" : "its list is empty");
    const double at = step.in_beats ? tempo_map_beat(e->tempo, e->now.event)
                                    : (double)e->now.event / e->convert.rate_hz;
    double i = math_floor_d(at / step.amount);
    if (step_frame(e, step, i + 1.0) <= e->now.event)
        i += 1.0;
    else if (step_frame(e, step, i) > e->now.event)
        i -= 1.0;
    i -= (double)n_items * math_floor_d(i / (double)n_items);
    return item[(uint32_t)math_clamp_d(i, 0.0, (double)(n_items - 1))];
}

static struct value make_sequencer(struct eval *e, const struct builtin *self,
                                   const struct argument *steps,
                                   const struct argument *tempo,
                                   const struct argument *tracks, struct span span)
{
    int64_t n_steps;
    double bpm = 0.0;

    if (!argument_integer(e, self, steps, "steps", 1, SEQUENCER_STEPS_MAX, STEPS,
                          &n_steps) ||
        (tempo->span.end && !context_read_tempo(e, tempo, self->name, &bpm)))
        return value_poison();
    const struct value value = sequencer_new(e, (uint32_t)n_steps, bpm, span);
    if (value.kind == VALUE_POISON)
        return value;
    struct sequencer *s = (struct sequencer *)value.thing;
    return !tracks->span.end || s->n_tracks || sequencer_add_tracks(e, s, tracks, span)
               ? value
               : value_poison();
}

WORD(sequencer)
{
    (void)n;
    return make_sequencer(e, self, &argument[1], &argument[0], &argument[2], span);
}

WORD(Sequencer)
{
    (void)n;
    return make_sequencer(e, self, &argument[0], &argument[1], &argument[2], span);
}

WORD(animation_curve)
{
    (void)self, (void)n;
    return animation_curve_new(e, &argument[0], span);
}

/* A sequencer that plays a note on each beat, the first of a bar louder. */
static struct value metronome(struct eval *e, const struct builtin *self, double bpm,
                              struct span span)
{
    const uint32_t beats =
        (uint32_t)math_clamp_d(math_floor_d(context_bar_beats(e)), 1.0, 32.0);
    const struct value value = sequencer_new(e, STEPS_A_BEAT * beats, bpm, span);
    const struct value name = value_text("click", 5);
    const struct value list = value_new_list(e->heap, 1);
    struct value track;

    if (value.kind == VALUE_POISON || list.kind == VALUE_POISON)
        return value.kind == VALUE_POISON ? value : eval_out_of_memory(e);
    struct sequencer *s = (struct sequencer *)value.thing;
    if (s->n_tracks == 0) {
        track = value_new_map(e->heap);
        if (track.kind == VALUE_POISON || !put(e, track, "name", name, span) ||
            !put(e, track, "type", value_text("Instrument", 10), span))
            return eval_out_of_memory(e);
        list.list->item[0] = track;
        const struct argument tracks = {0, span, list};
        if (!sequencer_add_tracks(e, s, &tracks, span))
            return value_poison();
        for (uint32_t i = 0; i < s->n_steps; i += STEPS_A_BEAT)
            s->track[0].step[i] = (struct track_step){.active = true,
                                                      .has_key = true,
                                                      .velocity = i ? 0.6 : 1.0,
                                                      .probability = 1.0,
                                                      .key = i ? LOW_BLOCK : HIGH_BLOCK,
                                                      .params = value_null(),
                                                      .played = -1};
        s->track[0].volume = 1.0;
        s->swing = 0.0;
    }
    (void)self;
    const struct value plays = method_call(e, value, "play", NULL, 0, span);
    return plays.kind == VALUE_POISON ? plays : sequencer_stream(e, value.thing, span);
}

WORD(metronome)
{
    double bpm = 0.0;

    (void)n;
    return argument[0].span.end &&
                   !context_read_tempo(e, &argument[0], self->name, &bpm)
               ? value_poison()
               : metronome(e, self, bpm, span);
}

/* By MIDI the tempo of its clock is followed; by OSC it is anyway: /tempo. */
WORD(clock_in)
{
    const struct value midi = {.kind = VALUE_SYMBOL, .text = "midi"};
    const struct value osc = {.kind = VALUE_SYMBOL, .text = "osc"};
    const struct function node = {.class = leat_node_class_find("midi_in"),
                                  .name = "midi_in"};

    (void)n;
    const struct value *v = &argument[0].value;
    const bool is_osc =
        eval_equal(e, v, &osc) ||
        (v->kind == VALUE_FUNCTION && strcmp(v->function->name, "osc") == 0);
    if (eval_equal(e, v, &midi)) {
        if (!node.class)
            return eval_planned(e, span, "A clock by MIDI in this build",
                                "`clock_in(osc)` hears messages of `/tempo`.");
        const struct value in = eval_node(e, &node, NULL, 0, span);
        if (in.kind != VALUE_STREAM || !clock_in_follow(e, in.stream, span))
            return value_poison();
    } else if (!is_osc) {
        return argument_refuse(e, self, &argument[0], "midi or osc");
    }
    return metronome(e, self, 0.0, span);
}

static bool read_entry(struct eval *e, const struct builtin *self,
                       const struct argument *list, const struct value *item,
                       struct planned_tempo *out)
{
    uint32_t n;
    const struct value *pair = value_items(item, &n);

    if (!pair || n != 2 || !value_is_number(&pair[0]) ||
        (pair[0].measure != MEASURE_NONE && pair[0].measure != MEASURE_BEATS)) {
        argument_refuse(e, self, list, "a List of `(beat, bpm)`");
        return false;
    }
    const struct argument tempo = {0, list->span, pair[1]};
    out->beat = value_as_number(&pair[0]);
    return context_read_tempo(e, &tempo, self->name, &out->bpm);
}

WORD(tempo_map)
{
    uint32_t n_entries;
    const struct value *item = value_items(&argument[0].value, &n_entries);
    struct planned_tempo *entry;

    (void)n;
    if (!item)
        return argument_refuse(e, self, &argument[0], "a List of `(beat, bpm)`");
    if (n_entries > TEMPO_PLAN_MAX)
        return eval_too_large(e, span, "tempo map");
    entry = heap_take(e->heap, n_entries + 1, sizeof(*entry));
    if (!entry)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n_entries; i++) {
        if (!read_entry(e, self, &argument[0], &item[i], &entry[i]))
            return value_poison();
        if (i && !(entry[i].beat > entry[i - 1].beat))
            return builtin_cannot(e, self, span, "its beats do not rise");
    }
    return tempo_plan_set(e, entry, n_entries, span) ? tempo_plan_stream(e, span)
                                                     : value_poison();
}

WORD(clock)
{
    (void)e, (void)self, (void)argument, (void)n, (void)span;
    return value_number(wall_clock_seconds(), MEASURE_NONE);
}

WORD(date)
{
    const struct value *v = &argument[0].value;
    char text[256];

    (void)n;
    if (argument[0].span.end && v->kind != VALUE_TEXT)
        return argument_refuse(e, self, &argument[0], "a text");
    if (!wall_clock_text(argument[0].span.end ? v->text : "%F %T", text, sizeof(text)))
        return builtin_cannot(e, self, span,
                              "its signs are %Y %y %m %d %j %H %I %M %S %p %A %a %B %b "
                              "%F %T %%, of 255 letters at most");
    const char *copy = heap_text(e->heap, text, strlen(text));
    return copy ? value_text(copy, strlen(copy)) : eval_out_of_memory(e);
}

const struct builtin builtin_timeline[] = {
    {"create", "bpm", 0, 0, word_create, NULL,
     "A timeline of events and markers, in beats of the music.",
     "tl = Timeline.create(); tl.add_event(Custom, 1.s, 0.s, () => print(\"now\"))",
     "Time Timeline"},
    {"new", "bpm", 0, 0, word_create, NULL,
     "A timeline of events and markers, in beats of the music.",
     "tl = Timeline.new(96); tl.add_marker(\"verse\", 8.beats); tl.play()",
     "Time Timeline"},
    {"sequence", "items step", 2, 0, word_sequence, NULL,
     "The item of a List that is in force, each for a step of time.",
     "print(sequence([\"C4\", \"E4\", \"G4\"], step: 1.beat))", "Time Timeline"},
    {"sequencer", "bpm steps tracks", 0, 0, word_sequencer, NULL,
     "A sequencer of sixteenths, as fast as the music or by itself.",
     "seq = sequencer(tracks: { kick: \"X...x...\", hat: \"x.x.\" }); seq.play()",
     "Time Timeline"},
    {"Sequencer", "steps bpm tracks", 0, 0, word_Sequencer, NULL,
     "A sequencer of sixteenths, as fast as the music or by itself.",
     "seq = Sequencer.new(8, 120, [\"kick\"]); seq.set_step(\"kick\", 0); seq.play()",
     "Time Timeline"},
    {"animation_curve", "interpolation", 0, 0, word_animation_curve, NULL,
     "A curve through keyframes: Linear, Bezier or Step.",
     "c = animation_curve().add_keyframe(0, 200.hz).add_keyframe(2, 2.khz); saw() |> "
     "lowpass(cutoff: c)",
     "Time Timeline"},
    {"AnimationCurve", "interpolation", 0, 0, word_animation_curve, NULL,
     "A curve through keyframes: Linear, Bezier or Step.",
     "c = AnimationCurve.new(Bezier); c.add_keyframe(0, 1); print(c.evaluate(0.5))",
     "Time Timeline"},
    {"metronome", "bpm", 0, 0, word_metronome, NULL,
     "A note on each beat; the first of a bar is higher.",
     "metronome(90) |> kit() |> gain(-6.db)", "Time Timeline"},
    {"clock_in", "source", 1, 0, word_clock_in, NULL,
     "Follow the clock of `midi` or `osc`; a note on each beat.", "kit(clock_in(osc))",
     "Time Timeline"},
    {"tempo_map", "tempi", 1, 0, word_tempo_map, NULL,
     "Say from which beat on which tempo holds.",
     "tempo_map([(0, 96), (16, 120)]); kit(metronome())", "Time Timeline"},
    {"clock", "", 0, BUILTIN_WALL_CLOCK, word_clock, NULL,
     "Seconds since 1970 by the clock on the wall.", "print(Time.clock() > 0)",
     "Time Timeline"},
    {"date", "format", 0, BUILTIN_WALL_CLOCK, word_date, NULL,
     "The date and time on the wall, in signs such as %Y-%m-%d.",
     "print(Time.date(\"%H:%M\"))", "Time Timeline"},
    {0},
};
