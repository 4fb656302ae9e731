/* SPDX-License-Identifier: MIT */
/*
 * builtin_file: the module File: values and texts in files of the program's folder.
 *
 * Values are JSON: what JSON has no word for becomes what `serialize` makes of it.
 */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/files.h>

#include "base/json.h"
#include "base/json_read.h"
#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/file_report.h"
#include "lang/method.h"
#include "lang/vm.h"

enum {
    VALUE_BYTES_MAX = 16 << 20,  /* of a file with values */
    GROWN_BYTES_MAX = 256 << 20, /* of a file that is appended to */
    BYTES_PER_STEP = 64,
    NAMES_MAX = 10000, /* in a folder */
};

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

static struct value refuse(struct eval *e, const struct argument *path, int err,
                           bool writes)
{
    if (err == LEAT_ERR_NOMEM)
        return eval_out_of_memory(e);
    file_report(e->report, e->files, path->span, path->value.text, err, writes);
    return value_poison();
}

/* The path in an argument, and whether there are files at all. */
static bool read_path(struct eval *e, const struct builtin *self,
                      const struct argument *a, bool writes)
{
    if (a->value.kind != VALUE_TEXT || a->value.n == 0 ||
        strlen(a->value.text) != a->value.n) {
        argument_refuse(e, self, a, "the path of a file");
        return false;
    }
    if (!e->files)
        refuse(e, a, LEAT_ERR_NO_ACCESS, writes);
    return e->files != NULL;
}

static void charge(struct eval *e, size_t bytes)
{
    e->vm->steps_left -= (int64_t)(bytes / BYTES_PER_STEP);
}

/* What the program would have written there by now; NULL: nothing. */
static const struct value *written(struct eval *e, const char *path)
{
    const uint32_t name = e->written ? names_find(e->names, path) : 0;
    const struct entry *entry = name ? value_entry(e->written, name) : NULL;

    return entry ? &entry->value : NULL;
}

static int read_bytes(struct eval *e, const char *path, size_t max_bytes, char **bytes,
                      size_t *size)
{
    const struct value *text = written(e, path);

    if (!text)
        return e->files->read(e->files->user, path, max_bytes, bytes, size);
    *size = text->n;
    *bytes = malloc(*size + 1);
    if (!*bytes)
        return LEAT_ERR_NOMEM;
    memcpy(*bytes, text->text, *size + 1);
    return 0;
}

/* A whole file, for free(); NULL after an error. */
static char *read_file(struct eval *e, const struct builtin *self,
                       const struct argument *a, size_t max_bytes, size_t *size)
{
    char *bytes = NULL;

    if (!read_path(e, self, a, false))
        return NULL;
    const int err = read_bytes(e, a->value.text, max_bytes, &bytes, size);
    if (err < 0) {
        refuse(e, a, err, false);
        return NULL;
    }
    charge(e, *size);
    return bytes;
}

/* Keep what cannot be written for the program to read. */
static bool keep_written(struct eval *e, const char *path, const char *bytes,
                         size_t size, bool append, struct span span)
{
    const uint32_t name = names_add(e->names, path, strlen(path));
    struct value map;
    size_t before = 0;
    char *old = NULL, *text;

    if (!e->written) {
        map = value_new_map(e->heap);
        e->written = map.kind == VALUE_MAP ? map.map : NULL;
    }
    if (append && read_bytes(e, path, EVAL_TEXT_MAX, &old, &before) < 0)
        before = 0;
    text = size <= EVAL_TEXT_MAX ? heap_take(e->heap, before + size + 1, 1) : NULL;
    if (text && before)
        memcpy(text, old, before);
    if (text)
        memcpy(text + before, bytes, size);
    free(old);
    return name && e->written &&
           value_put(e->heap, e->written, name, names_text(e->names, name), span,
                     text ? value_text(text, before + size) : value_text("", 0));
}

/* Where nothing plays, nothing is written: then it is enough that it could be. */
static struct value write_file(struct eval *e, const struct argument *path,
                               const char *bytes, size_t size, bool append)
{
    const struct leat_files *f = e->files;
    const char *name = path->value.text;
    int err = 0;

    charge(e, size);
    if (e->tells && !e->has_told && !e->in_frame) /* it has, when that was typed */
        return value_null();
    e->has_written |= e->has_told;
    if (!f->write) {
        err = f->exists(f->user, name);
        if (err >= 0 && !keep_written(e, name, bytes, size, append, path->span))
            return eval_out_of_memory(e);
    } else if (append) {
        err = f->append(f->user, name, bytes, size, GROWN_BYTES_MAX);
    } else {
        err = f->write(f->user, name, bytes, size);
    }
    return err < 0 ? refuse(e, path, err, true) : value_null();
}

