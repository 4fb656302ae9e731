/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_RAMP_H
#define LEAT_PIX_RAMP_H

/**
 * ramp: a palette laid over a picture along a direction.
 *
 *     t = 0.5 + ((x - W/2) cos a + (y - H/2) sin a) / (W |cos a| + H |sin a|)
 *
 * with (x, y) the middle of a pixel: t goes from 0 to 1 between the two farthest
 * corners.  The colour is palette[floor(256 t)].
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

#define pix_ramp_rows LEVEL(pix_ramp_rows)

/** Draw rows [y0, y1) of RGBA8 with 256 premultiplied colours; angle in radians, 0 goes
 * to the right, pi/2 down. */
void pix_ramp_rows(double angle, const uint8_t palette[256][4],
                   struct leat_frame *frame, uint32_t y0, uint32_t y1);

#endif
