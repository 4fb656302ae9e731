/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_BLUR_H
#define LEAT_PIX_BLUR_H

/**
 * blur: each pixel becomes a mean of those around it, across and then down.
 *
 *     gauss: w(k) = exp(-k^2 / (2 s^2)), |k| <= reach, in parts of 32768
 *            t = floor((sum across + 128) / 256), out = floor((sum down + 2^21) / 2^22)
 *     box:   S = sum over n = (2 reach + 1)^2, out = floor((S + floor(n / 2)) / n)
 *
 * Whole numbers only, so all CPU levels give the same bits.  A Gaussian is within 1
 * code of the rounded sum in double; what is flat stays flat.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

enum { PIX_BLUR_REACH = 192, PIX_BOX_REACH = 128, PIX_BLUR_STRIP = 256 };

/** What lies beyond the frame: its outermost pixel; its pixels again, from the second
 * one on; or `outside`. */
enum pix_edge { PIX_EDGE_CLAMP, PIX_EDGE_MIRROR, PIX_EDGE_OUTSIDE };

struct pix_gauss {
    uint32_t reach;                      /* [0, PIX_BLUR_REACH] */
    uint32_t weight[PIX_BLUR_REACH + 1]; /* of the middle and to both sides */
};

/** Rows that have been summed across, for a strip of columns; nothing is kept in it. */
struct pix_blur_rows {
    uint16_t at[2 * PIX_BLUR_REACH + 1][PIX_BLUR_STRIP];
};

/** A plane of a frame to blur into another frame of its format. */
struct pix_blur_plane {
    const struct leat_frame *in;
    struct leat_frame *out;
    uint32_t plane;
    enum pix_edge edge;
    uint8_t outside;
};

/** The pixels to each side that a deviation of at most 64 needs: ceil(3 s). */
static inline uint32_t pix_gauss_reach(double deviation)
{
    return (uint32_t)(3.0 * deviation + 0.999999);
}

#define pix_gauss_set LEVEL(pix_gauss_set)
#define pix_blur      LEVEL(pix_blur)
#define pix_box       LEVEL(pix_box)

/** The weights of a deviation s in pixels, [0, 64], 0 changes nothing; a reach of 0 is
 * what it needs. */
void pix_gauss_set(struct pix_gauss *gauss, double deviation, uint32_t reach);

/** By a Gaussian across and one down. */
void pix_blur(const struct pix_gauss *across, const struct pix_gauss *down,
              const struct pix_blur_plane *plane, struct pix_blur_rows *rows);

/** By boxes that reach [0, PIX_BOX_REACH] pixels; costs the same for each. */
void pix_box(uint32_t across, uint32_t down, const struct pix_blur_plane *plane,
             struct pix_blur_rows *rows);

#endif
