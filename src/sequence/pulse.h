/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_PULSE_H
#define LEAT_SEQUENCE_PULSE_H

/**
 * pulse: a player's transport as the clock that MIDI has: 24 ticks a beat, start,
 * continue and stop.
 *
 * Tick k falls on the frame nearest to where the position is k / 24: the frame of every
 * step of a track that begins there.  A transport that begins at 0, or jumps there, is
 * a start, any other a continue.
 *
 * Thread:  rt, the player's.
 */

#include "sequence/player.h"

enum { PULSE_TICKS = 24 }; /* a beat */

enum pulse_kind { PULSE_TICK, PULSE_START, PULSE_CONTINUE, PULSE_STOP };

/** Who is told, in order of frames. */
struct pulse_heard {
    void (*give)(void *user, enum pulse_kind kind, int64_t frame);
    void *user;
};

/** Zeros begin, before the player's first quantum. */
struct pulse {
    struct leat_tempo line; /* of the transport, where the last quantum ended */
    bool running;
    int64_t tick; /* the next one */
};

/** Tell what falls into the quantum that the player has just played. */
void rt_pulse_quantum(struct pulse *pulse, const struct player *player, int64_t frame,
                      uint32_t nframes, const struct pulse_heard *heard);

#endif
