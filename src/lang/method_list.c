/* SPDX-License-Identifier: MIT */
/*
 * method_list: what lists can be asked, and how they change.
 *
 * Only push, pop, insert, remove and clear change a list; whatever else gives a list
 * gives a new one.
 */
#include <string.h>

#include "lang/method.h"

#define ITEMS (1u << VALUE_LIST | 1u << VALUE_TUPLE)
#define LIST  (1u << VALUE_LIST)

struct value method_new_list(struct eval *e, const struct value *item, uint64_t n,
                             struct span span)
{
    struct value list;

    if (n > METHOD_ITEMS_MAX)
        return eval_too_large(e, span, "list");
    list = value_new_list(e->heap, (uint32_t)n);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (item && n > 0)
        memcpy(list.list->item, item, n * sizeof(*item));
    return list;
}

static struct value call_length(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)span;
    value_items(&self, &n);
    return value_integer(n);
}

/* A whole number as an argument, such as how many or where. */
static bool whole(struct eval *e, const struct argument *a, int64_t *out)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_INTEGER) {
        *out = v->integer;
        return true;
    }
    if (v->kind == VALUE_NUMBER && v->measure == MEASURE_NONE && v->number >= -1e9 &&
        v->number <= 1e9 && v->number == (double)(int64_t)v->number) {
        *out = (int64_t)v->number;
        return true;
    }
    report_error(e->report, a->span, 306, "This is %s; a whole number belongs here.",
                 value_is_number(v) && v->measure == MEASURE_NONE
                     ? "a number with a fraction"
                     : value_kind_name(v));
    report_hint(e->report, "Such as 2; `round(x)` makes one of any number.");
    return false;
}

/* A list or a tuple as an argument. */
static const struct value *items_of(struct eval *e, const struct argument *a,
                                    uint32_t *n)
{
    const struct value *item = value_items(&a->value, n);

    if (item || value_is_list(&a->value))
        return item;
    report_error(e->report, a->span, 306, "This is %s; a List belongs here.",
                 value_kind_name(&a->value));
    report_hint(e->report, "Such as `[60, 64, 67]`.");
    return NULL;
}

static struct value no_item(struct eval *e, uint32_t n, int64_t i, struct span span)
{
    report_error(e->report, span, 302, "The list has %u items; there is no item %lld.",
                 n, (long long)i);
    if (n > 0)
        report_hint(e->report, "Counting starts at 0; the last is %u, or `[-1]`.",
                    n - 1);
    else
        report_hint(e->report, "It is empty; `push(x)` appends.");
    return value_poison();
}

/* Append, and see that it does not grow without end. */
static bool append(struct eval *e, struct list *list, struct value v, struct span span)
{
    if (list->n >= METHOD_ITEMS_MAX) {
        eval_too_large(e, span, "list");
        return false;
    }
    v = value_copy(e->heap, v);
    if (v.kind == VALUE_POISON || !value_push(e->heap, list, v)) {
        eval_out_of_memory(e);
        return false;
    }
    return true;
}

static struct value call_push(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    (void)n;
    return append(e, self.list, a[0].value, span) ? self : value_poison();
}

static struct value call_pop(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return self.list->n > 0 ? self.list->item[--self.list->n] : value_null();
}

static struct value call_insert(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    struct list *list = self.list;
    int64_t at;

    if (!whole(e, &a[0], &at))
        return value_poison();
    n = list->n;
    if (at < -(int64_t)n || at > n)
        return no_item(e, n, at, a[0].span);
    at += at < 0 ? n : 0;
    if (!append(e, list, a[1].value, span))
        return value_poison();
    const struct value last = list->item[n];
    memmove(list->item + at + 1, list->item + at, (n - (size_t)at) * sizeof(last));
    list->item[at] = last;
    return self;
}

