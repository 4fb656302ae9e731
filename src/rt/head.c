/* SPDX-License-Identifier: MIT */
/* head: what all shared blocks begin with. */
#include "rt/head.h"

bool rt_head_valid(uint32_t item_size, uint32_t capacity)
{
    return item_size >= 1 && item_size <= LEAT_RING_ITEM_MAX && capacity >= 1 &&
           capacity <= LEAT_RING_CAPACITY_MAX;
}

void rt_head_init(struct rt_head *head, enum rt_kind kind, uint32_t item_size,
                  uint32_t capacity, enum leat_ring_policy policy)
{
    head->item_size = item_size;
    head->capacity = capacity;
    while (1u << head->shift < capacity)
        head->shift++;
    head->policy = (uint32_t)policy;
    head->kind = (uint32_t)kind;
}

bool rt_head_attach(const void *memory, size_t size_bytes, enum rt_kind kind)
{
    const struct rt_head *head = memory;

    return memory && (uintptr_t)memory % LEAT_RING_ALIGN == 0 &&
           size_bytes >= sizeof(*head) && head->kind == (uint32_t)kind &&
           rt_head_valid(head->item_size, head->capacity) &&
           head->policy <= LEAT_RING_BLOCKING && head->shift < 32 &&
           head->capacity == 1u << head->shift;
}
