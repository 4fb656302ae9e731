/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VALUE_H
#define LEAT_LANG_VALUE_H

/**
 * What expressions are worth.
 *
 * Owns:    a heap holds what values point to; values are copied freely.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/node.h>

#include "creative/colour.h"
#include "lang/ast.h"
#include "lang/heap.h"
#include "lang/unit.h"

enum value_kind {
    VALUE_POISON, /* an error was said about it; nothing more is */
    VALUE_UNSET,  /* a variable that has no value yet */
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
    VALUE_MAP,
    VALUE_FUNCTION, /* a class of nodes, a word of the language */
    VALUE_CLOSURE,  /* a function of the program with what it remembers */
    VALUE_METHOD,   /* a function of the program and the object it belongs to */
    VALUE_TYPE,     /* a class or an enum of the program */
    VALUE_OBJECT,   /* of a class */
    VALUE_VARIANT,  /* of an enum, with what it carries */
    VALUE_THING,    /* of the language's own, with methods (thing.h) */
    VALUE_CHAIN,
    VALUE_STREAM,
    VALUE_BOX, /* inside the machine: a variable that a closure shares */
    N_VALUE_KINDS
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
    uint32_t frame;        /* of the program that made its node; 0: it lasts */
    bool is_sum;           /* of `a + b`, which nothing else has seen yet */
    struct list *parts;    /* of a group, whose mix it is; NULL: it is none */
};

struct range {
    double first, last, step;
    bool closed;
    bool is_whole; /* it counts in whole numbers */
};

/** What a name in front of ( may stand for. */
struct function {
    const struct leat_node_class *class; /* a class of nodes, */
    const struct builtin *builtin;       /* a word of the language, */
    const struct leat_draw_class *draw;  /* or something to draw */
    const struct builtin *of_values;     /* of the class's name: map(x, a, b, c, d) */
    const char *name;
    bool is_method; /* of its first value: average(list) */
};

struct value {
    uint8_t kind;    /* enum value_kind */
    uint8_t measure; /* enum measure: NUMBER */
    uint16_t cover;  /* COLOUR: its alpha, which value_as_colour() reads */
    union {
        uint32_t n; /* TEXT: bytes; CHAIN: steps; TUPLE: items */
        float red;  /* COLOUR */
    };
    union {
        bool is_true;
        int64_t integer;
        double number;
        float green_blue[2]; /* COLOUR */
        uint32_t size[2];
        const char *text; /* TEXT, SYMBOL; ends with 0 */
        const struct range *range;
        const struct value *item; /* TUPLE */
        struct list *list;
        struct map *map;
        const struct function *function;
        const struct closure *closure;
        const struct method *method;
        const struct type *type;
        struct object *object;
        struct thing *thing;
        const struct variant *variant;
        const struct step *step;
        const struct stream *stream;
        struct value *box;
    };
};
_Static_assert(sizeof(struct value) == 16, "a value is two words");

/** Items of a list, which all who have the list share. */
struct list {
    struct value *item;
    uint32_t n, room;
    uint32_t next; /* the item that tick() gives */
};

struct entry {
    uint32_t name;   /* number in struct names, */
    const char *key; /* and its text there */
    struct span span;
    struct value value;
};

/** Entries of a map in the order in which they were made; each name once. */
struct map {
    struct entry *entry;
    uint32_t n, room;
    uint32_t *bucket; /* of entries, from 1 on, by name; 0: empty; NULL: few entries */
    uint32_t n_buckets; /* a power of two */
};

/** A function of the program and the boxes of what it shares with where it was made. */
struct closure {
    const struct code *code;
    uint32_t n;
    struct value *box[];
};

struct method {
    struct value self;
    const struct closure *closure;
};

/** A class, a struct or an enum of the program. */
struct type {
    const struct ast *ast;
    const char *name;
    bool is_struct, is_enum;
    uint32_t n_fields, n_methods; /* of an enum: its variants, and none */
    const struct field *field;
    const struct field *method;
    const struct closure *defaults; /* gives a list of what the fields begin with */
};

/** Numbers from one to another, both included: what `Float(0..1)` allows. */
struct limits {
    double least, most;
};

struct field {
    uint32_t name;
    uint32_t n;                    /* of a variant: values that it carries */
    const char *key;               /* text of the name */
    const char *type;              /* what an annotation says; NULL: anything */
    const struct limits *limits;   /* what its range allows; NULL: all */
    const struct closure *closure; /* of a method; NULL: it was not understood */
};

struct object {
    const struct type *type;
    struct value field[];
};

struct variant {
    const struct type *type; /* NULL: Some, None, Ok, Err */
    const char *name;
    uint32_t n;
    struct value item[];
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
    return (struct value){
        .kind = VALUE_NUMBER, .measure = (uint8_t)measure, .number = number};
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

/** A colour, whose parts may be outside of [0, 1] but for the alpha, to seven decimals;
 * and back.  The value must be one. */
struct value value_colour(const struct colour *colour);
struct colour value_as_colour(const struct value *value);
/** As it is drawn: 0xRRGGBBAA. */
uint32_t value_rgba(const struct value *value);

/** Whether it is an integer, a float or a quantity; its number in the base unit. */
bool value_is_number(const struct value *value);
double value_as_number(const struct value *value);

/** Items of a list or a tuple; NULL and 0 for what is neither. */
const struct value *value_items(const struct value *value, uint32_t *n);

static inline bool value_is_list(const struct value *value)
{
    return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
}

/** What a text or a bare name says, with its bytes; NULL for any other value, and for a
 * text with a 0 inside. */
const char *value_word(const struct value *value, size_t *size);

/** The entry of a map under a name, or NULL. */
struct entry *value_entry(const struct map *map, uint32_t name);

/** A list of n nulls.  Errors: poison when there is no memory, as with all that makes.
 */
struct value value_new_list(struct heap *heap, uint32_t n);
bool value_push(struct heap *heap, struct list *list, struct value value);

struct value value_new_map(struct heap *heap);
/** Set an entry, or append it; `key` lives as long as the map.  Errors: false. */
bool value_put(struct heap *heap, struct map *map, uint32_t name, const char *key,
               struct span span, struct value value);

/** Take an entry out of its map. */
void value_remove(struct map *map, struct entry *entry);

/** A variant such as Some(x); `name` stays where it is. */
struct value value_new_variant(struct heap *heap, const struct type *type,
                               const char *name, const struct value *item, uint32_t n);

/** What an assignment stores: a copy of a struct, anything else as it is. */
struct value value_copy(struct heap *heap, struct value value);

bool value_is_true(const struct value *value);
/** `n_pairs` becomes how many values it has compared. */
bool value_equal(const struct value *a, const struct value *b, uint32_t *n_pairs);

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
