/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VISUAL_H
#define LEAT_LANG_VISUAL_H

/**
 * Values of a program as colours, palettes and positions, and back.
 *
 * Names stand bare or in quotes.  What can be read is read; nothing is said about what
 * cannot.
 *
 * Source:  language reference, section 4.2.
 * Thread:  any, one at a time.
 */

#include "creative/colour.h"
#include "creative/palette.h"
#include "lang/eval.h"

/** A colour, its name, 0xRRGGBB, a list of components, a grey, a frequency, a chord or
 * a key. */
bool visual_colour(const struct value *value, struct colour *out);

/** A name, or a list of colours. */
bool visual_palette(const struct value *value, struct palette *out);

/** Where a name stands in a picture: parts of its width and height. */
bool visual_place(const struct value *value, double *x, double *y);

/** Whether a bare word is the name of a colour, a palette or a position. */
bool visual_is_name(const char *name);

/** A list of its colours.  Errors: poison. */
struct value visual_palette_value(struct eval *e, const struct palette *palette);

#endif
