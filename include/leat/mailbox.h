/* SPDX-License-Identifier: MIT */
#ifndef LEAT_MAILBOX_H
#define LEAT_MAILBOX_H

/**
 * A mailbox carries the newest value from one writer to one reader.
 *
 * It has three slots: one that the writer fills, one that the reader looks at, and one
 * between them that changes hands whole.  So neither waits for the other, however slow
 * it is, and a value is never torn.  A value that nobody read before the next came is
 * skipped; a read that finds nothing new repeats the last one.  Both are counted.
 *
 * Like a ring it lives in memory that the caller supplies, which processes may share.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/export.h>

struct leat_mailbox;

enum { LEAT_MAILBOX_ALIGN = 64 }; /* of the memory that the caller supplies */

/** Each number is exact.  Once all is read, writes = news + skipped. */
struct leat_mailbox_stats {
    uint64_t writes;
    uint64_t news;     /* reads that got a value for the first time */
    uint64_t repeated; /* reads that got the value of the read before */
    uint64_t skipped;  /* values that were replaced unread */
};

/** Bytes of memory; 0 when it cannot be: item_size in [1, 2^24].  Thread: any. */
LEAT_API size_t leat_mailbox_size(uint32_t item_size);

/**
 * Make a mailbox in `memory`, aligned to LEAT_MAILBOX_ALIGN.  Its value is all zeros.
 *
 * Owns:    the caller keeps the memory; there is nothing to finish.
 * Errors:  LEAT_ERR_INVALID (size, alignment; less than leat_mailbox_size()).
 * Thread:  any, before anybody else knows the memory.
 */
LEAT_API int leat_mailbox_init(void *memory, size_t size_bytes, uint32_t item_size,
                               struct leat_mailbox **out);

/** Find the mailbox that another process made.  Errors: LEAT_ERR_INVALID. */
LEAT_API int leat_mailbox_attach(void *memory, size_t size_bytes,
                                 struct leat_mailbox **out);

/**
 * The slot that the writer may fill, aligned to 64 bytes.  It still holds what stood
 * in it two or three values ago, or a value that was skipped: who sends references
 * lets go of that one first.
 *
 * Thread:  any, also rt; the writer.
 */
LEAT_API LEAT_RT void *leat_rt_mailbox_slot(struct leat_mailbox *mailbox);

/** Send the slot's value, and get another slot.  Thread: any, also rt; the writer. */
LEAT_API LEAT_RT void leat_rt_mailbox_send(struct leat_mailbox *mailbox);

/** Copy a value into the slot and send it.  Thread: any, also rt; the writer. */
LEAT_API LEAT_RT void leat_rt_mailbox_write(struct leat_mailbox *mailbox,
                                            const void *item);

/**
 * Look at the newest value, which stands still until the next look.
 *
 * Shape:   `*fresh` says whether it is new; it may be NULL.
 * Thread:  any, also rt; the reader.
 */
LEAT_API LEAT_RT const void *leat_rt_mailbox_look(struct leat_mailbox *mailbox,
                                                  bool *fresh);

/** Copy the newest value; true when it is new.  Thread: any, also rt; the reader. */
LEAT_API LEAT_RT bool leat_rt_mailbox_read(struct leat_mailbox *mailbox, void *item);

/** Thread: any, also rt. */
LEAT_API LEAT_RT void leat_rt_mailbox_stats(const struct leat_mailbox *mailbox,
                                            struct leat_mailbox_stats *stats);

#endif