static struct value call_remove(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    struct list *list = self.list;
    int64_t at;

    (void)span;
    if (!whole(e, &a[0], &at))
        return value_poison();
    n = list->n;
    if (at < -(int64_t)n || at >= n)
        return no_item(e, n, at, a[0].span);
    at += at < 0 ? n : 0;
    const struct value removed = list->item[at];
    list->n--;
    memmove(list->item + at, list->item + at + 1,
            (list->n - (size_t)at) * sizeof(removed));
    return removed;
}

static struct value call_clear(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    self.list->n = 0;
    return self;
}

static struct value call_concat(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    uint32_t m;
    const struct value *more = items_of(e, &a[0], &m);
    const struct value *item = value_items(&self, &n);
    struct value both;

    if (!more && !value_is_list(&a[0].value))
        return value_poison();
    both = method_new_list(e, NULL, (uint64_t)n + m, span);
    if (both.kind == VALUE_POISON)
        return both;
    if (n > 0)
        memcpy(both.list->item, item, n * sizeof(*item));
    if (m > 0)
        memcpy(both.list->item + n, more, m * sizeof(*more));
    return both;
}

static struct value call_index_of(struct eval *e, struct value self,
                                  const struct argument *a, uint32_t n,
                                  struct span span)
{
    const struct value *item = value_items(&self, &n);

    (void)e, (void)span;
    for (uint32_t i = 0; i < n; i++)
        if (value_equal(&item[i], &a[0].value))
            return value_integer(i);
    return value_null();
}

static struct value call_contains(struct eval *e, struct value self,
                                  const struct argument *a, uint32_t n,
                                  struct span span)
{
    return value_bool(call_index_of(e, self, a, n, span).kind == VALUE_INTEGER);
}

static struct value call_first(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    struct value item;

    (void)e, (void)a, (void)n, (void)span;
    return method_item_at(&self, 0, &item) ? item : value_null();
}

static struct value call_last(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);

    (void)e, (void)a, (void)span;
    return n > 0 ? item[n - 1] : value_null();
}

static struct value call_reverse(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    const struct value out = method_new_list(e, item, n, span);

    (void)a;
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < n; i++)
        out.list->item[i] = item[n - 1 - i];
    return out;
}

/* How many of n items, held in [0, n]. */
static bool how_many(struct eval *e, const struct argument *a, uint32_t n,
                     uint32_t *out)
{
    int64_t k;

    if (!whole(e, a, &k))
        return false;
    *out = k < 0 ? 0 : k > n ? n : (uint32_t)k;
    return true;
}

static struct value call_take(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    uint32_t k;

    return how_many(e, &a[0], n, &k) ? method_new_list(e, item, k, span)
                                     : value_poison();
}

static struct value call_drop(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    uint32_t k;

    return how_many(e, &a[0], n, &k)
               ? method_new_list(e, n > 0 ? item + k : NULL, n - k, span)
               : value_poison();
}

static struct value call_rotate(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    struct value out;
    int64_t k;

    if (!whole(e, &a[0], &k))
        return value_poison();
    out = method_new_list(e, item, n, span);
    if (out.kind == VALUE_POISON || n == 0)
        return out;
    k %= n;
    k += k < 0 ? n : 0;
    for (uint32_t i = 0; i < n; i++)
        out.list->item[i] = item[(i + (uint64_t)k) % n];
    return out;
}

static struct value pair(struct eval *e, struct value a, struct value b)
{
    struct value *item = heap_take(e->heap, 2, sizeof(*item));

    if (!item)
        return eval_out_of_memory(e);
    item[0] = a;
    item[1] = b;
    return (struct value){.kind = VALUE_TUPLE, .n = 2, .item = item};
}

static struct value call_enumerate(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    const struct value *item = value_items(&self, &n);
    const struct value out = method_new_list(e, item, n, span);

    (void)a;
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < n && !e->err; i++)
        out.list->item[i] = pair(e, value_integer(i), item[i]);
    return e->err ? value_poison() : out;
}

