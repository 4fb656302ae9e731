/* SPDX-License-Identifier: MIT */
/* method_item: items of lists, texts and maps by their number or key. */
#include <string.h>

#include "lang/method.h"
#include "lang/sample.h"

/* The number of an item, counted from the end when it is below 0; -1: it was said. */
static int64_t index_of(struct eval *e, uint32_t n, struct value index,
                        struct span span)
{
    const int64_t i = index.integer < 0 ? index.integer + n : index.integer;

    if (i >= 0 && i < n)
        return i;
    report_error(e->report, span, 302, "The list has %u items; there is no item %lld.",
                 n, (long long)index.integer);
    if (n > 0)
        report_hint(e->report, "Counting starts at 0; the last is %lld, or `[-1]`.",
                    (long long)n - 1);
    else
        report_hint(e->report, "It is empty; `push(x)` appends.");
    return -1;
}

/* A float that is whole counts as an integer: `steps[n / 2]`. */
static struct value as_index(struct value v)
{
    if (v.kind == VALUE_NUMBER && v.measure == MEASURE_NONE && v.number >= -1e9 &&
        v.number <= 1e9)
        return value_integer((int64_t)v.number);
    return v;
}

static struct value no_items(struct eval *e, struct value object, struct value index,
                             struct span span)
{
    report_error(e->report, span, 306, "%s cannot be asked for an item by %s.",
                 value_kind_name(&object), value_kind_name(&index));
    report_hint(e->report, "A List takes a whole number: `[60, 64, 67][0]`.");
    return value_poison();
}

/* Where character i of a text begins. */
static uint32_t character(const struct value *text, uint32_t i)
{
    uint32_t at = 0;

    while (at < text->n && i > 0) {
        at++;
        while (at < text->n && ((uint8_t)text->text[at] & 0xC0) == 0x80)
            at++;
        i--;
    }
    return at;
}

static uint32_t count_characters(const struct value *text)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < text->n; i++)
        n += ((uint8_t)text->text[i] & 0xC0) != 0x80;
    return n;
}

static struct value part_of_text(struct eval *e, const struct value *text,
                                 uint32_t from, uint32_t to)
{
    const uint32_t first = character(text, from), last = character(text, to);
    const char *copy = heap_text(e->heap, text->text + first, last - first);

    return copy ? value_text(copy, last - first) : eval_out_of_memory(e);
}

struct value method_character(struct eval *e, struct value text, uint32_t at)
{
    const struct value rest = value_text(text.text + at, text.n - at);

    return rest.n == 0 ? value_null() : part_of_text(e, &rest, 0, 1);
}

static bool is_key(const struct value *v)
{
    return v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL || value_is_number(v) ||
           v->kind == VALUE_BOOL;
}

bool method_key(struct eval *e, struct value key, bool add, uint32_t *name,
                struct span span)
{
    char number[64];
    const char *text = key.text;
    size_t n = 0;

    if (!is_key(&key)) {
        report_error(e->report, span, 306, "%s cannot be the key of a Map.",
                     value_kind_name(&key));
        report_hint(e->report, "Keys are texts and numbers: `m[\"low\"]`.");
        return false;
    }
    if (key.kind != VALUE_TEXT && key.kind != VALUE_SYMBOL)
        n = value_print(&key, false, number, sizeof(number)), text = number;
    else
        n = key.kind == VALUE_TEXT ? key.n : strlen(text);
    *name = add ? names_add(e->names, text, n) : names_find_bytes(e->names, text, n);
    if (add && !*name)
        eval_out_of_memory(e);
    return !add || *name;
}

bool method_item_at(const struct value *list, uint32_t i, struct value *item)
{
    uint32_t n;
    const struct value *items = value_items(list, &n);

    if (i < n)
        *item = items[i];
    return i < n;
}

struct value method_parts(struct value v)
{
    if (v.kind == VALUE_STREAM && v.stream->parts)
        return (struct value){.kind = VALUE_LIST, .list = v.stream->parts};
    return v;
}

struct value method_item(struct eval *e, struct value object, struct value index,
                         struct span span)
{
    uint32_t n;
    const struct value *item;

