/* SPDX-License-Identifier: MIT */
/* repair: mistakes of a program that have one repair. */
#include "cli/repair.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "cli/lsp_text.h"
#include "lang/parse.h"
#include "lang/synonym.h"

enum {
    ROUNDS_MAX = 1000,   /* each finds the first mistakes of what is left */
    LINES_LEAST = 5,     /* lost line ends that no comment holds by chance */
    REPLACEMENT_MAX = 8, /* bytes of a sign */
    WORD_MAX = 64,
};
static const size_t MEMORY_MAX_BYTES = (size_t)512 << 20;

/* A program that is being repaired. */
struct patient {
    struct script script;
    char *text; /* of the script; NULL: it is still the caller's */
    int n;      /* repairs so far */
};

/* Read the text, as far as its grammar. */
static int read(const struct script *script, struct leat_diag *diag)
{
    struct report report;
    struct syntax syntax;
    struct tokens tokens;
    struct arena arena;
    struct names names;
    int err;

    leat_diag_clear(diag);
    arena_init(&arena, MEMORY_MAX_BYTES);
    names_init(&names);
    report_init(&report, script, diag);
    err = lex(script, &names, &report, &tokens);
    if (err >= 0)
        err = parse(script, &tokens, &names, &report, &arena, &syntax);
    tokens_finish(&tokens);
    names_finish(&names);
    arena_finish(&arena);
    return err;
}

/* Read the text and, when its grammar is right, look at its names too. */
static int look(const struct script *script, struct leat_diag *diag)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .file = script->file};
    struct leat_program *program;
    int err = read(script, diag);

    if (err < 0 || diag->n_errors > 0)
        return err;
    leat_diag_clear(diag);
    err = leat_program_create(script->text, script->size, &options, &program, diag);
    leat_program_destroy(&program);
    return err == LEAT_ERR_NOMEM ? err : 0;
}

static int replace(struct patient *p, struct span span, const char *with)
{
    const size_t more = strlen(with), rest = p->script.size - span.end;
    char *text = malloc(span.start + more + rest + 1);

    if (!text)
        return LEAT_ERR_NOMEM;
    memcpy(text, p->script.text, span.start);
    memcpy(text + span.start, with, more);
    memcpy(text + span.start + more, p->script.text + span.end, rest);
    text[span.start + more + rest] = '\0';
    free(p->text);
    p->script.text = p->text = text;
    p->script.size = (uint32_t)(span.start + more + rest);
    return 0;
}

/* What a hint such as "Use `|>`: ..." says to write. */
static bool read_hint(const char *hint, char with[REPLACEMENT_MAX])
{
    const char *from = strchr(hint, '`');
    const size_t size = from ? strcspn(from + 1, "`") : 0;

    if (strncmp(hint, "Use `", 5) != 0 || size == 0 || size >= REPLACEMENT_MAX)
        return false;
    memcpy(with, from + 1, size);
    with[size] = '\0';
    return true;
}

/* The word for which a name of another language stands, or NULL. */
static const char *meant_by(const struct patient *p, struct span span)
{
    const uint32_t size = span.end - span.start;
    char name[WORD_MAX];

    if (size >= sizeof(name))
        return NULL;
    memcpy(name, p->script.text + span.start, size);
    name[size] = '\0';
    return synonym_find(name);
}

static int repair_finding(struct patient *p, const struct leat_finding *f)
{
    struct span span = {lsp_text_column(&p->script, f->line, f->column, 0),
                        lsp_text_column(&p->script, f->line, f->column, f->width)};
    const char *with = "# ";
    char sign[REPLACEMENT_MAX];
    int err;

    if (f->code == 104) {
        span.end = span.start + 1;
    } else if (f->code == 201 || f->code == 203 || f->code == 205) {
        with = meant_by(p, span);
    } else {
        with = f->code == 112 && read_hint(f->hint, sign) ? sign : NULL;
    }
    if (!with)
        return 0;
    while (strcmp(with, ":") == 0 && span.start > 0 &&
           p->script.text[span.start - 1] == ' ')
        span.start--;
    err = replace(p, span, with);
    p->n += err >= 0;
    return err < 0 ? err : 1;
}

