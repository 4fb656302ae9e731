/* SPDX-License-Identifier: MIT */
/* slot_tracks: the sequencer's part of a slot. */
#include <string.h>

#include "base/number.h"
#include "base/str.h"
#include "base/tempo.h"
#include "control/slot_parts.h"

/* A swing of Chronus makes a step late by half of it, ours by a third. */
static const double CHRONUS_SWING = 1.5;

bool slot_copy_text(char *to, size_t size, const struct json_value *v)
{
    if (!v || strlen(v->text) >= size)
        return false;
    str_format(to, size, "%s", v->text);
    return true;
}

/* Notes of Chronus are a list of hertz. */
static bool read_notes(struct track *t, const struct json_value *track)
{
    const struct json_value *list = json_member(track, "notes", JSON_ARRAY);
    char number[NUMBER_SIZE];
    size_t used = 0;

    if (!list)
        return !json_member(track, "notes", JSON_STRING) ||
               slot_copy_text(t->notes, sizeof(t->notes),
                              json_member(track, "notes", JSON_STRING));
    for (const struct json_value *m = list->first; m; m = m->next) {
        if (m->kind != JSON_NUMBER || used + NUMBER_SIZE + 4 > sizeof(t->notes))
            return false;
        number_print_float(number, (float)m->number);
        used += str_format(t->notes + used, sizeof(t->notes) - used, "%s%s%s",
                           used ? "," : "", number, strchr(number, '.') ? "" : ".0");
    }
    return true;
}

/* A list of values, or an object of such a list and a target. */
static void read_lane(struct track *t, const struct json_value *v)
{
    const struct json_value *target = json_member(v, "target", JSON_STRING);
    const struct json_value *values = target ? json_member(v, "values", JSON_ARRAY) : v;
    struct track_lane *lane = values && values->kind == JSON_ARRAY && values->n > 0 &&
                                      values->n <= SCORE_LANE_STEPS &&
                                      strlen(v->key) < sizeof(t->lane->target)
                                  ? track_lane_of(t, v->key)
                                  : NULL;

    if (!lane)
        return;
    if (target)
        (void)slot_copy_text(lane->target, sizeof(lane->target), target);
    lane->n = values->n;
    uint32_t i = 0;
    for (const struct json_value *m = values->first; m; m = m->next)
        lane->value[i++] =
            m->kind == JSON_NUMBER ? (float)m->number : __builtin_nanf("");
}

static void read_keys(struct track *t, const struct json_value *v)
{
    const struct json_value *lanes = json_member(v, "lanes", JSON_OBJECT);
    const struct json_value *gate_only = json_member(v, "gate_only", JSON_BOOL);

    for (int k = 0; k < SCORE_N_KEYS; k++) {
        const struct json_value *m = json_member(v, score_keys[k].name, JSON_NUMBER);
        if (m)
            t->key[k] = (float)m->number;
    }
    t->gate_only = gate_only && gate_only->number != 0.0;
    for (const struct json_value *m = lanes ? lanes->first : NULL; m; m = m->next)
        read_lane(t, m);
}

/* Whether a track can be played here, alone. */
static bool is_playable(const struct slot_reading *r, struct track *t)
{
    const struct tracks alone = {.at = t, .n = 1};
    struct score *score;
    const int err = tracks_score(&alone, r->book, 0, &score, NULL);

    if (err >= 0)
        score_destroy(&score);
    return err >= 0;
}

/* A track; what cannot be played here is left out. */
static void read_track(struct slot_reading *r, const struct json_value *v)
{
    struct tracks *tracks = &r->slot->tracks;
    struct track *t = v->kind == JSON_OBJECT && strlen(v->key) < LEAT_NAME_MAX &&
                              !tracks_find(tracks, v->key)
                          ? tracks_add(tracks, v->key)
                          : NULL;
    const struct json_value *voice = json_member(v, "voice", JSON_STRING);

    if (!t) {
        slot_skip(r, v->key);
        return;
    }
    if (!voice)
        voice = json_member(v, "voice_id", JSON_STRING);
    const bool whole = slot_copy_text(t->voice, sizeof(t->voice), voice) &&
                       slot_copy_text(t->pattern, sizeof(t->pattern),
                                      json_member(v, "pattern", JSON_STRING)) &&
                       read_notes(t, v);
    if (whole)
        read_keys(t, v);
    if (whole && is_playable(r, t))
        return;
    slot_skip(r, v->key);
    tracks_remove(tracks, t);
}

void slot_read_sequencer(struct slot_reading *r, const struct json_value *v)
{
    const struct json_value *bpm = json_member(v, "bpm", JSON_NUMBER);
    const struct json_value *swing = json_member(v, "swing", JSON_NUMBER);
    const struct json_value *tracks = json_member(v, "tracks", JSON_OBJECT);
    struct slot *s = r->slot;

    if (bpm)
        s->bpm = bpm->number < TEMPO_LEAST  ? TEMPO_LEAST
                 : bpm->number > TEMPO_MOST ? TEMPO_MOST
                                            : bpm->number;
    if (swing)
        s->tracks.swing = swing->number * (r->is_chronus ? CHRONUS_SWING : 1.0);
    s->tracks.swing = s->tracks.swing < 0.0   ? 0.0
                      : s->tracks.swing > 1.0 ? 1.0
                                              : s->tracks.swing;
    for (const struct json_value *m = tracks ? tracks->first : NULL; m; m = m->next)
        read_track(r, m);
}
