/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_WARP_H
#define LEAT_PIX_WARP_H

/**
 * warp: a picture turned, zoomed, moved and tinted: what a feedback draws.
 *
 *     source of the middle of pixel (x, y), in pixels: origin + x across + y down
 *
 * Between four pixels it is linear, with weights of 8 bits; what lies outside is black.
 * The tint is rounded down, so that what is fed back ends at black.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

/** Units: pixels with 16 fractional bits. */
struct pix_warp {
    int64_t origin[2], across[2], down[2]; /* x and y of each */
    uint32_t tint[3];                      /* parts of 65536, [0, 65536] */
};

#define pix_warp_set  LEVEL(pix_warp_set)
#define pix_warp_rows LEVEL(pix_warp_rows)

/** Zoom (above 0) and turn (radians, clockwise) about the middle of a picture, then
 * move by (x, y) pixels; the tint is left alone. */
void pix_warp_set(struct pix_warp *warp, uint32_t width, uint32_t height, double zoom,
                  double turn, double x, double y);

/** Draw rows [y0, y1) of `out` from `in`, another frame of its size; both RGBA8, what
 * is drawn is opaque. */
void pix_warp_rows(const struct pix_warp *warp, const struct leat_frame *in,
                   struct leat_frame *out, uint32_t y0, uint32_t y1);

#endif
