/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CANVAS_VIEW_H
#define LEAT_CANVAS_VIEW_H

/** view: what drawings of data share: where they stand, and numbers that may be wild.
 */

#include "base/math_d.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

/* The first parameters of every view, in this order. */
enum { VIEW_DATA, VIEW_X, VIEW_Y, VIEW_WIDTH, VIEW_HEIGHT, VIEW_COLOR, VIEW_OWN };

#define VIEW_NUMBERS(n, text_of_help)                                                  \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_NUMBERS, .flags = LEAT_PARAM_REQUIRED,            \
        .help = text_of_help                                                           \
    }

struct view {
    double x, y, width, height;
    uint8_t ink[4];
    const float *rgba;
};

/** The rectangle and the colour; sides below 0 are turned round. */
static inline struct view view_of(const struct leat_draw_value *values)
{
    struct view v = {
        values[VIEW_X].number,      values[VIEW_Y].number, values[VIEW_WIDTH].number,
        values[VIEW_HEIGHT].number, {0, 0, 0, 0},          values[VIEW_COLOR].rgba};

    if (v.width < 0.0) {
        v.x += v.width;
        v.width = -v.width;
    }
    if (v.height < 0.0) {
        v.y += v.height;
        v.height = -v.height;
    }
    ink_of(v.rgba, 1.0, v.ink);
    return v;
}

/** Number i of a list, held in [low, high]; 0 past its end and for NaN. */
static inline double view_number(const struct leat_draw_value *list, size_t i,
                                 double low, double high)
{
    const double value = i < list->n ? list->numbers[i] : 0.0;

    return value == value ? math_clamp_d(value, low, high)
                          : math_clamp_d(0.0, low, high);
}

/** The colour with another alpha. */
static inline void view_tint(const struct view *v, double alpha, uint8_t ink[4])
{
    ink_of(v->rgba, alpha, ink);
}

#endif
