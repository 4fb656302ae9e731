/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VALUE_H
#define LEAT_LANG_VALUE_H

/**
 * What expressions are worth.
 *
 * Owns:    an arena holds what values point to; values are copied freely.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/node.h>

#include "lang/ast.h"
#include "lang/unit.h"

enum value_kind {
    VALUE_POISON, /* an error was said about it; nothing more is */
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INTEGER,
    VALUE_NUMBER, /* a float, or a quantity in the base unit of its measure */
    VALUE_TEXT,
    VALUE_COLOUR,
    VALUE_SIZE,
    VALUE_SYMBOL, /* a capitalised name that nothing declares */
    VALUE_RANGE,
    VALUE_LIST,
    VALUE_TUPLE,
    VALUE_RECORD,
    VALUE_FUNCTION,
    VALUE_CHAIN,
    VALUE_STREAM,
};

struct value;

/** An output port with what happens on the way from it: gain * sample + offset, z^-d.
 */
struct stream {
    uint32_t node, port; /* node of the draft, index among its outputs */
    enum leat_stream type;
    double gain, offset;
    enum measure measure;  /* of gain and offset, which a parameter will take */
    uint32_t delay_frames; /* above 0: it arrives by a feedback link */
    bool is_sum;           /* of `a + b`, which nothing else has seen yet */
};

struct range {
    double first, last, step;
    bool closed;
};

struct entry {
    uint32_t name;
    struct span span;
    const struct value *value;
};

/** What a name in front of ( may stand for. */
struct function {
    const struct leat_node_class *class; /* a class of nodes, */
    const struct builtin *builtin;       /* a word of the language, */
    const struct ast *user;              /* or a FUNC of the program */
    const char *name;
};

struct value {
    uint8_t kind;         /* enum value_kind */
    enum measure measure; /* NUMBER */
    uint32_t n;           /* items, entries, steps, bytes */
    union {
        bool is_true;
        int64_t integer;
        double number;
        uint32_t colour;
        uint32_t size[2];
        const char *text; /* TEXT, SYMBOL; ends with 0 */
        const struct range *range;
        const struct value *item;
        const struct entry *entry;
        const struct function *function;
        const struct step *step;
        const struct stream *stream;
    };
};

/** An argument of a call; `name` is 0 for one by position. */
struct argument {
    uint32_t name;
    struct span span;
    struct value value;
};

/** One call of a chain, without its input. */
struct step {
    const struct function *function;
    const struct argument *argument;
    uint32_t n;
    struct span span;
};

static inline struct value value_poison(void)
{
    return (struct value){.kind = VALUE_POISON};
}

static inline struct value value_null(void)
{
    return (struct value){.kind = VALUE_NULL};
}

static inline struct value value_number(double number, enum measure measure)
{
    return (struct value){.kind = VALUE_NUMBER, .measure = measure, .number = number};
}

static inline struct value value_integer(int64_t integer)
{
    return (struct value){.kind = VALUE_INTEGER, .integer = integer};
}

static inline struct value value_bool(bool is_true)
{
    return (struct value){.kind = VALUE_BOOL, .is_true = is_true};
}

static inline struct value value_text(const char *text, size_t size)
{
    return (struct value){.kind = VALUE_TEXT, .n = (uint32_t)size, .text = text};
}

/** Whether it is an integer, a float or a quantity; its number in the base unit. */
bool value_is_number(const struct value *value);
double value_as_number(const struct value *value);

bool value_is_true(const struct value *value);
bool value_equal(const struct value *a, const struct value *b);

/** A list that holds a stream. */
bool value_is_streams(const struct value *value);

/** "Number", "a frequency", "Text", "List", ... as messages say it. */
const char *value_kind_name(const struct value *value);

/**
 * A value as `print` writes it; `in_message` puts quotes around texts.
 *
 * Shape:   as str_format().
 */
size_t value_print(const struct value *value, bool in_message, char *text, size_t size);

#endif
