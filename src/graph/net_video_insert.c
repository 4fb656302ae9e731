/* SPDX-License-Identifier: MIT */
/* net_video_insert: nodes that convert and scale, put in where negotiation wants them.
 */
#include "graph/net_video.h"

#include <assert.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"

static const struct {
    const char *class_name, *param;
} converters[] = {
    [NEGOTIATE_CONVERT] = {"pixel_convert", "to"},
    [NEGOTIATE_SCALE] = {"scale", "size"},
};

/* The index of a word among words with a blank between; 0 when it is none of them. */
static float word_index(const char *words, const char *word)
{
    const size_t size = strlen(word);
    float index = 0.0f;

    for (const char *w = words; w && *w; w += strcspn(w, " "), w += *w == ' ') {
        if (strcspn(w, " ") == size && strncmp(w, word, size) == 0)
            return index;
        index += 1.0f;
    }
    return 0.0f;
}

/* Set a parameter of an inserted node, whose settings are its own. */
static void set(struct net_node *n, const char *param, const char *value)
{
    const int p = leat_node_param_find(n->class, param);

    if (p < 0)
        return;
    const struct leat_param *about = &n->class->params[p];
    if (about->kind == LEAT_TEXT)
        ((const char **)(uintptr_t)n->settings.text)[p] = value;
    else
        ((float *)(uintptr_t)n->settings.number)[p] = word_index(about->choices, value);
    ((bool *)(uintptr_t)n->settings.is_set)[p] = true;
}

/* The node that feeds a converter, and the port. */
struct feed {
    uint32_t node, port;
    const char *name; /* "a.out", "a.out~640x480" */
};

static int describe(struct net *net, struct net_node *n,
                    const struct negotiate_insert *x, const struct feed *feed)
{
    const struct leat_video_format *from = &n->env.in_video[0], *to = &x->format;
    const char *value;

    n->name = arena_format(&net->arena, "%s%s", feed->name, x->name);
    if (x->kind == NEGOTIATE_CONVERT) {
        value = leat_pixel_layout(to->pixel).name;
        n->detail = arena_format(&net->arena, "%s to %s",
                                 leat_pixel_layout(from->pixel).name, value);
    } else {
        value = arena_format(&net->arena, "%ux%u", to->width, to->height);
        n->detail = arena_format(&net->arena, "%ux%u to %ux%u", from->width,
                                 from->height, to->width, to->height);
    }
    if (!n->name || !n->detail || !value || net_settings(net, n) < 0)
        return LEAT_ERR_NOMEM;
    set(n, converters[x->kind].param, value);
    n->key = fnv_text(fnv_bytes(FNV_START, &net->node[feed->node].key,
                                sizeof(net->node[feed->node].key)),
                      n->name) |
             1ull << 63;
    n->cost = (float)x->cost;
    return 0;
}

static int say_absent(const struct feed *feed, const struct negotiate_insert *x,
                      uint32_t tag, struct leat_diag *diag)
{
    net_refuse(diag, tag, LEAT_ERR_FORMAT, 605,
               "%.120s has to be made %s, and this leat has no `%s`.", feed->name,
               x->name + 1, converters[x->kind].class_name);
    return LEAT_ERR_FORMAT;
}

/* Add one converter, and the link into it. */
static int insert(struct net *net, const struct negotiate_insert *x,
                  const struct feed *feed, uint32_t tag, struct leat_diag *diag)
{
    const struct leat_node_class *class =
        leat_node_class_find(converters[x->kind].class_name);
    const uint32_t index = net->n_nodes;

    if (!class)
        return say_absent(feed, x, tag, diag);
    struct net_node *n = net_add_node(net);
    struct net_link *l = net_add_link(net);
    if (!n || !l)
        return LEAT_ERR_NOMEM;
    const struct net_node *from = &net->node[feed->node];
    n->kind = NET_NODE;
    n->class = class;
    n->tag = tag;
    n->video = n->needed = true;
    n->group = from->group;
    n->rate_hz = n->out_rate_hz = net->rate_hz;
    n->env.rate_hz = (double)x->format.rate.num / (double)x->format.rate.den;
    n->env.out_rate_hz = n->env.rate_hz;
    n->env.live = from->env.live;
    n->env.base = from->env.base;
    n->env.in_video[0] = from->env.out_video[feed->port];
    n->env.out_video[0] = x->format;
    *l = (struct net_link){.from = feed->node,
                           .from_port = feed->port,
                           .to = index,
                           .tag = tag,
                           .gain = 1.0f};
    return describe(net, n, x, feed);
}

/* The first link that a converter serves: where the user has a place to look at. */
static const struct net_link *first_link(const struct net *net,
                                         const uint32_t *net_link, uint32_t n_links,
                                         const struct negotiate_result *r, int32_t x)
{
    uint32_t i = 0;

    for (; i < n_links; i++) {
        int32_t at = r->last[i];
        while (at >= 0 && at != x)
            at = r->insert[at].before;
        if (at == x)
            break;
    }
    assert(i < n_links); /* a converter that serves no link is not in a result */
    return &net->link[net_link[i]];
}

int net_video_insert(struct net *net, const uint32_t *net_link, uint32_t n_links,
                     const struct negotiate_result *result, struct leat_diag *diag)
{
    const uint32_t first = net->n_nodes;

    for (uint32_t k = 0; k < result->n_inserts; k++) {
        const struct negotiate_insert *x = &result->insert[k];
        const struct net_link *l =
            first_link(net, net_link, n_links, result, (int32_t)k);
        struct feed feed = {.node = l->from, .port = l->from_port};
        const struct net_node *from = &net->node[l->from];
        feed.name =
            arena_format(&net->arena, "%s.%s", from->name,
                         leat_node_port(from->class, LEAT_OUT, l->from_port)->name);
        if (x->before >= 0) {
            feed.node = first + (uint32_t)x->before;
            feed.port = 0;
            feed.name = net->node[feed.node].name;
        }
        if (!feed.name)
            return LEAT_ERR_NOMEM;
        const int err = insert(net, x, &feed, l->tag, diag);
        if (err < 0)
            return err;
    }
    for (uint32_t i = 0; i < n_links; i++) {
        struct net_link *l = &net->link[net_link[i]];
        if (result->last[i] < 0)
            continue;
        l->from = first + (uint32_t)result->last[i];
        l->from_port = 0;
    }
    return 0;
}
