/* SPDX-License-Identifier: MIT */
/* unit: units that numbers carry in a program. */
#include "lang/unit.h"

#include <string.h>

#include "base/str.h"

#define PI 3.14159265358979323846

/* The first of each measure is the one that messages name. */
static const struct unit units[] = {
    {"hz", MEASURE_FREQUENCY, 1},
    {"hertz", MEASURE_FREQUENCY, 1},
    {"khz", MEASURE_FREQUENCY, 1000},
    {"s", MEASURE_TIME, 1},
    {"sec", MEASURE_TIME, 1},
    {"second", MEASURE_TIME, 1},
    {"seconds", MEASURE_TIME, 1},
    {"ms", MEASURE_TIME, 1e-3},
    {"millisecond", MEASURE_TIME, 1e-3},
    {"milliseconds", MEASURE_TIME, 1e-3},
    {"us", MEASURE_TIME, 1e-6},
    {"min", MEASURE_TIME, 60},
    {"minute", MEASURE_TIME, 60},
    {"minutes", MEASURE_TIME, 60},
    {"h", MEASURE_TIME, 3600},
    {"hour", MEASURE_TIME, 3600},
    {"hours", MEASURE_TIME, 3600},
    {"samples", MEASURE_SAMPLES, 1},
    {"frames", MEASURE_SAMPLES, 1},
    {"beat", MEASURE_BEATS, 1},
    {"beats", MEASURE_BEATS, 1},
    {"bar", MEASURE_BEATS, 4},
    {"bars", MEASURE_BEATS, 4},
    {"measure", MEASURE_BEATS, 4},
    {"measures", MEASURE_BEATS, 4},
    {"bpm", MEASURE_TEMPO, 1},
    {"db", MEASURE_LEVEL, 1},
    {"semitone", MEASURE_INTERVAL, 1},
    {"semitones", MEASURE_INTERVAL, 1},
    {"st", MEASURE_INTERVAL, 1},
    {"cent", MEASURE_INTERVAL, 0.01},
    {"cents", MEASURE_INTERVAL, 0.01},
    {"octave", MEASURE_INTERVAL, 12},
    {"octaves", MEASURE_INTERVAL, 12},
    {"midi", MEASURE_NOTE, 1},
    {"deg", MEASURE_ANGLE, PI / 180},
    {"degree", MEASURE_ANGLE, PI / 180},
    {"degrees", MEASURE_ANGLE, PI / 180},
    {"rad", MEASURE_ANGLE, 1},
    {"radian", MEASURE_ANGLE, 1},
    {"radians", MEASURE_ANGLE, 1},
    {"turn", MEASURE_ANGLE, 2 * PI},
    {"turns", MEASURE_ANGLE, 2 * PI},
    {"px", MEASURE_LENGTH, 1},
    {"pixel", MEASURE_LENGTH, 1},
    {"pixels", MEASURE_LENGTH, 1},
    {"percent", MEASURE_FRACTION, 0.01},
};
enum { N_UNITS = sizeof(units) / sizeof(units[0]) };

static const struct {
    const char *name, *suffix;
} measures[N_MEASURES] = {
    [MEASURE_NONE] = {"a plain number", ""},
    [MEASURE_FRACTION] = {"a percentage", "%"},
    [MEASURE_TIME] = {"a time", " s"},
    [MEASURE_SAMPLES] = {"a time in samples", " samples"},
    [MEASURE_BEATS] = {"a musical time", " beats"},
    [MEASURE_FREQUENCY] = {"a frequency", " Hz"},
    [MEASURE_TEMPO] = {"a tempo", " bpm"},
    [MEASURE_LEVEL] = {"a level", " dB"},
    [MEASURE_INTERVAL] = {"an interval", " semitones"},
    [MEASURE_NOTE] = {"a note", " midi"},
    [MEASURE_ANGLE] = {"an angle", " rad"},
    [MEASURE_LENGTH] = {"a length", " px"},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

const struct unit *unit_find(const char *name, size_t size)
{
    for (size_t i = 0; i < N_UNITS; i++) {
        size_t n = 0;
        while (n < size && units[i].name[n] == lower(name[n]) && name[n])
            n++;
        if (n == size && units[i].name[n] == '\0')
            return &units[i];
    }
    return NULL;
}

const struct unit *unit_nth(size_t index)
{
    return index < N_UNITS ? &units[index] : NULL;
}

const char *unit_nearest(const char *name)
{
    struct str_nearest nearest;

    str_nearest_init(&nearest, name);
    for (size_t i = 0; i < N_UNITS; i++)
        str_nearest_offer(&nearest, units[i].name);
    return nearest.best;
}

bool unit_may_stand_apart(const struct unit *unit)
{
    return strlen(unit->name) >= 2 && strcmp(unit->name, "min") != 0;
}

bool unit_is_bar(const struct unit *unit)
{
    return unit->measure == MEASURE_BEATS && unit->factor > 1.0;
}

const char *measure_name(enum measure measure)
{
    return measures[measure].name;
}

const char *measure_suffix(enum measure measure)
{
    return measures[measure].suffix;
}
