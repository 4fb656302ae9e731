/* SPDX-License-Identifier: MIT */
/* heap: rings in memory of their own. */
#include <stdlib.h>

#include <leat/err.h>
#include <leat/ring.h>

/* Memory for a ring, or an error; the size is 0 when there can be no such ring. */
static int allocate(size_t size, void **memory)
{
    if (size == 0)
        return LEAT_ERR_INVALID;
    *memory = aligned_alloc(LEAT_RING_ALIGN, size);
    return *memory ? LEAT_OK : LEAT_ERR_NOMEM;
}

int leat_ring_create(uint32_t item_size, uint32_t capacity,
                     enum leat_ring_policy policy, struct leat_ring **out)
{
    const size_t size = leat_ring_size(item_size, capacity);
    void *memory = NULL;
    int err = allocate(size, &memory);

    *out = NULL;
    if (err == LEAT_OK)
        err = leat_ring_init(memory, size, item_size, capacity, policy, out);
    if (err < 0)
        free(memory);
    return err;
}

void leat_ring_destroy(struct leat_ring **ring)
{
    free(*ring);
    *ring = NULL;
}

int leat_mpmc_create(uint32_t item_size, uint32_t capacity,
                     enum leat_ring_policy policy, struct leat_mpmc **out)
{
    const size_t size = leat_mpmc_size(item_size, capacity);
    void *memory = NULL;
    int err = allocate(size, &memory);

    *out = NULL;
    if (err == LEAT_OK)
        err = leat_mpmc_init(memory, size, item_size, capacity, policy, out);
    if (err < 0)
        free(memory);
    return err;
}

void leat_mpmc_destroy(struct leat_mpmc **mpmc)
{
    free(*mpmc);
    *mpmc = NULL;
}
