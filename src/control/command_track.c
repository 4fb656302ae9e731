/* SPDX-License-Identifier: MIT */
/* command_track: tracks that are put together piece by piece, as the first generation
 * of Chronus did. */
#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"
#include "control/call.h"

int command_seq_create(struct call *call)
{
    struct tracks *tracks = &call->control->tracks;
    const char *name;
    struct track *t;

    if (call_text(call, "a name for the track", &name) < 0)
        return LEAT_ERR_INVALID;
    if (!*name || strlen(name) >= LEAT_NAME_MAX)
        return call_refuse(call, LEAT_ERR_LIMIT, "A name has 1 to 63 letters.", "");
    if (tracks_find(tracks, name)) {
        leat_diag_add(&call->diag, LEAT_ERROR, 0, "There is a track `%.64s`.", name);
        leat_diag_hint(&call->diag, "Send /seq/remove first.");
        return LEAT_ERR_EXISTS;
    }
    t = tracks_add(tracks, name);
    if (!t)
        return call_refuse(call, LEAT_ERR_LIMIT, "There are too many tracks.",
                           "/seq/remove takes one away.");
    memcpy(t->pattern, ".", 2);
    t->key[SCORE_MUTE] = 1.0f;
    return call_publish_tracks(call);
}

/* A track that nobody gave a pattern yet has rests alone. */
static bool is_empty(const struct track *t)
{
    return t->pattern[strspn(t->pattern, ".")] == '\0';
}

/* track bpm steps division */
int command_seq_config(struct call *call)
{
    struct osc_args ahead;
    double bpm, steps, division;
    struct track *t;

    if (call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    ahead = call->args;
    if (osc_args_number(&ahead, &bpm) <= 0 || osc_args_number(&ahead, &steps) <= 0 ||
        osc_args_number(&ahead, &division) <= 0)
        return call_refuse(call, LEAT_ERR_INVALID,
                           "A track is configured by three numbers.",
                           "/seq/config TRACK BPM STEPS DIVISION");
    if (!(steps >= 1.0 && steps <= PATTERN_MAX && division > 0.0))
        return call_refuse(call, LEAT_ERR_RANGE,
                           "A pattern has 1 to 256 steps, a beat some of them.", "");
    const int err = command_tempo(call);
    if (err < 0)
        return err;
    if (is_empty(t)) {
        memset(t->pattern, '.', (size_t)steps);
        t->pattern[(size_t)steps] = '\0';
    }
    t->key[SCORE_DIVISION] = (float)division;
    return call_publish_tracks(call);
}

/* What an address is that Chronus would have written: /gate/adsr1 is /voice1/gate. Only
 * what the graph has counts; `to` is empty else. */
static void resolve(struct call *call, const char *chronus, const char *plain,
                    char to[OSC_PATTERN_MAX + 1])
{
    const struct control *c = call->control;

    if (address_find(c->book, plain)) {
        str_format(to, OSC_PATTERN_MAX + 1, "%s", plain);
        return;
    }
    if (alias_resolve(c->config.alias_file, c->config.aliases, chronus, to) <= 0 ||
        !address_find(c->book, to))
        to[0] = '\0';
}

static int assign_gate(struct call *call, struct track *t)
{
    char chronus[LEAT_NAME_MAX + 8], plain[LEAT_NAME_MAX + 8], to[OSC_PATTERN_MAX + 1];
    const char *module;

    if (call_text(call, "the voice whose gate it opens", &module) < 0)
        return LEAT_ERR_INVALID;
    str_format(chronus, sizeof(chronus), "/gate/%.63s", module);
    str_format(plain, sizeof(plain), "/%.63s/gate", module);
    resolve(call, chronus, plain, to);
    if (!*to) {
        leat_diag_add(&call->diag, LEAT_ERROR, 201, "`%.64s` has no gate.", module);
        leat_diag_hint(&call->diag, "/nodes tells what there is.");
        return LEAT_ERR_NOT_FOUND;
    }
    to[strlen(to) - strlen("/gate")] = '\0';
    t->gate_only = true;
    return call_keep_text(call, t->voice, sizeof(t->voice), to + 1);
}

static int assign_lane(struct call *call, struct track *t)
{
    char chronus[2 * LEAT_NAME_MAX + 8], plain[2 * LEAT_NAME_MAX + 8];
    char to[OSC_PATTERN_MAX + 1];
    const char *name, *module, *param;

    if (call_text(call, "a lane, a node and its parameter", &name) < 0 ||
        call_text(call, "the node of the lane", &module) < 0 ||
        call_text(call, "the parameter of the lane", &param) < 0)
        return LEAT_ERR_INVALID;
    struct track_lane *lane = track_lane_find(t, name);
    if (!lane)
        return call_refuse(call, LEAT_ERR_NOT_FOUND, "The track has no such lane.",
                           "/seq/param_lane makes one.");
    str_format(chronus, sizeof(chronus), "/mod/%.63s/%.63s", module, param);
    str_format(plain, sizeof(plain), "/%.63s/%.63s", module, param);
    resolve(call, chronus, plain, to);
    if (!call_target(call, *to ? to : plain, false))
        return LEAT_ERR_NOT_FOUND;
    return call_keep_text(call, lane->target, sizeof(lane->target), to + 1);
}

/* track gate voice, or track param lane node parameter */
int command_seq_assign(struct call *call)
{
    const char *what;
    struct track *t;
    int err;

    if (call_track(call, &t) < 0 || call_text(call, "gate or param", &what) < 0)
        return LEAT_ERR_INVALID;
    if (strcmp(what, "gate") == 0)
        err = assign_gate(call, t);
    else if (strcmp(what, "param") == 0)
        err = assign_lane(call, t);
    else
        err =
            call_refuse(call, LEAT_ERR_INVALID, "A track opens a gate or sets a param.",
                        "/seq/assign TRACK gate VOICE");
    return err < 0 ? err : call_publish_tracks(call);
}

int command_seq_gate_len(struct call *call)
{
    struct track *t;
    double value;

    if (call_track(call, &t) < 0)
        return LEAT_ERR_NOT_FOUND;
    if (osc_args_number(&call->args, &value) <= 0 || !(value >= 0.01 && value <= 1.0))
        return call_refuse(call, LEAT_ERR_RANGE,
                           "A gate is open for 0.01 to 1 of a step.", "");
    t->key[SCORE_GATE_FRAC] = (float)value;
    return call_publish_tracks(call);
}

/* [track] bpm: one clock drives all tracks. */
int command_seq_bpm(struct call *call)
{
    const char *track;

    if (call->n_args > 1)
        (void)osc_args_text(&call->args, &track);
    return command_tempo(call);
}

/* "division=4 rotate=0 ...": every key with its value. */
static const char *keys_of(struct call *call, const struct track *t)
{
    const char *text = "";
    char number[NUMBER_SIZE];

    for (int k = 0; k < SCORE_N_KEYS && text; k++) {
        const float value = t->key[k] == t->key[k] ? t->key[k] : score_keys[k].def;
        number_print_float(number, value);
        text = arena_format(call->arena, "%s%s%s=%s", text, *text ? " " : "",
                            score_keys[k].name, number);
    }
    return text ? text : "";
}

int command_seq_list(struct call *call)
{
    const struct tracks *tracks = &call->control->tracks;

    for (uint32_t i = 0; i < tracks->n; i++) {
        const struct track *t = &tracks->at[i];
        call_answer_text(call, t->name);
        call_answer_text(call, arena_format(call->arena, "%s  %s  %s  %s", t->voice,
                                            t->pattern, t->notes, keys_of(call, t)));
    }
    return 0;
}
