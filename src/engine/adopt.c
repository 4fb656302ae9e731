/* SPDX-License-Identifier: MIT */
/* adopt: from a model to an edition that the audio thread can take over. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "engine/engine.h"
#include "engine/show.h"

void cast_destroy(struct cast **cast)
{
    struct cast *c = *cast;

    if (!c)
        return;
    net_destroy(&c->net);
    model_destroy(&c->model);
    free(c->of_node);
    free(c->of_link);
    free(c->link_key);
    free(c);
    *cast = NULL;
}

static int cast_create(const struct model *model, struct cast **out)
{
    struct cast *c = calloc(1, sizeof(*c));
    const int err = c ? model_copy(model, &c->model) : LEAT_ERR_NOMEM;

    if (err < 0)
        cast_destroy(&c);
    *out = c;
    return err;
}

static struct instance *find_instance(const struct cast *cast, const struct net_node *n,
                                      uint32_t max_frames)
{
    for (uint32_t i = 0; cast && i < cast->net->n_nodes; i++)
        if (cast->of_node[i] && cast->of_node[i]->key == n->key &&
            instance_serves(cast->of_node[i], n, max_frames))
            return cast->of_node[i];
    return NULL;
}

/* The parameter to blame for a large state: the one with `max_` in its name, or a time.
 */
static const char *size_param(const struct leat_node_class *class)
{
    for (size_t p = 0; p < class->n_params; p++)
        if (strncmp(class->params[p].name, "max_", 4) == 0)
            return class->params[p].name;
    for (size_t p = 0; p < class->n_params; p++)
        if (class->params[p].flags & LEAT_PARAM_STRUCTURAL)
            return class->params[p].name;
    return "lanes";
}

static int check_memory(const struct leat_engine *e, const struct net *net,
                        struct leat_diag *diag)
{
    const uint64_t max = e->config.max_state ? e->config.max_state : (uint64_t)1 << 30;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const struct net_node *n = &net->node[i];
        if (!n->needed || !n->class || n->video)
            continue;
        const uint64_t bytes =
            instance_state_bytes(n, plan_max_frames(net, n->timeline));
        sum += bytes;
        if (sum <= max)
            continue;
        net_refuse(diag, n->tag, LEAT_ERR_LIMIT, 502,
                   "This grew too large: `%s` needs %llu bytes of state, and %llu are "
                   "allowed for all nodes.",
                   n->name, (unsigned long long)bytes, (unsigned long long)max);
        leat_diag_hint(diag, "Lower `%s`, or raise --max-state.", size_param(n->class));
        return LEAT_ERR_LIMIT;
    }
    return 0;
}

static bool is_own_class(const struct leat_engine *e,
                         const struct leat_node_class *class)
{
    for (uint32_t i = 0; i < e->graph->n_own; i++)
        if (e->graph->own[i] == class)
            return true;
    return false;
}

/* Find or make the instance of every node that is needed. */
static int fill_nodes(struct leat_engine *e, struct cast *c, struct leat_diag *diag)
{
    e->old_serial = e->next_serial;
    c->of_node = calloc(c->net->n_nodes + 1, sizeof(*c->of_node));
    if (!c->of_node)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < c->net->n_nodes; i++) {
        const struct net_node *n = &c->net->node[i];
        const uint32_t max_frames = plan_max_frames(c->net, n->timeline);
        if (!n->needed || n->kind == NET_MASTER || n->video)
            continue;
        c->of_node[i] = find_instance(e->cast, n, max_frames);
        if (c->of_node[i])
            continue;
        const int err =
            instance_create(n, max_frames, e->config.seed, &c->of_node[i], diag);
        if (err < 0)
            return err;
        c->of_node[i]->serial = ++e->next_serial;
        c->of_node[i]->pulse->foreign = n->class && is_own_class(e, n->class);
    }
    return 0;
}

static uint32_t serial_of(const struct cast *c, uint32_t node)
{
    return c->of_node[node] ? c->of_node[node]->serial : 0;
}

