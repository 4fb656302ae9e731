/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUILTIN_ARGUMENT_H
#define LEAT_LANG_BUILTIN_ARGUMENT_H

/**
 * Arguments of words of the language, and what is wrong with them.
 *
 * Thread:  any, one at a time.
 */

#include "lang/builtin.h"

/** E306: what the word needs in its place; poison.  A poisoned argument is silent. */
struct value argument_refuse(struct eval *e, const struct builtin *self,
                             const struct argument *argument, const char *needs);

/**
 * A whole number in [least, most]; `otherwise` where it was left out.
 *
 * Errors:  false after E306 or E401.
 */
bool argument_integer(struct eval *e, const struct builtin *self,
                      const struct argument *argument, const char *name, int64_t least,
                      int64_t most, int64_t otherwise, int64_t *out);

/** A number without a unit, or a percentage.  Errors: false after E306. */
bool argument_number(struct eval *e, const struct builtin *self,
                     const struct argument *argument, double otherwise, double *out);

#endif
