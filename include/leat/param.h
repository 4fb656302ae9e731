/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PARAM_H
#define LEAT_PARAM_H

/**
 * What a parameter of a node is: its names, unit, range, default, curve and help.
 */

#include <stdint.h>

enum leat_unit {
    LEAT_UNIT_NONE,
    LEAT_UNIT_HZ,
    LEAT_UNIT_DB,
    LEAT_UNIT_S,
    LEAT_UNIT_MS,
    LEAT_UNIT_FRAMES,
    LEAT_UNIT_FRACTION, /* 0.4, shown and accepted as 40% */
    LEAT_UNIT_SEMITONES,
    LEAT_UNIT_DEGREES,
    LEAT_UNIT_PX,
    LEAT_UNIT_BPM,
    LEAT_UNIT_BEATS,
};

enum leat_curve { LEAT_CURVE_LINEAR, LEAT_CURVE_LOG };

enum leat_param_kind {
    LEAT_NUMBER,
    LEAT_INTEGER,
    LEAT_ENUM, /* value is an index into `choices` */
    LEAT_BOOL, /* 0 or 1 */
    LEAT_TEXT, /* always structural */
};

enum {
    LEAT_PARAM_STRUCTURAL = 1, /* a change makes a new state, crossfaded */
    LEAT_PARAM_REQUIRED = 2,   /* text: must be set */
    LEAT_PARAM_PATH = 4,       /* text: names a file */
};

struct leat_param {
    const char *name;    /* identifier: [a-z][a-z0-9_]* */
    const char *aliases; /* further names with a blank between, or NULL */
    enum leat_param_kind kind;
    enum leat_unit unit;
    enum leat_curve curve; /* how a fader, and a ramp, travels from min to max */
    float min, def, max;   /* in `unit`; min <= def <= max */
    float smooth_ms;       /* length of a ramp; 0 means 10, negative means none */
    const char *choices;   /* ENUM: names with a blank between, index 0 first */
    const char *text;      /* TEXT: what it is when not set; "" or NULL for nothing */
    uint32_t flags;
    const char *help; /* one sentence, shown to users */
};

/** What the host makes of any float meant for a parameter: NaN is the default. */
static inline float leat_param_clamp(const struct leat_param *param, float value)
{
    if (value != value)
        return param->def;
    return value < param->min ? param->min : value > param->max ? param->max : value;
}

#endif
