/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VM_NUMBER_H
#define LEAT_LANG_VM_NUMBER_H

/**
 * Instructions of numbers, whole here, since the speed of loops depends on them.
 *
 * Thread:  any, one at a time.
 */

#include <string.h>

#include "lang/token.h"
#include "lang/vm.h"

/* What is done elsewhere when they are no plain numbers. */
const struct instruction *vm_skip(struct vm *vm, const struct instruction *i,
                                  uint8_t sign);
const struct instruction *vm_next(struct vm *vm, const struct instruction *i);

#define OP(name)                                                                       \
    static inline const struct instruction *op_##name(struct vm *vm,                   \
                                                      const struct instruction *i)

/* A register into another, word by word: one that was written so a moment ago could not
 * be read at once as a whole. */
static inline void op_move(struct value *to, const struct value *from)
{
    const size_t half = sizeof(uint64_t);
    uint64_t word;

    memcpy(&word, from, half);
    memcpy(to, &word, half);
    __asm__ volatile("" : : : "memory"); /* and the compiler makes no whole of it */
    memcpy(&word, (const char *)from + half, half);
    memcpy((char *)to + half, &word, half);
}

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

/* The last operand of arithmetic. */
static inline const struct value *op_last(const struct vm *vm,
                                          const struct instruction *i)
{
    return i->d & D_CONSTANT ? &vm->code->constant[i->c] : &vm->r[i->c];
}

/* Keeps a choice of the next instruction a branch, which is guessed: reckoned from what
 * was compared, every instruction behind it would wait for that. */
#define KEEP_BRANCH() __asm__ volatile("")

/* Behind arithmetic that gave a number, which takes no name. */
static inline const struct instruction *op_behind(const struct instruction *i)
{
    if (i->d & D_NAMED) {
        KEEP_BRANCH();
        return i + 2;
    }
    return i + 1;
}

/* Where a jump goes that is taken when something holds. */
static inline const struct instruction *op_jumped(const struct instruction *i,
                                                  bool holds)
{
    if (holds)
        return i + 1 + i->jump;
    KEEP_BRANCH();
    return i + 1;
}

/* Behind a test: past the jump, or where that goes. */
static inline const struct instruction *op_tested(const struct instruction *i,
                                                  bool holds)
{
    if (holds) {
        KEEP_BRANCH();
        return i + 2;
    }
    return i + 2 + i[1].jump;
}

#define OP_ARITHMETIC(NAME, overflow, sign)                                            \
    OP(NAME)                                                                           \
    {                                                                                  \
        const struct value *b = &vm->r[i->b], *c = op_last(vm, i);                     \
        int64_t whole;                                                                 \
        double x, y;                                                                   \
        if (b->kind == VALUE_INTEGER && c->kind == VALUE_INTEGER &&                    \
            !overflow(b->integer, c->integer, &whole))                                 \
            vm->r[i->a] = value_integer(whole);                                        \
        else if (op_numbers(b, c, &x, &y))                                             \
            vm->r[i->a] = value_number(x sign y, MEASURE_NONE);                        \
        else                                                                           \
            return vm_binary(vm, i);                                                   \
        return op_behind(i);                                                           \
    }

OP_ARITHMETIC(ADD, __builtin_add_overflow, +)
OP_ARITHMETIC(SUBTRACT, __builtin_sub_overflow, -)
OP_ARITHMETIC(MULTIPLY, __builtin_mul_overflow, *)

OP(DIVIDE)
{
    double x, y;

    if (!op_numbers(&vm->r[i->b], op_last(vm, i), &x, &y) || y == 0.0)
        return vm_binary(vm, i);
    vm->r[i->a] = value_number(x / y, MEASURE_NONE);
    return op_behind(i);
}

OP(REMAINDER)
{
    const struct value *b = &vm->r[i->b], *c = op_last(vm, i);

    if (b->kind != VALUE_INTEGER || c->kind != VALUE_INTEGER || c->integer <= 0)
        return vm_binary(vm, i);
    const int64_t x = b->integer % c->integer;
    vm->r[i->a] = value_integer(x < 0 ? x + c->integer : x);
    return op_behind(i);
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
    return op_behind(i);
}

#define OP_COMPARISON(NAME, sign)                                                      \
    OP(NAME)                                                                           \
    {                                                                                  \
        const struct value *b = &vm->r[i->b], *c = op_last(vm, i);                     \
        double x, y;                                                                   \
        if (b->kind == VALUE_INTEGER && c->kind == VALUE_INTEGER)                      \
            vm->r[i->a] = value_bool(b->integer sign c->integer);                      \
        else if (op_numbers(b, c, &x, &y))                                             \
            vm->r[i->a] = value_bool(x sign y);                                        \
        else                                                                           \
            return vm_binary(vm, i);                                                   \
        return op_behind(i);                                                           \
    }

OP_COMPARISON(EQUAL, ==)
OP_COMPARISON(NOT_EQUAL, !=)
OP_COMPARISON(LESS, <)
OP_COMPARISON(LESS_EQUAL, <=)
OP_COMPARISON(GREATER, >)
OP_COMPARISON(GREATER_EQUAL, >=)

/* Operands of a test, one of which may be a constant. */
static inline const struct value *op_skip_first(const struct vm *vm,
                                                const struct instruction *i)
{
    return i->d & D_CONSTANT_FIRST ? &vm->code->constant[i->a] : &vm->r[i->a];
}

static inline const struct value *op_skip_last(const struct vm *vm,
                                               const struct instruction *i)
{
    return i->d & D_CONSTANT ? &vm->code->constant[i->b] : &vm->r[i->b];
}

#define OP_SKIP(NAME, sign, token)                                                     \
    OP(SKIP_##NAME)                                                                    \
    {                                                                                  \
        const struct value *a = op_skip_first(vm, i), *b = op_skip_last(vm, i);        \
        double x, y;                                                                   \
        if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)                      \
            return op_tested(i, a->integer sign b->integer);                           \
        if (op_numbers(a, b, &x, &y))                                                  \
            return op_tested(i, x sign y);                                             \
        return vm_skip(vm, i, token);                                                  \
    }

OP_SKIP(LESS, <, TOKEN_LESS)
OP_SKIP(LESS_EQUAL, <=, TOKEN_LESS_EQUAL)
OP_SKIP(EQUAL, ==, TOKEN_EQUAL)
OP_SKIP(NOT_EQUAL, !=, TOKEN_NOT_EQUAL)

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

#undef OP
#undef OP_SKIP
#undef OP_COMPARISON
#undef OP_ARITHMETIC

#endif
