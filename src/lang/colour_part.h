/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_COLOUR_PART_H
#define LEAT_LANG_COLOUR_PART_H

/**
 * Parts of colours that programs read and change: r g b a and h s v.
 *
 * Source:  language reference, section 3.2.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** Whether a field has the name of a part. */
bool colour_part_is(const char *name);

/** The part of a colour, or of the name of one; h in degrees, others from 0 to 1.
 * Errors: poison after E202. */
struct value colour_part(struct eval *e, const struct value *colour, const char *name,
                         struct span span);

/** Change a part; the name of a colour becomes that colour.  Errors: false after E202,
 * E306, E401. */
bool colour_part_set(struct eval *e, struct value *colour, const char *name,
                     struct value value, struct span span);

#endif
