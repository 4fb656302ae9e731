/* SPDX-License-Identifier: MIT */
/* cast: nodes and links of a model, and the instances and lines that serve them. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "engine/edition.h"

void cast_destroy(struct cast **cast)
{
    struct cast *c = *cast;

    if (!c)
        return;
    keys_destroy(&c->nodes);
    keys_destroy(&c->links);
    net_destroy(&c->net);
    model_destroy(&c->model);
    free(c->of_node);
    free(c->of_link);
    free(c->link_key);
    free(c);
    *cast = NULL;
}

int cast_create(const struct model *model, const struct net_wish *wish,
                struct cast **out, struct leat_diag *diag)
{
    struct cast *c = calloc(1, sizeof(*c));
    int err = c ? model_copy(model, &c->model) : LEAT_ERR_NOMEM;

    *out = c;
    if (err < 0 || (err = net_create(c->model, wish, &c->net, diag)) < 0)
        return err;
    if ((err = keys_create(&c->nodes, c->net->n_nodes)) < 0)
        return err;
    for (uint32_t i = 0; i < c->net->n_nodes; i++)
        keys_add(&c->nodes, c->net->node[i].key, i);
    return 0;
}

static struct instance *find_instance(const struct cast *cast, const struct net_node *n,
                                      uint32_t max_frames)
{
    const uint32_t i = cast ? keys_find(&cast->nodes, n->key) : UINT32_MAX;

    if (i == UINT32_MAX || !cast->of_node[i] ||
        !instance_serves(cast->of_node[i], n, max_frames))
        return NULL;
    return cast->of_node[i];
}

uint32_t cast_find_instance(const struct cast *c, const struct instance *instance)
{
    const uint32_t i = keys_find(&c->nodes, instance->key);
    return i != UINT32_MAX && c->of_node[i] == instance ? i : UINT32_MAX;
}

/* How likely a parameter is to blame for a large state; 0 is not at all. */
static int blame(const struct leat_param *param)
{
    const bool counts = param->kind == LEAT_NUMBER || param->kind == LEAT_INTEGER;

    if (strncmp(param->name, "max_", 4) == 0)
        return 3;
    if (!counts || !(param->flags & LEAT_PARAM_STRUCTURAL) ||
        strcmp(param->name, "duration") == 0) /* of sources, which keep no sound */
        return 0;
    return param->unit == LEAT_UNIT_S ? 2 : 1;
}

/* The first of those to blame most. */
static const char *size_param(const struct leat_node_class *class)
{
    const char *name = "lanes";
    int most = 0;

    for (size_t p = 0; p < class->n_params; p++) {
        const int own = blame(&class->params[p]);
        if (own > most) {
            most = own;
            name = class->params[p].name;
        }
    }
    return name;
}

/* Bytes of delay memory of all links. */
static uint64_t delay_bytes(const struct net *net)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        sum += ((uint64_t)l->delay + l->comp) * l->lanes_in * sizeof(float);
    }
    return sum;
}

static int check_memory(const struct leat_engine *e, const struct net *net,
                        struct leat_diag *diag)
{
    const uint64_t max = e->config.max_state ? e->config.max_state : (uint64_t)1 << 30;
    uint64_t sum = delay_bytes(net);

    if (sum > max) {
        net_refuse(diag, 0, LEAT_ERR_LIMIT, 502,
                   "This grew too large: delays of links need %llu bytes, and %llu are "
                   "allowed for all nodes.",
                   (unsigned long long)sum, (unsigned long long)max);
        leat_diag_hint(diag, "Shorten them, or raise --max-state.");
        return LEAT_ERR_LIMIT;
    }

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

/* Find or make the instance of every node that is needed.  One that is not any more
 * keeps the instance that it has: it stands still until it is heard again. */
static int fill_nodes(struct leat_engine *e, struct cast *c, struct leat_diag *diag)
{
    e->old_serial = e->next_serial;
    c->of_node = calloc(c->net->n_nodes + 1, sizeof(*c->of_node));
    if (!c->of_node)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < c->net->n_nodes; i++) {
        const struct net_node *n = &c->net->node[i];
        const uint32_t max_frames = plan_max_frames(c->net, n->timeline);
        if (n->kind == NET_MASTER || n->video)
            continue;
        c->of_node[i] = find_instance(e->cast, n, max_frames);
        if (c->of_node[i] || !n->needed)
            continue;
        const int err = instance_create(n, max_frames, e->config.seed,
                                        n->crew || !e->for_crews, &c->of_node[i], diag);
        if (err < 0)
            return err;
        c->of_node[i]->serial = ++e->next_serial;
        if (n->class && is_own_class(e, n->class))
            c->of_node[i]->pulse->foreign = PULSE_FOREIGN;
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
                              l->first_in,
                              l->first_out,
                              l->condition.kind,
                              l->condition.watch};
    uint64_t key = fnv_bytes(FNV_START, facts, sizeof(facts));

