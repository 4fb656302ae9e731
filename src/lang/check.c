/* SPDX-License-Identifier: MIT */
/* check: a walk through the tree of a program. */
#include "lang/check.h"

#include <stdlib.h>

#include <leat/err.h>

#include "lang/builtin.h"
#include "lang/import.h"
#include "lang/method.h"
#include "lang/token.h"

static void walk(struct checker *c, const struct ast *ast);

static void walk_parts(struct checker *c, const struct ast *ast, uint32_t from)
{
    for (uint32_t i = from; i < ast->n; i++)
        if (ast->part[i])
            walk(c, ast->part[i]);
}

static void push_local(struct checker *c, uint32_t name, bool is_fixed)
{
    if (name >= c->scope->n)
        return;
    if (c->n_local == c->room_local) {
        const uint32_t room = c->room_local ? 2 * c->room_local : 32;
        void *bigger = realloc(c->local, room * sizeof(*c->local));
        if (!bigger) {
            c->err = LEAT_ERR_NOMEM;
            return;
        }
        c->local = bigger;
        c->room_local = room;
    }
    c->local[c->n_local].name = name;
    c->local[c->n_local].is_fixed = is_fixed;
    c->local[c->n_local++].before = c->newest[name];
    c->newest[name] = c->n_local;
}

static void drop_locals(struct checker *c, uint32_t n)
{
    while (c->n_local > n) {
        c->n_local--;
        c->newest[c->local[c->n_local].name] = c->local[c->n_local].before;
    }
}

static void give_local(struct checker *c, const struct ast *name)
{
    push_local(c, name->name, false);
}

static void give_entry(void *user, const struct ast *entry)
{
    give_local(user, entry);
}

/* Names that a function gives values to are its own all through it. */
static void collect_locals(struct checker *c, const struct ast *ast)
{
    if ((ast->kind == AST_FUNC || ast->kind == AST_CLASS) && ast->name)
        give_local(c, ast);
    if (ast->kind == AST_LAMBDA || ast->kind == AST_FUNC || ast->kind == AST_CLASS)
        return;
    if (ast->kind == AST_ASSIGN || ast->kind == AST_LET)
        check_targets(c, ast->part[0], give_local);
    const struct ast *panel = ast->kind == AST_CALL ? check_panel(c, ast) : NULL;
    if (panel)
        panel_entries(c->names, panel, c, give_entry);
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            collect_locals(c, ast->part[i]);
}

/* A parameter of the function of that number: its own, and no other one's name. */
static void give_param(struct checker *c, const struct ast *param, uint32_t function)
{
    struct symbol *symbol =
        param->name < c->scope->n ? &c->scope->symbol[param->name] : NULL;

    if (param->name && symbol && symbol->param_of == function) {
        report_error(c->report, param->span, 207, "`%.60s` is declared twice.",
                     names_text(c->names, param->name));
        report_hint(c->report, "Rename one of them.");
    }
    if (symbol)
        symbol->param_of = function;
    push_local(c, param->name, false);
}

static void walk_func(struct checker *c, const struct ast *func)
{
    const uint32_t before = c->n_local, function = ++c->n_functions;
    const bool in_function = c->in_function;

    if (func->n < 2)
        return;
    c->in_function = true;
    check_type(c, func->part[0]);
    for (uint32_t i = 2; i < func->n; i++) {
        const struct ast *param = func->part[i];
        if (param->n > 1)
            check_type(c, param->part[0]);
        if (param->n > 1)
            check_limits(c, param->part[0], param->part[1], param->name);
        if (param->n > 1 && param->part[1])
            walk(c, param->part[1]);
        give_param(c, param, function);
    }
    collect_locals(c, func->part[1]);
    walk(c, func->part[1]);
    drop_locals(c, before);
    c->in_function = in_function;
}

static void walk_lambda(struct checker *c, const struct ast *lambda)
{
    const uint32_t before = c->n_local, function = ++c->n_functions;
    const bool in_function = c->in_function;

    c->in_function = true;
    for (uint32_t i = 0; i < lambda->n_params; i++)
        give_param(c, lambda->part[i], function);
    if (lambda->n > lambda->n_params) {
        collect_locals(c, lambda->part[lambda->n_params]);
        walk(c, lambda->part[lambda->n_params]);
    }
    drop_locals(c, before);
    c->in_function = in_function;
}

