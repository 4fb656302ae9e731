/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CARRY_H
#define LEAT_LANG_CARRY_H

/**
 * carry: variables of a program that go on in the one that takes over: those that both
 * declare with `let mut` at their top, from the same text.
 *
 * What they hold goes over as a copy: numbers, truths, texts, colours, and Lists,
 * tuples and Maps of these.  A variable that holds anything else begins anew.
 *
 * Source:  language reference, section 5, "Reload".
 * Thread:  while no frame of either runs.
 */

#include <stdint.h>

#include "lang/compile.h"
#include "lang/heap.h"
#include "lang/names.h"

struct vm;

/** A variable that goes on. */
struct carried {
    const char *name;
    struct span initialiser; /* in the text of its program */
    uint16_t global;         /* register */
};

/** Those of a program. */
struct carry {
    const struct script *script;
    struct heap *heap;
    struct names *names;
    struct vm *vm;
    struct carried *at;
    uint32_t n;
};

/** Note what a program declares, behind its compilation.  Errors: LEAT_ERR_NOMEM. */
int carry_note(struct carry *carry, const struct compiler *c,
               const struct ast *program);

/** Let values of the program before go on. */
void carry_over(struct carry *to, const struct carry *from);

#endif
