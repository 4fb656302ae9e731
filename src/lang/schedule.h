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

/** The times i * period + late, i >= 0, in seconds or beats. */
struct grid {
    double period, late;
    bool in_beats;
};

struct schedule {
    uint64_t identity;
    uint64_t text; /* of the statement, as schedule_text() has it */
    enum schedule_kind kind;
    int64_t last_frame; /* of the program, in which it was reached; -2: never */
    int64_t begin;      /* position where it was first reached */
    double begin_beat;
    int64_t n_done; /* AFTER: 1 when it has come; EVERY: how often */
    bool was_true;  /* WHEN */
    struct grid grid;
    double i;      /* EVERY: the next time of its grid */
    int64_t *came; /* SEQUENCE: how often each step has */
    uint32_t n_steps;
    struct due *due;
    uint32_t n, room, next;
    struct draft_turn around; /* what is due around it, when it was reached */
    int64_t event;
    bool is_due;
};

/** What is known of a statement that the program before had, too. */
struct inherited {
    uint64_t text;
    enum schedule_kind kind;
    int64_t begin, n_done;
    double begin_beat;
    uint64_t block; /* as which its streams wait */
    bool is_taken;
};

struct schedules {
    struct schedule *at;
    uint32_t n, room;
    uint32_t *bucket; /* index + 1 by identity */
    uint32_t n_buckets;
    struct span statement; /* that is looked at */
    struct inherited *inherited;
    uint32_t n_inherited;
};

void schedules_finish(struct schedules *all);

/** A number for the text of a statement. */
uint64_t schedule_text(const struct eval *e, struct span statement);

/** A program takes over: what its statements of one text have done so far counts, from
 * the frame on in which they are reached.  Errors: false, no memory. */
bool schedules_follow(struct eval *to, const struct eval *from);
/** What the program before knew of a new statement; it begins where that stood. */
void schedule_inherit(struct eval *e, struct schedules *all, struct schedule *s);
/** A frame was run: statements that were not reached in it begin anew. */
void schedules_forget(struct eval *e, struct schedules *all);

/**
 * Find out what is due in this frame of a schedule, from its arguments.
 *
 * Errors:  -1: it was reported; else its index.
 */
int64_t schedule_look(struct eval *e, struct schedules *all, enum schedule_kind kind,
                      const struct argument *argument, uint32_t n, struct span span);

/** The next that is due, whose time it is then; NULL: there is none. */
const struct due *schedule_next(struct eval *e, struct schedules *all, uint32_t index);
/** It is the time again at which it was reached. */
void schedule_leave(struct eval *e, const struct schedules *all, uint32_t index);

/** `after` is reached, in a block that need not be reached again: its body, a function,
 * waits.  Errors: false, and it was reported. */
bool schedule_after(struct eval *e, struct schedules *all, struct value body,
                    const struct argument *argument, uint32_t n, struct span span);

#endif
