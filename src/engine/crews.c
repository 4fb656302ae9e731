/* SPDX-License-Identifier: MIT */
/* crews: which nodes are computed by which processes. */
#include "engine/crews.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/engine.h"

int crews_parse(const char *text, struct crews *out, struct leat_diag *diag)
{
    *out = (struct crews){0};
    while (text && *text) {
        const size_t len = strcspn(text, ",");
        if (!len || len >= CREWS_NAME) {
            leat_diag_add(diag, LEAT_ERROR, 614, "No group can be named `%.*s`.",
                          (int)(len < 40 ? len : 40), text);
            leat_diag_hint(diag, "Name nodes, such as: race:lead,pad+bass");
            return LEAT_ERR_INVALID;
        }
        if (out->n == CREWS_MAX) {
            leat_diag_add(diag, LEAT_ERROR, 614, "At most %d groups can be isolated.",
                          CREWS_MAX);
            leat_diag_hint(diag, "Join some of them: lead+pad");
            return LEAT_ERR_LIMIT;
        }
        memcpy(out->name[out->n++], text, len);
        text += len + (text[len] == ',');
    }
    return 0;
}

struct assigning {
    struct net *net;
    bool *decided;
    uint32_t *stack, depth;
};

/* What lives from a thread or a device of this process, or from an order of its own. */
static bool is_bound(const struct net *net, const struct net_node *n)
{
    const struct leat_node_class *c = n->class;
    bool series = n->group != 0;

    for (uint32_t t = n->timeline; t; t = net->timeline[t].parent)
        series = series || net->timeline[t].kind == NET_SERIES;
    for (uint32_t t = n->out_timeline; t; t = net->timeline[t].parent)
        series = series || net->timeline[t].kind == NET_SERIES;
    return !c || n->video || series || (c->open && c->ready) ||
           (c->flags & (LEAT_CLASS_SINK | LEAT_CLASS_LIVE));
}

/* Who lives already stays where it is. */
static void keep_old(struct assigning *a, const struct cast *before)
{
    for (uint32_t i = 0; i < a->net->n_nodes; i++) {
        struct net_node *n = &a->net->node[i];
        const uint32_t at = before ? keys_find(&before->nodes, n->key) : UINT32_MAX;
        const bool lives = at != UINT32_MAX && before->of_node[at];
        n->crew = lives ? before->net->node[at].crew : 0;
        a->decided[i] = lives || is_bound(a->net, n);
    }
}

static bool is_named(const struct net_node *n, const char *part, size_t len)
{
    return strncmp(n->name, part, len) == 0 && (!n->name[len] || n->name[len] == '.');
}

static void join(struct assigning *a, uint32_t node, uint32_t crew)
{
    if (a->decided[node])
        return;
    a->decided[node] = true;
    a->net->node[node].crew = crew;
    a->stack[a->depth++] = node;
}

/* All that the nodes on the stack hear, by whatever link, and whom such a link
 * watches. */
static void join_heard(struct assigning *a, uint32_t crew)
{
    const struct net *net = a->net;

    while (a->depth) {
        const struct net_node *n = &net->node[a->stack[--a->depth]];
        for (uint32_t k = 0; k < n->n_links; k++) {
            const struct net_link *l = &net->link[net->in[n->first_link + k]];
            join(a, l->from, crew);
            for (uint32_t i = 0; l->condition.watch && i < net->n_nodes; i++)
                if (net->node[i].id == l->condition.watch)
                    join(a, i, crew);
        }
    }
}

static int say_unknown(const struct net *net, const char *part, size_t len,
                       const struct net_node *bound, struct leat_diag *diag)
{
    struct str_nearest nearest;
    char name[CREWS_NAME];

    str_format(name, sizeof(name), "%.*s", (int)len, part);
    if (bound) {
        leat_diag_add(diag, LEAT_ERROR, 614,
                      "`%s` cannot be isolated: it streams, draws, gives to the output "
                      "or plays in a series.",
                      name);
        leat_diag_hint(diag, "Name what it hears.");
        return LEAT_ERR_UNSUPPORTED;
    }
    leat_diag_add(diag, LEAT_ERROR, 614, "There is no node `%s` to isolate.", name);
    str_nearest_init(&nearest, name);
    for (uint32_t i = 0; i < net->n_nodes; i++)
        if (!is_bound(net, &net->node[i]))
            str_nearest_offer(&nearest, net->node[i].name);
    if (nearest.best)
        leat_diag_hint(diag, "Is it `%s`? `leat inspect` lists all names.",
                       nearest.best);
    else
        leat_diag_hint(diag, "`leat inspect` lists all names.");
    return LEAT_ERR_NOT_FOUND;
}

