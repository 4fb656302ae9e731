/* SPDX-License-Identifier: MIT */
/* lsp_frame: messages in a stream of bytes. */
#include "cli/lsp_frame.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char key[] = "Content-Length:";
enum { KEY_SIZE = sizeof(key) - 1, DIGITS_MAX = 15 };

/* Read the number of a line `Content-Length: N`. */
static bool read_length(const char *line, size_t size, uint64_t *length)
{
    size_t at = KEY_SIZE, digits = 0;

    if (size < KEY_SIZE || strncasecmp(line, key, KEY_SIZE) != 0)
        return false;
    while (at < size && (line[at] == ' ' || line[at] == '\t'))
        at++;
    for (*length = 0; at < size && line[at] >= '0' && line[at] <= '9'; at++) {
        *length = 10 * *length + (uint64_t)(line[at] - '0');
        if (++digits > DIGITS_MAX)
            return false;
    }
    while (at < size && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return digits > 0 && at == size;
}

/* Read a header; returns the bytes up to its end, 0 when that is not there. */
static size_t read_header(const char *text, size_t size, bool *has_length,
                          uint64_t *length)
{
    size_t at = 0;

    *has_length = false;
    for (;;) {
        const char *end = memchr(text + at, '\n', size - at);
        if (!end)
            return 0;
        size_t n = (size_t)(end - text) - at;
        const size_t next = at + n + 1;
        if (n > 0 && text[at + n - 1] == '\r')
            n--;
        if (n == 0)
            return next;
        *has_length |= read_length(text + at, n, length);
        at = next;
    }
}

enum lsp_frame_kind lsp_frame_read(const uint8_t *bytes, size_t size,
                                   struct lsp_frame *frame)
{
    const size_t most = size < LSP_HEADER_MAX ? size : LSP_HEADER_MAX;
    bool has_length;
    uint64_t length;
    const size_t header = read_header((const char *)bytes, most, &has_length, &length);

    *frame = (struct lsp_frame){.start = header, .used = header};
    if (header == 0) {
        frame->used = most;
        return size < LSP_HEADER_MAX ? LSP_FRAME_PART : LSP_FRAME_BAD;
    }
    if (!has_length)
        return LSP_FRAME_BAD;
    frame->used = header + length;
    if (length > LSP_MESSAGE_MAX)
        return LSP_FRAME_TOO_LARGE;
    frame->size = (size_t)length;
    return size - header < length ? LSP_FRAME_PART : LSP_FRAME_WHOLE;
}
