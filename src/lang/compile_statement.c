/* SPDX-License-Identifier: MIT */
/* compile_statement: blocks, assignments and loops. */
#include "lang/colour_part.h"
#include "lang/compile.h"
#include "lang/token.h"

static uint8_t sign_of_assignment(uint8_t sign)
{
    switch (sign) {
    case TOKEN_PLUS_ASSIGN:
    case TOKEN_INCREMENT:
        return TOKEN_PLUS;
    case TOKEN_MINUS_ASSIGN:
    case TOKEN_DECREMENT:
        return TOKEN_MINUS;
    case TOKEN_TIMES_ASSIGN:
        return TOKEN_TIMES;
    case TOKEN_DIVIDE_ASSIGN:
        return TOKEN_DIVIDE;
    case TOKEN_REMAINDER_ASSIGN:
        return TOKEN_REMAINDER;
    default:
        return TOKEN_POWER;
    }
}

/* A name of a block of its own hides others of the same name until the block ends. */
static void let_name(struct compiler *c, uint32_t name, uint16_t value,
                     struct span span)
{
    if (c->w->depth == 0 && !c->w->outer) {
        write_name(c, name, value, span);
        return;
    }
    struct variable *v = NULL;
    for (uint32_t i = c->w->arm; i < c->w->n_variables; i++)
        if (c->w->variable[i].name == name)
            v = &c->w->variable[i]; /* a pattern beside this one has it, too */
    if (!v)
        v = add_variable(c, name, take_register(c, 1, span));
    v->is_set = true;
    emit(c, OP_COPY, v->reg, value, 0, span);
    if (v->is_boxed)
        emit(c, OP_NEW_BOX, v->reg, 0, 0, span);
}

static void give_name(struct compiler *c, uint32_t name, uint16_t value, bool is_let,
                      struct span span)
{
    if (!name)
        return;
    emit(c, OP_NAMED, value, emit_name(c, name), 0, span);
    if (is_let)
        let_name(c, name, value, span);
    else
        write_name(c, name, value, span);
}

/* (a, b) = value and [first, ..rest] = value */
static void write_items(struct compiler *c, const struct ast *target, uint16_t value,
                        bool is_let)
{
    const bool has_rest =
        target->n > 0 && target->part[target->n - 1]->kind == AST_PATTERN_REST;
    const uint32_t n = target->n - has_rest;
    const uint16_t first = take_register(c, n + 1, target->span);

    emit(c, OP_UNPACK, first, n, value, target->span);
    emit_site(c, "()");
    if (has_rest) {
        emit(c, OP_UNPACK_REST, first + n, n, value, target->span);
        emit_site(c, "()");
    }
    for (uint32_t i = 0; i < n && !c->err; i++)
        write_target(c, target->part[i], (uint16_t)(first + i), is_let);
    if (has_rest)
        give_name(c, target->part[n]->name, (uint16_t)(first + n), is_let,
                  target->span);
}

static void write_fields(struct compiler *c, const struct ast *target, uint16_t value,
                         bool is_let)
{
    for (uint32_t i = 0; i < target->n && !c->err; i++) {
        const struct ast *field = target->part[i];
        const uint16_t reg = take_register(c, 1, field->span);
        emit(c, OP_GET_FIELD, reg, value, emit_name(c, field->name), field->span);
        if (field->n > 0)
            write_target(c, field->part[0], reg, is_let);
        else
            give_name(c, field->name, reg, is_let, field->span);
    }
}

/* object.name = value; returns where the jump is that a changed colour leaves out. */
static int32_t set_field(struct compiler *c, const struct ast *target, uint16_t object,
                         uint16_t value, enum set_field how)
{
    const int32_t at =
        emit(c, OP_SET_FIELD, object, emit_name(c, target->name), value, target->span);

    if (!c->err)
        c->w->code->at[at].d = how;
    return how == SET_FIELD_BACK ? emit_jump(c, OP_JUMP, 0, NO_JUMP, target->span)
                                 : NO_JUMP;
}

/* A part of the colour that a variable holds. */
static void write_part_of_name(struct compiler *c, const struct ast *target,
                               uint16_t value)
{
    const struct ast *owner = target->part[0];
    const struct place p = find_place(c, owner->name);
    const bool is_here = p.kind == PLACE_LOCAL && p.is_set;
    const uint16_t object = write_operand(c, owner);
    const int32_t end =
        set_field(c, target, object, value, is_here ? SET_FIELD_HERE : SET_FIELD_BACK);

    if (!is_here)
        write_name(c, owner->name, object, target->span);
    write_bond(c, owner->name, NULL);
    emit_here(c, end);
}

