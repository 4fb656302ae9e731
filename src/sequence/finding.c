/* SPDX-License-Identifier: MIT */
/* finding: errors in short texts, with their column. */
#include "sequence/finding.h"

#include "base/str.h"

void finding_add(struct leat_diag *diag, const struct finding_text *text, size_t at,
                 int code, const char *message, const char *hint)
{
    uint32_t column = 1;

    for (size_t i = 0; i < at && i < text->size; i++)
        column += (text->start[i] & 0xC0) != 0x80;
    struct leat_finding *f =
        leat_diag_add(diag, LEAT_ERROR, code, "In the %s, column %u: %s.", text->what,
                      column, message);
    if (!f)
        return;
    f->line = 1;
    f->column = column;
    f->width = 1;
    str_format(f->file, sizeof(f->file), "%s", text->what);
    const size_t room = sizeof(f->source) - 1;
    str_format(f->source, sizeof(f->source), "%.*s",
               (int)(text->size < room ? text->size : room), text->start);
    str_plain(f->source);
    leat_diag_hint(diag, "%s", hint);
}
