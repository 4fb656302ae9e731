/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUILTIN_H
#define LEAT_LANG_BUILTIN_H

/**
 * Words of the language that are no classes of nodes: merge, branch, print, sqrt, ...
 *
 * Thread:  any.
 */

#include "lang/eval.h"

enum { BUILTIN_PARAMS_MAX = 6 };

enum {
    BUILTIN_TAKES_STREAM = 1, /* without its first parameter, a stream, it is a chain */
    BUILTIN_GATHERS = 2,      /* takes any number of arguments as they are */
    BUILTIN_WITHOUT_BRACKETS = 8, /* `Graphics.width` is a value */
    BUILTIN_GIVES_UNIT = 4,       /* its number measures something */
    BUILTIN_CONTAINER = 16,       /* the block behind it runs in place */
    BUILTIN_CALLBACK = 32,        /* the block behind it is its `action` */
    BUILTIN_CONTROL = 64,         /* what is assigned from it straight moves it */
};

struct builtin {
    const char *name;
    const char *params; /* with blanks between */
    uint32_t n_needed;  /* of them; the rest may be left out */
    uint32_t flags;
    /* Shape: argument[i] is the i-th parameter, VALUE_NULL when it was left out; or,
     * for one that gathers, the i-th of n arguments. */
    struct value (*call)(struct eval *e, const struct builtin *self,
                         const struct argument *argument, uint32_t n, struct span span);
    double (*number)(double a, double b, double c); /* for words of numbers */
    const char *summary;                            /* one sentence, shown to users */
    const char *example; /* a program that runs; print() shows what is no stream */
    const char *module;  /* modules that offer it, with blanks between */
};

/** The word of a module, or, with NULL, of any. */
const struct builtin *builtin_find(const char *module, const char *name);
/** NULL past the last. */
const struct builtin *builtin_at(size_t index);

struct value builtin_call(struct eval *e, const struct function *function,
                          const struct argument *argument, uint32_t n,
                          struct span span);

/** voices(n, graph, ...) (eval_voices.c). */
struct value eval_voices(struct eval *e, const struct builtin *self,
                         const struct argument *argument, uint32_t n, struct span span);

/** node(name, class, ...) and link(from, to, ...) (builtin_patch.c). */
struct value builtin_node(struct eval *e, const struct builtin *self,
                          const struct argument *argument, uint32_t n,
                          struct span span);
struct value builtin_link(struct eval *e, const struct builtin *self,
                          const struct argument *argument, uint32_t n,
                          struct span span);

/** Tables of words; each ends with one that has no name. */
extern const struct builtin builtin_graphics[], builtin_gui[], builtin_math[],
    builtin_play[], builtin_time[];

#endif
