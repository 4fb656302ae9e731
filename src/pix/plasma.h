/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_PLASMA_H
#define LEAT_PIX_PLASMA_H

/**
 * plasma: four waves, added and looked up in a palette.
 *
 *     v = (sin(x s + t) + sin(y s + t) + sin((x + y) s + t) + sin(r s + t)) / 4
 *     colour = palette[floor(256 frac(0.5 + 0.5 v intensity + shift))]
 *
 * where r is the distance from the middle of the picture.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

struct pix_plasma {
    float scale;     /* s, radians per pixel */
    float phase;     /* t, in turns, [0, 1) */
    float intensity; /* [0, 4] */
    float shift;     /* turns, [0, 1) */
};

/** Floats of the table of a picture of that size. */
static inline size_t pix_plasma_n_table(uint32_t width, uint32_t height)
{
    return (size_t)width + height;
}

#define pix_plasma_table LEVEL(pix_plasma_table)
#define pix_plasma_rows  LEVEL(pix_plasma_rows)

/** Fill the table; the rows of one picture read them. */
void pix_plasma_table(const struct pix_plasma *plasma, uint32_t width, uint32_t height,
                      float *table);

/** Draw rows [y0, y1) of RGBA8 with 256 premultiplied colours. */
void pix_plasma_rows(const struct pix_plasma *plasma, const float *table,
                     const uint8_t palette[256][4], struct leat_frame *frame,
                     uint32_t y0, uint32_t y1);

#endif
