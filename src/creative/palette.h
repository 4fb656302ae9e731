/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_PALETTE_H
#define LEAT_CREATIVE_PALETTE_H

/**
 * Palettes: some colours, and all between them.
 *
 * Source:  language reference, section 4.2.
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

#include "creative/colour.h"

enum { PALETTE_MAX = 64, PALETTE_TABLE = 256 };

enum palette_curve {
    PALETTE_STOPS, /* from entry to entry in Oklab */
    PALETTE_HUES,  /* rainbow: hue 360 t, full saturation */
    PALETTE_SINES, /* classic: 0.5 + 0.5 sin(2 pi (t + k/3)) for red, green, blue */
};

struct palette {
    enum palette_curve curve;
    uint32_t n;                       /* [1, PALETTE_MAX] */
    struct colour entry[PALETTE_MAX]; /* of rainbow and classic: at equal distances */
    double oklab[PALETTE_MAX][3];
};

/** By its name.  Errors: LEAT_ERR_NOT_FOUND. */
int palette_find(const char *text, size_t size, struct palette *out);

/** The names; NULL past the last. */
const char *palette_name(size_t index);

/** A list of colours, a gradient.  Errors: LEAT_ERR_RANGE for none and for more than
 * PALETTE_MAX. */
int palette_of_colours(const struct colour *colour, size_t n, struct palette *out);

/** The colour at 1, 3/4, 1/2 and 1/4 of its brightness (v of HSV). */
void palette_monochromatic(const struct colour *colour, struct palette *out);

/** The colour and the one on the other side of the wheel of hues. */
void palette_complementary(const struct colour *colour, struct palette *out);

/** The colour and those a third of the wheel to either side. */
void palette_triadic(const struct colour *colour, struct palette *out);

/**
 * The colour at t, which is held in [0, 1]; entry k of n stands at k / (n - 1).
 *
 * Shape:   components in [0, 1]; at an entry exactly that entry.
 */
struct colour palette_at(const struct palette *palette, double t);

/** 0xRRGGBBAA at t = i / 255. */
void palette_table(const struct palette *palette, uint32_t table[PALETTE_TABLE]);

enum palette_member {
    PALETTE_PRIMARY,
    PALETTE_SECONDARY,
    PALETTE_ACCENT,
    PALETTE_BACKGROUND,
};

/** primary, secondary, accent or background.  Errors: LEAT_ERR_NOT_FOUND. */
int palette_member_find(const char *text, size_t size);

/** Entry 0, 1, 2 or the last; the last as well where there are too few. */
struct colour palette_member(const struct palette *palette, enum palette_member member);

#endif
