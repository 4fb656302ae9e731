/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_DESCRIBE_DRAW_H
#define LEAT_CLI_DESCRIBE_DRAW_H

/**
 * Something to draw, as people and programs read it.
 */

#include <stdio.h>

#include <leat/draw.h>

#include "base/json.h"

void describe_draw_text(FILE *file, const struct leat_draw_class *draw);
void describe_draw_json(struct json *json, const struct leat_draw_class *draw);

#endif
