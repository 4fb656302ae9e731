/* SPDX-License-Identifier: MIT */
/* help_line: a line of a help screen. */
#include "cli/help_line.h"

#include <string.h>

enum { SCREEN = 80, MARGIN = 2, GAP = 1 };

/* Letters of the words that fit, at least one of them. */
static int fitting(const char *text, int room)
{
    size_t n = strcspn(text, " ");

    while (text[n] && n + 1 + strcspn(text + n + 1, " ") <= (size_t)room)
        n += 1 + strcspn(text + n + 1, " ");
    return (int)n;
}

void help_line(FILE *file, int width, const char *name, const char *text)
{
    const int column = MARGIN + width + GAP;
    int at = fprintf(file, "%*s%s", MARGIN, "", name);

    if (at >= column && *text) {
        fputc('\n', file);
        at = 0;
    }
    while (*text) {
        const int n = fitting(text, SCREEN - column);
        fprintf(file, "%*s%.*s", column - at, "", n, text);
        text += n + (text[n] == ' ');
        if (*text)
            fputc('\n', file);
        at = 0;
    }
    fputc('\n', file);
}
