/* SPDX-License-Identifier: MIT */
/*
 * colour_space: hexcones, CIE L*a*b* and Oklab.
 *
 *     light = c / 12.92 for c <= 0.04045, else ((c + 0.055) / 1.055)^2.4
 *
 *     L* = 116 f(Y / Yn) - 16, a* = 500 (f(X / Xn) - f(Y / Yn)),
 *     b* = 200 (f(Y / Yn) - f(Z / Zn))
 *     f(t) = t^(1/3) for t > (6/29)^3, else t / (3 (6/29)^2) + 4/29
 */
#include "creative/colour_space.h"

#include <float.h>

#include "base/math_d.h"

#define KNEE (6.0 / 29.0)
#define ONE  UINT64_C(0x3FF0000000000000) /* the bits of 1.0 */

/* Light of sRGB to X, Y and Z, from the chromaticities of its primaries and of D65,
 * (0.3127, 0.3290); and back.  Exact as fractions. */
static const double xyz_of_light[3][3] = {
    {506752.0 / 1228815, 87881.0 / 245763, 12673.0 / 70218},
    {87098.0 / 409605, 175762.0 / 245763, 12673.0 / 175545},
    {7918.0 / 409605, 87881.0 / 737289, 1001167.0 / 1053270},
};
static const double light_of_xyz[3][3] = {
    {12831.0 / 3959, -329.0 / 214, -1974.0 / 3959},
    {-851781.0 / 878810, 1648619.0 / 878810, 36519.0 / 878810},
    {705.0 / 12673, -2585.0 / 12673, 705.0 / 667},
};
static const double white[3] = {3127.0 / 3290, 1.0, 3583.0 / 3290};

/* The published matrices, and their inverses to the last digit of a double, since those
 * that are published with them come back to 1e-6 only. */
static const double cones_of_light[3][3] = {
    {0.4122214708, 0.5363325363, 0.0514459929},
    {0.2119034982, 0.6806995451, 0.1073969566},
    {0.0883024619, 0.2817188376, 0.6299787005},
};
static const double light_of_cones[3][3] = {
    {4.076741661347994, -3.3077115904081933, 0.2309699287294279},
    {-1.268438004092176, 2.6097574006633715, -0.3413193963102196},
    {-0.004196086541837109, -0.7034186144594496, 1.7076147009309448},
};
static const double oklab_of_roots[3][3] = {
    {0.2104542553, 0.7936177850, -0.0040720468},
    {1.9779984951, -2.4285922050, 0.4505937099},
    {0.0259040371, 0.7827717662, -0.8086757660},
};
static const double roots_of_oklab[3][3] = {
    {0.9999999984505198, 0.39633779217376786, 0.2158037580607588},
    {1.0000000088817609, -0.10556134232365635, -0.06385417477170591},
    {1.0000000546724108, -0.08948418209496575, -1.2914855378640917},
};

/*
 * The n-th root of x, n = 3 or 5, by Newton, r - (r - x / r^(n - 1)) / n, from a guess
 * within 6% that the bits of x give, as if they were its logarithm: the error is
 * squared four times.  Within 3 units of the last place, and ten times as fast as
 * math_cbrt_d() and math_pow_d(), which are more exact than a colour needs.
 */
static double root(double x, int n)
{
    const double a = math_abs_d(x);
    union {
        double value;
        uint64_t bits;
    } guess = {a};
    double r;

    if (!(a >= DBL_MIN) || a - a != 0.0)
        return x == x && a < 1.0 ? 0.0 : x;
    guess.bits = guess.bits / (uint64_t)n + ONE / (uint64_t)n * (uint64_t)(n - 1);
    r = guess.value;
    for (int i = 0; i < 4; i++) {
        const double square = r * r;
        r -= (r - a / (n == 3 ? square : square * square)) / n;
    }
    return __builtin_copysign(r, x);
}

double colour_space_light(double component)
{
    const double c = math_abs_d(component), x = (c + 0.055) / 1.055;
    /* x^2.4 = x^2 (x^2)^(1/5) */
    const double light = c <= 0.04045 ? c / 12.92 : x * x * root(x * x, 5);

    return __builtin_copysign(light, component);
}

double colour_space_component(double light)
{
    const double y = math_abs_d(light), half = math_sqrt_d(y);
    /* y^(1/2.4) = y^(1/4) y^(1/6) */
    const double c = y <= 0.04045 / 12.92
                         ? 12.92 * y
                         : 1.055 * math_sqrt_d(half) * root(half, 3) - 0.055;

    return __builtin_copysign(c, light);
}

