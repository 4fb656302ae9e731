/* SPDX-License-Identifier: MIT */
/* comment: where a comment ends. */
#include "lang/comment.h"

#include <stdbool.h>
#include <string.h>

uint32_t comment_end(const struct script *script, uint32_t at)
{
    const char *text = script->text;
    const char next = at + 1 < script->size ? text[at + 1] : '\0';
    uint32_t depth = 0;

    if (text[at] == '#' || (text[at] == '/' && next == '/')) {
        const char *end = memchr(text + at, '\n', script->size - at);
        return end ? (uint32_t)(end - text) : script->size;
    }
    if (text[at] != '/' || next != '*')
        return at;
    while (at + 1 < script->size) {
        const bool opens = text[at] == '/' && text[at + 1] == '*';
        const bool ends = text[at] == '*' && text[at + 1] == '/';
        at += opens || ends ? 2 : 1;
        depth += opens;
        depth -= ends;
        if (depth == 0)
            return at;
    }
    return script->size;
}