/* Equal for a link that leads from the same instance to the same, in the same way. */
static uint64_t key_of(const struct cast *c, const struct net_link *l)
{
    const uint32_t facts[] = {serial_of(c, l->from),
                              l->from_port,
                              serial_of(c, l->to),
                              l->to_port,
                              l->to_param,
                              l->feedback,
                              l->delay + l->comp,
                              l->mode,
                              l->id,
                              l->lanes_in,
                              l->lanes_out,
                              l->condition.kind,
                              l->condition.watch};
    uint64_t key = fnv_bytes(FNV_START, facts, sizeof(facts));

    key = fnv_bytes(key, &l->condition.threshold, sizeof(float));
    if (l->matrix)
        key = fnv_samples(key, l->matrix, (size_t)l->lanes_in * l->lanes_out);
    return key;
}

static uint32_t index_of_key(const struct cast *c, uint64_t key)
{
    for (uint32_t i = 0; c && i < c->net->n_links; i++)
        if (c->link_key[i] == key)
            return i;
    return UINT32_MAX;
}

static bool is_used(const struct cast *c, const struct net_link *l)
{
    const struct net_node *to = &c->net->node[l->to];
    return !c->net->node[l->from].video && !to->video && to->needed;
}

static int make_line(const struct cast *c, uint32_t link, float gain, bool faded_in,
                     struct line **out)
{
    const struct net_link *l = &c->net->link[link];
    const struct net_node *from = &c->net->node[l->from];
    const uint32_t delay = l->feedback ? l->delay : l->delay + l->comp;

    return line_create(c->link_key[link], l->id, gain, delay, l->lanes_in,
                       plan_max_frames(c->net, from->out_timeline), faded_in, out);
}

/* Whether a node begins with this edit: then its links need not fade, since nothing has
 * been heard of it. */
static bool is_fresh(const struct leat_engine *e, const struct cast *c, uint32_t node)
{
    return c->of_node[node] && c->of_node[node]->serial > e->old_serial;
}

/* Find or make the line of every link that needs one in the final plan. */
static int fill_links(struct leat_engine *e, struct cast *c)
{
    const uint32_t n = c->net->n_links;

    c->of_link = calloc(n + 1, sizeof(*c->of_link));
    c->link_key = calloc(n + 1, sizeof(*c->link_key));
    if (!c->of_link || !c->link_key)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < n; i++)
        c->link_key[i] = key_of(c, &c->net->link[i]);
    for (uint32_t i = 0; i < n; i++) {
        const struct net_link *l = &c->net->link[i];
        const uint32_t before = index_of_key(e->cast, c->link_key[i]);
        if (!is_used(c, l))
            continue;
        if (before != UINT32_MAX && e->cast->of_link[before]) {
            c->of_link[i] = e->cast->of_link[before];
            continue;
        }
        if (plan_link_is_plain(c->net, l))
            continue;
        const float gain =
            before != UINT32_MAX ? e->cast->net->link[before].gain : l->gain;
        const bool fades = e->cast && before == UINT32_MAX && !is_fresh(e, c, l->to);
        const int err = make_line(c, i, gain, !fades, &c->of_link[i]);
        if (err < 0)
            return err;
    }
    return 0;
}

static void hold(struct plan *plan, int by)
{
    for (uint32_t i = 0; plan && i < plan->n_instances; i++)
        plan->instance[i]->holders += (uint32_t)by;
    for (uint32_t i = 0; plan && i < plan->n_lines; i++)
        plan->line[i]->holders += (uint32_t)by;
}

static int make_plan(struct leat_engine *e, const struct net *net,
                     struct instance **of_node, struct line **of_link,
                     const bool *fading, struct plan **out)
{
    const struct plan_parts parts = {
        .net = net,
        .of_node = of_node,
        .of_link = of_link,
        .fading = fading,
        .threads = e->cycle.threads,
        .offline = !e->live,
        .span_of = show_span_of,
        .user = e,
    };
    const int err = plan_create(&parts, out);

    hold(*out, 1);
    return err;
}

static bool is_gated(const struct net_link *l)
{
    return l->condition.kind == LEAT_LEVEL_ABOVE ||
           l->condition.kind == LEAT_LEVEL_BELOW || l->condition.kind == LEAT_ACTIVE;
}

/* Say where gain and fade of each link of a transition go.  Links that neither come nor
 * go nor change are left alone. */
static int list_shifts(struct leat_engine *e, struct edition *edition, struct cast *c,
                       struct merged *m, bool *fading)
{
    struct net *net = m->net;

