/* SPDX-License-Identifier: MIT */
/* value_equal: whether two values are the same. */
#include <string.h>

#include "base/math_d.h"
#include "lang/code.h"
#include "lang/thing.h"

static bool near(double a, double b)
{
    const double size = math_max_d(math_abs_d(a), math_abs_d(b));

    return a == b || math_abs_d(a - b) <= 1e-9 * size;
}

/* Letters without case, blanks, `_` and `-`. */
static bool same_letters(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == ' ' || *a == '_' || *a == '-')
            a++;
        while (*b == ' ' || *b == '_' || *b == '-')
            b++;
        const char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        const char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y)
            return false;
        if (x == '\0')
            return true;
    }
}

/* Lists inside lists count as equal no deeper than this, and with no more inside. */
enum { EQUAL_DEPTH_MAX = 100, EQUAL_PAIRS_MAX = 1 << 22 };

/* A comparison, and how many pairs of values it has left to look at. */
struct pairs {
    unsigned depth;
    uint32_t left;
};

static bool equal(const struct value *a, const struct value *b, struct pairs *p);

static bool equal_rows(const struct value *a, const struct value *b, uint32_t n,
                       struct pairs *p)
{
    for (uint32_t i = 0; i < n; i++)
        if (!equal(&a[i], &b[i], p))
            return false;
    return true;
}

static bool equal_items(const struct value *a, const struct value *b, struct pairs *p)
{
    uint32_t m, n;
    const struct value *x = value_items(a, &m), *y = value_items(b, &n);

    return m == n && equal_rows(x, y, n, p);
}

static bool equal_entries(const struct map *a, const struct map *b, struct pairs *p)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++) {
        const struct entry *other = value_entry(b, a->entry[i].name);
        if (!other || !equal(&a->entry[i].value, &other->value, p))
            return false;
    }
    return true;
}

static bool equal_objects(const struct object *a, const struct object *b,
                          struct pairs *p)
{
    if (a == b || !a->type->is_struct || a->type != b->type)
        return a == b;
    return equal_rows(a->field, b->field, a->type->n_fields, p);
}

static bool equal_variants(const struct variant *a, const struct variant *b,
                           struct pairs *p)
{
    return a->type == b->type && strcmp(a->name, b->name) == 0 && a->n == b->n &&
           equal_rows(a->item, b->item, a->n, p);
}

static bool is_plain(const struct value *v)
{
    return v->measure == MEASURE_NONE || v->measure == MEASURE_FRACTION;
}

/* 80% is 0.8. */
static bool equal_numbers(const struct value *a, const struct value *b)
{
    const double x = value_as_number(a), y = value_as_number(b);

    if (a->measure == MEASURE_NONE && b->measure == MEASURE_NONE)
        return x == y;
    if (is_plain(a) && is_plain(b))
        return near(x, y);
    return a->measure == b->measure && near(x, y);
}

static bool equal_values(const struct value *a, const struct value *b, struct pairs *p)
{
    if (value_is_number(a) && value_is_number(b)) {
        if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
            return a->integer == b->integer;
        return equal_numbers(a, b);
    }
    if (a->kind == VALUE_SYMBOL && b->kind == VALUE_VARIANT)
        return same_letters(a->text, b->variant->name) && b->variant->n == 0;
    if (a->kind == VALUE_VARIANT && b->kind == VALUE_SYMBOL)
        return equal(b, a, p);
    if ((a->kind == VALUE_SYMBOL && b->kind == VALUE_TEXT) ||
        (a->kind == VALUE_TEXT && b->kind == VALUE_SYMBOL))
        return same_letters(a->text, b->text);
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case VALUE_BOOL:
        return a->is_true == b->is_true;
    case VALUE_TEXT:
        return a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
    case VALUE_SYMBOL:
        return same_letters(a->text, b->text);
    case VALUE_COLOUR:
        return value_rgba(a) == value_rgba(b); /* they look alike */
    case VALUE_SIZE:
        return a->size[0] == b->size[0] && a->size[1] == b->size[1];
    case VALUE_LIST:
    case VALUE_TUPLE:
        return equal_items(a, b, p);
    case VALUE_MAP:
        return equal_entries(a->map, b->map, p);
    case VALUE_OBJECT:
        return equal_objects(a->object, b->object, p);
    case VALUE_VARIANT:
        return equal_variants(a->variant, b->variant, p);
    case VALUE_THING:
        return a->thing == b->thing;
    case VALUE_CLOSURE:
        return a->closure == b->closure;
    case VALUE_TYPE:
        return a->type == b->type;
    case VALUE_METHOD:
        return a->method == b->method;
    case VALUE_RANGE:
        return a->range->first == b->range->first && a->range->last == b->range->last &&
               a->range->step == b->range->step && a->range->closed == b->range->closed;
    case VALUE_STREAM:
        return a->stream == b->stream;
    case VALUE_FUNCTION:
        return strcmp(a->function->name, b->function->name) == 0;
    case VALUE_CHAIN:
        return a->step == b->step;
    default:
        return true;
    }
}

static bool equal(const struct value *a, const struct value *b, struct pairs *p)
{
    if (p->depth > EQUAL_DEPTH_MAX || p->left == 0)
        return false;
    p->depth++;
    p->left--;
    const bool same = equal_values(a, b, p);
    p->depth--;
    return same;
}

bool value_equal(const struct value *a, const struct value *b, uint32_t *n_pairs)
{
    struct pairs pairs = {.depth = 0, .left = EQUAL_PAIRS_MAX};
    const bool same = equal(a, b, &pairs);

    *n_pairs = EQUAL_PAIRS_MAX - pairs.left;
    return same;
}
