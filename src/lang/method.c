/* SPDX-License-Identifier: MIT */
/* method: finding and calling what values can be asked behind a dot. */
#include "lang/method.h"

#include <string.h>

#include "base/str.h"
#include "lang/builtin_context.h"
#include "lang/reading.h"
#include "lang/sample.h"
#include "lang/thing.h"
#include "lang/vm.h"

static const struct method_word *const tables[] = {
    method_list,   method_walk,   method_order,  method_write, method_map,
    method_text,   method_number, method_colour, method_range, method_palette,
    method_stream, method_any,    method_terrain};
enum { N_TABLES = sizeof(tables) / sizeof(tables[0]) };

enum {
    ITEMS_PER_STEP = 16, /* visited natively in the time of a step of a program */
    LISTED_MAX = 120,    /* bytes of names in a hint */
};

const struct method_word *method_at(size_t index)
{
    const struct thing_class *class;

    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct method_word *w = tables[t]; w->name; w++)
            if (index-- == 0)
                return w;
    for (size_t c = 0; (class = thing_class_at(c)); c++)
        for (const struct method_word *w = class->methods; w->name; w++)
            if (index-- == 0)
                return w;
    return NULL;
}

const struct method_word *method_find(const struct value *self, const char *name)
{
    const struct method_word *own =
        self->kind == VALUE_THING ? self->thing->class->methods : NULL;

    for (; own && own->name; own++)
        if (strcmp(own->name, name) == 0)
            return own;
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct method_word *w = tables[t]; w->name; w++)
            if (w->kinds & 1u << self->kind && strcmp(w->name, name) == 0)
                return w;
    return self->kind == VALUE_THING ? self->thing->class->any : NULL;
}

bool method_is_name(const char *name)
{
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct method_word *w = tables[t]; w->name; w++)
            if (strcmp(w->name, name) == 0)
                return true;
    return false;
}

/* Names of what a value has, for a hint: as many as a line holds. */
struct had {
    char list[LISTED_MAX + 16];
    size_t used;
    bool is_full;
    struct str_nearest near;
};

static void add_name(struct had *had, const char *name)
{
    str_nearest_offer(&had->near, name);
    if (had->is_full)
        return;
    had->is_full = had->used + strlen(name) > LISTED_MAX;
    had->used += str_format(had->list + had->used, sizeof(had->list) - had->used,
                            "%s%s", had->used ? ", " : "", had->is_full ? "..." : name);
}

static void find_names(const struct value *self, struct had *had)
{
    const struct type *type = self->kind == VALUE_OBJECT ? self->object->type : NULL;
    const struct method_word *w =
        self->kind == VALUE_THING ? self->thing->class->methods : NULL;

    for (; w && w->name; w++)
        add_name(had, w->name);
    for (uint32_t k = 0; type && k < type->n_fields + type->n_methods; k++)
        add_name(had, k < type->n_fields ? type->field[k].key
                                         : type->method[k - type->n_fields].key);
    for (size_t i = 0; (w = method_at(i)); i++)
        if (w->kinds & 1u << self->kind)
            add_name(had, w->name);
}

/* A tuple stays as it is, so it lacks what changes a list. */
static bool is_of_lists(const struct value *self, const char *name)
{
    const struct value list = {.kind = VALUE_LIST};

    return self->kind == VALUE_TUPLE && method_find(&list, name);
}

/* E202, with what there is and what was probably meant. */
static struct value unknown(struct eval *e, struct value self, const char *name,
                            struct span span)
{
    struct had had = {.used = 0};
    char what[80];

    if (self.kind == VALUE_STREAM && scope_is_method(name)) {
        str_format(what, sizeof(what), "`.%.60s`", name);
        return eval_planned(e, span, what,
                            "Effects stand behind `|>`: `sound |> gain(-6.db)`.");
    }
    str_nearest_init(&had.near, name);
    find_names(&self, &had);
    report_error(e->report, span, 202, "%s has no `%.60s`.",
                 self.kind == VALUE_TUPLE ? "A tuple" : value_kind_name(&self), name);
    if (self.kind == VALUE_STREAM || reading_class(&self))
        eval_port_hint(e, &self);
    else if (is_of_lists(&self, name))
        report_hint(e->report, "It stays as it is; a List changes: `[1, 2]`.");
    else if (had.near.best)
        report_hint(e->report, "Did you mean `%s`?", had.near.best);
    else
        report_hint(e->report, "It has: %s.", had.list);
    return value_poison();
}

/* Walks that the machine does not see cost steps as well. */
static void charge(struct eval *e, const struct value *self)
{
    uint32_t n;

    value_items(self, &n);
    n = self->kind == VALUE_TEXT ? self->n : self->kind == VALUE_MAP ? self->map->n : n;
    e->vm->steps_left -= n / ITEMS_PER_STEP;
}

static bool is_inert(const struct value *self)
{
    return self->kind == VALUE_THING && self->thing->class->is_inert;
}

