/* SPDX-License-Identifier: MIT */
/* method_range: what ranges can be asked: item i is first + i * step. */
#include "base/math_d.h"
#include "lang/method.h"

#define RANGE (1u << VALUE_RANGE)

static bool is_inside(const struct range *r, double x)
{
    return (r->step > 0.0 ? x < r->last : x > r->last) || (r->closed && x == r->last);
}

uint64_t method_range_count(const struct range *r)
{
    double n;

    if (r->step == 0.0 || !is_inside(r, r->first))
        return 0;
    n = math_clamp_d(math_floor_d((r->last - r->first) / r->step), 0.0, 0x1p53);
    /* the division may be off by one; the item decides, as in a walk */
    if (n > 0.0 && !is_inside(r, r->first + n * r->step))
        n -= 1.0;
    else if (is_inside(r, r->first + (n + 1.0) * r->step))
        n += 1.0;
    return (uint64_t)n + 1;
}

struct value method_range_item(const struct range *r, uint64_t i)
{
    const double x = r->first + (double)i * r->step;

    return r->is_whole && math_abs_d(x) < 0x1p63 ? value_integer((int64_t)x)
                                                 : value_number(x, MEASURE_NONE);
}

static struct value call_length(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_integer((int64_t)method_range_count(self.range));
}

/* Between its ends, as `x in range` says it. */
static struct value call_contains(struct eval *e, struct value self,
                                  const struct argument *a, uint32_t n,
                                  struct span span)
{
    const struct range *r = self.range;
    double x;

    (void)n, (void)span;
    if (!value_is_number(&a[0].value)) {
        report_error(e->report, a[0].span, 306, "This is %s; a number belongs here.",
                     value_kind_name(&a[0].value));
        report_hint(e->report, "Such as `(0..8).contains(3)`.");
        return value_poison();
    }
    x = value_as_number(&a[0].value);
    return value_bool((r->step > 0.0 ? x >= r->first : x <= r->first) &&
                      is_inside(r, x));
}

static struct value call_map(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const uint64_t count = method_range_count(self.range);
    struct value out;

    (void)n;
    if (!method_function(e, &a[0]))
        return value_poison();
    if (count > METHOD_ITEMS_MAX)
        return eval_too_large(e, span, "range");
    out = method_new_list(e, NULL, count, span);
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < count; i++) {
        out.list->item[i] =
            method_each(e, a[0].value, method_range_item(self.range, i), i, span);
        if (out.list->item[i].kind == VALUE_POISON)
            return value_poison();
    }
    return out;
}

static struct value call_each(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const uint64_t count = method_range_count(self.range);

    (void)n;
    if (!method_function(e, &a[0]))
        return value_poison();
    if (count > METHOD_ITEMS_MAX)
        return eval_too_large(e, span, "range");
    for (uint32_t i = 0; i < count; i++) {
        const struct value item = method_range_item(self.range, i);
        if (method_each(e, a[0].value, item, i, span).kind == VALUE_POISON)
            return value_poison();
    }
    return value_null();
}

const struct method_word method_range[] = {
    {"length", "", 0, 0, METHOD_WITHOUT_BRACKETS, RANGE, call_length,
     "How many numbers there are."},
    {"contains", "x", 1, 1, 0, RANGE, call_contains,
     "Whether a number lies between its ends."},
    {"map", "f", 1, 1, 0, RANGE, call_map,
     "List of what a function makes of each number."},
    {"each", "f", 1, 1, 0, RANGE, call_each, "Call a function with each number."},
    {0},
};
