/* SPDX-License-Identifier: MIT */
/* eval_expr: literals, texts, lists, operators and conditions. */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/eval.h"
#include "lang/token.h"

static struct value too_large(struct eval *e, struct span span, const char *what)
{
    report_error(e->report, span, 502, "This grew too large.");
    report_hint(e->report, "Make the %s shorter.", what);
    return value_poison();
}

/* "...${x}...": the parts in a row. */
static struct value eval_text(struct eval *e, const struct ast *ast)
{
    const char *text = "";
    size_t size = 0;
    char piece[1024];

    if (ast->n == 0)
        return value_text(ast->text, ast->text_size);
    for (uint32_t i = 0; i < ast->n; i++) {
        const struct value value = eval_expr(e, ast->part[i]);
        const char *more = piece;
        if (value.kind == VALUE_POISON)
            return value;
        size_t n;
        if (value.kind == VALUE_TEXT)
            more = value.text, n = value.n;
        else
            n = value_print(&value, false, piece, sizeof(piece));
        if (size + n > EVAL_TEXT_MAX)
            return too_large(e, ast->span, "text");
        char *both = arena_take(e->arena, size + n + 1, 1);
        if (!both)
            return eval_out_of_memory(e);
        memcpy(both, text, size);
        memcpy(both + size, more, n);
        size += n;
        text = both;
    }
    return value_text(text, size);
}

static struct value eval_list(struct eval *e, const struct ast *ast)
{
    struct value *item = arena_take(e->arena, ast->n, sizeof(*item));

    if (!item)
        return eval_out_of_memory(e);
    if (ast->n > EVAL_ITEMS_MAX)
        return too_large(e, ast->span, "list");
    for (uint32_t i = 0; i < ast->n; i++)
        item[i] = eval_expr(e, ast->part[i]);
    return (struct value){.kind = ast->kind == AST_LIST ? VALUE_LIST : VALUE_TUPLE,
                          .n = ast->n,
                          .item = item};
}

static bool put_entry(struct eval *e, struct entry *entry, uint32_t name,
                      struct span span, struct value value)
{
    struct value *copy = arena_take(e->arena, 1, sizeof(*copy));

    if (!copy) {
        eval_out_of_memory(e);
        return false;
    }
    *copy = value;
    *entry = (struct entry){name, span, copy};
    return true;
}

/* How many entries a part of a record makes; `spread` is the value behind `..`. */
static struct value eval_record(struct eval *e, const struct ast *ast)
{
    struct value *spread = arena_take(e->arena, ast->n, sizeof(*spread));
    uint32_t n = 0, used = 0;
    struct entry *entry;

    if (!spread)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < ast->n; i++) {
        if (ast->part[i]->kind == AST_SPREAD)
            spread[i] = eval_expr(e, ast->part[i]->part[0]);
        n += spread[i].kind == VALUE_RECORD ? spread[i].n : 1;
    }
    entry = arena_take(e->arena, n, sizeof(*entry));
    if (!entry)
        return eval_out_of_memory(e);
    if (n > EVAL_ITEMS_MAX)
        return too_large(e, ast->span, "map");
    for (uint32_t i = 0; i < ast->n; i++) {
        const struct ast *part = ast->part[i];
        if (part->kind == AST_NAMED || part->kind == AST_NAME)
            used +=
                put_entry(e, &entry[used], part->name, part->span,
                          eval_expr(e, part->kind == AST_NAMED ? part->part[0] : part));
        for (uint32_t k = 0; spread[i].kind == VALUE_RECORD && k < spread[i].n; k++)
            entry[used++] = spread[i].entry[k];
    }
    return (struct value){.kind = VALUE_RECORD, .n = used, .entry = entry};
}

static struct value eval_range(struct eval *e, const struct ast *ast)
{
    struct range *range = arena_take(e->arena, 1, sizeof(*range));
    struct value end[3] = {value_poison(), value_poison(), value_integer(1)};

    for (uint32_t i = 0; i < ast->n && i < 3; i++) {
        end[i] = eval_expr(e, ast->part[i]);
        if (end[i].kind == VALUE_POISON)
            return end[i];
        if (!value_is_number(&end[i])) {
            report_error(e->report, ast->part[i]->span, 306,
                         "This is %s; a range goes from one number to another.",
                         value_kind_name(&end[i]));
            report_hint(e->report, "Such as `0..8`.");
            return value_poison();
        }
    }
    if (!range)
        return eval_out_of_memory(e);
    *range = (struct range){value_as_number(&end[0]), value_as_number(&end[1]),
                            value_as_number(&end[2]), ast->sign == TOKEN_RANGE_CLOSED};
    return (struct value){.kind = VALUE_RANGE, .range = range};
}

static struct value eval_index(struct eval *e, const struct ast *ast)
{
    const struct value object = eval_expr(e, ast->part[0]);
    const struct value index = eval_expr(e, ast->part[1]);

