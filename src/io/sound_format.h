/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SOUND_FORMAT_H
#define LEAT_IO_SOUND_FORMAT_H

/**
 * Which kinds of sound file there are, what they can hold, and where they put which
 * channel.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/format.h>

/** A kind of file that can be written. */
struct sound_format {
    const char *endings; /* of names, with a blank between */
    const char *name;    /* "FLAC" */
    int major;           /* libsndfile's number; 0: the WAV writer of leat */
    int subtype;         /* libsndfile's, when the kind has no choice of bits; else 0 */
    bool has_float;      /* can hold 32-bit floats */
    uint32_t max_channels; /* at most LEAT_MAX_CHANNELS */
    double max_rate_hz;    /* 0: any; above it libmp3lame leaks what it took */
};

/**
 * The kind of file that the ending of a path asks for; "-" and what is no plain file
 * without an ending are WAV.
 *
 * Errors:  NULL, with the reason and the endings that can be written in `diag`.
 * Thread:  any but rt.
 */
const struct sound_format *sound_format_of(const char *path, struct leat_diag *diag);

/** The n-th kind that this build can write, or NULL past the last.  Thread: any. */
const struct sound_format *sound_format_at(size_t n);

/** The names of what can be read, for people: "WAV, RF64, ...".  Thread: any. */
const char *sound_format_readable(void);

/**
 * Channel labels of a file, from libsndfile's map of its channels, or else from what
 * its format prescribes.
 *
 * Shape:   from[lane] is the channel of the file that lane is: lanes stand in the order
 *          of their labels' bits.  Returns the mask; 0 when unlabelled.
 * Thread:  any.
 */
uint32_t sound_layout(int sf_format, const int *sf_map, uint32_t channels,
                      uint32_t from[LEAT_MAX_CHANNELS]);

#endif
