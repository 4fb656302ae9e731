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

#include "lang/vm_frame.h"
#include "lang/vm_number.h"

/* Instructions that vm_value.c and vm_flow.c hold. */
#define OP_DECLARE(name)                                                               \
    const struct instruction *op_##name(struct vm *vm, const struct instruction *i)
OP_DECLARE(CHECK);
OP_DECLARE(CLOSURE);
OP_DECLARE(TYPE);
OP_DECLARE(FEEDBACK);
OP_DECLARE(IN);
OP_DECLARE(NEGATE);
OP_DECLARE(BARS);
OP_DECLARE(TEXT);
OP_DECLARE(LIST);
OP_DECLARE(TUPLE);
OP_DECLARE(MAP);
OP_DECLARE(PUT);
OP_DECLARE(PUT_KEY);
OP_DECLARE(SPREAD);
OP_DECLARE(RANGE);
OP_DECLARE(SET_ITEM);
OP_DECLARE(SLICE);
OP_DECLARE(GET_FIELD);
OP_DECLARE(SET_FIELD);
OP_DECLARE(PIPE);
OP_DECLARE(AS_CHAIN);
OP_DECLARE(SETTLE);
OP_DECLARE(FOR);
OP_DECLARE(FOR_END);
OP_DECLARE(UNPACK);
OP_DECLARE(UNPACK_REST);
OP_DECLARE(MATCH_WORD);
OP_DECLARE(MATCH_COUNT);
OP_DECLARE(MATCH_LEAST);
OP_DECLARE(MATCH_VARIANT);
OP_DECLARE(MATCH_FIELD);
OP_DECLARE(NO_MATCH);
OP_DECLARE(TRY);
OP_DECLARE(TRY_END);
OP_DECLARE(PROPAGATE);
OP_DECLARE(FAIL);
OP_DECLARE(CONVERT);
OP_DECLARE(LIMIT);
OP_DECLARE(SCHEDULE);
OP_DECLARE(AFTER);
OP_DECLARE(DUE);
OP_DECLARE(DUE_END);
OP_DECLARE(BODY);
OP_DECLARE(BODY_OF);
OP_DECLARE(BODY_END);
OP_DECLARE(CALL_METHOD);
OP_DECLARE(NEXT_PAIR);
OP_DECLARE(POWER);
OP_DECLARE(NEW_BOX);
#undef OP_DECLARE

/** Variables and the controls that they are assigned from. */
const struct instruction *op_BIND(struct vm *vm, const struct instruction *i);
const struct instruction *op_STEER(struct vm *vm, const struct instruction *i);

/** Errors of what is looked for. */
const struct instruction *vm_unset(struct vm *vm, const struct instruction *i,
                                   uint32_t name);
const struct instruction *vm_condition(struct vm *vm, const struct instruction *i,
                                       bool wanted);
/** Whether a is null, None or a stream that has nothing to say. */
bool vm_is_nothing(struct vm *vm, const struct instruction *i);
const struct instruction *vm_item(struct vm *vm, const struct instruction *i);
const struct instruction *vm_out_of_steps(struct vm *vm, const struct instruction *i);

#define OP(name)                                                                       \
    static inline const struct instruction *op_##name(struct vm *vm,                   \
                                                      const struct instruction *i)

OP(MOVE)
{
    op_move(&vm->r[i->a], &vm->r[i->b]);
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
    op_move(&vm->r[i->a], &vm->stack[i->b]);
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
        return op_jumped(i, a->is_true);
    return vm_condition(vm, i, true);
}

OP(JUMP_IF_NOT)
{
    const struct value *a = &vm->r[i->a];

    if (a->kind == VALUE_BOOL)
        return op_jumped(i, !a->is_true);
    return vm_condition(vm, i, false);
}

static inline bool op_is_nothing(const struct value *v)
{
    return v->kind == VALUE_NULL ||
           ((v->kind == VALUE_VARIANT || v->kind == VALUE_SYMBOL) && !value_is_true(v));
}

OP(JUMP_IF_NULL)
{
    return op_jumped(i, vm_is_nothing(vm, i));
}

OP(JUMP_IF_VALUE)
{
    return op_jumped(i, !vm_is_nothing(vm, i));
}

OP(JUMP_IF_SET)
{
    return op_jumped(i, vm->r[i->a].kind != VALUE_UNSET);
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

OP(STATEMENT)
{
    vm->next_statement = i + 1 + i->jump;
    vm->n_said = report_said(vm->e->report);
    eval_begin_statement(vm->e, vm_span(vm, i));
    return i + 1;
}

#undef OP

#endif
