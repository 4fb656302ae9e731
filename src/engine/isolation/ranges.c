/* SPDX-License-Identifier: MIT */
/* ranges: what computing changes, found by a walk over the plan.
 *
 * Buffers are left out, since every step writes its own before another reads it, and
 * so are times that were measured and what people read, which no sample depends on. */
#include "engine/isolation/ranges.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

enum { LONG_BYTES = 1 << 17 }; /* of which only pages that changed are copied */

struct list {
    struct ranges *to;
    int err;
};

static void add_range(struct list *list, struct range range)
{
    struct ranges *r = list->to;

    if (list->err)
        return;
    if (r->n == r->cap) {
        const uint32_t cap = r->cap ? 2 * r->cap : 256;
        struct range *wider = realloc(r->range, cap * sizeof(*wider));
        if (!wider) {
            list->err = LEAT_ERR_NOMEM;
            return;
        }
        r->range = wider;
        r->cap = cap;
    }
    r->range[r->n++] = range;
}

static void add(struct list *list, const void *at, size_t bytes)
{
    if (at && bytes)
        add_range(list, (struct range){(void *)(uintptr_t)at, bytes, RANGE_BYTES, 0});
}

/* Atomic or not: nobody else writes it between two pieces. */
#define ADDRESS(pointer) ((const void *)(uintptr_t)(pointer))

/* From one member of a struct to the end of another. */
#define ADD_MEMBERS(list, object, first, last)                                         \
    add(list, ADDRESS(&(object)->first),                                               \
        (uintptr_t)(&(object)->last + 1) - (uintptr_t) & (object)->first)

static void add_instance(struct list *list, const struct instance *i)
{
    const size_t n = i->class ? i->class->n_params : 0;

    add(list, i->pulse,
        (size_t)((const char *)i->state - (const char *)i->pulse) + i->state_bytes);
    ADD_MEMBERS(list, i, out_end, detector);
    ADD_MEMBERS(list, i, stats.late_events, stats.clamped);
    if (!i->class)
        return;
    add(list, i->slot, n * sizeof(*i->slot));
    add(list, i->ways, 2 * n * i->env.lanes * sizeof(*i->ways));
    add(list, i->mailbox, i->n_mailbox * sizeof(*i->mailbox));
    add(list, ADDRESS(i->shown), n * sizeof(*i->shown));
    if (i->event_in)
        add_range(list, (struct range){i->event_in, 0, RANGE_QUEUE, 0});
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++)
        if (i->event_out[p])
            add_range(list, (struct range){i->event_out[p], 0, RANGE_EVENTS, 0});
}

static void add_line(struct list *list, const struct line *l)
{
    ADD_MEMBERS(list, l, gain, silenced);
    add(list, ADDRESS(&l->frames), sizeof(l->frames));
    add(list, l->ring, (size_t)l->ring_frames * l->lanes * sizeof(*l->ring));
}

static void add_step(struct list *list, const struct step *s)
{
    for (uint32_t p = 0; s->out_end && p < s->n_out; p++)
        add(list, s->out_end[p], sizeof(*s->out_end[p]));
    add(list, s->end, s->end ? sizeof(*s->end) : 0);
    add(list, &s->event_end, sizeof(s->event_end));
    add(list, &s->decay, sizeof(s->decay));
    add(list, s->held, s->held ? s->n_out + 1 : 0);
}

/* What others give and have given: its end was seen by loops. */
static void add_crossings(struct list *list, const struct border *b)
{
    for (uint32_t i = 0; i < b->n_in; i++)
        add(list, b->in[i].end, sizeof(*b->in[i].end));
}

/* What a crew shares with the others: commands for them are put off here too, and a
 * node that is watched from here is measured here. */
static void add_foreign(struct list *list, const struct instance *i)
{
    ADD_MEMBERS(list, i, sent_quantum, n_sent);
    ADD_MEMBERS(list, i, detector, detector);
}

static void add_plan(struct list *list, const struct plan *plan, uint32_t crew)
{
    const struct border *b = crew ? &plan->border[crew - 1] : NULL;

    for (uint32_t i = 0; i < plan->n_instances; i++) {
        add_foreign(list, plan->instance[i]);
        if (plan->instance[i]->crew == crew)
            add_instance(list, plan->instance[i]);
    }
    for (uint32_t i = 0; i < plan->n_lines; i++)
        if (plan->line[i]->crew == crew)
            add_line(list, plan->line[i]);
    for (uint32_t i = b ? b->first : 0; i < (b ? b->last : plan->n_steps); i++)
        add_step(list, &plan->step[i]);
    if (b)
        add_crossings(list, b);
    for (const struct loop *l = plan->loop; l; l = l->next)
        add(list, &l->since, sizeof(l->since));
    for (const struct return_end *r = plan->returns; r; r = r->next)
        add(list, &r->seen, sizeof(r->seen));
    add(list, plan->timeline, plan->n_timelines * sizeof(*plan->timeline));
}

static int by_address(const void *a, const void *b)
{
    const uintptr_t x = (uintptr_t)((const struct range *)a)->at,
                    y = (uintptr_t)((const struct range *)b)->at;
    return x < y ? -1 : x > y;
}

