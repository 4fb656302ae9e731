/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_NOTE_H
#define LEAT_BASE_NOTE_H

/**
 * Texts that stand for notes, times and note values.
 *
 * Source:  language reference, section 4.1.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>

/** The sharps and flats that a text begins with, one to three, in semitones.  Returns
 * the bytes read; 0, and 0 semitones, for none and for more than three. */
size_t note_read_signs(const char *text, size_t size, int *semitones);

/**
 * The letter that a text begins with, and its sharps and flats, in semitones above C:
 * "F#3" is 6, "Cb" is -1, "B##" is 13; [-3, 14].  Returns the bytes read, 0 for none
 * and for more than three signs.
 */
size_t note_read_letter(const char *text, size_t size, int *semitones);

/** "C4", "F#3", "Bb" to a MIDI note number; "A" is the one of octave 4. */
bool note_read(const char *text, double *note);

/** "1:30.5" (minutes) or "1:02:03" (hours) to seconds, which are finite. */
bool note_read_clock(const char *text, double *seconds);

/** "1/4", "1/8." or "1/8t" to beats, 0 or more and finite; "1/4" is one. */
bool note_read_value(const char *text, double *beats);

#endif
