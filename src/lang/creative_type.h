/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CREATIVE_TYPE_H
#define LEAT_LANG_CREATIVE_TYPE_H

/**
 * Types of music and pictures, as `value as Chord` and annotations name them.
 *
 * Source:  language reference, sections 4.1 and 4.2.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

struct creative_type {
    const char *name;
    const char *example; /* a value that becomes one */
    /* Errors: poison after its own finding, VALUE_UNSET for what cannot become one. */
    struct value (*make)(struct eval *e, struct value value, struct span span);
};

/** The type of a name, or NULL. */
const struct creative_type *creative_type_find(const char *name);

#endif
