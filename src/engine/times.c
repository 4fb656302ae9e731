/* SPDX-License-Identifier: MIT */
/* times: how long an engine's blocks took. */
#include "engine/times.h"

#include "engine/engine.h"

const struct histogram *engine_block_times(const struct leat_engine *engine)
{
    return &engine->load.blocks_nsec;
}

double engine_load_max(const struct leat_engine *engine)
{
    return atomic_load_explicit(&engine->load.max, memory_order_relaxed);
}
