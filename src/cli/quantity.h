/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_QUANTITY_H
#define LEAT_CLI_QUANTITY_H

/**
 * Quantities as people type them on a command line: times, rates, levels and sizes.
 */

#include <stdbool.h>
#include <stdint.h>

enum quantity_unit { QUANTITY_SECONDS, QUANTITY_FRAMES, QUANTITY_BEATS };

/** A time, kept in the unit it was given in until the rate is known. */
struct quantity_time {
    double value; /* >= 0 */
    enum quantity_unit unit;
};

/** A level, where one was given. */
struct quantity_level {
    bool is_set;
    float level_db;
};

/** Pixels of a picture. */
struct quantity_size {
    uint32_t width, height; /* 0: not given */
};
enum { QUANTITY_SIZE_MIN = 200, QUANTITY_SIZE_MAX = 4096 };

enum { QUANTITY_RATE_MIN = 8000, QUANTITY_RATE_MAX = 384000 };
#define QUANTITY_HOURS_MAX 200000L /* 22 years: frames still count exactly */
enum { QUANTITY_BPM = 120 };       /* tempo of beats where no program sets one */

/**
 * Read a time: 10, 90s, 250ms, 2min, 1h, 1:30.5, 1:02:03, 8beats, 44100frames.
 *
 * Errors:  false when it is none, or too long; `*out` is then as before.
 */
bool quantity_time_parse(const char *text, struct quantity_time *out);

/** Seconds of a time; `rate_hz` is what frames count at, 0 means 48000; `bpm` what
 * beats do, 0 means 120. */
double quantity_seconds(struct quantity_time time, double rate_hz, double bpm);

/** Read a level from -60 to 0: -1, -1.5db.  Errors: false, `*out` is as before. */
bool quantity_level_parse(const char *text, struct quantity_level *out);

/** Whether a text is meant as a level, be it one that cannot be, such as -1000 or 5. */
bool quantity_is_level(const char *text);

/** Read a rate: 48000, 48000hz, 48khz, 44.1k; in Hz. */
bool quantity_rate_parse(const char *text, double *rate_hz);

/** Read a size of memory above 0, in bytes: 1000000, 512M, 2G, 1.5GiB; K is 1024. */
bool quantity_bytes_parse(const char *text, uint64_t *bytes);

/** Read a size such as 800x600, QUANTITY_SIZE_MIN to _MAX each way.  Errors: false. */
bool quantity_size_parse(const char *text, struct quantity_size *out);

/** Write seconds as 1:30.500; `text` holds at least 32 bytes.  Returns `text`. */
const char *quantity_clock(double seconds, char text[32]);

#endif
