/* SPDX-License-Identifier: MIT */
/* sound_ahead: what a program will play, from its tree. */
#include "lang/sound_ahead.h"

#include <string.h>

#include "lang/sound.h"

/* What a call calls, whatever stands before its dot. */
static const char *callee_of(const struct names *names, const struct ast *call)
{
    const struct ast *callee = call->n > 0 ? call->part[0] : NULL;

    return callee && (callee->kind == AST_NAME || callee->kind == AST_MEMBER)
               ? names_text(names, callee->name)
               : "";
}

/* Code that does not run while the graph is being made. */
static bool is_later(const struct ast *ast)
{
    switch (ast->kind) {
    case AST_LOOP:
    case AST_EVERY:
    case AST_AFTER:
    case AST_WHEN:
    case AST_SEQUENCE:
    case AST_FUNC:
    case AST_LAMBDA:
        return true;
    default:
        return false;
    }
}

static bool plays(const struct names *names, const struct ast *ast, bool later)
{
    later =
        later || is_later(ast) || (ast->kind == AST_CALL && ast->flags & AST_TRAILING);
    if (ast->kind == AST_CALL) {
        const char *name = callee_of(names, ast);
        if (strcmp(name, "trigger_sample") == 0 || (later && strcmp(name, "play") == 0))
            return true;
    }
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && plays(names, ast->part[i], later))
            return true;
    return false;
}

bool sound_ahead(const struct names *names, const struct ast *program)
{
    return names_find(names, "load") || names_find(names, "load_file") ||
                   names_find(names, "load_sample") ||
                   names_find(names, "try_load_sample") ||
                   names_find(names, "load_directory") ||
                   names_find(names, "trigger_sample")
               ? plays(names, program, false)
               : false;
}

void sound_load_ahead(struct eval *e, const struct ast *ast)
{
    const struct ast *first = ast->kind == AST_CALL && ast->n > 1 ? ast->part[1] : NULL;

    if (first && first->kind == AST_TEXT && first->n == 0 &&
        strcmp(callee_of(e->names, ast), "trigger_sample") == 0)
        (void)sound_load(e, first->text, first->span);
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            sound_load_ahead(e, ast->part[i]);
}
