/* SPDX-License-Identifier: MIT */
/* command_seq: the sequencer's tracks and its transport. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"
#include "control/call.h"

static struct tracks *tracks_of(struct call *call)
{
    return &call->control->tracks;
}

static int order(struct call *call, const struct player_order *o)
{
    struct control *c = call->control;

    if (!c->config.player)
        return LEAT_ERR_UNSUPPORTED;
    return player_post(c->config.player, o);
}

int call_publish_tracks(struct call *call)
{
    struct control *c = call->control;
    struct score *score;
    int err;

    if (!c->config.player)
        return LEAT_ERR_UNSUPPORTED;
    err = tracks_score(&c->tracks, c->book, c->config.seed, &score, &call->diag);
    if (err < 0)
        return err;
    err = player_post_score(c->config.player, score, c->tracks.when, call->frame);
    if (err < 0)
        score_destroy(&score);
    c->tracks.when = LEAT_AT_QUANTUM;
    return err;
}

int call_track(struct call *call, struct track **track)
{
    const char *name;

    if (call_text(call, "a track", &name) < 0)
        return LEAT_ERR_INVALID;
    *track = tracks_find(tracks_of(call), name);
    if (*track)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 201, "No track is called `%.64s`.", name);
    leat_diag_hint(&call->diag, "/seq/list tells them; /seq/add makes one.");
    return LEAT_ERR_NOT_FOUND;
}

int call_keep_text(struct call *call, char *field, size_t size, const char *text)
{
    if (strlen(text) >= size)
        return call_refuse(call, LEAT_ERR_LIMIT, "This text is too long.", "");
    str_format(field, size, "%s", text);
    return 0;
}

static int set_key(struct call *call, struct track *t, const char *name, float value)
{
    const int key = score_key_find(name, &call->diag);

    if (key < 0)
        return LEAT_ERR_NOT_FOUND;
    const struct score_key_info *info = &score_keys[key];
    if (!(value >= info->min && value <= info->max)) {
        leat_diag_add(&call->diag, LEAT_ERROR, 401, "`%s` goes from %g to %g.", name,
                      (double)info->min, (double)info->max);
        leat_diag_hint(&call->diag, "%s", info->help);
        return LEAT_ERR_RANGE;
    }
    t->key[key] = value;
    return 0;
}

/* "gate_frac=0.8" */
static int set_pair(struct call *call, struct track *t, const char *text,
                    const char *equals)
{
    char name[32];
    double value;

    str_format(name, sizeof(name), "%.*s", (int)(equals - text), text);
    if (strcmp(name, "notes") == 0)
        return call_keep_text(call, t->notes, sizeof(t->notes), equals + 1);
    if (number_parse(equals + 1, &value) < 0)
        return call_refuse(call, LEAT_ERR_INVALID, "A key takes a number.",
                           "Such as gate_frac=0.8");
    return set_key(call, t, name, (float)value);
}

/* [base_freq] [filter_freq] [notes] [key=value ...] */
static int take_rest(struct call *call, struct track *t)
{
    uint32_t n_numbers = 0;
    struct osc_arg arg;
    int err = 0;

    for (uint32_t i = 3; i < call->n_args && err >= 0; i++) {
        double number;
        if (osc_args_value(&call->args, &arg) <= 0)
            return LEAT_ERR_INVALID;
        const bool text = arg.tag == 's' || arg.tag == 'S';
        const char *equals = text ? strchr(arg.s, '=') : NULL;
        if (equals)
            err = set_pair(call, t, arg.s, equals);
        else if (osc_arg_number(&arg, &number) ||
                 (text && n_numbers < 2 && number_parse(arg.s, &number) == 0))
            t->key[n_numbers++ ? SCORE_FILTER_FREQ : SCORE_BASE_FREQ] = (float)number;
        else if (text)
            err = call_keep_text(call, t->notes, sizeof(t->notes), arg.s);
        else
            err = call_refuse(call, LEAT_ERR_INVALID,
                              "A track takes numbers and texts.", "");
    }
    return err;
}

/* Make the track of a message, in the place of none. */
static int add(struct call *call, const char *name, const char *voice,
               const char *pattern)
{
    struct tracks *tracks = tracks_of(call);
    struct track *t = tracks_add(tracks, name);

    if (!t)
        return LEAT_ERR_LIMIT;
    str_format(t->voice, sizeof(t->voice), "%s", voice);
    int err = call_keep_text(call, t->pattern, sizeof(t->pattern), pattern);
    if (err >= 0)
        err = take_rest(call, t);
    if (err >= 0)
        err = call_publish_tracks(call);
    if (err < 0)
        tracks_remove(tracks, tracks_find(tracks, name));
    return err;
}

