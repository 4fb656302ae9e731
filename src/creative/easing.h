/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_EASING_H
#define LEAT_CREATIVE_EASING_H

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

#include <stddef.h>

enum easing {
    EASING_LINEAR,
    EASING_IN,
    EASING_OUT,
    EASING_IN_OUT,
    EASING_BOUNCE,
    EASING_ELASTIC,
    EASING_BACK,
};

/** By its name.  Errors: LEAT_ERR_NOT_FOUND. */
int easing_find(const char *text, size_t size);

/** The names; NULL past the last. */
const char *easing_name(size_t index);

/** Where it is at a time; t is held in [0, 1], at which it is exactly 0 and 1. */
double easing_at(enum easing easing, double t);

#endif
