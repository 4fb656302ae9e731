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

/** "C4", "F#3", "Bb" to a MIDI note number; "A" is the one of octave 4. */
bool note_read(const char *text, double *note);

/** "1:30.5" (minutes) or "1:02:03" (hours) to seconds. */
bool note_read_clock(const char *text, double *seconds);

/** "1/4", "1/8." or "1/8t" to beats; "1/4" is one. */
bool note_read_value(const char *text, double *beats);

#endif
