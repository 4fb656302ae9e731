/* SPDX-License-Identifier: MIT */
/* compile: a program as code. */
#include "lang/compile.h"

#include <stdlib.h>
#include <string.h>

#include "lang/builtin.h"
#include "lang/import.h"
#include "lang/token.h"

/* Every name that the program's top level gives a value to is a register of it. */
static bool place_globals(struct compiler *c)
{
    const uint32_t n = c->scope->n;

    c->global = arena_take(c->arena, n ? n : 1, sizeof(*c->global));
    c->global_is_set = arena_take(c->arena, n ? n : 1, sizeof(*c->global_is_set));
    c->newest = arena_take(c->arena, c->names->n, sizeof(*c->newest));
    c->n_names = c->names->n;
    c->n_sites = arena_take(c->arena, COMPILE_SITES, sizeof(*c->n_sites));
    if (!c->global || !c->global_is_set || !c->n_sites || !c->newest) {
        c->err = c->arena->err;
        return false;
    }
    for (uint32_t name = 0; name < n; name++) {
        const struct symbol *s = &c->scope->symbol[name];
        c->global[name] = name && (s->is_assigned || s->func || s->class)
                              ? take_register(c, 1, (struct span){0, 0})
                              : NO_REGISTER;
    }
    return !c->err;
}

/* Whether a word shows something, or what people do: it draws, or is part of a panel.
 */
static bool shows(const struct function *function)
{
    const struct builtin *word = function->builtin;

    return function->draw || (word && (word->flags & BUILTIN_OF_FRAME ||
                                       strcmp(word->module, "GUI") == 0));
}

/* The body of the program's own function that is called, the first time; or NULL. */
static const struct ast *new_body(const struct compiler *c, const struct ast *callee)
{
    struct symbol *s = callee->kind == AST_NAME && callee->name < c->scope->n
                           ? &c->scope->symbol[callee->name]
                           : NULL;

    if (!s || !s->func || s->func->n < 2 || s->is_looked_into)
        return NULL;
    s->is_looked_into = true;
    return s->func->part[1];
}

/* Whether what is called, or stands alone, is a word that shows something. */
static bool is_shown(struct compiler *c, const struct ast *ast)
{
    struct function function = {0};
    const struct module *module;
    const char *name;

    if (ast->kind == AST_MEMBER) {
        module = module_of_ast(c, ast->part[0]);
        name = names_text(c->names, ast->name);
        return module && scope_function(c->scope, module, name, &function) &&
               shows(&function);
    }
    name = scope_word(c->scope, ast->name, &module);
    return ast->kind == AST_NAME && find_place(c, ast->name).kind == PLACE_NONE &&
           scope_function(c->scope, module, name, &function) && shows(&function);
}

/* Whether an expression shows something, by itself or inside. */
static bool draws(struct compiler *c, const struct ast *ast)
{
    const bool is_call = ast->kind == AST_CALL;
    const struct ast *body;

    if (ast->kind == AST_FUNC || ast->kind == AST_LAMBDA || ast->kind == AST_CLASS ||
        ast->kind == AST_IMPORT)
        return false;
    if ((is_call || ast->kind == AST_NAME || ast->kind == AST_MEMBER) &&
        is_shown(c, is_call ? ast->part[0] : ast))
        return true;
    body = is_call ? new_body(c, ast->part[0]) : NULL;
    if (body && draws(c, body))
        return true;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && draws(c, ast->part[i]))
            return true;
    return false;
}

/* `main { }` is a part of the top level, so a loop in it is one of the program. */
static bool has_loop(const struct ast *top)
{
    for (uint32_t i = 0; i < top->n; i++)
        if (top->part[i]->kind == AST_LOOP ||
            (top->part[i]->kind == AST_MAIN && has_loop(top->part[i]->part[0])))
            return true;
    return false;
}

/* A program that shows something and has no loop is one that goes round by itself. */
static bool is_loop_itself(struct compiler *c, const struct ast *program)
{
    bool any = false;

    for (uint32_t i = 0; i < program->n && !any; i++)
        any = draws(c, program->part[i]);
    return any && !has_loop(program);
}

