/* SPDX-License-Identifier: MIT */
/* compile_expr: literals, names, operators, conditions, lists. */
#include <string.h>

#include "lang/compile.h"
#include "lang/eval.h"
#include "lang/token.h"

/* Registers above this are free again behind an expression. */
#define KEEPING_TOP(c) const uint32_t top_before = (c)->w->top
#define FREE_TOP(c)    free_registers(c, top_before)

static void write_constant(struct compiler *c, struct value value, uint16_t dst,
                           struct span span)
{
    if (value.kind == VALUE_INTEGER && value.integer >= INT16_MIN &&
        value.integer <= INT16_MAX)
        emit(c, OP_INTEGER, dst, (uint16_t)(int16_t)value.integer, 0, span);
    else if (value.kind == VALUE_NULL)
        emit(c, OP_NIL, dst, 0, 0, span);
    else
        emit_load(c, dst, value, span);
}

static struct value literal(const struct ast *ast)
{
    struct colour colour;

    switch (ast->kind) {
    case AST_INTEGER:
        return value_integer(ast->integer);
    case AST_NUMBER:
        return value_number(ast->number, ast->measure);
    case AST_BOOL:
        return value_bool(ast->integer);
    case AST_SIZE:
        return (struct value){.kind = VALUE_SIZE, .size = {ast->size[0], ast->size[1]}};
    case AST_COLOUR:
        colour = colour_of_rgba(ast->colour);
        return value_colour(&colour);
    case AST_TEXT:
        return value_text(ast->text, ast->text_size);
    case AST_NULL:
        return value_null();
    default:
        return value_poison(); /* it was said why */
    }
}

/* Expressions into registers in a row; returns the first. */
static uint16_t write_row(struct compiler *c, struct ast *const *part, uint32_t n,
                          struct span span)
{
    const uint16_t first = take_register(c, n ? n : 1, span);

    for (uint32_t i = 0; i < n && !c->err; i++)
        write_expr(c, part[i], (uint16_t)(first + i));
    return first;
}

static void write_items(struct compiler *c, enum op op, const struct ast *ast,
                        uint16_t dst)
{
    if (ast->n > EVAL_ITEMS_MAX) {
        report_error(c->report, ast->span, 502, "This grew too large.");
        report_hint(c->report, "Make the list shorter.");
        write_constant(c, value_poison(), dst, ast->span);
        return;
    }
    const uint16_t first = write_row(c, ast->part, ast->n, ast->span);
    emit(c, op, dst, first, ast->n, ast->span);
}

static void write_record(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t map = take_register(c, 3, ast->span), key = map + 1, value = map + 2;

    emit(c, OP_MAP, map, 0, 0, ast->span);
    for (uint32_t i = 0; i < ast->n && !c->err; i++) {
        const struct ast *part = ast->part[i];
        switch (part->kind) {
        case AST_NAMED:
        case AST_NAME:
            write_expr(c, part->kind == AST_NAMED ? part->part[0] : part, value);
            emit(c, OP_PUT, map, emit_name(c, part->name), value, part->span);
            break;
        case AST_PAIR:
            write_expr(c, part->part[0], key);
            write_expr(c, part->part[1], value);
            emit(c, OP_PUT_KEY, map, key, value, part->part[0]->span);
            break;
        case AST_SPREAD:
            write_expr(c, part->part[0], value);
            emit(c, OP_SPREAD, map, value, 0, part->part[0]->span);
            break;
        default:
            break;
        }
    }
    emit(c, OP_MOVE, dst, map, 0, ast->span);
}

static void write_range(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t first = take_register(c, 3, ast->span);

    write_expr(c, ast->part[0], first);
    write_expr(c, ast->part[1], first + 1);
    if (ast->n > 2 && ast->part[2])
        write_expr(c, ast->part[2], first + 2);
    else
        emit(c, OP_INTEGER, first + 2, 1, 0, ast->span);
    emit(c, OP_RANGE, dst, first, ast->sign == TOKEN_RANGE_CLOSED, ast->span);
}

