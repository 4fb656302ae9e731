/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_GRAPH_H
#define LEAT_GRAPH_GRAPH_H

/**
 * What graph and engine know of each other: the graph holds the model and a hook that
 * the engine hangs in, so that a commit can be refused by whoever must run it.
 *
 * Thread:  control.
 */

#include <leat/graph.h>

#include "graph/model.h"

/** Try to run a model, at `frame` at the earliest; a negative answer refuses the commit
 * and leaves no trace. */
typedef int graph_adopt(void *engine, const struct model *model, enum leat_when when,
                        int64_t frame, struct leat_diag *diag);

struct leat_graph {
    struct model *model;
    struct leat_edit *edit; /* the open one, or NULL */
    const struct leat_node_class **own;
    uint32_t n_own;
    graph_adopt *adopt;
    void *engine;
    void *lock; /* from graph_lock_create(); NULL where there are no threads */
};

void graph_enter(struct leat_graph *graph);
void graph_leave(struct leat_graph *graph);

/** A class by name: the graph's own, then the built-in. */
const struct leat_node_class *graph_class(const struct leat_graph *graph,
                                          const char *name);

#endif
