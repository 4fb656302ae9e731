/* SPDX-License-Identifier: MIT */
/* compile_call: names and what they stand for, calls and pipes. */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/compile.h"
#include "lang/method.h"
#include "lang/token.h"

static struct value function_value(struct compiler *c, const struct function *function)
{
    struct function *copy = arena_take(c->arena, 1, sizeof(*copy));

    if (!copy) {
        c->err = c->arena->err;
        return value_poison();
    }
    *copy = *function;
    return (struct value){.kind = VALUE_FUNCTION, .function = copy};
}

/* `drums_branch_2` is a tap of `drums`. */
static bool write_tap(struct compiler *c, const char *text, uint16_t dst,
                      struct span span)
{
    static const char mark[] = "_branch_";
    const char *at = strstr(text, mark);
    char name[LEAT_NAME_MAX];

    if (!at || (size_t)(at - text) >= sizeof(name) || at[sizeof(mark) - 1] == '\0')
        return false;
    str_format(name, sizeof(name), "%.*s", (int)(at - text), text);
    const uint32_t number = names_find(c->names, name);
    return number && read_name(c, number, dst, span);
}

/* What a word is worth that is no variable. */
static struct value word_value(struct compiler *c, const struct module *module,
                               const char *text)
{
    struct function function = {.name = text};
    struct value value;
    double number;

    if (scope_constant(text, &number))
        return value_number(number, MEASURE_NONE);
    if (scope_function(c->scope, module, text, &function))
        return function_value(c, &function);
    if (module && scope_value(module, text, &value))
        return value;
    function.is_method = !module && method_is_name(text);
    if (function.is_method)
        return function_value(c, &function);
    if (!module && ((text[0] >= 'A' && text[0] <= 'Z') || scope_is_choice(text)))
        return (struct value){.kind = VALUE_SYMBOL, .text = text};
    return value_poison();
}

/* A word that is a value by itself is called where it stands alone. */
static void write_word(struct compiler *c, struct value value, uint16_t dst,
                       struct span span)
{
    struct shape *shape;

    if (c->w->is_callee || value.kind != VALUE_FUNCTION || !value.function->builtin ||
        !(value.function->builtin->flags & BUILTIN_WITHOUT_BRACKETS)) {
        emit_load(c, dst, value, span);
        return;
    }
    shape = arena_take(c->arena, 1, sizeof(*shape));
    if (!shape) {
        c->err = c->arena->err;
        return;
    }
    shape->span = span;
    const uint16_t callee = take_register(c, 1, span);
    emit_load(c, callee, value, span);
    emit(c, OP_CALL, callee, emit_shape(c, shape), dst, span);
}

void write_plain_name(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const struct module *module;
    const char *text = scope_word(c->scope, ast->name, &module);
    struct value value;

    if (ast->name == WORD_SELF_TYPE && c->type) {
        read_name(c, c->type->name, dst, ast->span);
        return;
    }
    if (read_name(c, ast->name, dst, ast->span))
        return;
    if (strcmp(text, "time") == 0 && !c->w->is_callee) {
        emit(c, OP_TIME, dst, 0, 0, ast->span);
        return;
    }
    value = word_value(c, module, text);
    if (value.kind == VALUE_POISON && module)
        value = word_value(c, NULL, text);
    if (value.kind == VALUE_POISON && write_tap(c, text, dst, ast->span))
        return;
    write_word(c, value, dst, ast->span);
}

const struct module *module_of_ast(struct compiler *c, const struct ast *ast)
{
    if (ast->kind != AST_NAME || find_place(c, ast->name).kind != PLACE_NONE)
        return NULL;
    if (ast->name < c->scope->n && c->scope->symbol[ast->name].module)
        return c->scope->symbol[ast->name].module;
    return scope_module(names_text(c->names, ast->name));
}

void write_member(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const struct module *module = module_of_ast(c, ast->part[0]);
    int32_t end = NO_JUMP;

    if (module) {
        write_word(c, word_value(c, module, names_text(c->names, ast->name)), dst,
                   ast->span);
        return;
    }
    if (!ast->name) { /* the parser has said that it is missing */
        emit_load(c, dst, value_poison(), ast->span);
        return;
    }
    const uint16_t object = take_register(c, 1, ast->span);
    write_expr(c, ast->part[0], object);
    if (ast->sign == TOKEN_SAFE_DOT)
        end = emit_jump(c, OP_JUMP_IF_NULL, object, NO_JUMP, ast->span);
    emit(c, OP_GET_FIELD, object, object, emit_name(c, ast->name), ast->span);
    emit_site(c, ".");
    emit_here(c, end);
    emit(c, OP_MOVE, dst, object, 0, ast->span);
}

/* A call while its arguments get their registers. */
struct call {
    struct shape *shape;
    uint32_t room;
};

static struct call begin_call(struct compiler *c, const struct ast *ast,
                              struct span span)
{
    uint32_t room = 2;

    for (uint32_t i = 1; i < ast->n; i++)
        room += ast->part[i]->kind == AST_BLOCK ? ast->part[i]->n + 1 : 1;
    struct shape *shape =
        arena_take(c->arena, 1, sizeof(*shape) + room * sizeof(shape->argument[0]));
    if (!shape)
        c->err = c->arena->err;
    else
        shape->span = span;
    return (struct call){shape, room};
}

static void add_argument(struct call *call, uint32_t name, bool is_spread,
                         struct span span)
{
    struct shape *s = call->shape;

    s->argument[s->n].name = name;
    s->argument[s->n].is_spread = is_spread;
    s->argument[s->n++].span = span;
    s->has_names |= name != 0;
    s->has_spread |= is_spread;
}

