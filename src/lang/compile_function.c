/* SPDX-License-Identifier: MIT */
/* compile_function: functions, lambdas and types. */
#include <string.h>

#include "lang/check.h"
#include "lang/compile.h"
#include "lang/import.h"
#include "lang/token.h"

/* Begin a function inside the one that is being written. */
static bool open_function(struct compiler *c, struct writer *w, const struct ast *ast,
                          const char *name)
{
    struct code *code = arena_take(c->arena, 1, sizeof(*code));

    if (!code) {
        c->err = c->arena->err;
        return false;
    }
    code->ast = ast;
    code->name = name;
    *w = (struct writer){.code = code,
                         .outer = c->w,
                         .shared = shared_names(c, ast),
                         .target = c->w->target,
                         .arm = NO_ARM};
    if (!c->err)
        c->w = w;
    return !c->err;
}

/* Go back to the function around, if that has not been done. */
static void leave_function(struct compiler *c, struct writer *w)
{
    if (c->w != w)
        return;
    drop_variables(c, 0);
    c->w = w->outer;
}

/* Its parameters are its first registers; what was left out gets its default. */
static void write_params(struct compiler *c, struct ast *const *part, uint32_t n)
{
    struct code *code = c->w->code;
    struct param *param = arena_take(c->arena, n ? n : 1, sizeof(*param));

    if (!param) {
        c->err = c->arena->err;
        return;
    }
    code->param = param;
    code->n_params = n;
    const uint16_t first = take_register(c, n, code->ast->span);
    for (uint32_t i = 0; i < n && !c->err; i++) {
        const struct ast *def =
            part[i]->kind == AST_PARAM && part[i]->n > 1 ? part[i]->part[1] : NULL;
        param[i].name = part[i]->name;
        param[i].has_default = def != NULL;
        if (def) {
            const int32_t set =
                emit_jump(c, OP_JUMP_IF_SET, (uint32_t)(first + i), NO_JUMP, def->span);
            write_expr(c, def, (uint16_t)(first + i));
            emit_here(c, set);
        }
        if (part[i]->kind == AST_PARAM && part[i]->n > 0 && part[i]->part[0])
            write_conversion(c, part[i]->part[0], (uint16_t)(first + i), part[i]->name,
                             NULL);
        struct variable *v = add_variable(c, part[i]->name, (uint16_t)(first + i));
        v->is_set = true;
        if (v->is_boxed)
            emit(c, OP_NEW_BOX, v->reg, 0, 0, part[i]->span);
    }
}

/* Write the body and go back to the function around; the closure goes to dst. */
static void close_function(struct compiler *c, struct writer *w, const struct ast *body,
                           uint16_t dst)
{
    const uint16_t value = take_register(c, 1, body->span);

    declare_assigned(c, body);
    if (body->kind == AST_BLOCK)
        hoist(c, body);
    write_expr(c, body, value);
    emit(c, OP_RETURN, value, 0, 0, body->span);
    emit_returns(c);
    leave_function(c, w);
    if (!c->err)
        emit(c, OP_CLOSURE, dst, emit_inner(c, w->code), 0, body->span);
}

void write_lambda(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const bool is_block = ast->kind == AST_BLOCK; /* code behind a call */
    struct writer w;

    if (!open_function(c, &w, ast, "lambda"))
        return;
    if (!is_block)
        write_params(c, ast->part, ast->n_params);
    if (!c->err)
        close_function(c, &w, is_block ? ast : ast->part[ast->n_params], dst);
    leave_function(c, &w);
}

void write_procedure(struct compiler *c, const struct ast *statement, uint16_t dst)
{
    struct writer w;

    if (!open_function(c, &w, statement, "body"))
        return;
    const uint16_t value = take_register(c, 1, statement->span);
    declare_assigned(c, statement);
    if (statement->kind == AST_BLOCK)
        write_block(c, statement, NO_REGISTER);
    else
        write_statement(c, statement, NO_REGISTER);
    emit(c, OP_NIL, value, 0, 0, statement->span);
    emit(c, OP_RETURN, value, 0, 0, statement->span);
    leave_function(c, &w);
    if (!c->err)
        emit(c, OP_CLOSURE, dst, emit_inner(c, w.code), 0, statement->span);
}

void write_func(struct compiler *c, const struct ast *func, bool is_method,
                uint16_t dst)
{
    const uint32_t skip = is_method && func->flags & AST_METHOD ? 3 : 2;
    struct writer w;

    if (func->n < 2 || func->part[1]->kind != AST_BLOCK) { /* it was not understood */
        emit_load(c, dst, value_poison(), func->span);
        return;
    }
    if (!open_function(c, &w, func, names_text(c->names, func->name)))
        return;
    w.code->is_method = is_method;
    if (is_method) {
        struct variable *self =
            add_variable(c, WORD_SELF, take_register(c, 1, func->span));
        self->is_set = true;
        if (self->is_boxed)
            emit(c, OP_NEW_BOX, self->reg, 0, 0, func->span);
    }
    write_params(c, func->part + skip, func->n - skip);
    if (!c->err)
        close_function(c, &w, func->part[1], dst);
    leave_function(c, &w);
}

