/* SPDX-License-Identifier: MIT */
/* plan: turns a net into steps. */
#include "graph/plan.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "graph/plan_build.h"

enum { PLAN_BYTES_MAX = 1 << 30, CHAIN_MAX = 64 };

uint32_t plan_max_frames(const struct net *net, uint32_t timeline)
{
    const double ratio = net->timeline[timeline].rate_hz / net->rate_hz;
    return ratio <= 1.0 ? PLAN_FRAMES : (uint32_t)(ratio * PLAN_FRAMES) + 2;
}

bool plan_link_is_plain(const struct net *net, const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from], *to = &net->node[l->to];

    return l->gain == 1.0f && !l->delay && !l->comp && !l->feedback && !l->matrix &&
           !l->to_param && l->condition.kind != LEAT_LEVEL_ABOVE &&
           l->condition.kind != LEAT_LEVEL_BELOW && l->condition.kind != LEAT_ACTIVE &&
           l->lanes_in == l->lanes_out && from->out_timeline == to->timeline;
}

static void *take(struct builder *b, size_t n, size_t size)
{
    return arena_take(&b->plan->arena, n, size);
}

static struct step *add_step(struct builder *b, enum step_kind kind, uint32_t timeline)
{
    struct step *s = &b->plan->step[b->plan->n_steps++];

    s->call = &b->plan->call[b->plan->n_steps - 1];
    s->call->step = s;
    s->kind = kind;
    s->timeline = s->out_timeline = timeline;
    return s;
}

/* The end of a node's output, as everything downstream watches it.  Where it follows
 * from the inputs it belongs to the plan, since an edit may bring the inputs back to
 * life. */
static int64_t *end_of(const struct builder *b, uint32_t node, uint32_t port)
{
    const struct net_node *n = &b->net->node[node];

    if (n->kind == NET_PHASE || (n->class && (n->class->flags & LEAT_CLASS_ENDS)))
        return &b->parts->of_node[node]->out_end[port];
    return &b->end[node * LEAT_MAX_PORTS + port];
}

static void fill_term(struct builder *b, struct term *t, uint32_t link)
{
    const struct net_link *l = &b->net->link[link];

    t->lanes = l->lanes_in;
    t->delay = l->feedback ? l->delay : l->delay + l->comp;
    t->feedback = l->feedback;
    t->line = b->parts->of_link[link];
    t->matrix = l->matrix;
    t->timeline = b->net->node[l->from].out_timeline;
    t->end = end_of(b, l->from, l->from_port);
    if (l->feedback)
        t->src = NULL;
    else
        builder_use(b, builder_output(b, l->from, l->from_port), &t->src);
}

/* Sum the links in `list` into a buffer of their own. */
static int add_mix(struct builder *b, uint32_t timeline, const uint32_t *list,
                   uint32_t n, uint32_t lanes, uint32_t *buffer, const int64_t **end)
{
    struct step *s = add_step(b, STEP_MIX, timeline);

    s->term = take(b, n, sizeof(*s->term));
    s->end = take(b, 1, sizeof(*s->end));
    if (!s->term || !s->end)
        return LEAT_ERR_NOMEM;
    *s->end = INSTANCE_ALIVE;
    s->n_terms = n;
    s->lanes = lanes;
    for (uint32_t i = 0; i < n; i++)
        fill_term(b, &s->term[i], list[i]);
    *buffer = builder_make(b, timeline, lanes, UINT32_MAX);
    builder_use(b, *buffer, &s->dest);
    *end = s->end;
    return *buffer == UINT32_MAX ? LEAT_ERR_NOMEM : 0;
}

/* Where a node finds what its links into one input (or parameter) give. */
static int gather(struct builder *b, uint32_t node, bool to_param, uint32_t port,
                  uint32_t lanes, uint32_t *buffer, const int64_t **end,
                  uint32_t *first_link)
{
    const struct net_node *n = &b->net->node[node];
    uint32_t count = 0, *list = take(b, n->n_links + 1, sizeof(*list));

    *buffer = UINT32_MAX;
    *end = &b->plan->ended;
    if (!list)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < n->n_links; k++) {
        const uint32_t i = b->net->in[n->first_link + k];
        const struct net_link *l = &b->net->link[i];
        if (l->to_param == to_param && l->to_port == port &&
            !b->net->node[l->from].video)
            list[count++] = i;
    }
    *first_link = count ? list[0] : UINT32_MAX;
    if (count == 0)
        return 0;
    const struct net_link *only = &b->net->link[list[0]];
    if (count == 1 && !b->parts->fading[list[0]] && plan_link_is_plain(b->net, only)) {
        *buffer = builder_output(b, only->from, only->from_port);
        *end = end_of(b, only->from, only->from_port);
        return 0;
    }
    return add_mix(b, n->timeline, list, count, lanes, buffer, end);
}

