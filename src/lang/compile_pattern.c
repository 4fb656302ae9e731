/* SPDX-License-Identifier: MIT */
/* compile_pattern: match, patterns, try, ? and as. */
#include <string.h>

#include "lang/check.h"
#include "lang/compile.h"
#include "lang/token.h"

static bool is_capital(const char *name)
{
    return name[0] >= 'A' && name[0] <= 'Z';
}

/* Jump unless the test that went to `reg` came out well. */
static int32_t unless(struct compiler *c, uint16_t reg, int32_t list, struct span span)
{
    return emit_jump(c, OP_JUMP_IF_NOT, reg, list, span);
}

/* Shape(a, b): the variant and what it carries. */
static int32_t write_variant(struct compiler *c, const struct ast *p, uint16_t value,
                             int32_t list)
{
    const uint16_t test = take_register(c, p->n + 1, p->span);
    const int32_t at =
        emit(c, OP_MATCH_VARIANT, test, value, emit_name(c, p->name), p->span);

    if (!c->err)
        c->w->code->at[at].d = (uint8_t)(p->n < 255 ? p->n : 255);
    list = unless(c, test, list, p->span);
    for (uint32_t i = 0; i < p->n; i++)
        list = write_pattern(c, p->part[i], (uint16_t)(test + 1 + i), list);
    return list;
}

static int32_t write_list_pattern(struct compiler *c, const struct ast *p,
                                  uint16_t value, int32_t list)
{
    const bool has_rest = p->n > 0 && p->part[p->n - 1]->kind == AST_PATTERN_REST;
    const uint32_t n = p->n - has_rest;
    const uint16_t first = take_register(c, n + 1, p->span);

    emit(c, has_rest ? OP_MATCH_LEAST : OP_MATCH_COUNT, first, value, n, p->span);
    list = unless(c, first, list, p->span);
    emit(c, OP_UNPACK, first, n, value, p->span);
    if (has_rest)
        emit(c, OP_UNPACK_REST, first + n, n, value, p->span);
    for (uint32_t i = 0; i < n; i++)
        list = write_pattern(c, p->part[i], (uint16_t)(first + i), list);
    if (has_rest && p->part[n]->name)
        write_target(c, p->part[n], (uint16_t)(first + n), true);
    return list;
}

static int32_t write_record_pattern(struct compiler *c, const struct ast *p,
                                    uint16_t value, int32_t list)
{
    for (uint32_t i = 0; i < p->n && !c->err; i++) {
        const struct ast *field = p->part[i];
        struct ast name = *field;
        const uint16_t test = take_register(c, 2, field->span);
        emit(c, OP_MATCH_FIELD, test, value, emit_name(c, field->name), field->span);
        list = unless(c, test, list, field->span);
        name.kind = AST_NAME;
        name.n = 0;
        if (field->n > 0)
            list = write_pattern(c, field->part[0], test + 1, list);
        else
            write_target(c, &name, test + 1, true);
    }
    return list;
}

static int32_t write_range_pattern(struct compiler *c, const struct ast *p,
                                   uint16_t value, int32_t list)
{
    struct ast range = *p;
    const uint16_t test = take_register(c, 2, p->span);

    range.kind = AST_RANGE;
    write_expr(c, &range, test + 1);
    emit(c, OP_IN, test, value, test + 1, p->span);
    if (!c->err)
        c->w->code->at[c->w->code->n - 1].d = 1; /* what is no number is not in it */
    return unless(c, test, list, p->span);
}

int32_t write_pattern(struct compiler *c, const struct ast *p, uint16_t value,
                      int32_t list)
{
    const char *name = names_text(c->names, p->name);
    uint16_t test;

    switch (p->kind) {
    case AST_PATTERN_LITERAL:
        test = take_register(c, 2, p->span);
        write_expr(c, p->part[0], test + 1);
        emit(c, OP_EQUAL, test, value, test + 1, p->span);
        return unless(c, test, list, p->span);
    case AST_PATTERN_RANGE:
        return write_range_pattern(c, p, value, list);
    case AST_PATTERN_LIST:
    case AST_PATTERN_TUPLE:
        return write_list_pattern(c, p, value, list);
    case AST_PATTERN_RECORD:
        return write_record_pattern(c, p, value, list);
    case AST_PATTERN_NAME:
        if (p->n > 0 || strcmp(name, "Some") == 0)
            return write_variant(c, p, value, list);
        if (is_capital(name)) {
            test = take_register(c, 1, p->span);
            emit(c, OP_MATCH_WORD, test, value, emit_name(c, p->name), p->span);
            return unless(c, test, list, p->span);
        }
        if (strcmp(name, "_") != 0)
            write_target(c, p, value, true);
        return list;
    default:
        return list;
    }
}

/* The names that a pattern gives values to. */
static void declare_names(struct compiler *c, const struct ast *p)
{
    const char *name = names_text(c->names, p->name);

    if (p->kind == AST_PATTERN_REST ||
        (p->kind == AST_PATTERN_NAME && p->n == 0 && !is_capital(name)))
        if (p->name && strcmp(name, "_") != 0)
            declare_null(c, p->name, p->span);
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->kind == AST_PATTERN_RECORD && p->part[i]->n == 0)
            declare_null(c, p->part[i]->name, p->span);
        else if (p->kind != AST_PATTERN_LITERAL && p->kind != AST_PATTERN_RANGE)
            declare_names(c, p->part[i]);
    }
}

