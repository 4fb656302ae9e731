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
    int right;          /* margin */
    bool is_bare;
    struct plot_axis x, y;
};

/* Margins; PLOT_BAR is one on the right with room for a colour bar, PLOT_FIGURES what
 * the figures below a panel take of PLOT_BOTTOM. */
enum {
    PLOT_LEFT = 64,
    PLOT_RIGHT = 24,
    PLOT_BAR = 100,
    PLOT_TOP = 14,
    PLOT_BOTTOM = 36,
    PLOT_FIGURES = 30,
};

/** Where a panel with its margins is, in pixels. */
struct plot_place {
    int top, bottom; /* rows [top, bottom) */
    int right;       /* margin */
    bool is_bare;    /* without figures below: the panel under it has them */
};

static const canvas_color PLOT_PAPER = 0xffffff, PLOT_INK = 0x303030,
                          PLOT_GRID = 0xdcdcdc, PLOT_BLUE = 0x1f6fb4,
                          PLOT_RED = 0xd0402a;

struct plot plot_in(struct canvas *canvas, struct plot_place place, struct plot_axis x,
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

/** The colours of a third axis, with its figures and unit, in a margin of PLOT_BAR. */
void plot_color_bar(const struct plot *plot, struct plot_axis axis,
                    canvas_color (*color)(double value));

#endif
