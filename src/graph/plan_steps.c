/* SPDX-License-Identifier: MIT */
/* plan_steps: the steps that one node of a net becomes: its own, and those that
 * remember, measure or hand on what it gives. */
#include <string.h>

#include <leat/err.h>

#include "graph/plan_build.h"

static int add_outputs(struct builder *b, uint32_t node, struct step *s,
                       const uint32_t *in_buffers)
{
    const struct net_node *n = &b->net->node[node];

    for (uint32_t p = 0; p < s->n_out; p++) {
        const bool in_place = p < s->n_in && s->kind != STEP_CROSS;
        const uint32_t in = in_place ? in_buffers[p] : UINT32_MAX;
        const uint32_t buffer =
            builder_make(b, n->out_timeline, n->env.out_lanes[p],
                         n->timeline == n->out_timeline ? in : UINT32_MAX);
        if (buffer == UINT32_MAX)
            return LEAT_ERR_NOMEM;
        b->output[node * LEAT_MAX_PORTS + p] = buffer;
        s->out_end[p] = builder_end(b, node, p);
        builder_use(b, buffer, &s->out[p]);
    }
    return 0;
}

static void prepare_call(const struct plan *plan, struct step *s,
                         const struct net_node *n, const struct instance *i)
{
    static const int64_t forever = INSTANCE_ALIVE;
    struct guard *guard = &plan->guard[s->call - plan->call];
    struct leat_block *block = &s->call->block;

    block->lanes = n->env.lanes;
    block->in = s->in;
    block->out = s->out;
    s->call->state = i->state;
    block->param = i->value;
    block->in_lanes = i->env.in_lanes;
    block->out_lanes = i->env.out_lanes;
    block->resource = i->resource;
    block->mailbox = i->mailbox;
    block->held = s->held;
    block->in_live = plan->timeline[s->timeline].live;
    block->event_out = i->event_out;
    block->tempo = &plan->timeline[s->timeline].tempo;
    const bool alive_only = s->ends && !s->loop && !net_node_ends(n) && s->n_in == 1;
    if (s->kind != STEP_NODE || s->slow || s->n_modulations || s->timeline != 0 ||
        (s->ends && !alive_only))
        return;
    s->call->process = n->class->process;
    *guard = (struct guard){i->pulse, alive_only ? s->in_end[0] : &forever};
}

static bool gives_events(const struct instance *i)
{
    bool any = false;

    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        any = any || i->event_out[p];
    return any;
}

/* Which inputs something is linked to, as bits. */
static uint32_t find_linked(const struct step *s, const struct net_node *n,
                            const uint32_t *in_buffers)
{
    const uint32_t events = plan_event_input(n->class);
    uint32_t linked = s->n_feeds ? 1u << events : 0;

    for (uint32_t p = 0; p < s->n_in; p++)
        linked |= (uint32_t)(in_buffers[p] != UINT32_MAX) << p;
    return linked;
}

