/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_KERNEL_WRITER_H
#define LEAT_LANG_KERNEL_WRITER_H

/**
 * kernel_writer: the tree of a function while it becomes the words of a kernel.
 *
 * Errors:  functions that give false have reported E607.
 * Thread:  any, one at a time.
 */

#include "base/kernel_code.h"
#include "lang/code.h"
#include "lang/eval.h"

enum { WRITER_NAMES_MAX = 64, WRITER_HOISTED_MAX = 8 };

enum meaning { SAMPLE, INDEX, LOCAL, STATE, PARAM, CONSTANT, BUFFER, TURN };

/** A name inside of the function. */
struct known {
    uint32_t name;
    enum meaning meaning;
    uint32_t at;
    double number;
};

/** A part of the tree whose value was computed before: `b.max()`. */
struct hoisted {
    const struct ast *ast;
    uint32_t local;
    bool is_mean; /* of the sum that it holds */
};

struct writer {
    struct eval *e;
    const struct closure *closure;
    const struct ast *body;
    struct kernel_word word[KERNEL_WORDS]; /* of the pass that is being written */
    uint32_t n, n_before;                  /* of passes before */
    struct known known[WRITER_NAMES_MAX];
    uint32_t n_known, n_locals, n_states, n_params;
    double begin[KERNEL_SLOTS], param[KERNEL_PARAMS];
    uint32_t sample;      /* local that is the sample of a buffer */
    bool in_buffer;       /* of KERNEL_BUFFER samples, which has passes */
    int64_t first, after; /* which of these the pass goes through */
    struct hoisted hoisted[WRITER_HOISTED_MAX];
    uint32_t n_hoisted;
};

/** E607: what the function cannot hold; false. */
bool writer_refuse(struct writer *w, struct span span, const char *what);
/** The same, with a hint of its own. */
bool writer_refuse_with(struct writer *w, struct span span, const char *what,
                        const char *hint);

bool writer_emit(struct writer *w, uint16_t op, uint32_t at, double number,
                 struct span span);

/** NULL after E607. */
struct known *writer_add(struct writer *w, uint32_t name, enum meaning meaning,
                         uint32_t at, struct span span);
struct known *writer_add_local(struct writer *w, uint32_t name, struct span span);
struct known *writer_find(struct writer *w, uint32_t name);

/** What a name holds outside of the function; false when it is nothing outside. */
bool writer_is_outside(const struct writer *w, uint32_t name, struct value *value);

/** A name from outside, as a state, a setting or a number; NULL where there is none, or
 * after E607. */
struct known *writer_capture(struct writer *w, uint32_t name, struct span span);

/** The buffer, by its name. */
bool writer_is_buffer(struct writer *w, const struct ast *ast);
/** `b.length`, `b.len()` or `b.count()` of the buffer. */
bool writer_is_length(struct writer *w, const struct ast *ast);

/** Something that is done, which leaves no value, and something that has one. */
bool writer_statement(struct writer *w, const struct ast *ast);
bool writer_last(struct writer *w, const struct ast *ast);

const char *writer_text(const struct writer *w, uint32_t name);

/** Whether something in a tree assigns a name, or has it at all. */
bool writer_assigns(const struct ast *ast, uint32_t name);
bool writer_mentions(const struct ast *ast, uint32_t name);

/** A number as a word of its own, with a blank behind it; returns its bytes. */
enum { WRITER_HEX_BYTES = 18 };
size_t writer_hex(char *text, char sign, double number);

/** The words of the pass as text, on the program's heap, with a blank behind each; NULL
 * without memory. */
const char *writer_words(const struct writer *w);

/**
 * |b| { ... }: passes over a buffer.  The code as text is as kernel_code.h has it, but
 * for what its states begin with.
 *
 * Errors:  NULL after E607, or without memory.
 */
const char *writer_buffer(struct writer *w, const struct ast *body);

#endif
