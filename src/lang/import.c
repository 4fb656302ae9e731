/* SPDX-License-Identifier: MIT */
/* import: the files that a program imports, read once each. */
#include "lang/import.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/file_report.h"

/* The last folder of a path that is being written, or nothing to leave behind. */
static bool leave_folder(char *path, size_t *used)
{
    size_t at = *used;

    while (at > 0 && path[at - 1] != '/')
        at--;
    if (*used == 0 || strcmp(path + at, "..") == 0)
        return false;
    *used = at > 1 ? at - 1 : at;
    path[*used] = '\0';
    return true;
}

const char *import_path(struct arena *arena, const char *from, const char *path)
{
    const char *slash = strrchr(from, '/');
    const size_t folder = path[0] == '/' || !slash ? 0 : (size_t)(slash - from) + 1;
    const char *whole = arena_format(arena, "%.*s%s", (int)folder, from, path);
    char *out = whole ? arena_take(arena, strlen(whole) + 2, 1) : NULL;
    size_t used = 0;

    if (!out)
        return NULL;
    for (const char *at = whole; *at; at += *at == '/') {
        const size_t size = strcspn(at, "/");
        const bool up = size == 2 && at[0] == '.' && at[1] == '.';
        if (at == whole && size == 0)
            out[used++] = '/';
        if (size > 0 && !(size == 1 && *at == '.') &&
            !(up && leave_folder(out, &used))) {
            if (used > 0 && out[used - 1] != '/')
                out[used++] = '/';
            memcpy(out + used, at, size);
            used += size;
        }
        out[used] = '\0';
        at += size;
    }
    return out;
}

struct import_place import_report_on(struct importer *im,
                                     const struct import_place *place)
{
    const struct import_place before = {im->report->script, im->report->parts,
                                        im->report->offset};

    im->report->script = place->script;
    im->report->parts = place->parts;
    im->report->offset = place->offset;
    return before;
}

/* A file's text alone, where its tree is not settled. */
static struct import_place alone(const struct import_file *file)
{
    return (struct import_place){&file->part.script, NULL, file->part.start};
}

/* Say it of the file as if it stood alone: its tree is not placed yet. */
static int understand(struct importer *im, struct import_file *file)
{
    const uint32_t n_errors = im->report->n_errors;
    const struct import_place there = alone(file);
    const struct import_place before = import_report_on(im, &there);
    struct tokens tokens;

    int err = lex(&file->part.script, im->names, im->report, &tokens);
    if (err >= 0) {
        err = parse(&file->part.script, &tokens, im->names, im->report, im->arena,
                    &file->syntax);
        tokens_finish(&tokens);
    }
    import_report_on(im, &before);
    file->is_broken = im->report->n_errors > n_errors;
    return err;
}

/* The name of a file in messages: beside the program's own. */
static const char *shown(struct importer *im, const char *path)
{
    const char *own = im->program.part.script.file;
    const char *slash = strrchr(own, '/');

    return path[0] == '/' || !slash
               ? path
               : arena_format(im->arena, "%.*s%s", (int)(slash - own) + 1, own, path);
}

/* Read a file into the list.  Errors: LEAT_ERR_NOMEM; else NULL after a report. */
static struct import_file *load(struct importer *im, const struct ast *text,
                                const char *path)
{
    struct import_file *file = arena_take(im->arena, 1, sizeof(*file));
    char *bytes = NULL;
    size_t size = 0;
    int err = LEAT_ERR_LIMIT;

    if (!file)
        return NULL;
    if (!im->files)
        err = LEAT_ERR_NO_ACCESS;
    else if (im->n_files < IMPORT_FILES_MAX && im->depth < IMPORT_DEPTH_MAX)
        err = im->files->read(im->files->user, path, im->max_bytes, &bytes, &size);
    if (err < 0) {
        file_report(im->report, im->files, text->span, path, err, false);
        return NULL;
    }
    im->max_bytes -= size < im->max_bytes ? size : im->max_bytes;
    im->n_files++;
    *file = (struct import_file){.path = path, .next = im->newest};
    file->part.script = (struct script){
        shown(im, path), arena_text(im->arena, bytes, size), (uint32_t)size};
    free(bytes);
    if (im->arena->err)
        return NULL;
    file->part.start = im->last ? im->last->start + im->last->script.size + 1
                                : im->program.part.script.size + 1;
    if (im->last)
        im->last->next = &file->part;
    else
        im->first = &file->part;
    im->last = &file->part;
    im->newest = file;
    return file;
}

