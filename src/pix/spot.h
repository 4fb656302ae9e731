/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_SPOT_H
#define LEAT_PIX_SPOT_H

/**
 * spot: small round things: stars, sparks, glows.
 *
 *     hard: cover = clamp(radius + 0.5 - d, 0, 1)     soft: (1 - d / radius)^2
 *
 * where d is the distance of a pixel's middle from the spot's.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"
#include "pix/blend.h"

struct pix_spot {
    float x, y, radius; /* pixels; the first pixel's middle is at 0.5 */
    bool soft;
    uint8_t rgba[4]; /* premultiplied */
};

#define pix_spot_draw LEVEL(pix_spot_draw)

/** Blend a spot into a frame of RGBA8; what lies outside is left out, as is a spot that
 * is not finite. */
void pix_spot_draw(struct leat_frame *frame, const struct pix_spot *spot,
                   enum pix_blend mode);

#endif
