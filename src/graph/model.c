/* SPDX-License-Identifier: MIT */
/* model: the graph as people wrote it, copied whole for each edit. */
#include "graph/model.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

int model_create(struct model **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return LEAT_ERR_NOMEM;
    (*out)->next_id = 1;
    return 0;
}

/* Room for one more item; false when memory is out. */
static bool reserve(void **items, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    const uint32_t wider = *cap ? *cap * 2 : 16;
    void *p = realloc(*items, (size_t)wider * size);
    if (!p)
        return false;
    *items = p;
    *cap = wider;
    return true;
}

static void *clone(const void *from, size_t size)
{
    void *p = size ? malloc(size) : NULL;
    if (p)
        memcpy(p, from, size);
    return p;
}

static void free_node(struct model_node *node)
{
    for (size_t i = 0; node->param && i < node->class->n_params; i++) {
        free(node->param[i].values);
        free(node->param[i].text);
    }
    free(node->param);
    free(node->metadata);
}

static void free_link(struct model_link *link)
{
    free((void *)(uintptr_t)link->link.matrix);
}

static bool copy_params(struct model_node *to, const struct model_node *from)
{
    const size_t n = from->class->n_params;

    to->param = calloc(n ? n : 1, sizeof(*to->param));
    if (!to->param)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct model_param *p = &from->param[i];
        to->param[i].n = p->n;
        to->param[i].noted = p->noted;
        if (p->values &&
            !(to->param[i].values = clone(p->values, p->n * sizeof(*p->values))))
            return false;
        if (p->text && !(to->param[i].text = clone(p->text, strlen(p->text) + 1)))
            return false;
    }
    return true;
}

static bool copy_node(struct model_node *to, const struct model_node *from)
{
    *to = *from;
    to->metadata = NULL;
    to->param = NULL;
    if (!copy_params(to, from))
        return false;
    if (!from->n_metadata)
        return true;
    to->metadata = clone(from->metadata, from->n_metadata * sizeof(*from->metadata));
    return to->metadata != NULL;
}

static bool copy_link(struct model_link *to, const struct model_link *from)
{
    *to = *from;
    to->link.matrix = NULL;
    if (!from->link.matrix)
        return true;
    to->link.matrix = clone(from->link.matrix, sizeof(float) * from->link.matrix_in *
                                                   from->link.matrix_out);
    return to->link.matrix != NULL;
}

int model_copy(const struct model *from, struct model **out)
{
    struct model *m = calloc(1, sizeof(*m));

    *out = NULL;
    if (!m)
        return LEAT_ERR_NOMEM;
    m->next_id = from->next_id;
    m->node = calloc(from->n_nodes + 1, sizeof(*m->node));
    m->link = calloc(from->n_links + 1, sizeof(*m->link));
    m->rule = calloc(from->n_rules + 1, sizeof(*m->rule));
    if (!m->node || !m->link || !m->rule)
        goto fail;
    m->cap_nodes = from->n_nodes + 1;
    m->cap_links = from->n_links + 1;
    for (; m->n_nodes < from->n_nodes; m->n_nodes++)
        if (!copy_node(&m->node[m->n_nodes], &from->node[m->n_nodes])) {
            free_node(&m->node[m->n_nodes]);
            goto fail;
        }
    for (; m->n_links < from->n_links; m->n_links++)
        if (!copy_link(&m->link[m->n_links], &from->link[m->n_links]))
            goto fail;
    if (from->n_rules)
        memcpy(m->rule, from->rule, from->n_rules * sizeof(*m->rule));
    m->n_rules = from->n_rules;
    *out = m;
    return 0;
fail:
    model_destroy(&m);
    return LEAT_ERR_NOMEM;
}

void model_destroy(struct model **model)
{
    struct model *m = *model;

    if (!m)
        return;
    for (uint32_t i = 0; i < m->n_nodes; i++)
        free_node(&m->node[i]);
    for (uint32_t i = 0; i < m->n_links; i++)
        free_link(&m->link[i]);
    free(m->node);
    free(m->link);
    free(m->rule);
    free(m);
    *model = NULL;
}

/* Ids only grow and items keep their order, so both lists are sorted by id. */
struct model_node *model_node_by_id(const struct model *model, uint32_t id)
{
    uint32_t low = 0, high = model->n_nodes;

