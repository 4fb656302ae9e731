/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_CHORD_H
#define LEAT_CREATIVE_CHORD_H

/**
 * Chords: "Am", "C7", "F#m7b5/C", a root with a quality, or any notes together.
 *
 * Units:   MIDI note numbers, C4 is 60.
 * Source:  language reference, section 4.1.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHORD_MAX = 16, CHORD_OWN = -1 };

enum chord_kind { CHORD_TRIAD, CHORD_SEVENTH, CHORD_EXTENDED, CHORD_CUSTOM };

struct chord {
    int quality;            /* index of a quality; CHORD_OWN for a list of notes */
    double root;            /* not always the lowest note */
    uint32_t n;             /* [1, CHORD_MAX] */
    double note[CHORD_MAX]; /* from low to high */
};

/**
 * The quality that a text spells: "m7", "°", "" for major; case counts, since M is
 * major and m minor.  Or one of the words Major Minor Diminished Augmented Sus2 Sus4.
 *
 * Errors:  LEAT_ERR_NOT_FOUND.
 */
int chord_quality_find(const char *text, size_t size);

/** Write the usual spelling of a quality, "maj" for the first; returns bytes, 0 past
 * the last.  Shape: as str_format(). */
size_t chord_quality_name(size_t quality, char *text, size_t size);

/** The intervals of a quality that chord_quality_find() gave; returns how many. */
uint32_t chord_quality_tones(int quality, int tone[CHORD_MAX]);

/**
 * A chord above a root; inversion k puts the k lowest notes an octave up.
 *
 * Errors:  LEAT_ERR_RANGE for an inversion outside [0, notes), and for notes outside
 *          [0, 127].
 */
int chord_make(double root, int quality, int inversion, struct chord *out);

/** Notes as they are, sorted; the first is the root.  Errors: LEAT_ERR_RANGE for notes
 * outside [0, 127], for none and for more than CHORD_MAX. */
int chord_of_notes(const double *note, size_t n, struct chord *out);

/**
 * Read a text: a letter with its signs, a quality, and "/X" for the X that sounds
 * lowest, below all others.  The root is in octave 4.
 *
 * Errors:  LEAT_ERR_INVALID.
 */
int chord_read(const char *text, size_t size, struct chord *out);

/** Triad, seventh, more than that; CUSTOM for a list of notes and a bare fifth. */
enum chord_kind chord_kind(const struct chord *chord);

/** Whether the third above the root is a minor one. */
bool chord_is_minor(const struct chord *chord);

#endif
