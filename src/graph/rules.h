/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_RULES_H
#define LEAT_GRAPH_RULES_H

#include "graph/net.h"

/**
 * Put a model's rules into its net: those whose condition is on type, name or metadata
 * act now, those on level or activity make conditional links.
 *
 * Errors:  LEAT_ERR_TYPE when a rule would connect what cannot be connected.
 * Thread:  control.
 */
int rules_apply(struct net *net, const struct model *model, struct leat_diag *diag);

/** Whether a condition on type, name or metadata holds for a node; others are judged
 * while running, and hold here. */
bool rules_hold(const struct leat_condition *condition, const struct net_node *node);

/** Whether a condition is judged on the grid while running. */
static inline bool rules_are_live(enum leat_condition_kind kind)
{
    return kind == LEAT_LEVEL_ABOVE || kind == LEAT_LEVEL_BELOW ||
           kind == LEAT_ACTIVE || kind == LEAT_QUIET;
}

/** Whether `text` matches a pattern with * and ?. */
bool rules_match(const char *pattern, const char *text);

#endif
