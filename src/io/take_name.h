/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_TAKE_NAME_H
#define LEAT_IO_TAKE_NAME_H

/**
 * Names of recordings: always in one folder, whoever asks for them.
 */

#include <stdint.h>

#include <leat/diag.h>

enum { TAKE_NAME_SIZE = 128 }; /* bytes, with the ending and the closing 0 */

/** A name, and the bits of a sample: 16, 24, 32 (float). */
struct take_name {
    char text[TAKE_NAME_SIZE]; /* "take.wav" */
    uint32_t bits;
};

/**
 * Complete what was asked for.
 *
 * Shape:   `name` NULL or "": "leat-20260131-235959", local time, and the ending of the
 *          format; a name without an ending gets that, too.  `format` is one of wav16
 *          wav24 wav32f flac16 flac24; NULL or "": 24 bits of the kind that the ending
 *          says, else of WAV.
 * Errors:  LEAT_ERR_INVALID for a name with anything but A-Z a-z 0-9 _ . - or a dot in
 *          front, another ending than wav and flac, an unknown format, or one that the
 *          ending contradicts; LEAT_ERR_LIMIT when it is too long.
 * Thread:  any but rt.
 */
int take_name_complete(const char *name, const char *format, struct take_name *out,
                       struct leat_diag *diag);

/** The same for a recording of MIDI, whose ending is mid. */
int take_name_midi(const char *name, struct take_name *out, struct leat_diag *diag);

/**
 * The n-th name to try where the ones before it are taken: "take.wav", "take-2.wav".
 *
 * Shape:   n from 1 on; "" when it is too long.
 * Thread:  any but rt.
 */
void take_name_numbered(const struct take_name *name, uint32_t n,
                        char text[TAKE_NAME_SIZE]);

#endif
