/* SPDX-License-Identifier: MIT */
/* figures: circle, rect, line, polygon, polyline and text. */
#include "base/math_d.h"
#include "canvas/classes.h"
#include "canvas/ink.h"
#include "canvas/path.h"

#define WHITE 0xffffffff

#define FILL                                                                           \
    {                                                                                  \
        .name = "fill", .kind = LEAT_DRAW_BOOL, .def = 1.0, .max = 1.0,                \
        .help = "Whether it is filled, or a line."                                     \
    }
#define LINE_WIDTH CLASS_THICKNESS("thickness", 1.0, "How wide the line is.")

enum { CIRCLE_X, CIRCLE_Y, CIRCLE_RADIUS, CIRCLE_COLOR, CIRCLE_FILL, CIRCLE_THICKNESS };

static const struct leat_draw_param circle_params[] = {
    CLASS_X("x", 0.5, "Its middle."),
    CLASS_Y("y", 0.5, "Its middle."),
    {.name = "radius",
     .kind = LEAT_DRAW_LENGTH,
     .max = CANVAS_FAR,
     .def = 0.1,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "From the middle to the edge."},
    CLASS_COLOR("color", WHITE, "Its colour."),
    FILL,
    LINE_WIDTH,
};

static int circle(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double radius = values[CIRCLE_RADIUS].number;
    const struct ink_round round = {
        values[CIRCLE_X].number,        values[CIRCLE_Y].number, radius, radius, radius,
        values[CIRCLE_THICKNESS].number};
    uint8_t rgba[4];

    ink_of(values[CIRCLE_COLOR].rgba, 1.0, rgba);
    if (!(radius > 0.0))
        return 0;
    if (values[CIRCLE_FILL].number > 0.5)
        ink_spot(canvas, round.x, round.y, radius, false, rgba);
    else if (round.thickness > 0.0)
        ink_round(canvas, &round, rgba);
    return 0;
}

const struct leat_draw_class leat_draw_circle = CLASS(
    "circle", NULL, "Draw a circle.",
    "Graphics.circle(50%, 50%, radius: 20%, color: orange)", 0, circle_params, circle);

enum {
    RECT_X,
    RECT_Y,
    RECT_WIDTH,
    RECT_HEIGHT,
    RECT_COLOR,
    RECT_FILL,
    RECT_CORNER,
    RECT_THICKNESS
};

static const struct leat_draw_param rect_params[] = {
    CLASS_X("x", 0.25, "Left side."),
    CLASS_Y("y", 0.25, "Top side."),
    CLASS_X("width", 0.5, "Its width."),
    CLASS_Y("height", 0.5, "Its height."),
    CLASS_COLOR("color", WHITE, "Its colour."),
    FILL,
    {.name = "corner",
     .kind = LEAT_DRAW_LENGTH,
     .max = CANVAS_FAR,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "Radius of its corners."},
    LINE_WIDTH,
};

static int rect(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double width = values[RECT_WIDTH].number, height = values[RECT_HEIGHT].number;
    const bool filled = values[RECT_FILL].number > 0.5;
    struct ink_round round = {.x = values[RECT_X].number + 0.5 * width,
                              .y = values[RECT_Y].number + 0.5 * height,
                              .half_width = 0.5 * math_abs_d(width),
                              .half_height = 0.5 * math_abs_d(height)};
    uint8_t rgba[4];

    ink_of(values[RECT_COLOR].rgba, 1.0, rgba);
    round.corner = math_min_d(values[RECT_CORNER].number,
                              math_min_d(round.half_width, round.half_height));
    round.thickness = filled ? 0.0 : values[RECT_THICKNESS].number;
    if (filled && !(round.corner > 0.0))
        ink_box(canvas, round.x - round.half_width, round.y - round.half_height,
                round.x + round.half_width, round.y + round.half_height, rgba);
    else if (filled ? width * height != 0.0 : round.thickness > 0.0)
        ink_round(canvas, &round, rgba);
    return 0;
}

const struct leat_draw_class leat_draw_rect =
    CLASS("rect", "rectangle", "Draw a rectangle, with round corners if wished.",
          "Graphics.rect(10%, 10%, 30%, 20%, color: #3366FF, corner: 8.px)", 0,
          rect_params, rect);

enum {
    LINE_X1,
    LINE_Y1,
    LINE_X2,
    LINE_Y2,
    LINE_COLOR,
    LINE_THICKNESS,
    LINE_START,
    LINE_END
};

static const struct leat_draw_param line_params[] = {
    CLASS_X("x1", 0.0, "Its beginning."),
    CLASS_Y("y1", 0.0, "Its beginning."),
    CLASS_X("x2", 1.0, "Its end."),
    CLASS_Y("y2", 1.0, "Its end."),
    CLASS_COLOR("color", WHITE, "Its colour."),
    {.name = "thickness",
     .aliases = "width",
     .kind = LEAT_DRAW_THICKNESS,
     .max = 1e4,
     .def = 1.0,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "How wide it is."},
    {.name = "start",
     .kind = LEAT_DRAW_POINT,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "Its beginning as one place, instead of x1 and y1."},
    {.name = "end",
     .kind = LEAT_DRAW_POINT,
     .def = 1.0,
     .def_y = 1.0,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "Its end as one place, instead of x2 and y2."},
};

