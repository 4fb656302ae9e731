/* SPDX-License-Identifier: MIT */
/* plot: a panel with two axes on a canvas. */
#include "cli/plot.h"

#include <string.h>

#include "base/math_d.h"
#include "base/str.h"

enum { SCALE = 2, TICKS = 64, TICK_SIZE = 5, BAR_WIDTH = 12 };

struct plot plot_in(struct canvas *canvas, struct plot_place place, struct plot_axis x,
                    struct plot_axis y)
{
    const int below = place.is_bare ? PLOT_BOTTOM - PLOT_FIGURES : PLOT_BOTTOM;

    return (struct plot){.canvas = canvas,
                         .x0 = PLOT_LEFT,
                         .y0 = place.top + PLOT_TOP,
                         .x1 = (int)canvas->width - place.right,
                         .y1 = place.bottom - below,
                         .right = place.right,
                         .is_bare = place.is_bare,
                         .x = x,
                         .y = y};
}

/* Where a value lies between the ends of an axis, 0 to 1. */
static double along(const struct plot_axis *axis, double value)
{
    if (!axis->is_log)
        return (value - axis->min) / (axis->max - axis->min);
    return math_log10_d(value / axis->min) / math_log10_d(axis->max / axis->min);
}

static double value_at(const struct plot_axis *axis, double part)
{
    if (!axis->is_log)
        return axis->min + part * (axis->max - axis->min);
    return axis->min * math_pow_d(axis->max / axis->min, part);
}

double plot_x(const struct plot *plot, double value)
{
    return plot->x0 + along(&plot->x, value) * (plot->x1 - plot->x0);
}

double plot_y(const struct plot *plot, double value)
{
    return plot->y1 - along(&plot->y, value) * (plot->y1 - plot->y0);
}

double plot_value_x(const struct plot *plot, double column)
{
    return value_at(&plot->x, (column - plot->x0) / (plot->x1 - plot->x0));
}

double plot_value_y(const struct plot *plot, double row)
{
    return value_at(&plot->y, (plot->y1 - row) / (plot->y1 - plot->y0));
}

/* 1, 2 or 5 times a power of 10, so that at most `most` steps lie between. */
static double step_of(double range, int most)
{
    const double least = range / most;
    const double power = math_pow_d(10.0, math_floor_d(math_log10_d(least)));

    return least <= power         ? power
           : least <= 2.0 * power ? 2.0 * power
           : least <= 5.0 * power ? 5.0 * power
                                  : 10.0 * power;
}

/* The values that get a figure; returns how many. */
static int find_ticks(const struct plot_axis *axis, int most, double tick[TICKS])
{
    static const double digit[] = {1.0, 2.0, 5.0};
    const double step = step_of(axis->max - axis->min, most);
    const double end = axis->max + 1e-9 * (axis->max - axis->min);
    int n = 0;

    if (!axis->is_log) {
        const double first = -math_floor_d(-axis->min / step + 1e-9);
        for (; n < TICKS && (first + n) * step <= end; n++)
            tick[n] = (first + n) * step;
        return n;
    }
    for (int k = 0; k < 30 && n < TICKS; k++) {
        const double value = digit[k % 3] * math_pow_d(10.0, k / 3 - 3);
        if (value >= axis->min * 0.999 && value <= axis->max * 1.001)
            tick[n++] = value;
    }
    return n;
}

static void print_tick(double value, char text[16])
{
    if (math_abs_d(value) >= 1000.0)
        str_format(text, 16, "%gk", value / 1000.0);
    else
        str_format(text, 16, "%g", math_abs_d(value) < 1e-12 ? 0.0 : value);
}

static int text_width(const char *text)
{
    return (int)strlen(text) * CANVAS_LETTER * SCALE - SCALE;
}

static int most_across(const struct plot *plot)
{
    return (plot->x1 - plot->x0) / 90 + 1;
}

static int most_up(const struct plot *plot)
{
    return (plot->y1 - plot->y0) / 40 + 1;
}

