/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_DRAW_VALUE_H
#define LEAT_LANG_DRAW_VALUE_H

/**
 * Values as what drawing takes: places, colours, palettes, lists.
 *
 * Source:  language reference, sections 4.2 and 8.2.
 * Thread:  any, one at a time.
 */

#include <leat/draw.h>

#include "lang/eval.h"

/** A value for a parameter.  Errors: false after E306. */
bool draw_value(struct eval *e, const struct leat_draw_param *param,
                const struct argument *argument, struct leat_draw_value *out);

#endif
