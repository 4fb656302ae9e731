/* SPDX-License-Identifier: MIT */
/*
 * check_limits: ranges of types, `Float(0..1)`, and numbers of the program that lie
 * outside.
 *
 * Source: language reference, section 4: the range rule.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/check.h"
#include "lang/token.h"

/* A number as it stands in the program. */
static bool literal(const struct ast *ast, double *number)
{
    if (ast && ast->kind == AST_UNARY && ast->sign == TOKEN_MINUS && ast->n > 0 &&
        literal(ast->part[0], number)) {
        *number = -*number;
        return true;
    }
    if (!ast || (ast->kind != AST_INTEGER && ast->kind != AST_NUMBER))
        return false;
    *number = ast->kind == AST_INTEGER ? (double)ast->integer : ast->number;
    return true;
}

static const struct ast *range_of(const struct ast *type)
{
    for (uint32_t i = 0; type && type->kind == AST_TYPE && i < type->n; i++)
        if (type->part[i] && type->part[i]->kind != AST_TYPE &&
            type->part[i]->kind != AST_TYPE_OTHER)
            return type->part[i];
    return NULL;
}

bool type_limits(const struct ast *type, struct limits *limits)
{
    const struct ast *range = range_of(type);

    return range && range->kind == AST_RANGE &&
           literal(range->part[0], &limits->least) &&
           literal(range->part[1], &limits->most) && limits->least <= limits->most;
}

/* A number as people write it, in the unit that it was given in. */
static const char *shown(const struct ast *ast, double number, char text[48])
{
    struct value v = value_number(number, MEASURE_NONE);

    if (ast->kind == AST_UNARY)
        ast = ast->part[0];
    if (ast->kind == AST_NUMBER)
        v.measure = (uint8_t)ast->measure;
    value_print(&v, true, text, 48);
    return text;
}

void check_limits(struct checker *c, const struct ast *type, const struct ast *value,
                  uint32_t name)
{
    const struct ast *range = range_of(type);
    char is[48], least[48], most[48], nearest[48];
    struct limits limits;
    double x;

    if (!range || range->kind == AST_ERROR)
        return;
    if (!type_limits(type, &limits)) {
        report_error(c->report, range->span, 208, "This is not a range of numbers.");
        report_hint(c->report, "Such as `Float(0..1)`.");
        return;
    }
    if (!literal(value, &x))
        return;
    const char *word = names_text(c->names, type->name);
    if (strcmp(word, "Int") == 0 || strcmp(word, "int") == 0 ||
        strcmp(word, "integer") == 0)
        x = x < 0.0 ? -math_floor_d(-x) : math_floor_d(x);
    if (x >= limits.least && x <= limits.most)
        return;
    report_error(c->report, value->span, 401, "`%.60s` is %s; it can go from %s to %s.",
                 names_text(c->names, name), shown(value, x, is),
                 shown(range->part[0], limits.least, least),
                 shown(range->part[1], limits.most, most));
    if (x < limits.least)
        shown(range->part[0], limits.least, nearest);
    else
        shown(range->part[1], limits.most, nearest);
    report_hint(c->report, "Try %s.", nearest);
}

/* The parameter, or the field, of that name or in that place. */
static const struct ast *find_param(const struct ast *of, uint8_t kind, uint32_t from,
                                    const struct ast *argument, uint32_t position)
{
    for (uint32_t i = from; i < of->n; i++) {
        const struct ast *part = of->part[i];
        if (!part || part->kind != kind)
            continue;
        if (argument->kind == AST_NAMED ? part->name == argument->name
                                        : position-- == 0)
            return part;
    }
    return NULL;
}

/* What is called, where that can be known: a function, or a class by itself or its
 * `new`. */
static const struct ast *find_callee(struct checker *c, const struct ast *callee)
{
    const bool is_new = callee->kind == AST_MEMBER && callee->n > 0 &&
                        callee->part[0]->kind == AST_NAME &&
                        strcmp(names_text(c->names, callee->name), "new") == 0;
    const struct ast *name = is_new ? callee->part[0] : callee;
    const struct symbol *symbol;

    if (name->kind != AST_NAME || name->name >= c->scope->n || c->newest[name->name])
        return NULL;
    symbol = &c->scope->symbol[name->name];
    if (symbol->is_assigned)
        return NULL;
    if (symbol->func && !is_new)
        return symbol->func;
    if (!symbol->class || symbol->class->kind != AST_CLASS)
        return NULL;
    for (uint32_t i = 0; is_new && i < symbol->class->n; i++) {
        const struct ast *part = symbol->class->part[i];
        if (part->kind == AST_FUNC &&
            strcmp(names_text(c->names, part->name), "new") == 0)
            return part;
    }
    return symbol->class;
}

void check_given(struct checker *c, const struct ast *call)
{
    const struct ast *of = find_callee(c, call->part[0]);
    uint32_t position = 0;

    for (uint32_t i = 1; of && i < call->n; i++) {
        const struct ast *argument = call->part[i];
        const bool is_func = of->kind == AST_FUNC;
        const uint32_t from = is_func && of->flags & AST_METHOD ? 3 : is_func ? 2 : 0;
        if (argument->kind == AST_SPREAD)
            return;
        const struct ast *param =
            find_param(of, is_func ? AST_PARAM : AST_FIELD, from, argument, position);
        position += argument->kind != AST_NAMED;
        if (param && param->n > 1 && param->part[0])
            check_limits(c, param->part[0],
                         argument->kind == AST_NAMED ? argument->part[0] : argument,
                         param->name);
    }
}
