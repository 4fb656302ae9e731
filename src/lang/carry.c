/* SPDX-License-Identifier: MIT */
/* carry: variables of a program that go on in the one that takes over. */
#include "lang/carry.h"

#include <string.h>

#include "lang/vm.h"

enum { DEPTH_MAX = 32, ITEMS_MAX = 1 << 20 };

/* The name that a `let mut` gives a value to; 0: several, or none. */
static uint32_t name_of(const struct ast *ast)
{
    const struct ast *to = ast->n == 3 ? ast->part[0] : NULL;

    if (ast->kind != AST_LET || !(ast->flags & AST_MUT) || !to || !ast->part[2])
        return 0;
    return to->kind == AST_NAME || to->kind == AST_PATTERN_NAME ? to->name : 0;
}

int carry_note(struct carry *carry, const struct compiler *c, const struct ast *program)
{
    carry->at = arena_take(c->arena, program->n + 1, sizeof(*carry->at));
    if (!carry->at)
        return c->arena->err;
    for (uint32_t i = 0; i < program->n; i++) {
        const struct ast *ast = program->part[i];
        const uint32_t name = name_of(ast);
        if (name && name < c->scope->n && c->global[name] != NO_REGISTER)
            carry->at[carry->n++] = (struct carried){
                names_text(c->names, name), ast->part[2]->span, c->global[name]};
    }
    return 0;
}

/* A copy in another heap; false for what cannot go over. */
static bool copy(struct carry *to, const struct value *from, struct value *out,
                 uint32_t depth, uint32_t *left);

static bool copy_items(struct carry *to, const struct value *from, uint32_t n,
                       struct value *out, uint32_t depth, uint32_t *left)
{
    for (uint32_t i = 0; i < n; i++)
        if (!copy(to, &from[i], &out[i], depth, left))
            return false;
    return true;
}

static bool copy_list(struct carry *to, const struct value *from, struct value *out,
                      uint32_t depth, uint32_t *left)
{
    uint32_t n;
    const struct value *item = value_items(from, &n);
    struct value *items;

    if (from->kind == VALUE_LIST) {
        *out = value_new_list(to->heap, n);
        if (out->kind == VALUE_POISON)
            return false;
        out->list->next = from->list->next;
        return copy_items(to, item, n, out->list->item, depth, left);
    }
    items = heap_take(to->heap, n + 1, sizeof(*items));
    if (!items || !copy_items(to, item, n, items, depth, left))
        return false;
    *out = (struct value){.kind = VALUE_TUPLE, .n = n, .item = items};
    return true;
}

static bool copy_map(struct carry *to, const struct value *from, struct value *out,
                     uint32_t depth, uint32_t *left)
{
    const struct span nowhere = {0, 0};
    struct value value;

    *out = value_new_map(to->heap);
    if (out->kind == VALUE_POISON)
        return false;
    for (uint32_t i = 0; i < from->map->n; i++) {
        const struct entry *entry = &from->map->entry[i];
        const size_t size = strlen(entry->key);
        const char *key = heap_text(to->heap, entry->key, size);
        if (!key || !copy(to, &entry->value, &value, depth, left) ||
            !value_put(to->heap, out->map, names_add(to->names, key, size), key,
                       nowhere, value))
            return false;
    }
    return true;
}

static bool copy(struct carry *to, const struct value *from, struct value *out,
                 uint32_t depth, uint32_t *left)
{
    const char *text;

    if (depth == DEPTH_MAX || *left == 0)
        return false;
    --*left;
    switch (from->kind) {
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_INTEGER:
    case VALUE_NUMBER:
    case VALUE_COLOUR:
    case VALUE_SIZE:
        *out = *from;
        return true;
    case VALUE_TEXT:
        text = heap_text(to->heap, from->text, from->n);
        *out = text ? value_text(text, from->n) : value_poison();
        return text != NULL;
    case VALUE_LIST:
    case VALUE_TUPLE:
        return copy_list(to, from, out, depth + 1, left);
    case VALUE_MAP:
        return copy_map(to, from, out, depth + 1, left);
    default:
        return false;
    }
}

/* Where a variable keeps what it holds. */
static struct value *place(const struct carry *carry, const struct carried *variable)
{
    struct value *r = &carry->vm->stack[variable->global];

    return r->kind == VALUE_BOX ? r->box : r;
}

static bool is_same(const struct carry *a, const struct carried *x,
                    const struct carry *b, const struct carried *y)
{
    const uint32_t size = x->initialiser.end - x->initialiser.start;

    return strcmp(x->name, y->name) == 0 &&
           size == y->initialiser.end - y->initialiser.start &&
           memcmp(a->script->text + x->initialiser.start,
                  b->script->text + y->initialiser.start, size) == 0;
}

void carry_over(struct carry *to, const struct carry *from)
{
    uint32_t left = ITEMS_MAX;
    struct value value;

    for (uint32_t i = 0; i < to->n; i++)
        for (uint32_t k = 0; k < from->n; k++)
            if (is_same(to, &to->at[i], from, &from->at[k]) &&
                copy(to, place(from, &from->at[k]), &value, 0, &left))
                *place(to, &to->at[i]) = value;
}
