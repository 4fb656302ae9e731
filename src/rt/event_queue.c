/* SPDX-License-Identifier: MIT */
/* event_queue: sorts events on their way into one node. */
#include "rt/event_queue.h"

#include <string.h>

enum { QUANTUM = 64, ARRIVAL_BITS = 48 };

void rt_event_queue_init(struct event_queue *q)
{
    q->heap.at = q->due;
    for (uint32_t slot = 0; slot < LEAT_EVENTS_WAITING; slot++)
        q->due[slot].slot = slot;
}

void rt_event_queue_clear(struct event_queue *q)
{
    q->heap.n = q->n_ends = 0;
    q->owes_end = false;
}

bool rt_event_queue_put(struct event_queue *q, const struct leat_event *event,
                        uint32_t order)
{
    const uint32_t n = q->heap.n;

    if (!leat_event_may_wait(event, n, q->n_ends)) {
        q->owes_end = q->owes_end || leat_event_is_end(event);
        return false;
    }
    const struct due due = {
        event->frame, (uint64_t)order << ARRIVAL_BITS | q->arrivals++, q->due[n].slot};
    q->event[due.slot] = *event;
    q->n_ends += leat_event_is_end(event);
    q->last = event->frame > q->last ? event->frame : q->last;
    rt_due_push(&q->heap, due);
    q->most = q->heap.n > q->most ? q->heap.n : q->most;
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
    while (q->heap.n && q->due[0].frame <= frame) {
        if (q->taken == LEAT_EVENTS_A_QUANTUM)
            return (quantum + 1) * QUANTUM;
        const struct due due = rt_due_pop(&q->heap);
        q->due[q->heap.n].slot = due.slot;
        q->n_ends -= leat_event_is_end(&q->event[due.slot]);
        *late += due.frame < frame;
        q->taken++;
        q->until = frame + 1;
        to[*n] = q->event[due.slot];
        to[(*n)++].frame = frame;
    }
    if (q->owes_end && !q->heap.n) {
        if (q->taken == LEAT_EVENTS_A_QUANTUM)
            return (quantum + 1) * QUANTUM;
        q->taken++;
        q->owes_end = false;
        q->until = frame + 1;
        to[(*n)++] = (struct leat_event){.frame = frame, .type = LEAT_EVENT_ALL_OFF};
    }
    return q->heap.n ? q->due[0].frame : INT64_MAX;
}

int64_t rt_event_queue_end(const struct event_queue *q, int64_t frame)
{
    const int64_t quantum = frame / QUANTUM;
    const uint32_t taken = quantum == q->quantum ? q->taken : 0;
    const uint32_t n = q->heap.n + q->owes_end;

    if (!n)
        return q->until;
    /* so many quanta must pass before the last has its turn */
    const uint32_t quanta = (n + taken - 1) / LEAT_EVENTS_A_QUANTUM;
    if (quanta)
        frame = (quantum + quanta) * QUANTUM;
    return (q->last > frame ? q->last : frame) + 1;
}

/* All but the heap, its slots and the events. */
struct saved {
    uint64_t arrivals;
    int64_t quantum, last, until;
    uint32_t n, n_ends, taken;
    bool owes_end;
};

struct saved_event {
    struct due due;
    struct leat_event event;
};

size_t rt_event_queue_bytes(const struct event_queue *q)
{
    return sizeof(struct saved) + q->heap.n * sizeof(struct saved_event);
}

size_t rt_event_queue_save(const struct event_queue *q, unsigned char *to)
{
    const struct saved saved = {q->arrivals, q->quantum, q->last,  q->until,
                                q->heap.n,   q->n_ends,  q->taken, q->owes_end};

    memcpy(to, &saved, sizeof(saved));
    to += sizeof(saved);
    for (uint32_t i = 0; i < q->heap.n; i++, to += sizeof(struct saved_event)) {
        const struct saved_event event = {q->due[i], q->event[q->due[i].slot]};
        memcpy(to, &event, sizeof(event));
    }
    return rt_event_queue_bytes(q);
}

/* Those that wait take the first slots; which slot one has changes nothing. */
size_t rt_event_queue_load(struct event_queue *q, const unsigned char *from)
{
    struct saved saved;

    memcpy(&saved, from, sizeof(saved));
    from += sizeof(saved);
    q->arrivals = saved.arrivals;
    q->quantum = saved.quantum;
    q->last = saved.last;
    q->until = saved.until;
    q->n_ends = saved.n_ends;
    q->taken = saved.taken;
    q->owes_end = saved.owes_end;
    q->heap.n = saved.n < LEAT_EVENTS_WAITING ? saved.n : LEAT_EVENTS_WAITING;
    for (uint32_t i = 0; i < q->heap.n; i++, from += sizeof(struct saved_event)) {
        struct saved_event event;
        memcpy(&event, from, sizeof(event));
        q->due[i] = event.due;
        q->due[i].slot = i;
        q->event[i] = event.event;
    }
    for (uint32_t i = q->heap.n; i < q->most; i++)
        q->due[i].slot = i;
    q->most = q->heap.n > q->most ? q->heap.n : q->most;
    return rt_event_queue_bytes(q);
}
