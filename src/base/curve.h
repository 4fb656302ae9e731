/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_CURVE_H
#define LEAT_BASE_CURVE_H

/**
 * A curve through keyframes: points in time, each with the easing of the way to the
 * next.
 *
 *     u = easing((t - t0) / (t1 - t0))
 *     linear  v0 + (v1 - v0) u
 *     bezier  the cubic of v0, v0 + m0 d / 3, v1 - m1 d / 3, v1 at u, d = t1 - t0,
 * where the slope m of a point is that from the one before it to the one behind step v0
 *
 * Before the first and behind the last it stands.
 *
 * Thread:  any, also rt.
 */

#include <stdint.h>

#include "base/easing.h"

enum curve_way { CURVE_LINEAR, CURVE_BEZIER, CURVE_STEP };
enum { CURVE_POINTS_MAX = 256 };

struct curve_point {
    double t, v;
    enum easing easing;
};

static inline double curve_slope(const struct curve_point *p, uint32_t n, uint32_t i)
{
    const uint32_t a = i > 0 ? i - 1 : 0, b = i + 1 < n ? i + 1 : i;

    return p[b].t > p[a].t ? (p[b].v - p[a].v) / (p[b].t - p[a].t) : 0.0;
}

/** The last point at or before a time, by halving; 0 before the first. */
static inline uint32_t curve_find(const struct curve_point *p, uint32_t n, double t)
{
    uint32_t low = 0, high = n;

    while (low + 1 < high) {
        const uint32_t middle = (low + high) / 2;
        if (p[middle].t <= t)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/** Where it is at a time.  Shape: points by time; of none it is 0. */
static inline double curve_at(const struct curve_point *p, uint32_t n,
                              enum curve_way way, double t)
{
    const uint32_t i = n ? curve_find(p, n, t) : 0;

    if (n == 0)
        return 0.0;
    if (i + 1 == n || !(t > p[i].t) || way == CURVE_STEP)
        return p[i].v;
    const double d = p[i + 1].t - p[i].t, u = easing_at(p[i].easing, (t - p[i].t) / d);
    if (way == CURVE_LINEAR)
        return p[i].v + (p[i + 1].v - p[i].v) * u;
    const double b = p[i].v + curve_slope(p, n, i) * d / 3.0;
    const double c = p[i + 1].v - curve_slope(p, n, i + 1) * d / 3.0, w = 1.0 - u;
    return w * w * w * p[i].v + 3.0 * u * w * w * b + 3.0 * u * u * w * c +
           u * u * u * p[i + 1].v;
}

#endif
