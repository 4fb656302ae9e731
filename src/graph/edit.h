/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_EDIT_H
#define LEAT_GRAPH_EDIT_H

#include "graph/graph.h"

/** An open transaction: a copy of the model that nobody else sees yet. */
struct leat_edit {
    struct leat_graph *graph;
    struct model *model;
    uint32_t tag; /* of what is edited next */
    int err;      /* the first refusal; commit answers with it */
    int64_t from; /* frame before which no engine adopts it */
};

/** Remember the first refusal, and return this one. */
int edit_refuse(struct leat_edit *edit, int err);

#endif
