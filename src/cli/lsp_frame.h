/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LSP_FRAME_H
#define LEAT_CLI_LSP_FRAME_H

/**
 * Messages of the language server protocol in a stream of bytes: a header of lines, of
 * which `Content-Length: N` is one, an empty line, and N bytes.
 *
 * Source:  Language Server Protocol 3.17, "Base Protocol".
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

enum { LSP_HEADER_MAX = 4096, LSP_MESSAGE_MAX = 16 << 20 };

enum lsp_frame_kind {
    LSP_FRAME_PART,      /* more bytes are needed */
    LSP_FRAME_WHOLE,     /* a message */
    LSP_FRAME_BAD,       /* a header that means nothing: pass `used` bytes */
    LSP_FRAME_TOO_LARGE, /* pass `used` bytes, of which not all may be there yet */
};

struct lsp_frame {
    size_t start, size; /* WHOLE: of the message in the bytes */
    uint64_t used;      /* bytes up to what follows it */
};

/** What stands at the beginning of some bytes. */
enum lsp_frame_kind lsp_frame_read(const uint8_t *bytes, size_t size,
                                   struct lsp_frame *frame);

#endif
