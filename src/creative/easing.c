/* SPDX-License-Identifier: MIT */
/* easing: curves from 0 to 1. */
#include "creative/easing.h"

#include <leat/err.h>

#include "base/math_d.h"
#include "creative/name.h"

#define OVERSHOOT 1.70158 /* goes a tenth too far: 4/27 s^3 / (s + 1)^2 = 0.1 */

static const char *const names[] = {
    [EASING_LINEAR] = "linear", [EASING_IN] = "ease_in",
    [EASING_OUT] = "ease_out",  [EASING_IN_OUT] = "ease_in_out",
    [EASING_BOUNCE] = "bounce", [EASING_ELASTIC] = "elastic",
    [EASING_BACK] = "back",
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

int easing_find(const char *text, size_t size)
{
    const int index = name_find(text, size, names, N_NAMES);

    return index < 0 ? LEAT_ERR_NOT_FOUND : index;
}

const char *easing_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}

/* Parabolas of one steepness: half a one, and three whole ones of 1, 1/2 and 1/4 of the
 * width of the first, so (1 + 1/2 + 1/4 + 1/8) of it, 2.75 halves, are the whole. */
static double bounce(double t)
{
    static const double middle[] = {0.0, 1.5 / 2.75, 2.25 / 2.75, 2.625 / 2.75};
    static const double top[] = {0.0, 0.75, 0.9375, 0.984375};
    static const double end[] = {1.0 / 2.75, 2.0 / 2.75, 2.5 / 2.75};
    int i = 0;

    while (i < 3 && t >= end[i])
        i++;
    return 7.5625 * (t - middle[i]) * (t - middle[i]) + top[i];
}

/* 1 + 2^(-10 t) sin(2 pi (t - 0.075) / 0.3) */
static double elastic(double t)
{
    return 1.0 + math_exp2_d(-10.0 * t) * math_sin_pi_d((t - 0.075) / 0.15);
}

static double back(double t)
{
    const double left = t - 1.0;

    return 1.0 + left * left * ((OVERSHOOT + 1.0) * left + OVERSHOOT);
}

double easing_at(enum easing easing, double t)
{
    const double left = 1.0 - t;

    if (!(t > 0.0))
        return 0.0;
    if (t >= 1.0)
        return 1.0;
    switch (easing) {
    case EASING_IN:
        return t * t;
    case EASING_OUT:
        return 1.0 - left * left;
    case EASING_IN_OUT:
        return t < 0.5 ? 2.0 * t * t : 1.0 - 2.0 * left * left;
    case EASING_BOUNCE:
        return bounce(t);
    case EASING_ELASTIC:
        return elastic(t);
    case EASING_BACK:
        return back(t);
    case EASING_LINEAR:
        break;
    }
    return t;
}
