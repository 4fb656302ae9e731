/* SPDX-License-Identifier: MIT */
/*
 * builtin_terrain: a landscape as rows of heights: noise of several octaves,
 *
 *   height(x, y) = multiplier * (1 + sum p^o noise(x s l^o, y s l^o) / sum p^o) / 2
 *
 * with persistence p, lacunarity l and scale s, o from 0 to octaves - 1.
 *
 * Source: language reference, section 8.6; B. Mandelbrot, "The Fractal Geometry of
 *         Nature", 1982, for noise that is like itself in all sizes.
 */
#include <leat/draw.h>

#include "base/math_d.h"
#include "creative/perlin.h"
#include "lang/builtin.h"
#include "lang/draw_call.h"
#include "lang/method.h"
#include "lang/visual.h"
#include "lang/vm.h"

enum {
    OCTAVES,
    PERSISTENCE,
    LACUNARITY,
    SCALE,
    HEIGHT,
    SEED,
    WIDTH,
    DEPTH,
    N_SETTINGS
};
enum { HILLS = 12, POINTS = 128 }; /* that are drawn, and of each */
enum { OCTAVES_PER_STEP = 16 };    /* worked out in the time of a step of a program */

static const struct {
    const char *name;
    double otherwise, least, most;
    bool is_whole;
} settings[N_SETTINGS] = {
    [OCTAVES] = {"octaves", 6, 1, 16, true},
    [PERSISTENCE] = {"persistence", 0.5, 0, 1, false},
    [LACUNARITY] = {"lacunarity", 2, 1, 16, false},
    [SCALE] = {"scale", 0.01, 0, 1000, false},
    [HEIGHT] = {"height_multiplier", 200, -1e9, 1e9, false},
    [SEED] = {"seed", 0, 0, 0x1p52, true},
    [WIDTH] = {"width", 256, 1, 1024, true},
    [DEPTH] = {"height", 256, 1, 1024, true},
};

static bool read_setting(struct eval *e, const struct builtin *self,
                         const struct argument *a, uint32_t i, double *x)
{
    enum measure measure;

    *x = settings[i].otherwise;
    if (a->span.end == 0)
        return true;
    if (!builtin_numbers(e, self, a, 1, x, &measure))
        return false;
    if (*x >= settings[i].least && *x <= settings[i].most &&
        (!settings[i].is_whole || math_floor_d(*x) == *x))
        return true;
    report_error(e->report, a->span, 401, "`%s` is %g; it can go from %g to %g%s.",
                 settings[i].name, *x, settings[i].least, settings[i].most,
                 settings[i].is_whole ? " in whole numbers" : "");
    report_hint(e->report, "Try %g.", settings[i].otherwise);
    return false;
}

static double height_at(const double *s, double x, double y)
{
    double sum = 0.0, most = 0.0, gain = 1.0, scale = s[SCALE];

    for (int o = 0; o < (int)s[OCTAVES]; o++) {
        sum += gain * perlin_noise(x * scale, y * scale, 0.0, (uint64_t)s[SEED]);
        most += gain;
        gain *= s[PERSISTENCE];
        scale *= s[LACUNARITY];
    }
    return s[HEIGHT] * (0.5 + 0.5 * sum / most);
}

/* fractal_terrain { octaves, ... }: a list of rows. */
static struct value call_terrain(struct eval *e, const struct builtin *self,
                                 const struct argument *argument, uint32_t n,
                                 struct span span)
{
    double s[N_SETTINGS];
    struct value rows;

    (void)n;
    for (uint32_t i = 0; i < N_SETTINGS; i++)
        if (!read_setting(e, self, &argument[i], i, &s[i]))
            return value_poison();
    const uint32_t width = (uint32_t)s[WIDTH], height = (uint32_t)s[DEPTH];
    e->vm->steps_left -= (int64_t)(width * height * s[OCTAVES] / OCTAVES_PER_STEP);
    rows = method_new_list(e, NULL, height, span);
    for (uint32_t y = 0; rows.kind == VALUE_LIST && y < height; y++) {
        const struct value row = method_new_list(e, NULL, width, span);
        if (row.kind != VALUE_LIST)
            return row;
        for (uint32_t x = 0; x < width; x++)
            row.list->item[x] = value_number(height_at(s, x, y), MEASURE_LENGTH);
        rows.list->item[y] = row;
    }
    return rows;
}

/* Every so many rows as a hill, the far ones above the near ones and paler. */
static struct value call_draw(struct eval *e, struct value self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    const double width = e->width ? e->width : 1280,
                 height = e->height ? e->height : 720;
    const struct leat_draw_class *polygon = leat_draw_class_find("polygon");
    struct value drawn = value_null();
    struct colour near = {.r = 0.10, .g = 0.32, .b = 0.20, .a = 1.0};
    uint32_t rows, columns;
    const struct value *row = value_items(&self, &rows);

    if (n > 0 && !visual_colour(&argument[0].value, &near)) {
        report_error(e->report, argument[0].span, 306,
                     "This is %s; `draw` needs a colour.",
                     value_kind_name(&argument[0].value));
        report_hint(e->report, "Such as `green`.");
        return value_poison();
    }
    for (uint32_t h = 0; h < HILLS && drawn.kind != VALUE_POISON; h++) {
        const struct value *of = &row[rows * h / HILLS];
        const struct value *point = rows > 0 ? value_items(of, &columns) : NULL;
        const double foot = height * (0.6 + 0.4 * (h + 1) / HILLS);
        const double pale = 0.6 - 0.6 * (h + 1) / HILLS;
        const uint32_t m = point && columns > POINTS ? POINTS : point ? columns : 0;
        const struct value points =
            m > 1 ? method_new_list(e, NULL, m + 2, span) : value_null();
        if (points.kind != VALUE_LIST)
            return points;
        for (uint32_t i = 0; i < m + 2; i++) {
            struct value *at = heap_take(e->heap, 2, sizeof(*at));
            const uint32_t c = i < m ? i * (columns - 1) / (m - 1) : 0;
            const double rise =
                i < m && value_is_number(&point[c]) ? value_as_number(&point[c]) : 0.0;
            if (!at)
                return eval_out_of_memory(e);
            at[0] = value_number(i < m    ? width * i / (m - 1)
                                 : i == m ? width
                                          : 0.0,
                                 MEASURE_LENGTH);
            at[1] = value_number(i < m ? foot - rise : height, MEASURE_LENGTH);
            points.list->item[i] =
                (struct value){.kind = VALUE_TUPLE, .n = 2, .item = at};
        }
        const struct colour shade = {near.r + (1.0 - near.r) * pale,
                                     near.g + (1.0 - near.g) * pale,
                                     near.b + (1.0 - near.b) * pale, near.a};
        const struct argument a[] = {{0, span, points},
                                     {0, span, value_colour(&shade)}};
        e->vm->steps_left -= m;
        drawn = draw_call(e, polygon, a, 2, span);
    }
    return drawn.kind == VALUE_POISON ? drawn : self;
}

const struct method_word method_terrain[] = {
    {"draw", "color", 0, 1, 0, 1u << VALUE_LIST, call_draw,
     "Draw rows of heights as hills."},
    {0},
};

const struct builtin builtin_terrain[] = {
    {"fractal_terrain",
     "octaves persistence lacunarity scale height_multiplier seed width height", 0, 0,
     call_terrain, NULL, "Landscape as rows of heights; `.at(x, y)` is one of them.",
     "print(fractal_terrain(width: 64, height: 32).at(20, 10))", "Generate"},
    {0},
};
