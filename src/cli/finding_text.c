/* SPDX-License-Identifier: MIT */
/* finding_text: what was found, as a person wants to read it. */
#include "cli/finding_text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "lang/catalogue.h"

enum { TEXT_SIZE = 2048 };

static const struct {
    const char *word, *symbol;
    char letter;
} severities[] = {
    [LEAT_NOTE] = {"note", "\xE2\x84\xB9 ", 'N'},
    [LEAT_WARNING] = {"warning", "\xE2\x9A\xA0 ", 'W'},
    [LEAT_ERROR] = {"error", "\xE2\x9C\x97 ", 'E'},
};
static const char idea[] = "\xF0\x9F\x92\xA1 "; /* before what to do */

/* LC_ALL, LC_CTYPE or LANG, the first that says something. */
static bool speaks_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strstr(value, "UTF-8") || strstr(value, "utf8") ||
                   strstr(value, "UTF8") || strstr(value, "utf-8");
    }
    return false;
}

bool finding_text_emoji(FILE *file, const struct options *options)
{
    return options->emoji && isatty(fileno(file)) && speaks_utf8();
}

/* "E201"; empty where there is none. */
static const char *code_of(const struct leat_finding *f, char code[16])
{
    code[0] = '\0';
    if (f->code)
        str_format(code, 16, "%c%03d", severities[f->severity].letter, f->code);
    return code;
}

/* One line, as compilers and editors have it. */
static void write_plain(FILE *file, const struct leat_finding *f)
{
    char code[16], text[TEXT_SIZE];

    if (f->line)
        str_format(text, sizeof(text), "%s:%u:%u: %s%s%s: %s%s%s", f->file, f->line,
                   f->column, severities[f->severity].word, f->code ? " " : "",
                   code_of(f, code), f->message, f->hint[0] ? " " : "", f->hint);
    else
        str_format(text, sizeof(text), "%s%s%s: %s%s%s", severities[f->severity].word,
                   f->code ? " " : "", code_of(f, code), f->message,
                   f->hint[0] ? " " : "", f->hint);
    str_plain(text);
    fprintf(file, "%s\n", text);
}

static void write_friendly(FILE *file, const struct leat_finding *f, bool emoji)
{
    char text[TEXT_SIZE];
    const char *help;

    leat_diag_format(f, text, sizeof(text));
    help = f->hint[0] ? strstr(text, "\nhelp: ") : NULL;
    if (!emoji) {
        fputs(text, file);
        return;
    }
    fputs(severities[f->severity].symbol, file);
    fprintf(file, "%.*s", help ? (int)(help + 1 - text) : (int)strlen(text), text);
    if (help)
        fprintf(file, "%s%s", idea, help + 1);
}

/* What the makers of tools ask for: what kind of finding it is, where exactly, and
 * where more is said. */
static void write_technical(FILE *file, const struct leat_finding *f)
{
    char name[16], anchor[16];
    const struct catalogue_code *code = catalogue_code_find(code_of(f, name));

    if (f->line)
        fprintf(file, "  at %s:%u:%u, %u character%s\n", f->file, f->line, f->column,
                f->width, f->width == 1 ? "" : "s");
    if (!code)
        return;
    for (size_t i = 0; i < sizeof(anchor); i++)
        anchor[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 32) : name[i];
    fprintf(file,
            "  kind: %s, %s\n  pattern: %s\n  more: leat explain %s, "
            "docs/errors.md#%s\n",
            code->kind, severities[f->severity].word, code->message, name, anchor);
}

void finding_text(FILE *file, const struct options *options,
                  const struct leat_diag *diag)
{
    const bool emoji = finding_text_emoji(file, options);

    for (uint32_t i = 0; i < diag->n; i++) {
        const struct leat_finding *f = &diag->finding[i];
        if (leat_diag_repeats(diag, i))
            continue;
        if (options->tone == TONE_PLAIN)
            write_plain(file, f);
        else
            write_friendly(file, f, emoji);
        if (options->verbose)
            write_technical(file, f);
    }
    if (diag->n_dropped > 0)
        fprintf(file, "and %u more\n", diag->n_dropped);
}
