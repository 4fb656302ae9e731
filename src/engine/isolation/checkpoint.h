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

struct range {
    void *at;
    size_t bytes;
};

/** Ranges of one plan, sorted, none next to another. */
struct ranges {
    struct range *range;
    uint32_t n, cap;
    size_t bytes; /* of all of them */
};

/** Errors: LEAT_ERR_NOMEM.  Thread: control. */
int ranges_create(const struct plan *plan, struct ranges *out);
void ranges_destroy(struct ranges *ranges);

/** Bytes that checkpoint_save() may write at most. */
size_t checkpoint_bytes(const struct ranges *ranges);

/** Between two pieces: write the state to `to`; returns the bytes written. */
size_t checkpoint_save(const struct cycle *c, const struct ranges *ranges,
                       unsigned char *to);

/** Between two pieces, or before the first: become what was saved. */
void checkpoint_load(struct cycle *c, const unsigned char *from);

#endif
