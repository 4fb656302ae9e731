/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RING_H
#define LEAT_RING_H

/**
 * Rings: bounded queues of items of one size, without locks.
 *
 * A struct leat_ring has one writer and one reader, and carries samples and frames.  A
 * struct leat_mpmc has any number of both, and carries commands: 64-byte messages from
 * many threads to the one that reads them.  An item is bytes that a ring copies in and
 * out; it never looks inside.
 *
 * A ring lives in memory that the caller supplies, holds no pointer and may stand at
 * another address in every process that maps it.  A capacity is rounded up to a power
 * of two, and all of it can be filled.
 *
 * What happens when a ring is full is its policy.  On the reader's side all policies
 * are alike: a read takes what is there, oldest first.
 *
 * Names with leat_rt_ finish in a bounded number of steps and never call the system.
 * The others are for control and worker threads: they allocate, and they may wait.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/export.h>

struct leat_ring;
struct leat_mpmc;

enum leat_ring_policy {
    LEAT_RING_DROPPING, /* the newest items are refused: lost and counted */
    LEAT_RING_CIRCULAR, /* the oldest items are overwritten: lost and counted */
    LEAT_RING_BLOCKING, /* a write takes what fits, and the writer keeps the rest; a
                           worker waits for space, the audio thread comes again */
};

enum {
    LEAT_RING_ITEM_MAX = 1 << 24,     /* bytes of one item */
    LEAT_RING_CAPACITY_MAX = 1 << 30, /* items */
    LEAT_RING_ALIGN = 64,             /* of the memory that the caller supplies */
    LEAT_COMMAND_SIZE = 64,           /* bytes of one command to the engine */
};

/**
 * What a ring has counted, in items.  Each number is exact; they are taken one after
 * another, so while the ring is in use one may be newer than the next.  At rest,
 * writes = reads + overwritten + fill.
 */
struct leat_ring_stats {
    uint64_t writes;      /* accepted */
    uint64_t reads;       /* given to a reader */
    uint64_t overwritten; /* overruns of a circular ring: the oldest, lost unread */
    uint64_t refused;     /* overruns of a dropping ring: the newest, never accepted */
    uint64_t underruns;   /* that a read asked for and did not find */
    uint32_t fill, peak;  /* in the ring now, and the most that a write left there */
};

/**
 * Bytes of memory for a ring; 0 when it cannot be: item_size in [1, 2^24], capacity in
 * [1, 2^30].  A ring of 1000 floats has room for 1024 and takes 4288 bytes.
 *
 * Thread:  any.
 */
LEAT_API size_t leat_ring_size(uint32_t item_size, uint32_t capacity);

/**
 * Make an empty ring in `memory`, aligned to LEAT_RING_ALIGN.
 *
 * Owns:    the caller keeps the memory; there is nothing to finish.
 * Errors:  LEAT_ERR_INVALID (size, alignment, policy; less than leat_ring_size()).
 * Thread:  any, before anybody else knows the memory.
 */
LEAT_API int leat_ring_init(void *memory, size_t size_bytes, uint32_t item_size,
                            uint32_t capacity, enum leat_ring_policy policy,
                            struct leat_ring **out);

/**
 * Find the ring that another process made in shared memory.
 *
 * Errors:  LEAT_ERR_INVALID when there is none, or it would not fit.
 * Thread:  any.
 */
LEAT_API int leat_ring_attach(void *memory, size_t size_bytes, struct leat_ring **out);

/**
 * Make a ring on the heap.
 *
 * Errors:  LEAT_ERR_INVALID, LEAT_ERR_NOMEM.
 * Thread:  control, worker.
 */
LEAT_API int leat_ring_create(uint32_t item_size, uint32_t capacity,
                              enum leat_ring_policy policy, struct leat_ring **out);
LEAT_API void leat_ring_destroy(struct leat_ring **ring);

/**
 * Write `n` items; returns how many the ring accepted, all of them when it is circular.
 *
 * Thread:  any, also rt; one writer at a time.
 */
LEAT_API LEAT_RT uint32_t leat_rt_ring_write(struct leat_ring *ring, const void *items,
                                             uint32_t n);

/**
 * Read at most `n` items; returns how many there were.
 *
 * A circular ring gives whole items in their order, however fast its writer overtakes.
 *
 * Thread:  any, also rt; one reader at a time.
 */
LEAT_API LEAT_RT uint32_t leat_rt_ring_read(struct leat_ring *ring, void *items,
                                            uint32_t n);

/**
 * Items that can be read now.  For the reader at least so many, for the writer at most.
 *
 * Thread:  any, also rt.
 */
LEAT_API LEAT_RT uint32_t leat_rt_ring_fill(const struct leat_ring *ring);

/**
 * Items that can be written now without a loss.  For the writer at least so many.
 *
 * Thread:  any, also rt.
 */
LEAT_API LEAT_RT uint32_t leat_rt_ring_space(const struct leat_ring *ring);

