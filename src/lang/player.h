/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PLAYER_H
#define LEAT_LANG_PLAYER_H

/**
 * Notes that a program plays: what waits for its frame, and the instruments that play
 * them when the program names none.
 *
 * An event waits here until the frame of the program in which it falls; the end of a
 * note that nobody has ended yet waits without a frame.  So no note is without an end.
 *
 * Thread:  the one that runs frames.
 */

#include "lang/eval.h"

enum { PLAYER_EVENTS_MAX = 8192, PLAYER_VOICES = 16, PLAYER_SOUNDS_MAX = 4096 };

struct sound;
struct played;

/** A sound that was loaded, and the node of its shots. */
struct player_sound {
    const struct sound *sound;
    uint32_t node;  /* of the draft; NO_NODE: nothing plays it yet */
    uint32_t frame; /* of the program that the node is of, */
    bool lasts;     /* or it is permanent */
};

struct player {
    struct draft_event *waiting; /* in the order in which they were asked for */
    uint32_t *node;              /* of each: of the draft, while it has no identity */
    uint32_t n, room;
    int32_t newest;              /* id of a note */
    uint32_t synth, filter, kit; /* nodes of the draft, or NO_NODE */
    double bend;                 /* semitones, of the synth's notes */
    struct player_sound *sound;  /* of the heap */
    uint32_t n_sounds, room_sounds;
    struct played *played; /* of the heap, by place of the program (voice.h) */
    uint32_t n_played, room_played;
    uint32_t n_loopers;
    bool plays_sounds; /* while it runs, or it speaks of that */
};

/** A note that is asked for. */
struct player_note {
    uint32_t node; /* of the draft, which takes notes */
    double key;
    double velocity;      /* (0, 1] */
    int64_t from, frames; /* frames < 0: until it is stopped */
};

void player_init(struct player *player);
void player_finish(struct player *player);

/** The instruments that a program speaks of; they are made before its frames. */
bool player_need_synth(struct eval *e, struct span span);
bool player_need_kit(struct eval *e, struct span span);

/** Play a note; returns its id, or 0 after an error, which was reported. */
int32_t player_play(struct eval *e, const struct player_note *note, struct span span);
/** Strike a drum of the kit. */
bool player_strike(struct eval *e, uint32_t drum, double velocity, int64_t frame,
                   struct span span);
/** End the notes of a key, or, with an id, that one, at a frame; without either all. */
void player_stop(struct player *player, const double *key, int32_t id, int64_t frame);
/** Bend the notes of the synth, those to come as well. */
bool player_bend(struct eval *e, double semitones, struct span span);
void player_cutoff(struct eval *e, double hz);

/** Send an event to a node at its frame; false after an error. */
bool player_send(struct eval *e, uint32_t node, const struct leat_event *event,
                 struct span span);
/** The same, by the identity of a node that need not be there yet. */
bool player_tell(struct eval *e, uint64_t identity, const struct leat_event *event,
                 struct span span);
/** Move the end of a note that has not ended yet. */
void player_end_at(struct player *player, int32_t id, int64_t frame);

/** The node behind a stream that takes notes, or NO_NODE. */
uint32_t player_of(const struct draft *draft, const struct stream *stream);

/** A frame ends, also one that is given up: what falls before `end` goes into the
 * draft. Errors: LEAT_ERR_NOMEM. */
int player_end(struct player *player, struct draft *draft, int64_t end);

#endif