static int add_node(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    const uint32_t n_in = leat_node_n_ports(n->class, LEAT_IN);
    const uint32_t n_out = leat_node_n_ports(n->class, LEAT_OUT);
    struct modulation *m = builder_take(b, n->class->n_params + 1, sizeof(*m));
    uint32_t *m_buffers = builder_take(b, n->class->n_params + 1, sizeof(*m_buffers));
    uint32_t in_buffers[LEAT_MAX_PORTS], n_modulations = 0;
    const int64_t **ends = builder_take(b, LEAT_MAX_PORTS, sizeof(*ends));
    int err;

    if (!m || !m_buffers || !ends)
        return LEAT_ERR_NOMEM;
    if ((err = builder_inputs(b, node, n_in, in_buffers, ends)) < 0 ||
        (err = builder_modulations(b, node, m, &n_modulations, m_buffers)) < 0)
        return err;
    const bool hears = strcmp(n->class->name, "mic_input") == 0;
    struct step *s = builder_step(b,
                                  b->parts->turning[node] ? STEP_CROSS
                                  : n->bypass             ? STEP_COPY
                                  : hears                 ? STEP_DEVICE
                                                          : STEP_NODE,
                                  n->timeline);
    s->out_timeline = n->out_timeline;
    s->instance = b->parts->of_node[node];
    s->in = n_in > 1 ? builder_take(b, n_in, sizeof(*s->in)) : &s->call->in;
    s->out = n_out > 1 ? builder_take(b, n_out, sizeof(*s->out)) : &s->call->out;
    s->out_end = builder_take(b, LEAT_MAX_PORTS, sizeof(*s->out_end));
    if (!s->in || !s->out || !s->out_end)
        return LEAT_ERR_NOMEM;
    s->in_end = ends;
    s->n_in = n_in;
    s->n_out = n_out;
    if (n->class->flags & LEAT_CLASS_HOLDS && !b->special[node]) {
        s->held = b->held[node] = builder_take(b, n_out + 1, sizeof(*s->held));
        if (!s->held)
            return LEAT_ERR_NOMEM;
    }
    for (uint32_t p = 0; p < n_in; p++)
        builder_use(b, in_buffers[p], &s->in[p]);
    s->modulation = m;
    s->n_modulations = n_modulations;
    for (uint32_t k = 0; k < n_modulations; k++)
        builder_use(b, m_buffers[k], &m[k].at);
    if ((err = builder_feeds(b, node, s, ends)) < 0 ||
        (err = add_outputs(b, node, s, in_buffers)) < 0)
        return err;
    s->call->block.in_linked = find_linked(s, n, in_buffers);
    const bool sink = n->class->flags & LEAT_CLASS_SINK;
    s->skip = sink && !n_out && b->parts->offline ? (int64_t)(n->in_lag + 0.5) : 0;
    s->ends = b->may_end[node];
    s->loop = s->instance->tail < 0 ? b->loop[node] : NULL;
    s->hears = s->instance->event_in != NULL;
    s->slow = (sink && !n_out) || s->hears || gives_events(s->instance) ||
              (n->class->flags & LEAT_CLASS_RESAMPLE) || n->class->n_mailbox > 0;
    prepare_call(b->plan, s, n, s->instance);
    if (sink && !n_out)
        b->plan->sink[b->plan->n_sinks++] = s->instance;
    return 0;
}

static int add_phase(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    const int64_t **ends = builder_take(b, LEAT_MAX_PORTS, sizeof(*ends));
    uint32_t before, first;
    int err;

    if (!ends)
        return LEAT_ERR_NOMEM;
    if ((err = builder_gather(b, node, false, 0, n->env.lanes, &before, &ends[0],
                              &first)) < 0)
        return err;
    struct step *s = builder_step(b, STEP_PHASE, n->timeline);
    s->instance = b->parts->of_node[node];
    s->term = builder_take(b, 1, sizeof(*s->term));
    s->in = builder_take(b, LEAT_MAX_PORTS, sizeof(*s->in));
    s->out = builder_take(b, LEAT_MAX_PORTS, sizeof(*s->out));
    s->out_end = builder_take(b, LEAT_MAX_PORTS, sizeof(*s->out_end));
    if (!s->term || !s->in || !s->out || !s->out_end)
        return LEAT_ERR_NOMEM;
    s->in_end = ends;
    s->n_in = before == UINT32_MAX ? 0 : 1;
    s->n_out = 1;
    s->lanes = n->env.lanes;
    for (uint32_t k = 0; k < n->n_links; k++) {
        const uint32_t i = b->net->in[n->first_link + k];
        if (b->net->link[i].to_port != 1)
            continue;
        err = builder_term(b, &s->term[0], i);
        if (err < 0)
            return err;
        s->lag = (uint32_t)(b->net->node[b->net->link[i].from].lag + 0.5);
    }
    builder_use(b, before, &s->in[0]);
    s->ends = s->slow = true;
    return add_outputs(b, node, s, &before);
}

static int add_master(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    uint32_t buffer, first;
    const int64_t *end;
    const int err =
        builder_gather(b, node, false, 0, n->env.lanes, &buffer, &end, &first);

    if (err < 0)
        return err;
    b->plan->channels = n->env.lanes;
    b->plan->latency = (int64_t)(n->in_lag + 0.5);
    b->plan->master_end = end;
    builder_use(b, buffer, &b->plan->master);
    builder_keep(b, buffer);
    return 0;
}

