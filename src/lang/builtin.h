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
    BUILTIN_WITHOUT_BRACKETS = 8,    /* `Graphics.width` is a value */
    BUILTIN_GIVES_UNIT = 4,          /* its number measures something */
    BUILTIN_KEEPS_UNIT = 16,         /* its number has the unit of what it was given */
    BUILTIN_IS_WHOLE = 32,           /* when it fails, the graph is as it was before */
    BUILTIN_SHARE_1 = 1 << 8,        /* the first of its values may have units, */
    BUILTIN_SHARE_2 = 2 << 8,        /* the first two, which measure the same, */
    BUILTIN_SHARE_3 = 3 << 8,        /* or the first three */
    BUILTIN_CONTAINER = 64,          /* the block behind it runs in place */
    BUILTIN_CALLBACK = 128,          /* the block behind it is its `action` */
    BUILTIN_TAKES_RECORD = 1 << 11,  /* a record is a value of it; else it spreads */
    BUILTIN_IS_PLANNED = 1 << 16,    /* settings that it does not know are for later */
    BUILTIN_OF_FRAME = 1 << 12,      /* what it gives may change with every frame */
    BUILTIN_CONTROL = 1 << 10,       /* what is assigned from it straight moves it */
    BUILTIN_WALL_CLOCK = 1 << 13,    /* no two runs of a program with it are alike */
    BUILTIN_LAYER = 1 << 14,         /* a container whose end is told to
                                        builtin_layer_end */
    BUILTIN_LATER = 1 << 15,         /* planned: W206, and it does nothing */
    BUILTIN_TAKES_SAMPLES = 1 << 18, /* a list of samples may stand for its stream */
    BUILTIN_OF_MODULE = 1 << 17, /* it is there behind the name of its module alone */
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

/** The entries of a map that is the only argument, as arguments by name; others stay.
 * Errors: NULL without memory. */
const struct argument *builtin_unpack(struct eval *e, const struct argument *argument,
                                      uint32_t *n);

/** A stream delayed so that its beats fall on lines that many beats apart
 * (builtin_sync.c). */
struct value builtin_on_beat(struct eval *e, struct value x, double beats,
                             const char *word, struct span span);

/** A stream that is transposed into a key, the shortest way from its own
 * (builtin_composer.c).  Errors: poison, E306. */
struct value builtin_in_key(struct eval *e, struct value stream,
                            const struct argument *key, struct span span);

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

/** What `loop at 30.hz` says before anything of the loop runs (builtin_time.c). */
extern const struct builtin builtin_loop_at;

/** Lays down the layer that was begun last (builtin_picture.c). */
extern const struct builtin builtin_layer_end;

/** Tables of words; each ends with one that has no name. */
extern const struct builtin builtin_audio[], builtin_graphics[], builtin_gui[],
    builtin_play[], builtin_math[], builtin_random[], builtin_music[], builtin_colour[],
    builtin_generate[], builtin_notes[], builtin_terrain[], builtin_describe[],
    builtin_time[], builtin_timeline[], builtin_tempo[], builtin_context[],
    builtin_composer[], builtin_layer[], builtin_route[], builtin_rule[],
    builtin_buffer[], builtin_stream[], builtin_sync[], builtin_file[], builtin_sound[],
    builtin_effect[], builtin_drop[], builtin_health[], builtin_visual[],
    builtin_later[], builtin_record[], builtin_hardware[], builtin_looper[],
    builtin_listen[], builtin_engine[], builtin_kernel[], builtin_picture[],
    builtin_particles[], builtin_garden[], builtin_kind[], builtin_timelapse[];

/** A kind of stream with its settings, such as `File { path: "a.wav" }`: a map of them
 * and of its name under `kind` (builtin_kind.c).  Shape: null where the name is none.
 */
struct value builtin_kind_value(struct eval *e, const char *name,
                                const struct argument *argument, uint32_t n,
                                struct span span);

/** A condition of a rule, or of a link, whose nodes are indices of the draft plus 1
 * (builtin_rule.c).  Errors: false after E306, E407, E601. */
bool builtin_condition(struct eval *e, const struct argument *argument,
                       struct leat_condition *out);

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
