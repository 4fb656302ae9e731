/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_RHYTHM_H
#define LEAT_CREATIVE_RHYTHM_H

/**
 * Rhythms: how loud each of some equal steps is.
 *
 * Units:   velocities in [0, 1]; 0 is a rest.
 * Source:  language reference, section 4.1; the names as G. Toussaint, "The Geometry of
 *          Musical Rhythm", 2013, has them.
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/euclid.h"

enum { RHYTHM_MAX = EUCLID_MAX };

struct rhythm {
    uint32_t n; /* [1, RHYTHM_MAX] */
    float velocity[RHYTHM_MAX];
};

/**
 * Read a text: `X` an accent of 1, `x` 0.6, `.` a rest, blanks and `|` nothing; or one
 * of the names.
 *
 * Errors:  LEAT_ERR_INVALID, LEAT_ERR_RANGE for more than RHYTHM_MAX steps.
 */
int rhythm_read(const char *text, size_t size, struct rhythm *out);

/** The names; NULL past the last. */
const char *rhythm_name(size_t index);

/** A list of velocities; a boolean is 0 or 1.  Errors: LEAT_ERR_RANGE for one outside
 * [0, 1], for none and for more than RHYTHM_MAX. */
int rhythm_of_list(const double *x, size_t n, struct rhythm *out);

/** Hits of 1, as even as they go; `rotation` is the step that it begins with.
 * Errors: LEAT_ERR_RANGE unless 0 <= hits <= steps and 1 <= steps <= RHYTHM_MAX. */
int rhythm_euclid(int64_t hits, int64_t steps, int64_t rotation, struct rhythm *out);

#endif
