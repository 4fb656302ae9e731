/* SPDX-License-Identifier: MIT */
/* net_lanes: how many lanes every port has, and the channel maps between them. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "graph/channels.h"
#include "graph/net.h"

enum { ROUNDS_MAX = 8 }; /* feedback brings lanes back to where they came from */

static uint32_t lanes_of_params(const struct net_node *node)
{
    uint32_t lanes = node->env.voices;

    for (size_t p = 0; node->model && p < node->class->n_params; p++)
        if (node->model->param[p].n > lanes)
            lanes = node->model->param[p].n;
    return lanes;
}

static uint32_t lanes_from(const struct net *net, const struct net_link *l)
{
    return net->node[l->from].env.out_lanes[l->from_port];
}

static bool is_audio(const struct net_node *node, enum leat_direction direction,
                     uint32_t port)
{
    return !node->class ||
           leat_node_port(node->class, direction, port)->stream == LEAT_AUDIO;
}

/* Events have no lanes. */
static void clear_events(struct net_node *node)
{
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++) {
        if (leat_node_port(node->class, LEAT_IN, p) && !is_audio(node, LEAT_IN, p))
            node->env.in_lanes[p] = 0;
        if (leat_node_port(node->class, LEAT_OUT, p) && !is_audio(node, LEAT_OUT, p))
            node->env.out_lanes[p] = 0;
    }
}

static bool is_output(const struct net_node *node)
{
    return node->class && strcmp(node->class->name, "output") == 0;
}

/* Whether a link brings lanes that an array has made, which an output may pan. */
static bool is_array(const struct net *net, const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from];

    return !l->matrix && from->array && !from->out_mask[l->from_port] &&
           lanes_from(net, l) > 1;
}

/* What reaches an output in different widths: over how many channels its arrays are
 * panned, two or the widest of the others; 0 when all are of one width. */
static uint32_t pan_width(const struct net *net, const struct net_node *node)
{
    uint32_t widest = 2, first = 0;
    bool differ = false;

    for (uint32_t k = 0; k < node->n_links && is_output(node); k++) {
        const struct net_link *l = &net->link[net->in[node->first_link + k]];
        const uint32_t lanes = l->matrix ? l->lanes_out : lanes_from(net, l);
        if (l->to_param || lanes < 2)
            continue;
        differ = differ || (first && lanes != first);
        first = lanes;
        if (!is_array(net, l) && lanes > widest)
            widest = lanes;
    }
    return differ ? widest : 0;
}

/* The widest link into each input, and whose labels it has. */
static void gather_inputs(const struct net *net, struct net_node *node)
{
    const uint32_t panned = node->panned = pan_width(net, node);
    struct leat_env *env = &node->env;

    memset(env->in_lanes, 0, sizeof(env->in_lanes));
    memset(env->in_mask, 0, sizeof(env->in_mask));
    node->array = lanes_of_params(node) > 1;
    for (uint32_t k = 0; k < node->n_links; k++) {
        const struct net_link *l = &net->link[net->in[node->first_link + k]];
        const struct net_node *from = &net->node[l->from];
        if (!is_audio(from, LEAT_OUT, l->from_port))
            continue;
        const bool is_panned = panned && is_array(net, l);
        const uint32_t lanes = is_panned   ? panned
                               : l->matrix ? l->lanes_out
                                           : lanes_from(net, l);
        if (l->to_param || lanes <= env->in_lanes[l->to_port])
            continue;
        env->in_lanes[l->to_port] = lanes;
        env->in_mask[l->to_port] =
            l->matrix || is_panned ? 0 : from->out_mask[l->from_port];
        node->array = !panned && (node->array || from->array);
    }
}

/* Every port of a per-lane class has the lanes of its widest input or array. */
static void shape_per_lane(struct net_node *node)
{
    struct leat_env *env = &node->env;
    uint32_t lanes = node->model ? lanes_of_params(node) : 1, mask = 0;

    if (node->info.lanes > lanes)
        lanes = node->info.lanes;
    if (node->info.lanes == lanes)
        mask = node->info.mask;
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++) {
        if (env->in_lanes[p] > lanes)
            lanes = env->in_lanes[p];
        if (env->in_lanes[p] == lanes && env->in_mask[p])
            mask = env->in_mask[p];
    }
    env->lanes = lanes;
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++) {
        env->in_lanes[p] = env->out_lanes[p] = lanes;
        node->out_mask[p] = mask;
    }
    if (lanes == 1)
        node->array = false;
}

static int shape_matrix(struct net_node *node, struct leat_diag *diag)
{
    const uint32_t before = diag ? diag->n : 0;
    const int err = node->class->shape(&node->env, &node->settings, diag);

    for (uint32_t i = before; diag && i < diag->n; i++)
        if (!diag->finding[i].tag)
            diag->finding[i].tag = node->tag;
    const bool are_voices =
        node->env.voices > 1 && !(node->class->flags & LEAT_CLASS_SUMS);
    /* an effect with as many lanes as its array has not made channels of them, unless
     * it is asked for channels */
    node->array = node->array && node->env.in_lanes[0] > 2 &&
                  node->env.out_lanes[0] == node->env.in_lanes[0] &&
                  leat_node_param_find(node->class, "channels") < 0;
    for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++)
        node->out_mask[p] = are_voices || node->array
                                ? 0
                                : channels_default_mask(node->env.out_lanes[p]);
    return err;
}

/* The master is as wide as asked, or as the widest stream that goes there; an array of
 * lanes is panned over two channels. */