    edition->shift = calloc(net->n_links + 1, sizeof(*edition->shift));
    if (!edition->shift)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const uint32_t before = index_of_key(e->cast, m->link_key[i]);
        const bool is_new =
            before == UINT32_MAX && !(l->to < c->net->n_nodes && is_fresh(e, c, l->to));
        const bool regained = before != UINT32_MAX && !m->is_old[i] &&
                              e->cast->net->link[before].gain != l->gain;
        const struct cast *owner = m->is_old[i] ? e->cast : c;
        if (net->node[l->from].video || net->node[l->to].video ||
            !(is_new || m->is_old[i] || regained))
            continue;
        fading[i] = true;
        if (!m->of_link[i]) {
            const uint32_t at = index_of_key(owner, m->link_key[i]);
            const float gain = is_new ? l->gain : e->cast->net->link[before].gain;
            const int err = make_line(owner, at, gain, !is_new, &m->of_link[i]);
            if (err < 0)
                return err;
        }
        edition->shift[edition->n_shifts++] = (struct shift){
            .line = m->of_link[i],
            .gain = l->gain,
            .fade = m->is_old[i] ? 0.0f : 1.0f,
            .gated = is_gated(l) && !m->is_old[i],
            .leaving = m->is_old[i],
        };
    }
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
        const struct model_node *was =
            n->id && c->of_node[i] ? model_node_by_id(e->cast->model, n->id) : NULL;
        for (uint32_t p = 0; was && n->model && p < n->class->n_params; p++) {
            const uint32_t lanes = c->of_node[i]->env.lanes;
            bool same = n->class->params[p].kind == LEAT_TEXT;
            if (same)
                continue;
            same = true;
            for (uint32_t l = 0; l < lanes && same; l++)
                same = model_value(was, p, l) == model_value(n->model, p, l);
            if (same)
                continue;
            float *row = calloc(lanes, sizeof(*row));
            if (!row)
                return LEAT_ERR_NOMEM;
            for (uint32_t l = 0; l < lanes; l++)
                row[l] = model_value(n->model, p, l);
            edition->change[edition->n_changes++] =
                (struct change){c->of_node[i], p, row};
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
        const uint32_t before = index_of_key(old, c->link_key[i]);
        if (before == UINT32_MAX || old->net->link[before].gain != c->net->link[i].gain)
            return false;
    }
    for (uint32_t i = 0; i < c->net->n_nodes; i++)
        if (c->of_node[i] && !c->of_node[i]->holders)
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
    err = fading ? list_shifts(e, edition, c, &m, fading) : LEAT_ERR_NOMEM;
    if (err >= 0)
        err = make_plan(e, m.net, m.of_node, m.of_link, fading, &edition->transition);
    free(fading);
    net_destroy(&m.net);
    return err;
}

static int make_edition(struct leat_engine *e, struct cast *c, enum leat_when when,
                        struct edition **out, struct leat_diag *diag)
{
    struct edition *edition = calloc(1, sizeof(*edition));
    bool *none = calloc(c->net->n_links + 1, sizeof(*none));
    int err = edition && none ? 0 : LEAT_ERR_NOMEM;

    *out = edition;
    if (!err && !(err = check_memory(e, c->net, diag)) &&
        !(err = fill_nodes(e, c, diag)) && !(err = fill_links(e, c)) &&
        !(err = show_prepare(e, c->net, diag)) &&
        !(err = make_plan(e, c->net, c->of_node, c->of_link, none, &edition->final)) &&
        !(err = make_transition(e, edition, c)) && e->cast)
        err = list_changes(e, edition, c);
    free(none);
    if (err < 0)
        return err;
    edition->when = when;
    edition->number = ++e->edits;
    return 0;
}

/* Free instances and lines of a cast that no plan holds. */
static void sweep(struct leat_engine *e, struct cast *c)
{
    for (uint32_t i = 0; c->of_node && i < c->net->n_nodes; i++)
        if (c->of_node[i] && !c->of_node[i]->holders)
            instance_destroy(&c->of_node[i], e->finish_diag);
    for (uint32_t i = 0; c->of_link && i < c->net->n_links; i++)
        if (c->of_link[i] && !c->of_link[i]->holders)
            line_destroy(&c->of_link[i]);
}

static void drop_plan(struct leat_engine *e, struct plan **plan)
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
    drop_plan(e, &d->transition);
    drop_plan(e, &d->final);
    for (uint32_t i = 0; i < d->n_changes; i++)
        free((void *)(uintptr_t)d->change[i].values);
    free(d->change);
    free(d->shift);
    free(d);
    *edition = NULL;
}

