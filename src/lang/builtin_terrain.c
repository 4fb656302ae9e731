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
#include "base/math_d.h"
#include "creative/perlin.h"
#include "lang/builtin.h"
#include "lang/method.h"
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
enum { OCTAVES_PER_STEP = 16 }; /* worked out in the time of a step of a program */

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

const struct builtin builtin_terrain[] = {
    {"fractal_terrain",
     "octaves persistence lacunarity scale height_multiplier seed width height", 0, 0,
     call_terrain, NULL, "Landscape as rows of heights; `.at(x, y)` is one of them.",
     "print(fractal_terrain(width: 64, height: 32).at(20, 10))", "Generate"},
    {0},
};