static void write_slice(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t object = write_operand(c, ast->part[0]);
    const uint16_t ends = take_register(c, 2, ast->span);

    for (uint32_t i = 0; i < 2; i++)
        if (ast->n > i + 1 && ast->part[i + 1])
            write_expr(c, ast->part[i + 1], (uint16_t)(ends + i));
        else
            emit(c, OP_NIL, ends + i, 0, 0, ast->span);
    emit(c, OP_SLICE, dst, object, ends, ast->span);
}

static void write_index(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t object = write_operand(c, ast->part[0]);
    const uint16_t index = write_operand(c, ast->part[1]);

    emit(c, OP_GET_ITEM, dst, object, index, ast->span);
}

static enum op op_of_sign(uint8_t sign)
{
    switch (sign) {
    case TOKEN_PLUS:
        return OP_ADD;
    case TOKEN_MINUS:
        return OP_SUBTRACT;
    case TOKEN_TIMES:
        return OP_MULTIPLY;
    case TOKEN_DIVIDE:
        return OP_DIVIDE;
    case TOKEN_REMAINDER:
        return OP_REMAINDER;
    case TOKEN_POWER:
        return OP_POWER;
    case TOKEN_EQUAL:
        return OP_EQUAL;
    case TOKEN_NOT_EQUAL:
        return OP_NOT_EQUAL;
    case TOKEN_LESS:
        return OP_LESS;
    case TOKEN_LESS_EQUAL:
        return OP_LESS_EQUAL;
    case TOKEN_GREATER:
        return OP_GREATER;
    case TOKEN_GREATER_EQUAL:
        return OP_GREATER_EQUAL;
    case TOKEN_FEEDBACK:
        return OP_FEEDBACK;
    default:
        return OP_IN;
    }
}

/* A whole number that an instruction itself can hold. */
static bool is_small(const struct ast *ast, int64_t *number)
{
    if (ast->kind != AST_INTEGER || ast->integer < -1000 || ast->integer > 1000)
        return false;
    *number = ast->integer;
    return true;
}

/* The place of an operand: a constant, where an instruction can name it, else a
 * register.
 */
static uint16_t write_last(struct compiler *c, const struct ast *ast, bool *is_constant)
{
    *is_constant = false;
    if (ast->kind == AST_INTEGER ||
        (ast->kind == AST_NUMBER && !(ast->flags & AST_BARS))) {
        const uint32_t k = emit_constant(c, literal(ast));
        *is_constant = k <= UINT16_MAX;
        if (*is_constant)
            return (uint16_t)k;
    }
    return write_operand(c, ast);
}

static void write_arithmetic(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const struct ast *left = ast->part[0];
    const bool grows = left->kind == AST_BINARY &&
                       (left->sign == TOKEN_PLUS || left->sign == TOKEN_MINUS);
    const bool is_sum = ast->sign == TOKEN_PLUS || ast->sign == TOKEN_MINUS;
    int64_t number;

    const uint16_t a = write_operand(c, left);
    if (is_sum && is_small(ast->part[1], &number)) {
        number = ast->sign == TOKEN_PLUS ? number : -number;
        const int32_t at =
            emit(c, OP_ADD_SMALL, dst, a, (uint16_t)(int16_t)number, ast->span);
        if (!c->err)
            c->w->code->at[at].d = ast->sign == TOKEN_MINUS ? D_TURNED : 0;
    } else {
        const enum op op = op_of_sign(ast->sign);
        bool is_constant = false;
        const uint16_t b = op == OP_FEEDBACK || op == OP_IN
                               ? write_operand(c, ast->part[1])
                               : write_last(c, ast->part[1], &is_constant);
        const int32_t at = emit(c, op, dst, a, b, ast->span);
        if (!c->err)
            c->w->code->at[at].d =
                (uint8_t)((grows ? D_GROWS : 0) | (is_constant ? D_CONSTANT : 0));
    }
    emit_site(c, "+");
}

