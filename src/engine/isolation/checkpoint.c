/* SPDX-License-Identifier: MIT */
/* checkpoint: what computing changes, found by a walk over the plan.
 *
 * Buffers are left out, since every step writes its own before another reads it, and
 * so are times that were measured, which no sample depends on. */
#include "engine/isolation/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

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
        add_range(list, (struct range){(void *)(uintptr_t)at, bytes, RANGE_BYTES});
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
    ADD_MEMBERS(list, i, sent_quantum, n_sent);
    ADD_MEMBERS(list, i, stats.late_events, stats.clamped);
    if (!i->class)
        return;
    add(list, i->slot, n * sizeof(*i->slot));
    add(list, i->ways, 2 * n * i->env.lanes * sizeof(*i->ways));
    add(list, i->mailbox, i->class->n_mailbox * sizeof(*i->mailbox));
    add(list, ADDRESS(i->mail), i->class->n_mailbox * sizeof(*i->mail));
    add(list, ADDRESS(i->shown), n * sizeof(*i->shown));
    if (i->event_in)
        add_range(list, (struct range){i->event_in, 0, RANGE_QUEUE});
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++)
        if (i->event_out[p])
            add_range(list, (struct range){i->event_out[p], 0, RANGE_EVENTS});
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

static void add_plan(struct list *list, const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_instances; i++)
        add_instance(list, plan->instance[i]);
    for (uint32_t i = 0; i < plan->n_lines; i++)
        add_line(list, plan->line[i]);
    for (uint32_t i = 0; i < plan->n_steps; i++)
        add_step(list, &plan->step[i]);
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

/* What stands first in a checkpoint. */
struct saved {
    int64_t frame, fade_end;
    struct edition *edition;
    struct plan *plan;
    struct leat_tempo tempo;
    double grid_beat;
    uint64_t arrivals, deferrals, late_commands, dropped_commands, edits, non_finite,
        denormal, clipped_returns;
    uint32_t n_due, n_ranges;
};

struct saved_due {
    struct due due;
    struct command command;
};

static size_t bytes_at_most(const struct ranges *r)
{
    const size_t waiting = LEAT_EVENTS_WAITING * sizeof(struct leat_event);
    size_t bytes = sizeof(struct saved) + CYCLE_COMMANDS * sizeof(struct saved_due);

    for (uint32_t i = 0; i < r->n; i++)
        bytes +=
            sizeof(struct range) + (r->range[i].kind == RANGE_BYTES
                                        ? r->range[i].bytes
                                        : 2 * waiting + sizeof(struct event_queue));
    return bytes;
}

int ranges_create(const struct plan *plan, struct ranges *out)
{
    struct list list = {out, 0};

    *out = (struct ranges){0};
    add_plan(&list, plan);
    if (list.err) {
        ranges_destroy(out);
        return list.err;
    }
    join(out);
    out->bytes = bytes_at_most(out);
    return 0;
}

void ranges_destroy(struct ranges *r)
{
    free(r->range);
    *r = (struct ranges){0};
}

static void put(unsigned char **to, const void *from, size_t bytes)
{
    memcpy(*to, from, bytes);
    *to += bytes;
}

/* An output's events: what is in its `at` lasts for one piece only. */
static void save_events(const struct leat_event_out *out, unsigned char **to)
{
    put(to, out, offsetof(struct leat_event_out, at));
    for (uint32_t k = 0; k < out->n_waiting; k++)
        put(to, &out->waiting[(out->first + k) % LEAT_EVENTS_WAITING],
            sizeof(*out->waiting));
}

static void save_range(const struct range *range, unsigned char **to)
{
    if (range->kind == RANGE_QUEUE)
        *to += rt_event_queue_save(range->at, *to);
    else if (range->kind == RANGE_EVENTS)
        save_events(range->at, to);
    else
        put(to, range->at, range->bytes);
}