WORD(read_text)
{
    struct value text = value_poison();
    size_t size;
    char *bytes = read_file(e, self, &argument[0], EVAL_TEXT_MAX, &size);

    (void)n, (void)span;
    if (!bytes)
        return text;
    const struct script script = {"", bytes, (uint32_t)size};
    uint32_t at = 0, width;
    while (at < size && script_char(&script, at, &width) > 0)
        at += width;
    if (at < size) {
        report_error(e->report, argument[0].span, 803,
                     "`%.60s` is not something I can read: it is no text.",
                     argument[0].value.text);
        report_hint(e->report, "Readable: files of UTF-8; `file(...)` plays sounds.");
    } else {
        const char *copy = heap_text(e->heap, bytes, size);
        text = copy ? value_text(copy, size) : eval_out_of_memory(e);
    }
    free(bytes);
    return text;
}

/* A value of JSON as one of the program. */
static struct value read_value(struct eval *e, const struct json_value *json,
                               struct span span)
{
    struct value made = value_null();
    uint32_t i = 0;

    switch (json->kind) {
    case JSON_BOOL:
        return value_bool(json->number != 0.0);
    case JSON_NUMBER:
        if (json->number >= -0x1p53 && json->number <= 0x1p53 &&
            (double)(int64_t)json->number == json->number)
            return value_integer((int64_t)json->number);
        return value_number(json->number, MEASURE_NONE);
    case JSON_STRING: {
        const size_t size = strlen(json->text);
        if (size > EVAL_TEXT_MAX)
            return eval_too_large(e, span, "text");
        const char *copy = heap_text(e->heap, json->text, size);
        return copy ? value_text(copy, size) : eval_out_of_memory(e);
    }
    case JSON_ARRAY:
        if (json->n > METHOD_ITEMS_MAX)
            return eval_too_large(e, span, "list");
        made = value_new_list(e->heap, json->n);
        break;
    case JSON_OBJECT:
        made = value_new_map(e->heap);
        break;
    default:
        return made;
    }
    for (const struct json_value *j = json->first; j; j = j->next, i++) {
        if (made.kind == VALUE_POISON)
            return eval_out_of_memory(e);
        const struct value item = read_value(e, j, span);
        if (item.kind == VALUE_POISON)
            return item;
        if (made.kind == VALUE_LIST) {
            made.list->item[i] = item;
            continue;
        }
        const uint32_t name = names_add(e->names, j->key, strlen(j->key));
        if (!name ||
            !value_put(e->heap, made.map, name, names_text(e->names, name), span, item))
            return eval_out_of_memory(e);
    }
    return made.kind == VALUE_POISON ? eval_out_of_memory(e) : made;
}

WORD(load)
{
    struct value value = value_poison();
    const struct json_value *json;
    struct leat_diag *diag;
    struct arena arena;
    size_t size;
    char *bytes = read_file(e, self, &argument[0], VALUE_BYTES_MAX, &size);

    (void)n, (void)span;
    if (!bytes)
        return value;
    diag = calloc(1, sizeof(*diag));
    arena_init(&arena, (size_t)24 * VALUE_BYTES_MAX);
    const int err = json_read((const uint8_t *)bytes, size, argument[0].value.text,
                              &arena, &json, diag);
    if (err == LEAT_ERR_BAD_FILE && diag && diag->n > 0) {
        report_error(e->report, argument[0].span, 803,
                     "`%.60s` is not something I can read: it is not the JSON that "
                     "`save` writes, from line %u on.",
                     argument[0].value.text, diag->finding[0].line);
        report_hint(e->report, "Readable: JSON; `File.read_text` takes any text.");
    } else if (err < 0) {
        value = refuse(e, &argument[0], err, false);
    } else {
        value = read_value(e, json, argument[0].span);
    }
    arena_finish(&arena);
    free(diag);
    free(bytes);
    return value;
}

WORD(save)
{
    struct value done = value_poison();
    char *text;

    (void)n, (void)span;
    if (!read_path(e, self, &argument[0], true) ||
        argument[1].value.kind == VALUE_POISON)
        return done;
    text = method_serialize(e, &argument[1].value, argument[1].span);
    if (!text)
        return done;
    const size_t size = strlen(text);
    text[size] = '\n'; /* in the place of its closing 0 */
    done = write_file(e, &argument[0], text, size + 1, false);
    free(text);
    return done;
}

