/* SPDX-License-Identifier: MIT */
/* sequencer: tracks of steps that go round while it plays. */
#include "lang/sequencer.h"

#include <string.h>

#include "base/math_d.h"
#include "base/random.h"
#include "creative/swing.h"
#include "lang/length.h"
#include "lang/player.h"
#include "lang/tempo_map.h"
#include "lang/ticking.h"
#include "lang/vm.h"

static const double STEP_BEATS = 0.25;

/* Beats from the start on to an audio frame, and the audio frame of so many. */
static double beats_at(const struct eval *e, const struct sequencer *s, int64_t frame)
{
    return s->bpm > 0.0
               ? (double)(frame - s->begin) * s->bpm / (60.0 * e->convert.rate_hz)
               : tempo_map_beat(e->tempo, frame) - s->begin_beat;
}

static int64_t frame_of(const struct eval *e, const struct sequencer *s, double beats)
{
    return s->bpm > 0.0 ? s->begin + length_second_frame(e, beats * 60.0 / s->bpm)
                        : length_beat_frame(e, s->begin_beat + beats);
}

/* Where step k begins, moved by a part of a step. */
static int64_t step_frame(const struct eval *e, const struct sequencer *s, int64_t k,
                          double micro)
{
    const double swing = s->swing < 0.0 ? e->music.swing : s->swing;
    const double at = swing_position((double)k * STEP_BEATS, swing, STEP_BEATS);
    const int64_t frame = frame_of(e, s, at + micro * STEP_BEATS);

    return frame < s->begin ? s->begin : frame;
}

/* How long step k is: while the clock stands as long as if it went. */
static int64_t step_frames(const struct eval *e, const struct sequencer *s, int64_t k)
{
    return s->bpm > 0.0 || !tempo_map_stands(e->tempo)
               ? step_frame(e, s, k + 1, 0.0) - step_frame(e, s, k, 0.0)
               : length_second_frame(e, STEP_BEATS * 60.0 / e->convert.bpm);
}

int64_t sequencer_step(const struct eval *e, const struct sequencer *s)
{
    const double beats = beats_at(e, s, e->now.event);
    int64_t k = (int64_t)math_clamp_d(beats / STEP_BEATS, 0.0, 1e15) + 1;

    while (k > 0 && step_frame(e, s, k, 0.0) > e->now.event)
        k--;
    return k;
}

static bool is_heard(const struct sequencer *s, const struct track *track)
{
    bool solo = false;

    for (uint32_t i = 0; i < s->n_tracks; i++)
        solo = solo || s->track[i].solo;
    return !track->muted && (!solo || track->solo);
}

/* The node that takes its notes in this frame; NO_NODE: there is none. */
static uint32_t taker(struct eval *e, const struct sequencer *s,
                      const struct track *track)
{
    if (s->stream)
        return eval_is_here(e, s->stream) ? s->stream->node : NO_NODE;
    return track->type == TRACK_INSTRUMENT ? e->player->synth : NO_NODE;
}

static bool play(struct eval *e, const struct sequencer *s, const struct track *track,
                 const struct track_step *step, int64_t frame, int64_t frames)
{
    const struct player_note note = {.node = taker(e, s, track),
                                     .key = step->has_key ? step->key : track->key,
                                     .velocity = step->velocity * track->volume,
                                     .from = frame,
                                     .frames = frames};

    if (!(note.velocity > 0.0))
        return true;
    if (note.node != NO_NODE)
        return player_play(e, &note, s->span) != 0;
    return s->stream || track->type != TRACK_DRUM ||
           player_strike(e, (uint32_t)note.key, note.velocity, frame, s->span);
}

/* Step k of a track, if it is due now. */
static bool play_step(struct eval *e, struct sequencer *s, uint32_t index, int64_t k)
{
    struct track *track = &s->track[index];
    struct track_step *step = &track->step[k % track->length];

    if (!step->active || step->played >= k)
        return true;
    const int64_t frame = step_frame(e, s, k, step->micro);
    if (frame >= e->now.next_position)
        return true;
    step->played = k;
    if (frame < e->now.position - (e->now.next_position - e->now.position) ||
        !is_heard(s, track) ||
        random_unit_d(random_bits(s->seed, index), (uint64_t)k) >= step->probability)
        return true; /* it is over, silent, or was not drawn */
    return play(e, s, track, step, frame < e->now.position ? e->now.position : frame,
                step_frames(e, s, k));
}

/* A list of maps of what a step of all tracks is. */
static struct value step_value(struct eval *e, const struct sequencer *s, int64_t k)
{
    struct value active[SEQUENCER_TRACKS_MAX];
    uint32_t n = 0;

