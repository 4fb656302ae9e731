/* SPDX-License-Identifier: MIT */
/* compile: a program as code. */
#include "lang/compile.h"

#include <stdlib.h>

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

/* Statements of the program; an error in one does not hide those of the next. */
static void write_top(struct compiler *c, const struct ast *program)
{
    hoist(c, program);
    for (uint32_t i = 0; i < program->n && !c->err; i++) {
        const struct ast *ast = program->part[i];
        if (ast->kind == AST_MAIN) {
            write_top(c, ast->part[0]);
            continue;
        }
        const int32_t next = emit_jump(c, OP_STATEMENT, 0, NO_JUMP, ast->span);
        write_statement(c, ast, NO_REGISTER);
        emit_here(c, next);
    }
}

int compile(struct compiler *c, const struct ast *program, struct code **out)
{
    struct writer w = {.target = 0};

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
