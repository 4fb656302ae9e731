/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LSP_DOCUMENT_H
#define LEAT_CLI_LSP_DOCUMENT_H

/**
 * A program that an editor has open, and its changes.
 *
 * Owns:    `uri` and `text` are the server's to free.
 * Thread:  any, one at a time.
 */

#include "base/json_read.h"
#include "lang/script.h"

struct lsp_document {
    char *uri, *text;
    size_t size;
};

/** Its text, under the last part of its address. */
struct script lsp_document_script(const struct lsp_document *document);

/** Put a text in the place of bytes [start, end).  Errors: LEAT_ERR_LIMIT past
 * LSP_MESSAGE_MAX, LEAT_ERR_NOMEM; the document then stays. */
int lsp_document_splice(struct lsp_document *document, uint32_t start, uint32_t end,
                        const char *text);

/** Make a change: of a range, or of all.  Errors: as lsp_document_splice(). */
int lsp_document_change(struct lsp_document *document, const struct json_value *edit);

/** The byte of a position. */
uint32_t lsp_document_byte(const struct script *script, const struct json_value *place);

#endif
