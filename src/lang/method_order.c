/* SPDX-License-Identifier: MIT */
/* method_order: lists sorted, shuffled, chosen from, and what their items come to. */
#include "base/random.h"
#include "lang/method.h"
#include "lang/token.h"

#define ITEMS (1u << VALUE_LIST | 1u << VALUE_TUPLE)

/* An item and what it is sorted by. */
struct keyed {
    struct value key, item;
};

int method_less(struct eval *e, struct value a, struct value b, struct span span)
{
    const struct value less = eval_binary(e, TOKEN_LESS, a, b, false, span);

    return less.kind == VALUE_BOOL ? less.is_true : -1;
}

/* Two rows in order become one; of equal items those of the first come first. */
static bool merge(struct eval *e, const struct keyed *a, uint32_t n,
                  const struct keyed *b, uint32_t m, struct keyed *out,
                  struct span span)
{
    uint32_t i = 0, k = 0;

    while (i < n && k < m) {
        const int less = method_less(e, b[k].key, a[i].key, span);
        if (less < 0)
            return false;
        *out++ = less ? b[k++] : a[i++];
    }
    while (i < n)
        *out++ = a[i++];
    while (k < m)
        *out++ = b[k++];
    return true;
}

/* Rows of 1, 2, 4, ... items are merged to and fro; gives where the result is. */
static struct keyed *sort(struct eval *e, struct keyed *row, struct keyed *other,
                          uint32_t n, struct span span)
{
    for (uint64_t width = 1; width < n; width *= 2) {
        for (uint64_t at = 0; at < n; at += 2 * width) {
            const uint32_t left = (uint32_t)(n - at < width ? n - at : width);
            const uint32_t rest = (uint32_t)(n - at) - left;
            const uint32_t right = (uint32_t)(rest < width ? rest : width);
            if (!merge(e, row + at, left, row + at + left, right, other + at, span))
                return NULL;
        }
        struct keyed *swap = row;
        row = other;
        other = swap;
    }
    return row;
}

static struct value sorted(struct eval *e, const struct value *self,
                           const struct value *function, struct span span)
{
    uint32_t n;
    const struct value *item = value_items(self, &n);
    struct keyed *row = heap_take(e->heap, n + 1, sizeof(*row));
    struct keyed *other = heap_take(e->heap, n + 1, sizeof(*other));
    struct value out;

    if (!row || !other)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++)
        row[i] = (struct keyed){item[i], item[i]};
    for (uint32_t i = 0; function && i < n; i++) {
        row[i].key = method_each(e, *function, row[i].item, i, span);
        if (row[i].key.kind == VALUE_POISON)
            return value_poison();
    }
    row = sort(e, row, other, n, span);
    out = row ? method_new_list(e, NULL, n, span) : value_poison();
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < n; i++)
        out.list->item[i] = row[i].item;
    return out;
}

static struct value call_sort(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    (void)a, (void)n;
    return sorted(e, &self, NULL, span);
}

static struct value call_sort_by(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    (void)n;
    return method_function(e, &a[0]) ? sorted(e, &self, &a[0].value, span)
                                     : value_poison();
}

struct value method_extreme(struct eval *e, const struct value *item, uint32_t n,
                            bool greatest, struct span span)
{
    struct value best = n > 0 ? item[0] : value_null();

    for (uint32_t i = 1; i < n; i++) {
        const int better = greatest ? method_less(e, best, item[i], span)
                                    : method_less(e, item[i], best, span);
        if (better < 0)
            return value_poison();
        best = better ? item[i] : best;
    }
    return best;
}

static struct value call_min(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);

    (void)a;
    return method_extreme(e, item, n, false, span);
}

static struct value call_max(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);

    (void)a;
    return method_extreme(e, item, n, true, span);
}

static struct value call_sum(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    struct value sum = n > 0 ? item[0] : value_integer(0);

    (void)a;
    for (uint32_t i = 0; i < n; i++) {
        if (item[i].kind != VALUE_TEXT)
            continue;
        report_error(e->report, span, 306, "Item %u is a Text; a sum takes numbers.",
                     i);
        report_hint(e->report, "Texts are put together by `join(\"\")`.");
        return value_poison();
    }
    for (uint32_t i = 1; i < n; i++)
        sum = eval_binary(e, TOKEN_PLUS, sum, item[i], i > 1, span);
    if (n == 1 && sum.kind != VALUE_STREAM) /* what cannot be added is told of */
        sum = eval_binary(e, TOKEN_PLUS, sum, value_integer(0), false, span);
    return sum;
}

static struct value call_average(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    const struct value sum = call_sum(e, self, a, n, span);

    value_items(&self, &n);
    if (n == 0 || sum.kind == VALUE_POISON)
        return n == 0 ? value_null() : sum;
    return eval_binary(e, TOKEN_DIVIDE, sum, value_integer(n), false, span);
}

static bool next_seed(struct eval *e, uint64_t *seed)
{
    if (chance_next(&e->chance, e->heap, e->seed, e->site, seed))
        return true;
    eval_out_of_memory(e);
    return false;
}

static struct value call_choose(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    uint64_t seed;

    (void)a, (void)span;
    if (!next_seed(e, &seed))
        return value_poison();
    return n > 0 ? item[chance_below(seed, 0, n)] : value_null();
}

/* R. Fisher's and F. Yates's shuffle, in R. Durstenfeld's form. */
static struct value call_shuffle(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    const struct value *item = value_items(&self, &n);
    const struct value out = method_new_list(e, item, n, span);
    uint64_t seed;

    (void)a;
    if (out.kind == VALUE_POISON || !next_seed(e, &seed))
        return value_poison();
    for (uint32_t i = n; i > 1; i--) {
        const uint32_t k = chance_below(seed, i, i);
        const struct value swap = out.list->item[i - 1];
        out.list->item[i - 1] = out.list->item[k];
        out.list->item[k] = swap;
    }
    return out;
}

const struct method_word method_order[] = {
    {"sort", "", 0, 0, 0, ITEMS, call_sort,
     "The items from the least to the greatest."},
    {"sort_by", "f", 1, 1, 0, ITEMS, call_sort_by,
     "The items in the order of what a function makes of each."},
    {"sum", "", 0, 0, 0, ITEMS, call_sum, "All items added."},
    {"average", "", 0, 0, 0, ITEMS, call_average, "Their sum, shared among them."},
    {"mean", "", 0, 0, 0, ITEMS, call_average, "Their sum, shared among them."},
    {"min", "", 0, 0, 0, ITEMS, call_min, "The least item, or null."},
    {"max", "", 0, 0, 0, ITEMS, call_max, "The greatest item, or null."},
    {"choose", "", 0, 0, METHOD_AT_ONCE, ITEMS, call_choose,
     "An item by chance, or null."},
    {"shuffle", "", 0, 0, 0, ITEMS, call_shuffle, "The items in an order by chance."},
    {0},
};
