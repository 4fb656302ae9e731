/* SPDX-License-Identifier: MIT */
/* call_edit: the edit that a call changes. */
#include "control/call_edit.h"

#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"

enum { PATIENCE_MS = 50 };

struct leat_edit *call_edit(struct call *call)
{
    return call->control->patch.edit;
}

int call_edit_open(struct call *call)
{
    struct patch *p = &call->control->patch;

    if (p->edit && osc_peer_equal(&p->owner, call->peer))
        return 0;
    if (p->edit)
        return call_refuse(call, LEAT_ERR_STATE, "Somebody else has an edit open.",
                           "It ends with /graph/commit or /graph/abort, or with them.");
    const struct timespec pause = {.tv_nsec = 1000000};
    int err = leat_graph_begin(call->control->config.graph, &p->edit);
    /* frames of a program edit as well: that passes */
    for (int ms = 0; err == LEAT_ERR_STATE && ms < PATIENCE_MS; ms++) {
        nanosleep(&pause, NULL);
        err = leat_graph_begin(call->control->config.graph, &p->edit);
    }
    if (err < 0)
        return err;
    p->owner = *call->peer;
    p->begun = false;
    return 0;
}

int call_edit_commit(struct call *call, enum leat_when when)
{
    struct control *c = call->control;
    struct patch *p = &c->patch;
    int err = patch_remember(p, c->config.graph);

    if (err < 0) {
        leat_edit_abort(&p->edit);
        return err;
    }
    err = leat_edit_commit(&p->edit, when, &call->diag);
    if (err < 0)
        patch_forget(p);
    return err < 0 ? err : control_renew(c);
}

int call_edit_close(struct call *call, int err)
{
    struct patch *p = &call->control->patch;

    if (err < 0 && !p->begun)
        leat_edit_abort(&p->edit);
    if (err < 0 && p->edit)
        p->edit->err = 0;
    if (err < 0 || p->begun)
        return err;
    return call_edit_commit(call, LEAT_AT_QUANTUM);
}

int call_edit_change(struct call *call, int (*change)(struct call *call))
{
    const int err = call_edit_open(call);

    return err < 0 ? err : call_edit_close(call, change(call));
}

int call_edit_none(struct call *call)
{
    return call_edit(call) ? call_refuse(call, LEAT_ERR_STATE, "An edit is open.",
                                         "Commit or abort it.")
                           : 0;
}

struct model_node *call_edit_find(struct call *call, const char *text, size_t size)
{
    char name[LEAT_NAME_MAX + 1];

    if (size >= sizeof(name))
        return NULL;
    str_format(name, sizeof(name), "%.*s", (int)size, text);
    for (char *c = name; *c; c++)
        *c = *c == '/' ? '.' : *c;
    return model_node_by_name(call_edit(call)->model, name + (*text == '/'));
}

struct model_node *call_edit_node(struct call *call, const char *name)
{
    const struct model *m = call_edit(call)->model;
    struct model_node *node = call_edit_find(call, name, strlen(name));
    struct str_nearest near;

    if (node)
        return node;
    str_nearest_init(&near, name);
    for (uint32_t i = 0; i < m->n_nodes; i++)
        str_nearest_offer(&near, m->node[i].name);
    leat_diag_add(&call->diag, LEAT_ERROR, 201, "No node here is called `%.64s`.",
                  name);
    if (near.best)
        leat_diag_hint(&call->diag, "Did you mean `%s`?", near.best);
    return NULL;
}

int call_edit_no_param(struct call *call, const struct leat_node_class *c,
                       const char *name)
{
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (size_t i = 0; i < c->n_params; i++)
        str_nearest_offer(&near, c->params[i].name);
    leat_diag_add(&call->diag, LEAT_ERROR, 301, "`%s` has no parameter `%.64s`.",
                  c->name, name);
    if (near.best)
        leat_diag_hint(&call->diag, "Did you mean `%s`?", near.best);
    return LEAT_ERR_NOT_FOUND;
}

int call_edit_set(struct call *call, const struct leat_node_class *class, uint32_t node,
                  int param)
{
    struct leat_edit *edit = call_edit(call);
    const struct leat_param *p = &class->params[param];
    const char *text;
    float value;

    if (p->kind == LEAT_TEXT) {
        if (call->resets)
            text = p->text ? p->text : "";
        else if (call_text(call, "a text", &text) < 0)
            return LEAT_ERR_INVALID;
        return leat_edit_set_text(edit, node, (uint32_t)param, text, &call->diag);
    }
    const int err = call_value(call, p, &value);
    if (err < 0)
        return err;
    value = leat_param_clamp(p, value);
    return leat_edit_set(edit, node, (uint32_t)param, &value, 1, &call->diag);
}