/* What runs once even there: declarations, and where variables begin. */
static bool runs_once(const struct ast *ast)
{
    return (ast->kind == AST_LET && ast->flags & AST_MUT) || ast->kind == AST_FUNC ||
           ast->kind == AST_CLASS || ast->kind == AST_ENUM || ast->kind == AST_IMPORT;
}

/* Whether a statement shows nothing and speaks of no name of the program. */
static bool stands_alone(struct compiler *c, const struct ast *ast)
{
    if ((ast->kind == AST_NAME && find_place(c, ast->name).kind != PLACE_NONE) ||
        ((ast->kind == AST_NAME || ast->kind == AST_MEMBER) && is_shown(c, ast)))
        return false;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && !stands_alone(c, ast->part[i]))
            return false;
    return true;
}

/* What runs once although all around it goes round: it came later, from a prompt. */
static bool is_told_once(struct compiler *c, const struct ast *ast)
{
    return c->once_from && ast->span.start >= c->once_from && !runs_once(ast) &&
           stands_alone(c, ast);
}

static void write_frames(struct compiler *c, const struct ast *program)
{
    const int32_t behind = emit_jump(c, OP_BODY, 0, NO_JUMP, program->span);

    c->w->in_body = true;
    c->w->depth++;
    for (uint32_t i = 0; i < program->n && !c->err; i++)
        if (!runs_once(program->part[i]) && !is_told_once(c, program->part[i]))
            write_statement(c, program->part[i], NO_REGISTER);
    emit(c, OP_BODY_END, 0, 0, 0, program->span);
    emit_here(c, behind);
    c->w->in_body = false;
    c->w->depth--;
}

/* A statement that fails without those behind it. */
static void write_alone(struct compiler *c, const struct ast *ast)
{
    const int32_t next = emit_jump(c, OP_STATEMENT, 0, NO_JUMP, ast->span);

    write_statement(c, ast, NO_REGISTER);
    emit_here(c, next);
}

static void write_top(struct compiler *c, const struct ast *program, bool goes_round);

/* Statements of the program, or of a file that it imports, which run once: an error in
 * one does not hide those of the next. */
static void write_once(struct compiler *c, const struct ast *program, bool goes_round)
{
    for (uint32_t i = 0; i < program->n && !c->err; i++) {
        const struct ast *ast = program->part[i];
        if (goes_round && !runs_once(ast))
            continue;
        if (ast->kind == AST_MAIN) {
            write_top(c, ast->part[0], false);
            continue;
        }
        if (import_is_file(ast)) {
            if (ast->n > 1)
                write_once(c, ast->part[1], false);
            continue;
        }
        write_alone(c, ast);
    }
}

/* Behind what goes round, so that the call sites there keep their numbers. */
static void write_told_once(struct compiler *c, const struct ast *program)
{
    for (uint32_t i = 0; i < program->n && !c->err; i++)
        if (is_told_once(c, program->part[i])) {
            write_alone(c, program->part[i]);
            c->is_told_once = true;
        }
}

static void write_top(struct compiler *c, const struct ast *program, bool goes_round)
{
    hoist(c, program);
    write_once(c, program, goes_round);
    if (!goes_round)
        return;
    write_frames(c, program);
    write_told_once(c, program);
}

int compile(struct compiler *c, const struct ast *program, struct code **out)
{
    struct writer w = {.arm = NO_ARM};

    *out = w.code = arena_take(c->arena, 1, sizeof(*w.code));
    if (!w.code)
        return c->arena->err;
    w.code->name = "";
    c->w = &w;
    w.shared = shared_names(c, program);
    if (!c->err && place_globals(c)) {
        write_top(c, program, is_loop_itself(c, program));
        const uint16_t value = take_register(c, 1, program->span);
        emit(c, OP_NIL, value, 0, 0, program->span);
        emit(c, OP_RETURN, value, 0, 0, program->span);
    }
    return c->err;
}
