/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_KEY_H
#define LEAT_CREATIVE_KEY_H

/**
 * Keys: "C", "Am", "D minor", "F# mixolydian", and the notes that degrees of one are.
 *
 * Source:  language reference, section 4.1.
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

#include "creative/scale.h"

struct key {
    int tonic; /* semitones above C, [0, 11] */
    struct scale scale;
};

/**
 * Read a letter with its signs, and a scale: none is major, `m` minor.  "A minor
 * pentatonic" and "Am pentatonic" are minor_pentatonic; `m` goes with no scale that has
 * a major third.
 *
 * Errors:  LEAT_ERR_INVALID.
 */
int key_read(const char *text, size_t size, struct key *out);

/** The MIDI note number of a degree; 0 is the tonic of the octave, C4 to B4 in 4. */
double key_note(const struct key *key, int octave, int32_t degree);

#endif
