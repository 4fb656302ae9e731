/* SPDX-License-Identifier: MIT */
/* show: makes video domains from a net, and runs them with the sound. */
#include "engine/show.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "engine/pictures.h"
#include "engine/ticker.h"
#include "graph/lock.h"

enum { DOMAINS_MAX = 8, SPARE_ROWS = 16384, PICTURE_FRAMES = 1 };

struct show_node {
    uint32_t net_node, id;
    uint32_t domain, index; /* in the domain's list */
    struct instance *instance;
    bool borrowed; /* from the show before, until this one is accepted */
};

struct show_link {
    uint32_t id;
    uint32_t domain, index; /* where it ends */
    struct rt_frame_link *frames;
    struct rt_span *span;
};

struct show {
    uint64_t print; /* of all that the pictures depend on */
    struct pictures *domain[DOMAINS_MAX];
    struct leat_rational rate[DOMAINS_MAX];
    uint32_t n_domains;
    struct show_node *node;
    uint32_t n_nodes;
    struct show_link *link;
    uint32_t n_links;
    struct show *older; /* kept while plans may still feed its spans */
};

/* Everything that would make the pictures others. */
static uint64_t print_of(const struct net *net)
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

static struct show_node *find_node(const struct show *s, uint32_t id)
{
    for (uint32_t i = 0; s && id && i < s->n_nodes; i++)
        if (s->node[i].id == id)
            return &s->node[i];
    return NULL;
}

static const struct show_link *find_link(const struct show *s, uint32_t id)
{
    for (uint32_t i = 0; s && id && i < s->n_links; i++)
        if (s->link[i].id == id)
            return &s->link[i];
    return NULL;
}

