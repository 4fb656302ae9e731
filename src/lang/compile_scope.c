/* SPDX-License-Identifier: MIT */
/* compile_scope: where variables are. */
#include <string.h>

#include "lang/check.h"
#include "lang/compile.h"

static struct newest *newest_of(struct compiler *c, uint32_t name)
{
    static struct newest none;

    none = (struct newest){0};
    return name < c->n_names ? &c->newest[name] : &none;
}

struct variable *add_variable(struct compiler *c, uint32_t name, uint16_t reg)
{
    struct writer *w = c->w;

    if (w->n_variables == w->room_variables) {
        const uint32_t room = w->room_variables ? 2 * w->room_variables : 16;
        struct variable *wider = arena_take(c->arena, room, sizeof(*wider));
        if (!wider) {
            c->err = c->arena->err;
            static struct variable nowhere;
            return &nowhere;
        }
        if (w->n_variables > 0)
            memcpy(wider, w->variable, w->n_variables * sizeof(*wider));
        w->variable = wider;
        w->room_variables = room;
    }
    if (w->code->n_variables <= reg)
        w->code->n_variables = reg + 1u;
    struct newest *newest = newest_of(c, name);
    w->variable[w->n_variables] = (struct variable){
        .name = name,
        .before = *newest,
        .reg = reg,
        .is_boxed = w->shared && name < c->names->n && w->shared[name]};
    *newest = (struct newest){w, w->n_variables};
    return &w->variable[w->n_variables++];
}

void drop_variables(struct compiler *c, uint32_t n)
{
    struct writer *w = c->w;

    while (w->n_variables > n) {
        const struct variable *v = &w->variable[--w->n_variables];
        *newest_of(c, v->name) = v->before;
    }
}

static struct variable *find_variable(struct compiler *c, const struct writer *w,
                                      uint32_t name)
{
    struct newest at = *newest_of(c, name);

    while (at.w && at.w != w) /* of a function inside */
        at = at.w->variable[at.index].before;
    return at.w ? &w->variable[at.index] : NULL;
}

/* The box of an outer variable among those that a function brings along; -1: none. */
static int32_t find_share(struct compiler *c, struct writer *w, uint32_t name)
{
    struct code *code = w->code;
    struct share share = {.name = name, .is_own = true};
    const struct variable *v;

    if (!w->outer)
        return -1;
    for (uint32_t i = 0; i < code->n_shares; i++)
        if (code->share[i].name == name)
            return (int32_t)i;
    v = find_variable(c, w->outer, name);
    if (v) {
        share.index = v->reg;
    } else {
        const int32_t outer = find_share(c, w->outer, name);
        if (outer < 0)
            return -1;
        share.is_own = false;
        share.index = (uint16_t)outer;
    }
    if (code->n_shares == code->room_shares) {
        const uint32_t room = code->room_shares ? 2 * code->room_shares : 8;
        struct share *wider = arena_take(c->arena, room, sizeof(*wider));
        if (!wider) {
            c->err = c->arena->err;
            return 0;
        }
        if (code->n_shares > 0)
            memcpy(wider, code->share, code->n_shares * sizeof(*wider));
        code->share = wider;
        code->room_shares = room;
    }
    code->share[code->n_shares] = share;
    return (int32_t)code->n_shares++;
}

struct place find_place(struct compiler *c, uint32_t name)
{
    struct variable *v = find_variable(c, c->w, name);
    int32_t share;

    if (v)
        return (struct place){v->is_boxed ? PLACE_BOX : PLACE_LOCAL, v->reg, v,
                              v->is_set};
    share = find_share(c, c->w, name);
    if (share >= 0)
        return (struct place){PLACE_SHARED, (uint16_t)share, NULL, false};
    if (name < c->scope->n && c->global[name] != NO_REGISTER)
        return (struct place){c->w->outer ? PLACE_GLOBAL : PLACE_LOCAL, c->global[name],
                              NULL, !c->w->outer && c->global_is_set[name]};
    return (struct place){PLACE_NONE, 0, NULL, false};
}

const struct code *find_owner(struct compiler *c, uint32_t name)
{
    for (struct writer *w = c->w; w; w = w->outer)
        if (find_variable(c, w, name))
            return w->code;
    return NULL;
}

bool read_name(struct compiler *c, uint32_t name, uint16_t dst, struct span span)
{
    const struct place p = find_place(c, name);
    const uint32_t k = p.kind == PLACE_NONE || p.is_set ? 0 : emit_name(c, name);

    switch (p.kind) {
    case PLACE_NONE:
        return false;
    case PLACE_LOCAL:
        if (p.is_set && p.index != dst)
            emit(c, OP_MOVE, dst, p.index, 0, span);
        else if (!p.is_set)
            emit(c, OP_CHECK, dst, p.index, k, span);
        return true;
    case PLACE_BOX:
        emit(c, OP_GET_BOX, dst, p.index, k, span);
        return true;
    case PLACE_SHARED:
        emit(c, OP_GET_SHARED, dst, p.index, k, span);
        return true;
    default:
        emit(c, OP_GET_GLOBAL, dst, p.index, k, span);
        return true;
    }
}

