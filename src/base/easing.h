/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_EASING_H
#define LEAT_BASE_EASING_H

/**
 * Easing: how a movement from 0 to 1 goes on in time.
 *
 *   linear       t
 *   ease_in      t^2, begins slowly
 *   ease_out     1 - (1 - t)^2, ends slowly
 *   ease_in_out  the one for the first half, the other for the second
 *   bounce       falls to 1 and springs back three times, each time lower
 *   elastic      goes past 1 and swings in on it
 *   back         goes past 1 by a tenth and comes back
 *
 * Source:  language reference, section 8.5; the last three are R. Penner's "out" forms,
 *          "Programming Macromedia Flash MX", 2002.
 * Thread:  any.
 */

#include "base/math_d.h"

enum easing {
    EASING_LINEAR,
    EASING_IN,
    EASING_OUT,
    EASING_IN_OUT,
    EASING_BOUNCE,
    EASING_ELASTIC,
    EASING_BACK,
};

/* Back goes a tenth too far: 4/27 s^3 / (s + 1)^2 = 0.1. */
#define EASING_OVERSHOOT 1.70158

/* Parabolas of one steepness: half a one, and three whole ones of 1, 1/2 and 1/4 of the
 * width of the first, so (1 + 1/2 + 1/4 + 1/8) of it, 2.75 halves, are the whole. */
static inline double easing_bounce(double t)
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
static inline double easing_elastic(double t)
{
    return 1.0 + math_exp2_d(-10.0 * t) * math_sin_pi_d((t - 0.075) / 0.15);
}

static inline double easing_back(double t)
{
    const double left = t - 1.0;

    return 1.0 + left * left * ((EASING_OVERSHOOT + 1.0) * left + EASING_OVERSHOOT);
}

/** Where it is at a time; t is held in [0, 1], at which it is exactly 0 and 1. */
static inline double easing_at(enum easing easing, double t)
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
        return easing_bounce(t);
    case EASING_ELASTIC:
        return easing_elastic(t);
    case EASING_BACK:
        return easing_back(t);
    case EASING_LINEAR:
        break;
    }
    return t;
}

#endif