    while (low < high) {
        const uint32_t mid = (low + high) / 2;
        if (model->node[mid].id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < model->n_nodes && model->node[low].id == id ? &model->node[low] : NULL;
}

struct model_link *model_link_by_id(const struct model *model, uint32_t id)
{
    uint32_t low = 0, high = model->n_links;

    while (low < high) {
        const uint32_t mid = (low + high) / 2;
        if (model->link[mid].id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < model->n_links && model->link[low].id == id ? &model->link[low] : NULL;
}

struct model_node *model_node_by_name(const struct model *model, const char *name)
{
    for (uint32_t i = 0; i < model->n_nodes; i++)
        if (strcmp(model->node[i].name, name) == 0)
            return &model->node[i];
    return NULL;
}

struct model_node *model_add_node(struct model *model,
                                  const struct leat_node_class *node_class)
{
    struct model_node node = {.class = node_class};

    if (!reserve((void **)&model->node, model->n_nodes, &model->cap_nodes,
                 sizeof(*model->node)))
        return NULL;
    node.param =
        calloc(node_class->n_params ? node_class->n_params : 1, sizeof(*node.param));
    if (!node.param)
        return NULL;
    node.id = model->next_id++;
    model->node[model->n_nodes] = node;
    return &model->node[model->n_nodes++];
}

struct model_link *model_add_link(struct model *model)
{
    if (!reserve((void **)&model->link, model->n_links, &model->cap_links,
                 sizeof(*model->link)))
        return NULL;
    struct model_link *link = &model->link[model->n_links++];
    *link = (struct model_link){.id = model->next_id++};
    return link;
}

void model_remove_link(struct model *model, uint32_t id)
{
    struct model_link *link = model_link_by_id(model, id);

    if (!link)
        return;
    free_link(link);
    const size_t rest = (size_t)(&model->link[--model->n_links] - link);
    memmove(link, link + 1, rest * sizeof(*link));
}

void model_remove_node(struct model *model, uint32_t id)
{
    struct model_node *node = model_node_by_id(model, id);

    if (!node)
        return;
    for (uint32_t i = model->n_links; i-- > 0;)
        if (model->link[i].link.from == id || model->link[i].link.to == id)
            model_remove_link(model, model->link[i].id);
    free_node(node);
    const size_t rest = (size_t)(&model->node[--model->n_nodes] - node);
    memmove(node, node + 1, rest * sizeof(*node));
}

/* What is newest stands last, since all are found by their numbers. */
void model_renew_link(struct model *model, uint32_t id)
{
    struct model_link *link = model_link_by_id(model, id);

    if (!link)
        return;
    struct model_link renewed = *link, *last = &model->link[model->n_links - 1];
    renewed.id = model->next_id++;
    memmove(link, link + 1, (size_t)(last - link) * sizeof(*link));
    *last = renewed;
}

static void point_to(uint32_t *node, uint32_t from, uint32_t to)
{
    if (*node == from)
        *node = to;
}

void model_renew_node(struct model *model, uint32_t id)
{
    struct model_node *node = model_node_by_id(model, id);

    if (!node)
        return;
    struct model_node renewed = *node, *last = &model->node[model->n_nodes - 1];
    renewed.id = model->next_id++;
    memmove(node, node + 1, (size_t)(last - node) * sizeof(*node));
    *last = renewed;
    for (uint32_t i = 0; i < model->n_links; i++) {
        struct leat_link *l = &model->link[i].link;
        point_to(&l->from, id, renewed.id);
        point_to(&l->to, id, renewed.id);
        point_to(&l->condition.watch, id, renewed.id);
    }
    for (uint32_t i = 0; i < model->n_rules; i++) {
        struct leat_rule *r = &model->rule[i];
        point_to(&r->node, id, renewed.id);
        point_to(&r->target, id, renewed.id);
        point_to(&r->condition.watch, id, renewed.id);
    }
}

int model_set_matrix(struct model_link *link, const float *matrix, uint32_t out,
                     uint32_t in)
{
    float *copy = NULL;

    if (matrix) {
        copy = clone(matrix, sizeof(*matrix) * in * out);
        if (!copy)
            return LEAT_ERR_NOMEM;
    }
    free_link(link);
    link->link.matrix = copy;
    link->link.matrix_in = matrix ? in : 0;
    link->link.matrix_out = matrix ? out : 0;
    return 0;
}

float model_value(const struct model_node *node, uint32_t param, uint32_t lane)
{
    const struct model_param *p = &node->param[param];
    return p->n ? p->values[lane % p->n] : node->class->params[param].def;
}

const char *model_text(const struct model_node *node, uint32_t param)
{
    const char *text = node->param[param].text;

    if (!text)
        text = node->class->params[param].text;
    return text ? text : "";
}
