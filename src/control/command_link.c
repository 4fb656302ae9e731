/* SPDX-License-Identifier: MIT */
/* command_link: nodes linked and heard. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/call_edit.h"

/* Where a link ends: `node`, `node:port`, `node.param` or `node/param`. */
struct end {
    const struct model_node *node;
    int port, param; /* one of them is -1 */
};

static int no_port(struct call *call, const struct model_node *node,
                   enum leat_direction direction, const char *name)
{
    const struct leat_port *port;
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (uint32_t i = 0; (port = leat_node_port(node->class, direction, i)); i++)
        str_nearest_offer(&near, port->name);
    leat_diag_add(&call->diag, LEAT_ERROR, 601, "`%s` has no %s `%.64s`.", node->name,
                  direction == LEAT_IN ? "input" : "output", name);
    if (near.best)
        leat_diag_hint(&call->diag, "Did you mean `%s`?", near.best);
    return LEAT_ERR_NOT_FOUND;
}

/* A parameter that a node publishes for another (address.h). */
static void take_published(struct call *call, const char *name, struct end *end)
{
    char path[LEAT_NAME_MAX + 2];

    address_of_node(end->node->name, path, sizeof(path));
    const struct address *a = address_find(
        call->control->book, arena_format(call->arena, "%s/%.64s", path, name));
    const struct model_node *other =
        a && a->param >= 0 ? model_node_by_id(call_edit(call)->model, a->node) : NULL;
    if (other) {
        end->node = other;
        end->param = a->param;
    }
}

static int find_end(struct call *call, const char *text, enum leat_direction direction,
                    struct end *end)
{
    const char *mark = strrchr(text, ':');

    *end = (struct end){.port = 0, .param = -1};
    if (mark && (end->node = call_edit_find(call, text, (size_t)(mark - text)))) {
        end->port = leat_node_port_find(end->node->class, direction, mark + 1);
        return end->port < 0 ? no_port(call, end->node, direction, mark + 1) : 0;
    }
    const char *dot = strrchr(text, '.'), *slash = strrchr(text, '/');
    mark = dot > slash ? dot : slash;
    if (direction == LEAT_IN && mark && mark != text &&
        !model_node_by_name(call_edit(call)->model, text) &&
        (end->node = call_edit_find(call, text, (size_t)(mark - text)))) {
        end->param = leat_node_param_find(end->node->class, mark + 1);
        if (end->param < 0)
            take_published(call, mark + 1, end);
        return end->param < 0 ? call_edit_no_param(call, end->node->class, mark + 1)
                              : 0;
    }
    end->node = call_edit_node(call, text);
    if (end->node && !leat_node_port(end->node->class, direction, 0))
        return no_port(call, end->node, direction, "any");
    return end->node ? 0 : LEAT_ERR_NOT_FOUND;
}

/* The output, which is made when there is none: `out`. */
static int find_output(struct call *call, struct end *end)
{
    struct leat_edit *edit = call_edit(call);
    uint32_t node;

    *end = (struct end){.port = 0, .param = -1};
    for (uint32_t i = 0; i < edit->model->n_nodes; i++)
        if (strcmp(edit->model->node[i].class->name, "output") == 0) {
            end->node = &edit->model->node[i];
            return 0;
        }
    const int err = leat_edit_add(edit, "output", NULL, &node, &call->diag);
    end->node = err < 0 ? NULL : model_node_by_id(edit->model, node);
    return err;
}

static bool is_output_word(struct call *call, const char *text)
{
    return (strcmp(text, "out") == 0 || strcmp(text, "output") == 0 ||
            strcmp(text, "master") == 0) &&
           !model_node_by_name(call_edit(call)->model, text);
}

static int find_ends(struct call *call, const char *from_text, const char *to_text,
                     struct leat_link *link)
{
    struct end from, to;
    int err = is_output_word(call, to_text) ? find_output(call, &to)
                                            : find_end(call, to_text, LEAT_IN, &to);

    if (err < 0)
        return err;
    const uint32_t to_node = to.node->id; /* the next search may move nodes */
    if ((err = find_end(call, from_text, LEAT_OUT, &from)) < 0)
        return err;
    *link = leat_link_between(from.node->id, (uint32_t)from.port, to_node,
                              (uint32_t)(to.param < 0 ? to.port : to.param));
    link->to_param = to.param >= 0;
    return 0;
}

/* from to */
static int take_link(struct call *call, struct leat_link *link)
{
    const char *from, *to;

    if (call_text(call, "a source and where it goes", &from) < 0 ||
        call_text(call, "where it goes", &to) < 0)
        return LEAT_ERR_INVALID;
    return find_ends(call, from, to, link);
}

static int make_link(struct call *call)
{
    struct leat_link link;
    uint32_t id;
    const int err = take_link(call, &link);

    return err < 0 ? err : leat_edit_link(call_edit(call), &link, &id, &call->diag);
}

int command_connect(struct call *call)
{
    return call_edit_change(call, make_link);
}

static bool joins_alike(const struct leat_link *a, const struct leat_link *b)
{
    return a->from == b->from && a->from_port == b->from_port && a->to == b->to &&
           a->to_port == b->to_port && a->to_param == b->to_param;
}

static int undo_link(struct call *call)
{
    struct leat_edit *edit = call_edit(call);
    struct leat_link link;
    const int err = take_link(call, &link);

    if (err < 0)
        return err;
    for (uint32_t i = 0; i < edit->model->n_links; i++)
        if (joins_alike(&edit->model->link[i].link, &link))
            return leat_edit_unlink(edit, edit->model->link[i].id);
    return call_refuse(call, LEAT_ERR_NOT_FOUND, "They are not connected.",
                       "/graph/links tells what is.");
}

int command_disconnect(struct call *call)
{
    return call_edit_change(call, undo_link);
}

int call_output(struct call *call, const char *node)
{
    struct leat_link link;
    uint32_t id;
    const int err = find_ends(call, node, "out", &link);

    return err < 0 ? err : leat_edit_link(call_edit(call), &link, &id, &call->diag);
}

static int output(struct call *call)
{
    const char *from;

    return call_text(call, "the node that is heard", &from) < 0
               ? LEAT_ERR_INVALID
               : call_output(call, from);
}

int command_output(struct call *call)
{
    return call_edit_change(call, output);
}
