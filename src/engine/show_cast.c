/* SPDX-License-Identifier: MIT */
/* show_cast: makes the video domains of a net: nodes, what flows between them, and the
 * ends of what flows to and from outside. */
#include "engine/show_cast.h"

#include <stdlib.h>

#include <leat/err.h>

#include "base/fnv.h"

enum { SPARE_ROWS = 16384, PICTURE_FRAMES = 1 };

uint64_t show_print(const struct net *net)
{
    uint64_t print = FNV_START;

    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const struct net_node *n = &net->node[i];
        if (!n->video || !n->needed)
            continue;
        print = fnv_text(print, n->name);
        print = fnv_bytes(print, &n->key, sizeof(n->key));
        for (size_t p = 0; p < n->class->n_params; p++) {
            print = fnv_bytes(print, &n->settings.number[p], sizeof(float));
            print = fnv_text(print, n->settings.text[p]);
        }
    }
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const uint32_t facts[] = {l->id,       l->from_port, l->to_port, l->to_param,
                                  l->lanes_in, l->profile,   l->depth};
        if (!net->node[l->to].video)
            continue;
        print = fnv_bytes(print, facts, sizeof(facts));
        print = fnv_bytes(print, &l->mode, sizeof(l->mode));
        print = fnv_bytes(print, &l->gain, sizeof(l->gain));
    }
    return print;
}

static struct leat_rational rate_of(const struct net_node *n)
{
    const bool source = leat_node_n_ports(n->class, LEAT_OUT) > 0;
    return source ? n->env.out_video[0].rate : n->env.in_video[0].rate;
}

static int find_domain(struct show *s, const struct net_node *n, struct leat_diag *diag)
{
    const struct leat_rational rate = rate_of(n);

    for (uint32_t d = 0; d < s->n_domains; d++)
        if (s->rate[d].num == rate.num && s->rate[d].den == rate.den)
            return (int)d;
    if (s->n_domains == DOMAINS_MAX || rate.num <= 0 || rate.den <= 0)
        return net_refuse(diag, n->tag, LEAT_ERR_LIMIT, 502,
                          "`%s` would be the clock of more than %d frame rates.",
                          n->name, DOMAINS_MAX);
    s->rate[s->n_domains] = rate;
    return (int)s->n_domains++;
}

static int cast_nodes(struct leat_engine *e, struct show *s, const struct net *net,
                      struct leat_diag *diag)
{
    s->node = calloc(net->n_nodes + 1, sizeof(*s->node));
    if (!s->node)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < net->n_order; k++) {
        const uint32_t i = net->order[k];
        const struct net_node *n = &net->node[i];
        if (!n->video || !n->needed)
            continue;
        const int domain = find_domain(s, n, diag);
        if (domain < 0)
            return domain;
        struct show_node *sn = &s->node[s->n_nodes++];
        const struct show_node *before = show_find_node(e->show, n->id);
        *sn =
            (struct show_node){.net_node = i, .id = n->id, .domain = (uint32_t)domain};
        if (before && instance_serves(before->instance, n, PICTURE_FRAMES)) {
            sn->instance = before->instance;
            sn->borrowed = true;
            continue;
        }
        const int err = instance_create(n, PICTURE_FRAMES, e->config.seed, true,
                                        &sn->instance, diag);
        if (err < 0)
            return err;
    }
    return 0;
}

/* Index of a net's node in the show, or UINT32_MAX. */
static uint32_t cast_as(const struct show *s, uint32_t net_node)
{
    for (uint32_t i = 0; i < s->n_nodes; i++)
        if (s->node[i].net_node == net_node)
            return i;
    return UINT32_MAX;
}

/* What a domain is made of while it is being listed. */
struct lists {
    struct pictures_node *node;
    struct pictures_link *link;
    uint32_t n_nodes, n_links;
};

static int make_span(struct leat_engine *e, const struct net *net,
                     const struct net_link *l, struct leat_rational rate,
                     struct rt_span **out)
{
    const uint32_t lanes = net->node[l->from].env.out_lanes[l->from_port];
    const double rows = net->rate_hz * (double)rate.den / (double)rate.num;

    return rt_span_create(lanes, (uint32_t)rows + 2, SPARE_ROWS, e->cycle.frame, out);
}