static int line(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *start = &values[LINE_START], *end = &values[LINE_END];
    uint8_t rgba[4];

    ink_of(values[LINE_COLOR].rgba, 1.0, rgba);
    ink_line(canvas, start->is_set ? start->points->x : values[LINE_X1].number,
             start->is_set ? start->points->y : values[LINE_Y1].number,
             end->is_set ? end->points->x : values[LINE_X2].number,
             end->is_set ? end->points->y : values[LINE_Y2].number,
             values[LINE_THICKNESS].number, rgba);
    return 0;
}

const struct leat_draw_class leat_draw_line =
    CLASS("line", NULL, "Draw a straight line.",
          "Graphics.line(0, 50%, 100%, 50%, color: green, thickness: 3)", 0,
          line_params, line);

enum { POLY_POINTS, POLY_COLOR, POLY_FILL, POLY_THICKNESS };

static const struct leat_draw_param polygon_params[] = {
    {.name = "points",
     .kind = LEAT_DRAW_POINTS,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "Its corners."},
    CLASS_COLOR("color", WHITE, "Its colour."),
    FILL,
    LINE_WIDTH,
};

static int polygon(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *points = &values[POLY_POINTS];
    uint8_t rgba[4];

    ink_of(values[POLY_COLOR].rgba, 1.0, rgba);
    if (values[POLY_FILL].number > 0.5)
        return path_fill(canvas, points->points, points->n, rgba);
    return path_stroke(canvas, points->points, points->n, true,
                       values[POLY_THICKNESS].number, rgba);
}

const struct leat_draw_class leat_draw_polygon =
    CLASS("polygon", NULL, "Draw a figure with corners.",
          "Graphics.polygon([[50%, 10%], [90%, 90%], [10%, 90%]], color: yellow)",
          LEAT_DRAW_INEXACT, polygon_params, polygon);

enum { POLYLINE_POINTS, POLYLINE_COLOR, POLYLINE_THICKNESS };

static const struct leat_draw_param polyline_params[] = {
    {.name = "points",
     .kind = LEAT_DRAW_POINTS,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "The places that it goes through."},
    CLASS_COLOR("color", WHITE, "Its colour."),
    LINE_WIDTH,
};

static int polyline(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *points = &values[POLYLINE_POINTS];
    uint8_t rgba[4];

    ink_of(values[POLYLINE_COLOR].rgba, 1.0, rgba);
    return path_stroke(canvas, points->points, points->n, false,
                       values[POLYLINE_THICKNESS].number, rgba);
}

const struct leat_draw_class leat_draw_polyline =
    CLASS("polyline", NULL, "Draw a line through several places.",
          "Graphics.polyline([[0, 50%], [50%, 10%], [100%, 50%]], thickness: 2)",
          LEAT_DRAW_INEXACT, polyline_params, polyline);

enum { TEXT_TEXT, TEXT_X, TEXT_Y, TEXT_COLOR, TEXT_SIZE, TEXT_ALIGN, TEXT_FONT };

static const struct leat_draw_param text_params[] = {
    {.name = "text",
     .kind = LEAT_DRAW_TEXT,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "The words."},
    CLASS_X("x", 0.0, "Left side, middle or right side, as `align` says."),
    CLASS_Y("y", 0.0, "Top of the first line."),
    CLASS_COLOR("color", WHITE, "Its colour."),
    {.name = "size",
     .kind = LEAT_DRAW_THICKNESS,
     .min = 1.0,
     .max = 4096.0,
     .def = 16.0,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "Height of a line."},
    {.name = "align",
     .kind = LEAT_DRAW_CHOICE,
     .max = 2.0,
     .choices = "left center right",
     .help = "Which part of it stands at x."},
    {.name = "font",
     .kind = LEAT_DRAW_TEXT,
     .help = "Name of a font of this machine; sans serif if not said."},
};

static int text(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct path_text words = {.text = values[TEXT_TEXT].text,
                                    .font = values[TEXT_FONT].text,
                                    .x = values[TEXT_X].number,
                                    .y = values[TEXT_Y].number,
                                    .size = values[TEXT_SIZE].number,
                                    .align =
                                        (enum path_align)values[TEXT_ALIGN].number};
    uint8_t rgba[4];

    ink_of(values[TEXT_COLOR].rgba, 1.0, rgba);
    return path_text(canvas, &words, rgba);
}

const struct leat_draw_class leat_draw_text =
    CLASS("text", NULL, "Write words.",
          "Graphics.text(\"hello\", 50%, 45%, size: 48, align: \"center\")",
          LEAT_DRAW_INEXACT, text_params, text);