/* A part of the colour that a field or an item holds: both are worked out once. */
static void write_part_inside(struct compiler *c, const struct ast *target,
                              uint16_t value)
{
    const struct ast *owner = target->part[0];
    const bool is_item = owner->kind == AST_INDEX;
    const uint16_t holder = write_operand(c, owner->part[0]);
    const uint16_t key = is_item ? write_operand(c, owner->part[1])
                                 : (uint16_t)emit_name(c, owner->name);
    const uint16_t object = take_register(c, 1, target->span);

    emit(c, is_item ? OP_GET_ITEM : OP_GET_FIELD, object, holder, key, owner->span);
    const int32_t end = set_field(c, target, object, value, SET_FIELD_BACK);
    emit(c, is_item ? OP_SET_ITEM : OP_SET_FIELD, holder, key, object, owner->span);
    emit_here(c, end);
}

static void write_field(struct compiler *c, const struct ast *target, uint16_t value)
{
    const struct ast *owner = target->part[0];
    const bool is_part = colour_part_is(names_text(c->names, target->name));

    if (is_part && owner->kind == AST_NAME &&
        find_place(c, owner->name).kind != PLACE_NONE)
        write_part_of_name(c, target, value);
    else if (is_part &&
             (owner->kind == AST_INDEX ||
              (owner->kind == AST_MEMBER && !module_of_ast(c, owner->part[0]))))
        write_part_inside(c, target, value);
    else
        set_field(c, target, write_operand(c, owner), value, SET_FIELD_ONLY);
}

void write_target(struct compiler *c, const struct ast *target, uint16_t value,
                  bool is_let)
{
    switch (target->kind) {
    case AST_NAME:
    case AST_PATTERN_NAME:
    case AST_PATTERN_REST:
        give_name(c, target->name, value, is_let, target->span);
        break;
    case AST_LIST:
    case AST_TUPLE:
    case AST_PATTERN_LIST:
    case AST_PATTERN_TUPLE:
        write_items(c, target, value, is_let);
        break;
    case AST_PATTERN_RECORD:
        write_fields(c, target, value, is_let);
        break;
    case AST_MEMBER:
        write_field(c, target, value);
        break;
    case AST_INDEX: {
        const uint16_t object = write_operand(c, target->part[0]);
        const uint16_t index = write_operand(c, target->part[1]);
        emit(c, OP_SET_ITEM, object, index, value, target->span);
        break;
    }
    default:
        break;
    }
}

/* Whether a value can be made where the variable is: what it is made of is not. */
static bool is_fresh(const struct ast *value)
{
    return value->kind == AST_CALL || value->kind == AST_BINARY ||
           value->kind == AST_INTEGER || value->kind == AST_NUMBER ||
           value->kind == AST_TEXT || value->kind == AST_LIST;
}

/* Whether the last instruction is arithmetic that gives a register its value. */
static bool is_number_op(const struct compiler *c, uint16_t reg)
{
    const struct code *code = c->w->code;
    const struct instruction *last = &code->at[code->n ? code->n - 1 : 0];

    return !c->err && code->n > 0 && last->a == reg &&
           ((last->op >= OP_ADD && last->op <= OP_REMAINDER) ||
            (last->op >= OP_ADD_SMALL && last->op <= OP_GREATER_EQUAL));
}

/* name = value, worked out right in the variable. */
static bool write_in_place(struct compiler *c, const struct ast *target,
                           const struct ast *value)
{
    if (target->kind != AST_NAME || !is_fresh(value))
        return false;
    const struct place p = find_place(c, target->name);
    if (p.kind != PLACE_LOCAL)
        return false;
    write_expr(c, value, p.index);
    if (is_number_op(c, p.index)) {
        c->w->code->at[c->w->code->n - 1].d |= D_NAMED;
        emit(c, OP_NAMED, p.index, emit_name(c, target->name), 0, target->span);
    } else if (value->kind == AST_CALL || value->kind == AST_BINARY) {
        emit(c, OP_NAMED, p.index, emit_name(c, target->name), 0, target->span);
        emit(c, OP_COPY, p.index, p.index, 0, target->span); /* it may be another's */
    }
    write_name(c, target->name, p.index, target->span);
    return true;
}

static void write_assignment(struct compiler *c, const struct ast *ast)
{
    const struct ast *target = ast->part[0];
    struct ast one = {.kind = AST_INTEGER, .span = ast->span, .integer = 1};
    const uint32_t outer_target = c->w->target;

    c->w->target = target->kind == AST_NAME ? target->name : 0;
    if (ast->kind == AST_ASSIGN && ast->sign == TOKEN_ASSIGN) {
        if (!write_in_place(c, target, ast->part[1])) {
            const uint16_t value = take_register(c, 1, ast->span);
            write_expr(c, ast->part[1], value);
            write_target(c, target, value, false);
        }
    } else {
        struct ast *part[2] = {ast->part[0],
                               ast->kind == AST_ASSIGN ? ast->part[1] : &one};
        struct ast operation = *ast;
        operation.kind = AST_BINARY;
        operation.sign = sign_of_assignment(ast->sign);
        operation.n = 2;
        operation.part = part;
        const struct place p = find_place(c, target->name);
        const bool direct =
            target->kind == AST_NAME && p.kind == PLACE_LOCAL && p.is_set;
        const uint16_t value = direct ? p.index : take_register(c, 1, ast->span);
        write_expr(c, &operation, value);
        if (!direct)
            write_target(c, target, value, false);
    }
    if (target->kind == AST_NAME)
        write_bond(c, target->name,
                   ast->kind == AST_ASSIGN && ast->sign == TOKEN_ASSIGN ? ast->part[1]
                                                                        : NULL);
    c->w->target = outer_target;
}

