/* SPDX-License-Identifier: MIT */
/* tracks: what the sequencer was told, and the scores that are made from it. */
#include "control/tracks.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

void track_finish(struct track *track)
{
    free(track->lane);
    track->lane = NULL;
}

void tracks_clear(struct tracks *tracks)
{
    for (uint32_t i = 0; i < tracks->n; i++)
        track_finish(&tracks->at[i]);
    tracks->n = 0;
}

void tracks_finish(struct tracks *tracks)
{
    tracks_clear(tracks);
    free(tracks->at);
    tracks->at = NULL;
}

struct track *tracks_find(const struct tracks *tracks, const char *name)
{
    for (uint32_t i = 0; i < tracks->n; i++)
        if (strcmp(tracks->at[i].name, name) == 0)
            return &tracks->at[i];
    return NULL;
}

struct track *tracks_add(struct tracks *tracks, const char *name)
{
    struct track *t = tracks_find(tracks, name);

    if (t)
        return t;
    if (tracks->n == SCORE_TRACKS_MAX)
        return NULL;
    t = realloc(tracks->at, (tracks->n + 1) * sizeof(*t));
    if (!t)
        return NULL;
    tracks->at = t;
    t += tracks->n++;
    *t = (struct track){0};
    str_format(t->name, sizeof(t->name), "%s", name);
    for (int i = 0; i < SCORE_N_KEYS; i++)
        t->key[i] = score_keys[i].def;
    return t;
}

uint32_t tracks_take(struct tracks *tracks, struct track *track, struct track *taken)
{
    const uint32_t place = (uint32_t)(track - tracks->at);

    *taken = *track;
    memmove(track, track + 1, (tracks->n - place - 1) * sizeof(*track));
    tracks->n--;
    return place;
}

void tracks_put_back(struct tracks *tracks, uint32_t place, const struct track *taken)
{
    struct track *track = tracks->at + place;

    memmove(track + 1, track, (tracks->n - place) * sizeof(*track));
    *track = *taken;
    tracks->n++;
}

void tracks_remove(struct tracks *tracks, struct track *track)
{
    struct track taken;

    (void)tracks_take(tracks, track, &taken);
    track_finish(&taken);
}

struct track_lane *track_lane_find(const struct track *track, const char *name)
{
    for (uint32_t i = 0; i < track->n_lanes; i++)
        if (strcmp(track->lane[i].name, name) == 0 ||
            strcmp(track->lane[i].target, name) == 0)
            return &track->lane[i];
    return NULL;
}

struct track_lane *track_lane_of(struct track *track, const char *name)
{
    struct track_lane *lane = track_lane_find(track, name);

    if (lane)
        return lane;
    if (track->n_lanes == TRACK_LANES_MAX)
        return NULL;
    lane = realloc(track->lane, (track->n_lanes + 1) * sizeof(*lane));
    if (!lane)
        return NULL;
    track->lane = lane;
    lane += track->n_lanes++;
    *lane = (struct track_lane){0};
    if (strpbrk(name, "./"))
        str_format(lane->target, sizeof(lane->target), "%s", name);
    else
        str_format(lane->name, sizeof(lane->name), "%s", name);
    return lane;
}

/* Roles and where they are looked for, the first that is there. */
static const struct {
    enum score_role role;
    const char *words[3];
} places[] = {
    {SCORE_FREQ, {"freq", "frequency", NULL}},
    {SCORE_AMP, {"amp", NULL, NULL}},
    {SCORE_FILTER, {"filter/freq", NULL, NULL}},
    {SCORE_REVERB, {"send/reverb", NULL, NULL}},
    {SCORE_DELAY, {"send/delay", NULL, NULL}},
    {SCORE_ACCENT, {"accent", NULL, NULL}},
};

static int bind_place(struct score_track *t, const struct address_book *book,
                      const char *voice, enum score_role role, const char *const *words)
{
    for (; *words; words++) {
        const struct address *a = address_below(book, voice, *words);
        if (a && a->kind == ADDRESS_PARAM && !a->is_alias)
            return score_add_bind(t, role, a->node, a->param);
    }
    return LEAT_ERR_NOT_FOUND;
}

