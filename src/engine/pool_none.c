/* SPDX-License-Identifier: MIT */
/* pool_none: no pool where there are no threads. */
#include <stddef.h>

#include <leat/err.h>

#include "engine/pool.h"

int pool_create(uint32_t threads, struct pool **out)
{
    (void)threads;
    *out = NULL;
    return LEAT_ERR_UNSUPPORTED;
}

void pool_destroy(struct pool **pool)
{
    *pool = NULL;
}

void rt_pool_run(struct pool *pool, struct cycle *c)
{
    (void)pool;
    (void)c;
}
