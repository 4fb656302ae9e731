/* SPDX-License-Identifier: MIT */
/* mailbox: the newest value, from one writer to one reader. */
#include "rt/mailbox.h"

#include <string.h>

#include <leat/err.h>

#include "rt/block.h"

static uint32_t stride_of(uint32_t item_size)
{
    return (item_size + RT_LINE - 1) / RT_LINE * RT_LINE;
}

size_t leat_mailbox_size(uint32_t item_size)
{
    if (!rt_head_valid(item_size, 1))
        return 0;
    return rt_block_size(sizeof(struct leat_mailbox),
                         (uint64_t)stride_of(item_size) * MAILBOX_SLOTS);
}

int leat_mailbox_init(void *memory, size_t size_bytes, uint32_t item_size,
                      struct leat_mailbox **out)
{
    const size_t need = leat_mailbox_size(item_size);
    struct leat_mailbox *mailbox = memory;

    *out = NULL;
    if (!rt_block_fits(memory, size_bytes, need))
        return LEAT_ERR_INVALID;
    memset(memory, 0, need);
    rt_head_init(&mailbox->head, RT_KIND_MAILBOX, item_size, 1, LEAT_RING_CIRCULAR);
    mailbox->head.stride = stride_of(item_size);
    mailbox->between = 1;
    mailbox->front = 2;
    *out = mailbox;
    return LEAT_OK;
}

int leat_mailbox_attach(void *memory, size_t size_bytes, struct leat_mailbox **out)
{
    struct leat_mailbox *mailbox = memory;

    *out = NULL;
    if (!rt_head_attach(memory, size_bytes, RT_KIND_MAILBOX) ||
        mailbox->head.stride != stride_of(mailbox->head.item_size) ||
        !rt_block_fits(memory, size_bytes, leat_mailbox_size(mailbox->head.item_size)))
        return LEAT_ERR_INVALID;
    *out = mailbox;
    return LEAT_OK;
}

void *leat_rt_mailbox_slot(struct leat_mailbox *mailbox)
{
    return mailbox->slots + (size_t)mailbox->back * mailbox->head.stride;
}

void leat_rt_mailbox_send(struct leat_mailbox *mailbox)
{
    /* release: pairs with the reader's acquire, the value is there;
     * acquire: pairs with the reader's release, it has done with the slot we get */
    const uint32_t old = atomic_exchange_explicit(
        &mailbox->between, mailbox->back | MAILBOX_FRESH, memory_order_acq_rel);

    mailbox->back = old & ~(uint32_t)MAILBOX_FRESH;
    rt_add_own(&mailbox->writes, 1);
    if (old & MAILBOX_FRESH)
        rt_add_own(&mailbox->skipped, 1);
}

void leat_rt_mailbox_write(struct leat_mailbox *mailbox, const void *item)
{
    memcpy(leat_rt_mailbox_slot(mailbox), item, mailbox->head.item_size);
    leat_rt_mailbox_send(mailbox);
}

const void *leat_rt_mailbox_look(struct leat_mailbox *mailbox, bool *fresh)
{
    /* relaxed: only whether to exchange; once fresh it stays so until we take it */
    const bool is_fresh =
        atomic_load_explicit(&mailbox->between, memory_order_relaxed) & MAILBOX_FRESH;

    if (is_fresh) {
        /* acquire: pairs with the writer's release, the value is there;
         * release: pairs with the writer's acquire, we have done with our slot */
        mailbox->front = atomic_exchange_explicit(&mailbox->between, mailbox->front,
                                                  memory_order_acq_rel) &
                         ~(uint32_t)MAILBOX_FRESH;
    }
    rt_add_own(is_fresh ? &mailbox->news : &mailbox->repeated, 1);
    if (fresh)
        *fresh = is_fresh;
    return mailbox->slots + (size_t)mailbox->front * mailbox->head.stride;
}

bool leat_rt_mailbox_read(struct leat_mailbox *mailbox, void *item)
{
    bool fresh;

    memcpy(item, leat_rt_mailbox_look(mailbox, &fresh), mailbox->head.item_size);
    return fresh;
}

void leat_rt_mailbox_stats(const struct leat_mailbox *mailbox,
                           struct leat_mailbox_stats *stats)
{
    stats->writes = rt_count(&mailbox->writes);
    stats->skipped = rt_count(&mailbox->skipped);
    stats->news = rt_count(&mailbox->news);
    stats->repeated = rt_count(&mailbox->repeated);
}