/* What is written as text: a text as it is, anything else as `print` writes it. */
static struct value write_text(struct eval *e, const struct builtin *self,
                               const struct argument *argument, bool append)
{
    const struct value *v = &argument[1].value;
    char store[EVAL_PRINT_MAX];

    if (!read_path(e, self, &argument[0], true) || v->kind == VALUE_POISON)
        return value_poison();
    if (v->kind == VALUE_TEXT)
        return write_file(e, &argument[0], v->text, v->n, append);
    const size_t size = value_print(v, false, store, sizeof(store));
    return write_file(e, &argument[0], store, size, append);
}

WORD(write_text)
{
    (void)n, (void)span;
    return write_text(e, self, argument, false);
}

WORD(append)
{
    (void)n, (void)span;
    return write_text(e, self, argument, true);
}

WORD(exists)
{
    (void)n, (void)span;
    if (!read_path(e, self, &argument[0], false))
        return value_poison();
    if (written(e, argument[0].value.text))
        return value_bool(true);
    const int there = e->files->exists(e->files->user, argument[0].value.text);
    return there < 0 ? refuse(e, &argument[0], there, false) : value_bool(there);
}

/* Names that are being gathered. */
struct gathered {
    struct eval *e;
    struct list *list;
    bool failed, too_many;
};

static void gather(void *to, const char *name)
{
    struct gathered *g = to;
    const char *copy;

    g->too_many |= g->list->n == NAMES_MAX;
    if (g->failed || g->too_many)
        return;
    copy = heap_text(g->e->heap, name, strlen(name));
    g->failed =
        !copy || !value_push(g->e->heap, g->list, value_text(copy, strlen(name)));
}

static int compare_names(const void *a, const void *b)
{
    const struct value *x = a, *y = b;

    return strcmp(x->text, y->text);
}

WORD(list)
{
    struct value names = value_new_list(e->heap, 0);
    const char *folder = "";
    int err;

    (void)n, (void)span;
    if (argument[0].span.end > 0) {
        const struct value *v = &argument[0].value;
        if (v->kind != VALUE_TEXT || strlen(v->text) != v->n)
            return argument_refuse(e, self, &argument[0], "the path of a folder");
        folder = v->text;
    }
    const struct argument path = {0, argument[0].span.end > 0 ? argument[0].span : span,
                                  value_text(folder, strlen(folder))};
    if (!e->files)
        return refuse(e, &path, LEAT_ERR_NO_ACCESS, false);
    if (names.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    struct gathered g = {.e = e, .list = names.list};
    err = e->files->list(e->files->user, folder, gather, &g);
    if (err < 0)
        return refuse(e, &path, err, false);
    if (g.failed)
        return eval_out_of_memory(e);
    if (g.too_many)
        return eval_too_large(e, path.span, "folder");
    charge(e, (size_t)g.list->n * BYTES_PER_STEP);
    if (g.list->n > 1)
        qsort(g.list->item, g.list->n, sizeof(*g.list->item), compare_names);
    return names;
}

const struct builtin builtin_file[] = {
    {"save", "path value", 2, 0, word_save, NULL,
     "Write a value to a file, as JSON, all at once.",
     "File.save(\"kit.json\", { tempo: 120, notes: [60, 64] })", "File"},
    {"load", "path", 1, 0, word_load, NULL, "The value that a file of JSON holds.",
     "print(try { File.load(\"kit.json\").tempo } catch e { e.code })", "File"},
    {"exists", "path", 1, 0, word_exists, NULL,
     "Whether there is a file or a folder of that name.",
     "print(File.exists(\"kit.json\"))", "File"},
    {"list", "folder", 0, 0, word_list, NULL,
     "The names in a folder, in order; those of folders end with /.",
     "print(File.list().length >= 0)", "File"},
    {"append", "path text", 2, 0, word_append, NULL,
     "Write more behind the end of a text file.",
     "File.append(\"log.txt\", \"began\\n\")", "File"},
    {"read_text", "path", 1, 0, word_read_text, NULL, "All that a text file says.",
     "print(try { File.read_text(\"log.txt\") } catch e { e.code })", "File"},
    {"write_text", "path text", 2, 0, word_write_text, NULL,
     "Let a text be all that a file says.",
     "File.write_text(\"words.txt\", \"one\\ntwo\\n\")", "File"},
    {0},
};
