/* SPDX-License-Identifier: MIT */
/*
 * net_video: sizes, frame rates and pixel formats of the pictures in a net.
 *
 * Sizes and rates come first, node by node, since they follow from parameters and
 * inputs alone.  Then the pixel formats of all ports are chosen at once, and what has
 * to be converted gets its converter (net_video_insert).
 */
#include "graph/net_video.h"

#include <string.h>

#include <leat/err.h>

#include "graph/net.h"

enum { ROUNDS_MAX = 8, UNSEEN = -1 }; /* feedback brings sizes back */

static bool is_video(const struct net_node *n, enum leat_direction direction,
                     uint32_t port)
{
    const struct leat_port *p =
        n->class ? leat_node_port(n->class, direction, port) : NULL;
    return p && p->stream == LEAT_VIDEO;
}

static bool is_picture_link(const struct net *net, const struct net_link *l)
{
    return net->node[l->to].video && !l->to_param &&
           is_video(&net->node[l->from], LEAT_OUT, l->from_port);
}

static bool same_format(const struct leat_video_format *a,
                        const struct leat_video_format *b)
{
    return a->pixel == b->pixel && a->width == b->width && a->height == b->height &&
           a->rate.num == b->rate.num && a->rate.den == b->rate.den;
}

/* What reaches the inputs of a node; pixel formats are still open. */
static void gather(const struct net *net, struct net_node *n)
{
    memset(n->env.in_video, 0, sizeof(n->env.in_video));
    for (uint32_t k = 0; k < n->n_links; k++) {
        const struct net_link *l = &net->link[net->in[n->first_link + k]];
        const struct leat_env *from = &net->node[l->from].env;
        if (is_picture_link(net, l)) {
            n->env.in_video[l->to_port] = from->out_video[l->from_port];
            n->env.in_video[l->to_port].pixel = LEAT_PIXEL_NONE;
        } else if (!l->to_param) {
            n->env.in_lanes[l->to_port] = from->out_lanes[l->from_port];
        }
    }
}

/* Outputs of a class that does not say: what its file says, or as its first picture. */
static void shape_alike(struct net_node *n)
{
    const struct leat_video_format *format = &n->info.video;

    for (uint32_t p = 0; format->width == 0 && p < LEAT_MAX_PORTS; p++)
        if (is_video(n, LEAT_IN, p))
            format = &n->env.in_video[p];
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++)
        if (is_video(n, LEAT_OUT, p))
            n->env.out_video[p] = *format;
}

static int shape(const struct net *net, struct net_node *n, struct leat_diag *diag)
{
    const uint32_t before = diag ? diag->n : 0;
    int err = 0;

    gather(net, n);
    memset(n->env.out_video, 0, sizeof(n->env.out_video));
    if (n->class->shape_video)
        err = n->class->shape_video(&n->env, &n->settings, diag);
    else
        shape_alike(n);
    for (uint32_t i = before; diag && i < diag->n; i++)
        if (!diag->finding[i].tag)
            diag->finding[i].tag = n->tag;
    const struct leat_rational rate =
        is_video(n, LEAT_OUT, 0) ? n->env.out_video[0].rate : n->env.in_video[0].rate;
    if (rate.num > 0 && rate.den > 0)
        n->env.rate_hz = (double)rate.num / (double)rate.den;
    return err;
}

static int say_fan_in(const struct net *net, const struct net_link *l,
                      struct leat_diag *diag)
{
    const struct net_node *from = &net->node[l->from], *to = &net->node[l->to];

    net_refuse(diag, l->tag, LEAT_ERR_FORMAT, 605,
               "cannot connect %.60s to %.60s.%.40s: it has a link already, and "
               "pictures are not summed.",
               from->name, to->name,
               leat_node_port(to->class, LEAT_IN, l->to_port)->name);
    leat_diag_hint(diag, "Use another input, or a node that mixes pictures.");
    return LEAT_ERR_FORMAT;
}

/* Every input that pictures must reach is reached, and by one link. */
static int check_links(const struct net *net, const struct net_node *n,
                       struct leat_diag *diag)
{
    bool taken[LEAT_MAX_PORTS] = {false};