    for (uint32_t t = 0; t < s->n_tracks; t++) {
        const struct track *track = &s->track[t];
        const struct track_step *step = &track->step[k % track->length];
        const struct value map = value_new_map(e->heap);
        const struct {
            const char *key;
            struct value value;
        } entry[] = {
            {"track", value_text(track->name, strlen(track->name))},
            {"note",
             value_number(step->has_key ? step->key : track->key, MEASURE_NONE)},
            {"velocity", value_number(step->velocity * track->volume, MEASURE_NONE)},
            {"pan", value_number(track->pan, MEASURE_NONE)},
            {"params", step->params}};
        if (!step->active || !is_heard(s, track))
            continue;
        if (map.kind == VALUE_POISON)
            return eval_out_of_memory(e);
        for (size_t i = 0; i < sizeof(entry) / sizeof(entry[0]); i++) {
            const char *key = entry[i].key;
            if (!value_put(e->heap, map.map, names_add(e->names, key, strlen(key)), key,
                           s->span, entry[i].value))
                return eval_out_of_memory(e);
        }
        active[n++] = map;
    }
    return method_new_list(e, active, n, s->span);
}

/* Call on_step() with the number of a step of the pattern, and what is active. */
static bool tell_step(struct eval *e, struct sequencer *s, int64_t k)
{
    const uint32_t n = method_n_params(&s->on_step);
    struct value given[2] = {value_integer(k % s->n_steps), value_null()};
    const int64_t frame = step_frame(e, s, k, 0.0);

    if (n > 1 && (given[1] = step_value(e, s, k)).kind == VALUE_POISON)
        return false;
    e->now.event = frame < e->now.position ? e->now.position : frame;
    e->vm->path = s->site;
    return method_apply(e, s->on_step, given, n > 2 ? 2 : n, 0, s->span).kind !=
           VALUE_POISON;
}

bool sequencer_tick(struct eval *e, struct thing *self)
{
    struct sequencer *s = (struct sequencer *)self;
    const double from = beats_at(e, s, e->now.position) / STEP_BEATS;
    const double to = beats_at(e, s, e->now.next_position) / STEP_BEATS;
    const int64_t first = (int64_t)math_clamp_d(from - 2.0, 0.0, 1e15);
    const int64_t last = (int64_t)math_clamp_d(to + 1.0, 0.0, 1e15);
    const int64_t begin = s->begin;
    bool good = true;

    if (s->next < first)
        s->next = first;
    for (int64_t k = first; k <= last && s->plays && s->begin == begin; k++) {
        const bool is_next =
            k == s->next && step_frame(e, s, k, 0.0) < e->now.next_position;
        s->next += is_next;
        if (good && is_next && s->on_step.kind != VALUE_NULL)
            good = tell_step(e, s, k);
        for (uint32_t t = 0; t < s->n_tracks && good; t++)
            good = play_step(e, s, t, k);
    }
    return good;
}

struct value sequencer_stream(struct eval *e, struct thing *self, struct span span)
{
    struct sequencer *s = (struct sequencer *)self;

    if (!s->stream || !eval_is_here(e, s->stream)) {
        const uint32_t node = eval_add_node(
            e, &(struct draft_node){.class = leat_node_class_find("note_bus"),
                                    .span = span,
                                    .identity = e->in_frame ? s->site | 1 : 0});
        if (node == NO_NODE)
            return value_poison();
        const struct value value = eval_stream_value(e, node, 0, LEAT_EVENTS);
        if (value.kind != VALUE_STREAM)
            return value;
        s->stream = value.stream;
    }
    return (struct value){.kind = VALUE_STREAM, .stream = s->stream};
}

struct value sequencer_new(struct eval *e, uint32_t n_steps, double bpm,
                           struct span span)
{
    struct thing *kept = ticking_kept(e, &sequencer_class);

    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value = thing_new(e, &sequencer_class, sizeof(struct sequencer));
    if (value.kind == VALUE_POISON)
        return value;
    struct sequencer *s = (struct sequencer *)value.thing;
    s->n_steps = n_steps;
    s->bpm = bpm;
    s->swing = -1.0;
    s->on_step = value_null();
    s->site = e->site;
    s->seed = random_bits(e->seed, e->site);
    s->span = span;
    ticking_warn_silent(e, "sequencer", "set_step", span);
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}

/* What each step of each track will be worth; a track that is shorter goes round. */
static struct value rows(struct eval *e, const struct thing *self)
{
    const struct sequencer *s = (const struct sequencer *)self;
    const struct value all = value_new_list(e->heap, s->n_tracks);
    uint32_t n = s->n_steps;

    for (uint32_t t = 0; t < s->n_tracks; t++)
        n = s->track[t].length > n ? s->track[t].length : n;
    for (uint32_t t = 0; all.kind == VALUE_LIST && t < s->n_tracks; t++) {
        const struct track *track = &s->track[t];
        const struct value row = value_new_list(e->heap, n);
        if (row.kind == VALUE_POISON)
            return eval_out_of_memory(e);
        for (uint32_t i = 0; i < n; i++) {
            const struct track_step *step = &track->step[i % track->length];
            row.list->item[i] =
                value_number(step->active ? step->velocity : 0.0, MEASURE_NONE);
        }
        all.list->item[t] = row;
    }
    return all.kind == VALUE_POISON ? eval_out_of_memory(e) : all;
}

const struct thing_class sequencer_class = {.name = "a sequencer",
                                            .methods = sequencer_methods,
                                            .stream = sequencer_stream,
                                            .rows = rows,
                                            .is_quiet = true,
                                            .tick = sequencer_tick};
