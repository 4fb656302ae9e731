/* SPDX-License-Identifier: MIT */
/* ast_equal: whether two trees say the same. */
#include "lang/ast_equal.h"

#include <string.h>

static bool is_equal_literal(const struct ast *a, const struct ast *b)
{
    switch (a->kind) {
    case AST_INTEGER:
    case AST_BOOL:
        return a->integer == b->integer && a->measure == b->measure;
    case AST_NUMBER:
        return memcmp(&a->number, &b->number, sizeof(a->number)) == 0 &&
               a->measure == b->measure;
    case AST_SIZE:
        return a->size[0] == b->size[0] && a->size[1] == b->size[1];
    case AST_COLOUR:
        return a->colour == b->colour;
    case AST_TEXT:
        return a->n > 0 || (a->text_size == b->text_size &&
                            memcmp(a->text, b->text, a->text_size) == 0);
    case AST_LAMBDA:
    case AST_SEQUENCE:
        return a->n_params == b->n_params;
    default:
        return true;
    }
}

bool ast_equal(const struct ast *a, const struct ast *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->sign != b->sign || a->flags != b->flags ||
        a->name != b->name || a->n != b->n || !is_equal_literal(a, b))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!ast_equal(a->part[i], b->part[i]))
            return false;
    return true;
}
