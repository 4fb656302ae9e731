/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_DESCRIBE_H
#define LEAT_CONTROL_DESCRIBE_H

/**
 * A node class in words: loops over its tables of ports and parameters.
 */

#include <stdio.h>

#include <leat/graph.h>
#include <leat/node.h>

#include "base/json.h"

/** A name of a list and its sentence, on one line. */
void describe_line(FILE *file, const char *name, const char *summary);

enum { DESCRIBE_PARAM_SIZE = 400 };

/** "20 Hz to 20000 Hz; 1000 Hz if not set".  Returns `text`. */
const char *describe_param(const struct leat_param *param,
                           char text[DESCRIBE_PARAM_SIZE]);

void describe_text(FILE *file, const struct leat_node_class *node, const char *family);
void describe_markdown(FILE *file, const struct leat_node_class *node);
void describe_json(struct json *json, const struct leat_node_class *node,
                   const char *family);

/** Name of a stream type: "audio", "video", "events" or "data". */
const char *describe_stream(enum leat_stream stream);

/** Name of a delivery profile: "direct", ... */
const char *describe_profile(enum leat_profile profile);

#endif
