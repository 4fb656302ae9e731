/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_WALL_CLOCK_H
#define LEAT_LANG_WALL_CLOCK_H

/**
 * The clock on the wall, which makes a program that reads it another one each time.
 *
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>

/** Seconds since 1970, in UTC. */
double wall_clock_seconds(void);

/** The local time in the signs of strftime().  Errors: false where it has another sign,
 * or does not fit. */
bool wall_clock_text(const char *format, char *text, size_t size);

#endif
