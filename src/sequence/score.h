/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_SCORE_H
#define LEAT_SEQUENCE_SCORE_H

/**
 * A score: all tracks of the sequencer, made by control and never changed once a player
 * has it (sequence/player.h).  A change of one track makes a new score.
 *
 * A track is a pattern, notes, the keys of the table, and *binds*: which parameter or
 * gate of which node it plays.  A *lane* is a list of values that steps with the track
 * and goes to one parameter.
 *
 * Thread:  control, but for reading.
 */

#include <stdbool.h>

#include "sequence/notes.h"
#include "sequence/pattern.h"

enum {
    SCORE_TRACKS_MAX = 128,
    SCORE_BINDS_MAX = 24,   /* of a track */
    SCORE_LANES_MAX = 1024, /* of all tracks together */
    SCORE_LANE_STEPS = PATTERN_MAX,
    SCORE_SETS_MAX = 2048, /* less than commands that may wait in an engine */
};

/** The keys of a track that are numbers; score_keys[] describes them. */
enum score_key {
    SCORE_BASE_FREQ,
    SCORE_BASE_AMP,
    SCORE_FILTER_FREQ,
    SCORE_ACCENT_BOOST,
    SCORE_REVERB_SEND,
    SCORE_DELAY_SEND,
    SCORE_GATE_FRAC,
    SCORE_DIVISION, /* steps a beat; 3 and 1.5 will do, too */
    SCORE_ROTATE,   /* step of the pattern that stands at step 0 */
    SCORE_MUTE,
    SCORE_SOLO,
    SCORE_CHANCE, /* of each hit, times its own */
    SCORE_N_KEYS,
};

struct score_key_info {
    const char *name;
    float min, max, def;
    const char *help;
};
extern const struct score_key_info score_keys[SCORE_N_KEYS];

/** What a bind gets at each hit; all at the frame at which the step begins. */
enum score_role {
    SCORE_FREQ,     /* of the note, in hertz */
    SCORE_AMP,      /* base_amp * velocity */
    SCORE_FILTER,   /* filter_freq + accent_boost * (velocity - 0.5) */
    SCORE_REVERB,   /* reverb_send */
    SCORE_DELAY,    /* delay_send */
    SCORE_ACCENT,   /* 1 when the velocity is 1, else 0 */
    SCORE_GATE,     /* 1, and 0 when the gate closes */
    SCORE_VELOCITY, /* the same with the velocity, for envelopes that nothing else tells
                       how loud */
    SCORE_NOTE,     /* note_on and note_off with key and velocity; always events */
};

enum { SCORE_EVENT = -1 };

struct score_bind {
    enum score_role role;
    uint32_t node;
    int32_t param; /* SCORE_EVENT: the gate goes to the node as LEAT_EVENT_GATE.  A gate
                      that is a parameter does not see one that closes and opens at one
                      frame; an event does */
    float ramp_ms; /* as leat_engine_set() takes it */
};

struct score_lane {
    uint32_t node, param;
    float ramp_ms;
    uint32_t n;                    /* [1, SCORE_LANE_STEPS]; it wraps on its own */
    float value[SCORE_LANE_STEPS]; /* NaN: this step leaves the parameter alone */
};

struct score_track {
    uint64_t id;            /* of its name; a track with the same id goes on */
    uint64_t seed;          /* of its chances */
    struct pattern pattern; /* as it is made, one rest */
    struct notes notes;
    float key[SCORE_N_KEYS];
    uint32_t voice; /* tracks with one voice cut each other's gates; 0: none */
    struct score_bind bind[SCORE_BINDS_MAX];
    uint32_t n_binds;
    uint32_t first_lane, n_lanes; /* in score->lane */
};

/** A parameter that is set when the score is adopted: what a slot holds. */
struct score_set {
    uint32_t node, param;
    float value, ramp_ms;
};

struct score {
    double bpm;   /* from its adoption on; 0: as it was */
    double swing; /* [0, 1]; 1 is a triplet */
    uint64_t seed;
    uint32_t n_tracks, n_lanes, n_sets;
    struct score_track *track;
    struct score_lane *lane;
    struct score_set *set;
};

/** An empty score.  `seed`: of the run.  Errors: LEAT_ERR_NOMEM. */
int score_create(uint64_t seed, struct score **out);
void score_destroy(struct score **score);

/**
 * Add a track with the defaults of the table; it stays in place until the next is
 * added.
 *
 * Errors:  LEAT_ERR_EXISTS for a name that is there; LEAT_ERR_LIMIT; LEAT_ERR_NOMEM.
 */
int score_add_track(struct score *score, const char *name, struct score_track **out);

/** Add a lane to the track that was added last.  Errors: LEAT_ERR_STATE when there is
 * none; LEAT_ERR_LIMIT; LEAT_ERR_NOMEM. */
int score_add_lane(struct score *score, struct score_lane **out);

/** Bind a role of a track; ramp_ms is the parameter's own, of gates 0.  Errors:
 * LEAT_ERR_LIMIT; LEAT_ERR_INVALID for a role but a gate as SCORE_EVENT. */
int score_add_bind(struct score_track *track, enum score_role role, uint32_t node,
                   int32_t param);

/** Errors: LEAT_ERR_LIMIT; LEAT_ERR_NOMEM. */
int score_add_set(struct score *score, const struct score_set *set);

/** The id of a track's name. */
uint64_t score_track_id(const char *name);

/** The key of that name, or -1, and then a finding names the nearest. */
int score_key_find(const char *name, struct leat_diag *diag);

/** Set a key, held in its range; returns whether it had to be.  NaN is the default. */
bool score_key_set(struct score_track *track, enum score_key key, float value);

#endif