void plot_grid(const struct plot *plot)
{
    double tick[TICKS];
    int n = find_ticks(&plot->x, most_across(plot), tick);

    for (int k = 0; k < n; k++) {
        const int x = (int)plot_x(plot, tick[k]);
        canvas_fill(plot->canvas, x, plot->y0, x + 1, plot->y1, PLOT_GRID);
    }
    n = find_ticks(&plot->y, most_up(plot), tick);
    for (int k = 0; k < n; k++) {
        const int y = (int)plot_y(plot, tick[k]);
        canvas_fill(plot->canvas, plot->x0, y, plot->x1, y + 1, PLOT_GRID);
    }
}

static void frame_x(const struct plot *plot)
{
    const int under = plot->y1 + TICK_SIZE + 4;
    int free = plot->x0 - 40; /* figures begin right of here */
    const int end = plot->x1 + plot->right - 4 - text_width(plot->x.unit);
    double tick[TICKS];
    const int n = find_ticks(&plot->x, most_across(plot), tick);

    canvas_text(plot->canvas, end, under, SCALE, plot->x.unit, PLOT_INK);
    for (int k = 0; k < n; k++) {
        const int x = (int)plot_x(plot, tick[k]);
        char text[16];
        print_tick(tick[k], text);
        const int left = x - text_width(text) / 2;
        canvas_fill(plot->canvas, x, plot->y1, x + 1, plot->y1 + TICK_SIZE, PLOT_INK);
        if (left < free || left + text_width(text) + 8 > end)
            continue;
        canvas_text(plot->canvas, left, under, SCALE, text, PLOT_INK);
        free = left + text_width(text) + 12;
    }
}

static void frame_y(const struct plot *plot)
{
    const int right = plot->x0 - TICK_SIZE - 4, half = 7 * SCALE / 2;
    int free = plot->y1 + 40; /* figures end above here */
    double tick[TICKS];
    const int n = find_ticks(&plot->y, most_up(plot), tick);

    for (int k = 0; k < n; k++) {
        const int y = (int)plot_y(plot, tick[k]);
        char text[16];
        print_tick(tick[k], text);
        canvas_fill(plot->canvas, plot->x0 - TICK_SIZE, y, plot->x0, y + 1, PLOT_INK);
        if (y + half > free || y - half < plot->y0 + (*plot->y.unit ? 14 : -2 * half))
            continue;
        canvas_text(plot->canvas, right - text_width(text), y - half, SCALE, text,
                    PLOT_INK);
        free = y - half - 6;
    }
    canvas_text(plot->canvas, right - text_width(plot->y.unit), plot->y0 - half + 2,
                SCALE, plot->y.unit, PLOT_INK);
}

void plot_frame(const struct plot *plot)
{
    canvas_fill(plot->canvas, plot->x0 - 1, plot->y0 - 1, plot->x1 + 1, plot->y0,
                PLOT_INK);
    canvas_fill(plot->canvas, plot->x0 - 1, plot->y1, plot->x1 + 1, plot->y1 + 1,
                PLOT_INK);
    canvas_fill(plot->canvas, plot->x0 - 1, plot->y0, plot->x0, plot->y1, PLOT_INK);
    canvas_fill(plot->canvas, plot->x1, plot->y0, plot->x1 + 1, plot->y1, PLOT_INK);
    if (!plot->is_bare)
        frame_x(plot);
    frame_y(plot);
}

/* The unit stands behind the highest figure. */
void plot_color_bar(const struct plot *plot, struct plot_axis axis,
                    canvas_color (*color)(double value))
{
    const int left = plot->x1 + 12, right = left + BAR_WIDTH, half = 7 * SCALE / 2;
    struct plot bar = *plot;
    double tick[TICKS];
    char text[16], figure[16];

    bar.y = axis;
    const int n = find_ticks(&axis, most_up(&bar), tick);
    for (int y = bar.y0; y < bar.y1; y++)
        canvas_fill(bar.canvas, left, y, right, y + 1,
                    color(plot_value_y(&bar, y + 0.5)));
    for (int k = 0; k < n; k++) {
        const int y = (int)plot_y(&bar, tick[k]);
        print_tick(tick[k], figure);
        str_format(text, sizeof(text), "%s%s%s", figure, k + 1 < n ? "" : " ",
                   k + 1 < n ? "" : axis.unit);
        canvas_fill(bar.canvas, right, y, right + TICK_SIZE, y + 1, PLOT_INK);
        canvas_text(bar.canvas, right + TICK_SIZE + 4, y - half, SCALE, text, PLOT_INK);
    }
}
