/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_CANVAS_H
#define LEAT_CLI_CANVAS_H

/**
 * canvas: a picture that is drawn on pixel by pixel: rectangles, lines, colours for
 * levels, and text in small letters of its own.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/buffer.h>
#include <leat/diag.h>

/** 0xRRGGBB */
typedef uint32_t canvas_color;

enum { CANVAS_LETTER = 6, CANVAS_LINE = 8 }; /* pixels of a letter at scale 1 */

struct canvas {
    uint32_t width, height;
    struct leat_frame_pool *pool;
    struct leat_frame *frame;
};

/** Errors: LEAT_ERR_NOMEM, LEAT_ERR_INVALID. */
int canvas_init(struct canvas *canvas, uint32_t width, uint32_t height,
                canvas_color color);
void canvas_finish(struct canvas *canvas);

/** What lies outside is left out, as everywhere. */
void canvas_dot(struct canvas *canvas, int x, int y, canvas_color color);

/** Columns [x0, x1) of rows [y0, y1). */
void canvas_fill(struct canvas *canvas, int x0, int y0, int x1, int y1,
                 canvas_color color);

/** A line two pixels thick, smooth at its edges. */
void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1,
                 canvas_color color);

/** Text whose upper left corner is x, y: figures, units and a few words' letters. */
void canvas_text(struct canvas *canvas, int x, int y, int scale, const char *text,
                 canvas_color color);

/** The colour of a level, 0 is black and 1 is white, through blue, red and yellow. */
canvas_color canvas_heat(double level);

/** Write it as PNG.  Errors: as out_file_create(). */
int canvas_write(const struct canvas *canvas, const char *path, bool force,
                 struct leat_diag *diag);

#endif
