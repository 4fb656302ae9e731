/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_FRAME_LINK_H
#define LEAT_RT_FRAME_LINK_H

/**
 * How frames get from one video clock to another: one writer, one reader, no lock.
 *
 * LATEST: between a writer's frame and a reader's frame lies one more, the newest; who
 * comes exchanges it in one step.  EVERY and LOSSLESS: a queue of at most `depth`.
 * EVERY drops its oldest frame for a new one, LOSSLESS refuses the new one, and its
 * writer comes again.  Every frame that is lost or given twice is counted.
 *
 * A link holds the frames that are in it, and the one that its reader looks at.
 */

#include <stdatomic.h>

#include <leat/buffer.h>
#include <leat/graph.h>
#include <leat/ring.h>
#include <leat/stats.h>

#include "rt/head.h"
#include "rt/recent.h"

struct rt_frame_link {
    enum leat_profile profile; /* LATEST, EVERY or LOSSLESS */
    uint32_t depth;
    struct leat_mpmc *queue; /* of struct leat_frame *; NULL: LATEST */
    _Atomic uint32_t closed;

    _Alignas(RT_LINE) _Atomic(struct leat_frame *) newest; /* LATEST */

    /* the writer's line */
    _Alignas(RT_LINE) _Atomic uint64_t in;
    _Atomic uint64_t dropped;
    struct recent lost; /* EVERY, by seconds of the writer's frames */

    /* the reader's line */
    _Alignas(RT_LINE) struct leat_frame *current;
    _Atomic uint64_t out, duplicated;
};

/**
 * Make a link; depth 0 means 8.
 *
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_INVALID (another profile; depth above 256).
 * Thread:  control.
 */
int rt_frame_link_create(enum leat_profile profile, uint32_t depth,
                         struct rt_frame_link **out);

/** Let go of what is in it.  Thread: control, when writer and reader are gone. */
void rt_frame_link_destroy(struct rt_frame_link **link);

/** Frames that a link can hold at a time.  Thread: any. */
uint32_t rt_frame_link_holds(const struct rt_frame_link *link);

/** Whether rt_frame_link_put() would take a frame.  Thread: the writer. */
bool rt_frame_link_has_room(const struct rt_frame_link *link);

/** Add a holder to the frame and send it.  False when a lossless link is full.
 * Thread: the writer. */
bool rt_frame_link_put(struct rt_frame_link *link, const struct leat_frame *frame);

/** No frame will come any more.  Thread: the writer. */
void rt_frame_link_close(struct rt_frame_link *link);

/**
 * The frame for this tick: the next one or the newest, else the last one again; NULL
 * when none has come yet.  The link holds it until the next call.
 *
 * Thread:  the reader.
 */
const struct leat_frame *rt_frame_link_get(struct rt_frame_link *link);

/** Whether the writer has closed it and the reader has had all.  Thread: the reader. */
bool rt_frame_link_ended(const struct rt_frame_link *link);

/** The part of an EVERY link that is full; 0 of others.  Thread: any. */
double rt_frame_link_fill(const struct rt_frame_link *link);

/** Thread: any. */
void rt_frame_link_stats(const struct rt_frame_link *link,
                         struct leat_link_stats *stats);

#endif
