/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_TEMPO_H
#define LEAT_CREATIVE_TEMPO_H

/**
 * Tempo: beats a minute, and what beats and bars are in seconds.  A beat is a quarter
 * note in every time signature.
 *
 * Source:  language reference, sections 4.1 and 7.1.
 * Thread:  any.
 */

#include <stdbool.h>

#include "base/tempo.h"

#define TEMPO_QUARTERS 4.0 /* of a whole note */

/** Whether there is such a tempo. */
static inline bool tempo_is(double bpm)
{
    return bpm >= TEMPO_LEAST && bpm <= TEMPO_MOST;
}

/** A frequency as a tempo: 2 Hz is 120. */
static inline double tempo_of_frequency(double hz)
{
    return 60.0 * hz;
}

/** Beats in seconds while the tempo stays.  bpm > 0. */
static inline double tempo_seconds(double beats, double bpm)
{
    return beats * 60.0 / bpm;
}

/** Seconds in beats while the tempo stays. */
static inline double tempo_beats(double seconds, double bpm)
{
    return seconds * bpm / 60.0;
}

/** The beats of a bar: 4 of 4/4, 3 of 6/8. */
static inline double tempo_bar(int numerator, int denominator)
{
    return TEMPO_QUARTERS * numerator / denominator;
}

#endif