/* Whether a range begins where the one before ends, or before that. */
static bool goes_on(const struct range *before, const struct range *next)
{
    return before->kind == RANGE_BYTES && next->kind == RANGE_BYTES &&
           (char *)next->at <= (char *)before->at + before->bytes;
}

/* Ranges that touch or overlap become one. */
static void join(struct ranges *r)
{
    uint32_t n = 0;

    qsort(r->range, r->n, sizeof(*r->range), by_address);
    for (uint32_t i = 0; i < r->n; i++) {
        struct range *before = n ? &r->range[n - 1] : NULL;
        const char *end = (char *)r->range[i].at + r->range[i].bytes;
        if (!before || !goes_on(before, &r->range[i]))
            r->range[n++] = r->range[i];
        else if (end > (char *)before->at + before->bytes)
            before->bytes = (size_t)(end - (char *)before->at);
    }
    r->n = n;
}

/* The whole pages of a long range; what is left of it before and behind. */
struct cut {
    uintptr_t first, last, from, to;
};

static struct cut cut_pages(const struct range *range)
{
    const uintptr_t from = (uintptr_t)range->at, to = from + range->bytes;

    return (struct cut){(from + RANGES_PAGE - 1) / RANGES_PAGE * RANGES_PAGE,
                        to / RANGES_PAGE * RANGES_PAGE, from, to};
}

static bool is_long(const struct range *range)
{
    return range->kind == RANGE_BYTES && range->bytes >= LONG_BYTES;
}

static int part_pages(struct ranges *r)
{
    struct ranges parted = {0};
    struct list list = {&parted, 0};

    for (uint32_t i = 0; i < r->n; i++) {
        const struct cut c = cut_pages(&r->range[i]);
        if (is_long(&r->range[i]))
            add_range(&list, (struct range){(void *)c.first, c.last - c.first,
                                            RANGE_PAGES, 0});
    }
    parted.n_long = parted.n;
    for (uint32_t i = 0; i < r->n; i++) {
        const struct cut c = cut_pages(&r->range[i]);
        if (!is_long(&r->range[i])) {
            add_range(&list, r->range[i]);
            continue;
        }
        add(&list, (void *)c.from, c.first - c.from);
        add(&list, (void *)c.last, c.to - c.last);
    }
    free(r->range);
    *r = parted;
    return list.err;
}

static size_t bytes_of(const struct range *range)
{
    const size_t waiting = LEAT_EVENTS_WAITING * sizeof(struct leat_event);

    switch (range->kind) {
    case RANGE_BYTES:
        return range->bytes;
    case RANGE_PAGES:
        return range->bytes / RANGES_PAGE * sizeof(uint64_t); /* their stamps */
    default:
        return 2 * waiting + sizeof(struct event_queue);
    }
}

int ranges_create(const struct plan *plan, uint32_t crew, struct ranges *out)
{
    struct list list = {out, 0};

    *out = (struct ranges){0};
    add_plan(&list, plan, crew);
    if (!list.err) {
        join(out);
        list.err = part_pages(out);
    }
    if (list.err) {
        ranges_destroy(out);
        return list.err;
    }
    for (uint32_t i = 0; i < out->n; i++)
        out->bytes += bytes_of(&out->range[i]);
    return 0;
}

/* The pages of other ranges that stand at or behind `place`; none: the end. */
static const struct range *next_taken(const struct ranges *const *others,
                                      uint32_t n_others, uint32_t place)
{
    const struct range *next = NULL;

    for (uint32_t k = 0; k < n_others; k++)
        for (uint32_t i = 0; i < others[k]->n_long; i++) {
            const struct range *r = &others[k]->range[i];
            if (r->place + r->bytes / RANGES_PAGE > place &&
                (!next || r->place < next->place))
                next = r;
        }
    return next;
}

static const struct range *find_same(const struct ranges *const *others,
                                     uint32_t n_others, const struct range *range)
{
    for (uint32_t k = n_others; k-- > 0;)
        for (uint32_t i = 0; i < others[k]->n_long; i++) {
            const struct range *r = &others[k]->range[i];
            if (r->at == range->at && r->bytes == range->bytes)
                return r;
        }
    return NULL;
}

int ranges_place(struct ranges *ranges, const struct ranges *const *others,
                 uint32_t n_others)
{
    uint32_t end = 0;

    for (uint32_t i = 0; i < ranges->n_long; i++) {
        struct range *r = &ranges->range[i];
        const uint32_t pages = (uint32_t)(r->bytes / RANGES_PAGE);
        const struct range *taken;
        if ((taken = find_same(others, n_others, r))) {
            r->place = taken->place;
            continue;
        }
        while ((taken = next_taken(others, n_others, end)) &&
               taken->place < end + pages)
            end = taken->place + (uint32_t)(taken->bytes / RANGES_PAGE);
        r->place = end;
        end += pages;
        if (end > RANGES_PAGES)
            return LEAT_ERR_LIMIT;
    }
    return 0;
}

void ranges_destroy(struct ranges *r)
{
    free(r->range);
    *r = (struct ranges){0};
}
