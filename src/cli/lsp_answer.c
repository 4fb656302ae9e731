/* SPDX-License-Identifier: MIT */
/* lsp_answer: ranges, findings, symbols and forms of a program. */
#include "cli/lsp_answer.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/graph.h>
#include <leat/lang.h>

#include "base/str.h"
#include "cli/lsp_text.h"
#include "lang/format.h"
#include "lang/import.h"

/* Numbers that the protocol gives to severities and to kinds of symbols. */
enum { SEVERITY_ERROR = 1, SEVERITY_WARNING, SEVERITY_NOTE };
enum { SYMBOL_CLASS = 5, SYMBOL_ENUM = 10, SYMBOL_FUNCTION = 12, SYMBOL_VARIABLE };

static void place(struct json *json, const struct script *script, uint32_t byte)
{
    const struct lsp_place place = lsp_text_place(script, byte);

    json_object(json);
    json_key(json, "line");
    json_unsigned(json, place.line);
    json_key(json, "character");
    json_unsigned(json, place.unit);
    json_end(json);
}

void lsp_answer_range(struct json *json, const struct script *script, struct span span)
{
    json_object(json);
    json_key(json, "start");
    place(json, script, span.start);
    json_key(json, "end");
    place(json, script, span.end);
    json_end(json);
}

static void drop(void *data, const char *line)
{
    (void)data;
    (void)line;
}

/* What leat check does. */
static void check(const struct script *script, const char *base,
                  const struct leat_files *files, struct leat_diag *diag)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .file = script->file,
                                                 .base = base,
                                                 .print = drop,
                                                 .files = files};
    struct leat_program *program = NULL;
    struct leat_graph *graph = NULL;
    int err = leat_program_create(script->text, script->size, &options, &program, diag);

    if (err >= 0)
        err = leat_graph_create(&graph);
    if (err >= 0)
        err = leat_program_build(program, graph, diag);
    if (err >= 0)
        err = leat_graph_decide(graph, 0.0, NULL, 0, diag);
    if (program)
        leat_program_locate(program, diag);
    if (err < 0 && !leat_diag_failed(diag))
        leat_diag_add(diag, LEAT_ERROR, 0, "%s.", leat_strerror(err));
    leat_graph_destroy(&graph);
    leat_program_destroy(&program);
}

/* Where a program imports a file; of one that others import, the first import. */
static struct span find_import(const struct script *script, const char *file)
{
    struct span found = {0, 0};
    struct lsp_look look;

    if (lsp_look_init(&look, script) >= 0)
        for (uint32_t i = look.syntax.program->n; i-- > 0;) {
            const struct ast *ast = look.syntax.program->part[i];
            const char *path =
                import_is_file(ast)
                    ? import_path(&look.arena, script->file, ast->part[0]->text)
                    : NULL;
            if (!path)
                continue;
            found = ast->span;
            if (strcmp(path, file) == 0)
                break;
        }
    lsp_look_finish(&look);
    return found;
}

static void finding(struct json *json, const struct script *script,
                    const struct leat_finding *f)
{
    const bool has_hint = f->hint[0],
               is_other = f->line > 0 && strcmp(f->file, script->file) != 0;
    char text[sizeof(f->message) + sizeof(f->hint) + sizeof(f->file) + 32], code[8];
    char where[sizeof(f->file) + 32] = "";
    struct span span = {0, 0};

    if (is_other) {
        span = find_import(script, f->file);
        str_format(where, sizeof(where), "%s:%u:%u: ", f->file, f->line, f->column);
    } else if (f->line > 0) {
        span = (struct span){lsp_text_column(script, f->line, f->column, 0),
                             lsp_text_column(script, f->line, f->column, f->width)};
    }
    str_format(text, sizeof(text), "%s%s%s%s", where, f->message, has_hint ? "\n" : "",
               f->hint);
    str_format(code, sizeof(code), "%c%03d", f->severity == LEAT_ERROR ? 'E' : 'W',
               f->code % 1000);
    json_object(json);
    json_key(json, "range");
    lsp_answer_range(json, script, span);
    json_key(json, "severity");
    json_integer(json, f->severity == LEAT_ERROR     ? SEVERITY_ERROR
                       : f->severity == LEAT_WARNING ? SEVERITY_WARNING
                                                     : SEVERITY_NOTE);
    if (f->code)
        json_key_string(json, "code", code);
    json_key_string(json, "source", "leat");
    json_key_string(json, "message", text);
    json_end(json);
}

void lsp_answer_findings(struct json *json, const struct script *script,
                         const char *base, const struct leat_files *files)
{
    struct leat_diag *diag = calloc(1, sizeof(*diag));

    json_array(json);
    if (diag) {
        check(script, base, files, diag);
        for (uint32_t i = 0; i < diag->n; i++)
            finding(json, script, &diag->finding[i]);
    }
    json_end(json);
    free(diag);
}

static void symbol(struct json *json, const struct lsp_look *look, const char *name,
                   int kind, struct span all, struct span head)
{
    json_object(json);
    json_key_string(json, "name", name);
    json_key(json, "kind");
    json_integer(json, kind);
    json_key(json, "range");
    lsp_answer_range(json, &look->script, all);
    json_key(json, "selectionRange");
    lsp_answer_range(json, &look->script, head);
    json_end(json);
}

/* The name that stands behind the first word of a declaration. */
static struct span name_span(const struct lsp_look *look, const struct ast *ast)
{
    const uint32_t token = lsp_look_token(look, ast->span.start);

    return token != NO_PARTNER && token + 1 < look->tokens.n
               ? look->tokens.at[token + 1].span
               : ast->span;
}

/* A variable is told where it first gets a value. */
static void variable(struct json *json, const struct lsp_look *look, uint8_t *told,
                     const struct ast *ast, const struct ast *target)
{
    if ((target->kind != AST_NAME && target->kind != AST_PATTERN_NAME) ||
        told[target->name])
        return;
    told[target->name] = 1;
    symbol(json, look, names_text(&look->names, target->name), SYMBOL_VARIABLE,
           ast->span, target->span);
}

void lsp_answer_symbols(struct json *json, const struct lsp_look *look)
{
    const struct ast *program = look->syntax.program;
    uint8_t *told = calloc(look->names.n + 1, 1);

    json_array(json);
    for (uint32_t i = 0; told && program && i < program->n; i++) {
        const struct ast *ast = program->part[i];
        const int kind = ast->kind == AST_FUNC    ? SYMBOL_FUNCTION
                         : ast->kind == AST_CLASS ? SYMBOL_CLASS
                         : ast->kind == AST_ENUM  ? SYMBOL_ENUM
                                                  : 0;
        if (kind && ast->name)
            symbol(json, look, names_text(&look->names, ast->name), kind, ast->span,
                   name_span(look, ast));
        else if ((ast->kind == AST_ASSIGN || ast->kind == AST_LET) && ast->n > 0)
            variable(json, look, told, ast, ast->part[0]);
    }
    json_end(json);
    free(told);
}

void lsp_answer_form(struct json *json, const struct script *script)
{
    char *text;
    size_t size;

    json_array(json);
    if (format_program(script, NULL, &text, &size) >= 0) {
        if (size != script->size || memcmp(text, script->text, size) != 0) {
            json_object(json);
            json_key(json, "range");
            lsp_answer_range(json, script, (struct span){0, script->size});
            json_key_string(json, "newText", text);
            json_end(json);
        }
        free(text);
    }
    json_end(json);
}