/* The nodes that a group is named after. */
static int join_named(struct assigning *a, const char *name, uint32_t crew, bool first,
                      struct leat_diag *diag)
{
    for (const char *part = name; *part;) {
        const size_t len = strcspn(part, "+");
        const struct net_node *bound = NULL;
        bool any = false;
        for (uint32_t i = 0; i < a->net->n_nodes; i++) {
            const struct net_node *n = &a->net->node[i];
            if (!n->id || !is_named(n, part, len))
                continue;
            if (is_bound(a->net, n)) {
                bound = n;
                continue;
            }
            any = true;
            join(a, i, crew);
        }
        if (!any && first)
            return say_unknown(a->net, part, len, bound, diag);
        part += len + (part[len] == '+');
    }
    return 0;
}

static int refuse(const struct net_node *n, const char *group, const char *why,
                  struct leat_diag *diag)
{
    net_refuse(diag, n->tag, LEAT_ERR_UNSUPPORTED, 614,
               "The group `%s` cannot be isolated so: `%s` %s.", group, n->name, why);
    leat_diag_hint(diag, "Isolate both together, with `+`, or neither.");
    return LEAT_ERR_UNSUPPORTED;
}

/* What is fed back into a group, or opens a link within it, must be in the group. */
static int check_links(const struct crews *crews, const struct net *net,
                       struct leat_diag *diag)
{
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const uint32_t crew = net->node[l->to].crew;
        if (crew && l->feedback && net->node[l->from].crew != crew)
            return refuse(&net->node[l->from], crews->name[crew - 1],
                          "is fed back into it, and is not in it", diag);
        for (uint32_t k = 0; crew && l->condition.watch && k < net->n_nodes; k++)
            if (net->node[k].id == l->condition.watch && net->node[k].crew != crew)
                return refuse(&net->node[k], crews->name[crew - 1],
                              "opens a link in it, and is not in it", diag);
    }
    return 0;
}

/* A node outside of a crew that hears it and is heard by it. */
static const struct net_node *find_between(const struct net *net, uint32_t crew,
                                           bool *behind)
{
    bool more = true;

    while (more) {
        more = false;
        for (uint32_t i = 0; i < net->n_links; i++) {
            const struct net_link *l = &net->link[i];
            if (l->feedback || net->node[l->to].crew == crew || behind[l->to] ||
                !(net->node[l->from].crew == crew || behind[l->from]))
                continue;
            behind[l->to] = more = true;
        }
    }
    for (uint32_t i = 0; i < net->n_links; i++)
        if (!net->link[i].feedback && behind[net->link[i].from] &&
            net->node[net->link[i].to].crew == crew)
            return &net->node[net->link[i].from];
    return NULL;
}

static int say_between(const struct crews *crews, struct net *net,
                       struct leat_diag *diag)
{
    for (uint32_t crew = 1; crew <= crews->n; crew++) {
        bool *behind = arena_take(&net->arena, net->n_nodes + 1, sizeof(*behind));
        const struct net_node *n = behind ? find_between(net, crew, behind) : NULL;
        if (n)
            return refuse(n, crews->name[crew - 1], "stands between nodes of it", diag);
    }
    return LEAT_ERR_CYCLE;
}

int crews_assign(const struct crews *crews, const struct cast *before,
                 struct cast *cast, struct leat_diag *diag)
{
    struct net *net = cast->net;
    struct assigning a = {
        .net = net,
        .decided = arena_take(&net->arena, net->n_nodes + 1, sizeof(bool)),
        .stack = arena_take(&net->arena, net->n_nodes + 1, sizeof(uint32_t)),
    };
    int err;

    net->n_crews = crews->n;
    if (!crews->n)
        return 0;
    if (!a.decided || !a.stack)
        return LEAT_ERR_NOMEM;
    keep_old(&a, before);
    for (uint32_t crew = 1; crew <= crews->n; crew++) {
        for (uint32_t i = 0; i < net->n_nodes; i++)
            if (net->node[i].crew == crew)
                a.stack[a.depth++] = i;
        err = join_named(&a, crews->name[crew - 1], crew, !before, diag);
        if (err < 0)
            return err;
        join_heard(&a, crew);
    }
    if ((err = check_links(crews, net, diag)) < 0)
        return err;
    err = net_sort(net, diag);
    return err == LEAT_ERR_CYCLE ? say_between(crews, net, diag) : err;
}