/* A method of numbers for what one value of a stream is now, which `self` becomes. */
static const struct method_word *of_number(struct eval *e, struct value *self,
                                           const char *name, struct span span)
{
    const struct value zero = value_number(0.0, MEASURE_NONE);
    struct value now;

    if (!method_find(&zero, name))
        return NULL;
    now = sample(e, *self, span);
    if (!value_is_number(&now))
        return NULL;
    *self = now;
    return method_find(&now, name);
}

struct value method_call(struct eval *e, struct value self, const char *name,
                         const struct argument *argument, uint32_t n, struct span span)
{
    self = thing_as_value(self);
    const struct method_word *w = method_find(&self, name);

    if (self.kind == VALUE_POISON)
        return self;
    if (!w && self.kind == VALUE_STREAM) {
        const struct value list = sample_list(e, self, span);
        w = method_find(&list, name);
        self = w ? list : self;
        if (!w)
            w = of_number(e, &self, name, span);
    }
    if (!w)
        return is_inert(&self) ? value_null() : unknown(e, self, name, span);
    for (uint32_t i = 0; i < n; i++)
        if (argument[i].value.kind == VALUE_POISON)
            return value_poison();
    if (n > w->n_most) {
        report_error(e->report, argument[w->n_most].span, 404,
                     "`%s` takes %u values; this is one more.", w->name, w->n_most);
        report_hint(e->report,
                    w->n_most ? "It takes: %s."
                              : "Write it with nothing in "
                                "the brackets.%s",
                    w->params);
        return value_poison();
    }
    if (n < w->n_least) {
        report_error(e->report, span, 403, "`%s` needs %u values.", w->name,
                     w->n_least);
        report_hint(e->report, "It takes: %s.", w->params);
        return value_poison();
    }
    if (!(w->flags & METHOD_AT_ONCE))
        charge(e, &self);
    return w->call(e, self, argument, n, span);
}

struct value method_property(struct eval *e, struct value self, const char *name,
                             struct span span, bool is_map)
{
    const struct method_word *w = method_find(&self, name);
    struct value output;

    if (w && w->flags & METHOD_WITHOUT_BRACKETS)
        return w->call(e, self, NULL, 0, span);
    if (is_inert(&self))
        return value_null();
    if (is_map || self.kind == VALUE_NULL)
        return is_map ? value_null() : unknown(e, self, name, span);
    if (value_is_number(&self) && self.measure == MEASURE_NONE && !w &&
        unit_find(name, strlen(name))) { /* `x.hz` measures as `440.hz` does */
        const struct unit *unit = unit_find(name, strlen(name));
        return value_number(value_as_number(&self) * context_factor(e, unit),
                            unit->measure);
    }
    if (eval_port(e, &self, name, &output) ||
        sample_field(e, self, name, span, &output))
        return output;
    if (!w && self.kind == VALUE_STREAM) {
        const struct value list = sample_list(e, self, span);
        w = list.kind == VALUE_LIST ? method_find(&list, name) : NULL;
        if (w && w->flags & METHOD_WITHOUT_BRACKETS)
            return w->call(e, list, NULL, 0, span);
    }
    if (w) {
        report_error(e->report, span, 202, "`%.60s` of %s is a function.", name,
                     value_kind_name(&self));
        report_hint(e->report, "Call it: `.%.60s(%s)`.", name, w->params);
        return value_poison();
    }
    return unknown(e, self, name, span);
}

bool method_function(struct eval *e, const struct argument *a)
{
    switch (a->value.kind) {
    case VALUE_FUNCTION:
    case VALUE_CLOSURE:
    case VALUE_METHOD:
    case VALUE_TYPE:
    case VALUE_CHAIN:
        return true;
    default:
        report_error(e->report, a->span, 306, "This is %s; a function belongs here.",
                     value_kind_name(&a->value));
        report_hint(e->report, "Such as `x => x * 2`.");
        return false;
    }
}

uint32_t method_n_params(const struct value *function)
{
    return function->kind == VALUE_CLOSURE  ? function->closure->code->n_params
           : function->kind == VALUE_METHOD ? function->method->closure->code->n_params
                                            : 1;
}

struct value method_apply(struct eval *e, struct value function,
                          const struct value *given, uint32_t n, uint32_t step,
                          struct span span)
{
    struct argument argument[3];
    const uint64_t path = e->vm->path;
    struct value result;

    for (uint32_t i = 0; i < n; i++)
        argument[i] = (struct argument){0, span, given[i]};
    e->vm->path = (path ^ step) * UINT64_C(0x9E3779B97F4A7C15);
    result = eval_call_value(e, function, argument, n, span);
    e->vm->path = path;
    return result;
}

struct value method_each(struct eval *e, struct value function, struct value item,
                         uint32_t index, struct span span)
{
    const struct value given[] = {item, value_integer(index)};

    return method_apply(e, function, given, method_n_params(&function) > 1 ? 2 : 1,
                        index, span);
}