/* The links into a parameter that act in the place of its base value. */
static int list_replacing(struct builder *b, uint32_t node, struct modulation *m)
{
    const struct net_node *n = &b->net->node[node];

    m->replacing = take(b, n->n_links + 1, sizeof(*m->replacing));
    if (!m->replacing)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < n->n_links; k++) {
        const uint32_t i = b->net->in[n->first_link + k];
        const struct net_link *l = &b->net->link[i];
        if (l->to_param && l->to_port == m->param && l->mode == LEAT_MODE_REPLACE)
            m->replacing[m->n_replacing++] = b->parts->of_link[i];
    }
    return 0;
}

/* Streams into parameters: one sum each, added to the base or in its place. */
static int add_modulations(struct builder *b, uint32_t node, struct modulation *m,
                           uint32_t *n_modulations, uint32_t *buffers)
{
    const struct net_node *n = &b->net->node[node];
    const int64_t *end;
    uint32_t count = 0;

    for (uint32_t p = 0; p < n->class->n_params; p++) {
        uint32_t first;
        const int err =
            gather(b, node, true, p, n->env.lanes, &buffers[count], &end, &first);
        if (err < 0)
            return err;
        if (first == UINT32_MAX)
            continue;
        m[count].param = p;
        if (list_replacing(b, node, &m[count]) < 0)
            return LEAT_ERR_NOMEM;
        count++;
    }
    *n_modulations = count;
    return 0;
}

static int add_inputs(struct builder *b, uint32_t node, uint32_t n_in,
                      uint32_t *buffers, const int64_t **ends)
{
    const struct net_node *n = &b->net->node[node];

    for (uint32_t p = 0; p < n_in; p++) {
        const struct leat_port *port = leat_node_port(n->class, LEAT_IN, p);
        uint32_t first;
        buffers[p] = UINT32_MAX;
        ends[p] = &b->plan->ended;
        if (port->stream != LEAT_AUDIO)
            continue;
        const int err = gather(b, node, false, p, n->env.in_lanes[p], &buffers[p],
                               &ends[p], &first);
        if (err < 0)
            return err;
    }
    return 0;
}

