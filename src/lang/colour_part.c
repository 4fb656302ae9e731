/* SPDX-License-Identifier: MIT */
/* colour_part: parts of colours, read and changed. */
#include "lang/colour_part.h"

#include <string.h>

#include "base/math_d.h"
#include "creative/colour_space.h"
#include "lang/visual.h"

#define DEGREES_PER_RADIAN 57.295779513082321

static const char parts[] = "rgbahsv";

bool colour_part_is(const char *name)
{
    return name[0] && !name[1] && strchr(parts, name[0]);
}

static bool read(struct eval *e, const struct value *v, const char *name,
                 struct span span, struct colour *out)
{
    if ((v->kind == VALUE_COLOUR || v->kind == VALUE_SYMBOL) && visual_colour(v, out))
        return true;
    if (v->kind == VALUE_POISON)
        return false;
    report_error(e->report, span, 202, "%s has no `%.60s`.", value_kind_name(v), name);
    report_hint(e->report, "Colours do, such as `red` or `hsv(120, 1, 1)`.");
    return false;
}

/* Of what was worked out from components with seven decimals. */
static double rounded(double x, double steps)
{
    return math_round_d(x * steps) / steps;
}

struct value colour_part(struct eval *e, const struct value *colour, const char *name,
                         struct span span)
{
    struct colour c;
    double hsv[3];

    if (!read(e, colour, name, span, &c))
        return value_poison();
    colour_to_hsv(&c, hsv);
    const double part[] = {c.r,
                           c.g,
                           c.b,
                           c.a,
                           rounded(hsv[0], 1e4),
                           rounded(hsv[1], 1e6),
                           rounded(hsv[2], 1e6)};
    return value_number(part[strchr(parts, name[0]) - parts], MEASURE_NONE);
}

/* A hue is degrees or an angle, all others are parts of the whole. */
static bool read_part(struct eval *e, const char *name, const struct value *v,
                      struct span span, double *out)
{
    const struct leat_param part = {
        .name = name, .unit = LEAT_UNIT_FRACTION, .max = 1.0f};

    if (name[0] != 'h')
        return convert_double(&e->convert, v, &part, span, out);
    if (v->kind == VALUE_POISON)
        return false;
    *out = value_is_number(v) ? value_as_number(v) : 0.0;
    if (v->kind == VALUE_NUMBER && v->measure == MEASURE_ANGLE)
        *out *= DEGREES_PER_RADIAN;
    if (value_is_number(v))
        return true;
    report_error(e->report, span, 306, "This is %s; `h` needs a number of degrees.",
                 value_kind_name(v));
    report_hint(e->report, "Such as 120, or 120.deg.");
    return false;
}

bool colour_part_set(struct eval *e, struct value *colour, const char *name,
                     struct value value, struct span span)
{
    struct colour c;
    double hsv[3], x;

    if (!read(e, colour, name, span, &c) || !read_part(e, name, &value, span, &x))
        return false;
    colour_to_hsv(&c, hsv);
    double *const part[] = {&c.r, &c.g, &c.b, &c.a, &hsv[0], &hsv[1], &hsv[2]};
    const size_t i = (size_t)(strchr(parts, name[0]) - parts);
    const double alpha = c.a;
    *part[i] = i == 4 ? x : math_clamp_d(x, 0.0, 1.0);
    if (i > 3) {
        c = colour_of_hsv(hsv[0], hsv[1], hsv[2]);
        c.a = alpha;
    }
    *colour = value_colour(&c);
    return true;
}
