/* SPDX-License-Identifier: MIT */
/* step_events: events from one node to the next: collected, sorted, cut, ended. */
#include "engine/cycle.h"

/* Frame of the engine at which a timeline's frame 0 began, at the engine's rate. */
static int64_t origin_of(const struct plan *plan, const struct timeline *t)
{
    while (t->kind == NET_RATE)
        t = &plan->timeline[t->parent];
    return plan->timeline[0].frame + t->offset - t->frame;
}

/* The first frame of `to` that begins when a frame of `from` does, or later. */
static int64_t convert(const struct plan *plan, const struct timeline *from,
                       const struct timeline *to, int64_t frame)
{
    if (from == to)
        return frame;
    if (from->kind == NET_RATE)
        frame = -leat_rt_scale_floor(-frame, from->den, from->num);
    frame += origin_of(plan, from) - origin_of(plan, to);
    return to->kind == NET_RATE ? -leat_rt_scale_floor(-frame, to->num, to->den)
                                : frame;
}

/* Whether a link lets events through: it has come, and does not go. */
static bool is_open(const struct line *line)
{
    return !line || (!line->leaving && line->fade.to > 0.0f && line->gain.to != 0.0f);
}

static void put(struct step *s, struct leat_event *event, uint32_t order)
{
    struct instance *i = s->instance;

    if (!rt_event_queue_put(i->event_in, event, order))
        atomic_fetch_add_explicit(&i->stats.lost_events, 1, memory_order_relaxed);
}

/* A link that goes takes its notes with it. */
static void silence(struct step *s, struct line *line, int64_t frame, uint32_t order)
{
    if (!line->leaving || line->silenced)
        return;
    put(s, &(struct leat_event){.frame = frame, .type = LEAT_EVENT_ALL_OFF}, order);
    line->silenced = true;
}

static void pass(struct line *line, uint32_t nframes)
{
    atomic_store_explicit(&line->frames,
                          atomic_load_explicit(&line->frames, memory_order_relaxed) +
                              nframes,
                          memory_order_relaxed); /* one writer */
    ramp_pass(&line->gain, nframes);
    ramp_pass(&line->fade, nframes);
}

static void collect(struct cycle *c, struct step *s, const struct timeline *tl,
                    uint32_t order)
{
    const struct feed *f = &s->feed[order];
    const struct timeline *from = &c->plan->timeline[f->timeline];

    if (f->line)
        silence(s, f->line, tl->frame, order);
    const bool begun = tl->origin >= 0; /* else its turn in a series is yet to come */
    for (uint32_t k = 0; k < f->src->n && begun && is_open(f->line); k++) {
        struct leat_event event = f->src->at[k];
        event.frame = convert(c->plan, from, tl, event.frame) + f->delay;
        put(s, &event, order);
    }
    if (f->line)
        pass(f->line, tl->n);
}

/* Events end with the last of their links, and not before what waits here or there. */
static int64_t end_of(const struct cycle *c, const struct step *s,
                      const struct timeline *tl)
{
    int64_t end = rt_event_queue_end(s->instance->event_in, tl->frame);

    for (uint32_t k = 0; k < s->n_feeds; k++) {
        const struct feed *f = &s->feed[k];
        if (*f->end == INSTANCE_ALIVE || f->src->n_waiting || f->src->owes_end)
            return INSTANCE_ALIVE;
        const int64_t own =
            convert(c->plan, &c->plan->timeline[f->timeline], tl, *f->end) + f->delay;
        end = own > end ? own : end;
    }
    return end;
}

void rt_events_collect(struct cycle *c, struct step *s, const struct timeline *tl)
{
    for (uint32_t k = 0; k < s->n_feeds; k++)
        collect(c, s, tl, k);
    if (s->n_feeds)
        s->event_end = end_of(c, s, tl);
}

uint32_t rt_events_take(struct step *s, const struct timeline *tl, uint32_t offset,
                        uint32_t next, struct scratch *scratch, uint32_t *n_events)
{
    struct instance *i = s->instance;
    uint32_t late = 0;

    if (!s->hears)
        return next;
    const int64_t frame = rt_event_queue_take(i->event_in, tl->frame + offset,
                                              scratch->event, n_events, &late);
    if (late)
        atomic_fetch_add_explicit(&i->stats.late_events, late, memory_order_relaxed);
    return frame - tl->frame < next ? (uint32_t)(frame - tl->frame) : next;
}

/* A new quantum: those that have waited longest come first. */
static void let_in(struct leat_event_out *out, int64_t frame)
{
    while (out->n < LEAT_EVENTS_A_QUANTUM && out->n_waiting) {
        struct leat_event *event = &out->at[out->n++];
        *event = out->waiting[out->first];
        event->frame = frame;
        out->n_ends -= leat_event_is_end(event);
        out->first = (out->first + 1) % LEAT_EVENTS_WAITING;
        out->n_waiting--;
    }
    if (out->owes_end && out->n < LEAT_EVENTS_A_QUANTUM) {
        out->at[out->n++] =
            (struct leat_event){.frame = frame, .type = LEAT_EVENT_ALL_OFF};
        out->owes_end = false;
    }
    out->room = LEAT_EVENTS_A_QUANTUM - out->n;
}

void rt_events_begin(struct cycle *c, struct step *s, const struct timeline *tl)
{
    const int64_t quantum = c->plan->timeline[0].frame / LEAT_QUANTUM;

    for (uint32_t p = 0; p < s->n_out; p++) {
        struct leat_event_out *out = s->instance->event_out[p];
        if (!out)
            continue;
        out->n = 0;
        if (out->quantum == quantum)
            continue;
        out->quantum = quantum;
        let_in(out, tl->frame);
    }
}

void rt_events_finish(struct step *s)
{
    for (uint32_t p = 0; p < s->n_out; p++) {
        struct leat_event_out *out = s->instance->event_out[p];
        struct instance_stats *stats = &s->instance->stats;
        if (!out || !(out->late | out->lost))
            continue;
        atomic_fetch_add_explicit(&stats->late_events, out->late, memory_order_relaxed);
        atomic_fetch_add_explicit(&stats->lost_events, out->lost, memory_order_relaxed);
        out->late = out->lost = 0;
    }
}
