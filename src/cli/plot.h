/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_PLOT_H
#define LEAT_CLI_PLOT_H

/**
 * plot: a panel with two axes on a canvas, their figures and units.
 */

#include "cli/canvas.h"

struct plot_axis {
    double min, max;
    bool is_log;
    const char *unit; /* of letters that a canvas has: Hz dB s ms */
};

struct plot {
    struct canvas *canvas;
    int x0, y0, x1, y1; /* pixels inside the frame; y1 is below */
    struct plot_axis x, y;
};

enum { PLOT_LEFT = 64, PLOT_RIGHT = 24, PLOT_TOP = 14, PLOT_BOTTOM = 36 };

static const canvas_color PLOT_PAPER = 0xffffff, PLOT_INK = 0x303030,
                          PLOT_GRID = 0xdcdcdc, PLOT_BLUE = 0x1f6fb4,
                          PLOT_RED = 0xd0402a;

/** A panel in the rows [top, bottom) of a canvas, margins left for figures. */
struct plot plot_in(struct canvas *canvas, int top, int bottom, struct plot_axis x,
                    struct plot_axis y);

/** Where a value is, in pixels. */
double plot_x(const struct plot *plot, double value);
double plot_y(const struct plot *plot, double value);

/** The value at the middle of a column, or of a row. */
double plot_value_x(const struct plot *plot, double column);
double plot_value_y(const struct plot *plot, double row);

/** Lines of a grid; the frame, with figures and units beside it. */
void plot_grid(const struct plot *plot);
void plot_frame(const struct plot *plot);

#endif
