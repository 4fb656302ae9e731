/* SPDX-License-Identifier: MIT */
/* dots: round spots at places that a program keeps itself. */
#include "base/math_d.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

#define SIZE_MAX_PX 1000.0

enum { POINTS, SIZES, AGES, COLOR, COLOR_END, GLOW };

static const struct leat_draw_param params[] = {
    {.name = "points",
     .kind = LEAT_DRAW_POINTS,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "Where their middles are."},
    {.name = "sizes",
     .kind = LEAT_DRAW_NUMBERS,
     .help = "How wide each is, in pixels; 4 where the list ends."},
    {.name = "ages",
     .kind = LEAT_DRAW_NUMBERS,
     .help = "How far each has gone from its first colour to the last, 0 to 1."},
    CLASS_COLOR("color", 0xffffffff, "Their colour at age 0."),
    CLASS_COLOR("color_end", 0xffffff00, "And at age 1."),
    CLASS_NUMBER("glow", 0.0, 0.0, 10.0, "How much light is round them."),
};

/* Number i of a list, held in [0, most]; `otherwise` past its end and for NaN. */
static double number_of(const struct leat_draw_value *list, size_t i, double otherwise,
                        double most)
{
    const double x = i < list->n ? list->numbers[i] : otherwise;

    return x == x ? math_clamp_d(x, 0.0, most) : otherwise;
}

static int dots(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double glow = values[GLOW].number;

    for (size_t i = 0; i < values[POINTS].n; i++) {
        const struct leat_draw_point *p = &values[POINTS].points[i];
        const double size = number_of(&values[SIZES], i, 4.0, SIZE_MAX_PX);
        float rgba[4];
        uint8_t ink[4];
        ink_between(values[COLOR].rgba, values[COLOR_END].rgba,
                    number_of(&values[AGES], i, 0.0, 1.0), rgba);
        if (glow > 0.0) {
            ink_of(rgba, 0.35, ink);
            ink_spot(canvas, p->x, p->y, size * (0.5 + 2.0 * glow), true, ink);
        }
        ink_of(rgba, 1.0, ink);
        ink_spot(canvas, p->x, p->y, 0.5 * size, false, ink);
    }
    return 0;
}

const struct leat_draw_class leat_draw_dots =
    CLASS("dots", NULL, "Draw round spots at places that a program keeps itself.",
          "Graphics.dots([[20%, 50%], [80%, 50%]], sizes: [8, 16], color: orange)", 0,
          params, dots);
