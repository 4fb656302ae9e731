/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CANVAS_WEATHER_H
#define LEAT_CANVAS_WEATHER_H

/** weather: what lasts longer than the call that began it. */

#include <stdbool.h>

struct leat_canvas;

/** Whether a strike of lightning still shines. */
bool weather_is_lit(const struct leat_canvas *canvas);

/** Draw the strikes of lightning that still shine on the canvas's target. */
void weather_draw_strikes(struct leat_canvas *canvas);

#endif
