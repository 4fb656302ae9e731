/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_METHOD_H
#define LEAT_LANG_METHOD_H

/**
 * What values can be asked behind a dot, and their items.
 *
 * Source:  language reference, section 3.2.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

enum { METHOD_WITHOUT_BRACKETS = 1 }; /* `list.length` as well as `list.length()` */

/** A method of some kinds of values. */
struct method_word {
    const char *name;
    const char *params;      /* with blanks between, for messages */
    uint8_t n_least, n_most; /* arguments, by position */
    uint8_t flags;
    uint32_t kinds; /* 1 << VALUE_... of those that have it */
    /* Shape: argument[i].value is the i-th of n; none of them is poison. */
    struct value (*call)(struct eval *e, struct value self,
                         const struct argument *argument, uint32_t n, struct span span);
    const char *summary; /* one sentence, shown to users */
};

/** The method of that name, or NULL. */
const struct method_word *method_find(const struct value *self, const char *name);
/** All of them in turn; NULL past the last. */
const struct method_word *method_at(size_t index);

/** Tables of methods; each ends with one that has no name. */
extern const struct method_word method_list[], method_map[], method_text[],
    method_number[], method_stream[], method_any[];

/** Call `self.name(...)` of what is no object.  Errors: E202, E403, E404 and its own.
 */
struct value method_call(struct eval *e, struct value self, const char *name,
                         const struct argument *argument, uint32_t n, struct span span);

/** `self.name` without brackets; of a map, where it has none, null. */
struct value method_property(struct eval *e, struct value self, const char *name,
                             struct span span, bool is_map);

/** object[index], object[first : last] and object[index] = value. */
struct value method_item(struct eval *e, struct value object, struct value index,
                         struct span span);
struct value method_slice(struct eval *e, struct value object, const struct value *ends,
                          struct span span);
bool method_set_item(struct eval *e, struct value object, struct value index,
                     struct value value, struct span span);

/** Character i of a text; null behind its end. */
struct value method_character(struct eval *e, struct value text, uint32_t i);

/** Call a function that was given to a method; the path tells its calls apart. */
struct value method_each(struct eval *e, struct value function, struct value item,
                         uint32_t index, struct span span);

#endif
