/* SPDX-License-Identifier: MIT */
#ifndef LEAT_COUNTERS_H
#define LEAT_COUNTERS_H

/**
 * A block of 64-bit counters that one thread writes and any number read, all of them
 * as they stood together at one moment.
 *
 * The writer never waits.  A reader copies, and copies again when the writer has been
 * at it meanwhile.
 *
 * Like a ring it lives in memory that the caller supplies, which processes may share.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/export.h>

struct leat_counters;

enum {
    LEAT_COUNTERS_ALIGN = 64, /* of the memory that the caller supplies */
    LEAT_COUNTERS_MAX = 4096, /* counters of one block */
};

/** Bytes of memory for `n` counters; 0 when n is not in [1, 4096].  Thread: any. */
LEAT_API size_t leat_counters_size(uint32_t n);

/**
 * Make `n` counters of 0 in `memory`, aligned to LEAT_COUNTERS_ALIGN.
 *
 * Owns:    the caller keeps the memory; there is nothing to finish.
 * Errors:  LEAT_ERR_INVALID (n, alignment; less than leat_counters_size()).
 * Thread:  any, before anybody else knows the memory.
 */
LEAT_API int leat_counters_init(void *memory, size_t size_bytes, uint32_t n,
                                struct leat_counters **out);

/** Find the counters that another process made.  Errors: LEAT_ERR_INVALID. */
LEAT_API int leat_counters_attach(void *memory, size_t size_bytes,
                                  struct leat_counters **out);

/**
 * Changes between begin and end appear to readers all at once.  Keep it short: readers
 * come again until the end.
 *
 * Thread:  any, also rt; the writer.
 */
LEAT_API LEAT_RT void leat_rt_counters_begin(struct leat_counters *counters);
LEAT_API LEAT_RT void leat_rt_counters_end(struct leat_counters *counters);

/**
 * Change one counter, between begin and end.
 *
 * Shape:   index below n.
 * Thread:  any, also rt; the writer.
 */
LEAT_API LEAT_RT void leat_rt_counters_add(struct leat_counters *counters,
                                           uint32_t index, uint64_t amount);
LEAT_API LEAT_RT void leat_rt_counters_set(struct leat_counters *counters,
                                           uint32_t index, uint64_t value);

/**
 * Copy the first `n` counters as they stood at one moment.
 *
 * False after 1000 tries; `values` then hold no such moment.  This happens when the
 * writer changes them without pause, or has died between begin and end.
 *
 * Thread:  any, also rt.
 */
LEAT_API LEAT_RT bool leat_rt_counters_read(const struct leat_counters *counters,
                                            uint64_t *values, uint32_t n);

#endif
