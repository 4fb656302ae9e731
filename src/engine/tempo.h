/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_TEMPO_H
#define LEAT_ENGINE_TEMPO_H

/**
 * tempo: the musical clock of an engine.
 *
 * A change of tempo begins a new straight line where the old one is then, so the
 * position has no step and depends on the changes and their frames alone.
 *
 * Thread:  rt.
 */

#include "base/tempo.h"
#include "engine/cycle.h"

enum { TEMPO_COUNTERS = 4, TEMPO_BAR = LEAT_BEATS_A_BAR };

/** The clock of an engine that has not begun. */
void tempo_init(struct cycle *c, double bpm);

/** Go on from the frame of the next piece on as a TEMPO event says. */
void rt_tempo_set(struct cycle *c, const struct leat_event *event);

/** Read the clock that was set last.  Errors: LEAT_ERR_STATE.  Thread: any. */
int tempo_read(const struct cycle *c, struct leat_tempo *tempo);

/** Whether a command changes the tempo. */
bool rt_tempo_is(const struct command *command);

/** Frames until the first change that waits, at most `n`. */
uint32_t rt_tempo_cut(const struct cycle *c, uint32_t n);

/** Whether a beat, or a bar, began since the grid frame before this one; always while
 * the clock stands. */
bool rt_tempo_is_time(const struct cycle *c, enum leat_when when);

/** Count the clock on a timeline's frames. */
void rt_tempo_follow(const struct plan *plan, struct timeline *timeline);

#endif
