/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_INTERVAL_H
#define LEAT_CREATIVE_INTERVAL_H

/**
 * Intervals: how far two pitches lie apart, in semitones of twelve to the octave.
 *
 * Units:   semitones, with fractions: a cent is 0.01.
 * Thread:  any.
 */

#include "base/math_d.h"

#define INTERVAL_OCTAVE 12.0

/** Of two frequencies whose ratio is given: 2 is 12, 3/2 is 7.01955.  ratio > 0. */
static inline double interval_of_ratio(double ratio)
{
    return INTERVAL_OCTAVE * math_log2_d(ratio);
}

/** The ratio of the frequencies. */
static inline double interval_to_ratio(double semitones)
{
    return math_exp2_d(semitones / INTERVAL_OCTAVE);
}

#endif
