/* SPDX-License-Identifier: MIT */
/*
 * call: the values of one call, made ready for its class.
 *
 * Bare coordinates and lengths of a call are judged together: if all that were given
 * lie in [-1, 1] they are fractions, else all are pixels.  Defaults are not judged.
 */
#include <stdlib.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "canvas/canvas.h"

static bool is_place(enum leat_draw_kind kind)
{
    return kind == LEAT_DRAW_X || kind == LEAT_DRAW_Y || kind == LEAT_DRAW_LENGTH;
}

static bool has_points(enum leat_draw_kind kind)
{
    return kind == LEAT_DRAW_POINT || kind == LEAT_DRAW_POINTS;
}

static bool beyond(double value, enum leat_draw_written written)
{
    return written == LEAT_DRAW_BARE && (value > 1.0 || value < -1.0);
}

/* Whether a bare coordinate of the call can only be pixels. */
static bool is_in_pixels(const struct leat_draw_class *draw,
                         const struct leat_draw_value *values)
{
    for (size_t i = 0; i < draw->n_params; i++) {
        const struct leat_draw_value *v = &values[i];
        if (!v->is_set)
            continue;
        if (is_place(draw->params[i].kind) && beyond(v->number, v->written))
            return true;
        if (!has_points(draw->params[i].kind) || !v->points)
            continue;
        for (size_t k = 0; k < v->n; k++)
            if (beyond(v->points[k].x, v->points[k].x_written) ||
                beyond(v->points[k].y, v->points[k].y_written))
                return true;
    }
    return false;
}

static double held(double pixels)
{
    return math_clamp_d(pixels, -CANVAS_FAR, CANVAS_FAR);
}

/* What one number is in pixels; `bare` is how bare ones count. */
static double pixels_of(double value, enum leat_draw_written written,
                        enum leat_draw_written bare, double axis)
{
    const enum leat_draw_written as = written == LEAT_DRAW_BARE ? bare : written;

    return held(as == LEAT_DRAW_PERCENT ? value * axis : value);
}

struct call {
    struct leat_canvas *canvas;
    enum leat_draw_written bare;
    size_t n_points; /* used of canvas->points */
};

static double axis_of(const struct leat_canvas *c, enum leat_draw_kind kind)
{
    const uint32_t smaller = c->width < c->height ? c->width : c->height;

    return kind == LEAT_DRAW_X   ? c->width
           : kind == LEAT_DRAW_Y ? c->height
                                 : (double)smaller;
}

/* Room for all points of a call, before the first is stored. */
static int reserve_points(struct leat_canvas *c, const struct leat_draw_class *draw,
                          const struct leat_draw_value *values)
{
    struct leat_draw_point *more;
    size_t n = 0;

    for (size_t i = 0; i < draw->n_params; i++)
        if (has_points(draw->params[i].kind))
            n += values[i].is_set && values[i].n ? values[i].n : 1;
    if (n <= c->n_points)
        return 0;
    more = realloc(c->points, n * sizeof(*more));
    if (!more)
        return LEAT_ERR_NOMEM;
    c->points = more;
    c->n_points = n;
    return 0;
}

static void ready_points(struct call *call, const struct leat_draw_param *p,
                         struct leat_draw_value *v)
{
    const struct leat_draw_point standard = {p->def, p->def_y, p->def_written,
                                             p->def_written};
    struct leat_draw_point *to = call->canvas->points + call->n_points;
    const double width = axis_of(call->canvas, LEAT_DRAW_X);
    const double height = axis_of(call->canvas, LEAT_DRAW_Y);

    v->n = v->is_set && v->points ? v->n : 0;
    if (p->kind == LEAT_DRAW_POINT) {
        v->points = v->n ? v->points : &standard;
        v->n = 1;
    }
    for (size_t i = 0; i < v->n; i++) {
        const struct leat_draw_point *from = &v->points[i];
        /* NaN is 0 */
        const double x = from->x == from->x ? from->x : 0.0;
        const double y = from->y == from->y ? from->y : 0.0;
        to[i] =
            (struct leat_draw_point){pixels_of(x, from->x_written, call->bare, width),
                                     pixels_of(y, from->y_written, call->bare, height),
                                     LEAT_DRAW_PIXELS, LEAT_DRAW_PIXELS};
    }
    v->points = to;
    call->n_points += v->n;
}

static double within(const struct leat_draw_param *p, double value)
{
    return p->min < p->max ? math_clamp_d(value, p->min, p->max) : held(value);
}