/* A function without parameters that gives a list of what the fields begin with. */
static void write_defaults(struct compiler *c, const struct ast *class, uint16_t dst)
{
    struct writer w;
    uint32_t n = 0;

    if (!open_function(c, &w, class, names_text(c->names, class->name)))
        return;
    for (uint32_t i = 0; i < class->n; i++)
        n += class->part[i]->kind == AST_FIELD;
    const uint16_t first = take_register(c, n ? n : 1, class->span);
    n = 0;
    for (uint32_t i = 0; i < class->n && !c->err; i++) {
        const struct ast *field = class->part[i];
        if (field->kind != AST_FIELD)
            continue;
        if (field->n > 1 && field->part[1])
            write_expr(c, field->part[1], (uint16_t)(first + n));
        else
            emit(c, OP_NIL, first + n, 0, 0, field->span);
        n++;
    }
    emit(c, OP_LIST, first, first, n, class->span);
    emit(c, OP_RETURN, first, 0, 0, class->span);
    leave_function(c, &w);
    if (!c->err)
        emit(c, OP_CLOSURE, dst, emit_inner(c, w.code), 0, class->span);
}

/* What the annotation of a field asks for. */
static void give_type(struct compiler *c, const struct ast *type, struct field *field)
{
    struct limits *limits = arena_take(c->arena, 1, sizeof(*limits));

    field->type = names_text(c->names, type->name);
    if (limits && type_limits(type, limits))
        field->limits = limits;
}

static struct type *make_type(struct compiler *c, const struct ast *ast)
{
    struct type *type = arena_take(c->arena, 1, sizeof(*type));
    struct field *field = arena_take(c->arena, ast->n + 1, sizeof(*field));
    struct field *method = arena_take(c->arena, ast->n + 1, sizeof(*method));

    if (!type || !field || !method) {
        c->err = c->arena->err;
        return NULL;
    }
    *type = (struct type){.ast = ast,
                          .name = names_text(c->names, ast->name),
                          .is_struct = ast->flags & AST_STRUCT,
                          .is_enum = ast->kind == AST_ENUM,
                          .field = field,
                          .method = method};
    for (uint32_t i = 0; i < ast->n; i++) {
        const struct ast *part = ast->part[i];
        struct field one = {.name = part->name,
                            .key = names_text(c->names, part->name)};
        if (part->kind == AST_FIELD && part->n > 0 && part->part[0] &&
            part->part[0]->kind == AST_TYPE)
            give_type(c, part->part[0], &one);
        if (part->kind == AST_VARIANT)
            one.n = part->n ? part->n - 1 : 0;
        if (part->kind == AST_FUNC)
            method[type->n_methods++] = one;
        else if (part->kind == AST_FIELD || part->kind == AST_VARIANT)
            field[type->n_fields++] = one;
    }
    return type;
}

void write_type(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const struct ast *around = c->type;
    struct type *type = make_type(c, ast);
    uint32_t n = 0;

    if (!type)
        return;
    const uint16_t first = take_register(c, type->n_methods + 2, ast->span);
    c->type = ast;
    for (uint32_t i = 0; i < ast->n && !c->err; i++)
        if (ast->part[i]->kind == AST_FUNC)
            write_func(c, ast->part[i], true, (uint16_t)(first + ++n));
    if (!type->is_enum)
        write_defaults(c, ast, (uint16_t)(first + n + 1));
    else
        emit(c, OP_NIL, first + n + 1, 0, 0, ast->span);
    c->type = around;
    emit(c, OP_TYPE, first,
         emit_constant(c, (struct value){.kind = VALUE_TYPE, .type = type}), n,
         ast->span);
    emit(c, OP_MOVE, dst, first, 0, ast->span);
}

/* Where a declared name's value goes: a global, or a variable of the function. */
static uint16_t declared_register(struct compiler *c, const struct ast *ast)
{
    struct place p = find_place(c, ast->name);

    if (p.kind == PLACE_LOCAL || p.kind == PLACE_BOX)
        return p.index;
    return add_variable(c, ast->name, take_register(c, 1, ast->span))->reg;
}

void hoist(struct compiler *c, const struct ast *block)
{
    for (uint32_t i = 0; i < block->n && !c->err; i++) {
        const struct ast *ast = block->part[i];
        const bool is_type = ast->kind == AST_CLASS || ast->kind == AST_ENUM;
        if (import_is_file(ast) && ast->n > 1)
            hoist(c, ast->part[1]);
        if ((ast->kind != AST_FUNC && !is_type) || !ast->name)
            continue;
        const uint16_t reg = declared_register(c, ast);
        const struct place p = find_place(c, ast->name);
        const uint16_t value = take_register(c, 1, ast->span);
        if (p.kind == PLACE_BOX)
            emit(c, OP_NEW_BOX, reg, 0, 0, ast->span);
        if (is_type)
            write_type(c, ast, value);
        else
            write_func(c, ast, false, value);
        emit(c, p.kind == PLACE_BOX ? OP_SET_BOX : OP_MOVE, reg, value, 0, ast->span);
        free_registers(c, value);
        if (p.variable)
            p.variable->is_set = true;
        else if (!c->w->outer && ast->name < c->scope->n)
            c->global_is_set[ast->name] = true;
    }
}
