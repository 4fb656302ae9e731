/* SPDX-License-Identifier: MIT */
/* edit: transactions on a copy of the model. */
#include "graph/edit.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "graph/resolve.h"

int leat_graph_begin(struct leat_graph *graph, struct leat_edit **out)
{
    int err = 0;

    *out = NULL;
    graph_enter(graph);
    struct leat_edit *edit = graph->edit ? NULL : calloc(1, sizeof(*edit));
    if (graph->edit) {
        err = LEAT_ERR_STATE;
    } else if (!edit) {
        err = LEAT_ERR_NOMEM;
    } else if ((err = model_copy(graph->model, &edit->model)) < 0) {
        free(edit);
    } else {
        edit->graph = graph;
        graph->edit = *out = edit;
    }
    graph_leave(graph);
    return err;
}

void leat_edit_at(struct leat_edit *edit, uint32_t tag)
{
    edit->tag = tag;
}

int edit_refuse(struct leat_edit *edit, int err)
{
    if (!edit->err)
        edit->err = err;
    return err;
}

/* Add an error that carries the edit's tag. */
static int refuse(struct leat_edit *edit, struct leat_diag *diag, int err, int code,
                  const char *message, const char *hint)
{
    struct leat_finding *f = leat_diag_add(diag, LEAT_ERROR, code, "%s", message);

    if (f)
        f->tag = edit->tag;
    if (hint[0])
        leat_diag_hint(diag, "%s", hint);
    return edit_refuse(edit, err);
}

static int no_class(struct leat_edit *edit, struct leat_diag *diag, const char *name)
{
    const struct leat_node_class *c;
    struct str_nearest near;
    char message[160], hint[120] = "`leat nodes` lists them all.";

    str_nearest_init(&near, name);
    for (size_t i = 0; (c = leat_node_class_at(i)); i++)
        str_nearest_offer(&near, c->name);
    str_format(message, sizeof(message), "There is no node called `%.64s`.", name);
    if (near.best)
        str_format(hint, sizeof(hint), "Did you mean `%s`?", near.best);
    return refuse(edit, diag, LEAT_ERR_NOT_FOUND, 201, message, hint);
}

/* lowpass1, lowpass2, ...: the first that is free. */
static void invent_name(const struct model *model, const char *class_name,
                        char name[LEAT_NAME_MAX])
{
    uint32_t n = 1;

    for (uint32_t i = 0; i < model->n_nodes; i++)
        n += strcmp(model->node[i].class->name, class_name) == 0;
    do
        str_format(name, LEAT_NAME_MAX, "%.48s%u", class_name, n++);
    while (model_node_by_name(model, name));
}

int leat_edit_add(struct leat_edit *edit, const char *class_name, const char *name,
                  uint32_t *node, struct leat_diag *diag)
{
    const struct leat_node_class *c = graph_class(edit->graph, class_name);
    char free_name[LEAT_NAME_MAX];

    *node = 0;
    if (!c)
        return no_class(edit, diag, class_name);
    if (name && (strlen(name) >= LEAT_NAME_MAX || !name[0]))
        return refuse(edit, diag, LEAT_ERR_INVALID, 407,
                      "A node's name has 1 to 63 letters.", "");
    if (name && model_node_by_name(edit->model, name))
        return refuse(edit, diag, LEAT_ERR_EXISTS, 207, "Two nodes share one name.",
                      "Rename one of them.");
    if (name)
        str_format(free_name, sizeof(free_name), "%s", name);
    else
        invent_name(edit->model, c->name, free_name);
    struct model_node *n = model_add_node(edit->model, c);
    if (!n)
        return edit_refuse(edit, LEAT_ERR_NOMEM);
    n->tag = edit->tag;
    memcpy(n->name, free_name, sizeof(n->name));
    *node = n->id;
    return 0;
}

int leat_edit_remove(struct leat_edit *edit, uint32_t node)
{
    if (!model_node_by_id(edit->model, node))
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    model_remove_node(edit->model, node);
    return 0;
}

static int out_of_range(struct leat_edit *edit, const struct leat_param *p, float value,
                        struct leat_diag *diag)
{
    char message[200], hint[80];

    str_format(message, sizeof(message), "`%s` is %g; it can go from %g to %g.",
               p->name, (double)value, (double)p->min, (double)p->max);
    str_format(hint, sizeof(hint), "Try %g.", (double)leat_param_clamp(p, value));
    return refuse(edit, diag, LEAT_ERR_RANGE, 401, message, hint);
}

