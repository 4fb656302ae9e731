/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_ENDLESS_H
#define LEAT_CLI_ENDLESS_H

#include <stdbool.h>

#include <leat/graph.h>

/**
 * Find a source that never ends and that a sink hears: it has no duration, or loops,
 * and nothing on the way cuts it.  False when there is none.
 */
bool endless_find(struct leat_graph *graph, struct leat_node_info *found);

#endif