static int add_outputs(struct builder *b, uint32_t node, struct step *s,
                       const uint32_t *in_buffers)
{
    const struct net_node *n = &b->net->node[node];

    for (uint32_t p = 0; p < s->n_out; p++) {
        const uint32_t in = p < s->n_in ? in_buffers[p] : UINT32_MAX;
        const uint32_t buffer =
            builder_make(b, n->out_timeline, n->env.out_lanes[p],
                         n->timeline == n->out_timeline ? in : UINT32_MAX);
        if (buffer == UINT32_MAX)
            return LEAT_ERR_NOMEM;
        b->output[node * LEAT_MAX_PORTS + p] = buffer;
        s->out_end[p] = end_of(b, node, p);
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
    block->in_live = plan->timeline[s->timeline].live;
    const bool alive_only = s->ends && !net_node_ends(n) && s->n_in == 1;
    if (s->kind != STEP_NODE || s->slow || s->timeline != 0 || (s->ends && !alive_only))
        return;
    s->call->process = n->class->process;
    *guard = (struct guard){i->pulse, alive_only ? s->in_end[0] : &forever};
}

static int add_node(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    const uint32_t n_in = leat_node_n_ports(n->class, LEAT_IN);
    const uint32_t n_out = leat_node_n_ports(n->class, LEAT_OUT);
    struct modulation *m = take(b, n->class->n_params + 1, sizeof(*m));
    uint32_t *m_buffers = take(b, n->class->n_params + 1, sizeof(*m_buffers));
    uint32_t in_buffers[LEAT_MAX_PORTS], n_modulations = 0;
    const int64_t **ends = take(b, LEAT_MAX_PORTS, sizeof(*ends));
    int err;

    if (!m || !m_buffers || !ends)
        return LEAT_ERR_NOMEM;
    if ((err = add_inputs(b, node, n_in, in_buffers, ends)) < 0 ||
        (err = add_modulations(b, node, m, &n_modulations, m_buffers)) < 0)
        return err;
    const bool hears = strcmp(n->class->name, "mic_input") == 0;
    struct step *s = add_step(b,
                              n->bypass ? STEP_COPY
                              : hears   ? STEP_DEVICE
                                        : STEP_NODE,
                              n->timeline);
    s->out_timeline = n->out_timeline;
    s->instance = b->parts->of_node[node];
    s->in = n_in > 1 ? take(b, n_in, sizeof(*s->in)) : &s->call->in;
    s->out = n_out > 1 ? take(b, n_out, sizeof(*s->out)) : &s->call->out;
    s->out_end = take(b, LEAT_MAX_PORTS, sizeof(*s->out_end));
    if (!s->in || !s->out || !s->out_end)
        return LEAT_ERR_NOMEM;
    s->in_end = ends;
    s->n_in = n_in;
    s->n_out = n_out;
    for (uint32_t p = 0; p < n_in; p++)
        builder_use(b, in_buffers[p], &s->in[p]);
    s->modulation = m;
    s->n_modulations = n_modulations;
    for (uint32_t k = 0; k < n_modulations; k++)
        builder_use(b, m_buffers[k], &m[k].at);
    if ((err = add_outputs(b, node, s, in_buffers)) < 0)
        return err;
    const bool sink = n->class->flags & LEAT_CLASS_SINK;
    s->skip = sink && !n_out && b->parts->offline ? (int64_t)(n->in_lag + 0.5) : 0;
    s->ends = b->may_end[node];
    s->slow = n_modulations > 0 || (sink && !n_out) ||
              (n->class->flags & LEAT_CLASS_RESAMPLE) || n->class->n_mailbox > 0;
    prepare_call(b->plan, s, n, s->instance);
    if (sink && !n_out)
        b->plan->sink[b->plan->n_sinks++] = s->instance;
    return 0;
}

static int add_phase(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    const int64_t **ends = take(b, LEAT_MAX_PORTS, sizeof(*ends));
    uint32_t before, first;
    int err;

    if (!ends)
        return LEAT_ERR_NOMEM;
    if ((err = gather(b, node, false, 0, n->env.lanes, &before, &ends[0], &first)) < 0)
        return err;
    struct step *s = add_step(b, STEP_PHASE, n->timeline);
    s->instance = b->parts->of_node[node];
    s->term = take(b, 1, sizeof(*s->term));
    s->in = take(b, LEAT_MAX_PORTS, sizeof(*s->in));
    s->out = take(b, LEAT_MAX_PORTS, sizeof(*s->out));
    s->out_end = take(b, LEAT_MAX_PORTS, sizeof(*s->out_end));
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
        fill_term(b, &s->term[0], i);
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
    const int err = gather(b, node, false, 0, n->env.lanes, &buffer, &end, &first);

    if (err < 0)
        return err;
    b->plan->channels = n->env.lanes;
    b->plan->latency = (int64_t)(n->in_lag + 0.5);
    b->plan->master_end = end;
    builder_use(b, buffer, &b->plan->master);
    builder_keep(b, buffer);
    return 0;
}

/* Feedback links out of a node: remember what it gives. */
static int add_writes(struct builder *b, uint32_t node)
{
    for (uint32_t i = 0; i < b->net->n_links; i++) {
        const struct net_link *l = &b->net->link[i];
        if (!l->feedback || l->from != node || !b->parts->of_link[i])
            continue;
        struct step *s = add_step(b, STEP_WRITE, b->net->node[node].out_timeline);
        s->term = take(b, 1, sizeof(*s->term));
        if (!s->term)
            return LEAT_ERR_NOMEM;
        fill_term(b, &s->term[0], i);
        s->n_terms = 1;
        builder_use(b, builder_output(b, node, l->from_port), &s->term[0].src);
    }
    return 0;
}

static bool is_watched(const struct net *net, uint32_t node)
{
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const enum leat_condition_kind k = l->condition.kind;
        if (k != LEAT_LEVEL_ABOVE && k != LEAT_LEVEL_BELOW && k != LEAT_ACTIVE)
            continue;
        if (l->condition.watch ? l->condition.watch == net->node[node].id
                               : l->from == node)
            return true;
    }
    return false;
}

static int add_detector(struct builder *b, uint32_t node)
{
    struct step *s = add_step(b, STEP_DETECT, b->net->node[node].out_timeline);

    s->instance = b->parts->of_node[node];
    s->in = take(b, LEAT_MAX_PORTS, sizeof(*s->in));
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
        struct step *s = add_step(b, STEP_SPAN, b->net->node[node].out_timeline);
        s->in = take(b, LEAT_MAX_PORTS, sizeof(*s->in));
        if (!s->in)
            return LEAT_ERR_NOMEM;
        s->span = span;
        s->lanes = b->net->node[node].env.out_lanes[l->from_port];
        builder_use(b, builder_output(b, node, l->from_port), &s->in[0]);
    }
    return 0;
}

