/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_COLOUR_H
#define LEAT_CREATIVE_COLOUR_H

/**
 * Colours: red, green and blue of sRGB, and how much they cover, from all that stands
 * for one.
 *
 * Units:   components in [0, 1].
 * Source:  language reference, section 4.2.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "creative/chord.h"
#include "creative/key.h"

struct colour {
    double r, g, b, a;
};

/**
 * Read "#F80", "#FF8000", "#FF8000CC", a name, or "css:" and a name of CSS.
 *
 * Errors:  LEAT_ERR_INVALID for a # without 3, 6 or 8 digits, LEAT_ERR_NOT_FOUND.
 */
int colour_read(const char *text, size_t size, struct colour *out);

/** 0xRRGGBB.  Errors: LEAT_ERR_RANGE outside [0, 0xFFFFFF]. */
int colour_of_integer(int64_t rgb, struct colour *out);

/** 0xRRGGBBAA, and back: each component held in [0, 1] and rounded to 255ths. */
struct colour colour_of_rgba(uint32_t rgba);
uint32_t colour_to_rgba(const struct colour *colour);

/**
 * Three components, or four: in [0, 1], or, when one of them is above 1, all in [0,
 * 255].
 *
 * Errors:  LEAT_ERR_RANGE.
 */
int colour_of_list(const double *x, size_t n, struct colour *out);

/** A grey; x is held in [0, 1]. */
struct colour colour_of_number(double x);

/** The hue of a frequency: one turn an octave, red at C; degrees in [0, 360).  hz > 0.
 */
double colour_hue_of_frequency(double hz);

/** Its hue at full saturation.  hz > 0. */
struct colour colour_of_frequency(double hz);

/** The hue of the root or tonic, paler (saturation 0.6) when its third is minor. */
struct colour colour_of_chord(const struct chord *chord);
struct colour colour_of_key(const struct key *key);

/** Each component held in [0, 1]. */
struct colour colour_in_gamut(struct colour colour);

#endif
