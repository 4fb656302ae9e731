/* SPDX-License-Identifier: MIT */
/* vm: runs instructions.  What is not done here in a line or two is done elsewhere. */
#include "lang/vm.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/player.h"
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
    free(vm->body);
    schedules_finish(&vm->schedules);
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

/* Errors: false. */
static bool run_body(struct vm *vm, const struct body *body)
{
    if (body->at) {
        vm_run(vm, body->at);
        return !vm->failed;
    }
    const struct value closure = {.kind = VALUE_CLOSURE, .closure = body->closure};
    return vm_call(vm, closure, NULL, 0, body->span).kind != VALUE_POISON;
}

bool vm_run_frame(struct vm *vm, int64_t steps)
{
    vm->is_strict = true;
    vm->is_over = vm->raising = false;
    vm->steps_left = steps;
    vm->next_statement = NULL; /* an error ends the frame */
    for (uint32_t i = 0; i < vm->n_bodies && !vm->e->err && !vm->is_over; i++) {
        vm->failed = false;
        vm->path = vm->body[i].path;
        vm->e->now.event = vm->e->now.position; /* `return` leaves what is due */
        vm->e->now.is_due = false;
        vm->e->draft->turn = (struct draft_turn){0};
        if (!run_body(vm, &vm->body[i]))
            return false;
    }
    return !vm->is_over && !vm->e->err;
}

void vm_collect(struct vm *vm)
{
    struct draft *d = vm->e->draft;
    const struct heap_root root[] = {
        {vm->e, sizeof(*vm->e)},
        {vm->e->player, sizeof(*vm->e->player)},
        {vm->body, vm->n_bodies * sizeof(*vm->body)},
        {vm->stack, vm->code->n_registers * sizeof(*vm->stack)},
        {d->node, d->n_nodes * sizeof(*d->node)},
        {d->line, d->n_lines * sizeof(*d->line)},
    };

    heap_collect(vm->e->heap, root, sizeof(root) / sizeof(root[0]));
}
