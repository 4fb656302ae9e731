/* SPDX-License-Identifier: MIT */
/*
 * builtin_play: words that play notes at the time of what is due.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/note.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/builtin_play.h"
#include "lang/length.h"
#include "lang/player.h"
#include "lang/sample.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

enum { NOTES_MAX = 128, DRUMS = 16 }; /* of one chord; of the kit */
static const double VELOCITY_MAX = 127.0, BEND_SEMITONES = 2.0;

/* In the order of the kit's keys; behind them other names of some. */
static const struct {
    const char *name;
    uint32_t drum;
} drums[] = {
    {"kick", 0},    {"snare", 1},       {"hihat", 2},      {"clap", 3},
    {"tom", 4},     {"rim", 5},         {"crash", 6},      {"ride", 7},
    {"cowbell", 8}, {"open_hat", 9},    {"low_tom", 10},   {"high_tom", 11},
    {"shaker", 12}, {"tambourine", 13}, {"conga", 14},     {"clave", 15},
    {"hat", 2},     {"hi_hat", 2},      {"closed_hat", 2}, {"open_hihat", 9},
    {"openhat", 9}, {"bass_drum", 0},   {"rimshot", 5},    {"cymbal", 6},
};

/* E306 */
static bool needs(struct eval *e, const struct argument *a, const char *name,
                  const char *what)
{
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs %s.",
                     value_kind_name(&a->value), name, what);
        report_hint(e->report, "Such as `%s(%s)`.", name,
                    strcmp(name, "play_drum") == 0 ? "\"kick\"" : "60");
    }
    return false;
}

/* E401 */
static bool outside(struct eval *e, const struct argument *a, const char *what,
                    const char *range)
{
    report_error(e->report, a->span, 401, "%s can go from %s.", what, range);
    report_hint(e->report, "Give one between.");
    return false;
}

/* One note as a number of MIDI. */
bool play_read_key(struct eval *e, const struct value *v, const struct argument *a,
                   const char *name, double *key)
{
    const struct entry *entry = NULL;

    if (v->kind == VALUE_MAP)
        entry = value_entry(v->map, names_find(e->names, "note"));
    if (entry)
        v = &entry->value;
    if (v->kind == VALUE_TEXT) {
        if (!note_read(v->text, key))
            return needs(e, a, name, "a note");
    } else if (v->kind == VALUE_NUMBER && v->measure == MEASURE_FREQUENCY &&
               v->number > 0.0) {
        *key = math_hz_to_note_d(v->number);
    } else if (v->kind == VALUE_INTEGER ||
               (v->kind == VALUE_NUMBER &&
                (v->measure == MEASURE_NONE || v->measure == MEASURE_NOTE))) {
        *key = value_as_number(v);
    } else {
        return needs(e, a, name, "a note");
    }
    return (*key >= 0.0 && *key <= 127.0) || outside(e, a, "A note", "0 to 127");
}

/* 0 to 127 or 0 to 1. */
bool play_read_velocity(struct eval *e, const struct argument *a, const char *name,
                        double *velocity)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_NULL)
        return true;
    if (!value_is_number(v))
        return needs(e, a, name, "a velocity from 0 to 127 or from 0 to 1");
    *velocity = value_as_number(v);
    if (!(*velocity >= 0.0 && *velocity <= VELOCITY_MAX))
        return outside(e, a, "A velocity", "0 to 127");
    if (*velocity > 1.0)
        *velocity /= VELOCITY_MAX;
    return true;
}

/* A time in frames; a bare number is in seconds. */
static bool read_frames(struct eval *e, const struct argument *a, const char *name,
                        int64_t *frames)
{
    const struct value *v = &a->value;
    double seconds = 0.0;

    if (v->kind == VALUE_NULL)
        return true;
    const enum measure from =
        v->kind == VALUE_NUMBER ? (enum measure)v->measure : MEASURE_NONE;
    struct length length = {0.0, false};
    if (v->kind == VALUE_TEXT) { /* "1/8." */
        if (!length_read(e, a, name, &length))
            return false;
        seconds = length_seconds(e, length);
    } else if (!value_is_number(v) || (from != MEASURE_NONE &&
                                       !convert_measure(&e->convert, value_as_number(v),
                                                        from, MEASURE_TIME, &seconds)))
        return needs(e, a, name, "a time such as `0.5.s` or `1.beat`");
    if (from == MEASURE_NONE && value_is_number(v))
        seconds = value_as_number(v);
    if (!(seconds >= 0.0 && seconds <= 1e6))
        return outside(e, a, "A time here", "0 to 1000000 s");
    *frames = (int64_t)math_floor_d(seconds * e->convert.rate_hz + 0.5);
    return true;
}