int command_seq_add(struct call *call)
{
    const char *name, *voice, *pattern;
    struct tracks *tracks = tracks_of(call);
    struct track *old, before = {0};
    uint32_t place = 0;

    if (call_text(call, "a track, a voice and a pattern", &name) < 0 ||
        call_text(call, "the voice that it plays", &voice) < 0 ||
        call_text(call, "a pattern, such as x..x", &pattern) < 0)
        return LEAT_ERR_INVALID;
    if (!*name || strlen(name) >= LEAT_NAME_MAX || strlen(voice) >= LEAT_NAME_MAX)
        return call_refuse(call, LEAT_ERR_LIMIT, "A name has 1 to 63 letters.", "");
    if ((old = tracks_find(tracks, name)))
        place = tracks_take(tracks, old, &before);
    const int err = add(call, name, voice, pattern);
    if (err < 0 && old)
        tracks_put_back(tracks, place, &before);
    else
        track_finish(&before);
    return err;
}

int command_seq_remove(struct call *call)
{
    struct track *t;

    if (call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    tracks_remove(tracks_of(call), t);
    return call_publish_tracks(call);
}

int command_seq_clear(struct call *call)
{
    tracks_clear(tracks_of(call));
    return call_publish_tracks(call);
}

/* Change a text of a track; a refused one leaves it as it was. */
static int change_text(struct call *call, bool notes)
{
    char before[TRACKS_TEXT], *field;
    const char *text;
    struct track *t;

    if (call_track(call, &t) < 0 ||
        call_text(call, notes ? "notes" : "a pattern", &text) < 0)
        return LEAT_ERR_INVALID;
    field = notes ? t->notes : t->pattern;
    memcpy(before, field, sizeof(before));
    int err = call_keep_text(call, field, TRACKS_TEXT, text);
    if (err >= 0)
        err = call_publish_tracks(call);
    if (err < 0)
        memcpy(field, before, sizeof(before));
    return err;
}

int command_seq_pattern(struct call *call)
{
    return change_text(call, false);
}

int command_seq_notes(struct call *call)
{
    return change_text(call, true);
}

/* What a track has besides its numbers is changed by words of its own. */
static int refuse_text_key(struct call *call, const char *name)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 404, "`%s` is no key that takes a number.",
                  name);
    leat_diag_hint(&call->diag, "/seq/update/%s changes it.", name);
    return LEAT_ERR_INVALID;
}

int command_seq_set(struct call *call)
{
    const char *name;
    struct track *t;
    double value;

    if (call_track(call, &t) < 0 || call_text(call, "a key", &name) < 0)
        return LEAT_ERR_INVALID;
    if (strcmp(name, "notes") == 0 || strcmp(name, "pattern") == 0)
        return refuse_text_key(call, name);
    if (score_key_find(name, &call->diag) < 0)
        return LEAT_ERR_NOT_FOUND;
    if (osc_args_number(&call->args, &value) <= 0) {
        leat_diag_add(&call->diag, LEAT_ERROR, 306, "`%s` takes a number.", name);
        return LEAT_ERR_INVALID;
    }
    const int err = set_key(call, t, name, (float)value);
    return err < 0 ? err : call_publish_tracks(call);
}