/* A series timeline is found out once, before the first step that is counted on it. */
static int add_timeline(struct builder *b, uint32_t timeline)
{
    const struct net_timeline *t = &b->net->timeline[timeline];

    if (b->timeline_done[timeline])
        return 0;
    b->timeline_done[timeline] = true;
    if (t->kind == NET_ROOT)
        return 0;
    const int err = add_timeline(b, t->parent);
    if (err < 0)
        return err;
    struct step *s = add_step(b, STEP_TIMELINE, timeline);
    if (t->kind == NET_SERIES)
        s->instance = b->parts->of_node[t->trigger];
    return 0;
}

static int add(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];
    int err;

    if (!b->parts->of_node[node] && n->kind != NET_MASTER)
        return 0;
    if (n->video)
        return 0;
    if ((err = add_timeline(b, n->timeline)) < 0 ||
        (err = add_timeline(b, n->out_timeline)) < 0)
        return err;
    err = n->kind == NET_MASTER  ? add_master(b, node)
          : n->kind == NET_PHASE ? add_phase(b, node)
                                 : add_node(b, node);
    if (err < 0 || n->kind == NET_MASTER)
        return err;
    if (!b->special[node])
        return 0;
    if ((err = add_writes(b, node)) < 0 || (err = add_spans(b, node)) < 0)
        return err;
    return is_watched(b->net, node) ? add_detector(b, node) : 0;
}

/* Whether a node's output may end: a source that can, or whatever hears one. */
static void find_ends(struct builder *b)
{
    for (uint32_t k = 0; k < b->net->n_order; k++) {
        const uint32_t i = b->net->order[k];
        const struct net_node *n = &b->net->node[i];
        bool heard = false;
        b->may_end[i] = net_node_ends(n);
        for (uint32_t l = 0; l < n->n_links; l++) {
            const struct net_link *link = &b->net->link[b->net->in[n->first_link + l]];
            if (link->to_param)
                continue;
            heard = true;
            b->may_end[i] = b->may_end[i] || b->may_end[link->from];
        }
        if (n->class && !heard && leat_node_n_ports(n->class, LEAT_IN) > 0)
            b->may_end[i] = true; /* nothing will ever come in */
    }
}

static void copy_timelines(struct plan *plan, const struct net *net)
{
    for (uint32_t i = 0; i < net->n_timelines; i++) {
        const struct net_timeline *t = &net->timeline[i];
        plan->timeline[i] = (struct timeline){.kind = t->kind,
                                              .parent = t->parent,
                                              .num = t->num,
                                              .den = t->den,
                                              .rate_hz = t->rate_hz};
    }
    plan->n_timelines = net->n_timelines;
}

static int by_id(const void *a, const void *b)
{
    const struct plan_index *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* The lists by which instances, lines and gates are found while running. */
static int list_parts(struct builder *b)
{
    struct plan *plan = b->plan;
    const struct net *net = b->net;

    for (uint32_t i = 0; i < net->n_nodes; i++) {
        struct instance *instance = b->parts->of_node[i];
        if (!instance)
            continue;
        plan->instance[plan->n_instances++] = instance;
        plan->state_bytes += instance->state_bytes;
        if (instance->resource && instance->class->ready)
            plan->fed[plan->n_fed++] = instance;
        if (instance->id && net->node[i].needed) /* commands reach what is computed */
            plan->index[plan->n_index++] = (struct plan_index){instance->id, instance};
    }
    qsort(plan->index, plan->n_index, sizeof(*plan->index), by_id);
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const enum leat_condition_kind k = l->condition.kind;
        struct line *line = b->parts->of_link[i];
        if (!line)
            continue;
        plan->line[plan->n_lines++] = line;
        if (k != LEAT_LEVEL_ABOVE && k != LEAT_LEVEL_BELOW && k != LEAT_ACTIVE)
            continue;
        struct gate *g = &plan->gate[plan->n_gates];
        *g =
            (struct gate){.line = line, .kind = k, .threshold = l->condition.threshold};
        g->hold_frames = (uint32_t)(l->condition.hold_s * (float)net->rate_hz);
        for (uint32_t n = 0; n < net->n_nodes; n++)
            if (l->condition.watch ? net->node[n].id == l->condition.watch
                                   : n == l->from)
                g->watched = b->parts->of_node[n];
        plan->n_gates += g->watched != NULL;
    }
    return 0;
}

/* Scratch that a step's parameters may need while they move. */
static uint32_t curve_floats(const struct step *s)
{
    if (s->kind != STEP_NODE)
        return 0;
    return (uint32_t)s->instance->class->n_params * s->call->block.lanes *
           s->instance->env.max_frames;
}

