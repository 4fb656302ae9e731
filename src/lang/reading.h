/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_READING_H
#define LEAT_LANG_READING_H

/**
 * reading: what a gauge with several outputs says: the value of its first output, which
 * has those of the others behind a dot, as a stream has.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** What the outputs of a class say, in their order.  Errors: poison without memory. */
struct value reading_new(struct eval *e, const struct leat_node_class *class,
                         const struct value *output);

/** The class whose outputs it has read; NULL: it is no reading. */
const struct leat_node_class *reading_class(const struct value *value);

/** The value of an output. */
struct value reading_output(const struct value *value, uint32_t port);

#endif