/* The mistakes that are told, from the last to the first: a repair moves only what
 * stands behind it. */
static int repair_findings(struct patient *p, struct leat_diag *diag)
{
    int n = 1, err;

    for (int round = 0; round < ROUNDS_MAX && n > 0; round++) {
        if ((err = look(&p->script, diag)) < 0)
            return err;
        n = 0;
        while (diag->n > 0) {
            uint32_t last = 0;
            for (uint32_t i = 1; i < diag->n; i++)
                if (diag->finding[i].line > diag->finding[last].line ||
                    (diag->finding[i].line == diag->finding[last].line &&
                     diag->finding[i].column > diag->finding[last].column))
                    last = i;
            if ((err = repair_finding(p, &diag->finding[last])) < 0)
                return err;
            n += err;
            diag->finding[last] = diag->finding[--diag->n];
        }
    }
    return 0;
}

static uint32_t count_lost(const char *text, uint32_t size)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i + 1 < size; i++)
        n += text[i] == '\\' && text[i + 1] == 'n';
    return n;
}

/* A line as it was before its line ends and quotes became escapes. */
static void restore(const char *from, uint32_t size, char *to)
{
    while (size > 0 && (from[size - 1] == '\r' || from[size - 1] == '"'))
        size--; /* the quote that ended it all */
    for (uint32_t i = 0; i < size; i++) {
        const char next = i + 1 < size ? from[i + 1] : '\0';
        const bool escaped = from[i] == '\\' && next && strchr("nt\"\\", next);
        *to++ = (char)(!escaped      ? from[i]
                       : next == 'n' ? '\n'
                       : next == 't' ? '\t'
                                     : next);
        i += escaped;
    }
    *to = '\0';
}

static int restore_line(struct patient *p, struct span line, struct leat_diag *diag)
{
    const uint32_t size = line.end - line.start;
    struct patient other = {.script = p->script};
    char *text = malloc(size + 1);
    uint32_t n_errors;
    int err;

    if (!text)
        return LEAT_ERR_NOMEM;
    restore(p->script.text + line.start, size, text);
    err = read(&p->script, diag);
    n_errors = diag->n_errors;
    if (err >= 0)
        err = replace(&other, line, text);
    if (err >= 0)
        err = read(&other.script, diag);
    free(text);
    if (err < 0 || diag->n_errors > n_errors) {
        free(other.text); /* it was a comment after all */
        return err;
    }
    free(p->text);
    p->script = other.script;
    p->text = other.text;
    p->n++;
    return 0;
}

/* Comments that are lines of a program. */
static int restore_lines(struct patient *p, struct leat_diag *diag)
{
    uint32_t start = 0;
    int err = 0;

    while (err >= 0 && start < p->script.size) {
        const char *text = p->script.text;
        const char *end = memchr(text + start, '\n', p->script.size - start);
        const struct span line = {start, end ? (uint32_t)(end - text) : p->script.size};
        while (start < line.end && (text[start] == ' ' || text[start] == '\t'))
            start++;
        const bool is_comment =
            start + 1 < line.end &&
            (text[start] == '#' || (text[start] == '/' && text[start + 1] == '/'));
        if (is_comment &&
            count_lost(text + line.start, line.end - line.start) >= LINES_LEAST)
            err = restore_line(p, line, diag);
        start = line.end + 1;
    }
    return err;
}

int repair_program(const struct script *script, char **text, size_t *size)
{
    struct leat_diag *diag = calloc(1, sizeof(*diag));
    struct patient p = {.script = *script};
    int err = diag ? 0 : LEAT_ERR_NOMEM;

    *text = NULL;
    if (err >= 0)
        err = restore_lines(&p, diag);
    if (err >= 0)
        err = repair_findings(&p, diag);
    free(diag);
    if (err < 0) {
        free(p.text);
        return err;
    }
    *text = p.text;
    *size = p.script.size;
    return p.n;
}
