/* SPDX-License-Identifier: MIT */
/* stats: what a running engine has counted, for people.
 *
 * Counters have one writer and are read while it writes; each number is whole, two of
 * them may be a block apart. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/engine.h"
#include "engine/isolation.h"
#include "engine/pictures.h"
#include "engine/show.h"
#include "rt/event_log.h"

static struct instance *instance_of(struct leat_engine *e, uint32_t node)
{
    const struct cast *c = e->cast;

    for (uint32_t i = 0; i < c->net->n_nodes; i++)
        if (c->of_node[i] && c->net->node[i].id == node)
            return c->of_node[i];
    return NULL;
}

int leat_engine_node_stats(struct leat_engine *engine, uint32_t node,
                           struct leat_node_stats *out)
{
    bool found = false;

    *out = (struct leat_node_stats){0};
    graph_enter(engine->graph);
    for (uint32_t k = 0; k < engine->cast->net->n_nodes; k++) {
        const struct instance *i = engine->cast->of_node[k];
        if (!i || engine->cast->net->node[k].id != node)
            continue;
        out->calls = found ? out->calls : i->stats.timing.calls; /* tiles: as one */
        out->p50_nsec += timing_quantile(&i->stats.timing, 0.5);
        out->p99_nsec += timing_quantile(&i->stats.timing, 0.99);
        out->max_nsec += (double)i->stats.timing.max_nsec;
        out->late_events = found ? out->late_events : i->stats.late_events;
        out->lost_events = found ? out->lost_events : i->stats.lost_events;
        out->clamped += i->stats.clamped;
        if (i->tail < 0 || (out->tail >= 0 && i->tail > out->tail))
            out->tail = i->tail;
        found = true;
    }
    const int err = found ? 0 : show_node_stats(engine, node, out);
    graph_leave(engine->graph);
    return err;
}

int leat_engine_link_stats(struct leat_engine *engine, uint32_t link,
                           struct leat_link_stats *out)
{
    int err = LEAT_ERR_NOT_FOUND;

    *out = (struct leat_link_stats){0};
    graph_enter(engine->graph);
    const struct cast *c = engine->cast;
    for (uint32_t i = 0; i < c->net->n_links; i++) {
        const struct net_link *l = &c->net->link[i];
        if (l->id != link)
            continue;
        const struct line *line = c->of_link[i];
        const int64_t frame = leat_engine_frame(engine);
        /* A link that is used straight hands on every frame of its clock. */
        out->in = out->out = line ? line->frames : (uint64_t)frame;
        err = 0;
        if (c->net->node[l->from].video || c->net->node[l->to].video)
            err = show_link_stats(engine, link, out);
    }
    graph_leave(engine->graph);
    return err;
}

int leat_engine_resource_status(struct leat_engine *engine, uint32_t node,
                                struct leat_resource_status *out)
{
    int err = LEAT_ERR_NOT_FOUND;

    *out = (struct leat_resource_status){0};
    graph_enter(engine->graph);
    const struct instance *i = instance_of(engine, node);
    if (i && i->resource && i->class->status) {
        i->class->status(i->resource, out);
        err = 0;
    } else if (!i) {
        err = show_resource_status(engine, node, out);
    }
    graph_leave(engine->graph);
    return err;
}

int leat_engine_mailbox(struct leat_engine *engine, uint32_t node, float *values,
                        uint32_t n)
{
    graph_enter(engine->graph);
    const struct instance *i = instance_of(engine, node);
    const uint32_t have = i ? i->n_mailbox : 0;
    if (have) /* the graph is entered: there is one reader at a time */
        memcpy(values, leat_rt_mailbox_look(i->mail, NULL),
               (have < n ? have : n) * sizeof(*values));
    graph_leave(engine->graph);
    return i ? (int)have : LEAT_ERR_NOT_FOUND;
}

int leat_engine_heard(struct leat_engine *engine, uint32_t node, int64_t until,
                      uint64_t *since, struct leat_event *events, uint32_t n,
                      uint64_t *lost)
{
    uint32_t got = 0;

    graph_enter(engine->graph);
    const struct instance *i = instance_of(engine, node);
    const bool hears = i && i->class->flags & LEAT_CLASS_HEARS;
    if (hears) {
        const float *values = leat_rt_mailbox_look(i->mail, NULL);
        const float *log = values + i->class->n_mailbox;
        const uint64_t count = event_log_count(log);
        const uint64_t kept = count < EVENT_LOG_KEPT ? count : EVENT_LOG_KEPT;
        /* a node that was made anew counts from 0 again */
        const uint64_t from = *since <= count ? *since : 0;
        uint64_t at = from > count - kept ? from : count - kept;
        if (lost)
            *lost = at - from;
        for (; got < n && at < count; at++, got++) {
            events[got] = event_log_at(log, at);
            if (events[got].frame >= until)
                break;
        }
        *since = at;
    }
    graph_leave(engine->graph);
    return hears ? (int)got : LEAT_ERR_NOT_FOUND;
}

