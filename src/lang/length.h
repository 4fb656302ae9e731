/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_LENGTH_H
#define LEAT_LANG_LENGTH_H

/**
 * Lengths of time as programs give them, in seconds or in beats, and where they end on
 * the audio clock.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

struct length {
    double amount; /* seconds, or beats */
    bool in_beats;
};

/** A number is in seconds; a frequency is one period.  `what` needs it.  Errors: false
 * after E306. */
bool length_read(struct eval *e, const struct argument *argument, const char *what,
                 struct length *out);

/** A length in the unit of another, at the tempo of now. */
double length_in(const struct eval *e, struct length unit, struct length length);

/** In seconds, at the tempo of now. */
double length_seconds(const struct eval *e, struct length length);

/** The audio frame nearest to a beat, or to seconds; the farthest there is when it is
 * too far. */
int64_t length_beat_frame(const struct eval *e, double beat);
int64_t length_second_frame(const struct eval *e, double seconds);

/** Where a length from an audio frame on ends. */
int64_t length_from(const struct eval *e, int64_t frame, struct length length);

#endif
