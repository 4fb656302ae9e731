/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUILTIN_PLAY_H
#define LEAT_LANG_BUILTIN_PLAY_H

/**
 * Notes, velocities and drums as programs give them.
 *
 * Errors:  false after E306 or E401, about the argument `a` of the word `name`.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** A note as a number of MIDI: its number, name or frequency, or a map with a `note`.
 */
bool play_read_key(struct eval *e, const struct value *value, const struct argument *a,
                   const char *name, double *key);

/** A velocity from 0 to 127 or from 0 to 1, as one to 1; what is left out stays. */
bool play_read_velocity(struct eval *e, const struct argument *a, const char *name,
                        double *velocity);

/** A drum of the kit by its name in any letter case, or by the longest one that stands
 * inside of a text.  False: there is none. */
bool play_find_drum(const char *text, bool inside, uint32_t *drum);

/** A drum of the kit by its number or its name.  Errors: false after E306 or E401. */
bool play_read_drum(struct eval *e, const struct argument *a, uint32_t *drum);

#endif
