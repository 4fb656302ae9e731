/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_EVENT_QUEUE_H
#define LEAT_RT_EVENT_QUEUE_H

/**
 * event_queue: events on their way into one node, sorted by frame, those of one frame
 * by the order of their links, those of one link as they came.  It is what is left of
 * many links: it holds back what is delayed, and what is more than a quantum may have.
 *
 * Zeros are an empty queue.  Thread:  rt, one at a time.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/event.h>
#include <leat/export.h>

enum { EVENT_QUEUE_ROOM = 2048 };

struct event_queue {
    uint32_t first, end; /* [first, end) is what waits */
    int64_t quantum;     /* the last one that took events */
    uint32_t taken;      /* and how many */
    uint32_t order[EVENT_QUEUE_ROOM];
    struct leat_event event[EVENT_QUEUE_ROOM];
};

/** Let an event wait for its frame.  Returns false when the queue is full. */
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

/** The frame behind the last event that waits; 0 when none does. */
static inline int64_t event_queue_end(const struct event_queue *queue)
{
    return queue->first == queue->end ? 0 : queue->event[queue->end - 1].frame + 1;
}

#endif
