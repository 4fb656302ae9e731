/* SPDX-License-Identifier: MIT */
/* edit_rule: adding and removing composition rules in an open edit. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "graph/edit.h"

int leat_edit_add_rule(struct leat_edit *edit, const struct leat_rule *rule,
                       struct leat_diag *diag)
{
    struct model *m = edit->model;

    for (uint32_t i = 0; i < m->n_rules; i++)
        if (strcmp(m->rule[i].name, rule->name) == 0) {
            leat_diag_add(diag, LEAT_ERROR, 207, "`%s` is declared twice.", rule->name);
            leat_diag_hint(diag, "Rename one of the rules.");
            return edit_refuse(edit, LEAT_ERR_EXISTS);
        }
    void *wider = realloc(m->rule, (m->n_rules + 1) * sizeof(*m->rule));
    if (!wider)
        return edit_refuse(edit, LEAT_ERR_NOMEM);
    m->rule = wider;
    m->rule[m->n_rules++] = *rule;
    return 0;
}

int leat_edit_remove_rule(struct leat_edit *edit, const char *name)
{
    struct model *m = edit->model;

    for (uint32_t i = 0; i < m->n_rules; i++) {
        if (strcmp(m->rule[i].name, name) != 0)
            continue;
        memmove(&m->rule[i], &m->rule[i + 1], (m->n_rules - i - 1) * sizeof(*m->rule));
        m->n_rules--;
        return 0;
    }
    return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
}
