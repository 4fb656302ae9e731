/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LSP_H
#define LEAT_CLI_LSP_H

/**
 * A language server: bytes that an editor sends go in, messages for it come out.
 *
 * Source:  Language Server Protocol 3.17; JSON-RPC 2.0.
 * Thread:  any, one at a time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LSP_DOCUMENTS_MAX = 256 };

struct lsp;

/** Takes a whole message, its header with it. */
typedef void lsp_send(void *data, const char *text, size_t size);

/** Errors: LEAT_ERR_NOMEM. */
int lsp_create(lsp_send *send, void *data, struct lsp **out);

/** Let programs import the files beside them; before, they have none. */
void lsp_allow_files(struct lsp *lsp);
void lsp_destroy(struct lsp **lsp);

/**
 * Take bytes, cut anywhere; what is wrong with them is answered.
 *
 * Errors:  LEAT_ERR_NOMEM, after which nothing more is taken.
 */
int lsp_feed(struct lsp *lsp, const uint8_t *bytes, size_t size);

/** Whether the editor has said exit, and whether it has said shutdown before. */
bool lsp_has_ended(const struct lsp *lsp, bool *properly);

#endif