    key = fnv_bytes(key, &l->condition.threshold, sizeof(float));
    if (l->matrix)
        key = fnv_samples(key, l->matrix, (size_t)l->lanes_in * l->lanes_out);
    return key;
}

uint32_t cast_find_link(const struct cast *c, uint64_t key)
{
    return c ? keys_find(&c->links, key) : UINT32_MAX;
}

static bool is_used(const struct cast *c, const struct net_link *l)
{
    const struct net_node *to = &c->net->node[l->to];
    return !c->net->node[l->from].video && !to->video && to->needed;
}

int cast_make_line(const struct cast *c, uint32_t link, float gain, bool faded_in,
                   struct line **out)
{
    const struct net_link *l = &c->net->link[link];
    const struct net_node *from = &c->net->node[l->from];
    const bool events = net_link_is_events(c->net, l); /* their queue delays them */
    const uint32_t delay = events ? 0 : l->feedback ? l->delay : l->delay + l->comp;
    const int err = line_create(
        c->link_key[link], l->id, gain, delay, l->width ? l->width : l->lanes_in,
        plan_max_frames(c->net, from->out_timeline), faded_in, out);

    if (err >= 0)
        (*out)->crew = c->net->node[l->to].crew;
    return err;
}

bool cast_is_fresh(const struct leat_engine *e, const struct cast *c, uint32_t node)
{
    return c->of_node[node] && c->of_node[node]->serial > e->old_serial;
}

/* Find or make the line of every link that needs one in the final plan. */
static int fill_links(struct leat_engine *e, struct cast *c)
{
    const uint32_t n = c->net->n_links;

    c->of_link = calloc(n + 1, sizeof(*c->of_link));
    c->link_key = calloc(n + 1, sizeof(*c->link_key));
    if (!c->of_link || !c->link_key || keys_create(&c->links, n) < 0)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < n; i++)
        keys_add(&c->links, c->link_key[i] = key_of(c, &c->net->link[i]), i);
    for (uint32_t i = 0; i < n; i++) {
        const struct net_link *l = &c->net->link[i];
        const uint32_t before = cast_find_link(e->cast, c->link_key[i]);
        if (!is_used(c, l)) {
            if (before != UINT32_MAX)
                c->of_link[i] = e->cast->of_link[before];
            continue;
        }
        if (net_link_is_events(c->net, l) && c->of_node[l->to] &&
            instance_take_events(c->of_node[l->to]) < 0)
            return LEAT_ERR_NOMEM;
        if (before != UINT32_MAX && e->cast->of_link[before]) {
            c->of_link[i] = e->cast->of_link[before];
            continue;
        }
        if (plan_link_is_plain(c->net, l))
            continue;
        const float gain =
            before != UINT32_MAX ? e->cast->net->link[before].gain : l->gain;
        const bool fades =
            e->cast && before == UINT32_MAX && !cast_is_fresh(e, c, l->to);
        const int err = cast_make_line(c, i, gain, !fades, &c->of_link[i]);
        if (err < 0)
            return err;
    }
    return 0;
}

int cast_fill(struct leat_engine *e, struct cast *c, struct leat_diag *diag)
{
    int err = check_memory(e, c->net, diag);

    if (err < 0 || (err = fill_nodes(e, c, diag)) < 0)
        return err;
    return fill_links(e, c);
}

void cast_sweep(struct leat_engine *e, struct cast *c)
{
    for (uint32_t i = 0; c->of_node && i < c->net->n_nodes; i++)
        if (c->of_node[i] && !c->of_node[i]->holders)
            instance_destroy(&c->of_node[i], e->finish_diag);
    for (uint32_t i = 0; c->of_link && i < c->net->n_links; i++)
        if (c->of_link[i] && !c->of_link[i]->holders)
            line_destroy(&c->of_link[i]);
}
