/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_TONE_H
#define LEAT_PIX_TONE_H

/**
 * tone: rows of RGBA8 in one colour, faded, and reduced to what is bright.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

#define pix_clear  LEVEL(pix_clear)
#define pix_fade   LEVEL(pix_fade)
#define pix_bright LEVEL(pix_bright)

/** Set rows [y0, y1) to one premultiplied colour. */
void pix_clear(struct leat_frame *frame, uint32_t y0, uint32_t y1,
               const uint8_t rgba[4]);

/** Multiply red, green and blue of rows [y0, y1) by keep / 65536 in [0, 1], rounded
 * down, so that what is faded again and again ends at black. */
void pix_fade(struct leat_frame *frame, uint32_t y0, uint32_t y1, uint32_t keep);

/**
 * Keep of each pixel what is above a threshold.
 *
 *     Y = (54 R + 183 G + 19 B) / 256
 *     out = in max(0, Y - threshold) / (255 - threshold)
 *
 * Units:   threshold in codes, [0, 255]; of 255 all is black.
 */
void pix_bright(const struct leat_frame *in, struct leat_frame *out, uint32_t y0,
                uint32_t y1, uint32_t threshold);

#endif
