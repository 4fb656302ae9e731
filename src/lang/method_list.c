/* SPDX-License-Identifier: MIT */
/* method_list: what lists can be asked. */
#include "lang/method.h"

#define ITEMS (1u << VALUE_LIST | 1u << VALUE_TUPLE)
#define LIST  (1u << VALUE_LIST)

static struct value call_length(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)span;
    value_items(&self, &n);
    return value_integer(n);
}

static struct value call_push(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    (void)n, (void)span;
    return value_push(e->heap, self.list, a[0].value) ? self : eval_out_of_memory(e);
}

static struct value call_map(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    const struct value out = value_new_list(e->heap, n);

    if (out.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        out.list->item[i] = method_each(e, a[0].value, item[i], i, span);
        if (out.list->item[i].kind == VALUE_POISON)
            return value_poison();
    }
    return out;
}

const struct method_word method_list[] = {
    {"length", "", 0, 0, METHOD_WITHOUT_BRACKETS, ITEMS, call_length,
     "How many items there are."},
    {"push", "x", 1, 1, 0, LIST, call_push, "Append an item."},
    {"map", "f", 1, 1, 0, ITEMS, call_map,
     "List of what a function makes of each item."},
    {0},
};
