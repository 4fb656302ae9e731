/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_PAINT_H
#define LEAT_PIX_PAINT_H

/**
 * paint: rectangles of one colour, and the test patterns, in RGB and i444.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"
#include "pix/color.h"

#define pix_fill              LEVEL(pix_fill)
#define pix_repeat_row        LEVEL(pix_repeat_row)
#define pix_draw_smpte        LEVEL(pix_draw_smpte)
#define pix_draw_bars         LEVEL(pix_draw_bars)
#define pix_draw_gradient     LEVEL(pix_draw_gradient)
#define pix_draw_checkerboard LEVEL(pix_draw_checkerboard)

/** Fill columns [x0, x1) of rows [y0, y1); what lies outside the frame is left out. */
void pix_fill(struct leat_frame *frame, uint32_t x0, uint32_t x1, uint32_t y0,
              uint32_t y1, const struct pix_color *color);

/** Copy row `y` to rows (y, end). */
void pix_repeat_row(struct leat_frame *frame, uint32_t y, uint32_t end);

/** SMPTE RP 219 colour bars. */
void pix_draw_smpte(struct leat_frame *frame);

/** Seven bars: white yellow cyan green magenta red blue; level in percent. */
void pix_draw_bars(struct leat_frame *frame, uint32_t level);

/** v(x) = round(255 x / (W - 1)) in every channel; by y when vertical. */
void pix_draw_gradient(struct leat_frame *frame, bool vertical);

/** Squares, the first one white; cell 0: max(1, floor(min(W, H) / 8)). */
void pix_draw_checkerboard(struct leat_frame *frame, uint32_t cell);

#endif
