/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VM_OP_H
#define LEAT_LANG_VM_OP_H

/**
 * Each instruction as a function: it gives the instruction that comes next, or NULL
 * when the run is over.  Those of numbers are whole here, since the speed of loops
 * depends on them.
 *
 * Thread:  any, one at a time.
 */

#include "lang/token.h"
#include "lang/vm.h"

/* Instructions that vm_value.c and vm_flow.c hold. */
#define OP_ELSEWHERE(X)                                                                \
    X(CHECK)                                                                           \
    X(CLOSURE)                                                                         \
    X(TYPE)                                                                            \
    X(FEEDBACK) X(IN) X(NEGATE) X(TEXT) X(LIST) X(TUPLE) X(MAP) X(PUT) X(PUT_KEY)      \
        X(SPREAD) X(RANGE) X(SET_ITEM) X(SLICE) X(GET_FIELD) X(SET_FIELD) X(PIPE)      \
            X(AS_CHAIN) X(SETTLE) X(FOR) X(FOR_END) X(UNPACK) X(UNPACK_REST)           \
                X(MATCH_WORD) X(MATCH_COUNT) X(MATCH_LEAST) X(MATCH_VARIANT)           \
                    X(MATCH_FIELD) X(NO_MATCH) X(TRY) X(TRY_END) X(PROPAGATE) X(FAIL)  \
                        X(CONVERT) X(SCHEDULE) X(DUE) X(DUE_END) X(BODY) X(BODY_END)   \
                            X(CALL_METHOD) X(NEXT_PAIR) X(POWER) X(NEW_BOX)
#define X(name)                                                                        \
    const struct instruction *op_##name(struct vm *vm, const struct instruction *i);
OP_ELSEWHERE(X)
#undef X

/** Errors of what is looked for. */
const struct instruction *vm_unset(struct vm *vm, const struct instruction *i,
                                   uint32_t name);
const struct instruction *vm_condition(struct vm *vm, const struct instruction *i,
                                       bool wanted);
const struct instruction *vm_skip(struct vm *vm, const struct instruction *i,
                                  uint8_t sign);
const struct instruction *vm_item(struct vm *vm, const struct instruction *i);
const struct instruction *vm_next(struct vm *vm, const struct instruction *i);
const struct instruction *vm_out_of_steps(struct vm *vm, const struct instruction *i);

#define OP(name)                                                                       \
    static inline const struct instruction *op_##name(struct vm *vm,                   \
                                                      const struct instruction *i)

static inline bool op_is_plain(const struct value *v)
{
    return v->kind == VALUE_NUMBER && v->measure == MEASURE_NONE;
}

/* Two plain numbers, whole or not, as floats. */
static inline bool op_numbers(const struct value *b, const struct value *c, double *x,
                              double *y)
{
    if (op_is_plain(b))
        *x = b->number;
    else if (b->kind == VALUE_INTEGER)
        *x = (double)b->integer;
    else
        return false;
    if (op_is_plain(c))
        *y = c->number;
    else if (c->kind == VALUE_INTEGER)
        *y = (double)c->integer;
    else
        return false;
    return true;
}

OP(MOVE)
{
    vm->r[i->a] = vm->r[i->b];
    return i + 1;
}

OP(COPY)
{
    const struct value v = vm->r[i->b];

    vm->r[i->a] = v.kind == VALUE_OBJECT ? value_copy(vm->e->heap, v) : v;
    return i + 1;
}

OP(CONSTANT)
{
    vm->r[i->a] = vm->code->constant[i->b | (uint32_t)i->c << 16];
    return i + 1;
}

OP(INTEGER)
{
    vm->r[i->a] = value_integer((int16_t)i->b);
    return i + 1;
}

OP(NIL)
{
    vm->r[i->a] = value_null();
    return i + 1;
}

OP(GET_GLOBAL)
{
    vm->r[i->a] = vm->stack[i->b];
    return vm->r[i->a].kind != VALUE_UNSET ? i + 1 : vm_unset(vm, i, i->c);
}

OP(SET_GLOBAL)
{
    vm->stack[i->a] = value_copy(vm->e->heap, vm->r[i->b]);
    return i + 1;
}

