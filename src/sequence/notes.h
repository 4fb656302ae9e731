/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_NOTES_H
#define LEAT_SEQUENCE_NOTES_H

/**
 * Notes that a track plays one after the other, read from a text: "C#4, 61, 440.0, d3".
 *
 *   440.0    with a decimal point: hertz, (0, 24000]
 *   61       whole: a MIDI note number, [0, 127]
 *   C#4 Eb3  a name; C4 is 60, and octave 4 may be left out
 *   d3 d-2   a degree of the key: d0 is its root, d-1 the note of the scale below
 *
 * Commas or blanks stand between them.
 *
 * Source:  reference of the instrument, section 5.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

enum { NOTES_MAX = 256 };

/** What degrees count in. */
struct notes_key {
    int32_t root;   /* MIDI note number of degree 0 */
    uint32_t scale; /* bit n: the note n semitones above the root belongs to it */
};

/** C major from C4 on. */
#define NOTES_KEY_INIT                                                                 \
    {                                                                                  \
        .root = 60, .scale = 0xAB5                                                     \
    }

struct notes_note {
    float hz;
    float key; /* the same as MIDI note number, whole or not */
};

struct notes {
    uint32_t n; /* 0: the track's base_freq */
    struct notes_note note[NOTES_MAX];
};

/**
 * Read a list of notes; an empty text is an empty list.
 *
 * Errors:  LEAT_ERR_INVALID (E403) for what is no note, LEAT_ERR_RANGE (E401) for one
 *          out of range, (E502) for more than 256; `out` is then as it was.
 * Thread:  any.
 */
int notes_read(const char *text, size_t size, const struct notes_key *key,
               struct notes *out, struct leat_diag *diag);

/**
 * Read a key: a note and a scale that `quantize` knows, such as "C minor", "F#3
 * dorian" or, for major, "Eb".
 *
 * Errors:  LEAT_ERR_INVALID (E403).
 * Thread:  any.
 */
int notes_key_read(const char *text, size_t size, struct notes_key *out,
                   struct leat_diag *diag);

/** The MIDI note number of a degree; degrees in [-1000, 1000].  Thread: any. */
int32_t notes_key_degree(const struct notes_key *key, int32_t degree);

#endif
