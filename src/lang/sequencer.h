/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SEQUENCER_H
#define LEAT_LANG_SEQUENCER_H

/**
 * A sequencer: tracks of steps, a sixteenth each, that go round while it plays.
 *
 * Step k of a track begins at beat k / 4 behind the start, the second of a pair later
 * by the swing, and each step moved by its own `micro`.  It is worked out from k, never
 * from the step before.
 *
 * Source:  language reference, section 8.5.
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

enum {
    SEQUENCER_TRACKS_MAX = 64,
    SEQUENCER_STEPS_MAX = 256,
    SEQUENCER_PATTERNS_MAX = 64
};

enum track_type {
    TRACK_DRUM,       /* strikes the kit */
    TRACK_INSTRUMENT, /* plays the synth */
    TRACK_AUDIO,      /* does nothing by itself, */
    TRACK_CONTROL,    /* nor does this: on_step() hears of them */
    N_TRACK_TYPES
};

struct track_step {
    bool active, has_key;
    double velocity, probability, micro, key;
    struct value params;
    int64_t played; /* number of the step that it was last; -1: none */
};

struct track {
    const char *name;
    enum track_type type;
    uint32_t length; /* steps */
    bool muted, solo;
    double volume, pan, key; /* key: of its steps without one, or the drum */
    struct track_step *step;
};

/** Steps of all tracks under a name. */
struct kept_pattern {
    const char *name;
    struct track_step *step[SEQUENCER_TRACKS_MAX];
    uint32_t length[SEQUENCER_TRACKS_MAX];
    uint32_t n;
};

struct sequencer {
    struct thing thing;
    struct track track[SEQUENCER_TRACKS_MAX];
    uint32_t n_tracks, n_steps;
    double bpm;   /* 0: the music's */
    double swing; /* [0, 1]; below 0: the music's */
    bool plays;
    int64_t begin; /* audio frame of step 0 */
    double begin_beat;
    int64_t next; /* step that on_step() hears of next */
    struct value on_step;
    struct kept_pattern *pattern; /* SEQUENCER_PATTERNS_MAX of them, or NULL */
    uint32_t n_patterns, n_randomized;
    uint64_t seed, site;
    const struct stream *stream; /* where its notes go instead, or NULL */
    struct span span;
};

extern const struct thing_class sequencer_class;

/** One without tracks; bpm 0: as fast as the music. */
struct value sequencer_new(struct eval *e, uint32_t n_steps, double bpm,
                           struct span span);

/** Make tracks of a list of names or of maps, or of a map of names and rhythms.
 * Errors: false after E306 and those of add_track(). */
bool sequencer_add_tracks(struct eval *e, struct sequencer *s,
                          const struct argument *tracks, struct span span);

/** The step it is in at the time of what is due, counted from the start. */
int64_t sequencer_step(const struct eval *e, const struct sequencer *s);

/** What is due up to the end of the frame.  As in struct thing_class. */
bool sequencer_tick(struct eval *e, struct thing *self);

/** The stream of its notes.  As in struct thing_class. */
struct value sequencer_stream(struct eval *e, struct thing *self, struct span span);

/** Inside: its methods (sequencer_method.c). */
extern const struct method_word sequencer_methods[];

#endif
