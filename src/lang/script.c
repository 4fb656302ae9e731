/* SPDX-License-Identifier: MIT */
/* script: the text of a program, and places in it. */
#include "lang/script.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"

static bool is_inner(const struct script *s, uint32_t at)
{
    return at < s->size && ((uint8_t)s->text[at] & 0xC0) == 0x80;
}

int32_t script_char(const struct script *s, uint32_t at, uint32_t *size_bytes)
{
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const uint8_t first = (uint8_t)s->text[at];
    const uint32_t n = first < 0x80             ? 1
                       : (first & 0xE0) == 0xC0 ? 2
                       : (first & 0xF0) == 0xE0 ? 3
                       : (first & 0xF8) == 0xF0 ? 4
                                                : 0;
    int32_t c = n < 2 ? first : first & (0xFF >> (n + 1));

    *size_bytes = 1;
    if (n < 2)
        return n == 1 ? c : -1;
    for (uint32_t i = 1; i < n; i++) {
        if (!is_inner(s, at + i))
            return -1;
        c = c << 6 | ((uint8_t)s->text[at + i] & 0x3F);
    }
    if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return -1;
    *size_bytes = n;
    return c;
}

/* Characters in [from, to); bytes that are no text count one each. */
static uint32_t count(const struct script *s, uint32_t from, uint32_t to)
{
    uint32_t n = 0, bytes;

    for (; from < to; from += bytes, n++)
        script_char(s, from, &bytes);
    return n;
}

/* The line as people may see it: cut at a character's end, without bytes that are no
 * text. */
static void copy_line(const struct script *s, uint32_t from, uint32_t to, char *line,
                      size_t size)
{
    size_t used = 0;
    uint32_t bytes;

    for (; from < to && used + 4 < size; from += bytes) {
        const int32_t c = script_char(s, from, &bytes);
        if (c <= 0)
            line[used++] = '?';
        else
            memcpy(line + used, s->text + from, bytes), used += bytes;
    }
    line[used] = '\0';
}

void script_locate(const struct script *s, struct span span,
                   struct leat_finding *finding)
{
    uint32_t start = span.start < s->size ? span.start : s->size;
    uint32_t line = 1, from = 0, to;
    const char *end;

    while ((end = memchr(s->text + from, '\n', start - from))) {
        from = (uint32_t)(end - s->text) + 1;
        line++;
    }
    end = s->size > start ? memchr(s->text + start, '\n', s->size - start) : NULL;
    to = end ? (uint32_t)(end - s->text) : s->size;
    to -= to > from && s->text[to - 1] == '\r';
    if (from == 0 && s->size >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0)
        from = 3; /* a byte order mark is no character of the line */
    start = start < from ? from : start;
    if (span.end > to)
        span.end = to;
    str_format(finding->file, sizeof(finding->file), "%s", s->file);
    finding->line = line;
    finding->column = count(s, from, start) + 1;
    finding->width = span.end > start ? count(s, start, span.end) : 1;
    copy_line(s, from, to, finding->source, sizeof(finding->source));
}

const struct script *script_of(const struct script *script,
                               const struct script_part *parts, struct span *span)
{
    for (const struct script_part *p = parts; p; p = p->next)
        if (span->start >= p->start && span->start - p->start <= p->script.size) {
            *span = (struct span){span->start - p->start, span->end - p->start};
            return &p->script;
        }
    return script;
}

void script_locate_part(const struct script *script, const struct script_part *parts,
                        struct span span, struct leat_finding *finding)
{
    script = script_of(script, parts, &span);
    script_locate(script, span, finding);
}
