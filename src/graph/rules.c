/* SPDX-License-Identifier: MIT */
/* rules: condition -> action, strongest first. */
#include "graph/rules.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

bool rules_match(const char *pattern, const char *text)
{
    const char *star = NULL, *back = NULL;

    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            back = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star) { /* let the star eat one letter more */
            pattern = star + 1;
            text = ++back;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static bool has_metadata(const struct net_node *node, const char *key, const char *text)
{
    for (uint32_t i = 0; node->model && i < node->model->n_metadata; i++)
        if (strcmp(node->model->metadata[i].key, key) == 0)
            return rules_match(text, node->model->metadata[i].text);
    return false;
}

/* What a port gives: values that are no sound are data. */
static uint32_t type_of(const struct leat_port *out)
{
    const bool is_data = out->stream == LEAT_AUDIO && out->flags & LEAT_PORT_CONTROL;

    return is_data ? LEAT_DATA : (uint32_t)out->stream;
}

bool rules_hold(const struct leat_condition *c, const struct net_node *node)
{
    const struct leat_port *out = leat_node_port(node->class, LEAT_OUT, 0);

    switch (c->kind) {
    case LEAT_TYPE_IS:
        return out && type_of(out) == c->value;
    case LEAT_NAME_MATCHES:
        return rules_match(c->text, node->name);
    case LEAT_METADATA_IS:
        return has_metadata(node, c->key, c->text);
    default:
        return true; /* always; level and activity are judged while running */
    }
}

/* What rules of higher priority have settled, for every link. */
struct settled {
    bool *gain, *delay, *shut;
};

static bool can_connect(const struct net_node *from, const struct net_node *to)
{
    const struct leat_port *out = leat_node_port(from->class, LEAT_OUT, 0);
    const struct leat_port *in = leat_node_port(to->class, LEAT_IN, 0);
    return out && in && out->stream == in->stream;
}

static int connect(struct net *net, const struct leat_rule *rule, uint32_t from,
                   uint32_t to, struct leat_diag *diag)
{
    if (!can_connect(&net->node[from], &net->node[to]))
        return net_refuse(diag, 0, LEAT_ERR_TYPE, 602,
                          "rule `%s` cannot connect %s to %s: their types differ.",
                          rule->name, net->node[from].name, net->node[to].name);
    for (uint32_t i = 0; i < net->n_links; i++)
        if (net->link[i].from == from && net->link[i].to == to &&
            !net->link[i].to_param)
            return 0;
    struct net_link *l = net_add_link(net);
    if (!l)
        return LEAT_ERR_NOMEM;
    l->from = from;
    l->to = to;
    l->condition = rule->condition;
    if (!rules_are_live(rule->condition.kind))
        l->condition.kind = LEAT_ALWAYS;
    return 0;
}

/* A condition that is judged while running, as the opposite: what a rule changes while
 * something holds stays as it was while it does not. */
static struct leat_condition opposite_of(struct leat_condition c)
{
    c.kind = c.kind == LEAT_LEVEL_ABOVE   ? LEAT_LEVEL_BELOW
             : c.kind == LEAT_LEVEL_BELOW ? LEAT_LEVEL_ABOVE
             : c.kind == LEAT_ACTIVE      ? LEAT_QUIET
                                          : LEAT_ACTIVE;
    return c;
}

static uint32_t delay_of(const struct leat_rule *rule)
{
    const uint32_t frames = !(rule->value > 0.0f)                ? 0
                            : rule->value < (float)NET_DELAY_MAX ? (uint32_t)rule->value
                                                                 : NET_DELAY_MAX;

    return rule->action == LEAT_ACT_BUFFER
               ? (frames + LEAT_QUANTUM - 1) / LEAT_QUANTUM * LEAT_QUANTUM
               : frames;
}

/* Whether a link can be faded against another that goes the same way. */
static bool can_fade(const struct net *net, const struct net_link *l)
{
    const struct leat_port *out =
        leat_node_port(net->node[l->from].class, LEAT_OUT, l->from_port);

    return out && out->stream == LEAT_AUDIO && !l->to_param && !l->feedback &&
           l->condition.kind == LEAT_ALWAYS;
}

/* What a rule makes of a link, while its condition holds. */
static int change(struct net *net, uint32_t index, const struct leat_rule *rule)
{
    struct net_link *l = &net->link[index];

    if (rules_are_live(rule->condition.kind)) {
        if (!can_fade(net, l))
            return 0;
        struct net_link *second = net_add_link(net);
        if (!second)
            return LEAT_ERR_NOMEM;
        l = &net->link[index];
        *second = *l;
        second->id = 0;
        second->condition = rule->condition;
        l->condition = opposite_of(rule->condition);
        l = second;
    }
    if (rule->action == LEAT_ACT_SET_GAIN)
        l->gain = rule->value;
    else
        l->delay = delay_of(rule);
    return 0;
}

static int act_on_link(struct net *net, uint32_t index, const struct leat_rule *rule,
                       struct settled *settled)
{
    struct net_link *l = &net->link[index];
    const bool is_live = rules_are_live(rule->condition.kind);
    bool *done = rule->action == LEAT_ACT_DISCONNECT ? settled->shut
                 : rule->action == LEAT_ACT_SET_GAIN ? settled->gain
                                                     : settled->delay;

    if (done[index])
        return 0;
    done[index] = rule->action == LEAT_ACT_DISCONNECT || !is_live;
    if (rule->action != LEAT_ACT_DISCONNECT)
        return change(net, index, rule);
    if (is_live)
        l->condition = opposite_of(rule->condition);
    else
        l->gain = 0.0f;
    return 0;
}

/* Whether a node can hand its first input on: sound in, sound out, at one rate. */
static bool can_bypass(const struct leat_node_class *class)
{
    const struct leat_port *in = leat_node_port(class, LEAT_IN, 0);
    return in && in->stream == LEAT_AUDIO && !(class->flags & LEAT_CLASS_RESAMPLE);
}

/* From what goes into a node to where one of its links leads, by links that are open
 * while the node's own is not. */
static int pass_by(struct net *net, const struct leat_rule *rule, uint32_t index,
                   uint32_t n_links)
{
    const struct net_link last = net->link[index];

    if (last.matrix || !can_fade(net, &last))
        return 0;
    for (uint32_t i = 0; i < n_links; i++) {
        const struct net_link first = net->link[i];
        if (first.to != last.from || first.to_port != 0 || first.matrix ||
            !can_fade(net, &first))
            continue;
        struct net_link *l = net_add_link(net);
        if (!l)
            return LEAT_ERR_NOMEM;
        *l = last;
        l->id = 0;
        l->from = first.from;
        l->from_port = first.from_port;
        l->gain = first.gain * last.gain;
        l->delay = first.delay + last.delay;
        l->condition = rule->condition;
        if (!l->condition.watch)
            l->condition.watch = net->node[last.from].id;
    }
    net->link[index].condition = opposite_of(rule->condition);
    return 0;
}

static int bypass(struct net *net, const struct leat_rule *rule, uint32_t node,
                  uint32_t n_links)
{
    int err = 0;

    if (!can_bypass(net->node[node].class))
        return 0;
    if (!rules_are_live(rule->condition.kind))
        net->node[node].bypass = true;
    else
        for (uint32_t i = 0; i < n_links && err >= 0; i++)
            if (net->link[i].from == node)
                err = pass_by(net, rule, i, n_links);
    return err;
}

static int act(struct net *net, const struct leat_rule *rule, uint32_t node,
               uint32_t target, uint32_t n_links, struct settled *settled,
               struct leat_diag *diag)
{
    if (rule->action == LEAT_ACT_CONNECT)
        return target == UINT32_MAX || target == node
                   ? 0
                   : connect(net, rule, node, target, diag);
    if (rule->action == LEAT_ACT_BYPASS)
        return bypass(net, rule, node, n_links);
    int err = 0;
    for (uint32_t i = 0; i < n_links && err >= 0; i++)
        if (net->link[i].from == node &&
            (target == UINT32_MAX || net->link[i].to == target))
            err = act_on_link(net, i, rule, settled);
    return err;
}

static int stronger_first(const void *a, const void *b)
{
    const struct leat_rule *const *x = a, *const *y = b;

    if ((*x)->priority != (*y)->priority)
        return (*x)->priority > (*y)->priority ? -1 : 1;
    return *x < *y ? -1 : 1; /* as they were added */
}

int rules_apply(struct net *net, const struct model *model, struct leat_diag *diag)
{
    const uint32_t n_links = net->n_links;
    const struct leat_rule **rule =
        arena_take(&net->arena, model->n_rules + 1, sizeof(*rule));
    bool *flags = arena_take(&net->arena, 3 * ((size_t)n_links + 1), 1);

    if (!rule || !flags)
        return LEAT_ERR_NOMEM;
    struct settled settled = {flags, flags + n_links + 1, flags + 2 * (n_links + 1)};
    for (uint32_t i = 0; i < model->n_rules; i++)
        rule[i] = &model->rule[i];
    qsort(rule, model->n_rules, sizeof(*rule), stronger_first);
    for (uint32_t r = 0; r < model->n_rules; r++) {
        uint32_t target = UINT32_MAX;
        if (!rule[r]->enabled)
            continue;
        for (uint32_t i = 0; i < net->n_nodes; i++)
            if (rule[r]->target && net->node[i].id == rule[r]->target)
                target = i;
        if (rule[r]->target && target == UINT32_MAX)
            continue; /* it is no more */
        for (uint32_t i = 0; i < net->n_nodes; i++) {
            if ((rule[r]->node && rule[r]->node != net->node[i].id) ||
                !rules_hold(&rule[r]->condition, &net->node[i]))
                continue;
            const int err = act(net, rule[r], i, target, n_links, &settled, diag);
            if (err < 0)
                return err;
        }
    }
    return 0;
}
