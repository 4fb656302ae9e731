/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_LEVEL_H
#define LEAT_CREATIVE_LEVEL_H

/**
 * Levels: decibels, parts of the whole and velocities as linear gain, and back.
 *
 * Units:   gains are linear, 1 leaves a signal as it is; velocities are MIDI's, 0 to
 * 127. Source:  language reference, section 4.1. Thread:  any.
 */

#include "base/math_d.h"

#define LEVEL_SILENCE_DB (-120.0) /* from here down nothing is heard */
#define VELOCITY_MOST    127.0

/** 10^(x / 20); 0 from -120 dB down. */
static inline double level_of_db(double level_db)
{
    return level_db <= LEVEL_SILENCE_DB ? 0.0 : math_db_to_factor_d(level_db);
}

/** 20 log10 x, not below -120 dB: what a part of the whole is in decibels. */
static inline double level_to_db(double gain)
{
    return gain > 0.0 ? math_max_d(math_factor_to_db_d(gain), LEVEL_SILENCE_DB)
                      : LEVEL_SILENCE_DB;
}

/** A number from 0 to 1 as a velocity. */
static inline double level_to_velocity(double fraction)
{
    return fraction * VELOCITY_MOST;
}

/** A velocity as a part of the whole. */
static inline double level_of_velocity(double velocity)
{
    return velocity / VELOCITY_MOST;
}

/** A velocity as loudness: half of it is a quarter of the gain. */
static inline double level_of_velocity_loudness(double velocity)
{
    const double part = level_of_velocity(velocity);

    return part * part;
}

#endif
