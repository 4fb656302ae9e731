/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_CHECKPOINT_H
#define LEAT_ENGINE_ISOLATION_CHECKPOINT_H

/**
 * The state of a running cycle as bytes: its clock, its waiting commands, and the
 * ranges that its plan changes.  Pages of long ranges stand apart, at places of their
 * own, so that only those need be copied that have changed.
 *
 * Addresses stand in it, so it can be loaded only by a process that was forked from the
 * same zygote as the one that saved it.
 */

#include "engine/isolation/pages.h"
#include "engine/isolation/ranges.h"

/** Bytes that checkpoint_save() writes at most, but for pages. */
size_t checkpoint_bytes(const struct ranges *ranges);

/** Between two pieces: write the state to `to` and to the store; returns the bytes
 * written to `to`. */
size_t checkpoint_save(const struct cycle *c, const struct ranges *ranges,
                       const struct page_store *store, unsigned char *to);

/** Bytes at the beginning of a checkpoint that say what all others are: of one that was
 * saved, and of one that is to be. */
size_t checkpoint_head_bytes(const unsigned char *from);
size_t checkpoint_head_most(const struct ranges *ranges);

/**
 * Between two pieces, or before the first: become what was saved.
 *
 * Shape:   `head` is a copy of the head that does not change meanwhile.  What stands
 *          behind it may: then the state is worthless, and must be loaded again.
 */
void checkpoint_load(struct cycle *c, const unsigned char *head,
                     const struct page_store *store, const unsigned char *from);

#endif
