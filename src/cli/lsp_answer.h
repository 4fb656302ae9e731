/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LSP_ANSWER_H
#define LEAT_CLI_LSP_ANSWER_H

/**
 * What an editor asks about a place in a program, answered as values of JSON.
 *
 * Source:  Language Server Protocol 3.17.
 * Thread:  any, one at a time.
 */

#include <leat/files.h>

#include "base/json.h"
#include "cli/lsp_look.h"

/** {"start":{"line":..,"character":..},"end":..} */
void lsp_answer_range(struct json *json, const struct script *script, struct span span);

/** What the server can do: the result of initialize. */
void lsp_answer_abilities(struct json *json);

/** What may be written at a byte: an array of completion items. */
void lsp_answer_completion(struct json *json, const struct lsp_look *look,
                           uint32_t byte);

/** What the word at a byte is: a hover, or null. */
void lsp_answer_hover(struct json *json, const struct lsp_look *look, uint32_t byte);

/** What the call around a byte takes: signature help, or null. */
void lsp_answer_signature(struct json *json, const struct lsp_look *look,
                          uint32_t byte);

/** What the program declares: an array of document symbols. */
void lsp_answer_symbols(struct json *json, const struct lsp_look *look);

/** All that is wrong with the program: an array of diagnostics.  `base` is the folder
 * that its paths start from, `files` what it may import, or NULL.  What is wrong with a
 * file that it imports is told where it does so. */
void lsp_answer_findings(struct json *json, const struct script *script,
                         const char *base, const struct leat_files *files);

/** The edits that give it its standard form: an array of none or one. */
void lsp_answer_form(struct json *json, const struct script *script);

#endif
