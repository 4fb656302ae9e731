/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_EXPORT_H
#define LEAT_LANG_EXPORT_H

/**
 * Functions of a program that are called from outside, `@export func`: what is asked
 * waits for the next frame.
 *
 * Thread:  the one that runs frames, unless a function says otherwise.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>

#include "lang/control_lock.h"

struct argument;
struct ast;
struct compiler;
struct eval;
struct value;

enum { EXPORTS_WAITING_MAX = 256, EXPORTS_FAILURES = 8 };

/** A function as others know it. */
struct exported {
    const char *name;
    const char *signature; /* "pluck(note, level = ...)" */
    const struct ast *func;
    uint16_t global; /* register of the program that has it */
    uint32_t n_params, n_needed;
};

/** Calls that failed in one frame, and why. */
struct export_failure {
    int first, last; /* numbers; 0: none */
    struct leat_finding why;
};

struct exports {
    struct control_lock *lock; /* of all below */
    const struct exported *at; /* these stay */
    uint32_t n;
    struct export_call *first, *last;
    uint32_t n_waiting;
    int newest, done; /* numbers of the newest call, and of the last that was taken */
    struct export_failure failure[EXPORTS_FAILURES];
    uint32_t n_failures; /* ever */
};

/** Errors: LEAT_ERR_NOMEM. */
int exports_create(struct exports *exports);
void exports_finish(struct exports *exports);

/** Find what is marked in a program that was compiled, in the compiler's arena. Errors:
 * as arena_take(). */
int exports_find(struct exports *exports, const struct compiler *c);

/** Call what was asked for since.  Errors: false, and something was reported. */
bool exports_run(struct exports *exports, struct eval *e);

/** A function that is given as it is, or by the name under which it is exported.
 * Errors: poison after E201, E306. */
struct value exports_function(struct eval *e, const struct argument *argument);

#endif
