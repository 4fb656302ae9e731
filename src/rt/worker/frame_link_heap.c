/* SPDX-License-Identifier: MIT */
/* frame_link_heap: making and freeing links between video clocks. */
#include <stdlib.h>

#include <leat/err.h>

#include "rt/frame_link.h"

enum { DEPTH = 8, DEPTH_MAX = 256 };

int rt_frame_link_create(enum leat_profile profile, uint32_t depth,
                         struct rt_frame_link **out)
{
    struct rt_frame_link *link;
    int err = 0;

    *out = NULL;
    if (profile < LEAT_PROFILE_LATEST || profile > LEAT_PROFILE_LOSSLESS ||
        depth > DEPTH_MAX)
        return LEAT_ERR_INVALID;
    link = aligned_alloc(_Alignof(struct rt_frame_link), sizeof(*link));
    if (!link)
        return LEAT_ERR_NOMEM;
    *link = (struct rt_frame_link){.profile = profile, .depth = depth ? depth : DEPTH};
    if (profile != LEAT_PROFILE_LATEST)
        /* twice as many places: a reader that is at one of them stands in nobody's way
         */
        err = leat_mpmc_create(sizeof(struct leat_frame *), 2 * link->depth,
                               LEAT_RING_DROPPING, &link->queue);
    if (err < 0)
        free(link);
    else
        *out = link;
    return err;
}

void rt_frame_link_destroy(struct rt_frame_link **link)
{
    struct rt_frame_link *l = *link;

    if (!l)
        return;
    rt_frame_link_get(l); /* LATEST: nothing but `current` is left then */
    leat_frame_unref(&l->current);
    if (l->queue) {
        struct leat_frame *frame;
        while (leat_rt_mpmc_read(l->queue, &frame, 1) == 1)
            leat_frame_unref(&frame);
        leat_mpmc_destroy(&l->queue);
    }
    free(l);
    *link = NULL;
}
