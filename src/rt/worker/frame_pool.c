/* SPDX-License-Identifier: MIT */
/* frame_pool: memory for video frames. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "rt/frame.h"

static uint32_t round_up(uint32_t n)
{
    return (n + FRAME_ALIGN - 1) / FRAME_ALIGN * FRAME_ALIGN;
}

/* One block for all planes.  The system gives its pages when they are first written,
 * so a frame that is never taken costs nothing. */
static int init_slot(struct leat_frame_pool *pool, uint32_t index)
{
    struct rt_frame *slot = &pool->slots[index];
    size_t size = 0, at[3] = {0, 0, 0};
    uint8_t *memory;

    slot->pool = pool;
    slot->index = index;
    slot->frame.format = pool->format;
    for (uint32_t p = 0; p < leat_pixel_layout(pool->format.pixel).planes; p++) {
        slot->frame.stride[p] = round_up(leat_plane_bytes(&pool->format, p));
        at[p] = size;
        size += (size_t)slot->frame.stride[p] * leat_plane_rows(&pool->format, p);
    }
    memory = aligned_alloc(FRAME_ALIGN, size);
    if (!memory)
        return LEAT_ERR_NOMEM;
    for (uint32_t p = 0; p < leat_pixel_layout(pool->format.pixel).planes; p++)
        slot->frame.plane[p] = memory + at[p];
    atomic_store_explicit(&pool->free_bits[index / 64],
                          pool->free_bits[index / 64] | UINT64_C(1) << (index % 64),
                          memory_order_release);
    return 0;
}

int leat_frame_pool_create(const struct leat_video_format *format, uint32_t cap,
                           struct leat_frame_pool **out)
{
    struct leat_frame_pool *pool;
    int err = 0;

    *out = NULL;
    if (leat_pixel_layout(format->pixel).planes == 0 || format->width == 0 ||
        format->height == 0 || format->width > FRAME_SIDE_MAX ||
        format->height > FRAME_SIDE_MAX || cap == 0 || cap > FRAME_POOL_MAX)
        return LEAT_ERR_INVALID;
    pool = calloc(1, sizeof(*pool) + cap * sizeof(pool->slots[0]));
    if (!pool)
        return LEAT_ERR_NOMEM;
    pool->format = *format;
    pool->cap = cap;
    atomic_init(&pool->holders, 1);
    for (uint32_t i = 0; i < cap && !err; i++)
        err = init_slot(pool, i);
    if (err)
        rt_frame_pool_free(pool);
    else
        *out = pool;
    return err;
}

void leat_frame_pool_destroy(struct leat_frame_pool **pool)
{
    if (*pool)
        rt_frame_pool_release(*pool);
    *pool = NULL;
}

void rt_frame_pool_free(struct leat_frame_pool *pool)
{
    for (uint32_t i = 0; i < pool->cap; i++)
        free(pool->slots[i].frame.plane[0]);
    free(pool);
}