int leat_edit_set(struct leat_edit *edit, uint32_t node, uint32_t param,
                  const float *values, uint32_t n, struct leat_diag *diag)
{
    struct model_node *m = model_node_by_id(edit->model, node);

    if (!m || param >= m->class->n_params)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    const struct leat_param *p = &m->class->params[param];
    if (p->kind == LEAT_TEXT || n == 0 || n > LEAT_MAX_LANES)
        return edit_refuse(edit, LEAT_ERR_INVALID);
    for (uint32_t l = 0; l < n; l++)
        if (!(values[l] >= p->min && values[l] <= p->max))
            return out_of_range(edit, p, values[l], diag);
    float *copy = malloc(n * sizeof(*copy));
    if (!copy)
        return edit_refuse(edit, LEAT_ERR_NOMEM);
    memcpy(copy, values, n * sizeof(*copy));
    free(m->param[param].values);
    m->param[param].values = copy;
    m->param[param].n = n;
    m->param[param].noted = false;
    return 0;
}

int leat_edit_note(struct leat_edit *edit, uint32_t node, uint32_t param, float value)
{
    const int err = leat_edit_set(edit, node, param, &value, 1, NULL);

    if (err >= 0)
        model_node_by_id(edit->model, node)->param[param].noted = true;
    return err;
}

int leat_edit_set_text(struct leat_edit *edit, uint32_t node, uint32_t param,
                       const char *text, struct leat_diag *diag)
{
    struct model_node *m = model_node_by_id(edit->model, node);

    (void)diag;
    if (!m || param >= m->class->n_params)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    if (m->class->params[param].kind != LEAT_TEXT)
        return edit_refuse(edit, LEAT_ERR_TYPE);
    char *copy = malloc(strlen(text) + 1);
    if (!copy)
        return edit_refuse(edit, LEAT_ERR_NOMEM);
    memcpy(copy, text, strlen(text) + 1);
    free(m->param[param].text);
    m->param[param].text = copy;
    return 0;
}

int leat_edit_set_voices(struct leat_edit *edit, uint32_t node, uint32_t voices)
{
    struct model_node *m = model_node_by_id(edit->model, node);

    if (!m)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    if (voices == 0 || voices > LEAT_MAX_LANES)
        return edit_refuse(edit, LEAT_ERR_INVALID);
    m->voices = voices;
    return 0;
}

int leat_edit_set_metadata(struct leat_edit *edit, uint32_t node, const char *key,
                           const char *text)
{
    struct model_node *m = model_node_by_id(edit->model, node);
    uint32_t i = 0;

    if (!m)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    while (i < m->n_metadata && strcmp(m->metadata[i].key, key) != 0)
        i++;
    if (i == m->n_metadata) {
        void *wider = realloc(m->metadata, (i + 1) * sizeof(*m->metadata));
        if (!wider)
            return edit_refuse(edit, LEAT_ERR_NOMEM);
        m->metadata = wider;
        m->n_metadata++;
        str_format(m->metadata[i].key, sizeof(m->metadata[i].key), "%s", key);
    }
    str_format(m->metadata[i].text, sizeof(m->metadata[i].text), "%s", text);
    return 0;
}

void leat_edit_from(struct leat_edit *edit, int64_t frame)
{
    edit->from = frame;
}

int leat_edit_commit(struct leat_edit **edit, enum leat_when when,
                     struct leat_diag *diag)
{
    struct leat_edit *e = *edit;
    struct leat_graph *g = e->graph;
    int err = e->err;

    graph_enter(g);
    if (!err)
        err = g->adopt ? g->adopt(g->engine, e->model, when, e->from, diag)
                       : resolve_check(e->model, diag);
    if (err >= 0) {
        model_destroy(&g->model);
        g->model = e->model;
        e->model = NULL;
        err = 0;
    }
    leat_edit_abort(edit);
    graph_leave(g);
    return err;
}

void leat_edit_abort(struct leat_edit **edit)
{
    struct leat_edit *e = *edit;

    if (!e)
        return;
    graph_enter(e->graph);
    e->graph->edit = NULL;
    graph_leave(e->graph);
    model_destroy(&e->model);
    free(e);
    *edit = NULL;
}
