/* SPDX-License-Identifier: MIT */
/*
 * method_walk: what lists do with a function.
 *
 * The function may change the list that is walked: items that are gone are not visited
 * any more, and new ones behind the end not yet.
 */
#include "lang/method.h"

#define ITEMS (1u << VALUE_LIST | 1u << VALUE_TUPLE)

static struct value call_each(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    struct value item;

    value_items(&self, &n);
    if (!method_function(e, &a[0]))
        return value_poison();
    for (uint32_t i = 0; i < n && method_item_at(&self, i, &item); i++)
        if (method_each(e, a[0].value, item, i, span).kind == VALUE_POISON)
            return value_poison();
    return value_null();
}

static struct value call_map(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value *first = value_items(&self, &n);
    struct value item, out;

    if (!method_function(e, &a[0]))
        return value_poison();
    out = method_new_list(e, first, n, span);
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < n; i++) {
        if (!method_item_at(&self, i, &item)) {
            out.list->n = i;
            break;
        }
        out.list->item[i] = method_each(e, a[0].value, item, i, span);
        if (out.list->item[i].kind == VALUE_POISON)
            return value_poison();
    }
    return out;
}

static struct value call_filter(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    struct value item, out;

    value_items(&self, &n);
    if (!method_function(e, &a[0]))
        return value_poison();
    out = method_new_list(e, NULL, 0, span);
    for (uint32_t i = 0;
         out.kind == VALUE_LIST && i < n && method_item_at(&self, i, &item); i++) {
        const struct value keep = method_each(e, a[0].value, item, i, span);
        if (keep.kind == VALUE_POISON)
            return keep;
        if (value_is_true(&keep) && !value_push(e->heap, out.list, item))
            return eval_out_of_memory(e);
    }
    return out;
}

static struct value call_reduce(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    struct value given[3] = {a[0].value};

    value_items(&self, &n);
    if (!method_function(e, &a[1]))
        return value_poison();
    const uint32_t n_given = method_n_params(&a[1].value) > 2 ? 3 : 2;
    for (uint32_t i = 0; i < n && method_item_at(&self, i, &given[1]); i++) {
        given[2] = value_integer(i);
        given[0] = method_apply(e, a[1].value, given, n_given, i, span);
        if (given[0].kind == VALUE_POISON)
            return value_poison();
    }
    return given[0];
}

/* Whether some item is as `wanted`; poison after an error. */
static struct value find(struct eval *e, const struct value *self,
                         const struct argument *a, uint32_t n_given, bool wanted,
                         struct span span)
{
    struct value item;
    uint32_t n;

    value_items(self, &n);
    if (n_given > 0 && !method_function(e, &a[0]))
        return value_poison();
    for (uint32_t i = 0; i < n && method_item_at(self, i, &item); i++) {
        const struct value is =
            n_given > 0 ? method_each(e, a[0].value, item, i, span) : item;
        if (is.kind == VALUE_POISON)
            return is;
        if (value_is_true(&is) == wanted)
            return value_bool(true);
    }
    return value_bool(false);
}

static struct value call_any(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    return find(e, &self, a, n, true, span);
}

static struct value call_all(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    struct value fails = find(e, &self, a, n, false, span);

    fails.is_true = fails.kind == VALUE_BOOL && !fails.is_true;
    return fails;
}

const struct method_word method_walk[] = {
    {"each", "f", 1, 1, 0, ITEMS, call_each, "Call a function with each item."},
    {"map", "f", 1, 1, 0, ITEMS, call_map,
     "List of what a function makes of each item."},
    {"filter", "f", 1, 1, 0, ITEMS, call_filter,
     "The items for which a function gives true."},
    {"reduce", "init f", 2, 2, 0, ITEMS, call_reduce,
     "One value: what a function makes of the value so far and each item."},
    {"any", "f", 0, 1, 0, ITEMS, call_any,
     "Whether some item is true, or a function of it."},
    {"all", "f", 0, 1, 0, ITEMS, call_all,
     "Whether all items are true, or a function of each."},
    {0},
};
