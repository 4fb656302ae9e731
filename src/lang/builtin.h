/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUILTIN_H
#define LEAT_LANG_BUILTIN_H

/**
 * Words of the language that are no classes of nodes: merge, branch, print, sqrt, ...
 *
 * Thread:  any.
 */

#include "lang/eval.h"

enum { BUILTIN_PARAMS_MAX = 8 };

enum {
    BUILTIN_TAKES_STREAM = 1, /* without its first parameter, a stream, it is a chain */
    BUILTIN_GATHERS = 2,      /* takes any number of arguments as they are */
    BUILTIN_WITHOUT_BRACKETS = 8, /* `Graphics.width` is a value */
    BUILTIN_GIVES_UNIT = 4,       /* its number measures something */
    BUILTIN_KEEPS_UNIT = 16,      /* its number has the unit of what it was given */
    BUILTIN_IS_WHOLE = 32,        /* when it fails, the graph is as it was before */
    BUILTIN_SHARE_1 = 1 << 8,     /* the first of its values may have units, */
    BUILTIN_SHARE_2 = 2 << 8,     /* the first two, which measure the same, */
    BUILTIN_SHARE_3 = 3 << 8,     /* or the first three */
    BUILTIN_CONTAINER = 64,       /* the block behind it runs in place */
    BUILTIN_CALLBACK = 128,       /* the block behind it is its `action` */
    BUILTIN_CONTROL = 1 << 10,    /* what is assigned from it straight moves it */
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

/**
 * Put arguments into the order of `params`, the first `n_needed` of which are needed;
 * those left out are null.
 *
 * Shape:   out[BUILTIN_PARAMS_MAX].
 * Errors:  false after E403, E404, E405.
 */
bool builtin_order(struct eval *e, const char *name, const char *params,
                   uint32_t n_needed, const struct argument *argument, uint32_t n,
                   struct span span, struct argument *out);

/** A stream delayed so that its beats fall on lines that many beats apart
 * (builtin_sync.c). */
struct value builtin_on_beat(struct eval *e, struct value x, double beats,
                             const char *word, struct span span);

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
extern const struct builtin builtin_audio[], builtin_graphics[], builtin_gui[],
    builtin_play[], builtin_math[], builtin_random[], builtin_music[], builtin_colour[],
    builtin_generate[], builtin_notes[], builtin_terrain[], builtin_describe[],
    builtin_time[], builtin_context[], builtin_composer[], builtin_layer[],
    builtin_route[], builtin_stream[], builtin_sync[];

/** What words of numbers do with any values: units are looked at, and what is wrong
 * said (builtin_number.c). */
struct value builtin_number(struct eval *e, const struct builtin *self,
                            const struct argument *argument, uint32_t n,
                            struct span span);
/** min and max of two values or more, or of one list. */
struct value builtin_extreme(struct eval *e, const struct builtin *self,
                             const struct argument *argument, uint32_t n,
                             struct span span);

/**
 * n numbers in the unit that the first of them with a unit has.
 *
 * Errors:  false after E303 or E306, or when one is poison.
 */
bool builtin_numbers(struct eval *e, const struct builtin *self,
                     const struct argument *argument, uint32_t n, double *out,
                     enum measure *measure);
/** E407 */
struct value builtin_cannot(struct eval *e, const struct builtin *self,
                            struct span span, const char *why);

#endif