static void walk_class(struct checker *c, const struct ast *class)
{
    const uint32_t before = c->n_local;

    for (uint32_t i = 0; i < class->n; i++) {
        const struct ast *part = class->part[i];
        if (part->kind == AST_FIELD && part->n > 1) {
            check_type(c, part->part[0]);
            check_limits(c, part->part[0], part->part[1], part->name);
            if (part->part[1])
                walk(c, part->part[1]);
        } else if (part->kind == AST_FUNC) {
            push_local(c, WORD_SELF, false);
            walk_func(c, part);
            drop_locals(c, before);
        }
    }
}

/* What stands behind names that patterns give values to. */
static void walk_given(struct checker *c, const struct ast *pattern)
{
    check_targets(c, pattern, give_local);
}

static void walk_for(struct checker *c, const struct ast *ast)
{
    const uint32_t before = c->n_local;

    if (ast->n < 3)
        return;
    walk(c, ast->part[0]);
    for (uint32_t i = 2; i < ast->n; i++)
        push_local(c, ast->part[i]->name, false);
    walk(c, ast->part[1]);
    drop_locals(c, before);
}

/* `when c { e => ... }` runs in place. */
static void walk_when(struct checker *c, const struct ast *ast)
{
    const uint32_t before = c->n_local;
    const struct ast *body = ast->part[1];

    walk(c, ast->part[0]);
    if (body->kind == AST_LAMBDA) {
        for (uint32_t i = 0; i < body->n_params; i++)
            give_local(c, body->part[i]);
        body = body->part[body->n_params];
    }
    walk(c, body);
    drop_locals(c, before);
}

static void walk_arm(struct checker *c, const struct ast *arm)
{
    const uint32_t before = c->n_local;

    for (uint32_t i = 2; i < arm->n; i++)
        walk_given(c, arm->part[i]);
    walk_parts(c, arm, 0);
    drop_locals(c, before);
}

static void walk_if(struct checker *c, const struct ast *ast)
{
    const uint32_t before = c->n_local;

    if (ast->part[0]->kind == AST_LET_IN) {
        walk(c, ast->part[0]->part[1]);
        walk_given(c, ast->part[0]->part[0]);
    } else {
        walk(c, ast->part[0]);
    }
    if (ast->n > 1)
        walk(c, ast->part[1]);
    drop_locals(c, before);
    if (ast->n > 2 && ast->part[2])
        walk(c, ast->part[2]);
}

static void walk_try(struct checker *c, const struct ast *ast)
{
    const uint32_t before = c->n_local;

    walk(c, ast->part[0]);
    if (ast->name)
        push_local(c, ast->name, false);
    walk(c, ast->part[1]);
    drop_locals(c, before);
}

static bool *fixed(struct checker *c, uint32_t name)
{
    if (name < c->scope->n && c->newest[name])
        return &c->local[c->newest[name] - 1].is_fixed;
    return name < c->scope->n ? &c->scope->symbol[name].is_fixed : NULL;
}

/* E209 */
static void change(struct checker *c, const struct ast *name)
{
    const bool *is_fixed = fixed(c, name->name);

    if (!is_fixed || !*is_fixed)
        return;
    report_error(c->report, name->span, 209,
                 "`%.60s` was made with `let` and stays as it is.",
                 names_text(c->names, name->name));
    report_hint(c->report, "Write `let mut %.60s` if it should change.",
                names_text(c->names, name->name));
}

static void declared_twice(struct checker *c, const struct ast *name)
{
    report_error(c->report, name->span, 207, "`%.60s` is declared twice.",
                 names_text(c->names, name->name));
    report_hint(c->report, "Rename one of them.");
}

static void fix(struct checker *c, const struct ast *name)
{
    bool *is_fixed = fixed(c, name->name);

    if (is_fixed && *is_fixed)
        declared_twice(c, name);
    else if (is_fixed)
        *is_fixed = true;
}

/* A variable of a block, which hides those of the same name around it. */
static void let_fixed(struct checker *c, const struct ast *name)
{
    const uint32_t at = name->name < c->scope->n ? c->newest[name->name] : 0;

    if (at > c->first_local && c->local[at - 1].is_fixed)
        declared_twice(c, name);
    else
        push_local(c, name->name, true);
}

static void let_free(struct checker *c, const struct ast *name)
{
    push_local(c, name->name, false);
}

