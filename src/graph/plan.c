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

void *builder_take(struct builder *b, size_t n, size_t size)
{
    return arena_take(&b->plan->arena, n, size);
}

struct step *builder_step(struct builder *b, enum step_kind kind, uint32_t timeline)
{
    struct step *s = &b->plan->step[b->plan->n_steps++];

    s->call = &b->plan->call[b->plan->n_steps - 1];
    s->call->step = s;
    s->kind = kind;
    s->timeline = s->out_timeline = timeline;
    return s;
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
    const uint32_t first = x->instance->env.first_lane,
                   other = y->instance->env.first_lane;
    return x->id != y->id ? (x->id > y->id) - (x->id < y->id)
                          : (first > other) - (first < other);
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
        if (!net->node[i].needed) /* it is only kept: what follows is of what runs */
            continue;
        if (instance->resource && instance->class->ready)
            plan->fed[plan->n_fed++] = instance;
        if (instance->id)
            plan->index[plan->n_index++] = (struct plan_index){instance->id, instance};
    }
    qsort(plan->index, plan->n_index, sizeof(*plan->index), by_id);
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        struct line *line = b->parts->of_link[i];
        if (!line)
            continue;
        plan->line[plan->n_lines++] = line;
        if (!net->node[l->to].needed || !builder_is_gated(l))
            continue;
        struct gate *g = &plan->gate[plan->n_gates];
        *g = (struct gate){.line = line,
                           .kind = l->condition.kind,
                           .threshold = l->condition.threshold};
        g->hold_frames = (uint32_t)(l->condition.hold_s * (float)net->rate_hz);
        for (uint32_t n = 0; n < net->n_nodes; n++)
            if (l->condition.watch ? net->node[n].id == l->condition.watch
                                   : n == l->from)
                g->watched = net->node[n].needed ? b->parts->of_node[n] : NULL;
        plan->n_gates += g->watched != NULL;
    }
    return 0;
}

/* Scratch that a step's parameters may need while they move. */
static uint32_t curve_floats(const struct step *s)
{
    if (s->kind != STEP_NODE && s->kind != STEP_CROSS)
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

    plan->call_state = builder_take(b, plan->n_steps + 1, sizeof(void *));
    plan->call_param = builder_take(b, plan->n_steps + 1, sizeof(void *));
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
    const size_t n_steps = (2 + net->n_crews) * n_nodes + 3 * n_links +
                           2 * net->n_timelines + b->parts->n_taps + 2 * net->n_crews;
    int err;

    plan->step = builder_take(b, n_steps, sizeof(*plan->step));
    plan->call = aligned_alloc(64, n_steps * sizeof(*plan->call));
    plan->guard = builder_take(b, n_steps, sizeof(*plan->guard));
    plan->timeline = builder_take(b, net->n_timelines, sizeof(*plan->timeline));
    plan->instance = builder_take(b, n_nodes, sizeof(void *));
    plan->fed = builder_take(b, n_nodes, sizeof(void *));
    plan->sink = builder_take(b, n_nodes, sizeof(void *));
    plan->index = builder_take(b, n_nodes, sizeof(*plan->index));
    plan->line = builder_take(b, n_links, sizeof(void *));
    plan->gate = builder_take(b, n_links, sizeof(*plan->gate));
    if (plan->arena.err || !plan->call || builder_init(b) < 0)
        return LEAT_ERR_NOMEM;
    memset(plan->call, 0, n_steps * sizeof(*plan->call));
    if (builder_loops(b) < 0)
        return LEAT_ERR_NOMEM;
    net_ends(net, b->may_end);
    copy_timelines(plan, net);
    if ((err = builder_add_all(b)) < 0)
        return err;
    if (plan->arena.err || list_parts(b) < 0)
        return LEAT_ERR_NOMEM;
    measure(plan, net);
    err = builder_finish(b);
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
