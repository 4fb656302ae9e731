/* SPDX-License-Identifier: MIT */
/* score: tracks, their keys, and what they play. */
#include "sequence/score.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/random.h"
#include "base/str.h"

const struct score_key_info score_keys[SCORE_N_KEYS] = {
    [SCORE_BASE_FREQ] = {"base_freq", 1, 24000, 440, "Hertz where there are no notes."},
    [SCORE_BASE_AMP] = {"base_amp", 0, 1, 0.3f, "Loudness of a hit of velocity 1."},
    [SCORE_FILTER_FREQ] = {"filter_freq", 1, 24000, 1000,
                           "Hertz of the filter at a hit of velocity 0.5."},
    [SCORE_ACCENT_BOOST] = {"accent_boost", -24000, 24000, 1500,
                            "Hertz that the filter goes up from velocity 0 to 1."},
    [SCORE_REVERB_SEND] = {"reverb_send", 0, 1, 0, "Share that goes to the reverb."},
    [SCORE_DELAY_SEND] = {"delay_send", 0, 1, 0, "Share that goes to the delay."},
    [SCORE_GATE_FRAC] = {"gate_frac", 0.01f, 1, 0.5f,
                         "Share of a step for which the gate is open; 1 ties."},
    [SCORE_DIVISION] = {"division", 0.0625f, 64, 4, "Steps a beat."},
    [SCORE_ROTATE] = {"rotate", -256, 256, 0, "Step with which the pattern begins."},
    [SCORE_MUTE] = {"mute", 0, 1, 0, "1: it is not heard."},
    [SCORE_SOLO] = {"solo", 0, 1, 0, "1: tracks without it are not heard."},
    [SCORE_CHANCE] = {"chance", 0, 1, 1, "Of each hit that it comes."},
};

int score_create(uint64_t seed, struct score **out)
{
    struct score *score = calloc(1, sizeof(*score));

    *out = score;
    if (!score)
        return LEAT_ERR_NOMEM;
    score->seed = seed;
    return 0;
}

void score_destroy(struct score **score)
{
    struct score *s = *score;

    if (!s)
        return;
    free(s->track);
    free(s->lane);
    free(s->set);
    free(s);
    *score = NULL;
}

/* Room for one more in an array of n; it doubles as it grows. */
static int reserve(void **at, uint32_t n, uint32_t most, size_t size)
{
    if (n >= most)
        return LEAT_ERR_LIMIT;
    if (n & (n - 1))
        return 0; /* between two powers of two */
    void *more = realloc(*at, (n ? 2 * (size_t)n : 1) * size);
    if (!more)
        return LEAT_ERR_NOMEM;
    *at = more;
    return 0;
}

uint64_t score_track_id(const char *name)
{
    return fnv_text(FNV_START, name);
}

int score_add_track(struct score *score, const char *name, struct score_track **out)
{
    const uint64_t id = score_track_id(name);
    void *tracks = score->track;

    *out = NULL;
    for (uint32_t i = 0; i < score->n_tracks; i++)
        if (score->track[i].id == id)
            return LEAT_ERR_EXISTS;
    const int err =
        reserve(&tracks, score->n_tracks, SCORE_TRACKS_MAX, sizeof(*score->track));
    if (err < 0)
        return err;
    score->track = tracks;
    struct score_track *t = &score->track[score->n_tracks++];
    memset(t, 0, sizeof(*t));
    t->id = id;
    t->seed = random_seed(score->seed, name);
    t->pattern.n = 1;
    t->first_lane = score->n_lanes;
    for (int k = 0; k < SCORE_N_KEYS; k++)
        t->key[k] = score_keys[k].def;
    *out = t;
    return 0;
}

int score_add_lane(struct score *score, struct score_lane **out)
{
    void *lanes = score->lane;

    *out = NULL;
    if (score->n_tracks == 0)
        return LEAT_ERR_STATE;
    const int err =
        reserve(&lanes, score->n_lanes, SCORE_LANES_MAX, sizeof(*score->lane));
    if (err < 0)
        return err;
    score->lane = lanes;
    *out = &score->lane[score->n_lanes++];
    memset(*out, 0, sizeof(**out));
    (*out)->n = 1;
    (*out)->ramp_ms = -1.0f;
    score->track[score->n_tracks - 1].n_lanes++;
    return 0;
}

int score_add_bind(struct score_track *track, enum score_role role, uint32_t node,
                   int32_t param)
{
    const bool gate = role >= SCORE_GATE;

    if (track->n_binds == SCORE_BINDS_MAX)
        return LEAT_ERR_LIMIT;
    if (param < 0 && !gate)
        return LEAT_ERR_INVALID;
    track->bind[track->n_binds++] = (struct score_bind){
        role, node, role == SCORE_NOTE ? SCORE_EVENT : param, gate ? 0.0f : -1.0f};
    return 0;
}

int score_add_set(struct score *score, const struct score_set *set)
{
    void *sets = score->set;
    const int err = reserve(&sets, score->n_sets, SCORE_SETS_MAX, sizeof(*score->set));

    if (err < 0)
        return err;
    score->set = sets;
    score->set[score->n_sets++] = *set;
    return 0;
}

int score_key_find(const char *name, struct leat_diag *diag)
{
    struct str_nearest nearest;

    str_nearest_init(&nearest, name);
    for (int k = 0; k < SCORE_N_KEYS; k++) {
        if (strcmp(score_keys[k].name, name) == 0)
            return k;
        str_nearest_offer(&nearest, score_keys[k].name);
    }
    leat_diag_add(diag, LEAT_ERROR, 404, "A track has no key `%.60s`.", name);
    leat_diag_hint(diag,
                   nearest.best ? "Did you mean `%s`?" : "Keys are `%s` and others.",
                   nearest.best ? nearest.best : score_keys[0].name);
    return -1;
}

bool score_key_set(struct score_track *track, enum score_key key, float value)
{
    const struct score_key_info *info = &score_keys[key];
    float held = value != value ? info->def : value;

    held = held < info->min ? info->min : held > info->max ? info->max : held;
    if (key == SCORE_MUTE || key == SCORE_SOLO || key == SCORE_ROTATE)
        held = (float)(int)(held < 0.0f ? held - 0.5f : held + 0.5f);
    track->key[key] = held;
    return held != value;
}
