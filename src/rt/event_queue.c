/* SPDX-License-Identifier: MIT */
/* event_queue: sorts events on their way into one node. */
#include "rt/event_queue.h"

#include <string.h>

enum { QUANTUM = 64 };

/* Move what waits to the front. */
static void close_up(struct event_queue *q)
{
    const uint32_t n = q->end - q->first;

    memmove(q->event, q->event + q->first, n * sizeof(*q->event));
    memmove(q->order, q->order + q->first, n * sizeof(*q->order));
    q->first = 0;
    q->end = n;
}

static bool is_before(const struct event_queue *q, int64_t frame, uint32_t order,
                      uint32_t other)
{
    return frame < q->event[other].frame ||
           (frame == q->event[other].frame && order < q->order[other]);
}

bool rt_event_queue_put(struct event_queue *q, const struct leat_event *event,
                        uint32_t order)
{
    uint32_t at;

    if (q->first == q->end)
        q->first = q->end = 0;
    if (q->end == EVENT_QUEUE_ROOM && q->first)
        close_up(q);
    if (q->end == EVENT_QUEUE_ROOM)
        return false;
    for (at = q->end++; at > q->first && is_before(q, event->frame, order, at - 1);
         at--) {
        q->event[at] = q->event[at - 1];
        q->order[at] = q->order[at - 1];
    }
    q->event[at] = *event;
    q->order[at] = order;
    return true;
}

int64_t rt_event_queue_take(struct event_queue *q, int64_t frame, struct leat_event *to,
                            uint32_t *n, uint32_t *late)
{
    const int64_t quantum = frame / QUANTUM;

    if (quantum != q->quantum) {
        q->quantum = quantum;
        q->taken = 0;
    }
    for (; q->first < q->end && q->event[q->first].frame <= frame; q->first++) {
        if (q->taken == LEAT_EVENTS_A_QUANTUM)
            return (quantum + 1) * QUANTUM;
        *late += q->event[q->first].frame < frame;
        q->taken++;
        to[*n] = q->event[q->first];
        to[(*n)++].frame = frame;
    }
    return q->first < q->end ? q->event[q->first].frame : INT64_MAX;
}
