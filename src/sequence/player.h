/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_PLAYER_H
#define LEAT_SEQUENCE_PLAYER_H

/**
 * A player plays scores, counted in frames: the audio thread's half of the sequencer,
 * and what control tells it.
 *
 * Time.  The transport has a position in beats, a straight line from frame 0 of its
 * start, which bends where the tempo changes and has no step.  Step k of a track begins
 * at the frame nearest to where the position is k / division, odd ones `swing / 3` of a
 * step later; k is counted from the transport's beginning, so a track that joins, or
 * whose pattern changes, falls in with the others.  A step is worked out from k, never
 * from the step before: nothing drifts.
 *
 * One clock.  The player leads and the engine follows: whatever sets a tempo asks the
 * player, which sends the engine LEAT_EVENT_TEMPO at the same frame, with the position
 * where that jumps (start, reset).  Both then count by the same formula with the same
 * numbers, so delays and LFOs in beats, edits "at the bar" and the sequencer agree to
 * the last bit.  Nobody else may send the engine a tempo.  Stopped, the player's
 * position stands; the engine's goes on, and is put right at the start.
 *
 * A clock outside steers that line by its tempo alone (sequence/follow.h), slowly; the
 * position never jumps to it.
 *
 * A tempo ramp is a straight line of bpm over time.  It is played as one tempo from
 * grid frame to grid frame, the line's own in the middle of each: so the position on
 * grid frames is the line's integral.
 *
 * Gates.  A gate opens at the step's frame and closes exactly round(gate_frac * step)
 * frames later, or where a step of the same voice or track begins.  A step before a
 * hold leaves it open; gate_frac 1 ties: a hit that follows changes the note without a
 * new gate.
 */

#include <leat/block.h>
#include <leat/event.h>
#include <leat/graph.h>
#include <leat/mailbox.h>
#include <leat/ring.h>

#include "rt/due.h"
#include "sequence/follow.h"
#include "sequence/score.h"

enum {
    PLAYER_SCORES = 64, /* that may wait */
    PLAYER_ORDERS = 256,
    PLAYER_QUANTUM = 64,
    PLAYER_BAR = 4, /* beats */
};
#define PLAYER_NEVER INT64_MAX

/** What the player asks for: a parameter that is set, or an event when param is
 * SCORE_EVENT. */
struct player_action {
    int64_t frame;
    uint32_t node; /* 0: the engine, which hears tempo */
    int32_t param;
    float value, ramp_ms;
    struct leat_event event;
};

/** Takes an action; false when there is no room, which is counted.  Thread: rt. */
typedef bool player_emit(void *user, const struct player_action *action);

enum player_order_kind {
    PLAYER_START,   /* from where it stands */
    PLAYER_STOP,    /* all gates off */
    PLAYER_RESET,   /* position 0; or one track to its step 0, at its next step */
    PLAYER_TEMPO,   /* 0: the engine stands, and the transport; any other: both go on */
    PLAYER_ALL_OFF, /* gates that are open close */
    PLAYER_TICK,    /* of a clock outside, which came at `frame`, also one that has
                       passed: tempo and position follow it (sequence/follow.h) until a
                       TEMPO or no more ticks come */
};

struct player_order {
    int64_t frame; /* -1: the next grid frame; one that has passed acts at once */
    uint32_t kind;
    float bpm;      /* TEMPO: held in [20, 400], or 0 */
    float ramp_s;   /* TEMPO: how long it takes to get there; 0: at once */
    uint32_t ticks; /* TICK: a beat; 0: 24, as MIDI has */
    uint64_t track; /* RESET: its id; 0: all */
};

/** For people, newest values at the end of a quantum. */
struct player_status {
    double bpm, beat;
    bool running;
    uint32_t n_waiting; /* scores */
    uint64_t ons, offs; /* gates that were opened and closed */
    uint64_t late;      /* orders whose frame had passed */
    uint64_t refused;   /* actions that found no room */
    uint64_t score;     /* number of the one that is played, from 1; 0: none */
};

struct player_track {
    uint64_t id;
    double origin;            /* beat of its step 0 */
    int64_t step;             /* the next one, from step 0 */
    int64_t step_frame;       /* at which it begins */
    int64_t off_frame;        /* at which the gate closes */
    int64_t again_frame;      /* at which it strikes again */
    uint64_t n_played;        /* hits: they go through the notes */
    float velocity, note_key; /* of the gate that is open */
    int32_t note_id;
    bool open, tied, audible;
};

