/* SPDX-License-Identifier: MIT */
/*
 * import_names: the names of each file are its own: a walk through its tree puts their
 * numbers in, and counts its places on behind those of the files before.
 */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "lang/check.h"
#include "lang/import.h"
#include "lang/token.h"

/* What a walk carries. */
struct walk {
    struct importer *im;
    struct import_file *file;
    uint32_t shift;  /* of its places */
    uint8_t *hidden; /* by name number below n_own: parameters have it right here */
};

static void settle(struct walk *w, struct ast *ast);

static bool is_hidden(const struct walk *w, uint32_t name)
{
    return name < w->file->n_own && w->hidden[name] > 0;
}

/* What a name is in this file; itself when the file does not make it. */
static uint32_t own_name(const struct walk *w, uint32_t name)
{
    if (name >= w->file->n_own || w->hidden[name] > 0 || !w->file->own[name])
        return name;
    return w->file->own[name];
}

/* Panels give names their values, and are asked for them by the same names: these stay
 * what they are. */
static void keep_entry(void *user, const struct ast *entry)
{
    struct import_file *file = user;

    if (entry->name < file->n_own)
        file->own[entry->name] = entry->name;
}

static void keep_entries(struct checker *c, struct import_file *file,
                         const struct ast *ast)
{
    const struct ast *panel = ast->kind == AST_CALL ? check_panel(c, ast) : NULL;

    if (panel)
        panel_entries(c->names, panel, file, keep_entry);
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            keep_entries(c, file, ast->part[i]);
}

int import_own_names(struct importer *im, struct import_file *file)
{
    const bool apart = file != &im->program;
    struct scope scope = {.names = im->names, .n = im->names->n};
    struct report silent = {.script = &file->part.script};
    struct checker c = {.syntax = &file->syntax,
                        .names = im->names,
                        .report = &silent,
                        .scope = &scope};

    scope.symbol = arena_take(im->arena, scope.n, sizeof(*scope.symbol));
    file->own = arena_take(im->arena, scope.n, sizeof(*file->own));
    if (!scope.symbol || !file->own)
        return im->arena->err;
    file->n_own = scope.n;
    check_declare(&c, file->syntax.program);
    for (uint32_t name = 1; name < file->n_own; name++) {
        const struct symbol *s = &scope.symbol[name];
        const char *text = names_text(im->names, name);
        if (!s->is_assigned && !s->func && !s->class && !s->alias && !s->module &&
            !s->from)
            continue;
        file->own[name] = apart ? names_add_apart(im->names, text, strlen(text)) : name;
    }
    keep_entries(&c, file, file->syntax.program);
    return im->names->err;
}

/* Whether a name stands for an imported file here; `*file` is NULL when that could not
 * be read. */
static bool find_alias(const struct walk *w, uint32_t name, struct import_file **file)
{
    if (is_hidden(w, name))
        return false;
    for (uint32_t i = 0; i < w->file->n_aliases; i++)
        if (name && w->file->alias[i].name == name) {
            *file = w->file->alias[i].file;
            return true;
        }
    return false;
}

/* The file that `drums` or `kit.drums` stands for. */
static bool find_file(const struct walk *w, const struct ast *ast,
                      struct import_file **file)
{
    struct import_file *around;

    if (ast->kind == AST_NAME)
        return find_alias(w, ast->name, file);
    if (ast->kind != AST_MEMBER || !find_file(w, ast->part[0], &around))
        return false;
    *file = NULL;
    for (uint32_t i = 0; around && i < around->n_aliases; i++)
        if (around->alias[i].name == ast->name) {
            *file = around->alias[i].file;
            return true;
        }
    return !around;
}

static void lose(struct ast *ast)
{
    ast->kind = AST_ERROR;
    ast->n = 0;
}

static const char *shown_name(const struct walk *w, const struct ast *ast)
{
    return names_text(w->im->names, ast->name);
}

