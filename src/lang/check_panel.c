/* SPDX-License-Identifier: MIT */
/*
 * check_panel: names that panels give values to, and variables that controls move.
 *
 * Source: language reference, sections 2.1 and 8.3.
 */
#include <string.h>

#include "lang/builtin.h"
#include "lang/check.h"

const struct ast *check_panel(struct checker *c, const struct ast *call)
{
    const struct ast *last = call->n > 1 ? call->part[call->n - 1] : NULL;
    const struct builtin *word;

    if (!last || !(call->flags & AST_TRAILING) || last->kind != AST_BLOCK)
        return NULL;
    word = check_word(c, call->part[0]);
    return word && word->flags & BUILTIN_CONTAINER ? last : NULL;
}

bool panel_nests(const struct names *names, const struct ast *entry)
{
    const struct ast *value = entry->part[0];
    bool has_entries = false;

    if (value->kind != AST_BLOCK && value->kind != AST_RECORD)
        return false;
    for (uint32_t i = 0; i < value->n; i++) {
        if (value->part[i]->kind == AST_NAMED)
            has_entries = true;
        else if (value->kind == AST_RECORD)
            return false; /* keys that are no names */
    }
    return has_entries || panel_is_content(names, entry);
}

bool panel_is_content(const struct names *names, const struct ast *entry)
{
    return strcmp(names_text(names, entry->name), "content") == 0;
}

void panel_entries(const struct names *names, const struct ast *block, void *user,
                   void (*give)(void *user, const struct ast *entry))
{
    for (uint32_t i = 0; i < block->n; i++) {
        const struct ast *part = block->part[i];
        if (part->kind != AST_NAMED)
            continue;
        const bool nests = panel_nests(names, part);
        if (nests)
            panel_entries(names, part->part[0], user, give);
        if (!nests || !panel_is_content(names, part))
            give(user, part);
    }
}

void check_bond(struct checker *c, const struct ast *target, const struct ast *value)
{
    const struct builtin *word =
        value && value->kind == AST_CALL ? check_word(c, value->part[0]) : NULL;

    if (word && word->flags & BUILTIN_CONTROL && target->name < c->scope->n)
        c->scope->symbol[target->name].is_control = true;
}