static int set_switch(struct call *call, enum score_key key)
{
    struct track *t;
    double value = 1.0;

    if (call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    (void)osc_args_number(&call->args, &value);
    t->key[key] = value > 0.0 ? 1.0f : 0.0f;
    return call_publish_tracks(call);
}

int command_seq_mute(struct call *call)
{
    return set_switch(call, SCORE_MUTE);
}

int command_seq_unmute(struct call *call)
{
    struct track *t;

    if (call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    t->key[SCORE_MUTE] = 0.0f;
    return call_publish_tracks(call);
}

int command_seq_solo(struct call *call)
{
    return set_switch(call, SCORE_SOLO);
}

/* One value of a lane: a number, or a text in the parameter's words and units; before
 * /seq/assign says which it is, a number. */
static float lane_value(struct call *call, const struct address *a,
                        struct osc_args *args)
{
    static const struct leat_param any = {
        .name = "lane", .min = -1e9f, .max = 1e9f, .help = "Value of a step."};
    const struct leat_param *p = a ? &a->node_class->params[a->param] : &any;
    struct osc_arg arg;
    float value;
    struct osc_args ahead = *args;

    if (osc_args_value(&ahead, &arg) > 0 && arg.tag == 's' &&
        (strcmp(arg.s, ".") == 0 || strcmp(arg.s, "-") == 0)) {
        *args = ahead;
        return __builtin_nanf("");
    }
    if (value_read(args, p, &call->scale, &value, &call->diag) < 0)
        return __builtin_nanf("");
    return value;
}

/* track lane value ...: a step each; `.` leaves the parameter alone.  The lane is a
 * parameter, or a name of its own that /seq/assign gives one. */
int command_seq_lane(struct call *call)
{
    const struct address *a = NULL;
    const char *name, *target;
    struct track_lane *lane;
    struct track *t;

    if (call_track(call, &t) < 0 || call_text(call, "a parameter", &name) < 0)
        return LEAT_ERR_INVALID;
    lane = track_lane_find(t, name);
    target = lane && *lane->target ? lane->target : name;
    if (strpbrk(target, "./") && !(a = call_target(call, target, false)))
        return LEAT_ERR_NOT_FOUND;
    if (call->n_args < 3 || call->n_args - 2 > SCORE_LANE_STEPS)
        return call_refuse(call, LEAT_ERR_LIMIT, "A lane has 1 to 256 values.", "");
    lane = track_lane_of(t, name);
    if (!lane)
        return call_refuse(call, LEAT_ERR_LIMIT, "A track has at most 8 lanes.", "");
    lane->n = call->n_args - 2;
    for (uint32_t i = 0; i < lane->n; i++)
        lane->value[i] = lane_value(call, a, &call->args);
    if (call->diag.n_errors)
        return LEAT_ERR_INVALID;
    return call_publish_tracks(call);
}

int command_seq_swing(struct call *call)
{
    double swing;

    if (osc_args_number(&call->args, &swing) <= 0 || !(swing >= 0.0 && swing <= 1.0))
        return call_refuse(call, LEAT_ERR_RANGE, "Swing goes from 0 to 1, a triplet.",
                           "");
    tracks_of(call)->swing = swing;
    return call_publish_tracks(call);
}

int command_seq_at(struct call *call)
{
    return call_when(call, "A change", "/seq/at bar", &tracks_of(call)->when);
}

/* Of one track: it plays, or it is silent while the others go on.  Tracks are
 * control's: the thread that brings messages leaves it to that one. */
static int let_play(struct call *call, bool plays)
{
    struct track *t;

    if (call != call->control->slow)
        return LEAT_ERR_STATE;
    if (call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    t->key[SCORE_MUTE] = plays ? 0.0f : 1.0f;
    return call_publish_tracks(call);
}

int command_seq_start(struct call *call)
{
    const int err = call->n_args ? let_play(call, true) : 0;

    return err < 0 ? err
                   : order(call, &(struct player_order){.frame = call->frame,
                                                        .kind = PLAYER_START});
}

int command_seq_stop(struct call *call)
{
    if (call->n_args)
        return let_play(call, false);
    return order(call,
                 &(struct player_order){.frame = call->frame, .kind = PLAYER_STOP});
}

int command_seq_reset(struct call *call)
{
    struct track *t = NULL;

    if (call->n_args && call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    return order(call,
                 &(struct player_order){.frame = call->frame,
                                        .kind = PLAYER_RESET,
                                        .track = t ? score_track_id(t->name) : 0});
}

int command_seq_status(struct call *call)
{
    struct control *c = call->control;
    struct player_status s;

    if (!c->config.player)
        return LEAT_ERR_UNSUPPORTED;
    player_reap(c->config.player);
    player_status(c->config.player, &s);
    call_answer_pair(call, "running", s.running);
    call_answer_pair(call, "bpm", s.bpm);
    call_answer_pair(call, "beat", s.beat);
    call_answer_pair(call, "tracks", c->tracks.n);
    call_answer_pair(call, "swing", c->tracks.swing);
    call_answer_pair(call, "on", (double)s.ons);
    call_answer_pair(call, "off", (double)s.offs);
    call_answer_pair(call, "late", (double)s.late);
    call_answer_pair(call, "refused", (double)s.refused);
    return 0;
}
