/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_POOL_H
#define LEAT_ENGINE_POOL_H

/**
 * The pool dispatcher: several threads compute the tasks of one plan.
 *
 * Sums have a fixed order and no task reads what another writes at the same time, so
 * the number of threads changes no bit.
 */

#include <stdint.h>

struct cycle;
struct pool;

/** Start `threads` - 1 threads beside the caller's.  Errors: LEAT_ERR_NOMEM,
 * LEAT_ERR_UNSUPPORTED in a build without threads.  Thread: control. */
int pool_create(uint32_t threads, struct pool **out);
void pool_destroy(struct pool **pool);

/** Compute the cycle's plan for its piece and return when all is done.  Thread: rt. */
void rt_pool_run(struct pool *pool, struct cycle *c);

#endif
