/* SPDX-License-Identifier: MIT */
/*
 * method_map: what maps can be asked.
 *
 * A function gets the value of each entry, or the key and the value if it has two
 * parameters.
 */
#include <string.h>

#include "lang/method.h"

#define MAP (1u << VALUE_MAP)

static struct value key_of(const struct entry *entry)
{
    return value_text(entry->key, strlen(entry->key));
}

static struct value call_length(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_integer(self.map->n);
}

static struct value call_keys(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const struct value out = method_new_list(e, NULL, self.map->n, span);

    (void)a, (void)n;
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < self.map->n; i++)
        out.list->item[i] = key_of(&self.map->entry[i]);
    return out;
}

static struct value call_values(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    const struct value out = method_new_list(e, NULL, self.map->n, span);

    (void)a, (void)n;
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < self.map->n; i++)
        out.list->item[i] = self.map->entry[i].value;
    return out;
}

static struct value call_has(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    uint32_t name;

    (void)n, (void)span;
    if (!method_key(e, a[0].value, false, &name, a[0].span))
        return value_poison();
    return value_bool(name && value_entry(self.map, name));
}

static struct value call_remove(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    struct map *map = self.map;
    uint32_t name;

    (void)n, (void)span;
    if (!method_key(e, a[0].value, false, &name, a[0].span))
        return value_poison();
    struct entry *entry = name ? value_entry(map, name) : NULL;
    if (!entry)
        return value_null();
    const struct value removed = entry->value;
    map->n--;
    memmove(entry, entry + 1, (size_t)(map->entry + map->n - entry) * sizeof(*entry));
    return removed;
}

static struct value apply(struct eval *e, struct value function,
                          const struct entry *entry, uint32_t i, struct span span)
{
    const struct value given[] = {key_of(entry), entry->value};

    if (method_n_params(&function) > 1)
        return method_apply(e, function, given, 2, i, span);
    return method_apply(e, function, &given[1], 1, i, span);
}

static struct value call_each(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    n = self.map->n;
    if (!method_function(e, &a[0]))
        return value_poison();
    for (uint32_t i = 0; i < n && i < self.map->n; i++) {
        const struct entry entry = self.map->entry[i];
        if (apply(e, a[0].value, &entry, i, span).kind == VALUE_POISON)
            return value_poison();
    }
    return value_null();
}

/* Entries for which a function gives true, or all with what it gives. */
static struct value walk(struct eval *e, const struct map *map,
                         const struct argument *function, bool filter, struct span span)
{
    const uint32_t n = map->n;
    struct value out;

    if (!method_function(e, function))
        return value_poison();
    out = value_new_map(e->heap);
    if (out.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n && i < map->n; i++) {
        const struct entry entry = map->entry[i];
        const struct value v = apply(e, function->value, &entry, i, span);
        if (v.kind == VALUE_POISON)
            return v;
        if (filter && !value_is_true(&v))
            continue;
        if (!value_put(e->heap, out.map, entry.name, entry.key, entry.span,
                       filter ? entry.value : v))
            return eval_out_of_memory(e);
    }
    return out;
}

static struct value call_map(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    (void)n;
    return walk(e, self.map, &a[0], false, span);
}

static struct value call_filter(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)n;
    return walk(e, self.map, &a[0], true, span);
}

static bool put_all(struct eval *e, struct map *to, const struct map *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        if (!value_put(e->heap, to, from->entry[i].name, from->entry[i].key,
                       from->entry[i].span, from->entry[i].value))
            return false;
    return true;
}

static struct value call_merge(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    struct value out;

    (void)n, (void)span;
    if (a[0].value.kind != VALUE_MAP) {
        report_error(e->report, a[0].span, 306, "This is %s; a Map belongs here.",
                     value_kind_name(&a[0].value));
        report_hint(e->report, "Such as `{ cutoff: 800.hz }`.");
        return value_poison();
    }
    out = value_new_map(e->heap);
    if (out.kind == VALUE_POISON || !put_all(e, out.map, self.map) ||
        !put_all(e, out.map, a[0].value.map))
        return eval_out_of_memory(e);
    return out;
}

const struct method_word method_map[] = {
    {"length", "", 0, 0, METHOD_WITHOUT_BRACKETS, MAP, call_length,
     "How many entries there are."},
    {"keys", "", 0, 0, 0, MAP, call_keys, "List of the keys, as texts."},
    {"values", "", 0, 0, 0, MAP, call_values, "List of the values."},
    {"has", "key", 1, 1, 0, MAP, call_has, "Whether there is an entry of that key."},
    {"remove", "key", 1, 1, 0, MAP, call_remove,
     "Remove an entry, whose value it gives, or null."},
    {"each", "f", 1, 1, 0, MAP, call_each, "Call a function with each key and value."},
    {"map", "f", 1, 1, 0, MAP, call_map,
     "Map of the same keys and what a function makes of each value."},
    {"filter", "f", 1, 1, 0, MAP, call_filter,
     "The entries for which a function gives true."},
    {"merge", "map", 1, 1, 0, MAP, call_merge,
     "The entries of both; where both have a key, those of the second."},
    {0},
};
