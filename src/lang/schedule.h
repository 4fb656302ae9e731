/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SCHEDULE_H
#define LEAT_LANG_SCHEDULE_H

/**
 * What waits for its time: every, after, when and sequence.
 *
 * Times lie on the grid of audio frames: what is due in a frame of the program is what
 * lies between its position and that of the next one.
 *
 * Source:  language reference, section 5.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

enum schedule_kind { SCHEDULE_EVERY, SCHEDULE_AFTER, SCHEDULE_WHEN, SCHEDULE_SEQUENCE };

enum { SCHEDULE_DUE_MAX = 4096 }; /* times in one frame */

/** One time that is due, and what comes with it. */
struct due {
    int64_t position; /* audio frame */
    struct value item;
};

struct schedule {
    uint64_t identity;
    int64_t last_frame; /* of the program, in which it was reached; -1: never */
    int64_t begin;      /* position where it was first reached */
    double begin_beat;
    int64_t n_done; /* AFTER: 1 when it has come; EVERY: how often */
    bool was_true;  /* WHEN */
    struct due *due;
    uint32_t n, room, next;
};

struct schedules {
    struct schedule *at;
    uint32_t n, room;
    uint32_t *bucket; /* index + 1 by identity */
    uint32_t n_buckets;
};

void schedules_finish(struct schedules *all);

/**
 * Find out what is due in this frame of a schedule, from its arguments.
 *
 * Errors:  -1: it was reported; else its index.
 */
int64_t schedule_look(struct eval *e, struct schedules *all, enum schedule_kind kind,
                      const struct argument *argument, uint32_t n, struct span span);

/** The next that is due, or NULL. */
const struct due *schedule_next(struct schedules *all, uint32_t index);

#endif
