/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_DRAW_CALL_H
#define LEAT_LANG_DRAW_CALL_H

/**
 * Calls of drawing classes, and the canvas of a program.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** Draw.  Errors: E306, E401, E403, E404, E405, E407. */
struct value draw_call(struct eval *e, const struct leat_draw_class *draw,
                       const struct argument *argument, uint32_t n, struct span span);

/** Begin a frame of pictures, when the program draws. */
void draw_begin(struct eval *e);

/** End it: the picture, one reference of which is the caller's, or NULL. */
struct leat_frame *draw_end(struct eval *e);

#endif