    for (uint32_t k = 0; k < n->n_links; k++) {
        const struct net_link *l = &net->link[net->in[n->first_link + k]];
        if (!is_picture_link(net, l))
            continue;
        if (taken[l->to_port])
            return say_fan_in(net, l, diag);
        taken[l->to_port] = true;
    }
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++) {
        if (!is_video(n, LEAT_IN, p) || taken[p])
            continue;
        const struct leat_port *port = leat_node_port(n->class, LEAT_IN, p);
        if (n->needed && !(port->flags & LEAT_PORT_OPTIONAL))
            return net_refuse(diag, n->tag, LEAT_ERR_FORMAT, 605,
                              "`%s.%s` needs pictures, and nothing is linked to it.",
                              n->name, port->name);
    }
    return 0;
}

/* Nodes nobody sees may be unfinished; they stay out of it. */
static bool takes_part(const struct net_node *n)
{
    return n->video && n->needed;
}

/* Sizes and rates of all ports. */
static int shape_all(struct net *net, struct leat_diag *diag)
{
    bool changed = true;

    for (int round = 0; changed && round < ROUNDS_MAX; round++) {
        changed = false;
        for (uint32_t k = 0; k < net->n_order; k++) {
            struct net_node *n = &net->node[net->order[k]];
            struct leat_video_format before[LEAT_MAX_PORTS];
            if (!takes_part(n))
                continue;
            memcpy(before, n->env.out_video, sizeof(before));
            int err = round == 0 ? check_links(net, n, diag) : 0;
            if (err < 0 || (err = shape(net, n, diag)) < 0)
                return err;
            for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++)
                changed = changed || !same_format(&before[p], &n->env.out_video[p]);
        }
    }
    return 0;
}

static int check_sizes(const struct net *net, struct leat_diag *diag)
{
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const struct net_node *n = &net->node[i];
        for (uint32_t p = 0; takes_part(n) && p < LEAT_MAX_PORTS; p++) {
            const struct leat_video_format *f = &n->env.out_video[p];
            if (!is_video(n, LEAT_OUT, p) ||
                (f->width && f->height && f->rate.num > 0 && f->rate.den > 0))
                continue;
            net_refuse(diag, n->tag, LEAT_ERR_FORMAT, 605,
                       "`%s.%s`: size or frame rate of its pictures is unknown.",
                       n->name, leat_node_port(n->class, LEAT_OUT, p)->name);
            leat_diag_hint(diag, "Give it a source of pictures, or a size and a rate.");
            return LEAT_ERR_FORMAT;
        }
    }
    return 0;
}

/* The ports as the solver wants them: those of pictures alone, counted anew. */
struct view {
    struct negotiate_node *node;
    struct negotiate_link *link;
    uint32_t *net_link; /* of each link: index into net->link */
    uint32_t n_nodes, n_links;
    int32_t *index; /* of each node of the net: in `node`, or UNSEEN */
};

/* The number of a port among those of pictures. */
static uint32_t video_port(const struct net_node *n, enum leat_direction direction,
                           uint32_t port)
{
    uint32_t count = 0;

    for (uint32_t p = 0; p < port; p++)
        count += is_video(n, direction, p);
    return count;
}

static int view_ports(struct net *net, const struct net_node *n,
                      enum leat_direction direction, struct negotiate_port **out,
                      uint32_t *n_out)
{
    struct negotiate_port *ports =
        arena_take(&net->arena, LEAT_MAX_PORTS, sizeof(*ports));
    uint32_t count = 0;

    if (!ports)
        return LEAT_ERR_NOMEM;
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++) {
        const struct leat_video_format *f =
            direction == LEAT_IN ? &n->env.in_video[p] : &n->env.out_video[p];
        if (!is_video(n, direction, p))
            continue;
        const struct leat_port *port = leat_node_port(n->class, direction, p);
        struct negotiate_port *v = &ports[count++];
        *v = (struct negotiate_port){
            .name = arena_format(&net->arena, "%s.%s", n->name, port->name),
            .pixels = port->pixels,
            .same_as = UNSEEN,
            .width = f->width,
            .height = f->height,
            .rate = f->rate};
        if (!v->name)
            return LEAT_ERR_NOMEM;
        if (f->pixel && direction == LEAT_OUT) { /* its parameters or its file say so */
            enum leat_pixel *only = arena_take(&net->arena, 2, sizeof(*only));
            if (!only)
                return LEAT_ERR_NOMEM;
            only[0] = f->pixel;
            v->pixels = only;
        }
    }
    *out = ports;
    *n_out = count;
    return 0;
}

