/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_DRAW_CALL_H
#define LEAT_LANG_DRAW_CALL_H

/**
 * Calls of drawing classes, and the canvas of a program.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** Draw.  Errors: E306, E401, E403, E404, E405, E407, E501. */
struct value draw_call(struct eval *e, const struct leat_draw_class *draw,
                       const struct argument *argument, uint32_t n, struct span span);

/** The canvas, made if there was none, for a frame that has begun.  Errors: false
 * without memory. */
bool draw_canvas(struct eval *e);

/** Whether there is time to draw more in this frame; else E501, and the frame ends. */
bool draw_in_time(struct eval *e, struct span span);

/** Show a stream of pictures that nothing else takes: now, or in all frames. */
void draw_stream(struct eval *e, const struct stream *stream, struct span span);

/** What is shown in all frames, below what they draw. */
void draw_shown(struct eval *e);

/** Let go of pictures of streams. */
void draw_finish(struct eval *e);

/** Begin a frame of pictures, when the program draws. */
void draw_begin(struct eval *e);

/** End it: the picture, one reference of which is the caller's, or NULL. */
struct leat_frame *draw_end(struct eval *e);

#endif
