/* SPDX-License-Identifier: MIT */
/* notebook: the inputs of a session that last. */
#include "cli/notebook.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/arena.h"
#include "base/str.h"
#include "lang/lex.h"
#include "lang/parse.h"

static const size_t MEMORY_MAX_BYTES = (size_t)256 << 20;

/* Kinds of statements that are values, which nothing holds on to. */
static bool is_value(const struct ast *ast)
{
    switch (ast->kind) {
    case AST_INTEGER:
    case AST_NUMBER:
    case AST_SIZE:
    case AST_COLOUR:
    case AST_TEXT:
    case AST_BOOL:
    case AST_NULL:
    case AST_NAME:
    case AST_MEMBER:
    case AST_CALL:
    case AST_INDEX:
    case AST_SLICE:
    case AST_PROPAGATE:
    case AST_UNARY:
    case AST_BINARY:
    case AST_TERNARY:
    case AST_RANGE:
    case AST_CAST:
    case AST_LIST:
    case AST_TUPLE:
    case AST_RECORD:
    case AST_TYPED_RECORD:
        return true;
    default:
        return false;
    }
}

/* The number of what a statement names; 0: nothing that is one. */
static uint32_t name_of(const struct ast *ast)
{
    const struct ast *to = ast->n ? ast->part[0] : NULL;

    switch (ast->kind) {
    case AST_FUNC:
    case AST_CLASS:
    case AST_ENUM:
        return ast->name;
    case AST_LET:
    case AST_ASSIGN:
        return to && (to->kind == AST_NAME || to->kind == AST_PATTERN_NAME) &&
                       (ast->kind == AST_LET || ast->sign == TOKEN_ASSIGN)
                   ? to->name
                   : 0;
    default:
        return 0;
    }
}

static void look(const struct ast *program, const struct names *names,
                 struct notebook_input *out)
{
    out->is_empty = program->n == 0;
    out->is_value = program->n > 0;
    for (uint32_t i = 0; i < program->n; i++)
        out->is_value = out->is_value && is_value(program->part[i]);
    if (program->n > 0) {
        const struct ast *last = program->part[program->n - 1];
        out->is_call = last->kind == AST_CALL || last->kind == AST_BINARY;
    }
    if (program->n != 1 || !name_of(program->part[0]))
        return;
    const uint8_t kind = program->part[0]->kind;
    out->is_declared = kind != AST_LET && kind != AST_ASSIGN;
    str_format(out->names, sizeof(out->names), "%s",
               names_text(names, name_of(program->part[0])));
}

/* E105 is a bracket that waits, E107 a text; one in plain quotes ends with its line. */
static bool is_open(const struct leat_diag *diag, const char *text)
{
    for (uint32_t i = 0; i < diag->n; i++)
        if (diag->finding[i].code == 105 ||
            (diag->finding[i].code == 107 && strstr(text, "\"\"\"")))
            return true;
    return false;
}

int notebook_read(const char *text, size_t size, struct notebook_input *out)
{
    const struct script script = {.file = "", .text = text, .size = (uint32_t)size};
    struct report *report = calloc(1, sizeof(*report));
    struct leat_diag *diag = calloc(1, sizeof(*diag));
    struct tokens tokens = {0};
    struct syntax syntax = {0};
    struct arena arena;
    struct names names;
    int err = report && diag ? 0 : LEAT_ERR_NOMEM;

    *out = (struct notebook_input){0};
    arena_init(&arena, MEMORY_MAX_BYTES);
    names_init(&names);
    if (!err) {
        report_init(report, &script, diag);
        err = lex(&script, &names, report, &tokens);
    }
    if (!err)
        err = parse(&script, &tokens, &names, report, &arena, &syntax);
    if (!err) {
        out->is_open = is_open(diag, text);
        look(syntax.program, &names, out);
        out->is_empty = out->is_empty && diag->n == 0;
    }
    tokens_finish(&tokens);
    names_finish(&names);
    arena_finish(&arena);
    free(report);
    free(diag);
    return err;
}

void notebook_finish(struct notebook *book)
{
    for (uint32_t i = 0; i < book->n; i++)
        free(book->at[i]);
    free(book->at);
    free(book->names);
    *book = (struct notebook){0};
}

uint32_t notebook_place(const struct notebook *book, const struct notebook_input *input)
{
    uint32_t place = book->n;

    for (uint32_t i = 0; i < book->n && *input->names; i++)
        if (strcmp(book->names[i], input->names) == 0)
            place = i;
    return place;
}

char *notebook_text(const struct notebook *book, const char *input, uint32_t place,
                    size_t *from)
{
    size_t size = strlen(input) + 2, used = 0;
    char *text;

    for (uint32_t i = 0; i < book->n; i++)
        size += strlen(book->at[i]) + 1;
    text = malloc(size);
    for (uint32_t i = 0; text && i <= book->n; i++) {
        const char *part = i == place ? input : i < book->n ? book->at[i] : "";
        if (i == place)
            *from = used;
        if (i < book->n || i == place)
            used += str_format(text + used, size - used, "%s\n", part);
    }
    return text;
}

int notebook_with(const struct notebook *book, const char *input,
                  const struct notebook_input *what, uint32_t place,
                  struct notebook *out)
{
    const uint32_t n = book->n + (place == book->n);

    *out = (struct notebook){.at = calloc(n + 1, sizeof(*out->at)),
                             .names = calloc(n + 1, sizeof(*out->names))};
    for (uint32_t i = 0; out->at && out->names && i < n; i++) {
        const bool is_new = i == place;
        if (!(out->at[i] = strdup(is_new ? input : book->at[i])))
            break;
        out->n++;
        str_format(out->names[i], NOTEBOOK_NAME, "%s",
                   is_new ? what->names : book->names[i]);
    }
    if (out->n == n && out->at && out->names)
        return 0;
    notebook_finish(out);
    return LEAT_ERR_NOMEM;
}

static uint32_t n_lines(const char *text)
{
    uint32_t n = 1;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

void notebook_locate(const struct notebook *book, const char *input, uint32_t place,
                     struct leat_diag *diag)
{
    for (uint32_t f = 0; f < diag->n; f++) {
        struct leat_finding *finding = &diag->finding[f];
        uint32_t line = finding->line;
        for (uint32_t i = 0; line > 0 && i <= book->n; i++) {
            const uint32_t lines = i == place    ? n_lines(input)
                                   : i < book->n ? n_lines(book->at[i])
                                                 : 0;
            if (line > lines) {
                line -= lines;
                continue;
            }
            finding->line = line;
            if (i == place)
                str_format(finding->file, sizeof(finding->file), "<input>");
            else
                str_format(finding->file, sizeof(finding->file), "<input %u>", i + 1);
            break;
        }
    }
}
