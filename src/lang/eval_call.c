/* SPDX-License-Identifier: MIT */
/* eval_call: what can be called, chains and `|>`. */
#include <string.h>

#include <leat/draw.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/draw_call.h"
#include "lang/method.h"
#include "lang/thing.h"
#include "lang/visual.h"
#include "lang/vm.h"

struct value eval_chain(struct eval *e, const struct value *before,
                        const struct function *function,
                        const struct argument *argument, uint32_t n, struct span span)
{
    const uint32_t length = before ? before->n : 0;
    struct step *step = heap_take(e->heap, length + 1, sizeof(*step));

    if (!step)
        return eval_out_of_memory(e);
    if (length >= EVAL_ITEMS_MAX) {
        report_error(e->report, span, 502, "This grew too large.");
        report_hint(e->report, "Make the chain shorter.");
        return value_poison();
    }
    if (before)
        memcpy(step, before->step, length * sizeof(*step));
    step[length] = (struct step){function, argument, n, span};
    return (struct value){.kind = VALUE_CHAIN, .n = length + 1, .step = step};
}

/* Things that stand for values become these, and for streams where a function takes
 * streams.  Errors: false without memory. */
static bool without_things(struct eval *e, const struct function *function,
                           const struct argument **argument, uint32_t n)
{
    const bool takes =
        !function->builtin || function->builtin->flags & BUILTIN_TAKES_STREAM;
    struct argument *out = NULL;

    for (uint32_t i = 0; i < n; i++) {
        const struct argument a = (*argument)[i];
        if (a.value.kind != VALUE_THING || (!takes && !a.value.thing->class->value))
            continue;
        if (!out) {
            out = heap_take(e->heap, n, sizeof(*out));
            if (!out)
                return eval_out_of_memory(e).kind != VALUE_POISON;
            memcpy(out, *argument, n * sizeof(*out));
            *argument = out;
        }
        out[i].value = function->draw && a.value.thing->class->rows
                           ? a.value.thing->class->rows(e, a.value.thing)
                       : takes ? thing_as_stream(e, a.value, a.span)
                               : thing_as_value(a.value);
    }
    return true;
}

/* Whether the first value is what a drawing takes first and a node does not: a colour
 * for `pulse`, a list for `waveform`. */
static bool begins_drawing(const struct leat_draw_class *draw,
                           const struct argument *argument, uint32_t n)
{
    const struct value *v = n > 0 && !argument[0].name ? &argument[0].value : NULL;
    struct colour colour;

    if (!v)
        return false;
    if (draw->params[0].kind == LEAT_DRAW_NUMBERS)
        return v->kind == VALUE_LIST;
    return draw->params[0].kind == LEAT_DRAW_COLOR &&
           (v->kind == VALUE_COLOUR ||
            (v->kind == VALUE_SYMBOL && visual_colour(v, &colour)));
}

/* Numbers that the class of the same name has no settings for. */
static bool is_of_values(const struct function *function,
                         const struct argument *argument, uint32_t n)
{
    const struct leat_param *first = function->of_values && function->class->n_params
                                         ? function->class->params
                                         : NULL;
    const bool is_word =
        first && (first->kind == LEAT_ENUM || first->kind == LEAT_TEXT);

    if (!function->of_values || n < function->of_values->n_needed || n == 0 ||
        (n <= function->class->n_params && !is_word))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!value_is_number(&argument[i].value) || (is_word && argument[i].name))
            return false;
    return true;
}

/* The drawing of a class's name that this is, by its first value or by settings that
 * are not all the class's: `pulse(amount: 5%)`; or NULL. */
static const struct leat_draw_class *drawing_of(const struct eval *e,
                                                const struct function *function,
                                                const struct argument *argument,
                                                uint32_t n)
{
    const struct leat_draw_class *draw =
        function->class ? leat_draw_class_find(function->name) : NULL;
    bool all_of_class = true;

    if (draw && begins_drawing(draw, argument, n))
        return draw;
    for (uint32_t i = 0; i < n && draw; i++) {
        const char *name = names_text(e->names, argument[i].name);
        if (!argument[i].name)
            continue;
        if (leat_draw_param_find(draw, name) < 0)
            return NULL;
        all_of_class =
            all_of_class && (leat_node_param_find(function->class, name) >= 0 ||
                             leat_node_port_find(function->class, LEAT_IN, name) >= 0);
    }
    return all_of_class ? NULL : draw;
}

/* What is written like a function, and is a method of its first value: average(list),
 * and, of a name that a class of nodes has as well, map(list, f). */
static bool is_method(const struct function *function, const struct argument *argument,
                      uint32_t n)
{
    if (function->is_method)
        return true;
    if (!function->class || n < 2 || argument[1].value.kind != VALUE_CLOSURE)
        return false;
    const uint8_t kind = argument[0].value.kind;
    return (kind == VALUE_LIST || kind == VALUE_TUPLE || kind == VALUE_MAP ||
            kind == VALUE_RANGE) &&
           method_find(&argument[0].value, function->name);
}

static struct value call_method(struct eval *e, const char *name,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    if (n > 0)
        return method_call(e, argument[0].value, name, argument + 1, n - 1, span);
    if (e->report->n_errors == 0) { /* else the checker has said so */
        report_error(e->report, span, 403, "`%.60s` needs a value.", name);
        report_hint(e->report, "Such as `value |> %.60s()`.", name);
    }
    return value_poison();
}

