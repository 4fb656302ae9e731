/* SPDX-License-Identifier: MIT */
/*
 * eval_convert: `value as Type`, and what annotations ask for.
 *
 * Source: language reference, sections 3.2 and 4.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/creative_type.h"
#include "lang/thing.h"

enum wanted { WHOLE, FLOAT, NUMBER, TEXT, BOOL, LIST, MAP, STREAM };

/* Types that are known by name, beside those of music and pictures. */
static const struct {
    const char *name;
    enum wanted wanted;
} types[] = {
    {"Int", WHOLE},   {"integer", WHOLE}, {"int", WHOLE},     {"Float", FLOAT},
    {"float", FLOAT}, {"Number", NUMBER}, {"number", NUMBER}, {"String", TEXT},
    {"string", TEXT}, {"Text", TEXT},     {"text", TEXT},     {"Bool", BOOL},
    {"bool", BOOL},   {"Array", LIST},    {"List", LIST},     {"Map", MAP},
    {"HashMap", MAP}, {"Audio", STREAM},  {"Video", STREAM},  {"Event", STREAM},
    {"Data", STREAM}, {"Stream", STREAM},
};
enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

/* E306; `example` is a conversion that works, or NULL. */
static struct value refuse(struct eval *e, struct value v, const char *type,
                           const char *example, struct span span)
{
    const bool vowel = type[0] && strchr("AEIOU", type[0]);
    char text[64];

    value_print(&v, true, text, sizeof(text));
    report_error(e->report, span, 306, "%s is %s; it cannot become a%s %.40s.", text,
                 value_kind_name(&v), vowel ? "n" : "", type);
    if (example)
        report_hint(e->report, "Such as `%s`.", example);
    else
        report_hint(e->report, "Give it a value of that kind.");
    return value_poison();
}

static struct value to_number(struct eval *e, struct value v, size_t t,
                              struct span span)
{
    double x;

    if (v.kind == VALUE_BOOL)
        x = v.is_true;
    else if (value_is_number(&v))
        x = value_as_number(&v);
    else
        return refuse(e, v, types[t].name, NULL, span);
    if (types[t].wanted == NUMBER)
        return v.kind == VALUE_BOOL ? value_integer(v.is_true) : v;
    if (types[t].wanted == FLOAT)
        return value_number(x, MEASURE_NONE);
    if (!(math_abs_d(x) < 9.2e18))
        return refuse(e, v, types[t].name, NULL, span);
    return value_integer((int64_t)x);
}

static struct value to_text(struct eval *e, struct value v)
{
    char text[EVAL_PRINT_MAX];

    if (v.kind == VALUE_TEXT)
        return v;
    const size_t n = value_print(&v, false, text, sizeof(text));
    const char *copy = heap_text(e->heap, text, n);
    return copy ? value_text(copy, n) : eval_out_of_memory(e);
}

static struct value to_list(struct eval *e, struct value v, struct span span)
{
    uint32_t n;
    const struct value *item = value_items(&v, &n);
    struct value list;

    if (v.kind == VALUE_LIST)
        return v;
    if (!item)
        return refuse(e, v, "List", NULL, span);
    list = value_new_list(e->heap, n);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (n > 0)
        memcpy(list.list->item, item, n * sizeof(*item));
    return list;
}

static struct value to_creative(struct eval *e, struct value v,
                                const struct creative_type *type, struct span span)
{
    const struct value made = type->make(e, v, span);

    return made.kind == VALUE_UNSET ? refuse(e, v, type->name, type->example, span)
                                    : made;
}

/* A class or an enum of the program may have any name. */
static bool is_own(const struct eval *e, const char *type)
{
    const uint32_t name = names_find(e->names, type);

    return name && name < e->scope->n && e->scope->symbol[name].class;
}

struct value eval_convert(struct eval *e, struct value v, const char *type,
                          struct span span)
{
    const struct creative_type *creative = creative_type_find(type);
    size_t t = 0;

    v = thing_as_value(v);
    if (creative && v.kind != VALUE_POISON && v.kind != VALUE_NULL && !is_own(e, type))
        return to_creative(e, v, creative, span);
    while (t < N_TYPES && strcmp(types[t].name, type) != 0)
        t++;
    if (v.kind == VALUE_POISON || t == N_TYPES || v.kind == VALUE_NULL)
        return v;
    switch (types[t].wanted) {
    case WHOLE:
    case FLOAT:
    case NUMBER:
        return to_number(e, v, t, span);
    case TEXT:
        return to_text(e, v);
    case BOOL:
        return value_bool(value_is_number(&v) ? value_as_number(&v) > 0.5
                                              : value_is_true(&v));
    case LIST:
        return to_list(e, v, span);
    case MAP:
        return v.kind == VALUE_MAP ? v : refuse(e, v, type, NULL, span);
    default:
        return v.kind == VALUE_STREAM || v.kind == VALUE_CHAIN
                   ? v
                   : refuse(e, v, type, NULL, span);
    }
}

struct value eval_limit(struct eval *e, struct value v, const struct limits *limits,
                        const char *name, struct span span)
{
    const double x = value_is_number(&v) ? value_as_number(&v) : 0.0;
    const bool is_number = x - x == 0.0;
    const double held = math_clamp_d(is_number ? x : 0.0, limits->least, limits->most);

    if (!value_is_number(&v) || held == x)
        return v;
    if (e->report->n_errors > 0) {
        /* a constant outside was said to be wrong already */
    } else if (is_number) {
        report_warning(e->report, span, 401,
                       "`%.60s` is %g; it goes from %g to %g, so I take %g.", name, x,
                       limits->least, limits->most, held);
        report_hint(e->report, "Write %g.", held);
    } else {
        report_warning(e->report, span, 403, "`%.60s` is not a number, so I take %g.",
                       name, held);
        report_hint(e->report, "Look at what computes it.");
    }
    if (v.kind == VALUE_INTEGER && math_floor_d(held) == held)
        return value_integer((int64_t)held);
    return value_number(held, v.kind == VALUE_NUMBER ? (enum measure)v.measure
                                                     : MEASURE_NONE);
}
