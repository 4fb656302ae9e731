/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_MUSICAL_H
#define LEAT_LANG_MUSICAL_H

/**
 * Values of a program as notes, chords, scales, keys and rhythms, and back.
 *
 * Names stand bare or in quotes: Am is "Am".  What can be read is read; nothing is said
 * about what cannot.
 *
 * Source:  language reference, section 4.1.
 * Thread:  any, one at a time.
 */

#include "creative/chord.h"
#include "creative/key.h"
#include "creative/rhythm.h"
#include "creative/scale.h"
#include "lang/eval.h"

/** A MIDI note number: a number, a note, a frequency above 0, or "C4".  Shape: any
 * finite number. */
bool musical_note(const struct value *value, double *note);

/** "Am", or a list of notes, of which the first is the root. */
bool musical_chord(const struct value *value, struct chord *out);

/** A text that is a chord and no note: "Am", but not "A" and "C7". */
bool musical_is_chord(const struct value *value, struct chord *out);

/** A name, or a list of semitones or ratios. */
bool musical_scale(const struct value *value, struct scale *out);

/** "D minor", or a map { tonic, scale }. */
bool musical_key(const struct value *value, struct key *out);

/** "x..X", a name, or a list of velocities and booleans. */
bool musical_rhythm(const struct value *value, struct rhythm *out);

/** The key of the program: of set_key(), else C major. */
struct key musical_key_of(const struct eval *e);

/** Whether a bare word is the name of a rhythm or of an order of notes. */
bool musical_is_name(const char *name);

/** Lists of notes, which a frequency takes, and of numbers.  Errors: poison. */
struct value musical_notes(struct eval *e, const double *note, uint32_t n);
struct value musical_numbers(struct eval *e, const double *x, uint32_t n);

/** { tonic, scale }.  Errors: poison. */
struct value musical_key_value(struct eval *e, const struct key *key, struct span span);

#endif