    if (object.kind == VALUE_POISON || index.kind == VALUE_POISON)
        return value_poison();
    object = method_parts(object);
    object = sample_list(e, object, span);
    index = sample(e, index, span);
    item = value_items(&object, &n);
    if (index.kind == VALUE_RANGE)
        return method_slice(e, object, &index, span);
    if (object.kind == VALUE_MAP) {
        uint32_t name;
        if (!method_key(e, index, false, &name, span))
            return value_poison();
        const struct entry *entry = name ? value_entry(object.map, name) : NULL;
        return entry ? entry->value : value_null();
    }
    index = as_index(index);
    if (index.kind != VALUE_INTEGER)
        return no_items(e, object, index, span);
    if (object.kind == VALUE_TEXT) {
        const int64_t i = index_of(e, count_characters(&object), index, span);
        return i < 0 ? value_poison()
                     : part_of_text(e, &object, (uint32_t)i, (uint32_t)i + 1);
    }
    if (object.kind == VALUE_VARIANT) {
        const int64_t i = index_of(e, object.variant->n, index, span);
        return i < 0 ? value_poison() : object.variant->item[i];
    }
    if (!item)
        return no_items(e, object, index, span);
    const int64_t i = index_of(e, n, index, span);
    return i < 0 ? value_poison() : item[i];
}

/* An end of a slice in [0, n]. */
static uint32_t clip(struct value end, uint32_t n, uint32_t otherwise)
{
    int64_t i;

    end = as_index(end);
    if (end.kind != VALUE_INTEGER)
        return otherwise;
    i = end.integer < 0 ? end.integer + n : end.integer;
    return i < 0 ? 0 : i > n ? n : (uint32_t)i;
}

struct value method_slice(struct eval *e, struct value object, const struct value *ends,
                          struct span span)
{
    uint32_t n, first, last;

    object = sample_list(e, object, span);
    const struct value *item = value_items(&object, &n);
    if (object.kind == VALUE_POISON || ends[0].kind == VALUE_POISON)
        return value_poison();
    if (object.kind == VALUE_TEXT)
        n = count_characters(&object);
    else if (!item)
        return no_items(e, object, ends[0], span);
    if (ends[0].kind == VALUE_RANGE) {
        const struct range *r = ends[0].range;
        first = clip(value_number(r->first, MEASURE_NONE), n, 0);
        last = clip(value_number(r->last, MEASURE_NONE), n, n);
        last += r->closed && last < n;
    } else {
        if (ends[1].kind == VALUE_POISON)
            return value_poison();
        first = clip(ends[0], n, 0);
        last = clip(ends[1], n, n);
    }
    last = last < first ? first : last;
    if (object.kind == VALUE_TEXT)
        return part_of_text(e, &object, first, last);
    const struct value slice = value_new_list(e->heap, last - first);
    if (slice.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = first; i < last; i++)
        slice.list->item[i - first] = item[i];
    return slice;
}

bool method_set_item(struct eval *e, struct value object, struct value index,
                     struct value value, struct span span)
{
    if (object.kind == VALUE_POISON || index.kind == VALUE_POISON)
        return false;
    if (object.kind == VALUE_MAP) {
        uint32_t name;
        if (!method_key(e, index, true, &name, span))
            return false;
        if (!value_put(e->heap, object.map, name, names_text(e->names, name), span,
                       value))
            eval_out_of_memory(e);
        return !e->err;
    }
    index = as_index(index);
    if (object.kind != VALUE_LIST || index.kind != VALUE_INTEGER) {
        no_items(e, object, index, span);
        return false;
    }
    if (index.integer == object.list->n) { /* appends */
        if (index.integer >= METHOD_ITEMS_MAX) {
            eval_too_large(e, span, "list");
            return false;
        }
        if (!value_push(e->heap, object.list, value))
            eval_out_of_memory(e);
        return !e->err;
    }
    const int64_t i = index_of(e, object.list->n, index, span);
    if (i < 0)
        return false;
    object.list->item[i] = value;
    return true;
}
