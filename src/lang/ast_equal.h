/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_AST_EQUAL_H
#define LEAT_LANG_AST_EQUAL_H

/**
 * Whether two trees say the same, wherever their texts stand.
 */

#include "lang/ast.h"

/** Shape: both of the same struct names; each may be NULL.  Thread: any. */
bool ast_equal(const struct ast *a, const struct ast *b);

#endif
