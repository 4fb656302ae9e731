/* SPDX-License-Identifier: MIT */
/* eval_call: arguments, functions of the program, chains and `|>`. */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/eval.h"
#include "lang/token.h"

/* Arguments under construction; room is found first. */
struct arguments {
    struct argument *at;
    uint32_t n;
};

static void put(struct arguments *a, uint32_t name, struct span span,
                struct value value)
{
    a->at[a->n++] = (struct argument){name, span, value};
}

/* ..record gives named arguments, ..list positional ones. */
static void put_spread(struct arguments *a, struct span span, const struct value *value)
{
    if (value->kind == VALUE_RECORD)
        for (uint32_t i = 0; i < value->n; i++)
            put(a, value->entry[i].name, span, *value->entry[i].value);
    else if (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE)
        for (uint32_t i = 0; i < value->n; i++)
            put(a, 0, span, value->item[i]);
    else
        put(a, 0, span, *value);
}

static uint32_t spread_room(const struct value *value)
{
    return value->kind == VALUE_RECORD || value->kind == VALUE_LIST ||
                   value->kind == VALUE_TUPLE
               ? value->n
               : 1;
}

/* The entries of a trailing block, as named arguments. */
static uint32_t put_block(struct eval *e, struct arguments *a, const struct ast *block)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < block->n; i++) {
        const struct ast *entry = block->part[i];
        if (entry->kind != AST_NAMED)
            continue; /* the checker has said that it does not belong here */
        n++;
        if (a)
            put(a, entry->name, entry->span, eval_expr(e, entry->part[0]));
    }
    return n;
}

/* The arguments of a call; `first`, if not NULL, comes before those written. */
static bool eval_arguments(struct eval *e, const struct ast *call,
                           const struct argument *first, struct arguments *a)
{
    const bool trailing = call->flags & AST_TRAILING;
    struct value *spread = arena_take(e->arena, call->n, sizeof(*spread));
    uint32_t room = first ? 1 : 0;

    for (uint32_t i = 1; spread && i < call->n; i++) {
        const struct ast *part = call->part[i];
        if (part->kind == AST_SPREAD)
            spread[i] = eval_expr(e, part->part[0]);
        if (trailing && i + 1 == call->n && part->kind == AST_BLOCK)
            room += put_block(e, NULL, part);
        else
            room += part->kind == AST_SPREAD ? spread_room(&spread[i]) : 1;
    }
    a->at = spread ? arena_take(e->arena, room, sizeof(*a->at)) : NULL;
    if (!a->at) {
        eval_out_of_memory(e);
        return false;
    }
    if (first)
        a->at[a->n++] = *first;
    for (uint32_t i = 1; i < call->n; i++) {
        const struct ast *part = call->part[i];
        if (part->kind == AST_SPREAD)
            put_spread(a, part->span, &spread[i]);
        else if (part->kind == AST_NAMED)
            put(a, part->name, part->span, eval_expr(e, part->part[0]));
        else if (trailing && i + 1 == call->n && part->kind == AST_BLOCK)
            put_block(e, a, part);
        else
            put(a, 0, part->span, eval_expr(e, part));
    }
    return true;
}

/* The place of an argument's name, or the whole of it. */
static void unknown_setting(struct eval *e, const struct ast *func,
                            const struct argument *argument)
{
    const char *name = names_text(e->names, argument->name);
    const char *function = names_text(e->names, func->name);
    struct str_nearest near;

    if (!argument->name) {
        report_error(e->report, argument->span, 404,
                     "`%.60s` takes %u values; this is one more.", function,
                     func->n - 2);
        report_hint(e->report, "Remove it.");
        return;
    }
    str_nearest_init(&near, name);
    for (uint32_t i = 2; i < func->n; i++)
        str_nearest_offer(&near, names_text(e->names, func->part[i]->name));
    report_error(e->report, argument->span, 404, "`%.60s` has no setting `%.60s`.",
                 function, name);
    if (near.best)
        report_hint(e->report, "Did you mean `%.60s`?", near.best);
}

/* Which parameter an argument is for; UINT32_MAX for none. */
static uint32_t find_param(const struct ast *func, const struct argument *argument,
                           uint32_t position)
{
    if (!argument->name)
        return position + 2 < func->n ? position : UINT32_MAX;
    for (uint32_t i = 2; i < func->n; i++)
        if (func->part[i]->name == argument->name)
            return i - 2;
    return UINT32_MAX;
}

