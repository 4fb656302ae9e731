/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TIME_H
#define LEAT_TIME_H

/**
 * Time: int64 nanoseconds on one monotonic clock, int64 frame positions, and rates as
 * rationals, so that 30000/1001 never drifts.
 */

#include <stdint.h>

#include <leat/export.h>

struct leat_rational {
    int64_t num, den; /* den > 0; lowest terms */
};

enum { LEAT_QUANTUM = 64 }; /* frames of the engine's grid, which starts at frame 0 */

/**
 * round(x * num / den) without overflow in between; halves go up.
 *
 * Shape:   den > 0, num >= 0; the result must fit int64.
 * Thread:  any, also rt.
 */
LEAT_API int64_t leat_rt_scale_round(int64_t x, int64_t num, int64_t den);

/** floor(x * num / den), as above.  Thread: any, also rt. */
LEAT_API int64_t leat_rt_scale_floor(int64_t x, int64_t num, int64_t den);

#endif
