/* SPDX-License-Identifier: MIT */
/* edition: the plans of an edit, and what fades and changes when it is adopted. */
#include "engine/edition.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "engine/border.h"
#include "engine/show.h"
#include "graph/rules.h"

static void hold(struct plan *plan, int by)
{
    for (uint32_t i = 0; plan && i < plan->n_instances; i++)
        plan->instance[i]->holders += (uint32_t)by;
    for (uint32_t i = 0; plan && i < plan->n_lines; i++)
        plan->line[i]->holders += (uint32_t)by;
}

static int make_plan(struct leat_engine *e, const struct net *net,
                     struct instance **of_node, struct line **of_link,
                     const bool *fading, const bool *turning, struct plan **out)
{
    const struct plan_parts parts = {
        .net = net,
        .of_node = of_node,
        .of_link = of_link,
        .fading = fading,
        .turning = turning,
        .threads = e->cycle.threads,
        .offline = !e->is_live,
        .span_of = show_span_of,
        .tap_of = engine_tap_of,
        .n_taps = atomic_load_explicit(&e->taps.n, memory_order_relaxed),
        .user = e,
    };
    const int err = plan_create(&parts, out);

    hold(*out, 1);
    if (*out)
        border_measure(*out);
    return err;
}

/* Note where gain and fade of a link of a transition go, and give it a line. */
static int add_shift(struct leat_engine *e, struct edition *edition, struct cast *c,
                     struct merged *m, uint32_t i)
{
    const struct net_link *l = &m->net->link[i];
    const uint32_t before = cast_find_link(e->cast, m->link_key[i]);

    if (!m->of_link[i]) {
        const struct cast *owner = m->is_old[i] ? e->cast : c;
        const uint32_t at = cast_find_link(owner, m->link_key[i]);
        const bool is_new = before == UINT32_MAX;
        const float gain = is_new ? l->gain : e->cast->net->link[before].gain;
        const int err = cast_make_line(owner, at, gain, !is_new, &m->of_link[i]);
        if (err < 0)
            return err;
    }
    edition->shift[edition->n_shifts++] = (struct shift){
        .line = m->of_link[i],
        .gain = l->gain,
        .fade = m->is_old[i] ? 0.0f : 1.0f,
        .gated = rules_are_live(l->condition.kind) && !m->is_old[i],
        .leaving = m->is_old[i],
    };
    return 0;
}

/* List the links of a transition that come, go or change their gain; all others are
 * left alone. */
static int list_shifts(struct leat_engine *e, struct edition *edition, struct cast *c,
                       struct merged *m, bool *fading)
{
    const struct net *net = m->net;

    edition->shift = calloc(net->n_links + 1, sizeof(*edition->shift));
    if (!edition->shift)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const uint32_t before = cast_find_link(e->cast, m->link_key[i]);
        const bool is_new = before == UINT32_MAX &&
                            !(l->to < c->net->n_nodes && cast_is_fresh(e, c, l->to));
        const bool regained = before != UINT32_MAX && !m->is_old[i] &&
                              e->cast->net->link[before].gain != l->gain;
        if (net->node[l->from].video || net->node[l->to].video ||
            !(is_new || m->is_old[i] || regained))
            continue;
        fading[i] = true;
        const int err = add_shift(e, edition, c, m, i);
        if (err < 0)
            return err;
    }
    return 0;
}

/* Whether a node that stays goes into a bypass or out of it. */
static bool is_turning(const struct leat_engine *e, const struct cast *c, uint32_t node)
{
    const struct net_node *n = &c->net->node[node];
    const uint32_t before =
        c->of_node[node] ? cast_find_instance(e->cast, c->of_node[node]) : UINT32_MAX;

    return before != UINT32_MAX && n->class &&
           e->cast->net->node[before].bypass != n->bypass;
}

/* The nodes of the new net stand first in a transition. */
static int list_turns(struct leat_engine *e, struct edition *edition,
                      const struct cast *c, bool *turning)
{
    edition->turn = calloc(c->net->n_nodes + 1, sizeof(*edition->turn));
    if (!edition->turn)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < c->net->n_nodes; i++) {
        if (!is_turning(e, c, i) || !leat_node_n_ports(c->net->node[i].class, LEAT_OUT))
            continue;
        turning[i] = true;
        edition->turn[edition->n_turns++] =
            (struct turn){c->of_node[i], c->net->node[i].bypass ? 0.0f : 1.0f};
    }
    return 0;
}

static bool is_same_value(const struct model_node *a, const struct model_node *b,
                          uint32_t param, const struct leat_env *env)
{
    for (uint32_t l = env->first_lane; l < env->first_lane + env->lanes; l++)
        if (model_value(a, param, l) != model_value(b, param, l))
            return false;
    return true;
}

static int add_change(struct edition *edition, struct instance *instance,
                      const struct model_node *to, uint32_t param)
{
    const uint32_t lanes = instance->env.lanes;
    float *row = calloc(lanes, sizeof(*row));

    if (!row)
        return LEAT_ERR_NOMEM;
    for (uint32_t l = 0; l < lanes; l++)
        row[l] = model_value(to, param, instance->env.first_lane + l);
    edition->change[edition->n_changes++] = (struct change){instance, param, row};
    return 0;
}

