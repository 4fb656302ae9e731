/* SPDX-License-Identifier: MIT */
/* eval: the top level of a program, worked out statement by statement. */
#include "lang/eval.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "lang/token.h"

struct value eval_out_of_memory(struct eval *e)
{
    if (!e->err)
        e->err = e->arena->err ? e->arena->err : LEAT_ERR_NOMEM;
    return value_poison();
}

struct value eval_planned(struct eval *e, struct span span, const char *what,
                          const char *instead)
{
    report_error(e->report, span, 206, "%s is planned but not in this leat yet.", what);
    report_hint(e->report, "%s", instead);
    return value_poison();
}

/* The variable of a name, nearest first; NULL when there is none. */
static struct value *find_variable(struct eval *e, uint32_t name)
{
    for (struct local *l = e->local; l; l = l->older)
        if (l->name == name)
            return &l->value;
    return name < e->scope->n && e->has_value[name] ? &e->global[name] : NULL;
}

static void make_local(struct eval *e, uint32_t name, struct value value)
{
    struct local *local = arena_take(e->arena, 1, sizeof(*local));

    if (!local) {
        eval_out_of_memory(e);
        return;
    }
    *local = (struct local){name, value, e->local};
    e->local = local;
}

/* A stream's node gets the name of the first variable that it is assigned to. */
static void name_node(struct eval *e, uint32_t name, const struct value *value)
{
    if (value->kind != VALUE_STREAM || name >= e->scope->n || e->is_named[name])
        return;
    struct draft_node *node = &e->draft->node[value->stream->node];
    if (node->notes_to)
        node = &e->draft->node[node->notes_to - 1];
    const char *text = names_text(e->names, name);
    if (node->name || strlen(text) >= LEAT_NAME_MAX)
        return;
    node->name = text;
    e->is_named[name] = true;
}

static void assign_name(struct eval *e, uint32_t name, struct value value, bool is_let)
{
    struct value *variable = find_variable(e, name);

    name_node(e, name, &value);
    if (e->in_function && (is_let || !variable)) {
        make_local(e, name, value);
    } else if (variable) {
        *variable = value;
    } else if (name < e->scope->n) {
        e->global[name] = value;
        e->has_value[name] = true;
    }
}

static void assign_items(struct eval *e, const struct ast *target,
                         const struct value *value, bool is_let);

static void assign(struct eval *e, const struct ast *target, struct value value,
                   bool is_let)
{
    switch (target->kind) {
    case AST_NAME:
    case AST_PATTERN_NAME:
        assign_name(e, target->name, value, is_let);
        break;
    case AST_LIST:
    case AST_TUPLE:
    case AST_PATTERN_LIST:
    case AST_PATTERN_TUPLE:
        assign_items(e, target, &value, is_let);
        break;
    default:
        break; /* the checker has said that it is planned */
    }
}

static void assign_items(struct eval *e, const struct ast *target,
                         const struct value *value, bool is_let)
{
    const bool is_list = value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
    uint32_t n = target->n;

    if (n > 0 && target->part[n - 1]->kind == AST_PATTERN_REST)
        n--;
    if (is_list && value->n < n) {
        report_error(e->report, target->span, 302,
                     "The list has %u items; there is no item %u.", value->n, value->n);
        report_hint(e->report, "Name at most %u here.", value->n);
    } else if (!is_list && value->kind != VALUE_POISON) {
        report_error(e->report, target->span, 306,
                     "This is %s; several names need a List.", value_kind_name(value));
        report_hint(e->report, "Such as `(left, right) = [1, 2]`.");
    }
    for (uint32_t i = 0; i < n; i++)
        assign(e, target->part[i],
               is_list && i < value->n ? value->item[i] : value_poison(), is_let);
    if (n == target->n || !target->part[n]->name)
        return;
    struct value rest = value_poison();
    if (is_list && value->n >= n) {
        rest = *value;
        rest.kind = VALUE_LIST;
        rest.item += n;
        rest.n -= n;
    }
    assign_name(e, target->part[n]->name, rest, is_let);
}

