/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_THING_H
#define LEAT_LANG_THING_H

/**
 * Things of the language's own: what a word such as `Looper.new()` gives, with methods
 * that are written in C.
 *
 * Owns:    the heap of a program holds them, and looks through what they hold.
 * Thread:  any, one at a time.
 */

#include "lang/method.h"

struct thing;

/** What things of one kind have in common. */
struct thing_class {
    const char *name; /* as messages say it: "a looper" */
    const struct method_word
        *methods; /* the last has no name; `kinds` is not looked at */
    /* Where the thing stands for a stream: that stream.  NULL: nowhere. */
    struct value (*stream)(struct eval *e, struct thing *self, struct span span);
    /* Where the thing is drawn: a list of rows of numbers.  NULL: as a stream is. */
    struct value (*rows)(struct eval *e, const struct thing *self);
    /* Answers what none of the methods is; NULL: E202. */
    const struct method_word *any;
    /* Where the thing stands for a value that it holds: that value.  NULL: nowhere. */
    struct value (*value)(const struct thing *self);
    bool is_quiet; /* that stream is no sound: as a statement it stands for nothing */
    /* Assign a field.  Errors: false after E202 or E306.  NULL: there is none. */
    bool (*set)(struct eval *e, struct thing *self, const char *field,
                struct value value, struct span span);
    /* It is planned: all fields are null, and methods give nothing. */
    bool is_inert;
    /* Do what is due up to the end of this frame (ticking.h).  Errors: false, and it
     * was reported.  NULL: it does nothing by itself. */
    bool (*tick)(struct eval *e, struct thing *self);
};

/** The first member of the struct of each kind. */
struct thing {
    const struct thing_class *class;
};

/**
 * A thing of `bytes`, its struct, zeroed but for its class.
 *
 * Errors:  poison without memory.
 */
struct value thing_new(struct eval *e, const struct thing_class *class, size_t bytes);

/** A thing that stands for a value as that value; other values stay. */
struct value thing_as_value(struct value value);

/** The same, and a thing that stands for a stream as that stream. */
struct value thing_as_stream(struct eval *e, struct value value, struct span span);

/** thing.field = value.  Errors: false after E202 and those of its class. */
bool thing_set(struct eval *e, struct value thing, const char *field,
               struct value value, struct span span);

/** What a planned word gives (builtin_garden.c). */
extern const struct thing_class thing_inert;

/** All classes in turn, for help; NULL past the last. */
const struct thing_class *thing_class_at(size_t index);

#endif
