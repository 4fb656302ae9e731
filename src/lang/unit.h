/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_UNIT_H
#define LEAT_LANG_UNIT_H

/**
 * Units that numbers carry in a program.
 *
 * Source:  language reference, section 1.3.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>

/** What a number measures, and its base unit. */
enum measure {
    MEASURE_NONE,
    MEASURE_FRACTION,  /* 0.4 for 40% */
    MEASURE_TIME,      /* seconds */
    MEASURE_SAMPLES,   /* frames of the audio clock */
    MEASURE_BEATS,     /* beats */
    MEASURE_FREQUENCY, /* hertz */
    MEASURE_TEMPO,     /* beats per minute */
    MEASURE_LEVEL,     /* decibels */
    MEASURE_INTERVAL,  /* semitones */
    MEASURE_NOTE,      /* MIDI note number */
    MEASURE_ANGLE,     /* radians */
    MEASURE_LENGTH,    /* pixels */
    N_MEASURES
};

struct unit {
    const char *name;
    enum measure measure;
    double factor; /* of the base unit */
};

/** The unit of a name in any letter case, or NULL. */
const struct unit *unit_find(const char *name, size_t size);

/** NULL past the last; those of a measure stand together. */
const struct unit *unit_nth(size_t index);

/** The unit whose name is probably meant, or NULL. */
const char *unit_nearest(const char *name);

/** Whether blanks may stand between a number and this unit ("128 bpm"). */
bool unit_may_stand_apart(const struct unit *unit);

/** Whether it is as long as the time signature says; its factor is for 4/4. */
bool unit_is_bar(const struct unit *unit);

/** "a frequency", "a time", ... */
const char *measure_name(enum measure measure);

/** What is written behind a value in the base unit: " Hz", "%" counts hundredths. */
const char *measure_suffix(enum measure measure);

#endif
