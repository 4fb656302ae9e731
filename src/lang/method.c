/* SPDX-License-Identifier: MIT */
/* method: finding and calling what values can be asked behind a dot. */
#include "lang/method.h"

#include <string.h>

#include "base/str.h"
#include "lang/sample.h"
#include "lang/vm.h"

static const struct method_word *const tables[] = {
    method_list, method_map, method_text, method_number, method_stream, method_any};
enum { N_TABLES = sizeof(tables) / sizeof(tables[0]) };

const struct method_word *method_at(size_t index)
{
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct method_word *w = tables[t]; w->name; w++)
            if (index-- == 0)
                return w;
    return NULL;
}

const struct method_word *method_find(const struct value *self, const char *name)
{
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct method_word *w = tables[t]; w->name; w++)
            if (w->kinds & 1u << self->kind && strcmp(w->name, name) == 0)
                return w;
    return NULL;
}

/* E202, with what there is and what was probably meant. */
static struct value unknown(struct eval *e, struct value self, const char *name,
                            struct span span)
{
    char list[200] = "";
    const struct method_word *w;
    struct str_nearest near;
    size_t used = 0;

    str_nearest_init(&near, name);
    for (size_t i = 0; (w = method_at(i)); i++) {
        if (!(w->kinds & 1u << self.kind))
            continue;
        str_nearest_offer(&near, w->name);
        used += str_format(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
                           w->name);
    }
    report_error(e->report, span, 202, "%s has no `%.60s`.", value_kind_name(&self),
                 name);
    if (self.kind == VALUE_STREAM)
        eval_port_hint(e, &self);
    else if (near.best)
        report_hint(e->report, "Did you mean `%s`?", near.best);
    else if (used)
        report_hint(e->report, "It has: %s.", list);
    else
        report_hint(e->report, "To use a function, write `x |> f()` or `f(x)`.");
    return value_poison();
}

struct value method_call(struct eval *e, struct value self, const char *name,
                         const struct argument *argument, uint32_t n, struct span span)
{
    const struct method_word *w = method_find(&self, name);

    if (self.kind == VALUE_POISON)
        return self;
    if (!w && self.kind == VALUE_STREAM) {
        const struct value list = sample_list(e, self, span);
        w = method_find(&list, name);
        self = w ? list : self;
    }
    if (!w)
        return unknown(e, self, name, span);
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
    return w->call(e, self, argument, n, span);
}

struct value method_property(struct eval *e, struct value self, const char *name,
                             struct span span, bool is_map)
{
    const struct method_word *w = method_find(&self, name);
    struct value output;

    if (w && w->flags & METHOD_WITHOUT_BRACKETS)
        return w->call(e, self, NULL, 0, span);
    if (is_map || self.kind == VALUE_NULL)
        return is_map ? value_null() : unknown(e, self, name, span);
    if (eval_port(e, &self, name, &output))
        return output;
    if (scope_is_method(name) && !w) {
        char what[80];
        str_format(what, sizeof(what), "`.%.60s`", name);
        return eval_planned(e, span, what, "Lists have `.length` and `[i]` so far.");
    }
    if (w) {
        report_error(e->report, span, 202, "`%.60s` of %s is a function.", name,
                     value_kind_name(&self));
        report_hint(e->report, "Call it: `.%.60s(%s)`.", name, w->params);
        return value_poison();
    }
    return unknown(e, self, name, span);
}

struct value method_each(struct eval *e, struct value function, struct value item,
                         uint32_t index, struct span span)
{
    const struct argument argument[] = {{0, span, item},
                                        {0, span, value_integer(index)}};
    const struct code *code = function.kind == VALUE_CLOSURE ? function.closure->code
                              : function.kind == VALUE_METHOD
                                  ? function.method->closure->code
                                  : NULL;
    const uint64_t path = e->vm->path;
    struct value result;

    e->vm->path = (path ^ index) * UINT64_C(0x9E3779B97F4A7C15);
    result = eval_call_value(e, function, argument, code && code->n_params > 1 ? 2 : 1,
                             span);
    e->vm->path = path;
    return result;
}
