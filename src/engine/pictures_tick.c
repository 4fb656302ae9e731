/* SPDX-License-Identifier: MIT */
/* pictures_tick: running the ticks of video domains. */
#include <leat/err.h>

#include "engine/clock.h"
#include "engine/pictures.h"
#include "engine/pictures_domain.h"

/* What a node is given at one tick. */
struct inputs {
    const struct leat_frame *frame[LEAT_MAX_PORTS];
    struct leat_span span[LEAT_MAX_PORTS];
    bool waits; /* for a first frame */
    bool ended; /* all linked inputs, feedback aside; false without any */
};

static void count(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

/* The sound of the time between a tick and the one before; tick 0 has none. */
static struct leat_span sound_of(struct pictures *p, struct rt_span *span, int64_t tick)
{
    const int64_t to = pictures_position(p, tick);

    return rt_span_read(span, tick > 0 ? pictures_position(p, tick - 1) : to, to);
}

/* The frame that a link brings; `ended` when it will bring no other. */
static const struct leat_frame *frame_of(struct pictures *p, int32_t index, bool *ended)
{
    const struct pictures_link *l = &p->link[index];
    const struct picture_step *from;

    if (l->from == PICTURES_OUTSIDE) {
        *ended = rt_frame_link_ended(l->frames);
        return rt_frame_link_get(l->frames);
    }
    from = &p->step[l->from];
    *ended = from->ended;
    if (from->out[l->from_port].last)
        count(from->out[l->from_port].is_new ? &p->count[index].in
                                             : &p->count[index].duplicated,
              1);
    return from->out[l->from_port].last;
}

static void gather(struct pictures *p, uint32_t step, int64_t tick, struct inputs *in)
{
    const struct picture_step *s = &p->step[step];
    uint32_t n_linked = 0, n_ended = 0;

    *in = (struct inputs){.waits = false};
    for (uint32_t i = 0; i < s->n_in; i++) {
        const int32_t index = s->in_link[i];
        bool ended = false;
        if (index == PICTURES_NO_LINK)
            continue;
        if (p->link[index].sound) {
            ended = rt_span_ended(p->link[index].sound);
            in->span[i] = sound_of(p, p->link[index].sound, tick);
        } else {
            in->frame[i] = frame_of(p, index, &ended);
            in->waits = in->waits || (!in->frame[i] && !s->is_optional[i]);
        }
        if (p->link[index].from < (int32_t)step) { /* no feedback */
            n_linked++;
            n_ended += ended;
        }
    }
    in->ended = n_linked > 0 && n_ended == n_linked;
}

/* Values for this tick: the base, or the newest sample of streams that lead there. */
static void set_values(struct pictures *p, uint32_t step, int64_t tick)
{
    struct picture_step *s = &p->step[step];
    const struct leat_node_class *c = s->node.node_class;

    for (uint32_t k = 0; k < c->n_params; k++)
        s->number[k] = picture_float(
            atomic_load_explicit(&s->param[k].base, memory_order_relaxed));
    for (uint32_t i = 0; i < p->n_links; i++) {
        const struct pictures_link *l = &p->link[i];
        if (!l->to_param || l->to != (int32_t)step)
            continue;
        const struct leat_span span = sound_of(p, l->sound, tick);
        if (span.nframes == 0)
            continue;
        const float x = l->gain * span.at[(size_t)(span.nframes - 1) * span.lanes];
        s->number[l->to_port] =
            l->mode == LEAT_MODE_ADD ? s->number[l->to_port] + x : x;
    }
    for (uint32_t k = 0; k < c->n_params; k++) {
        if (c->params[k].kind == LEAT_TEXT)
            continue;
        const float value = leat_param_clamp(&c->params[k], s->number[k]);
        count(&s->clamped, value != s->number[k]);
        s->number[k] = value;
        atomic_store_explicit(&s->param[k].now, picture_bits(value),
                              memory_order_relaxed);
    }
}

/* A fresh frame for each output.  False when one has none: its holders are too slow. */
static bool take_frames(struct picture_step *s, struct leat_frame **fresh)
{
    for (uint32_t o = 0; o < s->n_out; o++) {
        if (!s->out[o].pool)
            continue;
        fresh[o] = leat_frame_take(s->out[o].pool);
        if (fresh[o])
            continue;
        while (o-- > 0)
            leat_frame_unref(&fresh[o]);
        return false;
    }
    return true;
}

/* What a call left in `given` becomes what its outputs show. */
static void show(struct picture_step *s, struct leat_frame *const *fresh,
                 struct leat_frame **given, int64_t tick, bool failed)
{
    for (uint32_t o = 0; o < s->n_out; o++) {
        struct picture_output *out = &s->out[o];
        if (!out->pool)
            continue;
        if (given[o] == fresh[o]) {
            given[o]->tick = tick;
            given[o]->seq = out->seq++;
            if (failed)
                pictures_blacken(given[o]);
        }
        out->called = true;
        out->is_new = given[o] != out->last;
        leat_frame_unref(&out->last);
        out->last = given[o];
    }
}

static int call(struct pictures *p, struct picture_step *s,
                const struct leat_video_block *block)
{
    const int64_t start = p->timing ? clock_now_nsec() : 0;
    const int err = s->node.node_class->render(s->node.state, block);

    timing_note(&s->timing, p->timing ? (uint64_t)(clock_now_nsec() - start) : 0);
    if (err < 0 && err != LEAT_ERR_CANCELLED) {
        int none = 0;
        count(&p->failures, 1);
        atomic_compare_exchange_strong(&s->err, &none, err);
    }
    return err;
}

static void run_step(struct pictures *p, uint32_t step, int64_t tick)
{
    struct picture_step *s = &p->step[step];
    struct leat_frame *fresh[LEAT_MAX_PORTS] = {0}, *given[LEAT_MAX_PORTS];
    const struct leat_frame *last[LEAT_MAX_PORTS];
    struct inputs in;
    int err;

    for (uint32_t o = 0; o < s->n_out; o++)
        s->out[o].called = s->out[o].is_new = false;
    if (s->ended)
        return;
    gather(p, step, tick, &in);
    if (in.ended || in.waits) {
        s->ended = in.ended;
        count(&p->held, !in.ended);
        return;
    }
    set_values(p, step, tick);
    if (!take_frames(s, fresh)) {
        count(&p->dropped, 1);
        recent_add(&p->late_recent, pictures_second(p, tick), 1);
        return;
    }
    for (uint32_t o = 0; o < LEAT_MAX_PORTS; o++) {
        given[o] = fresh[o];
        last[o] = s->out[o].last;
    }
    err = call(p, s,
               &(struct leat_video_block){.tick = tick,
                                          .in = in.frame,
                                          .last = last,
                                          .out = given,
                                          .audio = in.span,
                                          .param = s->value,
                                          .resource = s->node.resource,
                                          .mailbox = s->node.mailbox});
    if (err != LEAT_ERR_CANCELLED) {
        show(s, fresh, given, tick, err < 0);
        return;
    }
    s->ended = true;
    for (uint32_t o = 0; o < s->n_out; o++)
        leat_frame_unref(&given[o]);
}

/* Hand frames to other clocks. */
static void send(struct pictures *p)
{
    for (uint32_t i = 0; i < p->n_links; i++) {
        const struct pictures_link *l = &p->link[i];
        if (l->to != PICTURES_OUTSIDE)
            continue;
        const struct picture_step *from = &p->step[l->from];
        if (from->out[l->from_port].called)
            rt_frame_link_put(l->frames, from->out[l->from_port].last);
        if (from->ended)
            rt_frame_link_close(l->frames);
    }
}

static bool has_room(const struct pictures *p)
{
    for (uint32_t i = 0; i < p->n_links; i++)
        if (p->link[i].to == PICTURES_OUTSIDE &&
            !rt_frame_link_has_room(p->link[i].frames))
            return false;
    return true;
}

/* Whether there is nothing left to do. */
static bool all_ended(const struct pictures *p)
{
    uint32_t n_sinks = 0, n_ended_sinks = 0, n_ended = 0;

    for (uint32_t i = 0; i < p->n_steps; i++) {
        n_sinks += p->step[i].is_sink;
        n_ended_sinks += p->step[i].is_sink && p->step[i].ended;
        n_ended += p->step[i].ended;
    }
    return n_sinks ? n_ended_sinks == n_sinks : n_ended == p->n_steps;
}

void pictures_close(struct pictures *pictures)
{
    for (uint32_t i = 0; i < pictures->n_links; i++)
        if (pictures->link[i].to == PICTURES_OUTSIDE)
            rt_frame_link_close(pictures->link[i].frames);
    atomic_store_explicit(&pictures->over, true, memory_order_release);
}

int pictures_tick(struct pictures *pictures, int64_t tick)
{
    struct pictures *p = pictures;

    if (pictures_over(p))
        return LEAT_ERR_CANCELLED;
    if (tick < p->next)
        return 0;
    if (p->end >= 0 && pictures_position(p, tick) >= p->end) {
        pictures_close(p);
        return LEAT_ERR_CANCELLED;
    }
    if (!has_room(p))
        return LEAT_ERR_STATE;
    const uint64_t missed = (uint64_t)(tick - p->next);
    const uint64_t second = pictures_second(p, tick);
    count(&p->late, missed);
    recent_add(&p->late_recent, second, missed);
    recent_add(&p->due_recent, second, missed + 1);
    p->next = tick + 1;
    for (uint32_t i = 0; i < p->n_steps; i++)
        run_step(p, i, tick);
    send(p);
    count(&p->ticks, 1);
    if (!all_ended(p))
        return 0;
    pictures_close(p);
    return LEAT_ERR_CANCELLED;
}

/* Ask the resources whether one more frame can be taken or given without a loss. */
static int ready(const struct pictures *p)
{
    int err = 0;

    for (uint32_t i = 0; i < p->n_steps && !err; i++) {
        const struct pictures_node *n = &p->step[i].node;
        if (n->node_class->ready && !p->step[i].ended)
            err = n->node_class->ready(n->resource, 1);
    }
    return err;
}

/* The domain whose tick comes next, or n when none is due. */
static uint32_t choose(struct pictures *const *domains, uint32_t n, int64_t frame)
{
    int64_t first = frame;
    uint32_t chosen = n;

    for (uint32_t i = 0; i < n; i++) {
        const int64_t at = pictures_position(domains[i], domains[i]->next);
        if (at > first || (at == first && chosen < n))
            continue;
        if (pictures_over(domains[i]) || !has_room(domains[i]))
            continue;
        first = at;
        chosen = i;
    }
    return chosen;
}

int pictures_run_to(struct pictures *const *domains, uint32_t n, int64_t frame)
{
    uint32_t i;
    int err = 0;

    while (!err && (i = choose(domains, n, frame)) < n) {
        err = ready(domains[i]);
        if (!err)
            pictures_tick(domains[i], domains[i]->next);
    }
    return err;
}