/* && || and ?? look at the right side only when they must. */
static void write_choice(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const enum op op = ast->sign == TOKEN_BOTH     ? OP_JUMP_IF_NOT
                       : ast->sign == TOKEN_EITHER ? OP_JUMP_IF
                                                   : OP_JUMP_IF_VALUE;

    write_expr(c, ast->part[0], dst);
    const int32_t end = emit_jump(c, op, dst, NO_JUMP, ast->part[0]->span);
    write_expr(c, ast->part[1], dst);
    emit_here(c, end);
}

static void write_binary(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    switch (ast->sign) {
    case TOKEN_PIPE:
        write_pipe(c, ast, dst);
        return;
    case TOKEN_BOTH:
    case TOKEN_EITHER:
    case TOKEN_COALESCE: {
        const uint16_t value = take_register(c, 1, ast->span);
        write_choice(c, ast, value);
        emit(c, OP_MOVE, dst, value, 0, ast->span);
        return;
    }
    default:
        write_arithmetic(c, ast, dst);
    }
}

static void write_unary(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t value = write_operand(c, ast->part[0]);

    emit(c, ast->sign == TOKEN_BANG ? OP_NOT : OP_NEGATE, dst, value, 0, ast->span);
}

/* a < b and its kin, as a test that leaves out the jump behind it. */
static bool write_comparison(struct compiler *c, const struct ast *ast, int32_t *list)
{
    enum op op;
    bool swap = false;

    if (ast->kind != AST_BINARY)
        return false;
    switch (ast->sign) {
    case TOKEN_GREATER:
        swap = true;
        __attribute__((fallthrough));
    case TOKEN_LESS:
        op = OP_SKIP_LESS;
        break;
    case TOKEN_GREATER_EQUAL:
        swap = true;
        __attribute__((fallthrough));
    case TOKEN_LESS_EQUAL:
        op = OP_SKIP_LESS_EQUAL;
        break;
    case TOKEN_EQUAL:
        op = OP_SKIP_EQUAL;
        break;
    case TOKEN_NOT_EQUAL:
        op = OP_SKIP_NOT_EQUAL;
        break;
    default:
        return false;
    }
    KEEPING_TOP(c);
    bool is_constant;
    const uint16_t a = write_operand(c, ast->part[0]);
    const uint16_t b = write_last(c, ast->part[1], &is_constant);
    FREE_TOP(c);
    const int32_t at = emit(c, op, swap ? b : a, swap ? a : b, 0, ast->span);
    if (!c->err)
        c->w->code->at[at].d =
            (uint8_t)((swap ? D_TURNED : 0) | (!is_constant ? 0
                                               : swap       ? D_CONSTANT_FIRST
                                                            : D_CONSTANT));
    *list = emit_jump(c, OP_JUMP, 0, *list, ast->span);
    return true;
}

int32_t write_condition(struct compiler *c, const struct ast *ast, int32_t list)
{
    if (ast->kind == AST_LET_IN) {
        const uint16_t value = take_register(c, 1, ast->span);
        write_expr(c, ast->part[1], value);
        list = emit_jump(c, OP_JUMP_IF_NULL, value, list, ast->part[1]->span);
        return write_pattern(c, ast->part[0], value, list);
    }
    if (ast->kind == AST_BINARY && ast->sign == TOKEN_BOTH) {
        list = write_condition(c, ast->part[0], list);
        return write_condition(c, ast->part[1], list);
    }
    if (write_comparison(c, ast, &list))
        return list;
    KEEPING_TOP(c);
    const uint16_t value = write_operand(c, ast);
    FREE_TOP(c);
    return emit_jump(c, OP_JUMP_IF_NOT, value, list, ast->span);
}