/* Feedback links out of a node, to nodes of the crew whose steps are added: remember
 * what it gives. */
static int add_writes(struct builder *b, uint32_t node)
{
    for (uint32_t i = 0; i < b->net->n_links; i++) {
        const struct net_link *l = &b->net->link[i];
        if (!l->feedback || l->from != node || !b->parts->of_link[i] ||
            !b->net->node[l->to].needed || b->net->node[l->to].crew != b->crew)
            continue;
        struct step *s = builder_step(b, STEP_WRITE, b->net->node[node].out_timeline);
        s->term = builder_take(b, 1, sizeof(*s->term));
        if (!s->term)
            return LEAT_ERR_NOMEM;
        const int err = builder_term(b, &s->term[0], i);
        if (err < 0)
            return err;
        s->n_terms = 1;
        builder_use(b, builder_output(b, node, l->from_port), &s->term[0].src);
    }
    return 0;
}

int builder_detector(struct builder *b, uint32_t node)
{
    struct step *s = builder_step(b, STEP_DETECT, b->net->node[node].out_timeline);

    s->instance = b->parts->of_node[node];
    s->in = builder_take(b, LEAT_MAX_PORTS, sizeof(*s->in));
    if (!s->in)
        return LEAT_ERR_NOMEM;
    s->lanes = b->net->node[node].env.out_lanes[0];
    builder_use(b, builder_output(b, node, 0), &s->in[0]);
    return 0;
}

/* Sound that a picture's clock wants. */
static int add_spans(struct builder *b, uint32_t node)
{
    for (uint32_t i = 0; i < b->net->n_links; i++) {
        const struct net_link *l = &b->net->link[i];
        void *span = l->from == node && b->net->node[l->to].video && b->parts->span_of
                         ? b->parts->span_of(b->parts->user, l->id)
                         : NULL;
        if (!span)
            continue;
        struct step *s = builder_step(b, STEP_SPAN, b->net->node[node].out_timeline);
        s->in = builder_take(b, LEAT_MAX_PORTS, sizeof(*s->in));
        if (!s->in)
            return LEAT_ERR_NOMEM;
        s->span = span;
        s->end = builder_end(b, node, l->from_port);
        s->lanes = b->net->node[node].env.out_lanes[l->from_port];
        builder_use(b, builder_output(b, node, l->from_port), &s->in[0]);
    }
    return 0;
}

/* A series timeline is found out once, before the first step that is counted on it. */
int builder_timeline(struct builder *b, uint32_t timeline)
{
    const struct net_timeline *t = &b->net->timeline[timeline];

    if (b->timeline_done[timeline])
        return 0;
    b->timeline_done[timeline] = true;
    if (t->kind == NET_ROOT)
        return 0;
    const int err = builder_timeline(b, t->parent);
    if (err < 0)
        return err;
    struct step *s = builder_step(b, STEP_TIMELINE, timeline);
    if (t->kind == NET_SERIES)
        s->instance = b->parts->of_node[t->trigger];
    return 0;
}

int builder_add(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    int err;

    if (!b->parts->of_node[node] && n->kind != NET_MASTER)
        return 0;
    if (n->video)
        return 0;
    if ((err = builder_timeline(b, n->timeline)) < 0 ||
        (err = builder_timeline(b, n->out_timeline)) < 0)
        return err;
    err = n->kind == NET_MASTER  ? add_master(b, node)
          : n->kind == NET_PHASE ? add_phase(b, node)
                                 : add_node(b, node);
    if (err < 0 || n->kind == NET_MASTER)
        return err;
    if (!b->special[node])
        return 0;
    if (!b->crew)
        return builder_hand_on(b, node);
    err = add_writes(b, node);
    return err >= 0 && builder_is_watched(b, node, b->crew) ? builder_detector(b, node)
                                                            : err;
}

int builder_hand_on(struct builder *b, uint32_t node)
{
    int err;

    if (!b->special[node] || !b->parts->of_node[node] || b->net->node[node].video)
        return 0;
    if ((err = add_writes(b, node)) < 0 || (err = add_spans(b, node)) < 0 ||
        (err = builder_taps(b, node)) < 0)
        return err;
    return builder_is_watched(b, node, 0) ? builder_detector(b, node) : 0;
}
