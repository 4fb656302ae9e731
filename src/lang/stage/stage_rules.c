/* SPDX-License-Identifier: MIT */
/* stage_rules: rules of routing, and what is noted about nodes. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/stage/staged.h"

bool apply_rules_differ(const struct apply *a)
{
    const struct stage *s = a->stage;
    const struct draft *d = a->draft;

    return s->n_rules != d->n_rules ||
           (d->n_rules && memcmp(s->rule, d->rule, d->n_rules * sizeof(*d->rule)) != 0);
}

uint32_t apply_node_of(const struct apply *a, uint32_t node)
{
    return node ? a->node[a->part[node - 1].next].node : 0;
}

int apply_rules(struct apply *a)
{
    const struct stage *s = a->stage;
    const struct draft *d = a->draft;
    int err = 0;

    for (uint32_t i = 0; i < d->n_metadata && err >= 0; i++)
        err = leat_edit_set_metadata(a->edit, apply_node_of(a, d->metadata[i].node + 1),
                                     d->metadata[i].key, d->metadata[i].text);
    for (uint32_t i = 0; i < s->n_rules && err >= 0; i++)
        err = leat_edit_remove_rule(a->edit, s->rule[i].name);
    for (uint32_t i = 0; i < d->n_rules && err >= 0; i++) {
        struct leat_rule rule = d->rule[i];
        rule.node = apply_node_of(a, rule.node);
        rule.target = apply_node_of(a, rule.target);
        rule.condition.watch = apply_node_of(a, rule.condition.watch);
        err = leat_edit_add_rule(a->edit, &rule, a->diag);
    }
    return err;
}

int apply_keep_rules(struct apply *a)
{
    const struct draft *d = a->draft;
    struct leat_rule *rule = malloc((d->n_rules + 1) * sizeof(*rule));

    if (!rule)
        return LEAT_ERR_NOMEM;
    if (d->n_rules)
        memcpy(rule, d->rule, d->n_rules * sizeof(*rule));
    a->rule = rule;
    return 0;
}
