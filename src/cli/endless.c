/* SPDX-License-Identifier: MIT */
/* endless: finding the source that keeps a program from ending. */
#include "cli/endless.h"

static bool is_above_0(struct leat_graph *graph, const struct leat_node_info *info,
                       const char *param)
{
    const int index = leat_node_param_find(info->node_class, param);
    float value = 0.0f;

    return index >= 0 &&
           leat_graph_param(graph, info->node, (uint32_t)index, &value, 1) >= 1 &&
           value > 0.0f;
}

/* Whether something is linked to an input, parameters aside. */
static bool hears(struct leat_graph *graph, uint32_t node)
{
    struct leat_link link;
    uint32_t id;

    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++)
        if (link.to == node && !link.to_param && !link.feedback)
            return true;
    return false;
}

/* A class whose inputs may all stay open, as an envelope's, is a source without them.
 */
static bool is_open_source(struct leat_graph *graph, const struct leat_node_info *info)
{
    const uint32_t n = leat_node_n_ports(info->node_class, LEAT_IN);

    for (uint32_t p = 0; p < n; p++)
        if (!(leat_node_port(info->node_class, LEAT_IN, p)->flags & LEAT_PORT_OPTIONAL))
            return false;
    return n > 0 && !hears(graph, info->node);
}

static bool is_endless(struct leat_graph *graph, const struct leat_node_info *info)
{
    if (is_above_0(graph, info, "duration"))
        return false;
    return info->node_class->flags & LEAT_CLASS_ENDLESS ||
           is_open_source(graph, info) || is_above_0(graph, info, "loop");
}

/* Whether an input of a node takes events, and something is linked to it. */
static bool hears_events(struct leat_graph *graph, const struct leat_node_info *info)
{
    struct leat_link link;
    uint32_t id;

    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++)
        if (link.to == info->node && !link.to_param &&
            leat_node_port(info->node_class, LEAT_IN, link.to_port)->stream ==
                LEAT_EVENTS)
            return true;
    return false;
}

/* Whether a class that ends its output itself does so although a link into it goes on:
 * at its `end`, or with the notes that it hears. */
static bool cuts(struct leat_graph *graph, const struct leat_node_info *info,
                 const struct leat_link *link)
{
    const struct leat_port *port =
        leat_node_port(info->node_class, LEAT_IN, link->to_port);

    if (!(info->node_class->flags & LEAT_CLASS_ENDS))
        return false;
    return is_above_0(graph, info, "end") ||
           (port->stream == LEAT_AUDIO && hears_events(graph, info));
}

/* Whether a sink hears a node.  `depth` bounds the walk through circles. */
static bool is_heard(struct leat_graph *graph, uint32_t node, uint32_t depth)
{
    struct leat_node_info to;
    struct leat_link link;
    uint32_t id;

    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++) {
        if (link.from != node || link.to_param || link.feedback)
            continue;
        for (uint32_t n = 0; leat_graph_node_at(graph, n, &to) >= 0; n++) {
            if (to.node != link.to)
                continue;
            if (to.node_class->flags & LEAT_CLASS_SINK)
                return true;
            if (depth > 0 && !cuts(graph, &to, &link) &&
                is_heard(graph, to.node, depth - 1))
                return true;
        }
    }
    return false;
}

bool endless_find(struct leat_graph *graph, struct leat_node_info *found)
{
    const uint32_t n = leat_graph_n_nodes(graph);

    for (uint32_t i = 0; leat_graph_node_at(graph, i, found) >= 0; i++)
        if (is_endless(graph, found) && is_heard(graph, found->node, n))
            return true;
    return false;
}