/* Make the parameters of a function its first variables.  False after an error. */
static bool bind(struct eval *e, const struct ast *func,
                 const struct argument *argument, uint32_t n, struct span span,
                 struct local *older)
{
    const uint32_t n_params = func->n - 2;
    struct local *local = arena_take(e->arena, n_params, sizeof(*local));
    bool *given = arena_take(e->arena, n_params, sizeof(*given)), good = true;
    uint32_t position = 0;

    if (!local || !given) {
        eval_out_of_memory(e);
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = find_param(func, &argument[i], position);
        position += argument[i].name == 0;
        if (at == UINT32_MAX) {
            unknown_setting(e, func, &argument[i]);
            good = false;
        } else if (given[at]) {
            report_error(e->report, argument[i].span, 405, "`%.60s` is given twice.",
                         names_text(e->names, func->part[at + 2]->name));
            report_hint(e->report, "Keep one.");
            good = false;
        } else {
            given[at] = true;
            local[at].value = argument[i].value;
        }
    }
    e->local = older;
    for (uint32_t i = 0; i < n_params && good; i++) {
        const struct ast *param = func->part[i + 2];
        local[i].name = param->name;
        local[i].older = e->local;
        if (!given[i] && param->n > 1 && param->part[1]) {
            local[i].value = eval_expr(e, param->part[1]);
        } else if (!given[i]) {
            report_error(e->report, span, 403, "`%.60s` needs `%.60s`.",
                         names_text(e->names, func->name),
                         names_text(e->names, param->name));
            report_hint(e->report, "Write `%.60s: ...` into the brackets.",
                        names_text(e->names, param->name));
            good = false;
        }
        e->local = &local[i];
    }
    return good;
}

static struct value call_user(struct eval *e, const struct ast *func,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    struct local *const before = e->local;
    const bool in_function = e->in_function;
    struct value value = value_poison();

    if (func->n < 2 || func->part[1]->kind != AST_BLOCK)
        return value; /* it was not understood */
    if (e->n_calls == EVAL_CALLS_MAX) {
        report_error(e->report, span, 503, "`%.60s` calls itself too deeply.",
                     names_text(e->names, func->name));
        report_hint(e->report, "Check where it stops.");
        return value;
    }
    e->n_calls++;
    e->in_function = true;
    if (bind(e, func, argument, n, span, NULL)) {
        value = eval_block(e, func->part[1]);
        if (e->has_returned)
            value = e->returned;
        e->has_returned = false;
    }
    e->in_function = in_function;
    e->n_calls--;
    e->local = before;
    return value;
}

struct value eval_chain(struct eval *e, const struct value *before,
                        const struct function *function,
                        const struct argument *argument, uint32_t n, struct span span)
{
    const uint32_t length = before ? before->n : 0;
    struct step *step = arena_take(e->arena, length + 1, sizeof(*step));

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
    if (function->user)
        return call_user(e, function->user, argument, n, span);
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
        struct argument *argument =
            arena_take(e->arena, step->n + 1, sizeof(*argument));
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

struct value eval_call(struct eval *e, const struct ast *call)
{
    const struct value callee = eval_expr(e, call->part[0]);
    const uint32_t before = e->draft->n_nodes;
    struct arguments arguments = {0};

    if (!eval_arguments(e, call, NULL, &arguments))
        return value_poison();
    e->first_made = before;
    return eval_call_value(e, callee, arguments.at, arguments.n, ast_head(call));
}

struct value eval_pipe(struct eval *e, struct value left, const struct ast *right)
{
    struct argument first = {0, right->span, eval_as_chain(e, left, right->span)};
    struct arguments arguments = {0};
    struct value callee;

    if (right->kind == AST_CALL && !(right->flags & AST_GROUPED)) {
        callee = eval_expr(e, right->part[0]);
        const uint32_t before = e->draft->n_nodes;
        if (!eval_arguments(e, right, &first, &arguments))
            return value_poison();
        e->first_made = before;
        return eval_call_value(e, callee, arguments.at, arguments.n, ast_head(right));
    }
    callee = eval_expr(e, right);
    if (callee.kind != VALUE_FUNCTION && callee.kind != VALUE_CHAIN &&
        callee.kind != VALUE_POISON) {
        report_error(e->report, right->span, 306,
                     "This is %s, which nothing can be sent through.",
                     value_kind_name(&callee));
        report_hint(e->report, "Behind `|>` stands an effect, such as `gain(-6.db)`.");
        return value_poison();
    }
    return eval_call_value(e, callee, &first, 1, right->span);
}