static uint8_t sign_of_assignment(uint8_t sign)
{
    switch (sign) {
    case TOKEN_PLUS_ASSIGN:
    case TOKEN_INCREMENT:
        return TOKEN_PLUS;
    case TOKEN_MINUS_ASSIGN:
    case TOKEN_DECREMENT:
        return TOKEN_MINUS;
    case TOKEN_TIMES_ASSIGN:
        return TOKEN_TIMES;
    case TOKEN_DIVIDE_ASSIGN:
        return TOKEN_DIVIDE;
    case TOKEN_REMAINDER_ASSIGN:
        return TOKEN_REMAINDER;
    default:
        return TOKEN_POWER;
    }
}

static struct value eval_assignment(struct eval *e, const struct ast *ast)
{
    const struct ast *target = ast->part[0];
    struct value value = value_integer(1);

    if (ast->kind == AST_ASSIGN)
        value = eval_expr(e, ast->part[1]);
    if (ast->kind == AST_INCREMENT || ast->sign != TOKEN_ASSIGN) {
        struct ast operation = *ast;
        operation.sign = sign_of_assignment(ast->sign);
        value = eval_binary(e, &operation, eval_expr(e, target), value);
    }
    assign(e, target, value, false);
    return value_null();
}

static struct value eval_let(struct eval *e, const struct ast *ast)
{
    struct value value = value_null();

    if (ast->n < 3)
        return value_poison(); /* it was not understood */
    if (ast->part[2])
        value = eval_expr(e, ast->part[2]);
    assign(e, ast->part[0], value, true);
    return value_null();
}

static struct value eval_statement(struct eval *e, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_LET:
        return eval_let(e, ast);
    case AST_ASSIGN:
    case AST_INCREMENT:
        return eval_assignment(e, ast);
    case AST_RETURN:
        e->returned = ast->n ? eval_expr(e, ast->part[0]) : value_null();
        e->has_returned = true;
        return e->returned;
    case AST_NAMED: /* a variable was meant; the checker has said so */
        assign_name(e, ast->name, eval_expr(e, ast->part[0]), false);
        return value_null();
    case AST_FUNC:
    case AST_IMPORT:
        return value_null();
    default:
        return eval_expr(e, ast);
    }
}

struct value eval_block(struct eval *e, const struct ast *block)
{
    struct value value = value_null();

    for (uint32_t i = 0; i < block->n && !e->has_returned && !e->err; i++)
        value = eval_statement(e, block->part[i]);
    return value;
}

/* What the value of a statement at top level does. */
static void settle_statement(struct eval *e, const struct ast *ast, struct value value)
{
    value = eval_as_chain(e, value, ast->span);
    if (value.kind == VALUE_STREAM) {
        eval_to_output(e, value.stream, ast->span);
    } else if (value.kind == VALUE_CHAIN) {
        report_warning(e->report, ast->span, 606,
                       "This effect has no sound to work on, so it does nothing.");
        report_hint(e->report, "Send one through it: `sine(440.hz) |> ...`, or give it "
                               "a name to use later.");
    }
}

static void eval_top(struct eval *e, const struct ast *block)
{
    for (uint32_t i = 0; i < block->n && !e->err && !report_full(e->report); i++) {
        const struct ast *ast = block->part[i];
        if (ast->kind == AST_MAIN)
            eval_top(e, ast->part[0]);
        else
            settle_statement(e, ast, eval_statement(e, ast));
        e->has_returned = false;
    }
}

int eval_program(struct eval *e, const struct ast *program)
{
    const uint32_t n = e->scope->n;

    e->output = e->picture = NO_NODE;
    e->global = arena_take(e->arena, n, sizeof(*e->global));
    e->has_value = arena_take(e->arena, n, sizeof(*e->has_value));
    e->is_named = arena_take(e->arena, n, sizeof(*e->is_named));
    if (!e->global || !e->has_value || !e->is_named)
        return e->arena->err;
    eval_top(e, program);
    return e->err;
}

/* `drums_branch_2` is a tap of `drums`. */
static bool find_tap(struct eval *e, const char *text, struct value *value)
{
    static const char mark[] = "_branch_";
    const char *at = strstr(text, mark);
    char name[LEAT_NAME_MAX];

    if (!at || (size_t)(at - text) >= sizeof(name) || at[sizeof(mark) - 1] == '\0')
        return false;
    str_format(name, sizeof(name), "%.*s", (int)(at - text), text);
    const uint32_t number = names_find(e->names, name);
    const struct value *variable = number ? find_variable(e, number) : NULL;
    if (!variable || variable->kind != VALUE_STREAM)
        return false;
    *value = *variable;
    return true;
}