size_t checkpoint_save(const struct cycle *c, const struct ranges *r, unsigned char *to)
{
    const unsigned char *begin = to;
    const struct saved saved = {
        .frame = c->frame,
        .fade_end = c->fade_end,
        .edition = c->edition,
        .plan = c->plan,
        .tempo = c->tempo,
        .grid_beat = c->grid_beat,
        .arrivals = c->arrivals,
        .deferrals = c->deferrals,
        .late_commands = c->late_commands,
        .dropped_commands = c->dropped_commands,
        .edits = c->edits,
        .non_finite = c->non_finite,
        .denormal = c->denormal,
        .clipped_returns = c->clipped_returns,
        .n_due = c->due.n,
        .n_ranges = r->n,
    };

    put(&to, &saved, sizeof(saved));
    put(&to, r->range, r->n * sizeof(*r->range));
    for (uint32_t i = 0; i < c->due.n; i++) {
        const struct saved_due due = {c->due.at[i],
                                      c->waiting[c->due.at[i].slot].command};
        put(&to, &due, sizeof(due));
    }
    for (uint32_t i = 0; i < r->n; i++)
        save_range(&r->range[i], &to);
    return (size_t)(to - begin);
}

static void get(const unsigned char **from, void *to, size_t bytes)
{
    memcpy(to, *from, bytes);
    *from += bytes;
}

/* Those that wait take the first slots, in the order of their heap; which slot it is
 * changes nothing. */
static void load_due(struct cycle *c, const unsigned char **from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct saved_due due;
        get(from, &due, sizeof(due));
        c->due.at[i] = due.due;
        c->due.at[i].slot = i;
        c->waiting[i].command = due.command;
    }
    c->due.n = n;
    for (uint32_t i = n; i < CYCLE_COMMANDS; i++)
        c->waiting[i].next = i + 1 < CYCLE_COMMANDS ? i + 1 : UINT32_MAX;
    c->free_waiting = n < CYCLE_COMMANDS ? n : UINT32_MAX;
}

static void load_events(struct leat_event_out *out, const unsigned char **from)
{
    get(from, out, offsetof(struct leat_event_out, at));
    out->first = 0;
    if (out->n_waiting > LEAT_EVENTS_WAITING)
        out->n_waiting = LEAT_EVENTS_WAITING; /* it was overwritten meanwhile */
    for (uint32_t k = 0; k < out->n_waiting; k++)
        get(from, &out->waiting[k], sizeof(*out->waiting));
}

static void load_range(const struct range *range, const unsigned char **from)
{
    if (range->kind == RANGE_QUEUE)
        *from += rt_event_queue_load(range->at, *from);
    else if (range->kind == RANGE_EVENTS)
        load_events(range->at, from);
    else
        get(from, range->at, range->bytes);
}

size_t checkpoint_head_bytes(const unsigned char *from)
{
    struct saved saved;

    memcpy(&saved, from, sizeof(saved));
    return sizeof(saved) + saved.n_ranges * sizeof(struct range);
}

size_t ranges_head_bytes(const struct ranges *ranges)
{
    return sizeof(struct saved) + ranges->n * sizeof(struct range);
}

static void load_cycle(struct cycle *c, const struct saved *saved)
{
    c->frame = saved->frame;
    c->fade_end = saved->fade_end;
    c->edition = saved->edition;
    c->plan = saved->plan;
    c->tempo = saved->tempo;
    c->grid_beat = saved->grid_beat;
    c->arrivals = saved->arrivals;
    c->deferrals = saved->deferrals;
    c->late_commands = saved->late_commands;
    c->dropped_commands = saved->dropped_commands;
    c->edits = saved->edits;
    c->non_finite = saved->non_finite;
    c->denormal = saved->denormal;
    c->clipped_returns = saved->clipped_returns;
}

void checkpoint_load(struct cycle *c, const unsigned char *head,
                     const unsigned char *from)
{
    struct saved saved;

    get(&head, &saved, sizeof(saved));
    from += sizeof(saved) + saved.n_ranges * sizeof(struct range);
    load_cycle(c, &saved);
    load_due(c, &from, saved.n_due);
    for (uint32_t i = 0; i < saved.n_ranges; i++) {
        struct range range;
        get(&head, &range, sizeof(range));
        load_range(&range, &from);
    }
}