static void measure(struct plan *plan, const struct net *net)
{
    plan->length = 0;
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const struct net_node *n = &net->node[i];
        const bool sink =
            n->kind == NET_MASTER || (n->class && (n->class->flags & LEAT_CLASS_SINK));
        if (!sink || n->video || !n->n_links)
            continue;
        if (n->length < 0)
            plan->length = -1;
        else if (plan->length >= 0 && n->length > plan->length)
            plan->length = n->length;
    }
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const uint32_t floats = curve_floats(&plan->step[i]);
        if (floats > plan->curve_floats)
            plan->curve_floats = floats;
    }
}

/* Whether a step hears the one before it, in place, and is of the same class. */
static bool goes_on(const struct step *a, const struct step *b)
{
    return a->call->process && a->call->process == b->call->process && a->n_in == 1 &&
           a->n_out == 1 && b->n_in == 1 && b->n_out == 1 && b->in[0] == a->out[0] &&
           b->out[0] == b->in[0] && a->call->block.lanes == b->call->block.lanes &&
           a->task == b->task && b->instance->class->process_chain;
}

/* Find chains of small nodes: runs of up to CHAIN_MAX calls that one call can do. */
static int find_chains(struct builder *b)
{
    struct plan *plan = b->plan;

    plan->call_state = take(b, plan->n_steps + 1, sizeof(void *));
    plan->call_param = take(b, plan->n_steps + 1, sizeof(void *));
    if (!plan->call_state || !plan->call_param)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        plan->call_state[i] = plan->call[i].state;
        plan->call_param[i] = plan->call[i].block.param;
    }
    for (uint32_t i = 0, n; i < plan->n_steps; i += n) {
        n = 1;
        while (n < CHAIN_MAX && i + n < plan->n_steps &&
               goes_on(&plan->step[i + n - 1], &plan->step[i + n]))
            n++;
        for (uint32_t k = 0; k < n; k++)
            plan->call[i + k].chain = n - k;
    }
    return 0;
}

static int build(struct builder *b)
{
    const struct net *net = b->net;
    struct plan *plan = b->plan;
    const size_t n_nodes = net->n_nodes + 1, n_links = net->n_links + 1;
    const size_t n_steps = 2 * n_nodes + 3 * n_links + 2 * net->n_timelines;

    plan->step = take(b, n_steps, sizeof(*plan->step));
    plan->call = aligned_alloc(64, n_steps * sizeof(*plan->call));
    plan->guard = take(b, n_steps, sizeof(*plan->guard));
    plan->timeline = take(b, net->n_timelines, sizeof(*plan->timeline));
    plan->instance = take(b, n_nodes, sizeof(void *));
    plan->fed = take(b, n_nodes, sizeof(void *));
    plan->sink = take(b, n_nodes, sizeof(void *));
    plan->index = take(b, n_nodes, sizeof(*plan->index));
    plan->line = take(b, n_links, sizeof(void *));
    plan->gate = take(b, n_links, sizeof(*plan->gate));
    if (plan->arena.err || !plan->call || builder_init(b) < 0)
        return LEAT_ERR_NOMEM;
    memset(plan->call, 0, n_steps * sizeof(*plan->call));
    find_ends(b);
    copy_timelines(plan, net);
    for (uint32_t k = 0; k < net->n_order; k++) {
        const int err = net->node[net->order[k]].needed ? add(b, net->order[k]) : 0;
        if (err < 0)
            return err;
    }
    if (plan->arena.err || list_parts(b) < 0)
        return LEAT_ERR_NOMEM;
    measure(plan, net);
    const int err = builder_finish(b);
    return err < 0 ? err : find_chains(b);
}

int plan_create(const struct plan_parts *parts, struct plan **out)
{
    struct plan *plan = calloc(1, sizeof(*plan));
    struct builder b = {.net = parts->net, .parts = parts, .plan = plan};
    int err = LEAT_ERR_NOMEM;

    *out = NULL;
    if (!plan)
        return err;
    arena_init(&plan->arena, PLAN_BYTES_MAX);
    arena_init(&b.arena, PLAN_BYTES_MAX);
    err = build(&b);
    arena_finish(&b.arena);
    if (err < 0)
        plan_destroy(&plan);
    *out = plan;
    return err;
}

void plan_destroy(struct plan **plan)
{
    if (!*plan)
        return;
    free((*plan)->buffers);
    free((*plan)->curves);
    free((*plan)->call);
    arena_finish(&(*plan)->arena);
    free(*plan);
    *plan = NULL;
}
