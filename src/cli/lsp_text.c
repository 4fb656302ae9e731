/* SPDX-License-Identifier: MIT */
/* lsp_text: places in a text as editors count them. */
#include "cli/lsp_text.h"

#include <stdbool.h>
#include <string.h>

/* Where a line begins; the end of the text when it has fewer. */
static uint32_t line_start(const struct script *script, uint32_t line)
{
    uint32_t at = 0;

    for (; line > 0; line--) {
        const char *end = memchr(script->text + at, '\n', script->size - at);
        if (!end)
            return script->size;
        at = (uint32_t)(end - script->text) + 1;
    }
    return at;
}

static bool is_at_end(const struct script *script, uint32_t at)
{
    return at >= script->size || script->text[at] == '\n' ||
           (script->text[at] == '\r' && at + 1 < script->size &&
            script->text[at + 1] == '\n');
}

/* Pass one character; returns its units. */
static uint32_t pass(const struct script *script, uint32_t *at)
{
    uint32_t bytes;
    const int32_t c = script_char(script, *at, &bytes);

    *at += bytes;
    return c > 0xFFFF ? 2 : 1;
}

uint32_t lsp_text_byte(const struct script *script, struct lsp_place place)
{
    uint32_t at = line_start(script, place.line), unit = 0;

    while (!is_at_end(script, at)) {
        uint32_t next = at;
        unit += pass(script, &next);
        if (unit > place.unit)
            break;
        at = next;
    }
    return at;
}

struct lsp_place lsp_text_place(const struct script *script, uint32_t byte)
{
    struct lsp_place place = {0};
    uint32_t start = 0, at;

    if (byte > script->size)
        byte = script->size;
    for (uint32_t i = 0; i < byte; i++)
        if (script->text[i] == '\n') {
            place.line++;
            start = i + 1;
        }
    for (at = start; at < byte;) {
        uint32_t next = at;
        const uint32_t units = pass(script, &next);
        if (next > byte)
            break;
        place.unit += units;
        at = next;
    }
    return place;
}

uint32_t lsp_text_column(const struct script *script, uint32_t line, uint32_t column,
                         uint32_t more)
{
    uint32_t at = line > 0 ? line_start(script, line - 1) : 0;

    for (uint64_t n = (uint64_t)(column > 0 ? column - 1 : 0) + more;
         n > 0 && !is_at_end(script, at); n--)
        pass(script, &at);
    return at;
}