static struct value call_function(struct eval *e, const struct function *function,
                                  const struct argument *argument, uint32_t n,
                                  struct span span)
{
    if (is_of_values(function, argument, n)) {
        const struct function word = {.builtin = function->of_values,
                                      .name = function->name};
        return builtin_call(e, &word, argument, n, span);
    }
    if (is_method(function, argument, n))
        return call_method(e, function->name, argument, n, span);
    if (!without_things(e, function, &argument, n))
        return value_poison();
    const struct leat_draw_class *draw = function->draw;
    if (!draw)
        draw = drawing_of(e, function, argument, n);
    if (draw)
        return draw_call(e, draw, argument, n, span);
    if (function->builtin)
        return builtin_call(e, function, argument, n, span);
    return eval_node(e, function, argument, n, span);
}

/* Send a value through every step of a chain. */
static struct value apply_chain(struct eval *e, const struct value *chain,
                                struct value value, struct span span)
{
    for (uint32_t i = 0; i < chain->n && value.kind != VALUE_POISON && !e->err; i++) {
        const struct step *step = &chain->step[i];
        struct argument *argument = heap_take(e->heap, step->n + 1, sizeof(*argument));
        if (!argument)
            return eval_out_of_memory(e);
        argument[0] = (struct argument){0, span, value};
        if (step->n)
            memcpy(argument + 1, step->argument, step->n * sizeof(*argument));
        value = call_function(e, step->function, argument, step->n + 1, step->span);
    }
    return value;
}

/* A name of the program's own may hide a function of leat: say how that is reached. */
static bool hint_hidden(const struct eval *e, struct span span)
{
    struct leat_finding at;
    char name[64];

    script_locate_part(e->report->script, e->report->parts, span, &at);
    if (at.column == 0 || at.width >= sizeof(name) ||
        strlen(at.source) < (size_t)at.column - 1 + at.width)
        return false;
    memcpy(name, at.source + at.column - 1, at.width);
    name[at.width] = '\0';
    for (size_t i = 0; scope_module_at(i); i++) {
        struct function function = {.name = NULL};
        if (scope_function(e->scope, scope_module_at(i), name, &function)) {
            report_hint(e->report,
                        "`%s` is a name of your own here; what leat has under it is "
                        "`%s.%s`.",
                        name, scope_module_at(i)->name, name);
            return true;
        }
    }
    return false;
}

struct value eval_call_value(struct eval *e, struct value callee,
                             const struct argument *argument, uint32_t n,
                             struct span span)
{
    if (callee.kind == VALUE_POISON)
        return callee;
    if (callee.kind == VALUE_FUNCTION)
        return call_function(e, callee.function, argument, n, span);
    if (callee.kind == VALUE_CLOSURE || callee.kind == VALUE_METHOD ||
        callee.kind == VALUE_TYPE)
        return vm_call(e->vm, callee, argument, n, span);
    if (callee.kind == VALUE_CHAIN) {
        const struct value input =
            n > 0 ? eval_as_chain(e, argument[0].value, span) : value_null();
        if (n != 1 || argument[0].name ||
            (input.kind != VALUE_STREAM && input.kind != VALUE_CHAIN &&
             input.kind != VALUE_POISON && input.kind != VALUE_LIST)) {
            report_error(e->report, span, 306, "An effect takes one sound.");
            report_hint(e->report, "Write `sound |> effect`.");
            return value_poison();
        }
        return apply_chain(e, &callee, input, argument[0].span);
    }
    const struct value kind =
        callee.kind == VALUE_SYMBOL
            ? builtin_kind_value(e, callee.text, argument, n, span)
            : value_null();
    if (kind.kind != VALUE_NULL)
        return kind;
    report_error(e->report, span, 306, "This is %s, which is not something to call.",
                 value_kind_name(&callee));
    if (!hint_hidden(e, span))
        report_hint(e->report, "Functions, effects and names of nodes can be called.");
    return value_poison();
}

struct value eval_as_chain(struct eval *e, struct value value, struct span span)
{
    const struct leat_port *port;

    if (value.kind != VALUE_FUNCTION)
        return thing_as_stream(e, value, span);
    if (value.function->class) {
        port = leat_node_port(value.function->class, LEAT_IN, 0);
        return port && !(port->flags & LEAT_PORT_OPTIONAL)
                   ? call_function(e, value.function, NULL, 0, span)
                   : value;
    }
    return value.function->builtin &&
                   value.function->builtin->flags & BUILTIN_TAKES_STREAM
               ? call_function(e, value.function, NULL, 0, span)
               : value;
}

struct value eval_pipe(struct eval *e, struct value left, struct value right,
                       struct span span)
{
    const struct argument first = {0, span, left};

    if (right.kind == VALUE_POISON || left.kind == VALUE_POISON)
        return value_poison();
    if (right.kind == VALUE_THING)
        return method_call(e, right, "process", &first, 1, span);
    if (right.kind != VALUE_FUNCTION && right.kind != VALUE_CHAIN &&
        right.kind != VALUE_CLOSURE && right.kind != VALUE_METHOD) {
        report_error(e->report, span, 306,
                     "This is %s, which nothing can be sent through.",
                     value_kind_name(&right));
        report_hint(e->report, "Behind `|>` stands an effect, such as `gain(-6.db)`.");
        return value_poison();
    }
    return eval_call_value(e, right, &first, 1, span);
}
