/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_DESCRIBE_WORD_H
#define LEAT_CLI_DESCRIBE_WORD_H

/**
 * A word of the language that is no class of nodes, as people and programs read it.
 */

#include <stdio.h>

#include "base/json.h"
#include "lang/builtin.h"

/** What words like this are called together, in the place of a node's family. */
const char *describe_word_family(const struct builtin *word);

void describe_word_text(FILE *file, const struct builtin *word);
void describe_word_markdown(FILE *file, const struct builtin *word);
void describe_word_json(struct json *json, const struct builtin *word);

#endif
