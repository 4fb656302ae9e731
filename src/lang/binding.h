/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BINDING_H
#define LEAT_LANG_BINDING_H

/**
 * A call of a class while its arguments find their places: inputs take streams,
 * settings take the rest, by position or by name.
 *
 * Source:  language reference, sections 2.1, 6.1 and 6.2.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/* A stream that moves a parameter. */
struct mover {
    const struct stream *stream;
    struct span span;
};

/* A call of a class while its arguments find their places. */
struct binding {
    const struct leat_node_class *class;
    const char *name; /* that it was called by */
    struct span span;
    struct draft_param *param; /* by parameter; span.end 0: not given */
    struct mover *mover;       /* by parameter */
    const struct argument *input[LEAT_MAX_PORTS];
    const struct argument **more; /* further streams for the first input */
    uint32_t n_more, n_given;     /* positions that were taken by parameters */
    bool good;
};

/** Begin a call with at most `n` arguments.  Errors: false when memory is out. */
bool binding_init(struct eval *e, struct binding *b, const struct function *function,
                  uint32_t n, struct span span);

/** Put arguments into their places; what does not fit is reported, and not good. */
void binding_fill(struct eval *e, struct binding *b, const struct argument *argument,
                  uint32_t n);

/** Whether the first input of a class takes as many streams as are given. */
bool binding_gathers(const struct leat_node_class *class);

static inline bool binding_is_stream(const struct value *v)
{
    return v->kind == VALUE_STREAM || v->kind == VALUE_CHAIN;
}

#endif