/* `drums.kick`: the name that it is in drums. */
static void settle_member_of(struct walk *w, struct ast *ast,
                             const struct import_file *file)
{
    struct str_nearest near;
    const char *text = shown_name(w, ast);

    if (file && ast->name < file->n_own && file->own[ast->name]) {
        ast->kind = AST_NAME;
        ast->name = file->own[ast->name];
        ast->n = 0;
        return;
    }
    if (file && !file->is_broken && ast->name) {
        str_nearest_init(&near, text);
        for (uint32_t i = 1; i < file->n_own; i++)
            if (file->own[i])
                str_nearest_offer(&near, names_text(w->im->names, i));
        report_error(w->im->report, ast->span, 203, "`%.60s` does not offer `%.60s`.",
                     file->path, text);
        if (near.best)
            report_hint(w->im->report, "Did you mean `%.60s`?", near.best);
        else
            report_hint(w->im->report, "It offers what its top level makes.");
    }
    lose(ast);
}

static void settle_name(struct walk *w, struct ast *ast)
{
    struct import_file *file;

    if (!find_alias(w, ast->name, &file)) {
        ast->name = own_name(w, ast->name);
        return;
    }
    if (file) {
        report_error(w->im->report, ast->span, 203,
                     "`%.60s` is a file, and no value by itself.", shown_name(w, ast));
        report_hint(w->im->report, "A name of it stands behind a dot: `%.60s.name`.",
                    shown_name(w, ast));
    }
    lose(ast);
}

static void settle_parts(struct walk *w, struct ast *ast, uint32_t from)
{
    for (uint32_t i = from; i < ast->n; i++)
        if (ast->part[i])
            settle(w, ast->part[i]);
}

/* A field that stands for itself, `{ kick }`, keeps its name: `{ kick: kick }`. */
static void settle_fields(struct walk *w, struct ast *record, uint32_t from,
                          bool is_pattern)
{
    for (uint32_t i = from; i < record->n; i++) {
        struct ast *part = record->part[i];
        const bool is_short = is_pattern ? part->n == 0 : part->kind == AST_NAME;
        if (!is_short || own_name(w, part->name) == part->name) {
            settle(w, part);
            continue;
        }
        struct ast *inner = arena_take(w->im->arena, 1, sizeof(*inner));
        struct ast **parts = arena_take(w->im->arena, 1, sizeof(*parts));
        if (!inner || !parts)
            return;
        *inner = *part;
        inner->kind = is_pattern ? AST_PATTERN_NAME : AST_NAME;
        parts[0] = inner;
        part->kind = AST_NAMED;
        part->part = parts;
        part->n = 1;
        settle(w, part);
    }
}

static void hide(struct walk *w, struct ast *const *param, uint32_t n, int by)
{
    for (uint32_t i = 0; i < n; i++)
        if (param[i] && param[i]->name < w->file->n_own &&
            (by < 0 || w->hidden[param[i]->name] < UINT8_MAX))
            w->hidden[param[i]->name] = (uint8_t)(w->hidden[param[i]->name] + by);
}

/* Parameters are known by their names to who calls: they stay. */
static void settle_func(struct walk *w, struct ast *func, bool is_method)
{
    if (!is_method)
        func->name = own_name(w, func->name);
    if (func->n < 2)
        return;
    hide(w, func->part + 2, func->n - 2, 1);
    settle_parts(w, func, 0);
    hide(w, func->part + 2, func->n - 2, -1);
}

static void settle_lambda(struct walk *w, struct ast *lambda)
{
    hide(w, lambda->part, lambda->n_params, 1);
    settle_parts(w, lambda, 0);
    hide(w, lambda->part, lambda->n_params, -1);
}

static void settle_class(struct walk *w, struct ast *class)
{
    class->name = own_name(w, class->name);
    for (uint32_t i = 0; i < class->n; i++) {
        struct ast *part = class->part[i];
        if (part->kind == AST_FUNC) {
            part->span.start += w->shift;
            part->span.end += w->shift;
            settle_func(w, part, true);
        } else {
            settle(w, part);
        }
    }
}

static void settle_type(struct walk *w, struct ast *type)
{
    struct import_file *file;

    if (!type->owner || !find_alias(w, type->owner, &file))
        type->name = own_name(w, type->name);
    else if (file && type->name < file->n_own && file->own[type->name])
        type->name = file->own[type->name];
}

