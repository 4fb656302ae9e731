/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CANVAS_PATH_H
#define LEAT_CANVAS_PATH_H

/**
 * path: outlines, letters and picture files, for which the canvas has a library where
 * the build found one.
 *
 * The library tells only how much of each pixel is covered; ink.h lays the colour down.
 *
 * Errors:  LEAT_ERR_UNSUPPORTED without the library, with the reason in the call's
 * diag.
 */

#include "canvas/canvas.h"

/** What lies inside, by the non-zero rule. */
int path_fill(struct leat_canvas *canvas, const struct leat_draw_point *points,
              size_t n, const uint8_t rgba[4]);

/** A line along the points, with round ends and corners. */
int path_stroke(struct leat_canvas *canvas, const struct leat_draw_point *points,
                size_t n, bool closed, double thickness, const uint8_t rgba[4]);

enum path_align { PATH_LEFT, PATH_CENTER, PATH_RIGHT };

struct path_text {
    const char *text; /* UTF-8; lines end with \n */
    const char *font; /* "" is the machine's sans serif */
    double x, y;      /* of the first line's left, middle or right, at its top */
    double size;      /* pixels */
    enum path_align align;
};

int path_text(struct leat_canvas *canvas, const struct path_text *text,
              const uint8_t rgba[4]);

/**
 * Read a PNG file.
 *
 * Owns:    `*out` is the caller's.
 * Errors:  also LEAT_ERR_NO_FILE, LEAT_ERR_BAD_FILE, LEAT_ERR_NOMEM.
 */
int path_read_png(struct leat_canvas *canvas, const char *path,
                  struct leat_frame **out);

#endif
