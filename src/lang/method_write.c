/* SPDX-License-Identifier: MIT */
/*
 * method_write: lists and maps as JSON text, and lists as text with separators.
 *
 * Quantities become the number of their base unit, colours "#RRGGBB", objects and maps
 * objects, ranges lists, variants their name, or an object of it and what they carry.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "lang/method.h"

#define ITEMS (1u << VALUE_LIST | 1u << VALUE_TUPLE)

struct writer {
    struct eval *e;
    struct span span;
    struct json json;
    bool good;
};

static void write_value(struct writer *w, const struct value *v);

static void write_row(struct writer *w, const struct value *item, uint32_t n)
{
    json_array(&w->json);
    for (uint32_t i = 0; w->good && i < n; i++)
        write_value(w, &item[i]);
    json_end(&w->json);
}

static void write_range(struct writer *w, const struct range *range)
{
    const uint64_t n = method_range_count(range);

    if (n > METHOD_ITEMS_MAX) {
        eval_too_large(w->e, w->span, "range");
        w->good = false;
        return;
    }
    json_array(&w->json);
    for (uint64_t i = 0; w->good && i < n; i++) {
        const struct value item = method_range_item(range, i);
        write_value(w, &item);
    }
    json_end(&w->json);
}

static void write_printed(struct writer *w, const struct value *v)
{
    char text[EVAL_PRINT_MAX];

    value_print(v, false, text, sizeof(text));
    json_string(&w->json, text);
}

static void write_map(struct writer *w, const struct map *map)
{
    json_object(&w->json);
    for (uint32_t i = 0; w->good && i < map->n; i++) {
        json_key(&w->json, map->entry[i].key);
        write_value(w, &map->entry[i].value);
    }
    json_end(&w->json);
}

static void write_object(struct writer *w, const struct object *object)
{
    json_object(&w->json);
    for (uint32_t i = 0; w->good && i < object->type->n_fields; i++) {
        json_key(&w->json, object->type->field[i].key);
        write_value(w, &object->field[i]);
    }
    json_end(&w->json);
}

static void write_variant(struct writer *w, const struct variant *v)
{
    if (v->n == 0) {
        if (!v->type && strcmp(v->name, "None") == 0)
            json_null(&w->json);
        else
            json_string(&w->json, v->name);
        return;
    }
    json_object(&w->json);
    json_key(&w->json, v->name);
    if (v->n == 1)
        write_value(w, &v->item[0]);
    else
        write_row(w, v->item, v->n);
    json_end(&w->json);
}

static void refuse(struct writer *w, const char *what)
{
    report_error(w->e->report, w->span, 306, "%s cannot be written as text.", what);
    report_hint(w->e->report, "Numbers, texts, colours, lists and maps can.");
    w->good = false;
}

static void write_value(struct writer *w, const struct value *v)
{
    /* a list that holds itself, or one that holds lists twice each, ends here */
    if (w->json.depth + 1 >= JSON_DEPTH_MAX || w->json.used > EVAL_TEXT_MAX) {
        eval_too_large(w->e, w->span, "list");
        w->good = false;
        return;
    }
    switch (v->kind) {
    case VALUE_NULL:
        json_null(&w->json);
        break;
    case VALUE_BOOL:
        json_bool(&w->json, v->is_true);
        break;
    case VALUE_INTEGER:
        json_integer(&w->json, v->integer);
        break;
    case VALUE_NUMBER:
        json_number(&w->json, v->number);
        break;
    case VALUE_TEXT:
        if (memchr(v->text, '\0', v->n))
            refuse(w, "A zero byte");
        else
            json_string(&w->json, v->text);
        break;
    case VALUE_COLOUR:
    case VALUE_SIZE:
    case VALUE_SYMBOL:
        write_printed(w, v);
        break;
    case VALUE_RANGE:
        write_range(w, v->range);
        break;
    case VALUE_LIST:
        write_row(w, v->list->item, v->list->n);
        break;
    case VALUE_TUPLE:
        write_row(w, v->item, v->n);
        break;
    case VALUE_MAP:
        write_map(w, v->map);
        break;
    case VALUE_OBJECT:
        write_object(w, v->object);
        break;
    case VALUE_VARIANT:
        write_variant(w, v->variant);
        break;
    default:
        refuse(w, value_kind_name(v));
    }
}

char *method_serialize(struct eval *e, const struct value *value, struct span span)
{
    struct writer w = {.e = e, .span = span, .good = true};
    char *text;

    json_to_memory(&w.json);
    write_value(&w, value);
    if (json_finish(&w.json, &text) < 0 || !text) {
        if (w.good)
            eval_out_of_memory(e);
        return NULL;
    }
    if (w.good && strlen(text) <= EVAL_TEXT_MAX)
        return text;
    if (w.good)
        eval_too_large(e, span, "list");
    free(text);
    return NULL;
}

static struct value call_serialize(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    char *text = method_serialize(e, &self, span);

    (void)a, (void)n;
    if (!text)
        return value_poison();
    const size_t size = strlen(text);
    const char *copy = heap_text(e->heap, text, size);
    free(text);
    return copy ? value_text(copy, size) : eval_out_of_memory(e);
}

/* An item as text: texts as they are, anything else as `print` writes it. */
static size_t item_text(const struct value *item, char store[EVAL_PRINT_MAX],
                        const char **text)
{
    *text = item->kind == VALUE_TEXT ? item->text : store;
    return item->kind == VALUE_TEXT ? item->n
                                    : value_print(item, false, store, EVAL_PRINT_MAX);
}

static struct value call_join(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n), *sep = &a[0].value;
    char store[EVAL_PRINT_MAX], *joined;
    const char *text;
    size_t size = 0, used = 0;

    if (sep->kind != VALUE_TEXT) {
        report_error(e->report, a[0].span, 306, "This is %s; a Text belongs here.",
                     value_kind_name(sep));
        report_hint(e->report, "Such as `notes.join(\", \")`.");
        return value_poison();
    }
    for (uint32_t i = 0; i < n && size <= EVAL_TEXT_MAX; i++)
        size += item_text(&item[i], store, &text) + (i > 0 ? sep->n : 0);
    if (size > EVAL_TEXT_MAX)
        return eval_too_large(e, span, "text");
    joined = heap_take(e->heap, size + 1, 1);
    if (!joined)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        const size_t length = item_text(&item[i], store, &text);
        if (i > 0)
            memcpy(joined + used, sep->text, sep->n), used += sep->n;
        memcpy(joined + used, text, length);
        used += length;
    }
    return value_text(joined, size);
}

const struct method_word method_write[] = {
    {"join", "sep", 1, 1, 0, ITEMS, call_join,
     "The items as one text, with a separator between."},
    {"serialize", "", 0, 0, 0, ITEMS | 1u << VALUE_MAP, call_serialize,
     "As JSON text."},
    {0},
};
