/* SPDX-License-Identifier: MIT */
/* diag: findings for people, and how they are written. */
#include <leat/diag.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Text under construction: what does not fit is not written. */
struct page {
    char *text;
    size_t size, used; /* used < size */
};

static void put(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(struct page *page, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    page->used +=
        str_vformat(page->text + page->used, page->size - page->used, format, args);
    va_end(args);
}

/* As many characters as before, so that the caret stands below its own. */
static void put_plain(struct page *page, const char *text)
{
    const size_t from = page->used;

    put(page, "%s", text);
    str_plain(page->text + from);
}

/* Characters of a line. */
static uint32_t length(const char *text)
{
    uint32_t n = 0;

    for (; *text; text++)
        n += (*text & 0xC0) != 0x80;
    return n;
}

static void put_place(struct page *page, const struct leat_finding *f)
{
    const uint32_t end = length(f->source) + 1; /* a caret may stand behind the line */
    uint32_t column = f->column ? f->column : 1, width = f->width ? f->width : 1;
    char number[12];
    const int digits = (int)str_format(number, sizeof(number), "%u", f->line);

    put(page, "%*s--> ", digits, "");
    put_plain(page, f->file[0] ? f->file : "program");
    put(page, ":%u:%u\n", f->line, column);
    if (!f->source[0])
        return;
    put(page, "%*s |\n%s | ", digits, "", number);
    put_plain(page, f->source);
    put(page, "\n");
    if (column > end)
        return; /* the place lies in what was cut from a long line */
    width = width > end - column ? end - column : width;
    put(page, "%*s | %*s", digits, "", (int)column - 1, "");
    for (uint32_t i = 0; i < (width ? width : 1); i++)
        put(page, "^");
    put(page, "\n");
}

void leat_diag_clear(struct leat_diag *diag)
{
    if (diag)
        diag->n_errors = diag->n_warnings = diag->n = diag->n_dropped = 0;
}

struct leat_finding *leat_diag_add(struct leat_diag *diag, enum leat_severity severity,
                                   int code, const char *format, ...)
{
    struct leat_finding *finding;
    va_list args;

    if (!diag)
        return NULL;
    diag->n_errors += severity == LEAT_ERROR;
    diag->n_warnings += severity == LEAT_WARNING;
    if (diag->n == LEAT_DIAG_MAX) {
        diag->n_dropped++;
        return NULL;
    }
    finding = &diag->finding[diag->n++];
    memset(finding, 0, sizeof(*finding));
    finding->severity = severity;
    finding->code = code;
    finding->width = 1;
    va_start(args, format);
    str_vformat(finding->message, sizeof(finding->message), format, args);
    va_end(args);
    return finding;
}

void leat_diag_hint(struct leat_diag *diag, const char *format, ...)
{
    struct leat_finding *finding;
    va_list args;

    if (!diag || diag->n == 0 || diag->n_dropped > 0)
        return;
    finding = &diag->finding[diag->n - 1];
    va_start(args, format);
    str_vformat(finding->hint, sizeof(finding->hint), format, args);
    va_end(args);
}

bool leat_diag_failed(const struct leat_diag *diag)
{
    return diag && diag->n_errors > 0;
}

size_t leat_diag_format(const struct leat_finding *finding, char *text, size_t size)
{
    static const struct {
        const char *word;
        char letter;
    } severities[] = {
        [LEAT_NOTE] = {"note", 'N'},
        [LEAT_WARNING] = {"warning", 'W'},
        [LEAT_ERROR] = {"error", 'E'},
    };
    struct page page = {text, size, 0};

    if (size == 0)
        return 0;
    text[0] = '\0';
    put(&page, "%s", severities[finding->severity].word);
    if (finding->code)
        put(&page, " %c%03d", severities[finding->severity].letter, finding->code);
    put(&page, ": ");
    put_plain(&page, finding->message);
    put(&page, "\n");
    if (finding->line)
        put_place(&page, finding);
    if (finding->hint[0]) {
        put(&page, "help: ");
        put_plain(&page, finding->hint);
        put(&page, "\n");
    }
    return page.used;
}

/* What was found by two who looked is told once. */
bool leat_diag_repeats(const struct leat_diag *diag, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (memcmp(&diag->finding[i], &diag->finding[index],
                   sizeof(diag->finding[0])) == 0)
            return true;
    return false;
}

void leat_diag_print(const struct leat_diag *diag)
{
    char text[2048];

    for (uint32_t i = 0; diag && i < diag->n; i++) {
        if (leat_diag_repeats(diag, i))
            continue;
        leat_diag_format(&diag->finding[i], text, sizeof(text));
        fputs(text, stderr);
    }
    if (diag && diag->n_dropped > 0)
        fprintf(stderr, "and %u more\n", diag->n_dropped);
}
