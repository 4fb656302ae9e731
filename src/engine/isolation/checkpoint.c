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

static void add(struct list *list, const void *at, size_t bytes)
{
    struct ranges *r = list->to;

    if (list->err || !at || !bytes)
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
    r->range[r->n++] = (struct range){(void *)(uintptr_t)at, bytes};
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
    add(list, i->event_in, i->event_in ? sizeof(*i->event_in) : 0);
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++) {
        const struct leat_event_out *out = i->event_out[p];
        if (!out)
            continue;
        add(list, out, sizeof(*out));
        add(list, out->waiting, LEAT_EVENTS_WAITING * sizeof(*out->waiting));
    }
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

/* Ranges that touch or overlap become one. */
static void join(struct ranges *r)
{
    uint32_t n = 0;

    qsort(r->range, r->n, sizeof(*r->range), by_address);
    for (uint32_t i = 0; i < r->n; i++) {
        char *at = r->range[i].at, *end = at + r->range[i].bytes;
        char *before = n ? (char *)r->range[n - 1].at + r->range[n - 1].bytes : NULL;
        if (before && at <= before) {
            if (end > before)
                r->range[n - 1].bytes += (size_t)(end - before);
            continue;
        }
        r->range[n++] = r->range[i];
    }
    r->n = n;
    for (uint32_t i = 0; i < n; i++)
        r->bytes += r->range[i].bytes;
}

int ranges_create(const struct plan *plan, struct ranges *out)
{
    struct list list = {out, 0};

    *out = (struct ranges){0};
    add_plan(&list, plan);
    if (list.err)
        ranges_destroy(out);
    else
        join(out);
    return list.err;
}

void ranges_destroy(struct ranges *r)
{
    free(r->range);
    *r = (struct ranges){0};
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

size_t checkpoint_bytes(const struct ranges *r)
{
    return sizeof(struct saved) + CYCLE_COMMANDS * sizeof(struct saved_due) +
           r->n * sizeof(struct range) + r->bytes;
}

static void put(unsigned char **to, const void *from, size_t bytes)
{
    memcpy(*to, from, bytes);
    *to += bytes;
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
    for (uint32_t i = 0; i < c->due.n; i++) {
        const struct saved_due due = {c->due.at[i],
                                      c->waiting[c->due.at[i].slot].command};
        put(&to, &due, sizeof(due));
    }
    put(&to, r->range, r->n * sizeof(*r->range));
    for (uint32_t i = 0; i < r->n; i++)
        put(&to, r->range[i].at, r->range[i].bytes);
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

void checkpoint_load(struct cycle *c, const unsigned char *from)
{
    struct saved saved;

    get(&from, &saved, sizeof(saved));
    c->frame = saved.frame;
    c->fade_end = saved.fade_end;
    c->edition = saved.edition;
    c->plan = saved.plan;
    c->tempo = saved.tempo;
    c->grid_beat = saved.grid_beat;
    c->arrivals = saved.arrivals;
    c->deferrals = saved.deferrals;
    c->late_commands = saved.late_commands;
    c->dropped_commands = saved.dropped_commands;
    c->edits = saved.edits;
    c->non_finite = saved.non_finite;
    c->denormal = saved.denormal;
    c->clipped_returns = saved.clipped_returns;
    load_due(c, &from, saved.n_due);
    const unsigned char *list = from,
                        *data = from + saved.n_ranges * sizeof(struct range);
    for (uint32_t i = 0; i < saved.n_ranges; i++) {
        struct range range;
        get(&list, &range, sizeof(range));
        get(&data, range.at, range.bytes);
    }
}