static void write_let(struct compiler *c, const struct ast *ast)
{
    const uint32_t outer_target = c->w->target;

    if (ast->n < 3)
        return;
    const uint16_t value = take_register(c, 1, ast->span);
    c->w->target = ast->part[0]->kind == AST_PATTERN_NAME ? ast->part[0]->name : 0;
    if (ast->part[2])
        write_expr(c, ast->part[2], value);
    else
        emit(c, OP_NIL, value, 0, 0, ast->span);
    if (ast->part[1])
        write_conversion(c, ast->part[1], value, ast->part[0]->name, ast->part[2]);
    write_target(c, ast->part[0], value, true);
    if (ast->part[0]->kind == AST_PATTERN_NAME && ast->part[0]->name)
        write_bond(c, ast->part[0]->name, ast->part[2]);
    c->w->target = outer_target;
}

static void open_loop(struct compiler *c, struct loop *loop, uint16_t walk)
{
    *loop = (struct loop){.outer = c->w->loop,
                          .start = emit_at(c),
                          .breaks = NO_JUMP,
                          .nexts = NO_JUMP,
                          .walk = walk,
                          .n_tries = c->w->n_tries,
                          .n_layers = c->w->n_layers};
    c->w->loop = loop;
}

static void write_body(struct compiler *c, const struct ast *body)
{
    if (body->kind == AST_BLOCK)
        write_block(c, body, NO_REGISTER);
    else
        write_statement(c, body, NO_REGISTER);
}

static void write_while(struct compiler *c, const struct ast *ast)
{
    const bool has_condition = ast->kind == AST_WHILE;
    uint32_t n_variables, top;
    struct loop loop;
    int32_t end = NO_JUMP;

    open_block(c, &n_variables, &top);
    open_loop(c, &loop, NO_REGISTER);
    if (has_condition)
        end = write_condition(c, ast->part[0], NO_JUMP);
    write_body(c, ast->part[has_condition ? 1 : 0]);
    emit_here(c, loop.nexts);
    emit_jump_back(c, loop.start, ast->span);
    emit_here(c, end);
    emit_here(c, loop.breaks);
    c->w->loop = loop.outer;
    close_block(c, n_variables, top);
}

/* The names of a `for`; with two, what is walked through gives pairs. */
static void write_names(struct compiler *c, const struct ast *ast, uint16_t walk)
{
    const uint32_t n = ast->n - 2;

    for (uint32_t i = 0; i < n && i < 2; i++) {
        const struct ast *name = ast->part[i + 2];
        struct variable *v = add_variable(c, name->name, (uint16_t)(walk + 4 + i));
        v->is_set = true;
        if (v->is_boxed)
            emit(c, OP_NEW_BOX, v->reg, 0, 0, name->span);
    }
}

static void write_for(struct compiler *c, const struct ast *ast)
{
    uint32_t n_variables, top;
    struct loop loop;

    if (ast->n < 3)
        return;
    open_block(c, &n_variables, &top);
    const uint16_t walk = take_register(c, 6, ast->span);
    write_expr(c, ast->part[0], walk);
    emit(c, OP_FOR, walk, walk, 0, ast->part[0]->span);
    open_loop(c, &loop, walk);
    const int32_t end =
        emit_jump(c, ast->n > 3 ? OP_NEXT_PAIR : OP_NEXT, walk, NO_JUMP, ast->span);
    write_names(c, ast, walk);
    write_body(c, ast->part[1]);
    emit_here(c, loop.nexts);
    emit_jump_back(c, loop.start, ast->span);
    emit_here(c, end);
    emit_here(c, loop.breaks);
    emit(c, OP_FOR_END, walk, 0, 0, ast->span);
    c->w->loop = loop.outer;
    close_block(c, n_variables, top);
}

