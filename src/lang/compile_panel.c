/* SPDX-License-Identifier: MIT */
/*
 * compile_panel: panels, whose blocks run in place, and variables that are bound to
 * controls.
 *
 * Source: language reference, sections 2.1 and 8.3.
 */
#include <string.h>

#include "lang/builtin.h"
#include "lang/check.h"
#include "lang/compile.h"

const struct builtin *word_of_callee(struct compiler *c, const struct ast *callee)
{
    const struct module *module = NULL;
    struct function function = {0};
    const char *name;

    if (callee->kind == AST_MEMBER) {
        module = module_of_ast(c, callee->part[0]);
        if (!module)
            return NULL;
        name = names_text(c->names, callee->name);
    } else if (callee->kind != AST_NAME ||
               find_place(c, callee->name).kind != PLACE_NONE) {
        return NULL;
    } else {
        name = scope_word(c->scope, callee->name, &module);
    }
    return scope_function(c->scope, module, name, &function) ? function.builtin : NULL;
}

const struct ast *panel_of(struct compiler *c, const struct ast *call)
{
    const struct ast *last = call->n > 1 ? call->part[call->n - 1] : NULL;
    const struct builtin *word;

    if (!last || !(call->flags & AST_TRAILING) || last->kind != AST_BLOCK)
        return NULL;
    word = word_of_callee(c, call->part[0]);
    return word && word->flags & BUILTIN_CONTAINER ? last : NULL;
}

static void write_parts(struct compiler *c, const struct ast *block, uint16_t map);

/* key: value, for the variable and for the map. */
static void write_entry(struct compiler *c, const struct ast *entry, uint16_t map)
{
    const struct ast *value = entry->part[0];

    const bool nests = panel_nests(c->names, entry);

    if (nests && panel_is_content(c->names, entry)) {
        write_parts(c, value, map);
        return;
    }
    const uint32_t k = emit_name(c, entry->name);
    const uint16_t reg = take_register(c, 1, entry->span);
    if (nests) {
        emit(c, OP_MAP, reg, 0, 0, entry->span);
        write_parts(c, value, reg);
    } else {
        write_expr(c, value, reg);
        emit(c, OP_NAMED, reg, k, 0, entry->span);
    }
    write_name(c, entry->name, reg, entry->span);
    emit(c, OP_PUT, map, k, reg, entry->span);
    write_bond(c, entry->name, value);
}

static void write_parts(struct compiler *c, const struct ast *block, uint16_t map)
{
    for (uint32_t i = 0; i < block->n && !c->err; i++) {
        const uint32_t top = c->w->top;
        if (block->part[i]->kind == AST_NAMED)
            write_entry(c, block->part[i], map);
        else
            write_statement(c, block->part[i], NO_REGISTER);
        if (block->part[i]->kind == AST_NAMED)
            c->w->top = top;
    }
}

void write_layer_ends(struct compiler *c, uint32_t n, struct span span)
{
    static const struct function end = {.builtin = &builtin_layer_end, .name = "layer"};
    struct shape *shape = n > 0 ? arena_take(c->arena, 1, sizeof(*shape)) : NULL;

    if (n > 0 && !shape)
        c->err = c->arena->err;
    for (uint32_t i = 0; i < n && !c->err; i++) {
        const uint32_t top = c->w->top;
        const uint16_t callee = take_register(c, 1, span);
        shape->span = span;
        emit_load(c, callee, (struct value){.kind = VALUE_FUNCTION, .function = &end},
                  span);
        emit(c, OP_CALL, callee, emit_shape(c, shape), callee, span);
        free_registers(c, top);
    }
}

void write_panel(struct compiler *c, const struct ast *call, uint16_t dst)
{
    struct ast head = *call;
    uint32_t n_variables, top;

    open_block(c, &n_variables, &top);
    const uint16_t map = take_register(c, 1, call->span);
    head.n--;
    head.flags &= (uint8_t)~AST_TRAILING;
    write_call(c, &head, map);
    const struct ast *block = call->part[call->n - 1];
    hoist(c, block);
    const bool is_layer = word_of_callee(c, call->part[0])->flags & BUILTIN_LAYER;
    c->w->n_layers += is_layer;
    write_parts(c, block, map);
    c->w->n_layers -= is_layer;
    write_layer_ends(c, is_layer, call->span);
    emit(c, OP_MOVE, dst, map, 0, call->span);
    close_block(c, n_variables, top);
}

/* The number of a variable among those that are bound; UINT32_MAX for no memory. */
static uint32_t number_of(struct compiler *c, uint32_t name)
{
    const struct code *owner = find_owner(c, name);

    for (uint32_t i = 0; i < c->n_bound; i++)
        if (c->bound[i].name == name && c->bound[i].owner == owner)
            return i;
    if (c->n_bound == c->room_bound) {
        const uint32_t room = c->room_bound ? 2 * c->room_bound : 16;
        struct binding_site *wider = arena_take(c->arena, room, sizeof(*wider));
        if (!wider || room > REGISTERS_MAX) {
            c->err = c->arena->err;
            return UINT32_MAX;
        }
        if (c->n_bound > 0)
            memcpy(wider, c->bound, c->n_bound * sizeof(*wider));
        c->bound = wider;
        c->room_bound = room;
    }
    c->bound[c->n_bound] = (struct binding_site){owner, name};
    return c->n_bound++;
}

void write_bond(struct compiler *c, uint32_t name, const struct ast *value)
{
    const struct builtin *word =
        value && value->kind == AST_CALL ? word_of_callee(c, value->part[0]) : NULL;

    if (name >= c->scope->n || !c->scope->symbol[name].is_control)
        return;
    const uint32_t variable = number_of(c, name);
    if (variable == UINT32_MAX)
        return;
    const struct span span = value ? value->span : (struct span){0, 0};
    if (word && word->flags & BUILTIN_CONTROL) {
        const bool is_global = !c->bound[variable].owner;
        emit(c, OP_BIND, 0, variable, is_global ? c->global[name] : NO_REGISTER, span);
        return;
    }
    const uint32_t top = c->w->top;
    const uint16_t reg = take_register(c, 1, span);
    read_name(c, name, reg, span);
    emit(c, OP_STEER, reg, variable, 0, span);
    c->w->top = top;
}
