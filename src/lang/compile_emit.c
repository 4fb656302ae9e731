/* SPDX-License-Identifier: MIT */
/* compile_emit: instructions, constants and registers of the code being written. */
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "lang/compile.h"

/* Room for one more; NULL when there is no memory. */
static void *widen(struct compiler *c, const void *items, uint32_t n, uint32_t *room,
                   size_t size)
{
    const uint32_t more = *room ? 2 * *room : 16;
    void *wider;

    if (n < *room)
        return (void *)(uintptr_t)items;
    wider = arena_take(c->arena, more, size);
    if (!wider) {
        c->err = c->arena->err;
        return NULL;
    }
    if (n > 0)
        memcpy(wider, items, n * size);
    *room = more;
    return wider;
}

/* Instructions, their places and their sites grow together. */
static bool widen_code(struct compiler *c, struct code *code)
{
    uint32_t room = code->room, same = room;

    if (code->n < room)
        return true;
    void *at = widen(c, code->at, code->n, &room, sizeof(*code->at));
    void *span = widen(c, code->span, code->n, &same, sizeof(*code->span));
    same = code->room;
    void *site = widen(c, code->site, code->n, &same, sizeof(*code->site));
    if (!at || !span || !site)
        return false;
    code->at = at;
    code->span = span;
    code->site = site;
    code->room = room;
    return true;
}

int32_t emit(struct compiler *c, enum op op, uint32_t a, uint32_t b, uint32_t d,
             struct span span)
{
    struct code *code = c->w->code;

    if (c->err || !widen_code(c, code))
        return 0;
    code->at[code->n] = (struct instruction){.op = (uint8_t)op, .a = (uint16_t)a};
    code->at[code->n].b = (uint16_t)b;
    code->at[code->n].c = (uint16_t)d;
    code->span[code->n] = span;
    return (int32_t)code->n++;
}

int32_t emit_at(const struct compiler *c)
{
    return (int32_t)c->w->code->n;
}

int32_t emit_jump(struct compiler *c, enum op op, uint32_t a, int32_t list,
                  struct span span)
{
    const int32_t at = emit(c, op, a, 0, 0, span);

    if (!c->err)
        c->w->code->at[at].jump = list;
    return at;
}

void emit_jump_back(struct compiler *c, int32_t to, struct span span)
{
    const int32_t at = emit(c, OP_JUMP_BACK, 0, 0, 0, span);

    if (!c->err)
        c->w->code->at[at].jump = to - at - 1;
}

void emit_here(struct compiler *c, int32_t list)
{
    struct code *code = c->w->code;
    const int32_t here = emit_at(c);

    while (list != NO_JUMP && !c->err) {
        const int32_t next = code->at[list].jump;
        code->at[list].jump = here - list - 1;
        list = next;
    }
}

void emit_returns(struct compiler *c)
{
    struct code *code = c->w->code;

    for (uint32_t i = 1; i < code->n && !c->err; i++) {
        const uint8_t before = code->at[i - 1].op;
        if (code->at[i].op != OP_JUMP ||
            (before >= OP_SKIP_LESS && before <= OP_SKIP_NOT_EQUAL)) /* it is theirs */
            continue;
        const struct instruction *to = &code->at[(int32_t)i + 1 + code->at[i].jump];
        if (to->op == OP_RETURN)
            code->at[i] = *to;
    }
}

static bool is_same(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind || a->measure != b->measure || a->n != b->n)
        return false;
    if (a->kind == VALUE_TEXT)
        return memcmp(a->text, b->text, a->n) == 0;
    return a->integer == b->integer;
}

static uint32_t add_constant(struct compiler *c, struct value value)
{
    struct code *code = c->w->code;
    const uint32_t near = code->n_constants > 64 ? code->n_constants - 64 : 0;

    for (uint32_t i = near; i < code->n_constants; i++)
        if (is_same(&code->constant[i], &value))
            return i;
    void *wider = widen(c, code->constant, code->n_constants, &code->room_constants,
                        sizeof(value));
    if (!wider)
        return 0;
    code->constant = wider;
    code->constant[code->n_constants] = value;
    return code->n_constants++;
}

uint32_t emit_constant(struct compiler *c, struct value value)
{
    const uint32_t k = add_constant(c, value);

    if (k < UINT16_MAX)
        return k;
    compile_full(c, (struct span){0, 0});
    return 0;
}

void emit_load(struct compiler *c, uint16_t dst, struct value value, struct span span)
{
    const uint32_t k = add_constant(c, value);

    emit(c, OP_CONSTANT, dst, k & UINT16_MAX, k >> 16, span);
}

uint32_t emit_name(struct compiler *c, uint32_t name)
{
    return emit_constant(c, (struct value){.kind = VALUE_SYMBOL,
                                           .n = name,
                                           .text = names_text(c->names, name)});
}

uint32_t emit_shape(struct compiler *c, const struct shape *shape)
{
    struct code *code = c->w->code;

    if (code->n_shapes == UINT16_MAX) {
        compile_full(c, shape->span);
        return 0;
    }
    void *wider =
        widen(c, code->shape, code->n_shapes, &code->room_shapes, sizeof(*code->shape));
    if (!wider)
        return 0;
    code->shape = wider;
    code->shape[code->n_shapes] = shape;
    return code->n_shapes++;
}

uint32_t emit_inner(struct compiler *c, struct code *inner)
{
    struct code *code = c->w->code;

    if (code->n_inner == UINT16_MAX) {
        compile_full(c, (struct span){0, 0});
        return 0;
    }
    void *wider =
        widen(c, code->inner, code->n_inner, &code->room_inner, sizeof(*code->inner));
    if (!wider)
        return 0;
    code->inner = wider;
    code->inner[code->n_inner] = inner;
    return code->n_inner++;
}

void emit_site(struct compiler *c, const char *what)
{
    struct code *code = c->w->code;
    const char *target = names_text(c->names, c->w->target);
    uint64_t hash = FNV_START;

    if (c->err)
        return;
    hash = fnv_bytes(hash, code->name, strlen(code->name) + 1);
    hash = fnv_bytes(hash, target, strlen(target) + 1);
    hash = fnv_bytes(hash, what, strlen(what) + 1);
    uint32_t *count = &c->n_sites[hash % COMPILE_SITES];
    code->site[code->n - 1] = (uint32_t)(hash ^ hash >> 32) + 0x9E3779B9u * ++*count;
}

uint16_t take_register(struct compiler *c, uint32_t n, struct span span)
{
    struct writer *w = c->w;
    const uint32_t first = w->top;

    if (first + n > REGISTERS_MAX) {
        compile_full(c, span);
        return 0;
    }
    w->top += n;
    if (w->code->n_registers < w->top)
        w->code->n_registers = w->top;
    return (uint16_t)first;
}

void free_registers(struct compiler *c, uint32_t top)
{
    c->w->top = top > c->w->kept ? top : c->w->kept;
}

void compile_full(struct compiler *c, struct span span)
{
    if (c->err)
        return;
    report_error(c->report, span, 502, "This grew too large.");
    report_hint(c->report, "Make two functions of it.");
    c->err = LEAT_ERR_LIMIT;
}