static int view_node(struct net *net, const struct net_node *n,
                     struct negotiate_node *v)
{
    struct negotiate_port *in, *out;
    int err = view_ports(net, n, LEAT_IN, &in, &v->n_in);

    if (err >= 0)
        err = view_ports(net, n, LEAT_OUT, &out, &v->n_out);
    if (err < 0)
        return err;
    for (uint32_t p = 0; p < v->n_out; p++)
        if (!out[p].pixels && v->n_in > 0)
            out[p].same_as = 0;
    v->in = in;
    v->out = out;
    return 0;
}

static int view_net(struct net *net, struct view *v)
{
    v->node = arena_take(&net->arena, net->n_nodes + 1, sizeof(*v->node));
    v->index = arena_take(&net->arena, net->n_nodes + 1, sizeof(*v->index));
    v->link = arena_take(&net->arena, net->n_links + 1, sizeof(*v->link));
    v->net_link = arena_take(&net->arena, net->n_links + 1, sizeof(*v->net_link));
    if (!v->node || !v->index || !v->link || !v->net_link)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < net->n_order; k++) {
        const uint32_t i = net->order[k];
        v->index[i] = UNSEEN;
        if (!takes_part(&net->node[i]))
            continue;
        v->index[i] = (int32_t)v->n_nodes;
        const int err = view_node(net, &net->node[i], &v->node[v->n_nodes++]);
        if (err < 0)
            return err;
    }
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        if (!is_picture_link(net, l) || v->index[l->to] < 0)
            continue;
        v->net_link[v->n_links] = i;
        v->link[v->n_links++] = (struct negotiate_link){
            .from = (uint32_t)v->index[l->from],
            .from_port = video_port(&net->node[l->from], LEAT_OUT, l->from_port),
            .to = (uint32_t)v->index[l->to],
            .to_port = video_port(&net->node[l->to], LEAT_IN, l->to_port),
            .tag = l->tag};
    }
    return 0;
}

/* Give all ports what was chosen. */
static void settle(struct net *net, const struct view *v,
                   const struct negotiate_result *r)
{
    const enum leat_pixel *pixel = r->out_pixel;

    for (uint32_t k = 0; k < net->n_order; k++) {
        struct net_node *n = &net->node[net->order[k]];
        for (uint32_t p = 0; takes_part(n) && p < LEAT_MAX_PORTS; p++)
            if (is_video(n, LEAT_OUT, p))
                n->env.out_video[p].pixel = *pixel++;
    }
    for (uint32_t i = 0; i < v->n_links; i++) {
        const struct net_link *l = &net->link[v->net_link[i]];
        net->node[l->to].env.in_video[l->to_port] = r->taken[i];
    }
}

int net_video(struct net *net, struct leat_diag *diag)
{
    struct view v = {0};
    struct negotiate_result r;
    int err = shape_all(net, diag);

    if (err < 0 || (err = check_sizes(net, diag)) < 0 || (err = view_net(net, &v)) < 0)
        return err;
    if (v.n_nodes == 0)
        return 0;
    err = negotiate_video(v.node, v.n_nodes, v.link, v.n_links, false, &r, diag);
    if (err < 0)
        return err;
    settle(net, &v, &r);
    err = net_video_insert(net, v.net_link, v.n_links, &r, diag);
    if (err >= 0 && !r.proven)
        leat_diag_add(diag, LEAT_NOTE, 0,
                      "Pixel formats: the best of %d choices, not proven minimal.",
                      NEGOTIATE_STEPS);
    const bool inserted = r.n_inserts > 0;
    negotiate_video_free(&r);
    return err < 0 || !inserted ? err : net_sort(net, diag);
}
