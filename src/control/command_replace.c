/* SPDX-License-Identifier: MIT */
/* command_replace: another class in the place of a node. */
#include <string.h>

#include <leat/err.h>

#include "control/call_edit.h"

/* What both classes have by one name goes over as it stands now. */
static int keep_params(struct call *call, const struct model_node *old,
                       const struct leat_node_class *class, uint32_t node)
{
    struct control *c = call->control;
    int err = 0;

    for (uint32_t i = 0; i < old->class->n_params && err >= 0; i++) {
        const int to = leat_node_param_find(class, old->class->params[i].name);
        float value;
        if (to < 0 || old->class->params[i].kind != class->params[to].kind)
            continue;
        if (class->params[to].kind == LEAT_TEXT) {
            if (old->param[i].text)
                err = leat_edit_set_text(call_edit(call), node, (uint32_t)to,
                                         old->param[i].text, &call->diag);
        } else if (leat_engine_get(c->config.engine, old->id, i, &value) >= 0) {
            value = leat_param_clamp(&class->params[to], value);
            err = leat_edit_set(call_edit(call), node, (uint32_t)to, &value, 1,
                                &call->diag);
        }
    }
    return err;
}

/* A link of the old node as the new one can have it; false when it cannot. */
static bool carry_over(const struct leat_node_class *old,
                       const struct leat_node_class *class, uint32_t old_node,
                       uint32_t node, struct leat_link *link)
{
    int at = 0;

    if (link->from == old_node) {
        at = leat_node_port_find(class, LEAT_OUT,
                                 leat_node_port(old, LEAT_OUT, link->from_port)->name);
        link->from = node;
        link->from_port = (uint32_t)at;
    }
    if (at >= 0 && link->to == old_node) {
        at = link->to_param
                 ? leat_node_param_find(class, old->params[link->to_port].name)
                 : leat_node_port_find(
                       class, LEAT_IN,
                       leat_node_port(old, LEAT_IN, link->to_port)->name);
        link->to = node;
        link->to_port = (uint32_t)at;
    }
    return at >= 0;
}

static int keep_links(struct call *call, const struct leat_node_class *old,
                      const struct leat_node_class *class, uint32_t old_node,
                      uint32_t node)
{
    struct leat_edit *edit = call_edit(call);
    const uint32_t n = edit->model->n_links;
    uint32_t id;
    int err = 0;

    for (uint32_t i = 0; i < n && err >= 0; i++) {
        struct leat_link link = edit->model->link[i].link;
        if ((link.from == old_node || link.to == old_node) &&
            carry_over(old, class, old_node, node, &link))
            err = leat_edit_link(edit, &link, &id, &call->diag);
    }
    return err;
}

/* Another class in the place of a node: links, and parameters of one name, stay. */
static int replace(struct call *call)
{
    struct leat_edit *edit = call_edit(call);
    const char *name, *class_name;
    uint32_t node;

    if (call_text(call, "a node and a class", &name) < 0 ||
        call_text(call, "the class that takes its place", &class_name) < 0)
        return LEAT_ERR_INVALID;
    const struct model_node *old = call_edit_node(call, name);
    if (!old)
        return LEAT_ERR_NOT_FOUND;
    const uint32_t old_node = old->id;
    const struct leat_node_class *old_class = old->class;
    int err = leat_edit_add(edit, class_name, NULL, &node, &call->diag);
    if (err < 0)
        return err;
    const struct leat_node_class *class = model_node_by_id(edit->model, node)->class;
    old = model_node_by_id(edit->model, old_node);
    if (old->voices)
        err = leat_edit_set_voices(edit, node, old->voices);
    if (err >= 0)
        err = keep_params(call, old, class, node);
    if (err >= 0)
        err = keep_links(call, old_class, class, old_node, node);
    if (err < 0) {
        (void)leat_edit_remove(edit, node);
        return err;
    }
    memcpy(model_node_by_id(edit->model, node)->name, old->name, LEAT_NAME_MAX);
    return leat_edit_remove(edit, old_node);
}

int command_replace(struct call *call)
{
    return call_edit_change(call, replace);
}
