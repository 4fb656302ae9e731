/* SPDX-License-Identifier: MIT */
/* vm: runs instructions.  What is not done here in a line or two is done elsewhere. */
#include "lang/vm.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/vm_op.h"

int vm_init(struct vm *vm, struct eval *e)
{
    *vm = (struct vm){.e = e};
    vm->stack = calloc(VM_REGISTERS, sizeof(*vm->stack));
    vm->frame = calloc(VM_CALLS_MAX, sizeof(*vm->frame));
    vm->handler = calloc(VM_TRIES_MAX, sizeof(*vm->handler));
    if (!vm->stack || !vm->frame || !vm->handler) {
        vm_finish(vm);
        return LEAT_ERR_NOMEM;
    }
    e->vm = vm;
    return 0;
}

void vm_finish(struct vm *vm)
{
    free(vm->stack);
    free(vm->frame);
    free(vm->handler);
    *vm = (struct vm){0};
}

void vm_run(struct vm *vm, const struct instruction *i)
{
    /* A jump behind each instruction is guessed better than one that all share. */
    static const void *const to[] = {
#define X(name) &&do_##name,
        OP_LIST(X)
#undef X
    };

    if (!i)
        return;
    goto *to[i->op];
#define X(name)                                                                        \
    do_##name : i = op_##name(vm, i);                                                  \
    if (!i)                                                                            \
        return;                                                                        \
    goto *to[i->op];
    OP_LIST(X)
#undef X
}

void vm_run_program(struct vm *vm, const struct code *program, int64_t steps)
{
    vm->code = program;
    vm->r = vm->stack;
    vm->steps_left = steps;
    for (uint32_t i = 0; i < program->n_registers; i++)
        vm->stack[i] = (struct value){.kind = VALUE_UNSET};
    vm_run(vm, program->at);
}
