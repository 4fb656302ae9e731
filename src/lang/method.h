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

enum {
    METHOD_WITHOUT_BRACKETS = 1, /* `list.length` as well as `list.length()` */
    METHOD_AT_ONCE = 2,          /* it takes no longer for long lists */
};

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

/** Begins the function of a method_word, call_word: its arguments are a[0] to a[n]. */
#define METHOD(word)                                                                   \
    static struct value call_##word(struct eval *e, struct value self,                 \
                                    const struct argument *a, uint32_t n,              \
                                    struct span span)

/** The method of that name, or NULL. */
const struct method_word *method_find(const struct value *self, const char *name);
/** Whether values of some kind have a method of that name. */
bool method_is_name(const char *name);
/** All of them in turn; NULL past the last. */
const struct method_word *method_at(size_t index);

/** Tables of methods; each ends with one that has no name. */
extern const struct method_word method_list[], method_walk[], method_order[],
    method_write[], method_map[], method_text[], method_number[], method_colour[],
    method_range[], method_palette[], method_stream[], method_any[], method_terrain[];

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

/** A group of streams as a list of them; other values stay. */
struct value method_parts(struct value value);

/** The character that begins at a byte of a text; null at its end. */
struct value method_character(struct eval *e, struct value text, uint32_t at);

/** The number of a map's key among names, 0 when it is none yet; `add` makes it one.
 * Errors: false after E306, or without memory. */
bool method_key(struct eval *e, struct value key, bool add, uint32_t *name,
                struct span span);

/** Whether `a` can be called.  Errors: false after E306. */
bool method_function(struct eval *e, const struct argument *a);

/** How many values a function takes; of words of the language 1. */
uint32_t method_n_params(const struct value *function);

/** Call a function that was given to a method with n values; `step` tells its calls
 * apart. */
struct value method_apply(struct eval *e, struct value function,
                          const struct value *given, uint32_t n, uint32_t step,
                          struct span span);

/** Call it with an item, and with the index if it has a second parameter. */
struct value method_each(struct eval *e, struct value function, struct value item,
                         uint32_t index, struct span span);

/** Item i as the list is now, for walks in which it may change; false past its end. */
bool method_item_at(const struct value *list, uint32_t i, struct value *item);

/** A list of n items of a row.  Errors: E502, or without memory: poison. */
struct value method_new_list(struct eval *e, const struct value *item, uint64_t n,
                             struct span span);

/** A value as JSON, for free().  Errors: NULL after E306, E502, or without memory. */
char *method_serialize(struct eval *e, const struct value *value, struct span span);

/** Whether a is less than b: 1 or 0.  Errors: -1 after E304. */
int method_less(struct eval *e, struct value a, struct value b, struct span span);

/** The least or the greatest of n items, null of none.  Errors: E304. */
struct value method_extreme(struct eval *e, const struct value *item, uint32_t n,
                            bool greatest, struct span span);

/** Items of a range.  Units: at most 2^53. */
uint64_t method_range_count(const struct range *range);
struct value method_range_item(const struct range *range, uint64_t i);

enum { METHOD_ITEMS_MAX = 1 << 20 }; /* items of a list that a method makes */

#endif