    if (object.kind == VALUE_POISON || index.kind == VALUE_POISON)
        return value_poison();
    if (object.kind == VALUE_RECORD && index.kind == VALUE_TEXT) {
        for (uint32_t i = object.n; i > 0; i--)
            if (strcmp(names_text(e->names, object.entry[i - 1].name), index.text) == 0)
                return *object.entry[i - 1].value;
        return value_null();
    }
    if ((object.kind != VALUE_LIST && object.kind != VALUE_TUPLE) ||
        index.kind != VALUE_INTEGER) {
        report_error(e->report, ast->span, 306, "%s cannot be asked for an item by %s.",
                     value_kind_name(&object), value_kind_name(&index));
        report_hint(e->report, "A List takes a whole number: `[60, 64, 67][0]`.");
        return value_poison();
    }
    const int64_t i = index.integer < 0 ? index.integer + object.n : index.integer;
    if (i >= 0 && i < object.n)
        return object.item[i];
    report_error(e->report, ast->part[1]->span, 302,
                 "The list has %u items; there is no item %lld.", object.n,
                 (long long)index.integer);
    report_hint(e->report, "Counting starts at 0; the last is %lld, or `[-1]`.",
                (long long)object.n - 1);
    return value_poison();
}

/* Whether a condition holds; `*good` becomes false when that is not known yet. */
static bool holds(struct eval *e, const struct ast *ast, bool *good)
{
    const struct value value = eval_expr(e, ast);

    *good = value.kind != VALUE_POISON;
    if (value.kind == VALUE_STREAM) {
        *good = false;
        eval_planned(e, ast->span, "A choice by a stream",
                     "Choices by constants work so far.");
    }
    return *good && value_is_true(&value);
}

static struct value eval_choice(struct eval *e, const struct ast *ast)
{
    bool good;
    const bool yes = holds(e, ast->part[0], &good);
    const struct ast *branch = yes ? ast->part[1] : ast->part[2];

    if (!good)
        return value_poison();
    return branch ? eval_expr(e, branch) : value_null();
}

/* && || and ?? look at the right side only when they must. */
static struct value eval_operator(struct eval *e, const struct ast *ast)
{
    const struct value left = eval_expr(e, ast->part[0]);

    if (ast->sign == TOKEN_PIPE)
        return eval_pipe(e, left, ast->part[1]);
    if (left.kind == VALUE_POISON) {
        eval_expr(e, ast->part[1]); /* which may hold errors of its own */
        return left;
    }
    if (ast->sign == TOKEN_BOTH)
        return value_is_true(&left) ? eval_expr(e, ast->part[1]) : left;
    if (ast->sign == TOKEN_EITHER)
        return value_is_true(&left) ? left : eval_expr(e, ast->part[1]);
    if (ast->sign == TOKEN_COALESCE)
        return left.kind == VALUE_NULL ? eval_expr(e, ast->part[1]) : left;
    const struct value right = eval_expr(e, ast->part[1]);
    if (right.kind == VALUE_POISON)
        return right;
    if (ast->sign == TOKEN_FEEDBACK)
        return eval_feedback(e, left, right, 0, ast->span);
    return eval_binary(e, ast, left, right);
}

static struct value eval_unary(struct eval *e, const struct ast *ast)
{
    struct value v = eval_expr(e, ast->part[0]);

    if (v.kind == VALUE_POISON)
        return v;
    if (ast->sign == TOKEN_BANG)
        return value_bool(!value_is_true(&v));
    if (v.kind == VALUE_INTEGER && v.integer != INT64_MIN)
        return value_integer(-v.integer);
    if (value_is_number(&v)) {
        const double number = -value_as_number(&v);
        return value_number(number, v.kind == VALUE_NUMBER ? v.measure : MEASURE_NONE);
    }
    if (v.kind == VALUE_STREAM)
        return eval_scale(e, v.stream, -1.0);
    return eval_arithmetic(e, TOKEN_TIMES, value_integer(-1), v, ast->span);
}

static struct value eval_inner(struct eval *e, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_NULL:
        return value_null();
    case AST_INTEGER:
        return value_integer(ast->integer);
    case AST_NUMBER:
        return value_number(ast->number, ast->measure);
    case AST_BOOL:
        return value_bool(ast->integer);
    case AST_SIZE:
        return (struct value){.kind = VALUE_SIZE, .size = {ast->size[0], ast->size[1]}};
    case AST_COLOUR:
        return (struct value){.kind = VALUE_COLOUR, .colour = ast->colour};
    case AST_TEXT:
        return eval_text(e, ast);
    case AST_NAME:
    case AST_MEMBER:
        return eval_name(e, ast);
    case AST_LIST:
    case AST_TUPLE:
        return eval_list(e, ast);
    case AST_RECORD:
        return eval_record(e, ast);
    case AST_RANGE:
        return eval_range(e, ast);
    case AST_INDEX:
        return eval_index(e, ast);
    case AST_UNARY:
        return eval_unary(e, ast);
    case AST_BINARY:
        return eval_operator(e, ast);
    case AST_TERNARY:
    case AST_IF:
        return eval_choice(e, ast);
    case AST_BLOCK:
        return eval_block(e, ast);
    case AST_CALL:
        return eval_call(e, ast);
    default:
        return value_poison(); /* the checker has said why */
    }
}

struct value eval_expr(struct eval *e, const struct ast *ast)
{
    struct value value;

    if (e->err || report_full(e->report))
        return value_poison();
    if (e->in_function && ++e->n_steps > EVAL_STEPS_MAX) {
        if (e->n_steps == EVAL_STEPS_MAX + 1) {
            report_error(e->report, ast->span, 501, "This would never finish.");
            report_hint(e->report,
                        "Look at how often these functions call each other.");
        }
        return value_poison();
    }
    if (e->depth >= EVAL_DEPTH_MAX) {
        report_error(e->report, ast->span, 503, "This calls itself too deeply.");
        report_hint(e->report, "Check where it stops.");
        return value_poison();
    }
    e->depth++;
    value = eval_inner(e, ast);
    e->depth--;
    return value;
}
