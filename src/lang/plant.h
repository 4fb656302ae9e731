/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PLANT_H
#define LEAT_LANG_PLANT_H

/**
 * L-systems of programs, and the trees that they generate.
 *
 * Source:  language reference, section 8.6.
 * Thread:  any, one at a time.
 */

#include "lang/thing.h"

extern const struct thing_class l_system_class, tree_class;

/** What an L-system has grown to: a text, its angle and its step. */
struct value plant_system(struct eval *e, struct value text, struct value angle,
                          struct value step);

#endif