int leat_engine_get(struct leat_engine *engine, uint32_t node, uint32_t param,
                    float *value)
{
    graph_enter(engine->graph);
    const struct instance *i = instance_of(engine, node);
    const bool known = i && param < i->class->n_params;
    if (known)
        *value = atomic_load_explicit(&i->shown[param], memory_order_relaxed);
    graph_leave(engine->graph);
    return known ? 0 : LEAT_ERR_NOT_FOUND;
}

static void add_events(const struct instance *n, struct leat_engine_stats *out)
{
    if (n->env.first_lane) /* tiles hear the same */
        return;
    out->late_events += n->stats.late_events;
    out->lost_events += n->stats.lost_events;
}

static void add_nodes(struct leat_engine *e, struct leat_engine_stats *out)
{
    for (uint32_t i = 0; i < e->cast->net->n_nodes; i++) {
        const struct instance *n = e->cast->of_node[i];
        struct leat_resource_status s = {0};
        if (n)
            add_events(n, out);
        if (!n || !n->resource || !n->class->status)
            continue;
        n->class->status(n->resource, &s);
        out->starved += s.starved;
        out->dropped += s.dropped;
        out->non_finite += s.non_finite;
        out->denormal += s.denormal;
    }
}

int leat_engine_isolation_group(struct leat_engine *engine, uint32_t group,
                                struct leat_isolation_stats *out)
{
    *out = (struct leat_isolation_stats){0};
    if (!engine->isolation)
        return LEAT_ERR_STATE;
    graph_enter(engine->graph);
    const bool found = isolation_stats(engine->isolation, group, out);
    graph_leave(engine->graph);
    return found ? 0 : LEAT_ERR_NOT_FOUND;
}

int leat_engine_isolation(struct leat_engine *engine, struct leat_isolation_stats *out)
{
    return leat_engine_isolation_group(engine, UINT32_MAX, out);
}

void leat_engine_recent(struct leat_engine *engine, struct leat_engine_recent *out)
{
    struct pictures_recent pictures = {0};

    graph_enter(engine->graph);
    const uint64_t now = engine_second(engine, leat_engine_frame(engine) - 1);
    show_recent(engine, now, &pictures);
    *out = (struct leat_engine_recent){
        .load_p99 =
            atomic_load_explicit(&engine->load.p99_recent, memory_order_relaxed),
        .peak = (double)recent_greatest(&engine->peak, now),
        .clipped = recent_sum(&engine->clipped, now),
        .non_finite = recent_sum(&engine->non_finite, now),
        .xruns = recent_sum(&engine->xruns_recent, now),
        .pictures = pictures.due,
        .late_pictures = pictures.late,
        .queue = pictures.queue,
        .queue_drops = pictures.queue_drops,
    };
    graph_leave(engine->graph);
}

void leat_engine_stats(struct leat_engine *engine, struct leat_engine_stats *out)
{
    graph_enter(engine->graph);
    const struct cycle *c = &engine->cycle;
    const struct plan *plan = engine_newest(engine);
    const int64_t frame = leat_engine_frame(engine);

    *out = (struct leat_engine_stats){
        .frame = frame,
        .rate_hz = engine->rate_hz,
        .load = atomic_load_explicit(&engine->load.newest, memory_order_relaxed),
        .load_p99 = atomic_load_explicit(&engine->load.p99, memory_order_relaxed),
        .blocks = atomic_load_explicit(&engine->blocks, memory_order_relaxed),
        .xruns = atomic_load_explicit(&engine->xruns, memory_order_relaxed),
        .overruns = atomic_load_explicit(&engine->overruns, memory_order_relaxed),
        .losses = atomic_load_explicit(&engine->losses, memory_order_relaxed),
        .returns = atomic_load_explicit(&engine->returns, memory_order_relaxed),
        .late_commands = c->late_commands,
        .dropped_commands = c->dropped_commands,
        .non_finite = c->non_finite,
        .denormal = c->denormal,
        .clipped_returns = c->clipped_returns,
        .edits = c->edits,
        .latency_frames = plan->latency,
        .n_steps = plan->n_steps,
        .n_buffers = plan->n_buffers,
        .state_bytes = plan->state_bytes,
    };
    str_format(out->device, sizeof(out->device), "%s", engine->device_name);
    add_nodes(engine, out);
    show_stats(engine, out);
    graph_leave(engine->graph);
}
