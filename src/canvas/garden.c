/* SPDX-License-Identifier: MIT */
/* garden: fractal_tree, set_sun_position and seasonal_transition. */
#include <leat/err.h>

#include "base/math_d.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

#define RADIANS_PER_DEGREE 0.017453292519943295

enum { TREE_X, TREE_Y, TREE_LENGTH, TREE_ANGLE, TREE_DEPTH, TREE_COLOR };
enum { DEPTH_MAX = 14 };

static const struct leat_draw_param tree_params[] = {
    CLASS_X("x", 0.5, "Its foot."),
    CLASS_Y("y", 1.0, "Its foot."),
    {.name = "length",
     .kind = LEAT_DRAW_LENGTH,
     .def = 0.25,
     .max = 1e4,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "Of its stem."},
    {.name = "angle",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_DEGREES,
     .min = -180.0,
     .def = 25.0,
     .max = 180.0,
     .help = "How far branches part."},
    CLASS_NUMBER("depth", 1.0, 9.0, DEPTH_MAX, "How often they part."),
    CLASS_COLOR("color", 0x33aa33ff, "Of its twigs; the stem is darker."),
};

struct tree {
    struct leat_canvas *canvas;
    const float *rgba;
    double angle; /* radians */
    int depth;
};

/* One branch and all that grows from it; `left` levels are left. */
static void grow(const struct tree *t, double x, double y, double length, double angle,
                 int left)
{
    static const float bark[4] = {0.35f, 0.22f, 0.12f, 1.0f};
    const double end_x = x + length * math_sin_d(angle);
    const double end_y = y - length * math_cos_d(angle);
    const double outwards = t->depth > 1 ? (t->depth - left) / (t->depth - 1.0) : 1.0;
    float rgba[4];
    uint8_t ink[4];

    ink_between(bark, t->rgba, outwards, rgba);
    ink_of(rgba, 1.0, ink);
    ink_line(t->canvas, x, y, end_x, end_y, math_max_d(0.08 * length, 1.0), ink);
    if (left <= 1 || length < 0.5)
        return;
    grow(t, end_x, end_y, 0.72 * length, angle - t->angle, left - 1);
    grow(t, end_x, end_y, 0.72 * length, angle + t->angle, left - 1);
}

static int fractal_tree(struct leat_canvas *canvas,
                        const struct leat_draw_value *values)
{
    const struct tree t = {canvas, values[TREE_COLOR].rgba,
                           values[TREE_ANGLE].number * RADIANS_PER_DEGREE,
                           (int)values[TREE_DEPTH].number};

    grow(&t, values[TREE_X].number, values[TREE_Y].number, values[TREE_LENGTH].number,
         0.0, t.depth);
    return 0;
}

const struct leat_draw_class leat_draw_fractal_tree =
    CLASS("fractal_tree", NULL, "Draw a tree whose branches are trees.",
          "Graphics.fractal_tree(50%, 100%, length: 25%, angle: 25 + 5 * sin(time))", 0,
          tree_params, fractal_tree);

static const struct leat_draw_param sun_params[] = {
    CLASS_PART("position", 0.5, "Its way over the sky: 0 rises, 1 sets."),
};

/* It goes along half a circle that stands on the lower edge. */
static int sun(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    static const float low[4] = {1.0f, 0.45f, 0.15f, 1.0f};
    static const float high[4] = {1.0f, 0.95f, 0.7f, 1.0f};
    const double way = values[0].number, height = math_sin_pi_d(way);
    const double x = canvas->width * (0.5 - 0.42 * math_cos_pi_d(way));
    const double y = canvas->height * (1.0 - 0.85 * height);
    const double radius = 0.05 * canvas->height;
    float rgba[4];
    uint8_t ink[4];

    canvas->sun = way;
    ink_between(low, high, height, rgba);
    ink_of(rgba, 0.5, ink);
    ink_spot(canvas, x, y, 4.0 * radius, true, ink);
    ink_of(rgba, 1.0, ink);
    ink_spot(canvas, x, y, radius, false, ink);
    return 0;
}

const struct leat_draw_class leat_draw_set_sun_position =
    CLASS("set_sun_position", NULL, "Draw the sun, which also lights the sky.",
          "Graphics.set_sun_position(frac(time / 20))", 0, sun_params, sun);

enum { SEASON_FROM, SEASON_TO, SEASON_DURATION };

#define SEASONS "spring summer autumn winter"

static const struct leat_draw_param season_params[] = {
    {.name = "from",
     .kind = LEAT_DRAW_CHOICE,
     .max = 3.0,
     .choices = SEASONS,
     .help = "The season that goes."},
    {.name = "to",
     .kind = LEAT_DRAW_CHOICE,
     .def = 1.0,
     .max = 3.0,
     .choices = SEASONS,
     .help = "The season that comes."},
    {.name = "duration",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .def = 10.0,
     .max = 1e6,
     .help = "How long that takes, from the first frame in which it is called."},
};

/* The sky of each season at noon: at the top, at the horizon. */
static const float skies[4][2][4] = {
    {{0.36f, 0.62f, 0.90f, 1.0f}, {0.86f, 0.94f, 0.80f, 1.0f}},
    {{0.13f, 0.45f, 0.90f, 1.0f}, {0.70f, 0.88f, 1.00f, 1.0f}},
    {{0.45f, 0.50f, 0.66f, 1.0f}, {0.95f, 0.70f, 0.42f, 1.0f}},
    {{0.62f, 0.70f, 0.80f, 1.0f}, {0.93f, 0.95f, 0.98f, 1.0f}},
};

static int season(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const float(*from)[4] = skies[(int)values[SEASON_FROM].number];
    const float(*to)[4] = skies[(int)values[SEASON_TO].number];
    const double duration = values[SEASON_DURATION].number;
    const double light = 0.15 + 0.85 * math_sqrt_d(math_sin_pi_d(canvas->sun));
    double *start_s = canvas_remember(canvas, 2 * sizeof(*start_s)), t = 1.0;
    float top[4], low[4], rgba[4];

    if (!start_s)
        return LEAT_ERR_NOMEM;
    if (!(start_s[1] > 0.0)) { /* not begun */
        start_s[0] = canvas->time_s;
        start_s[1] = 1.0;
    }
    if (duration > 0.0)
        t = math_clamp_d((canvas->time_s - start_s[0]) / duration, 0.0, 1.0);
    ink_between(from[0], to[0], t, top);
    ink_between(from[1], to[1], t, low);
    for (uint32_t y = 0; y < canvas->height; y++) {
        uint8_t ink[4];
        ink_between(top, low, (y + 0.5) / canvas->height, rgba);
        for (int c = 0; c < 3; c++)
            rgba[c] *= (float)light;
        ink_of(rgba, 1.0, ink);
        ink_cover(canvas, 0, y, canvas->width, NULL, ink);
    }
    return 0;
}

const struct leat_draw_class leat_draw_seasonal_transition =
    CLASS("seasonal_transition", NULL, "Draw the sky as one season becomes another.",
          "Graphics.seasonal_transition(\"summer\", \"autumn\", duration: 20)",
          LEAT_DRAW_REMEMBERS, season_params, season);