static void multiply(const double m[3][3], const double in[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

static void to_light(const struct colour *colour, double light[3])
{
    light[0] = colour_space_light(colour->r);
    light[1] = colour_space_light(colour->g);
    light[2] = colour_space_light(colour->b);
}

static struct colour of_light(const double light[3])
{
    return (struct colour){colour_space_component(light[0]),
                           colour_space_component(light[1]),
                           colour_space_component(light[2]), 1.0};
}

/* x modulo `turn`, in [0, turn); 0 for what is not finite. */
static double wrap(double x, double turn)
{
    const double rest = x - turn * math_floor_d(x / turn);

    return rest >= 0.0 && rest < turn ? rest : 0.0;
}

/* One side of the hexcone: 1 at the first, 0 at the third and fourth of six corners. */
static double hexcone(double corner)
{
    const double k = wrap(corner, 6.0);

    return math_clamp_d(math_abs_d(k - 3.0) - 1.0, 0.0, 1.0);
}

static struct colour of_hexcone(double h, double least, double most)
{
    const double corner = wrap(h, 360.0) / 60.0, span = most - least;

    return (struct colour){least + span * hexcone(corner),
                           least + span * hexcone(corner - 2.0),
                           least + span * hexcone(corner - 4.0), 1.0};
}

struct colour colour_of_hsv(double h, double s, double v)
{
    const double most = math_clamp_d(v, 0.0, 1.0);

    return of_hexcone(h, most - most * math_clamp_d(s, 0.0, 1.0), most);
}

struct colour colour_of_hsl(double h, double s, double l)
{
    const double middle = math_clamp_d(l, 0.0, 1.0);
    const double half = math_clamp_d(s, 0.0, 1.0) * math_min_d(middle, 1.0 - middle);

    return of_hexcone(h, middle - half, middle + half);
}

/* The hue, and the least and the greatest component. */
static double hue(const struct colour *colour, double *least, double *most)
{
    const struct colour c = colour_in_gamut(*colour);
    double corner = 0.0;

    *most = math_max_d(c.r, math_max_d(c.g, c.b));
    *least = math_min_d(c.r, math_min_d(c.g, c.b));
    if (*most == *least)
        return 0.0;
    if (*most == c.r)
        corner = (c.g - c.b) / (*most - *least);
    else if (*most == c.g)
        corner = 2.0 + (c.b - c.r) / (*most - *least);
    else
        corner = 4.0 + (c.r - c.g) / (*most - *least);
    return wrap(60.0 * corner, 360.0);
}

void colour_to_hsv(const struct colour *colour, double hsv[3])
{
    double least, most;

    hsv[0] = hue(colour, &least, &most);
    hsv[1] = most > 0.0 ? (most - least) / most : 0.0;
    hsv[2] = most;
}

void colour_to_hsl(const struct colour *colour, double hsl[3])
{
    double least, most;

    hsl[0] = hue(colour, &least, &most);
    hsl[2] = 0.5 * (least + most);
    hsl[1] =
        most > least ? (most - least) / (2.0 * math_min_d(hsl[2], 1.0 - hsl[2])) : 0.0;
}

static double bend(double t)
{
    return t > KNEE * KNEE * KNEE ? root(t, 3) : t / (3.0 * KNEE * KNEE) + 4.0 / 29.0;
}

static double unbend(double f)
{
    return f > KNEE ? f * f * f : 3.0 * KNEE * KNEE * (f - 4.0 / 29.0);
}

void colour_to_lab(const struct colour *colour, double lab[3])
{
    double light[3], xyz[3];

    to_light(colour, light);
    multiply(xyz_of_light, light, xyz);
    const double fx = bend(xyz[0] / white[0]), fy = bend(xyz[1]),
                 fz = bend(xyz[2] / white[2]);
    lab[0] = 116.0 * fy - 16.0;
    lab[1] = 500.0 * (fx - fy);
    lab[2] = 200.0 * (fy - fz);
}

struct colour colour_of_lab(double l, double a, double b)
{
    const double fy = (l + 16.0) / 116.0;
    const double xyz[3] = {white[0] * unbend(fy + a / 500.0), unbend(fy),
                           white[2] * unbend(fy - b / 200.0)};
    double light[3];

    multiply(light_of_xyz, xyz, light);
    return of_light(light);
}

void colour_to_oklab(const struct colour *colour, double lab[3])
{
    double light[3], cones[3];

    to_light(colour, light);
    multiply(cones_of_light, light, cones);
    for (int i = 0; i < 3; i++)
        cones[i] = root(cones[i], 3);
    multiply(oklab_of_roots, cones, lab);
}

struct colour colour_of_oklab(double l, double a, double b)
{
    const double lab[3] = {l, a, b};
    double cones[3], light[3];

    multiply(roots_of_oklab, lab, cones);
    for (int i = 0; i < 3; i++)
        cones[i] = cones[i] * cones[i] * cones[i];
    multiply(light_of_cones, cones, light);
    return of_light(light);
}
