/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_SCHEDULE_H
#define LEAT_CONTROL_SCHEDULE_H

/**
 * schedule: messages with their times, read from a text.
 *
 *     # what follows is a comment
 *     0      /lead/cutoff 800
 *     0.5    /note/lead "C4" 0.8 0.25
 *     1:30   /panic
 *
 * A line is a time in seconds (or minutes:seconds), an address and its arguments: whole
 * numbers, numbers, words, and texts in quotes, in which \" is a quote and \\ a
 * backslash.  Lines need not be in order; those of one time are taken as they stand.
 *
 * Thread:  any but rt.
 */

#include <leat/diag.h>

#include "base/arena.h"

struct schedule_item {
    double seconds;
    const uint8_t *packet; /* one message of OSC */
    size_t size;
    uint32_t line; /* of the text, from 1 */
};

struct schedule {
    struct arena arena;
    struct schedule_item *at; /* n, by time */
    uint32_t n;
};

enum { SCHEDULE_MOST = 1000000 }; /* messages */

/**
 * Read a schedule.
 *
 * Shape:   any bytes; `name` is that of the file, for findings.
 * Owns:    the caller finishes it, also after an error.
 * Errors:  LEAT_ERR_INVALID with at most 20 findings; LEAT_ERR_LIMIT; LEAT_ERR_NOMEM.
 */
int schedule_read(struct schedule *schedule, const char *text, size_t size,
                  const char *name, struct leat_diag *diag);
void schedule_finish(struct schedule *schedule);

#endif
