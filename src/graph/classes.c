/* SPDX-License-Identifier: MIT */
/* classes: finding node classes, their ports and parameters by name. */
#include "graph/classes.h"

#include <string.h>

#include "base/str.h"
#include "nodes/registry.h"

size_t leat_n_node_classes(void)
{
    return nodes_registry_choose(NULL)->n + io_n_node_classes;
}

/* `registry` is the one of the level, which to choose takes a while. */
static const struct leat_node_class *class_at(const struct nodes_registry *registry,
                                              size_t index)
{
    if (index < registry->n)
        return registry->classes[index];
    index -= registry->n;
    return index < io_n_node_classes ? io_node_classes[index] : NULL;
}

const struct leat_node_class *leat_node_class_at(size_t index)
{
    return class_at(nodes_registry_choose(NULL), index);
}

const char *classes_family_at(size_t index)
{
    const struct nodes_registry *registry = nodes_registry_choose(NULL);

    if (index < registry->n)
        return registry->families[index];
    return index - registry->n < io_n_node_classes ? "files and devices" : NULL;
}

const struct leat_node_class *leat_node_class_find(const char *name)
{
    const struct nodes_registry *registry = nodes_registry_choose(NULL);
    const struct leat_node_class *c;

    for (size_t i = 0; (c = class_at(registry, i)); i++)
        if (c->name[0] == name[0] && strcmp(c->name, name) == 0)
            return c;
    for (size_t i = 0; (c = class_at(registry, i)); i++)
        if (str_is_among(c->aliases, name))
            return c;
    return NULL;
}

int leat_node_param_find(const struct leat_node_class *node, const char *name)
{
    for (size_t i = 0; i < node->n_params; i++)
        if (strcmp(node->params[i].name, name) == 0 ||
            str_is_among(node->params[i].aliases, name))
            return (int)i;
    return -1;
}

const struct leat_port *leat_node_port(const struct leat_node_class *node,
                                       enum leat_direction direction, uint32_t n)
{
    for (size_t i = 0; i < node->n_ports; i++)
        if (node->ports[i].direction == direction && n-- == 0)
            return &node->ports[i];
    return NULL;
}

uint32_t leat_node_n_ports(const struct leat_node_class *node,
                           enum leat_direction direction)
{
    uint32_t n = 0;

    for (size_t i = 0; i < node->n_ports; i++)
        n += node->ports[i].direction == direction;
    return n;
}

int leat_node_port_find(const struct leat_node_class *node,
                        enum leat_direction direction, const char *name)
{
    const struct leat_port *port;

    for (uint32_t n = 0; (port = leat_node_port(node, direction, n)); n++)
        if (strcmp(port->name, name) == 0)
            return (int)n;
    return -1;
}