/* Voices take notes; anything else a gate, and what it has of the rest. */
static int bind_voice(struct score_track *t, const struct address_book *book,
                      const struct track *track, struct leat_diag *diag)
{
    const char *voice = track->voice;
    const struct address *gate = address_below(book, voice, "gate");
    char path[LEAT_NAME_MAX + 8], node[LEAT_NAME_MAX + 2];
    bool has_amp = track->gate_only;

    address_of_node(voice, node, sizeof(node));
    str_format(path, sizeof(path), "/note%s", node);
    const struct address *notes = address_find(book, path);
    const bool poly = notes && strcmp(notes->node_class->name, "voices") == 0;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (track->gate_only || (poly && places[i].role == SCORE_FREQ))
            continue;
        const int err = bind_place(t, book, voice, places[i].role, places[i].words);
        has_amp = has_amp || (places[i].role == SCORE_AMP && err == 0);
        if (err < 0 && err != LEAT_ERR_NOT_FOUND)
            return err;
    }
    if (poly)
        return score_add_bind(t, SCORE_NOTE, notes->node, SCORE_EVENT);
    if (gate)
        return score_add_bind(t, has_amp ? SCORE_GATE : SCORE_VELOCITY, gate->node,
                              gate->by_event || gate->param < 0 ? SCORE_EVENT
                                                                : gate->param);
    if (t->n_binds)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 201, "No voice here is called `%.64s`.", voice);
    leat_diag_hint(diag, "A voice is a node with a gate, notes or a frequency.");
    return LEAT_ERR_NOT_FOUND;
}

static int add_lane(struct score *score, const struct track_lane *lane,
                    const struct address_book *book, struct leat_diag *diag)
{
    const struct address *a = address_target(book, lane->target);
    struct score_lane *out;

    if (!a || a->param < 0) {
        leat_diag_add(diag, LEAT_ERROR, 301, "There is no parameter %.100s.",
                      lane->target);
        return LEAT_ERR_NOT_FOUND;
    }
    const int err = score_add_lane(score, &out);
    if (err < 0)
        return err;
    out->node = a->node;
    out->param = (uint32_t)a->param;
    out->ramp_ms = -1.0f;
    out->n = lane->n;
    memcpy(out->value, lane->value, lane->n * sizeof(out->value[0]));
    return 0;
}

static int add_track(struct score *score, const struct track *t,
                     const struct address_book *book, struct leat_diag *diag)
{
    const struct notes_key key = NOTES_KEY_INIT;
    struct score_track *out;
    int err = score_add_track(score, t->name, &out);

    if (err < 0 ||
        (err = pattern_read(t->pattern, strlen(t->pattern), &out->pattern, diag)) < 0 ||
        (err = notes_read(t->notes, strlen(t->notes), &key, &out->notes, diag)) < 0)
        return err;
    for (int i = 0; i < SCORE_N_KEYS; i++)
        (void)score_key_set(out, (enum score_key)i, t->key[i]);
    out->voice = (uint32_t)score_track_id(t->voice) | 1;
    err = *t->voice ? bind_voice(out, book, t, diag) : 0;
    for (uint32_t i = 0; i < t->n_lanes && err >= 0; i++)
        if (*t->lane[i].target)
            err = add_lane(score, &t->lane[i], book, diag);
    return err;
}

int tracks_score(const struct tracks *tracks, const struct address_book *book,
                 uint64_t seed, struct score **out, struct leat_diag *diag)
{
    int err = score_create(seed, out);

    if (err < 0)
        return err;
    (*out)->swing = tracks->swing;
    for (uint32_t i = 0; i < tracks->n && err >= 0; i++)
        err = add_track(*out, &tracks->at[i], book, diag);
    if (err < 0)
        score_destroy(out);
    return err;
}