OP(GET_BOX)
{
    vm->r[i->a] = *vm->r[i->b].box;
    return vm->r[i->a].kind != VALUE_UNSET ? i + 1 : vm_unset(vm, i, i->c);
}

OP(SET_BOX)
{
    *vm->r[i->a].box = value_copy(vm->e->heap, vm->r[i->b]);
    return i + 1;
}

OP(GET_SHARED)
{
    vm->r[i->a] = *vm->closure->box[i->b];
    return vm->r[i->a].kind != VALUE_UNSET ? i + 1 : vm_unset(vm, i, i->c);
}

OP(SET_SHARED)
{
    *vm->closure->box[i->a] = value_copy(vm->e->heap, vm->r[i->b]);
    return i + 1;
}

OP(NAMED)
{
    if (vm->r[i->a].kind == VALUE_STREAM)
        eval_name_node(vm->e, vm->code->constant[i->b].n, &vm->r[i->a]);
    return i + 1;
}

OP(TIME)
{
    vm->r[i->a] = value_number(vm->e->now.time_s, MEASURE_NONE);
    return i + 1;
}

#define OP_ARITHMETIC(NAME, overflow, sign)                                            \
    OP(NAME)                                                                           \
    {                                                                                  \
        const struct value *b = &vm->r[i->b], *c = &vm->r[i->c];                       \
        int64_t whole;                                                                 \
        double x, y;                                                                   \
        if (b->kind == VALUE_INTEGER && c->kind == VALUE_INTEGER &&                    \
            !overflow(b->integer, c->integer, &whole))                                 \
            vm->r[i->a] = value_integer(whole);                                        \
        else if (op_numbers(b, c, &x, &y))                                             \
            vm->r[i->a] = value_number(x sign y, MEASURE_NONE);                        \
        else                                                                           \
            return vm_binary(vm, i);                                                   \
        return i + 1;                                                                  \
    }

OP_ARITHMETIC(ADD, __builtin_add_overflow, +)
OP_ARITHMETIC(SUBTRACT, __builtin_sub_overflow, -)
OP_ARITHMETIC(MULTIPLY, __builtin_mul_overflow, *)

OP(DIVIDE)
{
    double x, y;

    if (!op_numbers(&vm->r[i->b], &vm->r[i->c], &x, &y) || y == 0.0)
        return vm_binary(vm, i);
    vm->r[i->a] = value_number(x / y, MEASURE_NONE);
    return i + 1;
}

OP(REMAINDER)
{
    const struct value *b = &vm->r[i->b], *c = &vm->r[i->c];

    if (b->kind != VALUE_INTEGER || c->kind != VALUE_INTEGER || c->integer <= 0)
        return vm_binary(vm, i);
    const int64_t x = b->integer % c->integer;
    vm->r[i->a] = value_integer(x < 0 ? x + c->integer : x);
    return i + 1;
}

OP(ADD_SMALL)
{
    const struct value *b = &vm->r[i->b];
    int64_t whole;

    if (b->kind == VALUE_INTEGER &&
        !__builtin_add_overflow(b->integer, (int64_t)(int16_t)i->c, &whole))
        vm->r[i->a] = value_integer(whole);
    else if (op_is_plain(b))
        vm->r[i->a] = value_number(b->number + (int16_t)i->c, MEASURE_NONE);
    else
        return vm_binary(vm, i);
    return i + 1;
}

#define OP_COMPARISON(NAME, sign)                                                      \
    OP(NAME)                                                                           \
    {                                                                                  \
        const struct value *b = &vm->r[i->b], *c = &vm->r[i->c];                       \
        double x, y;                                                                   \
        if (b->kind == VALUE_INTEGER && c->kind == VALUE_INTEGER)                      \
            vm->r[i->a] = value_bool(b->integer sign c->integer);                      \
        else if (op_numbers(b, c, &x, &y))                                             \
            vm->r[i->a] = value_bool(x sign y);                                        \
        else                                                                           \
            return vm_binary(vm, i);                                                   \
        return i + 1;                                                                  \
    }

OP_COMPARISON(EQUAL, ==)
OP_COMPARISON(NOT_EQUAL, !=)
OP_COMPARISON(LESS, <)
OP_COMPARISON(LESS_EQUAL, <=)
OP_COMPARISON(GREATER, >)
OP_COMPARISON(GREATER_EQUAL, >=)