static struct value function_value(struct eval *e, const struct function *function)
{
    struct function *copy = arena_take(e->arena, 1, sizeof(*copy));

    if (!copy)
        return eval_out_of_memory(e);
    *copy = *function;
    return (struct value){.kind = VALUE_FUNCTION, .function = copy};
}

static struct value eval_plain_name(struct eval *e, const struct ast *ast)
{
    const struct value *variable = find_variable(e, ast->name);
    const struct symbol *symbol =
        ast->name < e->scope->n ? &e->scope->symbol[ast->name] : NULL;
    const char *text = names_text(e->names, ast->name);
    struct function function = {.name = text};
    struct value value;
    double number;

    if (variable)
        return *variable;
    if (symbol && symbol->func) {
        function.user = symbol->func;
        return function_value(e, &function);
    }
    if (symbol && symbol->alias)
        text = names_text(e->names, symbol->alias);
    if (symbol && symbol->is_assigned) {
        report_error(e->report, ast->span, 204, "`%.60s` has no value yet.", text);
        report_hint(e->report, "Give it one above this line.");
        return value_poison();
    }
    if (scope_constant(text, &number))
        return value_number(number, MEASURE_NONE);
    if (scope_function(NULL, text, &function))
        return function_value(e, &function);
    if (find_tap(e, text, &value))
        return value;
    if ((text[0] >= 'A' && text[0] <= 'Z') || scope_is_choice(text))
        return (struct value){.kind = VALUE_SYMBOL, .text = text};
    return value_poison();
}

/* The module that a name stands for, unless a variable hides it. */
static const struct module *module_of(struct eval *e, const struct ast *ast)
{
    if (ast->kind != AST_NAME || find_variable(e, ast->name))
        return NULL;
    if (ast->name < e->scope->n && e->scope->symbol[ast->name].module)
        return e->scope->symbol[ast->name].module;
    return scope_module(names_text(e->names, ast->name));
}

static struct value planned_method(struct eval *e, struct span span, const char *name)
{
    char what[80];

    str_format(what, sizeof(what), "`.%.60s`", name);
    return eval_planned(e, span, what, "Lists have `.length` and `[i]` so far.");
}

static struct value eval_member(struct eval *e, const struct ast *ast)
{
    const char *name = names_text(e->names, ast->name);
    const struct module *module = module_of(e, ast->part[0]);
    struct function function = {.name = name};
    struct value output;
    double number;

    if (module) {
        if (scope_constant(name, &number))
            return value_number(number, MEASURE_NONE);
        return scope_function(module, name, &function) ? function_value(e, &function)
                                                       : value_poison();
    }
    const struct value object = eval_expr(e, ast->part[0]);
    if (ast->name == 0) /* the parser has said that it is missing */
        return value_poison();
    if (object.kind == VALUE_POISON ||
        (object.kind == VALUE_NULL && ast->sign == TOKEN_SAFE_DOT))
        return object;
    if (object.kind == VALUE_RECORD) {
        for (uint32_t i = object.n; i > 0; i--)
            if (object.entry[i - 1].name == ast->name)
                return *object.entry[i - 1].value;
        return value_null();
    }
    if (strcmp(name, "length") == 0 &&
        (object.kind == VALUE_LIST || object.kind == VALUE_TUPLE))
        return value_integer(object.n);
    if (eval_port(e, &object, name, &output))
        return output;
    if (scope_is_method(name))
        return planned_method(e, ast->span, name);
    report_error(e->report, ast->span, 202, "%s has no `%.60s`.",
                 value_kind_name(&object), name);
    if (object.kind == VALUE_STREAM)
        eval_port_hint(e, &object);
    else
        report_hint(e->report, object.kind == VALUE_LIST
                                   ? "It has: length."
                                   : "To use a function, write `x |> f()` or `f(x)`.");
    return value_poison();
}

struct value eval_name(struct eval *e, const struct ast *ast)
{
    return ast->kind == AST_NAME ? eval_plain_name(e, ast) : eval_member(e, ast);
}