/* What a program has in hand of a note that it plays. */
static struct value voice_of(struct eval *e, double key, int32_t id, struct span span)
{
    const struct value map = value_new_map(e->heap);

    if (map.kind == VALUE_POISON ||
        !value_put(e->heap, map.map, names_add(e->names, "note", 4), "note", span,
                   value_number(key, MEASURE_NONE)) ||
        !value_put(e->heap, map.map, names_add(e->names, "id", 2), "id", span,
                   value_integer(id)))
        return eval_out_of_memory(e);
    return map;
}

/* Which node plays: the instrument's, or the synth that is always there. */
static bool find_player(struct eval *e, const struct argument *a, const char *name,
                        struct span span, uint32_t *node)
{
    if (a->value.kind == VALUE_NULL) {
        if (!player_need_synth(e, span))
            return false;
        *node = e->player->synth;
        return true;
    }
    *node =
        a->value.kind == VALUE_STREAM ? player_of(e->draft, a->value.stream) : NO_NODE;
    if (*node != NO_NODE)
        return true;
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This plays no notes; `%s` needs %s.",
                     name, "an instrument");
        report_hint(e->report, "Such as `voices(8, saw() |> adsr())`.");
    }
    return false;
}

WORD(play_note)
{
    struct player_note note = {
        .velocity = 100.0 / VELOCITY_MAX, .from = e->now.event, .frames = -1};
    uint32_t n_keys = 1;
    const struct value *key = value_items(&argument[0].value, &n_keys);
    const bool is_chord = key != NULL;

    (void)n;
    if (!is_chord)
        key = &argument[0].value, n_keys = 1;
    int64_t at = 0;
    if (n_keys > NOTES_MAX ||
        !play_read_velocity(e, &argument[1], self->name, &note.velocity) ||
        !read_frames(e, &argument[2], self->name, &note.frames) ||
        !read_frames(e, &argument[4], self->name, &at) ||
        !find_player(e, &argument[3], self->name, span, &note.node))
        return n_keys > NOTES_MAX ? eval_too_large(e, span, "chord") : value_poison();
    if (note.frames == 0)
        note.frames = 1;
    note.from = at > note.from ? at : note.from;
    const struct value list = is_chord ? value_new_list(e->heap, n_keys) : value_null();
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    struct value voice = value_null();
    for (uint32_t i = 0; i < n_keys && voice.kind != VALUE_POISON; i++) {
        int32_t id = 0;
        if (!play_read_key(e, &key[i], &argument[0], self->name, &note.key))
            return value_poison();
        if (note.velocity > 0.0 && !(id = player_play(e, &note, span)))
            return value_poison();
        voice = voice_of(e, note.key, id, span);
        if (is_chord)
            list.list->item[i] = voice;
    }
    return voice.kind == VALUE_POISON || !is_chord ? voice : list;
}

/* One note, or the one that play_note() gave. */
static bool stop(struct eval *e, const struct value *v, const struct argument *a,
                 const char *name)
{
    const uint32_t word = names_find(e->names, "id");
    const struct entry *entry =
        v->kind == VALUE_MAP && word ? value_entry(v->map, word) : NULL;
    double key;

    if (entry && entry->value.kind == VALUE_INTEGER) {
        if (entry->value.integer > 0)
            player_stop(e->player, NULL, (int32_t)entry->value.integer, e->now.event);
        return true;
    }
    if (!play_read_key(e, v, a, name, &key))
        return false;
    player_stop(e->player, &key, 0, e->now.event);
    return true;
}

WORD(stop_note)
{
    uint32_t n_keys;
    const struct value *key = value_items(&argument[0].value, &n_keys);

    (void)n, (void)span;
    if (argument[0].value.kind == VALUE_NULL) {
        player_stop(e->player, NULL, 0, e->now.event);
        return value_null();
    }
    if (!key)
        return stop(e, &argument[0].value, &argument[0], self->name) ? value_null()
                                                                     : value_poison();
    for (uint32_t i = 0; i < n_keys; i++)
        if (!stop(e, &key[i], &argument[0], self->name))
            return value_poison();
    return value_null();
}

/* Small letters, with `_` where words meet. */
static void fold(const char *text, char name[32])
{
    size_t n = 0;

    for (; text[n] && n + 1 < 32; n++) {
        const char c = text[n];
        name[n] = c >= 'A' && c <= 'Z'   ? (char)(c | 32)
                  : c == ' ' || c == '-' ? '_'
                                         : c;
    }
    name[n] = '\0';
}

