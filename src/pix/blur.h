/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_BLUR_H
#define LEAT_PIX_BLUR_H

/**
 * blur: a Gaussian, across and then down.
 *
 *     w(k) = exp(-k^2 / (2 s^2)), |k| <= reach = ceil(3 s), in parts of 65536
 *
 * Beyond an edge the outermost pixel goes on.  Each of the two passes rounds once.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

enum { PIX_BLUR_REACH = 192 };

struct pix_gauss {
    uint32_t reach;                          /* [0, PIX_BLUR_REACH] */
    uint32_t weight[2 * PIX_BLUR_REACH + 1]; /* 2 reach + 1 of them, together 65536 */
};

#define pix_gauss_set   LEVEL(pix_gauss_set)
#define pix_blur_across LEVEL(pix_blur_across)
#define pix_blur_down   LEVEL(pix_blur_down)

/** The weights of a deviation s in pixels, [0, 64]; 0 changes nothing. */
void pix_gauss_set(struct pix_gauss *gauss, double deviation);

/** Rows [y0, y1) of `in` to `out`, which is another frame; both RGBA8 of one size. */
void pix_blur_across(const struct pix_gauss *gauss, const struct leat_frame *in,
                     struct leat_frame *out, uint32_t y0, uint32_t y1);
void pix_blur_down(const struct pix_gauss *gauss, const struct leat_frame *in,
                   struct leat_frame *out, uint32_t y0, uint32_t y1);

#endif
