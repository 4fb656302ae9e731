/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VM_H
#define LEAT_LANG_VM_H

/**
 * The machine that runs the code of a program.
 *
 * An error of the program is reported, and what it spoils is poison, which nothing more
 * is said about; so one run finds many errors.  Inside `try`, and once the program
 * plays, an error is raised instead: it ends what runs, up to who handles it.
 *
 * Owns:    the registers of all calls; values belong to the heap.
 * Thread:  any, one at a time.
 */

#include "lang/code.h"
#include "lang/eval.h"
#include "lang/schedule.h"

enum {
    VM_CALLS_MAX = 512,        /* functions inside each other */
    VM_REGISTERS = 1 << 17,    /* of all calls together */
    VM_TRIES_MAX = 256,        /* `try` and `?` inside each other */
    VM_NATIVE_CALLS_MAX = 100, /* runs inside words of the language, such as map */
};

/** A call that runs. */
struct frame {
    const struct code *code;
    const struct instruction *at; /* the call that it has made */
    const struct closure *closure;
    uint32_t base; /* of its registers */
    uint64_t path; /* how it was reached, for the identity of what it makes */
};

/** Who handles errors, innermost last. */
struct handler {
    uint32_t n_frames;
    uint64_t path;
    const struct instruction *at; /* of its TRY */
    struct draft_turn turn;       /* what was due, */
    int64_t event;                /* and when */
    bool is_due;
    struct leat_finding *outer; /* where errors were kept before */
    struct leat_finding kept;
};

/** What runs every frame. */
struct body {
    const struct instruction *at; /* of the program; NULL: a function */
    const struct closure *closure;
    struct span span;
    uint64_t path;
};

struct vm {
    struct eval *e;
    struct value *r;         /* registers of the call that runs */
    const struct code *code; /* its code */
    const struct closure *closure;
    uint64_t path;
    uint32_t base;
    struct value *stack;
    uint32_t n_frames;
    uint32_t first_frame; /* of the innermost run() */
    struct frame *frame;  /* calls that wait for the one that runs */
    uint32_t n_handlers, first_handler;
    struct handler *handler;
    uint32_t n_runs;
    bool is_strict;      /* errors are raised even without a handler */
    bool raising;        /* towards a run further out */
    bool is_over;        /* nothing more may run */
    bool failed;         /* an error ended what runs every frame */
    struct value result; /* of the run that has ended */
    int64_t steps_left;
    const struct instruction *next_statement; /* of the program itself */
    uint32_t n_said;   /* errors before the statement of the program began */
    struct body *body; /* what runs every frame */
    uint32_t n_bodies, room_bodies;
    struct schedules schedules;
};

/** Errors: LEAT_ERR_NOMEM. */
int vm_init(struct vm *vm, struct eval *e);
void vm_finish(struct vm *vm);

/** Run a program's code from its beginning; its globals stay. */
void vm_run_program(struct vm *vm, const struct code *program, int64_t steps);

/** Run what runs every frame.  Returns false when an error ended it. */
bool vm_run_frame(struct vm *vm, int64_t steps);

/** End the frame where it is: nothing handles the error that is reported next. */
void vm_give_up(struct vm *vm);

/** Give back memory that nothing leads to.  Between two frames only. */
void vm_collect(struct vm *vm);

/** Call a closure or a method from a word of the language.  Poison after an error. */
struct value vm_call(struct vm *vm, struct value callee,
                     const struct argument *argument, uint32_t n, struct span span);

/** Run from an instruction until its call returns. */
void vm_run(struct vm *vm, const struct instruction *i);

/* Inside: what instructions do beyond the simplest. */

const struct instruction *vm_raise(struct vm *vm, const struct instruction *i);
/** Keep a result and go on, or raise and leave the register as it was. */
const struct instruction *vm_finish_value(struct vm *vm, const struct instruction *i,
                                          uint16_t dst, struct value value);
const struct instruction *vm_binary(struct vm *vm, const struct instruction *i);
const struct instruction *vm_call_register(struct vm *vm, const struct instruction *i);
const struct instruction *vm_call_method(struct vm *vm, const struct instruction *i);
const struct instruction *vm_return(struct vm *vm, struct value value);
/** A value as the annotation of a field asks for it. */
struct value vm_field_value(struct vm *vm, const struct field *field,
                            struct value value, struct span span);
struct span vm_span(const struct vm *vm, const struct instruction *i);
/** Give what is made now its identity. */
void vm_site(struct vm *vm, const struct instruction *i);
/** Which field of a class or an enum has a name, or -1. */
int vm_field_index(const struct type *type, uint32_t name);
/** Registers behind those of the call that runs. */
static inline uint32_t vm_top(const struct vm *vm)
{
    return vm->base + (vm->code ? vm->code->n_registers : 0);
}

#endif
