/* SPDX-License-Identifier: MIT */
/* frame_link: frames on their way from one video clock to another. */
#include "rt/frame_link.h"

#include <stddef.h>

#include "rt/block.h"

uint32_t rt_frame_link_holds(const struct rt_frame_link *link)
{
    return (link->queue ? link->depth : 1) + 1; /* and the reader's */
}

bool rt_frame_link_has_room(const struct rt_frame_link *link)
{
    return link->profile != LEAT_PROFILE_LOSSLESS ||
           leat_rt_mpmc_fill(link->queue) < link->depth;
}

static void count_lost(struct rt_frame_link *link, const struct leat_frame *frame)
{
    const struct leat_rational rate = frame->format.rate;
    const int64_t second = rate.num > 0 ? frame->tick * rate.den / rate.num : 0;

    rt_add_own(&link->dropped, 1);
    recent_add(&link->lost, second > 0 ? (uint64_t)second : 0, 1);
}

/* Take the oldest out again.  The reader may have been faster, and that is well too. */
static void drop_oldest(struct rt_frame_link *link, const struct leat_frame *next)
{
    struct leat_frame *oldest;

    if (leat_rt_mpmc_read(link->queue, &oldest, 1) == 1) {
        leat_frame_unref(&oldest);
        count_lost(link, next);
    }
}

bool rt_frame_link_put(struct rt_frame_link *link, const struct leat_frame *frame)
{
    struct leat_frame *sent, *unread;

    if (!rt_frame_link_has_room(link))
        return false;
    sent = leat_frame_ref(frame);
    if (!link->queue) {
        /* acq_rel: the pixels are written before the reader finds them, and who let
         * go of `unread` is done with it */
        unread = atomic_exchange_explicit(&link->newest, sent, memory_order_acq_rel);
        rt_add_own(&link->in, 1);
        rt_add_own(&link->dropped, unread != NULL);
        leat_frame_unref(&unread);
        return true;
    }
    if (leat_rt_mpmc_fill(link->queue) >= link->depth)
        drop_oldest(link, frame);
    if (leat_rt_mpmc_write(link->queue, &sent, 1) == 0) { /* its reader is stopped */
        leat_frame_unref(&sent);
        if (link->profile == LEAT_PROFILE_LOSSLESS)
            return false;
        count_lost(link, frame);
    }
    rt_add_own(&link->in, 1);
    return true;
}

void rt_frame_link_close(struct rt_frame_link *link)
{
    /* release: pairs with the acquire in rt_frame_link_ended(), so that who sees the
     * link closed sees its last frame too */
    atomic_store_explicit(&link->closed, 1, memory_order_release);
}

const struct leat_frame *rt_frame_link_get(struct rt_frame_link *link)
{
    struct leat_frame *next = NULL;

    if (!link->queue) /* acq_rel: as in rt_frame_link_put() */
        next = atomic_exchange_explicit(&link->newest, NULL, memory_order_acq_rel);
    else if (leat_rt_mpmc_read(link->queue, &next, 1) != 1)
        next = NULL;
    if (next) {
        leat_frame_unref(&link->current);
        link->current = next;
        rt_add_own(&link->out, 1);
    } else if (link->current) {
        rt_add_own(&link->duplicated, 1);
    }
    return link->current;
}

bool rt_frame_link_ended(const struct rt_frame_link *link)
{
    /* acquire: pairs with the release in rt_frame_link_close() */
    if (!atomic_load_explicit(&link->closed, memory_order_acquire))
        return false;
    return link->queue ? leat_rt_mpmc_fill(link->queue) == 0
                       : !atomic_load_explicit(&link->newest, memory_order_relaxed);
}

double rt_frame_link_fill(const struct rt_frame_link *link)
{
    return link->queue && link->profile == LEAT_PROFILE_EVERY
               ? (double)leat_rt_mpmc_fill(link->queue) / link->depth
               : 0.0;
}

void rt_frame_link_stats(const struct rt_frame_link *link,
                         struct leat_link_stats *stats)
{
    /* relaxed: numbers for people */
    *stats = (struct leat_link_stats){
        .in = atomic_load_explicit(&link->in, memory_order_relaxed),
        .out = atomic_load_explicit(&link->out, memory_order_relaxed),
        .dropped = atomic_load_explicit(&link->dropped, memory_order_relaxed),
        .duplicated = atomic_load_explicit(&link->duplicated, memory_order_relaxed),
    };
}