static void shape_master(const struct net *net, struct net_node *node,
                         uint32_t channels)
{
    uint32_t widest = 1;

    for (uint32_t k = 0; k < node->n_links; k++) {
        const struct net_link *l = &net->link[net->in[node->first_link + k]];
        uint32_t lanes = lanes_from(net, l);
        if (net->node[l->from].array && !net->node[l->from].out_mask[0] && lanes > 2)
            lanes = 2;
        widest = lanes > widest ? lanes : widest;
    }
    node->env.lanes = channels ? channels : widest;
    node->env.in_lanes[0] = node->env.out_lanes[0] = node->env.lanes;
}

static int shape(const struct net *net, struct net_node *node,
                 const struct net_wish *wish, struct leat_diag *diag)
{
    gather_inputs(net, node);
    if (node->kind == NET_MASTER) {
        shape_master(net, node, wish->channels);
        return 0;
    }
    if (node->class && (node->class->flags & LEAT_CLASS_MATRIX))
        return shape_matrix(node, diag);
    shape_per_lane(node);
    if (node->class)
        clear_events(node);
    return 0;
}

static int say_no_map(const struct net *net, const struct net_link *l,
                      struct leat_diag *diag)
{
    const struct net_node *from = &net->node[l->from], *to = &net->node[l->to];
    const char *in = to->class && l->to_param ? to->class->params[l->to_port].name
                     : to->class ? leat_node_port(to->class, LEAT_IN, l->to_port)->name
                                 : "in";

    net_refuse(diag, l->tag, LEAT_ERR_FORMAT, 605,
               "cannot connect %s.out to %s.%s: channels. %s.out gives %u, %s.%s takes "
               "%u.",
               from->name, to->name, in, from->name, l->lanes_in, to->name, in,
               l->lanes_out);
    leat_diag_hint(diag, "Put map(channels: %u) between, or a channel matrix.",
                   l->lanes_out);
    return LEAT_ERR_FORMAT;
}

/* Whether one lane a voice goes to every channel of that voice. */
static bool is_each_voice(const struct net_node *from, const struct net_node *to,
                          const struct net_link *l)
{
    return to->env.voices > 1 && from->env.voices == to->env.voices &&
           l->lanes_in == to->env.voices && l->lanes_out % l->lanes_in == 0;
}

/* Find the map from a link's lanes to its port's: straight, one to all, an array panned
 * at the output, or by labels. */
static int map_link(struct net *net, struct net_link *l, struct leat_diag *diag)
{
    const struct net_node *from = &net->node[l->from], *to = &net->node[l->to];
    const bool to_master = to->kind == NET_MASTER;
    char name[LEAT_NAME_MAX * 2];

    if (!is_audio(from, LEAT_OUT, l->from_port) || (to->video && !to->class->process))
        return 0;
    const uint32_t lanes_out =
        l->to_param ? to->env.lanes : to->env.in_lanes[l->to_port];
    if (l->matrix)
        return l->lanes_in == lanes_from(net, l) && l->lanes_out == lanes_out
                   ? 0
                   : say_no_map(net, l, diag);
    l->lanes_in = lanes_from(net, l);
    l->lanes_out = lanes_out;
    const bool pan = (to_master || to->panned) && is_array(net, l);
    if (!pan && (l->lanes_in == l->lanes_out || l->lanes_in == 1 || l->lanes_in == 0))
        return 0;
    if (is_each_voice(from, to, l)) {
        l->repeat = l->lanes_out / l->lanes_in;
        return 0;
    }
    const uint32_t in_mask = from->out_mask[l->from_port];
    const uint32_t out_mask = channels_default_mask(l->lanes_out);
    float *matrix =
        arena_take(&net->arena, (size_t)l->lanes_in * l->lanes_out, sizeof(*matrix));
    if (!matrix)
        return LEAT_ERR_NOMEM;
    if (pan)
        channels_pan_array(matrix, l->lanes_in, l->lanes_out);
    else if (!in_mask || !out_mask || !channels_map_layout(matrix, in_mask, out_mask))
        return say_no_map(net, l, diag);
    str_format(name, sizeof(name), "%s.out~map", from->name);
    l->matrix = matrix;
    l->mapped = arena_text(&net->arena, name, strlen(name));
    return l->mapped ? 0 : LEAT_ERR_NOMEM;
}

int net_lanes(struct net *net, const struct net_wish *wish, struct leat_diag *diag)
{
    bool changed = true;

    for (int round = 0; changed && round < ROUNDS_MAX; round++) {
        changed = false;
        for (uint32_t k = 0; k < net->n_order; k++) {
            struct net_node *n = &net->node[net->order[k]];
            const uint32_t before = n->env.out_lanes[0];
            n->env.rate_hz = n->rate_hz;
            n->env.out_rate_hz = n->out_rate_hz;
            n->env.voices = n->model && n->model->voices ? n->model->voices : 1;
            n->env.live = wish->live;
            n->env.base = wish->base ? wish->base : "";
            if (n->video) {
                n->env.lanes = 1;
                continue;
            }
            const int err = shape(net, n, wish, diag);
            if (err < 0)
                return err;
            if (n->env.lanes > LEAT_MAX_LANES)
                return net_refuse(diag, n->tag, LEAT_ERR_LIMIT, 502,
                                  "`%s` has %u lanes; at most %d can be computed.",
                                  n->name, n->env.lanes, LEAT_MAX_LANES);
            changed = changed || n->env.out_lanes[0] != before;
        }
    }
    for (uint32_t i = 0; i < net->n_links; i++) {
        const int err = map_link(net, &net->link[i], diag);
        if (err < 0)
            return err;
    }
    if (net->master != UINT32_MAX)
        net->channels = net->node[net->master].env.lanes;
    return 0;
}
