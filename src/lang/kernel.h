/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_KERNEL_H
#define LEAT_LANG_KERNEL_H

/**
 * Functions of a program that run for every sample, as nodes of class `kernel`.
 *
 * What such a function shares with the program is a number: one that it only reads
 * becomes a setting of the node, one that it assigns is a state of it.
 *
 * Source:  language reference, section 6.4.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

enum kernel_form {
    KERNEL_OF_SAMPLES, /* |x, i| expression */
    KERNEL_OF_BUFFERS, /* |b| { for i in 0..b.length { b[i] = ... } } */
};

/** A stream through a function.  Errors: poison after E607, E306. */
struct value kernel_apply(struct eval *e, struct value stream,
                          const struct argument *function, enum kernel_form form,
                          struct span span);

#endif