static void ready_number(const struct call *call, const struct leat_draw_param *p,
                         struct leat_draw_value *v)
{
    const bool use = v->is_set && v->number == v->number;
    const enum leat_draw_written written = use ? v->written : p->def_written;
    const double value = use ? v->number : p->def;

    if (p->kind == LEAT_DRAW_THICKNESS)
        v->number =
            pixels_of(value, written, LEAT_DRAW_PIXELS, axis_of(call->canvas, p->kind));
    else if (is_place(p->kind))
        v->number = pixels_of(value, written, use ? call->bare : LEAT_DRAW_PIXELS,
                              axis_of(call->canvas, p->kind));
    else
        v->number = value;
    v->written = LEAT_DRAW_PIXELS;
    v->number = within(p, v->number);
}

static void ready_color(const struct leat_draw_param *p, struct leat_draw_value *v)
{
    for (int c = 0; c < 4; c++) {
        const float code = (float)(p->color >> (24 - 8 * c) & 255) * (1.0f / 255.0f);
        const float value = v->is_set ? v->rgba[c] : code;
        v->rgba[c] = value > 0.0f ? value < 1.0f ? value : 1.0f : 0.0f;
    }
}

static void ready_pair(const struct leat_draw_param *p, struct leat_draw_value *v)
{
    const bool use = v->is_set && v->number == v->number;

    /* a second one that was left out stays NaN: the class makes it from the first */
    v->second = use ? v->second : p->def_y;
    v->number = within(p, use ? v->number : p->def);
    v->second = v->second == v->second ? within(p, v->second) : v->second;
}

static void ready(struct call *call, const struct leat_draw_param *p,
                  struct leat_draw_value *v)
{
    switch (p->kind) {
    case LEAT_DRAW_COLOR:
        ready_color(p, v);
        break;
    case LEAT_DRAW_TEXT:
        v->text = v->is_set && v->text ? v->text : p->text ? p->text : "";
        break;
    case LEAT_DRAW_PAIR:
        ready_pair(p, v);
        break;
    case LEAT_DRAW_NUMBERS:
        v->n = v->is_set && v->numbers ? v->n : 0;
        break;
    case LEAT_DRAW_POINT:
    case LEAT_DRAW_POINTS:
        ready_points(call, p, v);
        break;
    case LEAT_DRAW_PALETTE:
        if (!v->is_set || !v->palette)
            v->palette = (const uint8_t(*)[4])call->canvas->palette;
        break;
    case LEAT_DRAW_PICTURE:
        v->picture = v->is_set ? v->picture : NULL;
        break;
    default:
        ready_number(call, p, v);
        break;
    }
}

static int check_required(const struct leat_draw_class *draw,
                          const struct leat_draw_value *values, struct leat_diag *diag)
{
    for (size_t i = 0; i < draw->n_params; i++)
        if (draw->params[i].flags & LEAT_PARAM_REQUIRED && !values[i].is_set) {
            leat_diag_add(diag, LEAT_ERROR, 0, "%s needs its argument `%s`", draw->name,
                          draw->params[i].name);
            leat_diag_hint(diag, "%s For example: %s", draw->params[i].help,
                           draw->example);
            return LEAT_ERR_INVALID;
        }
    return 0;
}

int leat_canvas_draw(struct leat_canvas *canvas, const struct leat_draw_class *draw,
                     const struct leat_draw_value *values, uint64_t identity,
                     struct leat_diag *diag)
{
    const bool pixels = is_in_pixels(draw, values);
    struct call call = {canvas, LEAT_DRAW_PERCENT, 0};
    struct leat_draw_value made[LEAT_DRAW_MAX_PARAMS];
    int err = check_required(draw, values, diag);

    if (!err)
        err = reserve_points(canvas, draw, values);
    if (err)
        return err;
    if (canvas->coordinates == LEAT_COORDINATES_PIXEL ||
        (canvas->coordinates == LEAT_COORDINATES_AUTO && pixels))
        call.bare = LEAT_DRAW_PIXELS;
    for (size_t i = 0; i < draw->n_params; i++) {
        made[i] = values[i];
        ready(&call, &draw->params[i], &made[i]);
    }
    canvas->draw = draw;
    canvas->identity = identity;
    canvas->diag = diag;
    err = draw->draw(canvas, made);
    canvas->diag = NULL;
    return err;
}
