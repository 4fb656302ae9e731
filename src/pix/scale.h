/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_SCALE_H
#define LEAT_PIX_SCALE_H

/**
 * scale: a picture with other sides, same pixel format.
 *
 * Pixel centres lie at + 0.5.  Along a side that shrinks to half or less every result
 * is the mean of what it covers, parts counted as parts; else it is linear between the
 * two nearest, with weights of 8 bits.  Both sides together are rounded once:
 * floor(v + 0.5).  Beyond an edge the outermost pixel goes on.  Chroma that is sited
 * left stays there when it is linear; by area it moves by less than half a pixel.
 *
 * Thread:  frame threads; no allocation.
 */

#include <leat/buffer.h>

#include "base/level.h"

#define pix_scale LEVEL(pix_scale)

/** Fill `out` with the picture `in`, which has its pixel format. */
void pix_scale(const struct leat_frame *in, struct leat_frame *out);

#endif
