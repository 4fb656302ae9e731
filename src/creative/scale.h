/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_SCALE_H
#define LEAT_CREATIVE_SCALE_H

/**
 * Scales: the steps of an octave that are in use, by name or from a list.
 *
 * Units:   semitones above the tonic.
 * Source:  language reference, section 4.1; names and steps stand in base/scale.h.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCALE_MAX = 64 };

struct scale {
    uint32_t n;             /* [1, SCALE_MAX] */
    double step[SCALE_MAX]; /* step[0] is 0, each above the one before, all below 12 */
};

/** A scale by its name; ionian is major, aeolian minor.  Errors: LEAT_ERR_NOT_FOUND. */
int scale_find(const char *text, size_t size, struct scale *out);

/** The names; NULL past the last. */
const char *scale_name(size_t index);

/**
 * A list of semitones, which begins with 0, or of ratios, which begins with 1: those
 * become 12 log2 r.  An octave at the end may be written and is left out.
 *
 * Errors:  LEAT_ERR_RANGE for a list that does not rise from 0 or 1 to below the
 *          octave, and for one that is empty or too long.
 */
int scale_of_list(const double *x, size_t n, struct scale *out);

/** Step `degree` above the tonic; 0 is the tonic, n the octave, -1 the last step below.
 */
double scale_degree(const struct scale *scale, int32_t degree);

/** Whether it has a minor third and no major one. */
bool scale_is_minor(const struct scale *scale);

#endif