static void write_leave(struct compiler *c, const struct ast *ast)
{
    struct loop *loop = c->w->loop;

    if (!loop) {
        report_error(c->report, ast->span, 407,
                     "`%s` cannot work: no loop is around it.",
                     ast->kind == AST_BREAK ? "break" : "continue");
        report_hint(c->report, "It belongs in a `loop`, a `for` or a `while`.");
        return;
    }
    for (uint32_t i = loop->n_tries; i < c->w->n_tries; i++)
        emit(c, OP_TRY_END, 0, 0, 0, ast->span);
    write_layer_ends(c, c->w->n_layers - loop->n_layers, ast->span);
    if (ast->kind == AST_BREAK)
        loop->breaks = emit_jump(c, OP_JUMP, 0, loop->breaks, ast->span);
    else
        loop->nexts = emit_jump(c, OP_JUMP, 0, loop->nexts, ast->span);
}

static void write_return(struct compiler *c, const struct ast *ast)
{
    const uint16_t value = take_register(c, 1, ast->span);

    if (ast->n)
        write_expr(c, ast->part[0], value);
    else
        emit(c, OP_NIL, value, 0, 0, ast->span);
    for (uint32_t i = 0; i < c->w->n_tries; i++)
        emit(c, OP_TRY_END, 0, 0, 0, ast->span);
    write_layer_ends(c, c->w->n_layers, ast->span);
    emit(c, OP_RETURN, value, 0, 0, ast->span);
}

static bool is_temporal(const struct compiler *c, const struct ast *ast)
{
    return ast->flags & AST_TEMPORAL || c->scope->while_is_temporal;
}

/* A statement that is no expression; false for one that is. */
static bool write_plain(struct compiler *c, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_LET:
        write_let(c, ast);
        return true;
    case AST_ASSIGN:
    case AST_INCREMENT:
        write_assignment(c, ast);
        return true;
    case AST_RETURN:
        write_return(c, ast);
        return true;
    case AST_BREAK:
    case AST_CONTINUE:
        write_leave(c, ast);
        return true;
    case AST_FOR:
        write_for(c, ast);
        return true;
    case AST_LOOP:
        if (!c->w->outer && !c->w->in_body) {
            write_timed(c, ast);
            return true;
        }
        if (ast->n > 1) {
            report_error(c->report, ast->part[1]->span, 407,
                         "This cannot work: only the loop of a program has a rate.");
            report_hint(c->report, "In here, `every(100.ms) { ... }` is a rate.");
        }
        __attribute__((fallthrough));
    case AST_WHILE:
        if (ast->kind == AST_WHILE && is_temporal(c, ast))
            write_timed(c, ast);
        else
            write_while(c, ast);
        return true;
    case AST_EVERY:
    case AST_AFTER:
    case AST_WHEN:
    case AST_SEQUENCE:
        write_timed(c, ast);
        return true;
    case AST_MAIN: /* of a program that goes round */
        hoist(c, ast->part[0]);
        for (uint32_t i = 0; i < ast->part[0]->n && !c->err; i++)
            write_statement(c, ast->part[0]->part[i], NO_REGISTER);
        return true;
    case AST_NAMED: { /* a variable was meant; the checker has said so */
        const uint16_t value = take_register(c, 1, ast->span);
        write_expr(c, ast->part[0], value);
        write_name(c, ast->name, value, ast->span);
        return true;
    }
    case AST_FUNC:
    case AST_CLASS:
    case AST_ENUM:
    case AST_IMPORT:
    case AST_ERROR:
        return true;
    default:
        return false;
    }
}

/* Registers of variables that a statement makes stay; those of its values do not. */
static void keep_variables(struct compiler *c, uint32_t top, uint32_t n_before)
{
    struct writer *w = c->w;

    for (uint32_t i = n_before; i < w->n_variables; i++)
        if (w->variable[i].reg >= top)
            top = w->variable[i].reg + 1u;
    free_registers(c, top);
}

void write_statement(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const uint32_t top = c->w->top, n_variables = c->w->n_variables;

    if (write_plain(c, ast)) {
        if (dst != NO_REGISTER)
            emit(c, OP_NIL, dst, 0, 0, ast->span);
    } else if (dst != NO_REGISTER) {
        write_expr(c, ast, dst);
    } else {
        const uint16_t value = take_register(c, 1, ast->span);
        write_expr(c, ast, value);
        emit(c, OP_SETTLE, value, 0, 0, ast->span);
    }
    keep_variables(c, top, n_variables);
}

void write_block(struct compiler *c, const struct ast *block, uint16_t dst)
{
    uint32_t n_variables, top;

    if (block->kind != AST_BLOCK) {
        write_expr(c, block, dst);
        return;
    }
    open_block(c, &n_variables, &top);
    hoist(c, block);
    if (block->n == 0 && dst != NO_REGISTER)
        emit(c, OP_NIL, dst, 0, 0, block->span);
    for (uint32_t i = 0; i < block->n && !c->err; i++)
        write_statement(c, block->part[i], i + 1 == block->n ? dst : NO_REGISTER);
    close_block(c, n_variables, top);
}