/** Flat: a copy of it goes on from here. */
struct player_state {
    struct leat_tempo line; /* of the transport; what the engine has while it runs */
    bool running;
    bool resumes; /* with the next TEMPO: it ran when the engine was to stand */
    struct {
        double from, to;          /* bpm */
        int64_t begin, end, next; /* next: PLAYER_NEVER when none is under way */
    } ramp;
    struct follow follow;
    uint32_t n_tracks; /* as many as the score has, in its order */
    struct player_track track[SCORE_TRACKS_MAX];
    uint32_t n_notes; /* that were given an id */
    uint64_t ons, offs, late, refused, n_scores;
};

struct player_edition {
    struct score *score;
    int64_t frame; /* not before this one */
    enum leat_when when;
};

struct player {
    struct player_state now;
    const struct score *score;  /* NULL: silence */
    struct player_edition next; /* read, not yet due; score NULL: none */
    struct leat_ring *scores, *retired;
    struct leat_mpmc *orders;
    struct player_order waiting[PLAYER_ORDERS];
    struct due due_at[PLAYER_ORDERS];
    struct due_heap due;
    uint32_t free_slot[PLAYER_ORDERS], n_free;
    uint64_t arrivals;
    struct leat_mailbox *status;
    void *status_memory;
    struct player_track old_track[SCORE_TRACKS_MAX]; /* while a score is adopted */
    player_emit *emit; /* while rt_player_quantum() runs */
    void *user;
};

/**
 * A player at rest at beat 0.  `bpm` 0 is 120, as of an engine.
 *
 * Errors:  LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int player_create(double rate_hz, double bpm, struct player **out);
void player_destroy(struct player **player);

/** The rate turned out to be another, as with a device.  Thread: control, before the
 * first quantum. */
void player_set_rate(struct player *player, double rate_hz);

/**
 * Hand a score over.  They are adopted in the order they came: LEAT_AT_QUANTUM at
 * `frame` (-1: the next grid frame), heard at each track's next step; LEAT_AT_BEAT and
 * LEAT_AT_BAR at the first frame of the next beat or bar, from `frame` on, or at once
 * when the transport stands.  Tracks that stay keep their position; gates close where a
 * track goes, is muted or plays another gate.
 *
 * Owns:    the player takes the score and frees it when it is no longer needed.
 * Errors:  LEAT_ERR_LIMIT when 64 wait; the caller keeps the score then.
 * Thread:  control, one at a time.
 */
int player_post_score(struct player *player, struct score *score, enum leat_when when,
                      int64_t frame);

/** Errors: LEAT_ERR_LIMIT when 256 orders wait.  Thread: any, also rt. */
int player_post(struct player *player, const struct player_order *order);

/** Free the scores that are no longer played; player_post_score() does it, too.
 * Thread: control, one at a time, as player_status(). */
void player_reap(struct player *player);
void player_status(struct player *player, struct player_status *out);

/**
 * Emit all that happens in [frame, frame + nframes), in order of frames.
 *
 * Shape:   calls follow each other without a gap; where they are cut changes nothing.
 * Thread:  rt, one at a time.
 */
void rt_player_quantum(struct player *player, int64_t frame, uint32_t nframes,
                       player_emit *emit, void *user);

/* Between player*.c. */

/** The frame at which a transport is `steps` of a track's steps behind its origin. */
int64_t rt_player_frame_of(const struct leat_tempo *line,
                           const struct player_track *state, double division,
                           double steps);

/** Where a track's next step begins, at `frame` or later. */
void rt_player_aim(struct player *p, uint32_t track, int64_t frame);

/** The first step of a track that begins at `frame` or later. */
void rt_player_seek(struct player *p, uint32_t track, int64_t frame);

/** Begin the next step of a track; its second strike; close its gate. */
void rt_player_step(struct player *p, uint32_t track, int64_t frame);
void rt_player_again(struct player *p, uint32_t track, int64_t frame);
void rt_player_close(struct player *p, uint32_t track, int64_t frame);

/** Play another score from `frame` on. */
void rt_player_adopt(struct player *p, const struct score *score, int64_t frame);

void rt_player_set(struct player *p, int64_t frame, uint32_t node, int32_t param,
                   float value, float ramp_ms);
void rt_player_send(struct player *p, uint32_t node, const struct leat_event *event);

#endif
