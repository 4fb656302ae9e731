/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_SWING_H
#define LEAT_CREATIVE_SWING_H

/**
 * Swing: the second of each pair of equal notes comes late.
 *
 * With swing s the second begins s / 3 of a note late; 0 is straight, 1 the feel of
 * triplets, 2 to 1.  Pairs keep their length, and so do bars.
 *
 * Source:  language reference, section 7.1.
 * Thread:  any.
 */

#include "base/math_d.h"

/**
 * Where a straight position goes, in the same unit.
 *
 *     x in [0, u]:  x (1 + s/3)        x in [u, 2u]:  x (1 - s/3) + 2 u s/3
 *
 * with x the position in its pair and u the length of a note.  Worked number: of
 * sixteenths, u = 0.25 beats, beat 0.25 comes at 0.3333 with swing 1.
 *
 * Shape:   unit > 0, swing in [0, 1].
 */
static inline double swing_position(double position, double swing, double unit)
{
    const double pair = 2.0 * unit * math_floor_d(position / (2.0 * unit));
    const double x = position - pair, late = swing / 3.0;

    return pair + (x < unit ? x * (1.0 + late) : x * (1.0 - late) + 2.0 * unit * late);
}

#endif