static void walk_let(struct checker *c, const struct ast *let)
{
    if (let->n < 3)
        return;
    check_type(c, let->part[1]);
    check_limits(c, let->part[1], let->part[2], let->part[0]->name);
    if (let->part[2])
        walk(c, let->part[2]);
    check_bond(c, let->part[0], let->part[2]);
    const bool is_fixed = !(let->flags & AST_MUT);
    if (c->depth > 1 || c->in_function)
        check_targets(c, let->part[0], is_fixed ? let_fixed : let_free);
    else if (is_fixed)
        check_targets(c, let->part[0], fix);
}

static void walk_assignment(struct checker *c, const struct ast *ast)
{
    const struct ast *target = ast->part[0];

    walk_parts(c, ast, 1);
    if (ast->kind == AST_INCREMENT || ast->sign != TOKEN_ASSIGN)
        walk(c, target);
    check_targets(c, target, change);
    if (target->kind == AST_NAME && ast->kind == AST_ASSIGN)
        check_bond(c, target, ast->part[1]);
    if ((target->kind == AST_MEMBER || target->kind == AST_INDEX) &&
        ast->kind == AST_ASSIGN && ast->sign == TOKEN_ASSIGN)
        walk_parts(c, target, 0);
}

static void walk_block(struct checker *c, const struct ast *block);

/* The block of a panel runs in place; its entries give names their values. */
static void walk_panel(struct checker *c, const struct ast *block)
{
    for (uint32_t i = 0; i < block->n && !report_full(c->report); i++) {
        const struct ast *part = block->part[i];
        if (part->kind != AST_NAMED) {
            walk(c, part);
        } else if (panel_nests(c->names, part)) {
            walk_panel(c, part->part[0]);
            if (!panel_is_content(c->names, part))
                change(c, part);
        } else {
            walk(c, part->part[0]);
            change(c, part);
            check_bond(c, part, part->part[0]);
        }
    }
}

/* The block behind a call: settings, or code that the call is given. */
static void walk_trailing(struct checker *c, const struct ast *block, bool is_action)
{
    const uint32_t before = c->n_local;
    const bool in_function = c->in_function;
    bool is_code = is_action;

    for (uint32_t i = 0; i < block->n; i++)
        is_code |=
            block->part[i]->kind != AST_NAMED && block->part[i]->kind != AST_ERROR;
    if (!is_code) {
        for (uint32_t i = 0; i < block->n; i++)
            if (block->part[i]->kind == AST_NAMED)
                walk_parts(c, block->part[i], 0);
        return;
    }
    c->in_function = true;
    collect_locals(c, block);
    walk_block(c, block);
    drop_locals(c, before);
    c->in_function = in_function;
}

static void walk_call(struct checker *c, const struct ast *call, bool is_piped)
{
    const struct ast *function = call->part[0];
    const uint32_t n =
        call->flags & AST_TRAILING && call->part[call->n - 1]->kind == AST_BLOCK
            ? call->n - 1
            : call->n;

    const struct builtin *word = check_word(c, function);
    if (word && word->flags & BUILTIN_WALL_CLOCK)
        c->scope->reads_clock = true;
    c->has_value = is_piped || n > 1;
    if (function->kind == AST_NAME || function->kind == AST_MEMBER)
        check_name(c, function, true);
    else
        walk(c, function);
    check_given(c, call);
    for (uint32_t i = 1; i < n; i++)
        walk(c, call->part[i]);
    if (n == call->n)
        return;
    if (check_panel(c, call))
        walk_panel(c, call->part[n]);
    else
        walk_trailing(c, call->part[n], word && word->flags & BUILTIN_CALLBACK);
}

/* What is sent into a call is its first value. */
static void walk_binary(struct checker *c, const struct ast *ast)
{
    const struct ast *right = ast->part[1];

    if (ast->sign != TOKEN_PIPE) {
        walk_parts(c, ast, 0);
        return;
    }
    walk(c, ast->part[0]);
    c->has_value = true;
    if (right->kind == AST_CALL && !(right->flags & AST_GROUPED))
        walk_call(c, right, true);
    else if (right->kind == AST_NAME)
        check_name(c, right, method_is_name(names_text(c->names, right->name)));
    else
        walk(c, right);
}