static struct value call_zip(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    uint32_t m;
    const struct value *other = items_of(e, &a[0], &m);
    const struct value *item = value_items(&self, &n);
    struct value out;

    if (!other && !value_is_list(&a[0].value))
        return value_poison();
    n = n < m ? n : m;
    out = method_new_list(e, NULL, n, span);
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < n && !e->err; i++)
        out.list->item[i] = pair(e, item[i], other[i]);
    return e->err ? value_poison() : out;
}

/* at(i), or, of a list of rows, at(x, y) = rows[y][x]. */
static struct value call_at(struct eval *e, struct value self, const struct argument *a,
                            uint32_t n, struct span span)
{
    const struct value row = n > 1 ? method_item(e, self, a[1].value, a[1].span) : self;

    (void)span;
    return method_item(e, row, a[0].value, a[0].span);
}

static struct value call_tick(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    struct list *list = self.list;

    (void)e, (void)a, (void)n, (void)span;
    if (list->n == 0)
        return value_null();
    list->next = list->next < list->n ? list->next + 1 : 1;
    return list->item[list->next - 1];
}

static struct value call_reset(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    self.list->next = 0;
    return self;
}

const struct method_word method_list[] = {
    {"length", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, ITEMS, call_length,
     "How many items there are."},
    {"len", "", 0, 0, METHOD_AT_ONCE, ITEMS, call_length, "How many items there are."},
    {"count", "", 0, 0, METHOD_AT_ONCE, ITEMS, call_length,
     "How many items there are."},
    {"push", "x", 1, 1, METHOD_AT_ONCE, LIST, call_push, "Append an item."},
    {"add", "x", 1, 1, METHOD_AT_ONCE, LIST, call_push, "Append an item."},
    {"pop", "", 0, 0, METHOD_AT_ONCE, LIST, call_pop,
     "Remove the last item, which it gives."},
    {"insert", "i x", 2, 2, 0, LIST, call_insert, "Put an item in front of item i."},
    {"remove", "i", 1, 1, 0, LIST, call_remove, "Remove item i, which it gives."},
    {"clear", "", 0, 0, METHOD_AT_ONCE, LIST, call_clear, "Remove all items."},
    {"concat", "list", 1, 1, 0, ITEMS, call_concat, "The items of both."},
    {"contains", "x", 1, 1, 0, ITEMS, call_contains, "Whether an item equals x."},
    {"index_of", "x", 1, 1, 0, ITEMS, call_index_of,
     "Where the first item stands that equals x, or null."},
    {"first", "", 0, 0, METHOD_AT_ONCE, ITEMS, call_first, "The first item, or null."},
    {"last", "", 0, 0, METHOD_AT_ONCE, ITEMS, call_last, "The last item, or null."},
    {"reverse", "", 0, 0, 0, ITEMS, call_reverse,
     "The items from the last to the first."},
    {"take", "n", 1, 1, 0, ITEMS, call_take, "The first n items."},
    {"drop", "n", 1, 1, 0, ITEMS, call_drop, "All but the first n items."},
    {"rotate", "n", 1, 1, 0, ITEMS, call_rotate, "The first n items moved to the end."},
    {"enumerate", "", 0, 0, 0, ITEMS, call_enumerate,
     "Pairs of each item's index and the item."},
    {"zip", "list", 1, 1, 0, ITEMS, call_zip,
     "Pairs of the items of both, as many as the shorter has."},
    {"at", "x y", 1, 2, METHOD_AT_ONCE, ITEMS, call_at,
     "Item x, or, of a list of rows, item x of row y."},
    {"tick", "", 0, 0, METHOD_AT_ONCE, LIST, call_tick,
     "The next item each time, and after the last the first again."},
    {"reset", "", 0, 0, METHOD_AT_ONCE, LIST, call_reset, "Let `tick` begin anew."},
    {0},
};
