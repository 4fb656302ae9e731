/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CANVAS_INK_H
#define LEAT_CANVAS_INK_H

/**
 * ink: what the canvas draws with its own arithmetic, in the blend mode of the call.
 *
 * Places are pixels; the first pixel's middle is at 0.5.  What lies outside is left
 * out.
 */

#include <stdint.h>

#include "canvas/canvas.h"

/** Premultiplied codes of a colour, its alpha times `alpha`. */
void ink_of(const float rgba[4], double alpha, uint8_t out[4]);

/** The colour between two, t in [0, 1]. */
void ink_between(const float a[4], const float b[4], double t, float out[4]);

/** Blend `n` pixels from (x, y) on, which lie inside, each covered by cover / 255. */
void ink_cover(struct leat_canvas *canvas, uint32_t x, uint32_t y, uint32_t n,
               const uint8_t *cover, const uint8_t rgba[4]);

/** A rectangle from (x0, y0) to (x1, y1); pixels that it covers in part are blended in
 * part. */
void ink_box(struct leat_canvas *canvas, double x0, double y0, double x1, double y1,
             const uint8_t rgba[4]);

/**
 * A rectangle round a middle with round corners; a circle is all corner.
 *
 * Shape:   thickness 0: filled; else a line along the edge, half of it outside.
 * Source:  the signed distance is |max(q, 0)| + min(max(q.x, q.y), 0) - corner with
 *          q = |p - middle| - half + corner.
 */
struct ink_round {
    double x, y, half_width, half_height, corner, thickness;
};
void ink_round(struct leat_canvas *canvas, const struct ink_round *round,
               const uint8_t rgba[4]);

/** Part of a circle's line, between two angles in half turns, clockwise from the right.
 * Shape: from < to <= from + 2. */
void ink_arc(struct leat_canvas *canvas, double x, double y, double radius,
             double thickness, double from, double to, const uint8_t rgba[4]);

/** The whole frame. */
void ink_wash(struct leat_canvas *canvas, const uint8_t rgba[4]);

/** A frame along the edge of a rectangle, inside it. */
void ink_frame(struct leat_canvas *canvas, double x0, double y0, double x1, double y1,
               double thickness, const uint8_t rgba[4]);

/** A round spot; soft: brightest in the middle. */
void ink_spot(struct leat_canvas *canvas, double x, double y, double radius, bool soft,
              const uint8_t rgba[4]);

/** A straight line between two places, with round ends. */
void ink_line(struct leat_canvas *canvas, double x0, double y0, double x1, double y1,
              double thickness, const uint8_t rgba[4]);

/** A picture of RGBA8, scaled to a rectangle whose corner is rounded to a pixel.
 * Errors: LEAT_ERR_NOMEM. */
int ink_picture(struct leat_canvas *canvas, const struct leat_frame *picture, double x,
                double y, double width, double height, double alpha);

#endif