bool play_find_drum(const char *text, bool inside, uint32_t *drum)
{
    char name[32];
    size_t longest = 0;

    fold(text, name);
    for (size_t i = 0; i < sizeof(drums) / sizeof(drums[0]); i++) {
        const size_t n = strlen(drums[i].name);
        if (strcmp(drums[i].name, name) != 0 &&
            !(inside && n > longest && strstr(name, drums[i].name)))
            continue;
        *drum = drums[i].drum;
        longest = n;
    }
    return longest > 0;
}

bool play_read_drum(struct eval *e, const struct argument *a, uint32_t *drum)
{
    const struct value *v = &a->value;
    struct str_nearest near;
    char name[32];

    if (v->kind == VALUE_INTEGER) {
        *drum = (uint32_t)v->integer;
        return (v->integer >= 0 && v->integer < DRUMS) ||
               outside(e, a, "A drum", "0 to 15");
    }
    if (v->kind != VALUE_TEXT && v->kind != VALUE_SYMBOL)
        return needs(e, a, "play_drum", "a drum");
    if (play_find_drum(v->text, false, drum))
        return true;
    fold(v->text, name);
    str_nearest_init(&near, name);
    for (size_t i = 0; i < sizeof(drums) / sizeof(drums[0]); i++)
        str_nearest_offer(&near, drums[i].name);
    report_error(e->report, a->span, 306, "The kit has no `%s`.", name);
    report_hint(e->report, near.best ? "Did you mean `%s`?" : "%sSuch as `\"snare\"`.",
                near.best ? near.best : "");
    return false;
}

WORD(play_drum)
{
    double velocity = 1.0;
    int64_t at = 0;
    uint32_t drum = 0;

    (void)n;
    if (!play_read_drum(e, &argument[0], &drum) ||
        !play_read_velocity(e, &argument[1], self->name, &velocity) ||
        !read_frames(e, &argument[2], self->name, &at))
        return value_poison();
    at = at > e->now.event ? at : e->now.event;
    if (velocity > 0.0 && !player_strike(e, drum, velocity, at, span))
        return value_poison();
    return value_null();
}

static bool read_plain(struct eval *e, const struct argument *a, const char *name,
                       enum measure measure, double *number)
{
    const struct value now = sample(e, a->value, a->span), *v = &now;

    if (!value_is_number(v) || (v->kind == VALUE_NUMBER && v->measure != MEASURE_NONE &&
                                v->measure != measure))
        return needs(e, a, name,
                     measure == MEASURE_FREQUENCY ? "a frequency"
                                                  : "a number from -1 to 1");
    *number = value_as_number(v);
    return true;
}

WORD(set_pitch_bend)
{
    double bend;

    (void)n;
    if (!read_plain(e, &argument[0], self->name, MEASURE_NONE, &bend) ||
        !player_bend(e, math_clamp_d(bend, -1.0, 1.0) * BEND_SEMITONES, span))
        return value_poison();
    return value_null();
}

WORD(set_filter_cutoff)
{
    double hz;

    (void)n;
    if (!read_plain(e, &argument[0], self->name, MEASURE_FREQUENCY, &hz) ||
        !player_need_synth(e, span))
        return value_poison();
    player_cutoff(e, hz);
    return e->err ? value_poison() : value_null();
}

const struct builtin builtin_play[] = {
    {"play_note", "note velocity duration instrument at", 1, 0, word_play_note, NULL,
     "Play a note or a chord, by a synth or an instrument of yours.",
     "every(1.beat) { Audio.play_note(60, velocity: 90, duration: 0.5.beats) }",
     "Audio"},
    {"stop_note", "note", 0, 0, word_stop_note, NULL,
     "End a note that play_note() began, all of a key, or all.",
     "v = Audio.play_note(\"C4\"); after(1.s) { Audio.stop_note(v) }", "Audio"},
    {"play_drum", "kind velocity at", 1, 0, word_play_drum, NULL,
     "Strike a drum of the kit, by its name or 0 to 15.",
     "every(1.beat) { Audio.play_drum(\"kick\") }", "Audio"},
    {"set_pitch_bend", "value", 1, 0, word_set_pitch_bend, NULL,
     "Bend the notes of the synth, by up to 2 semitones.",
     "Audio.play_note(60); Audio.set_pitch_bend(0.5)", "Audio"},
    {"set_filter_cutoff", "value", 1, 0, word_set_filter_cutoff, NULL,
     "Where the low-pass of the synth begins.",
     "Audio.play_note(60); Audio.set_filter_cutoff(800.hz)", "Audio"},
    {0},
};
