/* SPDX-License-Identifier: MIT */
/* border: streams to bytes and back.  In memory that others may write meanwhile, so
 * counts are held within their bounds. */
#include "engine/border.h"

#include <string.h>

#include "engine/cycle.h"

/* What stands before a stream's rows, or events. */
struct head {
    int64_t end;
    uint32_t n;         /* events, or rows: 1 or all of the piece */
    uint32_t n_waiting; /* events */
    bool owes_end, held;
};

static size_t most_bytes(const struct crossing *c, uint32_t n, const struct plan *plan)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < n; i++) {
        const struct timeline *t = &plan->timeline[c[i].timeline];
        const size_t frames =
            (size_t)(LEAT_QUANTUM * (t->rate_hz / plan->timeline[0].rate_hz)) + 3;
        bytes += sizeof(struct head) +
                 (c[i].events ? LEAT_EVENTS_A_QUANTUM * sizeof(struct leat_event)
                              : frames * c[i].lanes * sizeof(float));
    }
    return bytes;
}

void border_measure(struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_borders; i++) {
        struct border *b = &plan->border[i];
        b->in_bytes = most_bytes(b->in, b->n_in, plan);
        b->out_bytes = most_bytes(b->out, b->n_out, plan);
    }
}

static size_t put(const struct crossing *c, const struct plan *plan, unsigned char *to)
{
    const void *from = c->at;
    struct head head;
    size_t bytes;

    memset(&head, 0, sizeof(head)); /* padding too: what two workers give is compared */
    head.end = *c->end;
    if (c->events) {
        head.n = c->events->n;
        head.n_waiting = c->events->n_waiting;
        head.owes_end = c->events->owes_end;
        from = c->events->at;
        bytes = head.n * sizeof(struct leat_event);
    } else {
        head.held = c->held && *c->held;
        head.n = head.held ? 1 : plan->timeline[c->timeline].n;
        bytes = (size_t)head.n * c->lanes * sizeof(float);
    }
    memcpy(to, &head, sizeof(head));
    memcpy(to + sizeof(head), from, bytes);
    return sizeof(head) + bytes;
}

size_t rt_border_put(const struct crossing *c, uint32_t n, const struct plan *plan,
                     unsigned char *to)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < n; i++)
        bytes += put(&c[i], plan, to + bytes);
    return bytes;
}

static size_t get_events(struct leat_event_out *out, const struct head *head,
                         const unsigned char *from)
{
    out->n = head->n < LEAT_EVENTS_A_QUANTUM ? head->n : LEAT_EVENTS_A_QUANTUM;
    out->n_waiting = head->n_waiting;
    out->owes_end = head->owes_end;
    memcpy(out->at, from, out->n * sizeof(struct leat_event));
    return out->n * sizeof(struct leat_event);
}

/* One row stands for all where whoever reads on does not know of rows that are held. */
static void spread(const struct crossing *c, uint32_t rows)
{
    for (uint32_t f = 1; f < rows; f++)
        memcpy(c->at + (size_t)f * c->lanes, c->at, c->lanes * sizeof(float));
}

static size_t get(const struct crossing *c, const struct plan *plan,
                  const unsigned char *from)
{
    const uint32_t frames = plan->timeline[c->timeline].n;
    struct head head;

    memcpy(&head, from, sizeof(head));
    from += sizeof(head);
    *c->end = head.end;
    if (c->events)
        return sizeof(head) + get_events(c->events, &head, from);
    const size_t bytes = (size_t)(head.held ? 1 : frames) * c->lanes * sizeof(float);
    memcpy(c->at, from, bytes);
    if (c->held)
        *c->held = head.held;
    else if (head.held)
        spread(c, frames);
    return sizeof(head) + bytes;
}

void rt_border_get(const struct crossing *c, uint32_t n, const struct plan *plan,
                   const unsigned char *from)
{
    for (uint32_t i = 0; i < n; i++)
        from += get(&c[i], plan, from);
}

void rt_border_silence(const struct crossing *c, uint32_t n, const struct plan *plan)
{
    for (uint32_t i = 0; i < n; i++) {
        if (c[i].events) {
            c[i].events->n = 0;
            continue;
        }
        memset(c[i].at, 0,
               (size_t)plan->timeline[c[i].timeline].n * c[i].lanes * sizeof(float));
        if (c[i].held)
            *c[i].held = false;
    }
}
