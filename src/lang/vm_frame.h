/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VM_FRAME_H
#define LEAT_LANG_VM_FRAME_H

/**
 * Functions begin and end, whole here, since programs call them all the time.
 *
 * Thread:  any, one at a time.
 */

#include "lang/vm_number.h"

/** Go back to where the call was made that a frame is of. */
static inline void vm_leave(struct vm *vm, const struct frame *f)
{
    vm->n_frames = (uint32_t)(f - vm->frame);
    vm->code = f->code;
    vm->closure = f->closure;
    vm->base = f->base;
    vm->path = f->path;
    vm->r = vm->stack + f->base;
}

/** Whether a function's registers find room from `base` on. */
static inline bool vm_has_room(const struct vm *vm, const struct code *code,
                               uint32_t base)
{
    return vm->n_frames < VM_CALLS_MAX && base + code->n_registers < VM_REGISTERS;
}

/** Whether the arguments stand where the parameters of a function do. */
static inline bool vm_is_plain(const struct shape *shape, const struct code *code)
{
    return !shape->has_names && !shape->has_spread && shape->n == code->n_params;
}

/** Begin a function whose parameters are in place; its variables have no value. */
static inline const struct instruction *vm_enter(struct vm *vm,
                                                 const struct instruction *i,
                                                 const struct closure *closure,
                                                 uint32_t base)
{
    const struct code *code = closure->code;
    const uint32_t n = code->n_params + code->is_method;

    vm->steps_left -= code->n;
    vm->frame[vm->n_frames++] =
        (struct frame){vm->code, i, vm->closure, vm->base, vm->path};
    if (i)
        vm->path = (vm->path ^ vm->code->site[i - vm->code->at]) *
                   UINT64_C(0xD6E8FEB86659FD93);
    vm->code = code;
    vm->closure = closure;
    vm->base = base;
    vm->r = vm->stack + base;
    for (uint32_t k = n; k < code->n_variables; k++)
        vm->r[k] = (struct value){.kind = VALUE_UNSET};
    return code->at;
}

static inline const struct instruction *op_CALL(struct vm *vm,
                                                const struct instruction *i)
{
    const struct value *callee = &vm->r[i->a];
    const struct shape *shape = vm->code->shape[i->b];
    const uint32_t base = vm->base + i->a + 1u;

    if (callee->kind == VALUE_CLOSURE && !callee->closure->code->is_method &&
        vm_is_plain(shape, callee->closure->code) && vm->steps_left > 0 &&
        vm_has_room(vm, callee->closure->code, base + shape->n))
        return vm_enter(vm, i, callee->closure, base);
    return vm_call_register(vm, i);
}

static inline const struct instruction *op_RETURN(struct vm *vm,
                                                  const struct instruction *i)
{
    const struct value *v = &vm->r[i->a];

    if (vm->n_frames == vm->first_frame || v->kind == VALUE_POISON)
        return vm_return(vm, *v);
    const struct frame *f = &vm->frame[vm->n_frames - 1];
    vm_leave(vm, f);
    op_move(&vm->r[f->at->c], v);
    return f->at + 1;
}

#endif