static void free_show(struct show **show, struct leat_diag *diag, int *err)
{
    struct show *s = *show;

    if (!s)
        return;
    for (uint32_t i = 0; i < s->n_domains; i++)
        pictures_destroy(&s->domain[i]);
    for (uint32_t i = 0; i < s->n_nodes; i++) {
        const int e = s->node[i].instance && !s->node[i].borrowed
                          ? instance_destroy(&s->node[i].instance, diag)
                          : 0;
        if (err && e < 0 && !*err)
            *err = e;
    }
    for (uint32_t i = 0; i < s->n_links; i++) {
        rt_frame_link_destroy(&s->link[i].frames);
        rt_span_destroy(&s->link[i].span);
    }
    free(s->node);
    free(s->link);
    free(s);
    *show = NULL;
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
        const struct show_node *before = find_node(e->show, n->id);
        *sn =
            (struct show_node){.net_node = i, .id = n->id, .domain = (uint32_t)domain};
        if (before && instance_serves(before->instance, n, PICTURE_FRAMES)) {
            sn->instance = before->instance;
            sn->borrowed = true;
            continue;
        }
        const int err =
            instance_create(n, PICTURE_FRAMES, e->config.seed, &sn->instance, diag);
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
    return e->config.duration_s > 0.0 ? (int64_t)(e->config.duration_s * rate_hz + 0.5)
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

int show_prepare(struct leat_engine *e, const struct net *net, struct leat_diag *diag)
{
    bool any = false;

    for (uint32_t i = 0; i < net->n_nodes; i++)
        any = any || (net->node[i].video && net->node[i].needed);
    e->next_show = NULL;
    e->same_show = any && e->show && e->show->print == print_of(net);
    if (!any || e->same_show)
        return 0;
    struct show *s = calloc(1, sizeof(*s));
    if (!s)
        return LEAT_ERR_NOMEM;
    s->print = print_of(net);
    int err = cast_nodes(e, s, net, diag);
    if (err >= 0)
        err = make_domains(e, s, net);
    if (err < 0)
        free_show(&s, NULL, NULL);
    e->next_show = s;
    return err;
}

void show_refuse(struct leat_engine *e)
{
    free_show(&e->next_show, NULL, NULL);
}

/* The old show's nodes that the new one took over are no longer its own. */
static void hand_over(struct show *old, struct show *new)
{
    for (uint32_t i = 0; new &&i < new->n_nodes; i++) {
        struct show_node *before = find_node(old, new->node[i].id);
        if (before && new->node[i].borrowed)
            before->instance = NULL;
        new->node[i].borrowed = false;
    }
}

void show_accept(struct leat_engine *e)
{
    if (e->same_show || (!e->show && !e->next_show))
        return;
    lock_take(e->show_lock);
    struct show *old = e->show;
    hand_over(old, e->next_show);
    e->show = e->next_show;
    e->next_show = NULL;
    lock_give(e->show_lock);
    if (!old)
        return;
    for (uint32_t d = 0; d < old->n_domains; d++)
        pictures_close(old->domain[d]);
    old->older = e->old_shows;
    e->old_shows = old;
}

void show_reap(struct leat_engine *e)
{
    while (e->old_shows && e->n_lent <= 1) {
        struct show *s = e->old_shows;
        e->old_shows = s->older;
        free_show(&s, e->finish_diag, &e->finish_err);
    }
}

void *show_span_of(void *user, uint32_t id)
{
    const struct leat_engine *e = user;
    const struct show_link *l = find_link(e->next_show ? e->next_show : e->show, id);
    return l ? l->span : NULL;
}

int show_run_to(struct leat_engine *e, int64_t frame, struct leat_diag *diag)
{
    int err = 0;

    if (!e->show)
        return 0;
    lock_take(e->show_lock);
    if (e->show)
        err = pictures_run_to(e->show->domain, e->show->n_domains, frame);
    for (uint32_t i = 0; err < 0 && i < e->show->n_nodes; i++) {
        const struct instance *n = e->show->node[i].instance;
        struct leat_resource_status status = {0};
        if (!n->resource || !n->class->status)
            continue;
        n->class->status(n->resource, &status);
        if (status.err)
            leat_diag_add(diag, LEAT_ERROR, 802, "%s", status.message);
    }
    lock_give(e->show_lock);
    return err;
}

int show_start(struct leat_engine *e)
{
    return e->ticker ? LEAT_ERR_STATE : ticker_start(e, &e->ticker);
}

void show_stop(struct leat_engine *e)
{
    ticker_stop(&e->ticker);
}

bool show_exists(const struct leat_engine *e)
{
    return e->show != NULL;
}

bool show_is_over(const struct leat_engine *e)
{
    for (uint32_t d = 0; e->show && d < e->show->n_domains; d++)
        if (!pictures_over(e->show->domain[d]))
            return false;
    return true;
}

int show_set(struct leat_engine *e, uint32_t node, uint32_t param, float value)
{
    lock_take(e->show_lock);
    const struct show_node *n = find_node(e->show, node);
    const bool known = n && param < n->instance->class->n_params;
    if (known)
        pictures_set(e->show->domain[n->domain], n->index, param, value);
    lock_give(e->show_lock);
    return known ? 0 : LEAT_ERR_NOT_FOUND;
}

int show_node_stats(struct leat_engine *e, uint32_t node, struct leat_node_stats *out)
{
    const struct show_node *n = find_node(e->show, node);

    if (!n)
        return LEAT_ERR_NOT_FOUND;
    pictures_node_stats(e->show->domain[n->domain], n->index, out, NULL);
    return 0;
}

int show_link_stats(struct leat_engine *e, uint32_t link, struct leat_link_stats *out)
{
    const struct show_link *l = find_link(e->show, link);

    if (!l)
        return LEAT_ERR_NOT_FOUND;
    pictures_link_stats(e->show->domain[l->domain], l->index, out);
    return 0;
}

int show_resource_status(struct leat_engine *e, uint32_t node,
                         struct leat_resource_status *out)
{
    const struct show_node *n = find_node(e->show, node);

    if (!n || !n->instance->resource || !n->instance->class->status)
        return LEAT_ERR_NOT_FOUND;
    n->instance->class->status(n->instance->resource, out);
    return 0;
}

void show_stats(struct leat_engine *e, struct leat_engine_stats *out)
{
    for (uint32_t d = 0; e->show && d < e->show->n_domains; d++) {
        struct pictures_stats s;
        pictures_stats(e->show->domain[d], &s);
        out->dropped += s.dropped + s.late;
        out->held += s.held;
    }
}

int show_destroy(struct leat_engine *e, struct leat_diag *diag)
{
    int err = 0;

    show_stop(e);
    free_show(&e->next_show, NULL, NULL);
    free_show(&e->show, diag, &err);
    while (e->old_shows) {
        struct show *s = e->old_shows;
        e->old_shows = s->older;
        free_show(&s, diag, &err);
    }
    return err;
}