/* What is imported is known as what `as` says, or as its file's name. */
static uint32_t alias_of(struct importer *im, const struct ast *import)
{
    const struct ast *text = import->part[0];
    const char *slash, *dot;
    uint32_t n = 0;

    if (import->name)
        return import->name;
    slash = strrchr(text->text, '/');
    const char *name = slash ? slash + 1 : text->text;
    dot = strrchr(name, '.');
    const size_t size = dot ? (size_t)(dot - name) : strlen(name);
    while (n < size &&
           ((name[n] >= 'a' && name[n] <= 'z') || (name[n] >= 'A' && name[n] <= 'Z') ||
            name[n] == '_' || (n > 0 && name[n] >= '0' && name[n] <= '9')))
        n++;
    if (n > 0 && n == size)
        return names_add(im->names, name, size);
    report_error(im->report, text->span, 106,
                 "Something is missing after `import`: I expected `as` and a name, "
                 "since `%.40s` is none.",
                 name);
    report_hint(im->report, "import \"%.60s\" as other", text->text);
    return 0;
}

/* Put the tree where it is imported first. */
static void place(struct importer *im, struct ast *import, struct import_file *file)
{
    struct ast **part = arena_take(im->arena, 2, sizeof(*part));

    if (!part || file->is_placed)
        return;
    part[0] = import->part[0];
    part[1] = file->syntax.program;
    import->part = part;
    import->n = 2;
    file->is_placed = true;
}

static int read_imports(struct importer *im, struct import_file *file);

static int read_one(struct importer *im, struct ast *import, struct import_file *from,
                    struct import_file **out)
{
    const struct ast *text = import->part[0];
    const char *path = import_path(im->arena, from->path, text->text);
    struct import_file *file = im->newest;
    int err = 0;

    *out = NULL;
    if (!path)
        return im->arena->err;
    while (file && strcmp(file->path, path) != 0)
        file = file->next;
    if (!file && strcmp(im->program.path, path) == 0)
        file = &im->program;
    if (file && file->is_open) {
        report_error(im->report, import->span, 212,
                     "`%.60s` and `%.60s` import each other.", from->path, path);
        report_hint(im->report, "Put what both need into a third file.");
        return 0;
    }
    if (!file) {
        file = load(im, text, path);
        if (!file)
            return im->arena->err;
        err = understand(im, file);
        if (err >= 0)
            err = read_imports(im, file);
    }
    if (err >= 0)
        place(im, import, file);
    *out = file;
    return err < 0 ? err : im->arena->err;
}

/* Statements of a block that import files; `main { }` is part of the top level. */
static int read_block(struct importer *im, struct import_file *file, struct ast *block)
{
    int err = 0;

    for (uint32_t i = 0; i < block->n && err >= 0; i++) {
        struct ast *ast = block->part[i];
        if (ast->kind == AST_MAIN && ast->n > 0 && ast->part[0]->kind == AST_BLOCK)
            err = read_block(im, file, ast->part[0]);
        if (!import_is_file(ast))
            continue;
        ast->flags |= AST_READ;
        const uint32_t name = alias_of(im, ast);
        struct import_file *other = NULL;
        err = read_one(im, ast, file, &other);
        if (name > 0 && err >= 0) {
            file->alias[file->n_aliases].name = name;
            file->alias[file->n_aliases].span = ast->span;
            file->alias[file->n_aliases++].file = other;
        }
    }
    return err < 0 ? err : im->names->err;
}

static uint32_t count_imports(const struct ast *block)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < block->n; i++) {
        const struct ast *ast = block->part[i];
        if (ast->kind == AST_MAIN && ast->n > 0)
            n += count_imports(ast->part[0]);
        n += import_is_file(ast);
    }
    return n;
}

/* Read what a file imports, and settle its names then. */
static int read_imports(struct importer *im, struct import_file *file)
{
    const uint32_t n = count_imports(file->syntax.program);
    int err;

    if (n == 0 && file == &im->program)
        return 0;
    err = import_own_names(im, file);
    file->alias = arena_take(im->arena, n ? n : 1, sizeof(*file->alias));
    if (err < 0 || !file->alias)
        return err < 0 ? err : im->arena->err;
    file->is_open = true;
    im->depth++;
    const struct import_place there = alone(file);
    const struct import_place before = import_report_on(im, &there);
    err = read_block(im, file, file->syntax.program);
    import_report_on(im, &before);
    im->depth--;
    file->is_open = false;
    if (err >= 0)
        import_settle(im, file);
    return err < 0 ? err : im->arena->err;
}

/* Names that stand in text of any file that was skipped. */
static void join_skipped(struct importer *im)
{
    struct syntax *all = &im->program.syntax;
    const uint32_t n = im->names->n;
    uint8_t *skipped = arena_take(im->arena, n, 1);

    if (!skipped)
        return;
    memcpy(skipped, all->skipped, all->n_skipped);
    for (const struct import_file *f = im->newest; f; f = f->next)
        for (uint32_t i = 0; i < f->syntax.n_skipped; i++)
            skipped[i] |= f->syntax.skipped[i];
    all->skipped = skipped;
    all->n_skipped = n;
}

int import_files(struct importer *im)
{
    const int err = read_imports(im, &im->program);

    if (err >= 0 && im->newest)
        join_skipped(im);
    im->report->parts = im->first;
    return err < 0 ? err : im->arena->err;
}