/* condition ? yes : no, and if ... { } else { } as a value. */
static void write_if(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    uint32_t n_variables, top;
    int32_t otherwise, end;

    open_block(c, &n_variables, &top);
    otherwise = write_condition(c, ast->part[0], NO_JUMP);
    write_expr(c, ast->part[1], dst);
    end = emit_jump(c, OP_JUMP, 0, NO_JUMP, ast->span);
    emit_here(c, otherwise);
    drop_variables(c, n_variables); /* names of the condition are not here */
    if (ast->n > 2 && ast->part[2])
        write_expr(c, ast->part[2], dst);
    else
        emit(c, OP_NIL, dst, 0, 0, ast->span);
    emit_here(c, end);
    close_block(c, n_variables, top);
}

static void write_text(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    if (ast->n == 0) {
        write_constant(c, literal(ast), dst, ast->span);
        return;
    }
    const uint16_t first = write_row(c, ast->part, ast->n, ast->span);
    emit(c, OP_TEXT, dst, first, ast->n, ast->span);
}

/* Point { x: 1 } makes an object as Point.new(x: 1) does. */
static void write_typed_record(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint16_t callee = take_register(c, 2, ast->span), map = callee + 1;
    struct ast record = *ast, name = *ast;
    struct shape *shape =
        arena_take(c->arena, 1, sizeof(*shape) + sizeof(shape->argument[0]));

    if (!shape) {
        c->err = c->arena->err;
        return;
    }
    record.kind = AST_RECORD;
    name.kind = AST_NAME;
    name.n = 0;
    write_plain_name(c, &name, callee);
    write_record(c, &record, map);
    shape->n = 1;
    shape->has_spread = true;
    shape->span = ast->span;
    shape->argument[0].is_spread = true;
    shape->argument[0].span = ast->span;
    emit(c, OP_CALL, callee, emit_shape(c, shape), dst, ast->span);
}

static void write_inner(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    switch (ast->kind) {
    case AST_TEXT:
        write_text(c, ast, dst);
        break;
    case AST_NAME:
        write_plain_name(c, ast, dst);
        break;
    case AST_MEMBER:
        write_member(c, ast, dst);
        break;
    case AST_LIST:
        write_items(c, OP_LIST, ast, dst);
        break;
    case AST_TUPLE:
        write_items(c, OP_TUPLE, ast, dst);
        break;
    case AST_RECORD:
        write_record(c, ast, dst);
        break;
    case AST_TYPED_RECORD:
        write_typed_record(c, ast, dst);
        break;
    case AST_RANGE:
        write_range(c, ast, dst);
        break;
    case AST_INDEX:
        write_index(c, ast, dst);
        break;
    case AST_SLICE:
        write_slice(c, ast, dst);
        break;
    case AST_UNARY:
        write_unary(c, ast, dst);
        break;
    case AST_BINARY:
        write_binary(c, ast, dst);
        break;
    case AST_TERNARY:
    case AST_IF:
        write_if(c, ast, dst);
        break;
    case AST_MATCH:
        write_match(c, ast, dst);
        break;
    case AST_TRY:
        write_try(c, ast, dst);
        break;
    case AST_PROPAGATE:
        write_propagate(c, ast, dst);
        break;
    case AST_CAST:
        write_cast(c, ast, dst);
        break;
    case AST_LAMBDA:
        write_lambda(c, ast, dst);
        break;
    case AST_BLOCK:
        write_block(c, ast, dst);
        break;
    case AST_CALL:
        write_call(c, ast, dst);
        break;
    default:
        write_constant(c, literal(ast), dst, ast->span);
        if (ast->kind == AST_NUMBER && ast->flags & AST_BARS)
            emit(c, OP_BARS, dst, 0, 0, ast->span);
    }
}

void write_expr(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    KEEPING_TOP(c);

    if (c->err)
        return;
    write_inner(c, ast, dst);
    FREE_TOP(c);
}

uint16_t write_operand(struct compiler *c, const struct ast *ast)
{
    if (ast->kind == AST_NAME) {
        const struct place p = find_place(c, ast->name);
        if (p.kind == PLACE_LOCAL && p.is_set)
            return p.index;
    }
    const uint16_t reg = take_register(c, 1, ast->span);
    write_expr(c, ast, reg);
    return reg;
}
