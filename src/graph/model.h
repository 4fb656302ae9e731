/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_MODEL_H
#define LEAT_GRAPH_MODEL_H

/**
 * The graph as people wrote it: nodes, links and rules, without anything that running
 * it needs.  Edits work on a copy; whoever holds a model holds it alone.
 *
 * Thread:  control.
 */

#include <leat/graph.h>

struct model_param {
    float *values; /* n of them, one a lane; NULL while the default holds */
    uint32_t n;
    char *text; /* TEXT parameters; NULL while the default holds */
    bool noted; /* the engine has `values` by a command */
};

struct model_pair {
    char key[32], text[LEAT_NAME_MAX];
};

struct model_node {
    uint32_t id, tag;
    uint32_t voices; /* it belongs to a group of so many; 0: to none */
    char name[LEAT_NAME_MAX];
    const struct leat_node_class *class;
    struct model_param *param; /* class->n_params of them */
    struct model_pair *metadata;
    uint32_t n_metadata;
};

struct model_link {
    uint32_t id, tag;
    struct leat_link link; /* link.matrix is the model's own copy */
};

struct model {
    struct model_node *node;
    struct model_link *link;
    struct leat_rule *rule;
    uint32_t n_nodes, n_links, n_rules;
    uint32_t cap_nodes, cap_links;
    uint32_t next_id; /* of nodes and links; never used twice */
};

int model_create(struct model **out);
int model_copy(const struct model *from, struct model **out);
void model_destroy(struct model **model);

/** The node of an id or name, or NULL.  Valid until the model changes. */
struct model_node *model_node_by_id(const struct model *model, uint32_t id);
struct model_node *model_node_by_name(const struct model *model, const char *name);
struct model_link *model_link_by_id(const struct model *model, uint32_t id);

/** Append; what is returned is zeroed but for its id.  NULL when memory is out. */
struct model_node *model_add_node(struct model *model,
                                  const struct leat_node_class *node_class);
struct model_link *model_add_link(struct model *model);

void model_remove_node(struct model *model, uint32_t id); /* and its links */
void model_remove_link(struct model *model, uint32_t id);

/** Give a node or a link the next number: an engine takes it for a new one.  A node's
 * links, and rules that name it, follow. */
void model_renew_node(struct model *model, uint32_t id);
void model_renew_link(struct model *model, uint32_t id);

/** Put a copy of `n` x `m` numbers in the place of a link's matrix. */
int model_set_matrix(struct model_link *link, const float *matrix, uint32_t out,
                     uint32_t in);

/** What a parameter is in lane `lane`, arrays repeating. */
float model_value(const struct model_node *node, uint32_t param, uint32_t lane);
const char *model_text(const struct model_node *node, uint32_t param);

#endif
