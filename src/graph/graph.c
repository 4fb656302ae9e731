/* SPDX-License-Identifier: MIT */
/* graph: creation, lookup and questions about the last commit. */
#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "graph/lock.h"

int leat_graph_create(struct leat_graph **out)
{
    struct leat_graph *g = calloc(1, sizeof(*g));
    int err = LEAT_ERR_NOMEM;

    *out = NULL;
    if (!g || (err = lock_create(&g->lock)) < 0 ||
        (err = model_create(&g->model)) < 0) {
        leat_graph_destroy(&g);
        return err;
    }
    *out = g;
    return 0;
}

void leat_graph_destroy(struct leat_graph **graph)
{
    struct leat_graph *g = *graph;

    if (!g)
        return;
    if (g->edit)
        leat_edit_abort(&(struct leat_edit *){g->edit});
    model_destroy(&g->model);
    lock_destroy(&g->lock);
    free(g->own);
    free(g);
    *graph = NULL;
}

void graph_enter(struct leat_graph *graph)
{
    lock_take(graph->lock);
}

void graph_leave(struct leat_graph *graph)
{
    lock_give(graph->lock);
}

const struct leat_node_class *graph_class(const struct leat_graph *graph,
                                          const char *name)
{
    for (uint32_t i = 0; i < graph->n_own; i++)
        if (strcmp(graph->own[i]->name, name) == 0)
            return graph->own[i];
    return leat_node_class_find(name);
}

int leat_graph_add_class(struct leat_graph *graph,
                         const struct leat_node_class *node_class)
{
    int err = 0;

    graph_enter(graph);
    if (graph_class(graph, node_class->name)) {
        err = LEAT_ERR_EXISTS;
    } else if (node_class->size != sizeof(*node_class)) {
        err = LEAT_ERR_INVALID;
    } else {
        void *wider = realloc(graph->own, (graph->n_own + 1) * sizeof(*graph->own));
        if (wider) {
            graph->own = wider;
            graph->own[graph->n_own++] = node_class;
        } else {
            err = LEAT_ERR_NOMEM;
        }
    }
    graph_leave(graph);
    return err;
}

uint32_t leat_graph_find(struct leat_graph *graph, const char *name)
{
    graph_enter(graph);
    const struct model_node *node = model_node_by_name(graph->model, name);
    const uint32_t id = node ? node->id : 0;
    graph_leave(graph);
    return id;
}

uint32_t leat_graph_n_nodes(struct leat_graph *graph)
{
    graph_enter(graph);
    const uint32_t n = graph->model->n_nodes;
    graph_leave(graph);
    return n;
}

int leat_graph_node_at(struct leat_graph *graph, uint32_t index,
                       struct leat_node_info *info)
{
    int err = LEAT_ERR_NOT_FOUND;

    graph_enter(graph);
    if (index < graph->model->n_nodes) {
        const struct model_node *n = &graph->model->node[index];
        *info = (struct leat_node_info){n->id, n->name, n->class, n->tag};
        err = 0;
    }
    graph_leave(graph);
    return err;
}

uint32_t leat_graph_n_links(struct leat_graph *graph)
{
    graph_enter(graph);
    const uint32_t n = graph->model->n_links;
    graph_leave(graph);
    return n;
}

int leat_graph_link_at(struct leat_graph *graph, uint32_t index, struct leat_link *link,
                       uint32_t *id)
{
    int err = LEAT_ERR_NOT_FOUND;

    graph_enter(graph);
    if (index < graph->model->n_links) {
        *link = graph->model->link[index].link;
        if (id)
            *id = graph->model->link[index].id;
        err = 0;
    }
    graph_leave(graph);
    return err;
}

int leat_graph_param(struct leat_graph *graph, uint32_t node, uint32_t param,
                     float *values, uint32_t n)
{
    int count = LEAT_ERR_NOT_FOUND;

    graph_enter(graph);
    const struct model_node *m = model_node_by_id(graph->model, node);
    if (m && param < m->class->n_params) {
        count = m->param[param].n ? (int)m->param[param].n : 1;
        for (uint32_t l = 0; l < n && l < (uint32_t)count; l++)
            values[l] = model_value(m, param, l);
    }
    graph_leave(graph);
    return count;
}

const char *leat_graph_text(struct leat_graph *graph, uint32_t node, uint32_t param)
{
    const char *text = NULL;

    graph_enter(graph);
    const struct model_node *m = model_node_by_id(graph->model, node);
    if (m && param < m->class->n_params)
        text = model_text(m, param);
    graph_leave(graph);
    return text;
}
