/* SPDX-License-Identifier: MIT */
/* plan_tasks: cuts the steps of a plan into tasks that may run at the same time. */
#include <string.h>

#include <leat/err.h>

#include "graph/plan_build.h"

enum { NONE = UINT32_MAX };

/* The step that wrote what a use reads; NONE when it is the same step. */
static uint32_t maker_of(const struct builder *b, const struct buffer_use *use)
{
    if (use->buffer == NONE || b->buffer[use->buffer].made_at == use->step)
        return NONE;
    return b->buffer[use->buffer].made_at;
}

/* The step that finds out where a timeline is, for each; NONE for the root's. */
static uint32_t *find_clocks(struct builder *b)
{
    const struct plan *plan = b->plan;
    uint32_t *clock = arena_take(&b->arena, plan->n_timelines + 1, sizeof(*clock));

    for (uint32_t t = 0; clock && t < plan->n_timelines; t++)
        clock[t] = NONE;
    for (uint32_t s = plan->n_steps; clock && s-- > 0;)
        if (plan->step[s].kind == STEP_TIMELINE)
            clock[plan->step[s].timeline] = s;
    return clock;
}

/* The timelines that a step counts on: its own and that of what it writes, or that
 * which its own is counted on. */
static void clocks_of(const struct plan *plan, const uint32_t *clock, uint32_t step,
                      uint32_t needs[2])
{
    const struct step *s = &plan->step[step];

    if (s->kind == STEP_TIMELINE) {
        needs[0] = clock[plan->timeline[s->timeline].parent];
        needs[1] = NONE;
    } else {
        needs[0] = clock[s->timeline];
        needs[1] = s->out_timeline == s->timeline ? NONE : clock[s->out_timeline];
    }
}

static uint32_t trigger_of(const struct plan *plan, uint32_t step)
{
    const struct step *s = &plan->step[step];

    for (uint32_t i = 0; s->kind == STEP_TIMELINE && s->instance && i < step; i++)
        if (plan->step[i].kind == STEP_PHASE && plan->step[i].instance == s->instance)
            return i;
    return NONE;
}

struct edge {
    uint32_t from, to; /* steps */
};

/* A step joins the task before it when it needs that task alone, and nobody else has
 * begun from the middle of it. */
static void assign(struct plan *plan, const struct edge *edge, uint32_t n_edges,
                   uint32_t *feeds)
{
    uint32_t task = 0, e = 0;

    memset(feeds, 0, plan->n_steps * sizeof(*feeds));
    for (uint32_t i = 0; i < n_edges; i++)
        feeds[edge[i].from]++;
    for (uint32_t s = 0; s < plan->n_steps; s++) {
        bool joins = false;
        uint32_t needs = 0;
        for (; e < n_edges && edge[e].to == s; e++) {
            needs++;
            joins = edge[e].from == s - 1 && feeds[s - 1] == 1;
        }
        if (s > 0 && !(joins && needs == 1))
            task++;
        plan->step[s].task = task;
    }
    plan->n_tasks = plan->n_steps ? task + 1 : 0;
}

/* The edges between steps, by the step they lead to. */
static struct edge *collect(struct builder *b, uint32_t *n)
{
    struct plan *plan = b->plan;
    const uint32_t *clock = find_clocks(b);
    struct edge *edge =
        arena_take(&b->arena, b->n_uses + 3 * (size_t)plan->n_steps + 1, sizeof(*edge));
    uint32_t use = 0;

    *n = 0;
    for (uint32_t s = 0; clock && edge && s < plan->n_steps; s++) {
        uint32_t more[3];
        clocks_of(plan, clock, s, more);
        more[2] = trigger_of(plan, s);
        const uint32_t first = *n;
        for (; use < b->n_uses && b->use[use].step == s; use++) {
            const uint32_t from = maker_of(b, &b->use[use]);
            bool known = from == NONE;
            for (uint32_t k = first; k < *n; k++)
                known = known || edge[k].from == from;
            if (!known)
                edge[(*n)++] = (struct edge){from, s};
        }
        for (int k = 0; k < 3; k++)
            if (more[k] != NONE)
                edge[(*n)++] = (struct edge){more[k], s};
    }
    return clock ? edge : NULL;
}

int builder_cut_tasks(struct builder *b)
{
    struct plan *plan = b->plan;
    uint32_t n_edges;
    struct edge *edge = collect(b, &n_edges);
    uint32_t *feeds = arena_take(&b->arena, plan->n_steps + 1, sizeof(*feeds));

    if (!edge || !feeds)
        return LEAT_ERR_NOMEM;
    assign(plan, edge, n_edges, feeds);
    plan->task_first = arena_take(&plan->arena, plan->n_tasks + 1, sizeof(uint32_t));
    plan->task_needs = arena_take(&plan->arena, plan->n_tasks + 1, sizeof(uint32_t));
    plan->task_feeds_first =
        arena_take(&plan->arena, plan->n_tasks + 2, sizeof(uint32_t));
    plan->task_feeds = arena_take(&plan->arena, n_edges + 1, sizeof(uint32_t));
    plan->task_left = arena_take(&plan->arena, plan->n_tasks + 1, sizeof(uint32_t));
    plan->queue = arena_take(&plan->arena, plan->n_tasks + 1, sizeof(uint32_t));
    if (plan->arena.err)
        return LEAT_ERR_NOMEM;
    for (uint32_t s = plan->n_steps; s-- > 0;)
        plan->task_first[plan->step[s].task] = s;
    plan->task_first[plan->n_tasks] = plan->n_steps;
    for (uint32_t i = 0; i < n_edges; i++) {
        const uint32_t from = plan->step[edge[i].from].task;
        const uint32_t to = plan->step[edge[i].to].task;
        if (from == to)
            continue;
        plan->task_feeds_first[from + 1]++;
        plan->task_needs[to]++;
    }
    for (uint32_t t = 0; t < plan->n_tasks; t++)
        plan->task_feeds_first[t + 1] += plan->task_feeds_first[t];
    uint32_t *at = arena_take(&b->arena, plan->n_tasks + 1, sizeof(*at));
    if (!at)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < n_edges; i++) {
        const uint32_t from = plan->step[edge[i].from].task;
        const uint32_t to = plan->step[edge[i].to].task;
        if (from != to)
            plan->task_feeds[plan->task_feeds_first[from] + at[from]++] = to;
    }
    return 0;
}
