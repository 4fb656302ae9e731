/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_BLEND_H
#define LEAT_PIX_BLEND_H

/**
 * blend: a row of pixels over another, in one of 18 modes.
 *
 *     ao = as + ab (1 - as)
 *     co = as (1 - ab) Cs + as ab B(Cb, Cs) + (1 - as) ab Cb
 *
 * where co is premultiplied, Cs and Cb are not, and B is the mode's function.  Every
 * code is within 1 of the formula in double; in Normal, which rounds each product,
 * within 2.
 *
 * Source:  W3C, Compositing and Blending Level 1.  Add is min(1, Cb + Cs), Subtract
 *          max(0, Cb - Cs).
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include "base/level.h"

/* Columns: name, as the language writes it. */
#define PIX_BLEND_LIST(X)                                                              \
    X(NORMAL, "normal")                                                                \
    X(ADD, "add")                                                                      \
    X(SUBTRACT, "subtract")                                                            \
    X(MULTIPLY, "multiply")                                                            \
    X(SCREEN, "screen")                                                                \
    X(OVERLAY, "overlay")                                                              \
    X(SOFT_LIGHT, "soft_light")                                                        \
    X(HARD_LIGHT, "hard_light")                                                        \
    X(COLOR_DODGE, "color_dodge")                                                      \
    X(COLOR_BURN, "color_burn")                                                        \
    X(DARKEN, "darken")                                                                \
    X(LIGHTEN, "lighten")                                                              \
    X(DIFFERENCE, "difference")                                                        \
    X(EXCLUSION, "exclusion")                                                          \
    X(HUE, "hue")                                                                      \
    X(SATURATION, "saturation")                                                        \
    X(COLOR, "color")                                                                  \
    X(LUMINOSITY, "luminosity")

enum pix_blend {
#define X(name, text) PIX_BLEND_##name,
    PIX_BLEND_LIST(X)
#undef X
        PIX_N_BLENDS
};

/** What is laid over: premultiplied RGBA8. */
struct pix_source {
    const uint8_t *rgba;
    uint32_t step;        /* bytes from pixel to pixel: 4, or 0 for one colour */
    const uint8_t *cover; /* of each pixel, [0, 255]; NULL: all of it */
    uint32_t opacity;     /* of all, [0, 255] */
};

#define pix_blend_row LEVEL(pix_blend_row)

/** Lay `n` pixels over `out`, which is premultiplied RGBA8 too. */
void pix_blend_row(uint8_t *out, const struct pix_source *source, uint32_t n,
                   enum pix_blend mode);

#endif
