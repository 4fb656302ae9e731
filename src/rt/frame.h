/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_FRAME_H
#define LEAT_RT_FRAME_H

/**
 * How a pool of video frames lies in memory.
 *
 * A bit per frame says that it is free.  Who clears the bit has the frame; who lets go
 * of it last sets the bit again.  A bit has no neighbour that could be swapped under a
 * thread's hands, so there is no ABA.
 */

#include <stdatomic.h>

#include <leat/buffer.h>

enum { FRAME_POOL_MAX = 1024, FRAME_SIDE_MAX = 16384, FRAME_ALIGN = 64 };

struct rt_frame {
    struct leat_frame frame; /* first: the public frame leads back here */
    struct leat_frame_pool *pool;
    uint32_t index;
    _Atomic uint32_t holders;
};

struct leat_frame_pool {
    struct leat_video_format format;
    uint32_t cap;
    _Atomic uint32_t holders; /* frames that are out, and 1 while the owner has it */
    _Atomic uint64_t free_bits[FRAME_POOL_MAX / 64];
    struct rt_frame slots[]; /* cap of them */
};

/** Give the memory back.  Thread: whoever was the last holder; never the audio thread,
 * which has no frames. */
void rt_frame_pool_free(struct leat_frame_pool *pool);

/** Let go of the pool; the last holder frees it. */
static inline void rt_frame_pool_release(struct leat_frame_pool *pool)
{
    /* acq_rel: all that other holders did to frames is done before they are freed */
    if (atomic_fetch_sub_explicit(&pool->holders, 1, memory_order_acq_rel) == 1)
        rt_frame_pool_free(pool);
}

#endif
