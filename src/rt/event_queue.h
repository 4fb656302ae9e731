/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_EVENT_QUEUE_H
#define LEAT_RT_EVENT_QUEUE_H

/**
 * event_queue: events on their way into one node, sorted by frame, those of one frame
 * by the order of their links, those of one link as they came.  It is what is left of
 * many links: it holds back what is delayed, and what is more than a quantum may have.
 *
 * Thread:  rt, one at a time, but for rt_event_queue_init().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/event.h>
#include <leat/export.h>

#include "rt/due.h"

struct event_queue {
    struct due_heap heap; /* of slots in `event`; behind it stand the free ones */
    uint32_t n_ends;      /* of those that wait: only end something */
    bool owes_end;        /* one was lost: an ALL_OFF follows those that wait */
    uint64_t arrivals;
    int64_t quantum; /* the last one that took events */
    uint32_t taken;  /* and how many */
    int64_t last;    /* the greatest frame of all that ever waited */
    int64_t until;   /* behind the frame at which one was taken last */
    uint32_t most;   /* that ever waited at once: slots beyond were never used */
    struct due due[LEAT_EVENTS_WAITING];
    struct leat_event event[LEAT_EVENTS_WAITING];
};

/** Make zeros an empty queue.  Thread: control. */
void rt_event_queue_init(struct event_queue *queue);

/** Forget what waits. */
LEAT_RT void rt_event_queue_clear(struct event_queue *queue);

/** Let an event wait for its frame; `order`, below 65536, is that of its link.  Returns
 * false when leat_event_may_wait() does; if it ends something, an ALL_OFF comes when
 * all that wait have been taken, so that no note hangs. */
LEAT_RT bool rt_event_queue_put(struct event_queue *queue,
                                const struct leat_event *event, uint32_t order);

/**
 * Append what is due at a frame to `to`, at most LEAT_EVENTS_A_QUANTUM in a quantum;
 * `*late` counts up by what is taken after its frame.
 *
 * Returns the frame at which to take again; INT64_MAX when nothing waits.
 */
LEAT_RT int64_t rt_event_queue_take(struct event_queue *queue, int64_t frame,
                                    struct leat_event *to, uint32_t *n, uint32_t *late);

/** The frame behind the one at which, as seen from `frame`, the last event that waits
 * will be taken; when none waits, behind the one at which the last was. */
LEAT_RT int64_t rt_event_queue_end(const struct event_queue *queue, int64_t frame);

/** Write what waits, and all that the future depends on, to `to`, which has room for
 * rt_event_queue_bytes() of the same queue.  Returns the bytes written. */
LEAT_RT size_t rt_event_queue_save(const struct event_queue *queue, unsigned char *to);
LEAT_RT size_t rt_event_queue_bytes(const struct event_queue *queue);

/** Become what was saved.  Returns the bytes read. */
LEAT_RT size_t rt_event_queue_load(struct event_queue *queue,
                                   const unsigned char *from);

#endif