/* One of several patterns: the first that fits. */
static int32_t write_patterns(struct compiler *c, const struct ast *arm, uint16_t value)
{
    const uint32_t outer = c->w->arm;
    int32_t fits = NO_JUMP, list = NO_JUMP;

    c->w->arm = arm->n > 3 ? c->w->n_variables : NO_ARM;
    for (uint32_t i = 2; arm->n > 3 && i < arm->n; i++)
        declare_names(c, arm->part[i]);
    for (uint32_t i = 2; i < arm->n && !c->err; i++) {
        list = write_pattern(c, arm->part[i], value, NO_JUMP);
        if (i + 1 == arm->n)
            break;
        fits = emit_jump(c, OP_JUMP, 0, fits, arm->span);
        emit_here(c, list);
    }
    emit_here(c, fits);
    c->w->arm = outer;
    return list;
}

void write_match(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t value = take_register(c, 2, ast->span), result = value + 1;
    int32_t end = NO_JUMP;

    write_expr(c, ast->part[0], value);
    for (uint32_t i = 1; i < ast->n && !c->err; i++) {
        const struct ast *arm = ast->part[i];
        uint32_t n_variables, top;
        if (arm->kind != AST_ARM || arm->n < 3)
            continue;
        open_block(c, &n_variables, &top);
        int32_t next = write_patterns(c, arm, value);
        if (arm->part[0])
            next = write_condition(c, arm->part[0], next);
        write_expr(c, arm->part[1], result);
        end = emit_jump(c, OP_JUMP, 0, end, arm->span);
        emit_here(c, next);
        close_block(c, n_variables, top);
    }
    emit(c, OP_NO_MATCH, result, value, 0, ast->part[0]->span);
    emit_here(c, end);
    emit(c, OP_MOVE, dst, result, 0, ast->span);
}

void write_try(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t error = take_register(c, 2, ast->span), result = error + 1;
    uint32_t n_variables, top;

    open_block(c, &n_variables, &top);
    const int32_t handler = emit_jump(c, OP_TRY, error, NO_JUMP, ast->span);
    c->w->n_tries++;
    write_block(c, ast->part[0], result);
    c->w->n_tries--;
    emit(c, OP_TRY_END, 0, 0, 0, ast->span);
    const int32_t end = emit_jump(c, OP_JUMP, 0, NO_JUMP, ast->span);
    emit_here(c, handler);
    if (ast->name) {
        struct variable *v = add_variable(c, ast->name, error);
        v->is_set = true;
        if (v->is_boxed)
            emit(c, OP_NEW_BOX, v->reg, 0, 0, ast->span);
    }
    write_block(c, ast->part[1], result);
    emit_here(c, end);
    close_block(c, n_variables, top);
    emit(c, OP_MOVE, dst, result, 0, ast->span);
}

void write_propagate(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t value = take_register(c, 1, ast->span);
    const int32_t handler = emit_jump(c, OP_TRY, value, NO_JUMP, ast->span);

    c->w->n_tries++;
    write_expr(c, ast->part[0], value);
    c->w->n_tries--;
    emit(c, OP_TRY_END, 0, 0, 0, ast->span);
    emit(c, OP_PROPAGATE, value, c->w->n_tries, 0, ast->span);
    const int32_t end = emit_jump(c, OP_JUMP, 0, NO_JUMP, ast->span);
    emit_here(c, handler);
    emit(c, OP_FAIL, value, c->w->n_tries, 0, ast->span);
    emit_here(c, end);
    emit(c, OP_MOVE, dst, value, 0, ast->span);
}

/* Hold a number in the range of its type. */
static void write_limit(struct compiler *c, const struct ast *type, uint16_t value,
                        uint32_t name, struct span span)
{
    struct value *ends = arena_take(c->arena, 2, sizeof(*ends));
    struct limits limits;

    if (!type_limits(type, &limits))
        return;
    if (!ends) {
        c->err = c->arena->err;
        return;
    }
    ends[0] = value_number(limits.least, MEASURE_NONE);
    ends[1] = value_number(limits.most, MEASURE_NONE);
    const uint32_t k =
        emit_constant(c, (struct value){.kind = VALUE_TUPLE, .n = 2, .item = ends});
    emit(c, OP_LIMIT, value, k, emit_name(c, name), span);
}

/* The type by its name; lists, tuples, functions and the program's own are what they
 * are. */
void write_conversion(struct compiler *c, const struct ast *type, uint16_t value,
                      uint32_t name, const struct ast *from)
{
    const struct span span = from ? from->span : type->span;

    if (type->kind != AST_TYPE ||
        (type->name < c->scope->n && c->scope->symbol[type->name].class))
        return;
    emit(c, OP_CONVERT, value, value, emit_name(c, type->name), span);
    write_limit(c, type, value, name, span);
}

void write_cast(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t value = take_register(c, 1, ast->span);

    write_expr(c, ast->part[0], value);
    if (ast->part[1]->kind == AST_TYPE)
        emit(c, OP_CONVERT, value, value, emit_name(c, ast->part[1]->name), ast->span);
    emit(c, OP_MOVE, dst, value, 0, ast->span);
}
