/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_CHECKPOINT_H
#define LEAT_ENGINE_ISOLATION_CHECKPOINT_H

/**
 * The state of a running cycle as bytes: its clock, its waiting commands, and every
 * range of memory that computing the plan changes and that outlives a piece.
 *
 * Addresses stand in it, so it can be loaded only by a process that was forked from the
 * same zygote as the one that saved it.
 */

#include "engine/cycle.h"

enum range_kind { RANGE_BYTES, RANGE_QUEUE, RANGE_EVENTS };

struct range {
    void *at;     /* QUEUE: a struct event_queue, EVENTS: a struct leat_event_out */
    size_t bytes; /* BYTES */
    enum range_kind kind;
};

/** Ranges of one plan; those of bytes are sorted, none next to another. */
struct ranges {
    struct range *range;
    uint32_t n, cap;
    size_t bytes; /* that a checkpoint may have at most */
};

/** Errors: LEAT_ERR_NOMEM.  Thread: control. */
int ranges_create(const struct plan *plan, struct ranges *out);
void ranges_destroy(struct ranges *ranges);

/** Between two pieces: write the state to `to`, which has room for ranges->bytes;
 * returns the bytes written. */
size_t checkpoint_save(const struct cycle *c, const struct ranges *ranges,
                       unsigned char *to);

/** Bytes at the beginning of a checkpoint that say what all others are: of one that was
 * saved, and of one that is to be. */
size_t checkpoint_head_bytes(const unsigned char *from);
size_t ranges_head_bytes(const struct ranges *ranges);

/**
 * Between two pieces, or before the first: become what was saved.
 *
 * Shape:   `head` is a copy of the head that does not change meanwhile.  What stands
 *          behind it may: then the state is worthless, and must be loaded again.
 */
void checkpoint_load(struct cycle *c, const unsigned char *head,
                     const unsigned char *from);

#endif
