/* SPDX-License-Identifier: MIT */
/* compile: a program as code. */
#include "lang/compile.h"

#include <stdlib.h>
#include <string.h>

#include "lang/builtin.h"
#include "lang/token.h"

/* Every name that the program's top level gives a value to is a register of it. */
static bool place_globals(struct compiler *c)
{
    const uint32_t n = c->scope->n;

    c->global = arena_take(c->arena, n ? n : 1, sizeof(*c->global));
    c->global_is_set = arena_take(c->arena, n ? n : 1, sizeof(*c->global_is_set));
    c->n_sites = arena_take(c->arena, COMPILE_SITES, sizeof(*c->n_sites));
    if (!c->global || !c->global_is_set || !c->n_sites) {
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

/* Whether a word shows something: it draws, or is part of a panel. */
static bool shows(const struct function *function)
{
    return function->draw ||
           (function->builtin && strcmp(function->builtin->module, "GUI") == 0);
}

/* Whether an expression shows something, by itself or inside. */
static bool draws(struct compiler *c, const struct ast *ast)
{
    struct function function = {0};
    const struct ast *callee = ast->kind == AST_CALL ? ast->part[0] : NULL;

    if (ast->kind == AST_FUNC || ast->kind == AST_LAMBDA || ast->kind == AST_CLASS)
        return false;
    if (callee && (callee->kind == AST_MEMBER || callee->kind == AST_NAME)) {
        const struct module *module =
            callee->kind == AST_MEMBER ? module_of_ast(c, callee->part[0]) : NULL;
        const bool is_word = callee->kind == AST_MEMBER
                                 ? module != NULL
                                 : find_place(c, callee->name).kind == PLACE_NONE;
        if (is_word &&
            scope_function(module, names_text(c->names, callee->name), &function) &&
            shows(&function))
            return true;
    }
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && draws(c, ast->part[i]))
            return true;
    return false;
}

/* A program that shows something and has no loop is one that goes round by itself. */
static bool is_loop_itself(struct compiler *c, const struct ast *program)
{
    bool any = false;

    for (uint32_t i = 0; i < program->n; i++) {
        if (program->part[i]->kind == AST_LOOP)
            return false;
        any |= draws(c, program->part[i]);
    }
    return any;
}

/* What runs once even there: declarations, and where variables begin. */
static bool runs_once(const struct ast *ast)
{
    return (ast->kind == AST_LET && ast->flags & AST_MUT) || ast->kind == AST_FUNC ||
           ast->kind == AST_CLASS || ast->kind == AST_ENUM || ast->kind == AST_IMPORT;
}

static void write_frames(struct compiler *c, const struct ast *program)
{
    const int32_t behind = emit_jump(c, OP_BODY, 0, NO_JUMP, program->span);

    c->w->in_body = true;
    c->w->depth++;
    for (uint32_t i = 0; i < program->n && !c->err; i++)
        if (!runs_once(program->part[i]))
            write_statement(c, program->part[i], NO_REGISTER);
    emit(c, OP_BODY_END, 0, 0, 0, program->span);
    emit_here(c, behind);
    c->w->in_body = false;
    c->w->depth--;
}

/* Statements of the program; an error in one does not hide those of the next. */
static void write_top(struct compiler *c, const struct ast *program)
{
    const bool goes_round = is_loop_itself(c, program);

    hoist(c, program);
    for (uint32_t i = 0; i < program->n && !c->err; i++) {
        const struct ast *ast = program->part[i];
        if (goes_round && !runs_once(ast))
            continue;
        if (ast->kind == AST_MAIN) {
            write_top(c, ast->part[0]);
            continue;
        }
        const int32_t next = emit_jump(c, OP_STATEMENT, 0, NO_JUMP, ast->span);
        write_statement(c, ast, NO_REGISTER);
        emit_here(c, next);
    }
    if (goes_round)
        write_frames(c, program);
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
        write_top(c, program);
        const uint16_t value = take_register(c, 1, program->span);
        emit(c, OP_NIL, value, 0, 0, program->span);
        emit(c, OP_RETURN, value, 0, 0, program->span);
    }
    return c->err;
}
