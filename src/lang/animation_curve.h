/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_ANIMATION_CURVE_H
#define LEAT_LANG_ANIMATION_CURVE_H

/**
 * An animation curve: keyframes in time, and what lies between them (base/curve.h); as
 * a stream it goes along the time of the program.
 *
 * Source:  language reference, section 8.5.
 * Thread:  any, one at a time.
 */

#include "lang/thing.h"

extern const struct thing_class animation_curve_class;

/** One without keyframes.  `way` is a word such as Bezier, or left out.  Errors: poison
 * after E306. */
struct value animation_curve_new(struct eval *e, const struct argument *way,
                                 struct span span);

#endif