/** The capacity as it was rounded up, in items.  Thread: any, also rt. */
LEAT_API LEAT_RT uint32_t leat_rt_ring_capacity(const struct leat_ring *ring);

/** Thread: any, also rt. */
LEAT_API LEAT_RT void leat_rt_ring_stats(const struct leat_ring *ring,
                                         struct leat_ring_stats *stats);

/**
 * Say that one side is done: the writer will write no more, or the reader will not
 * read on.  What is in the ring stays readable; nobody waits any longer.
 *
 * Thread:  any, also rt.
 */
LEAT_API LEAT_RT void leat_rt_ring_close(struct leat_ring *ring);

/** Whether one side is done.  Thread: any, also rt. */
LEAT_API LEAT_RT bool leat_rt_ring_closed(const struct leat_ring *ring);

/**
 * Wait until `n` items can be read, or written.  `n` is at most the capacity.
 *
 * Real-time functions wake nobody.  A waiter looks all the time for 10 us, then again
 * after 1 ms, later after 5 ms, which is what it gets when the other side is an audio
 * thread; a side that may call the system calls leat_ring_wake() after its writes and
 * reads, and wakes it at once.
 *
 * Errors:  LEAT_ERR_TIMEOUT; LEAT_ERR_CANCELLED when the ring is closed and there are
 *          fewer; LEAT_ERR_INVALID when `n` is above the capacity.
 * Units:   timeout_ms below 0 waits forever.
 * Thread:  control, worker.
 */
LEAT_API int leat_ring_wait_fill(struct leat_ring *ring, uint32_t n, int timeout_ms);
LEAT_API int leat_ring_wait_space(struct leat_ring *ring, uint32_t n, int timeout_ms);

/**
 * Wake those who wait for as much as there now is.  Calls the system only for them.
 *
 * Thread:  control, worker.
 */
LEAT_API void leat_ring_wake(struct leat_ring *ring);

/**
 * Write or read all `n` items, waiting and waking as it needs.
 *
 * Errors:  returns how many were moved, fewer only when the time ran out, which counts
 *          from the last progress, or the ring is closed.
 * Thread:  control, worker.
 */
LEAT_API uint32_t leat_ring_write(struct leat_ring *ring, const void *items, uint32_t n,
                                  int timeout_ms);
LEAT_API uint32_t leat_ring_read(struct leat_ring *ring, void *items, uint32_t n,
                                 int timeout_ms);

/*
 * The ring of many writers and readers has the same functions with the same promises,
 * except that any number of threads may call any of them at a time.  Items that one
 * call writes keep their order; items of other writers may come between them.
 *
 * A thread that is stopped in the middle of a call delays the items behind its own, for
 * readers and for writers that come round to them.  A circular ring whose reader is
 * stopped so refuses, and counts that apart from what it overwrote.
 */

LEAT_API size_t leat_mpmc_size(uint32_t item_size, uint32_t capacity);
LEAT_API int leat_mpmc_init(void *memory, size_t size_bytes, uint32_t item_size,
                            uint32_t capacity, enum leat_ring_policy policy,
                            struct leat_mpmc **out);
LEAT_API int leat_mpmc_attach(void *memory, size_t size_bytes, struct leat_mpmc **out);
LEAT_API int leat_mpmc_create(uint32_t item_size, uint32_t capacity,
                              enum leat_ring_policy policy, struct leat_mpmc **out);
LEAT_API void leat_mpmc_destroy(struct leat_mpmc **mpmc);

LEAT_API LEAT_RT uint32_t leat_rt_mpmc_write(struct leat_mpmc *mpmc, const void *items,
                                             uint32_t n);
LEAT_API LEAT_RT uint32_t leat_rt_mpmc_read(struct leat_mpmc *mpmc, void *items,
                                            uint32_t n);
LEAT_API LEAT_RT uint32_t leat_rt_mpmc_fill(const struct leat_mpmc *mpmc);
LEAT_API LEAT_RT uint32_t leat_rt_mpmc_space(const struct leat_mpmc *mpmc);
LEAT_API LEAT_RT uint32_t leat_rt_mpmc_capacity(const struct leat_mpmc *mpmc);
LEAT_API LEAT_RT void leat_rt_mpmc_stats(const struct leat_mpmc *mpmc,
                                         struct leat_ring_stats *stats);
LEAT_API LEAT_RT void leat_rt_mpmc_close(struct leat_mpmc *mpmc);
LEAT_API LEAT_RT bool leat_rt_mpmc_closed(const struct leat_mpmc *mpmc);

LEAT_API int leat_mpmc_wait_fill(struct leat_mpmc *mpmc, uint32_t n, int timeout_ms);
LEAT_API int leat_mpmc_wait_space(struct leat_mpmc *mpmc, uint32_t n, int timeout_ms);
LEAT_API void leat_mpmc_wake(struct leat_mpmc *mpmc);

#endif
