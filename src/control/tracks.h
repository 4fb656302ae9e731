/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_TRACKS_H
#define LEAT_CONTROL_TRACKS_H

/**
 * tracks: what the sequencer was told, as it was told, from which scores are made: with
 * names instead of nodes, so that it lasts while the graph changes.
 *
 * Thread:  control.
 */

#include "control/address.h"
#include "sequence/score.h"

enum { TRACKS_TEXT = 1024, TRACK_LANES_MAX = 8 };

struct track_lane {
    char name[32];    /* "": that of its target */
    char target[128]; /* `node.param`; "": it is not assigned, and silent */
    uint32_t n;
    float value[SCORE_LANE_STEPS];
};

struct track {
    char name[LEAT_NAME_MAX], voice[LEAT_NAME_MAX]; /* voice "": lanes alone */
    char pattern[TRACKS_TEXT], notes[TRACKS_TEXT];
    float key[SCORE_N_KEYS];
    struct track_lane *lane; /* n_lanes */
    uint32_t n_lanes;
    bool gate_only; /* what else a voice has is left to lanes and messages */
};

struct tracks {
    struct track *at; /* n */
    uint32_t n;
    double swing;
    enum leat_when
        when; /* of the next change; LEAT_AT_QUANTUM: each track's next step */
};

void tracks_finish(struct tracks *tracks);
void tracks_clear(struct tracks *tracks);

/** The track of a name, or NULL; tracks_add() makes it when there is none (NULL: no
 * room). */
struct track *tracks_find(const struct tracks *tracks, const char *name);
struct track *tracks_add(struct tracks *tracks, const char *name);
void tracks_remove(struct tracks *tracks, struct track *track);

/** Take a track away, and put it back to its place: there is room as long as no more
 * tracks are there than before.  Owns: the caller has what was taken. */
uint32_t tracks_take(struct tracks *tracks, struct track *track, struct track *taken);
void tracks_put_back(struct tracks *tracks, uint32_t place, const struct track *taken);

/** Let go of what was taken. */
void track_finish(struct track *track);

/** The lane of a name, or of a target; NULL: there is none. */
struct track_lane *track_lane_find(const struct track *track, const char *name);

/** Alike, made when there is none; NULL: no room.  What has a dot or a slash is a
 * target, else it is a name. */
struct track_lane *track_lane_of(struct track *track, const char *name);

/**
 * Make the score: patterns and notes read, voices found in the book.
 *
 * Errors:  as pattern_read() and notes_read(); LEAT_ERR_NOT_FOUND: no such voice, or
 *          nothing there that could be played; LEAT_ERR_LIMIT; LEAT_ERR_NOMEM.
 */
int tracks_score(const struct tracks *tracks, const struct address_book *book,
                 uint64_t seed, struct score **out, struct leat_diag *diag);

#endif
