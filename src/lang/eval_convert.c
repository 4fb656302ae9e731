/* SPDX-License-Identifier: MIT */
/*
 * eval_convert: `value as Type`, and what annotations ask for.
 *
 * Source: language reference, sections 3.2 and 4.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/eval.h"

enum wanted { WHOLE, FLOAT, NUMBER, TEXT, BOOL, LIST, MAP, QUANTITY, STREAM };

/* Types that are known by name; a quantity says what it measures. */
static const struct {
    const char *name;
    enum wanted wanted;
    enum leat_unit unit;
    enum measure measure;
    float min, max;
} types[] = {
    {"Int", WHOLE, 0, 0, 0, 0},
    {"integer", WHOLE, 0, 0, 0, 0},
    {"int", WHOLE, 0, 0, 0, 0},
    {"Float", FLOAT, 0, 0, 0, 0},
    {"float", FLOAT, 0, 0, 0, 0},
    {"Number", NUMBER, 0, 0, 0, 0},
    {"number", NUMBER, 0, 0, 0, 0},
    {"String", TEXT, 0, 0, 0, 0},
    {"string", TEXT, 0, 0, 0, 0},
    {"Text", TEXT, 0, 0, 0, 0},
    {"text", TEXT, 0, 0, 0, 0},
    {"Bool", BOOL, 0, 0, 0, 0},
    {"bool", BOOL, 0, 0, 0, 0},
    {"Array", LIST, 0, 0, 0, 0},
    {"List", LIST, 0, 0, 0, 0},
    {"Map", MAP, 0, 0, 0, 0},
    {"HashMap", MAP, 0, 0, 0, 0},
    {"Frequency", QUANTITY, LEAT_UNIT_HZ, MEASURE_FREQUENCY, 0.0f, 1e9f},
    {"Duration", QUANTITY, LEAT_UNIT_S, MEASURE_TIME, 0.0f, 1e9f},
    {"Level", QUANTITY, LEAT_UNIT_NONE, MEASURE_NONE, 0.0f, 1e9f},
    {"Audio", STREAM, 0, 0, 0, 0},
    {"Video", STREAM, 0, 0, 0, 0},
    {"Event", STREAM, 0, 0, 0, 0},
    {"Data", STREAM, 0, 0, 0, 0},
    {"Stream", STREAM, 0, 0, 0, 0},
};
enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

static struct value refuse(struct eval *e, struct value v, const char *type,
                           struct span span)
{
    char text[64];

    value_print(&v, true, text, sizeof(text));
    report_error(e->report, span, 306, "%s is %s; it cannot become a %.40s.", text,
                 value_kind_name(&v), type);
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
        return refuse(e, v, types[t].name, span);
    if (types[t].wanted == NUMBER)
        return v.kind == VALUE_BOOL ? value_integer(v.is_true) : v;
    if (types[t].wanted == FLOAT)
        return value_number(x, MEASURE_NONE);
    if (!(math_abs_d(x) < 9.2e18))
        return refuse(e, v, types[t].name, span);
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
        return refuse(e, v, "List", span);
    list = value_new_list(e->heap, n);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (n > 0)
        memcpy(list.list->item, item, n * sizeof(*item));
    return list;
}

static struct value to_quantity(struct eval *e, struct value v, size_t t,
                                struct span span)
{
    const struct leat_param param = {.name = types[t].name,
                                     .unit = types[t].unit,
                                     .min = types[t].min,
                                     .max = types[t].max};
    float number;

    if (!convert_number(&e->convert, &v, &param, span, &number))
        return value_poison();
    return value_number((double)number, types[t].measure);
}

struct value eval_convert(struct eval *e, struct value v, const char *type,
                          struct span span)
{
    size_t t = 0;

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
        return v.kind == VALUE_MAP ? v : refuse(e, v, type, span);
    case STREAM:
        return v.kind == VALUE_STREAM || v.kind == VALUE_CHAIN
                   ? v
                   : refuse(e, v, type, span);
    default:
        return to_quantity(e, v, t, span);
    }
}
