/* SPDX-License-Identifier: MIT */
/* model_pack: a model as bytes: its counts, nodes with their parameters, links, rules.
 */
#include "graph/model_pack.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

struct counts {
    uint32_t n_nodes, n_links, n_rules, next_id;
};

/* What stands before the numbers and the text of a parameter. */
struct param_head {
    uint32_t n, text_bytes; /* with the closing 0; 0: the default holds */
    uint32_t noted;
};

/* Bytes that are written one after the other, or only counted while `to` is NULL. */
struct writer {
    unsigned char *to;
    size_t size;
};

static void put(struct writer *w, const void *bytes, size_t n)
{
    if (w->to && n)
        memcpy(w->to + w->size, bytes, n);
    w->size += n;
}

static void put_node(struct writer *w, const struct model_node *node)
{
    put(w, node, sizeof(*node));
    for (size_t p = 0; p < node->class->n_params; p++) {
        const struct model_param *m = &node->param[p];
        const struct param_head head = {m->values ? m->n : 0,
                                        m->text ? (uint32_t)strlen(m->text) + 1 : 0,
                                        m->noted};
        put(w, &head, sizeof(head));
        put(w, m->values, head.n * sizeof(*m->values));
        put(w, m->text, head.text_bytes);
    }
    put(w, node->metadata, node->n_metadata * sizeof(*node->metadata));
}

static size_t matrix_bytes(const struct leat_link *link)
{
    return link->matrix ? sizeof(float) * link->matrix_in * link->matrix_out : 0;
}

static void put_model(struct writer *w, const struct model *m)
{
    put(w, &(struct counts){m->n_nodes, m->n_links, m->n_rules, m->next_id},
        sizeof(struct counts));
    for (uint32_t i = 0; i < m->n_nodes; i++)
        put_node(w, &m->node[i]);
    for (uint32_t i = 0; i < m->n_links; i++) {
        put(w, &m->link[i], sizeof(m->link[i]));
        put(w, m->link[i].link.matrix, matrix_bytes(&m->link[i].link));
    }
    put(w, m->rule, m->n_rules * sizeof(*m->rule));
}

int model_pack(const struct model *model, void **bytes, size_t *size)
{
    struct writer w = {0};

    put_model(&w, model);
    *size = w.size;
    *bytes = malloc(w.size);
    if (!*bytes)
        return LEAT_ERR_NOMEM;
    w = (struct writer){.to = *bytes};
    put_model(&w, model);
    return 0;
}

struct reader {
    const unsigned char *at;
    size_t left;
    int err; /* the first; it stays */
};

static void get(struct reader *r, void *to, size_t n)
{
    if (!r->err && n > r->left)
        r->err = LEAT_ERR_BAD_FILE;
    if (r->err)
        return;
    if (n)
        memcpy(to, r->at, n);
    r->at += n;
    r->left -= n;
}

/* A copy of the next `n` bytes; NULL when there are none, or not so many. */
static void *get_copy(struct reader *r, size_t n)
{
    void *copy = NULL;

    if (!n || r->err)
        return NULL;
    if (n > r->left)
        r->err = LEAT_ERR_BAD_FILE;
    else if (!(copy = malloc(n)))
        r->err = LEAT_ERR_NOMEM;
    if (copy)
        get(r, copy, n);
    return copy;
}

static void get_params(struct reader *r, struct model_node *node)
{
    for (size_t p = 0; p < node->class->n_params; p++) {
        struct param_head head = {0};
        get(r, &head, sizeof(head));
        node->param[p].values = get_copy(r, (size_t)head.n * sizeof(float));
        node->param[p].n = head.n;
        node->param[p].noted = head.noted;
        node->param[p].text = get_copy(r, head.text_bytes);
    }
}

static void get_node(struct reader *r, struct model *m)
{
    struct model_node packed;

    get(r, &packed, sizeof(packed));
    struct model_node *node = r->err ? NULL : model_add_node(m, packed.class);
    if (!node) {
        r->err = r->err ? r->err : LEAT_ERR_NOMEM;
        return;
    }
    packed.param = node->param;
    packed.metadata = NULL;
    *node = packed;
    get_params(r, node);
    node->n_metadata = 0;
    node->metadata = get_copy(r, packed.n_metadata * sizeof(*node->metadata));
    if (node->metadata)
        node->n_metadata = packed.n_metadata;
}

static void get_link(struct reader *r, struct model *m)
{
    struct model_link packed;

    get(r, &packed, sizeof(packed));
    struct model_link *link = r->err ? NULL : model_add_link(m);
    if (!link) {
        r->err = r->err ? r->err : LEAT_ERR_NOMEM;
        return;
    }
    const size_t bytes = matrix_bytes(&packed.link);
    packed.link.matrix = get_copy(r, bytes);
    *link = packed;
}

int model_unpack(const void *bytes, size_t size, struct model **out)
{
    struct reader r = {bytes, size, 0};
    struct counts counts = {0};
    int err = model_create(out);

    if (err < 0)
        return err;
    get(&r, &counts, sizeof(counts));
    for (uint32_t i = 0; !r.err && i < counts.n_nodes; i++)
        get_node(&r, *out);
    for (uint32_t i = 0; !r.err && i < counts.n_links; i++)
        get_link(&r, *out);
    (*out)->rule = get_copy(&r, counts.n_rules * sizeof(*(*out)->rule));
    (*out)->n_rules = (*out)->rule ? counts.n_rules : 0;
    (*out)->next_id = counts.next_id;
    if (r.err)
        model_destroy(out);
    return r.err;
}
