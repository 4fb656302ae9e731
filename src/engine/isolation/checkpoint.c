/* SPDX-License-Identifier: MIT */
/* checkpoint: head, what waits, then range after range. */
#include "engine/isolation/checkpoint.h"

#include <string.h>

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

size_t checkpoint_bytes(const struct ranges *ranges)
{
    return sizeof(struct saved) + CYCLE_COMMANDS * sizeof(struct saved_due) +
           ranges->n * sizeof(struct range) + ranges->bytes;
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

static void save_range(const struct range *range, const struct page_store *store,
                       unsigned char **to)
{
    if (range->kind == RANGE_PAGES)
        pages_save(range, store, to);
    else if (range->kind == RANGE_QUEUE)
        *to += rt_event_queue_save(range->at, *to);
    else if (range->kind == RANGE_EVENTS)
        save_events(range->at, to);
    else
        put(to, range->at, range->bytes);
}

size_t checkpoint_save(const struct cycle *c, const struct ranges *r,
                       const struct page_store *store, unsigned char *to)
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
        save_range(&r->range[i], store, &to);
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

static void load_range(const struct range *range, const struct page_store *store,
                       const unsigned char **from)
{
    if (range->kind == RANGE_PAGES)
        pages_load(range, store, from);
    else if (range->kind == RANGE_QUEUE)
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

size_t checkpoint_head_most(const struct ranges *ranges)
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
                     const struct page_store *store, const unsigned char *from)
{
    struct saved saved;

    get(&head, &saved, sizeof(saved));
    from += sizeof(saved) + saved.n_ranges * sizeof(struct range);
    load_cycle(c, &saved);
    load_due(c, &from, saved.n_due);
    for (uint32_t i = 0; i < saved.n_ranges; i++) {
        struct range range;
        get(&head, &range, sizeof(range));
        load_range(&range, store, &from);
    }
}
