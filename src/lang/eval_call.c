/* SPDX-License-Identifier: MIT */
/* eval_call: what can be called, chains and `|>`. */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/draw_call.h"
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

static struct value call_function(struct eval *e, const struct function *function,
                                  const struct argument *argument, uint32_t n,
                                  struct span span)
{
    if (function->draw)
        return draw_call(e, function->draw, argument, n, span);
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
    report_error(e->report, span, 306, "This is %s, which is not something to call.",
                 value_kind_name(&callee));
    report_hint(e->report, "Functions, effects and names of nodes can be called.");
    return value_poison();
}

struct value eval_as_chain(struct eval *e, struct value value, struct span span)
{
    const struct leat_port *port;

    if (value.kind != VALUE_FUNCTION)
        return value;
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