static bool is_capital(const struct walk *w, const struct ast *ast)
{
    const char c = shown_name(w, ast)[0];

    return c >= 'A' && c <= 'Z';
}

/* What a module offers gets a name of this file, `import Math.{sqrt as sqrt}`; the path
 * itself is none, and the tree of a file is settled. */
static void settle_import(struct walk *w, struct ast *import)
{
    struct ast *last = import->n > 1 ? import->part[import->n - 1] : NULL;

    if (!import->name && last && last->kind == AST_NAME &&
        own_name(w, last->name) != last->name)
        import->name = own_name(w, last->name);
    else
        import->name = own_name(w, import->name);
    for (uint32_t i = 1; i < import->n; i++) {
        struct ast *part = import->part[i];
        if (part->kind != AST_IMPORTED)
            continue;
        if (part->n == 0 && own_name(w, part->name) != part->name) {
            struct ast *as = arena_take(w->im->arena, 1, sizeof(*as));
            struct ast **parts = arena_take(w->im->arena, 1, sizeof(*parts));
            if (!as || !parts)
                return;
            *as = *part;
            as->kind = AST_NAME;
            parts[0] = as;
            part->part = parts;
            part->n = 1;
        }
        settle(w, part);
    }
}

static void settle(struct walk *w, struct ast *ast)
{
    struct import_file *file;

    ast->span.start += w->shift;
    ast->span.end += w->shift;
    switch (ast->kind) {
    case AST_NAME:
        settle_name(w, ast);
        return;
    case AST_MEMBER:
        if (find_file(w, ast->part[0], &file)) {
            settle_member_of(w, ast, file);
            return;
        }
        break;
    case AST_FUNC:
        settle_func(w, ast, false);
        return;
    case AST_LAMBDA:
        settle_lambda(w, ast);
        return;
    case AST_CLASS:
        settle_class(w, ast);
        return;
    case AST_ENUM:
    case AST_TRY:
    case AST_PATTERN_REST:
        ast->name = own_name(w, ast->name);
        break;
    case AST_PATTERN_NAME:
        if (ast->n == 0 && !is_capital(w, ast))
            ast->name = own_name(w, ast->name);
        break;
    case AST_TYPE:
        settle_type(w, ast);
        break;
    case AST_RECORD:
        settle_fields(w, ast, 0, false);
        return;
    case AST_TYPED_RECORD:
        settle(w, ast->part[0]);
        settle_fields(w, ast, 1, false);
        return;
    case AST_PATTERN_RECORD:
        settle_fields(w, ast, 0, true);
        return;
    case AST_IMPORT:
        settle_import(w, ast);
        return;
    default:
        break;
    }
    settle_parts(w, ast, 0);
}

/* E207: a variable, or another file, has the name that stands for a file. */
static void check_aliases(struct walk *w)
{
    const struct import_file *file = w->file;

    for (uint32_t i = 0; i < file->n_aliases; i++) {
        const uint32_t name = file->alias[i].name;
        bool twice = name < file->n_own && file->own[name];
        for (uint32_t k = 0; k < i; k++)
            twice |= file->alias[k].name == name &&
                     file->alias[k].file != file->alias[i].file;
        if (!twice)
            continue;
        struct span span = file->alias[i].span;
        span.start += w->shift;
        span.end += w->shift;
        report_error(w->im->report, span, 207, "`%.60s` is declared twice.",
                     names_text(w->im->names, name));
        report_hint(w->im->report, "Rename one of them.");
    }
}

void import_settle(struct importer *im, struct import_file *file)
{
    struct walk w = {.im = im, .file = file, .shift = file->part.start};
    const struct import_place before = import_report_on(
        im, &(struct import_place){&im->program.part.script, im->first, 0});

    w.hidden = arena_take(im->arena, file->n_own, 1);
    if (!w.hidden)
        return;
    check_aliases(&w);
    settle(&w, file->syntax.program);
    import_report_on(im, &before);
}
