/* SPDX-License-Identifier: MIT */
/* command_graph: nodes made, set and removed. */
#include <string.h>

#include <leat/err.h>

#include "control/call_edit.h"

/* param value param value ... */
static int set_params(struct call *call, const struct leat_node_class *class,
                      uint32_t node, uint32_t n_args)
{
    int err = 0;

    for (uint32_t i = 0; i < n_args && err >= 0; i += 2) {
        const char *name;
        if (call_text(call, "names of parameters", &name) < 0)
            return LEAT_ERR_INVALID;
        const int param = leat_node_param_find(class, name);
        err = param < 0 ? call_edit_no_param(call, class, name)
                        : call_edit_set(call, class, node, param);
    }
    return err;
}

/* Names are what addresses, programs and files can have. */
static bool is_name(const char *name)
{
    const size_t size = strlen(name);

    return size > 0 && size < LEAT_NAME_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789_.") == size;
}

static int create(struct call *call)
{
    struct leat_edit *edit = call_edit(call);
    const char *name, *class_name;
    uint32_t node;

    if (call_text(call, "a name and a class", &name) < 0 ||
        call_text(call, "the class of the node", &class_name) < 0)
        return LEAT_ERR_INVALID;
    if (!is_name(name))
        return call_refuse(call, LEAT_ERR_INVALID,
                           "A name has letters, digits, _ and dots, at most 63.", "");
    if (strcmp(name, "out") == 0)
        return call_refuse(call, LEAT_ERR_INVALID, "`out` is what is heard.",
                           "Take another name; connect links nodes to `out`.");
    class_name = alias_class(call->control->config.aliases, class_name);
    int err = leat_edit_add(edit, class_name, name, &node, &call->diag);
    if (err < 0)
        return err;
    err = set_params(call, model_node_by_id(edit->model, node)->class, node,
                     call->n_args - 2);
    if (err < 0)
        (void)leat_edit_remove(edit, node);
    return err;
}

int command_create(struct call *call)
{
    return call_edit_change(call, create);
}

static int remove_node(struct call *call)
{
    const struct model_node *node;
    const char *name;

    if (call_text(call, "a node", &name) < 0)
        return LEAT_ERR_INVALID;
    node = call_edit_node(call, name);
    return node ? leat_edit_remove(call_edit(call), node->id) : LEAT_ERR_NOT_FOUND;
}

int command_remove(struct call *call)
{
    return call_edit_change(call, remove_node);
}

static int clear(struct call *call)
{
    struct leat_edit *edit = call_edit(call);
    const struct model *m = edit->model;
    int err = 0;

    while (err >= 0 && m->n_nodes)
        err = leat_edit_remove(edit, m->node[m->n_nodes - 1].id);
    return err;
}

int command_clear(struct call *call)
{
    return call_edit_change(call, clear);
}

int command_structural(struct call *call, const struct address *a)
{
    if (call->query && call->n_args == 0) {
        call_answer_text(call, leat_graph_text(call->control->config.graph, a->node,
                                               (uint32_t)a->param));
        return 0;
    }
    const int err = call_edit_open(call);
    if (err < 0)
        return err;
    return call_edit_close(call, call_edit_set(call, a->node_class, a->node, a->param));
}
