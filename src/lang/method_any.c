/* SPDX-License-Identifier: MIT */
/*
 * method_any: what every value can be asked: whether it is there.  Nothing, None and
 * Err(e) are not; Some(x), Ok(x) and any plain value are.
 */
#include <string.h>

#include "lang/method.h"

/* All that a program can have, but streams and effects, whose names are their own. */
#define VALUES                                                                         \
    (1u << VALUE_NULL | 1u << VALUE_BOOL | 1u << VALUE_INTEGER | 1u << VALUE_NUMBER |  \
     1u << VALUE_TEXT | 1u << VALUE_COLOUR | 1u << VALUE_SIZE | 1u << VALUE_SYMBOL |   \
     1u << VALUE_RANGE | 1u << VALUE_LIST | 1u << VALUE_TUPLE | 1u << VALUE_MAP |      \
     1u << VALUE_OBJECT | 1u << VALUE_VARIANT | 1u << VALUE_THING)

static bool is_named(const struct variant *v, const char *name)
{
    return !v->type && strcmp(v->name, name) == 0;
}

static bool is_there(const struct value *v)
{
    if (v->kind == VALUE_VARIANT)
        return !is_named(v->variant, "None") && !is_named(v->variant, "Err");
    return v->kind != VALUE_NULL &&
           (v->kind != VALUE_SYMBOL || strcmp(v->text, "None") != 0);
}

/* Some(x) or Ok(x), which wrap what is there. */
static bool is_wrapped(const struct value *v)
{
    return v->kind == VALUE_VARIANT && v->variant->n == 1 &&
           (is_named(v->variant, "Some") || is_named(v->variant, "Ok"));
}

static struct value inside(const struct value *v)
{
    return is_wrapped(v) ? v->variant->item[0] : *v;
}

static struct value call_is_some(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_bool(is_there(&self));
}

static struct value call_is_none(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_bool(!is_there(&self));
}

static struct value call_unwrap(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    char text[120];

    (void)a, (void)n;
    if (is_there(&self))
        return inside(&self);
    value_print(&self, true, text, sizeof(text));
    report_error(e->report, span, 309,
                 self.kind == VALUE_VARIANT && is_named(self.variant, "Err")
                     ? "%s came of this."
                     : "An optional value was empty.",
                 text);
    report_hint(e->report, "Use `?? default` or `if let`.");
    return value_poison();
}

static struct value call_unwrap_or(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    (void)e, (void)n, (void)span;
    return is_there(&self) ? inside(&self) : a[0].value;
}

static struct value call_map(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    struct value made;

    (void)n;
    if (!method_function(e, &a[0]))
        return value_poison();
    if (!is_there(&self))
        return self;
    made = inside(&self);
    made = method_apply(e, a[0].value, &made, 1, 0, span);
    if (made.kind == VALUE_POISON || !is_wrapped(&self))
        return made;
    made = value_new_variant(e->heap, NULL, self.variant->name, &made, 1);
    return made.kind == VALUE_POISON ? eval_out_of_memory(e) : made;
}

const struct method_word method_any[] = {
    {"is_some", "", 0, 0, METHOD_AT_ONCE, VALUES, call_is_some, "Whether it is there."},
    {"is_none", "", 0, 0, METHOD_AT_ONCE, VALUES, call_is_none,
     "Whether it is null, None or Err."},
    {"unwrap", "", 0, 0, METHOD_AT_ONCE, VALUES, call_unwrap,
     "What is there; an error when nothing is."},
    {"unwrap_or", "other", 1, 1, METHOD_AT_ONCE, VALUES, call_unwrap_or,
     "What is there, or another value when nothing is."},
    {"map", "f", 1, 1, 0, VALUES, call_map,
     "What a function makes of it when it is there."},
    {0},
};