/* Base values of nodes that stay and were given others. */
static int list_changes(struct leat_engine *e, struct edition *edition,
                        const struct cast *c)
{
    size_t room = 1;

    for (uint32_t i = 0; i < c->net->n_nodes; i++)
        room += c->net->node[i].class ? c->net->node[i].class->n_params : 0;
    edition->change = calloc(room, sizeof(*edition->change));
    if (!edition->change)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < c->net->n_nodes; i++) {
        const struct net_node *n = &c->net->node[i];
        struct instance *instance = c->of_node[i];
        const struct model_node *was =
            n->id && instance ? model_node_by_id(e->cast->model, n->id) : NULL;
        for (uint32_t p = 0; was && n->model && p < n->class->n_params; p++) {
            if (n->class->params[p].kind == LEAT_TEXT || n->model->param[p].noted ||
                is_same_value(was, n->model, p, &instance->env))
                continue;
            const int err = add_change(edition, instance, n->model, p);
            if (err < 0)
                return err;
        }
    }
    return 0;
}

static bool is_unchanged(const struct leat_engine *e, const struct cast *c)
{
    const struct cast *old = e->cast;

    if (old->net->n_links != c->net->n_links || old->net->n_nodes != c->net->n_nodes)
        return false;
    for (uint32_t i = 0; i < c->net->n_links; i++) {
        const uint32_t before = cast_find_link(old, c->link_key[i]);
        if (before == UINT32_MAX || old->net->link[before].gain != c->net->link[i].gain)
            return false;
    }
    for (uint32_t i = 0; i < c->net->n_nodes; i++)
        if (cast_is_fresh(e, c, i) || is_turning(e, c, i))
            return false;
    return true;
}

static int make_transition(struct leat_engine *e, struct edition *edition,
                           struct cast *c)
{
    struct merged m;
    int err;

    if (!e->cast || is_unchanged(e, c))
        return 0;
    if ((err = merge_nets(e->cast, c, &m)) < 0)
        return err;
    bool *fading = calloc(m.net->n_links + 1, sizeof(*fading));
    bool *turning = calloc(m.net->n_nodes + 1, sizeof(*turning));
    err = fading && turning ? list_shifts(e, edition, c, &m, fading) : LEAT_ERR_NOMEM;
    if (err >= 0)
        err = list_turns(e, edition, c, turning);
    if (err >= 0)
        err = make_plan(e, m.net, m.of_node, m.of_link, fading, turning,
                        &edition->transition);
    for (uint32_t i = 0; err < 0 && i < m.net->n_links; i++)
        if (m.of_link[i] && !m.of_link[i]->holders)
            line_destroy(&m.of_link[i]);
    free(fading);
    free(turning);
    net_destroy(&m.net);
    return err;
}

void edition_drop_plan(struct leat_engine *e, struct plan **plan)
{
    struct plan *p = *plan;

    if (!p)
        return;
    hold(p, -1);
    for (uint32_t i = 0; i < p->n_instances; i++) {
        if (p->instance[i]->holders)
            continue;
        const int err = instance_destroy(&p->instance[i], e->finish_diag);
        if (err < 0 && !e->finish_err)
            e->finish_err = err;
    }
    for (uint32_t i = 0; i < p->n_lines; i++)
        if (!p->line[i]->holders)
            line_destroy(&p->line[i]);
    plan_destroy(plan);
}

void engine_drop_edition(struct leat_engine *e, struct edition **edition)
{
    struct edition *d = *edition;

    if (!d)
        return;
    edition_drop_plan(e, &d->transition);
    edition_drop_plan(e, &d->final);
    for (uint32_t i = 0; i < d->n_changes; i++)
        free((void *)(uintptr_t)d->change[i].values);
    free(d->change);
    free(d->shift);
    free(d->turn);
    free(d);
    *edition = NULL;
}

int edition_make(struct leat_engine *e, struct cast *c, const struct due_time *due,
                 struct edition **out, struct leat_diag *diag)
{
    struct edition *edition = calloc(1, sizeof(*edition));
    bool *none = calloc(c->net->n_links + c->net->n_nodes + 1, sizeof(*none));
    int err = edition && none ? 0 : LEAT_ERR_NOMEM;

    *out = edition;
    if (err >= 0 && !e->for_crews)
        err = show_prepare(e, c->net, diag);
    if (err >= 0)
        err = make_plan(e, c->net, c->of_node, c->of_link, none, none, &edition->final);
    if (err >= 0)
        err = make_transition(e, edition, c);
    if (err >= 0 && e->cast)
        err = list_changes(e, edition, c);
    free(none);
    if (err < 0)
        return err;
    edition->due = *due;
    edition->number = e->edits + 1;
    return 0;
}

void edition_discard(struct leat_engine *e, struct edition **edition)
{
    if (!*edition)
        return;
    edition_drop_plan(e, &(*edition)->transition);
    hold((*edition)->final, -1); /* what it holds is swept with the cast */
    plan_destroy(&(*edition)->final);
    engine_drop_edition(e, edition);
}
