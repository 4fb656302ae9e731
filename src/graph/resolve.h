/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_RESOLVE_H
#define LEAT_GRAPH_RESOLVE_H

#include "graph/model.h"

/** Whether a model could run: what a commit checks when no engine runs the graph. */
int resolve_check(const struct model *model, struct leat_diag *diag);

#endif