void engine_reap(struct leat_engine *e)
{
    struct notice n;

    while (leat_rt_ring_read(e->cycle.retired, &n, 1)) {
        if (n.settled) {
            drop_plan(e, &n.edition->transition);
            continue;
        }
        uint32_t i = 0;
        while (e->lent[i] != n.edition)
            i++;
        e->lent[i] = e->lent[--e->n_lent];
        engine_drop_edition(e, &n.edition);
    }
    show_reap(e);
}

static int lend(struct leat_engine *e, struct edition *edition)
{
    if (e->n_lent == e->cap_lent) {
        const uint32_t cap = e->cap_lent ? e->cap_lent * 2 : 16;
        void *wider = realloc(e->lent, cap * sizeof(*e->lent));
        if (!wider)
            return LEAT_ERR_NOMEM;
        e->lent = wider;
        e->cap_lent = cap;
    }
    e->lent[e->n_lent++] = edition;
    return 0;
}

static int refuse(struct leat_engine *e, struct edition *edition, struct cast *c,
                  int err)
{
    show_refuse(e);
    if (edition) {
        drop_plan(e, &edition->transition);
        hold(edition->final, -1); /* what it holds is swept with the cast */
        plan_destroy(&edition->final);
        engine_drop_edition(e, &edition);
    }
    if (c && c->net)
        sweep(e, c);
    cast_destroy(&c);
    return err;
}

static int prepare(struct leat_engine *e, const struct model *model,
                   enum leat_when when, struct cast **cast, struct edition **edition,
                   struct leat_diag *diag)
{
    const struct net_wish wish = {
        .rate_hz = e->cast ? e->rate_hz : e->config.rate_hz,
        .channels = e->cast ? e->channels : e->config.channels,
        .live = e->live != NULL,
        .seed = e->config.seed,
        .base = e->config.base ? e->config.base : "",
    };
    int err = cast_create(model, cast);

    *edition = NULL;
    if (err >= 0)
        err = net_create((*cast)->model, &wish, &(*cast)->net, diag);
    if (err >= 0)
        err = make_edition(e, *cast, when, edition, diag);
    return err;
}

int engine_adopt_first(struct leat_engine *e, const struct model *model,
                       struct leat_diag *diag)
{
    struct cast *c;
    struct edition *edition;
    int err = prepare(e, model, LEAT_AT_QUANTUM, &c, &edition, diag);

    if (err < 0 || (err = lend(e, edition)) < 0)
        return refuse(e, edition, c, err);
    show_accept(e);
    e->cast = c;
    e->rate_hz = c->net->rate_hz;
    e->channels = edition->final->channels ? edition->final->channels : 1;
    e->cycle.edition = edition;
    e->cycle.plan = edition->final;
    return 0;
}

/* What stays of the old net when all that goes has gone: the half-way house of an edit
 * whose old and new links cannot sound at once. */
static int adopt_by_halves(struct leat_engine *e, const struct model *model,
                           enum leat_when when, struct leat_diag *diag)
{
    struct model *half;
    int err = model_copy(e->cast->model, &half);

    if (err < 0)
        return err;
    for (uint32_t i = half->n_links; i-- > 0;)
        if (!model_link_by_id(model, half->link[i].id))
            model_remove_link(half, half->link[i].id);
    err = half->n_links == e->cast->model->n_links ? LEAT_ERR_CYCLE
                                                   : engine_adopt(e, half, when, diag);
    model_destroy(&half);
    return err < 0 ? err : engine_adopt(e, model, when, diag);
}

int engine_adopt(void *engine, const struct model *model, enum leat_when when,
                 struct leat_diag *diag)
{
    struct leat_engine *e = engine;
    struct cast *c;
    struct edition *edition;

    engine_reap(e);
    int err = prepare(e, model, when, &c, &edition, diag);
    if (err == LEAT_ERR_CYCLE && c && c->of_link) {
        refuse(e, edition, c, err);
        return adopt_by_halves(e, model, when, diag);
    }
    if (err >= 0 && leat_rt_ring_space(e->cycle.editions) == 0)
        err = LEAT_ERR_LIMIT;
    if (err < 0 || (err = lend(e, edition)) < 0)
        return refuse(e, edition, c, err);
    show_accept(e);
    leat_rt_ring_write(e->cycle.editions, &edition, 1);
    cast_destroy(&e->cast);
    e->cast = c;
    return 0;
}
