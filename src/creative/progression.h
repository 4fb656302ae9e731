/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_PROGRESSION_H
#define LEAT_CREATIVE_PROGRESSION_H

/**
 * Progressions: chords of a key as Roman numerals, "I V vi IV", "ii7-V7-Imaj7", "bVII".
 *
 * A numeral names a step of the key's scale; `b` and `#` before it move that step by a
 * semitone.  Great letters are major chords, small ones minor; what follows is a
 * quality of creative/chord.h: vii° is diminished, ii7 minor with a seventh.  In a key
 * whose scale has not seven steps they count in major, or minor where its third is
 * minor.
 *
 * Thread:  any.
 */

#include <stddef.h>

#include "creative/chord.h"
#include "creative/key.h"

/**
 * Read the next chord of a progression, from byte *at on, which then stands behind it.
 * Blanks, commas, `|` and a `-` before a numeral separate chords.
 *
 * Shape:   the root of I is the tonic in octave 4.
 * Errors:  1 for a chord, 0 when there is no more, LEAT_ERR_INVALID with *at at the
 *          numeral that is none.
 */
int progression_read(const char *text, size_t size, size_t *at, const struct key *key,
                     struct chord *out);

#endif