static int list_link(struct leat_engine *e, struct show *s, const struct net *net,
                     const struct net_link *l, struct lists *lists)
{
    const uint32_t to_at = cast_as(s, l->to), from_at = cast_as(s, l->from);
    const bool is_sound = from_at == UINT32_MAX;
    const struct show_node *to = &s->node[to_at],
                           *from = &s->node[is_sound ? 0 : from_at];
    struct show_link *sl = &s->link[s->n_links++];
    struct pictures_link link = {.from = PICTURES_OUTSIDE,
                                 .from_port = l->from_port,
                                 .to = (int32_t)to->index,
                                 .to_port = l->to_port,
                                 .to_param = l->to_param,
                                 .mode = l->mode,
                                 .gain = l->gain};
    int err = 0;

    *sl = (struct show_link){.id = l->id, .domain = to->domain};
    if (is_sound)
        err = make_span(e, net, l, s->rate[to->domain], &sl->span);
    else if (from->domain == to->domain)
        link.from = (int32_t)from->index;
    else
        err = rt_frame_link_create(l->profile == LEAT_PROFILE_AUTO ||
                                           l->profile == LEAT_PROFILE_DIRECT
                                       ? LEAT_PROFILE_LATEST
                                       : l->profile,
                                   l->depth, &sl->frames);
    if (err < 0)
        return err;
    link.sound = sl->span;
    link.frames = sl->frames;
    struct lists *at = &lists[to->domain];
    sl->index = at->n_links;
    at->link[at->n_links++] = link;
    if (!sl->frames)
        return 0;
    at = &lists[from->domain]; /* the other end, in the domain that writes */
    link.from = (int32_t)from->index;
    link.to = PICTURES_OUTSIDE;
    at->link[at->n_links++] = link;
    return 0;
}

/* The first tick that stands at or after a frame of the sound. */
static int64_t first_tick(int64_t frame, struct leat_rational rate, int64_t rate_hz)
{
    const int64_t before = leat_rt_scale_floor(frame, rate.num, rate.den * rate_hz);
    const int64_t at = leat_rt_scale_round(before, rate.den * rate_hz, rate.num);

    return at < frame ? before + 1 : before;
}

/* The frame at which a run with a duration ends, or -1. */
static int64_t end_of(const struct leat_engine *e, double rate_hz)
{
    if (e->config.duration > 0)
        return e->config.duration;
    return e->config.duration_s > 0.0 ? engine_frames(e->config.duration_s, rate_hz)
                                      : -1;
}

static int make_domains(struct leat_engine *e, struct show *s, const struct net *net)
{
    struct lists lists[DOMAINS_MAX] = {{0}};
    int err = 0;

    s->link = calloc(net->n_links + 1, sizeof(*s->link));
    if (!s->link)
        return LEAT_ERR_NOMEM;
    for (uint32_t d = 0; d < s->n_domains; d++) {
        lists[d].node = calloc(s->n_nodes + 1, sizeof(*lists[d].node));
        lists[d].link = calloc(net->n_links + 1, sizeof(*lists[d].link));
        if (!lists[d].node || !lists[d].link)
            err = LEAT_ERR_NOMEM;
    }
    for (uint32_t i = 0; !err && i < s->n_nodes; i++) {
        struct lists *at = &lists[s->node[i].domain];
        struct instance *n = s->node[i].instance;
        s->node[i].index = at->n_nodes;
        at->node[at->n_nodes++] = (struct pictures_node){
            n->class, &n->env, &n->settings, n->state, n->resource, n->mailbox};
    }
    for (uint32_t i = 0; !err && i < net->n_links; i++)
        if (cast_as(s, net->link[i].to) != UINT32_MAX)
            err = list_link(e, s, net, &net->link[i], lists);
    for (uint32_t d = 0; d < s->n_domains; d++) {
        const int64_t rate_hz = (int64_t)(net->rate_hz + 0.5);
        const struct pictures_config config = {
            .rate = s->rate[d],
            .sound_rate_hz = rate_hz,
            .first_tick = first_tick(e->cycle.frame, s->rate[d], rate_hz),
            .end = end_of(e, net->rate_hz),
            .nodes = lists[d].node,
            .n_nodes = lists[d].n_nodes,
            .links = lists[d].link,
            .n_links = lists[d].n_links,
            .timing = true,
        };
        if (!err)
            err = pictures_create(&config, &s->domain[d]);
        free(lists[d].node);
        free(lists[d].link);
    }
    return err;
}

int show_cast(struct leat_engine *e, struct show *s, const struct net *net,
              struct leat_diag *diag)
{
    s->print = show_print(net);
    const int err = cast_nodes(e, s, net, diag);
    return err < 0 ? err : make_domains(e, s, net);
}
