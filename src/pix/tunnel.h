/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_TUNNEL_H
#define LEAT_PIX_TUNNEL_H

/**
 * tunnel: a tube of soft squares that is looked into.
 *
 *     u = texture depth / r + travel     v = angle + twist / r
 *     light = min(1, r) (1 + sin(2 pi u) cos(8 v)) / 2
 *
 * where r is the distance from the middle of the picture, 1 at half its smaller side:
 * what is far is dark.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

struct pix_tunnel {
    float travel;    /* turns, [0, 1) */
    float twist;     /* radians, [-20, 20] */
    float depth;     /* [0.1, 10] */
    float texture;   /* [0.1, 200] */
    uint8_t rgba[4]; /* premultiplied */
};

#define pix_tunnel_rows LEVEL(pix_tunnel_rows)

/** Draw rows [y0, y1) of RGBA8. */
void pix_tunnel_rows(const struct pix_tunnel *tunnel, struct leat_frame *frame,
                     uint32_t y0, uint32_t y1);

#endif