void write_name(struct compiler *c, uint32_t name, uint16_t value, struct span span)
{
    struct place p = find_place(c, name);

    if (p.kind == PLACE_NONE) { /* first seen in a function: its own */
        struct variable *v = add_variable(c, name, take_register(c, 1, span));
        if (v->is_boxed)
            emit(c, OP_NEW_BOX, v->reg, 0, 0, span);
        p = (struct place){v->is_boxed ? PLACE_BOX : PLACE_LOCAL, v->reg, v, false};
    }
    switch (p.kind) {
    case PLACE_BOX:
        emit(c, OP_SET_BOX, p.index, value, 0, span);
        break;
    case PLACE_SHARED:
        emit(c, OP_SET_SHARED, p.index, value, 0, span);
        break;
    case PLACE_GLOBAL:
        emit(c, OP_SET_GLOBAL, p.index, value, 0, span);
        break;
    default:
        if (p.index != value)
            emit(c, OP_COPY, p.index, value, 0, span);
    }
    if (c->w->depth > 0)
        return;
    if (p.variable)
        p.variable->is_set = true;
    else if (!c->w->outer && name < c->scope->n)
        c->global_is_set[name] = true;
}

/* All words that stand in a tree. */
static void collect_words(const struct ast *ast, uint8_t *set, uint32_t n)
{
    if (ast->name < n)
        set[ast->name] = 1;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            collect_words(ast->part[i], set, n);
}

/* Whether it becomes a function, or several: the fields of a class have one. */
static bool is_function(const struct ast *ast)
{
    return ast->kind == AST_LAMBDA || ast->kind == AST_FUNC || ast->kind == AST_CLASS ||
           ast->kind == AST_AFTER ||
           (ast->kind == AST_CALL && ast->flags & AST_TRAILING && ast->n > 1 &&
            ast->part[ast->n - 1]->kind == AST_BLOCK);
}

/* What runs every frame is a function where a loop makes several. */
static bool is_round(const struct ast *ast, bool in_loop)
{
    return in_loop && (ast->kind == AST_EVERY || ast->kind == AST_WHEN ||
                       ast->kind == AST_SEQUENCE || ast->kind == AST_LOOP ||
                       ast->kind == AST_WHILE);
}

static bool is_loop(const struct ast *ast)
{
    return ast->kind == AST_FOR || ast->kind == AST_WHILE;
}

static void collect_shared(const struct ast *ast, uint8_t *set, uint32_t n,
                           bool in_loop)
{
    if (is_function(ast) || is_round(ast, in_loop)) {
        collect_words(ast, set, n);
        return;
    }
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            collect_shared(ast->part[i], set, n, in_loop || is_loop(ast));
}

static bool has_functions(const struct ast *ast, bool in_loop)
{
    if (is_function(ast) || is_round(ast, in_loop))
        return true;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && has_functions(ast->part[i], in_loop || is_loop(ast)))
            return true;
    return false;
}

const uint8_t *shared_names(struct compiler *c, const struct ast *body)
{
    uint8_t *set;

    if (!has_functions(body, false))
        return NULL;
    set = arena_take(c->arena, c->names->n, 1);
    if (!set) {
        c->err = c->arena->err;
        return NULL;
    }
    for (uint32_t i = 0; i < body->n; i++)
        if (body->part[i])
            collect_shared(body->part[i], set, c->names->n, false);
    return set;
}

/* Names that a function assigns and nobody outside has. */
static void declare(struct compiler *c, const struct ast *target)
{
    switch (target->kind) {
    case AST_NAME:
    case AST_NAMED:
        if (target->name && find_place(c, target->name).kind == PLACE_NONE) {
            const struct variable *v =
                add_variable(c, target->name, take_register(c, 1, target->span));
            if (v->is_boxed)
                emit(c, OP_NEW_BOX, v->reg, 0, 0, target->span);
        }
        break;
    case AST_LIST:
    case AST_TUPLE:
        for (uint32_t i = 0; i < target->n; i++)
            declare(c, target->part[i]);
        break;
    default:
        break;
    }
}

static void declare_entry(void *user, const struct ast *entry)
{
    declare(user, entry);
}

void declare_assigned(struct compiler *c, const struct ast *ast)
{
    if (ast->kind == AST_LAMBDA || ast->kind == AST_FUNC || ast->kind == AST_CLASS)
        return;
    if (ast->kind == AST_ASSIGN || ast->kind == AST_INCREMENT)
        declare(c, ast->part[0]);
    const struct ast *panel = ast->kind == AST_CALL ? panel_of(c, ast) : NULL;
    if (panel)
        panel_entries(c->names, panel, c, declare_entry);
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            declare_assigned(c, ast->part[i]);
}

void declare_null(struct compiler *c, uint32_t name, struct span span)
{
    for (uint32_t i = c->w->arm; i < c->w->n_variables; i++)
        if (c->w->variable[i].name == name)
            return;
    struct variable *v = add_variable(c, name, take_register(c, 1, span));
    v->is_set = true;
    emit(c, OP_NIL, v->reg, 0, 0, span);
    if (v->is_boxed)
        emit(c, OP_NEW_BOX, v->reg, 0, 0, span);
}

void open_block(struct compiler *c, uint32_t *n_variables, uint32_t *top)
{
    *n_variables = c->w->n_variables;
    *top = c->w->top;
    c->w->depth++;
}

void close_block(struct compiler *c, uint32_t n_variables, uint32_t top)
{
    drop_variables(c, n_variables);
    free_registers(c, top);
    c->w->depth--;
}