/* Whether the block behind a call is code: settings are entries only. */
static bool is_code(const struct ast *block)
{
    for (uint32_t i = 0; i < block->n; i++)
        if (block->part[i]->kind != AST_NAMED && block->part[i]->kind != AST_ERROR)
            return true;
    return false;
}

/* `action` is the name of what stands behind a call that waits for an event. */
static void write_argument(struct compiler *c, struct call *call,
                           const struct ast *part, bool trailing, bool is_action)
{
    uint32_t name = is_action ? names_add(c->names, "action", 6) : 0;
    const struct ast *value = part;

    if (trailing && part->kind == AST_BLOCK && !is_action && !is_code(part)) {
        for (uint32_t i = 0; i < part->n; i++)
            if (part->part[i]->kind == AST_NAMED)
                write_argument(c, call, part->part[i], false, false);
        return;
    }
    if (part->kind == AST_NAMED) {
        name = part->name;
        value = part->part[0];
    } else if (part->kind == AST_SPREAD) {
        value = part->part[0];
    }
    const uint16_t reg = take_register(c, 1, part->span);
    if (trailing && part->kind == AST_BLOCK) {
        write_lambda(c, part, reg);
        call->shape->has_code = true;
    } else {
        write_expr(c, value, reg);
    }
    if (!c->err)
        add_argument(call, name, part->kind == AST_SPREAD, part->span);
}

static void write_arguments(struct compiler *c, struct call *call,
                            const struct ast *ast)
{
    const struct builtin *word = word_of_callee(c, ast->part[0]);
    const bool has_action = word && word->flags & BUILTIN_CALLBACK;

    for (uint32_t i = 1; i < ast->n && !c->err; i++) {
        const bool trailing = i + 1 == ast->n && ast->flags & AST_TRAILING;
        write_argument(c, call, ast->part[i], trailing, trailing && has_action);
    }
}

/* The name that a call is known by. */
static const char *name_of(struct compiler *c, const struct ast *callee)
{
    return callee->kind == AST_NAME || callee->kind == AST_MEMBER
               ? names_text(c->names, callee->name)
               : "call";
}

/* A word that looks at what its brackets made needs to know where they began. */
static bool needs_mark(struct compiler *c, const struct ast *callee)
{
    const struct module *module;
    const char *name = callee->kind == AST_NAME
                           ? scope_word(c->scope, callee->name, &module)
                           : name_of(c, callee);

    return strcmp(name, "voices") == 0;
}

/* object.name(arguments): the object comes behind the result, then the arguments. */
static bool is_method_call(struct compiler *c, const struct ast *callee)
{
    return callee->kind == AST_MEMBER && !module_of_ast(c, callee->part[0]);
}

/* A call into register `callee`; with `first`, what is sent into it, if not NULL. */
static void write_any_call(struct compiler *c, const struct ast *ast,
                           const struct ast *first, uint16_t dst)
{
    const struct ast *callee = ast->part[0];
    const bool is_method = is_method_call(c, callee);
    const bool has_mark = needs_mark(c, callee);
    struct call call = begin_call(c, ast, ast_head(ast));
    int32_t end = NO_JUMP;

    if (c->err)
        return;
    uint16_t sent = NO_REGISTER;
    if (first) {
        sent = take_register(c, 1, first->span);
        write_expr(c, first, sent);
        emit(c, OP_AS_CHAIN, sent, sent, 0, ast->span);
    }
    if (has_mark)
        emit(c, OP_MARK, take_register(c, 1, ast->span), 0, 0, ast->span);
    const uint16_t base = take_register(c, is_method ? 2 : 1, ast->span);
    if (is_method) {
        call.shape->method = callee->name;
        call.shape->object = callee->part[0]->span;
        write_expr(c, callee->part[0], base + 1);
        if (callee->sign == TOKEN_SAFE_DOT) {
            emit(c, OP_NIL, base, 0, 0, ast->span);
            end = emit_jump(c, OP_JUMP_IF_NULL, base + 1, NO_JUMP, ast->span);
        }
    } else {
        c->w->is_callee = true;
        if (callee->kind == AST_NAME)
            write_plain_name(c, callee, base);
        else if (callee->kind == AST_MEMBER)
            write_member(c, callee, base);
        c->w->is_callee = false;
        if (callee->kind != AST_NAME && callee->kind != AST_MEMBER)
            write_expr(c, callee, base);
    }
    if (first) {
        emit(c, OP_MOVE, take_register(c, 1, ast->span), sent, 0, ast->span);
        add_argument(&call, 0, false, ast->span);
    }
    write_arguments(c, &call, ast);
    call.shape->has_mark = has_mark;
    emit(c, is_method ? OP_CALL_METHOD : OP_CALL, base, emit_shape(c, call.shape),
         end == NO_JUMP ? dst : base, ast->span);
    emit_site(c, name_of(c, callee));
    if (end != NO_JUMP) {
        emit_here(c, end);
        emit(c, OP_MOVE, dst, base, 0, ast->span);
    }
}

void write_call(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    if (panel_of(c, ast))
        write_panel(c, ast, dst);
    else
        write_any_call(c, ast, NULL, dst);
}

void write_pipe(struct compiler *c, const struct ast *ast, uint16_t dst)
{
    const struct ast *right = ast->part[1];

    if (right->kind == AST_CALL && !(right->flags & AST_GROUPED)) {
        write_any_call(c, right, ast->part[0], dst);
        return;
    }
    const uint16_t both = take_register(c, 2, ast->span);
    write_expr(c, ast->part[0], both);
    emit(c, OP_AS_CHAIN, both, both, 0, right->span);
    write_expr(c, right, both + 1);
    emit(c, OP_PIPE, dst, both, both + 1, right->span);
    emit_site(c, "|>");
}
