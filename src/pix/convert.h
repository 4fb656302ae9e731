/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_CONVERT_H
#define LEAT_PIX_CONVERT_H

/**
 * convert: a picture in another pixel format.
 *
 * Whole numbers only, so all CPU levels give the same bits; every code is within 1 of
 * the double-precision formula.  Chroma is sited left: down it is filtered 1-2-1 across
 * and by the mean of two rows, up it is linear.  What was filtered is rounded once.
 * Alpha is dropped where it has no place (colours are premultiplied, so that is the
 * picture over black), and is 255 where there was none.  Grey is full range.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stddef.h>

#include <leat/buffer.h>

#include "base/level.h"

#define pix_convert             LEVEL(pix_convert)
#define pix_convert_to_planar   LEVEL(pix_convert_to_planar)
#define pix_convert_from_planar LEVEL(pix_convert_from_planar)
#define pix_convert_chroma      LEVEL(pix_convert_chroma)
#define pix_chroma_row          LEVEL(pix_chroma_row)

/** Fill `out` with the picture `in`, which has its size. */
void pix_convert(const struct leat_frame *in, struct leat_frame *out);

/* Parts of it: packed RGB to Y'CbCr, Y'CbCr to packed RGB, chroma planes alone. */
void pix_convert_to_planar(const struct leat_frame *in, struct leat_frame *out);
void pix_convert_from_planar(const struct leat_frame *in, struct leat_frame *out);
void pix_convert_chroma(const struct leat_frame *in, struct leat_frame *out);

enum { PIX_CHUNK = 512 }; /* columns that are worked on at a time */

/**
 * Columns [x0, x0 + n) of row y of a chroma plane, as it is in a format with other
 * chroma sides; x0, n and y count in that format.
 *
 * Units:   codes with 4 fractional bits, exact.
 */
void pix_chroma_row(const struct leat_frame *in, uint32_t plane, enum leat_pixel as,
                    uint32_t x0, uint32_t n, uint32_t y, uint16_t out[PIX_CHUNK]);

/** Where a packed pixel has its colours. */
struct pix_places {
    uint32_t step, r, g, b;
};

static inline struct pix_places pix_places_of(enum leat_pixel pixel)
{
    switch (pixel) {
    case LEAT_PIXEL_RGB24:
        return (struct pix_places){3, 0, 1, 2};
    case LEAT_PIXEL_BGRA8:
        return (struct pix_places){4, 2, 1, 0};
    default:
        return (struct pix_places){4, 0, 1, 2};
    }
}

static inline uint8_t *pix_row(const struct leat_frame *frame, uint32_t plane,
                               uint32_t y)
{
    return frame->plane[plane] + (size_t)y * frame->stride[plane];
}

#endif