#define OP_SKIP(NAME, sign, token)                                                     \
    OP(SKIP_##NAME)                                                                    \
    {                                                                                  \
        const struct value *a = &vm->r[i->a], *b = &vm->r[i->b];                       \
        double x, y;                                                                   \
        if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)                      \
            return i + 1 + (a->integer sign b->integer);                               \
        if (op_numbers(a, b, &x, &y))                                                  \
            return i + 1 + (x sign y);                                                 \
        return vm_skip(vm, i, token);                                                  \
    }

OP_SKIP(LESS, <, TOKEN_LESS)
OP_SKIP(LESS_EQUAL, <=, TOKEN_LESS_EQUAL)
OP_SKIP(EQUAL, ==, TOKEN_EQUAL)
OP_SKIP(NOT_EQUAL, !=, TOKEN_NOT_EQUAL)

OP(NOT)
{
    const struct value *b = &vm->r[i->b];

    if (b->kind == VALUE_POISON || b->kind == VALUE_STREAM)
        return vm_condition(vm, i, true);
    vm->r[i->a] = value_bool(!value_is_true(b));
    return i + 1;
}

OP(JUMP)
{
    (void)vm;
    return i + 1 + i->jump;
}

OP(JUMP_BACK)
{
    vm->steps_left += i->jump;
    return vm->steps_left > 0 ? i + 1 + i->jump : vm_out_of_steps(vm, i);
}

OP(JUMP_IF)
{
    const struct value *a = &vm->r[i->a];

    if (a->kind == VALUE_BOOL)
        return i + 1 + (a->is_true ? i->jump : 0);
    return vm_condition(vm, i, true);
}

OP(JUMP_IF_NOT)
{
    const struct value *a = &vm->r[i->a];

    if (a->kind == VALUE_BOOL)
        return i + 1 + (a->is_true ? 0 : i->jump);
    return vm_condition(vm, i, false);
}

static inline bool op_is_nothing(const struct value *v)
{
    return v->kind == VALUE_NULL ||
           ((v->kind == VALUE_VARIANT || v->kind == VALUE_SYMBOL) && !value_is_true(v));
}

OP(JUMP_IF_NULL)
{
    return i + 1 + (op_is_nothing(&vm->r[i->a]) ? i->jump : 0);
}

OP(JUMP_IF_VALUE)
{
    return i + 1 + (op_is_nothing(&vm->r[i->a]) ? 0 : i->jump);
}

OP(JUMP_IF_SET)
{
    return i + 1 + (vm->r[i->a].kind != VALUE_UNSET ? i->jump : 0);
}

OP(GET_ITEM)
{
    const struct value *b = &vm->r[i->b], *c = &vm->r[i->c];

    if (b->kind != VALUE_LIST || c->kind != VALUE_INTEGER ||
        (uint64_t)c->integer >= b->list->n)
        return vm_item(vm, i);
    vm->r[i->a] = b->list->item[c->integer];
    return i + 1;
}

OP(MARK)
{
    vm->r[i->a] = value_integer(vm->e->draft->n_nodes);
    return i + 1;
}

OP(CALL)
{
    return vm_call_register(vm, i);
}

OP(RETURN)
{
    return vm_return(vm, vm->r[i->a]);
}

OP(NEXT)
{
    struct value *r = &vm->r[i->a];

    if (r[0].kind != VALUE_INTEGER)
        return vm_next(vm, i);
    if (r[2].integer > 0 ? r[0].integer >= r[1].integer : r[0].integer <= r[1].integer)
        return i + 1 + i->jump;
    r[4] = value_integer(r[0].integer);
    vm->path = ((uint64_t)r[3].integer ^ (uint64_t)r[0].integer) *
               UINT64_C(0x9E3779B97F4A7C15);
    r[0].integer += r[2].integer;
    return i + 1;
}

OP(STATEMENT)
{
    vm->next_statement = i + 1 + i->jump;
    vm->n_said = report_said(vm->e->report);
    return i + 1;
}

#undef OP
#undef OP_SKIP
#undef OP_COMPARISON
#undef OP_ARITHMETIC

#endif