/* `x: 3` where `x = 3` was meant: it is said once, and `x` has a value below. */
static void walk_entry(struct checker *c, const struct ast *entry)
{
    const char *name = names_text(c->names, entry->name);

    report_error(c->report, entry->span, 111,
                 "`%.60s: ...` only belongs in a call, a record or a panel.", name);
    report_hint(c->report, "Use `%.60s = ...` to set a variable.", name);
    walk_parts(c, entry, 0);
    if (c->in_function)
        give_local(c, entry);
    else if (entry->name < c->scope->n)
        c->scope->symbol[entry->name].is_assigned = true;
}

/* `x => gain()` where `x |> gain()` was meant: a function that nobody calls. */
static void check_unused(struct checker *c, const struct ast *ast)
{
    if (ast->kind != AST_LAMBDA || ast->n_params != 1)
        return;
    report_error(c->report, ast->span, 112, "`=>` does not send a stream on.");
    report_hint(c->report, "Use `|>`: `%.60s |> lowpass()`.",
                names_text(c->names, ast->part[0]->name));
}

/* Statements of a block, or of the top level. */
static void walk_statements(struct checker *c, const struct ast *block)
{
    for (uint32_t i = 0; i < block->n; i++)
        if (!c->in_function || i + 1 < block->n)
            check_unused(c, block->part[i]);
    for (uint32_t i = 0; i < block->n && !report_full(c->report); i++) {
        if (block->part[i]->kind == AST_NAMED)
            walk_entry(c, block->part[i]);
        else
            walk(c, block->part[i]);
    }
}

static void walk_block(struct checker *c, const struct ast *block)
{
    const uint32_t before = c->n_local, first = c->first_local;

    c->first_local = before;
    c->depth++;
    walk_statements(c, block);
    c->depth--;
    c->first_local = first;
    if (c->depth > 0) /* an entry outside of functions may have made a name */
        drop_locals(c, before);
}

static void walk_import(struct checker *c, const struct ast *import)
{
    if (!import_is_file(import))
        return;
    if (import->n > 1) {
        walk_statements(c, import->part[1]);
    } else if (!(import->flags & AST_READ)) {
        report_error(c->report, import->span, 407,
                     "`import` cannot work: it stands inside of something.");
        report_hint(c->report, "Write it on a line of its own, at the top.");
    }
}

static void walk(struct checker *c, const struct ast *ast)
{
    if (c->err || report_full(c->report))
        return;
    switch (ast->kind) {
    case AST_NAME:
    case AST_MEMBER:
        check_name(c, ast, false);
        break;
    case AST_CALL:
        walk_call(c, ast, false);
        break;
    case AST_BINARY:
        walk_binary(c, ast);
        break;
    case AST_BLOCK:
        walk_block(c, ast);
        break;
    case AST_IF:
    case AST_WHILE:
        if (ast->n > 0)
            walk_if(c, ast);
        break;
    case AST_FOR:
        walk_for(c, ast);
        break;
    case AST_ARM:
        walk_arm(c, ast);
        break;
    case AST_TRY:
        walk_try(c, ast);
        break;
    case AST_WHEN:
        walk_when(c, ast);
        break;
    case AST_LAMBDA:
        walk_lambda(c, ast);
        break;
    case AST_CLASS:
        walk_class(c, ast);
        break;
    case AST_ENUM:
        break;
    case AST_CAST:
        walk(c, ast->part[0]);
        check_type(c, ast->part[1]);
        break;
    case AST_FUNC:
        walk_func(c, ast);
        break;
    case AST_LET:
        walk_let(c, ast);
        break;
    case AST_ASSIGN:
    case AST_INCREMENT:
        walk_assignment(c, ast);
        break;
    case AST_MAIN:
        if (ast->n > 0)
            walk_statements(c, ast->part[0]);
        break;
    case AST_IMPORT:
        walk_import(c, ast);
        break;
    case AST_ERROR:
        break;
    default:
        walk_parts(c, ast, 0);
    }
}

int check(const struct syntax *syntax, struct names *names, struct report *report,
          struct arena *arena, struct scope *scope)
{
    struct checker c = {.syntax = syntax,
                        .names = names,
                        .report = report,
                        .scope = scope,
                        .walk = walk};

    *scope = (struct scope){.names = names, .n = names->n};
    scope->symbol = arena_take(arena, names->n, sizeof(*scope->symbol));
    c.newest = arena_take(arena, names->n, sizeof(*c.newest));
    if (!scope->symbol || !c.newest)
        return arena->err;
    check_declare(&c, syntax->program);
    walk(&c, syntax->program);
    free(c.local);
    return c.err;
}
