/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUILTIN_CONTEXT_H
#define LEAT_LANG_BUILTIN_CONTEXT_H

/**
 * The musical context: where the music is, and how fast it goes.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** Beats that are over at the time of what is due right now. */
double context_beat(const struct eval *e);

/** The beats of a bar. */
double context_bar_beats(const struct eval *e);

/** What one of a unit is in the base unit of its measure. */
double context_factor(const struct eval *e, const struct unit *unit);

/** A tempo.  Errors: false after E306 or E401. */
bool context_read_tempo(struct eval *e, const struct argument *argument,
                        const char *word, double *bpm);

/**
 * Go to another tempo at the time of what is due right now, over some audio frames.
 *
 * Errors:  false after E407: it is set too often in one frame.
 */
bool context_set_tempo(struct eval *e, double bpm, int64_t over, struct span span);

/** E407: poison, as the tempo is set too often in one frame. */
struct value context_tempo_too_often(struct eval *e, struct span span);

#endif
