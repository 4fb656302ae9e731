/* SPDX-License-Identifier: MIT */
/* format_mark: what each token is, where the tree knows more than the tokens. */
#include "lang/format_plan.h"

/* The first token that begins at a byte or behind it. */
static uint32_t find(const struct format *fm, uint32_t byte)
{
    uint32_t low = 0, high = fm->n - 1;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (fm->t[middle].span.start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t first_of(const struct format *fm, const struct ast *ast)
{
    return find(fm, ast->span.start);
}

static uint32_t last_of(const struct format *fm, const struct ast *ast)
{
    const uint32_t behind = find(fm, ast->span.end);

    return behind > 0 ? behind - 1 : 0;
}

/* The first token behind an expression and the brackets around it. */
static uint32_t behind(const struct format *fm, const struct ast *ast)
{
    uint32_t i = find(fm, ast->span.end);

    while (fm->t[i].kind == TOKEN_PAREN_CLOSE)
        i++;
    return i;
}

static bool is_kind(const struct format *fm, uint32_t i, enum token_kind kind)
{
    return i < fm->n && fm->t[i].kind == kind;
}

/* An item's node leaves out brackets around all of it, and attributes. */
static void mark_item(struct format *fm, const struct ast *item, uint32_t opener)
{
    uint32_t i = first_of(fm, item);

    while (i > 0 && i - 1 != opener && is_kind(fm, i - 1, TOKEN_PAREN_OPEN))
        i--;
    while (item->kind == AST_FUNC && i > 1 && is_kind(fm, i - 2, TOKEN_AT))
        i -= 2;
    fm->f[i].is_item = true;
}

static void mark_items(struct format *fm, const struct ast *ast, uint32_t from,
                       uint32_t to, uint32_t opener, enum format_bracket bracket)
{
    if (opener >= fm->n || !format_opens(fm, opener))
        return;
    fm->f[opener].bracket = (uint8_t)bracket;
    for (uint32_t i = from; i < to; i++)
        if (ast->part[i])
            mark_item(fm, ast->part[i], opener);
}

/* Brackets that end with the last token of a node. */
static void mark_closed(struct format *fm, const struct ast *ast, uint32_t from,
                        uint32_t closer, enum format_bracket bracket)
{
    if (format_closes(fm, closer))
        mark_items(fm, ast, from, ast->n, fm->t[closer].link, bracket);
}

static void mark_call(struct format *fm, const struct ast *ast)
{
    const bool trails = ast->flags & AST_TRAILING;
    const uint32_t n = ast->n - trails;
    uint32_t closer = last_of(fm, ast);

    if (trails)
        closer = first_of(fm, ast->part[n]) - 1;
    if (is_kind(fm, closer, TOKEN_PAREN_CLOSE) && format_closes(fm, closer))
        mark_items(fm, ast, 1, n, fm->t[closer].link, BRACKET_LIST);
}

/* Statements; those that are all entries may share a line. */
static void mark_block(struct format *fm, const struct ast *block, uint32_t opener)
{
    enum format_bracket bracket = BRACKET_STEPS;

    for (uint32_t i = 0; i < block->n && block->n > 1; i++)
        if (block->part[i]->kind != AST_NAMED)
            bracket = BRACKET_CODE;
    mark_items(fm, block, 0, block->n, opener, bracket);
}

static void mark_body(struct format *fm, const struct ast *body)
{
    const uint32_t i = body ? first_of(fm, body) : 0;

    if (body && is_kind(fm, i, TOKEN_BRACE_OPEN))
        fm->f[i].joins = true;
}

static void mark_lambda(struct format *fm, const struct ast *ast)
{
    const uint32_t first = first_of(fm, ast);
    uint32_t i = first + 1;

    if (is_kind(fm, first, TOKEN_BRACE_OPEN)) {
        const struct ast *body = ast->part[ast->n - 1];
        mark_block(fm, body, first);
    } else if (is_kind(fm, first, TOKEN_BAR)) {
        fm->f[first].role = ROLE_PREFIX;
        while (i + 1 < fm->n && !is_kind(fm, i, TOKEN_BAR))
            i++;
        fm->f[i].role = ROLE_POSTFIX;
    }
}

static void mark_type(struct format *fm, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i <= to; i++) {
        if (is_kind(fm, i, TOKEN_LESS))
            fm->f[i].role = ROLE_TIGHT;
        if (is_kind(fm, i, TOKEN_GREATER) || is_kind(fm, i, TOKEN_QUESTION))
            fm->f[i].role = ROLE_POSTFIX;
    }
}

/* Class or enum: a name, perhaps types, and members. */
static void mark_members(struct format *fm, const struct ast *ast)
{
    const uint32_t first = first_of(fm, ast);
    uint32_t i = first;

    while (i + 1 < fm->n && !is_kind(fm, i, TOKEN_BRACE_OPEN))
        i++;
    mark_type(fm, first, i);
    fm->f[i].joins = true;
    mark_items(fm, ast, 0, ast->n, i,
               ast->kind == AST_ENUM ? BRACKET_LIST : BRACKET_CODE);
}

static void mark_import(struct format *fm, const struct ast *ast)
{
    uint32_t first = first_of(fm, ast), from = 0;
    const uint32_t last = last_of(fm, ast);

    while (first < last && !is_kind(fm, first, TOKEN_BRACE_OPEN))
        first++;
    while (from < ast->n && ast->part[from]->kind != AST_IMPORTED)
        from++;
    if (is_kind(fm, first, TOKEN_BRACE_OPEN))
        mark_items(fm, ast, from, ast->n, first, BRACKET_TIGHT);
}

static void mark_slice(struct format *fm, const struct ast *ast)
{
    const uint32_t last = last_of(fm, ast);

    if (ast->part[1])
        fm->f[behind(fm, ast->part[1])].role = ROLE_TIGHT;
    else if (format_closes(fm, last))
        fm->f[fm->t[last].link + 1].role = ROLE_TIGHT;
}

static void mark_step(struct format *fm, const struct ast *ast)
{
    uint32_t i = first_of(fm, ast->part[2]);

    while (i > 0 && is_kind(fm, i - 1, TOKEN_PAREN_OPEN))
        i--;
    if (i > 0)
        fm->f[i - 1].role = ROLE_APART;
}

/* Signs that mean different things in different places. */
static void mark_sign(struct format *fm, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_SPREAD:
    case AST_PATTERN_REST:
        fm->f[first_of(fm, ast)].role = ROLE_PREFIX;
        break;
    case AST_PROPAGATE:
    case AST_INCREMENT:
        fm->f[last_of(fm, ast)].role = ROLE_POSTFIX;
        break;
    case AST_TERNARY:
        fm->f[behind(fm, ast->part[0])].role = ROLE_APART;
        fm->f[behind(fm, ast->part[1])].role = ROLE_APART;
        break;
    case AST_SLICE:
        mark_slice(fm, ast);
        break;
    case AST_RANGE:
        if (ast->n > 2)
            mark_step(fm, ast);
        break;
    case AST_TYPE:
    case AST_TYPE_OTHER:
        mark_type(fm, first_of(fm, ast), last_of(fm, ast));
        break;
    default:
        break;
    }
}

/* Statements with bodies. */
static void mark_statement(struct format *fm, const struct ast *ast)
{
    const uint32_t last = last_of(fm, ast);
    uint32_t first = first_of(fm, ast);

    if (ast->kind != AST_FUNC && is_kind(fm, first + 1, TOKEN_DOT))
        first += 2; /* `Timeline.every` */
    switch (ast->kind) {
    case AST_FUNC:
        mark_items(fm, ast, 2, ast->n, first + 2, BRACKET_LIST);
        mark_body(fm, ast->part[1]);
        break;
    case AST_EVERY:
    case AST_AFTER:
        mark_items(fm, ast, 1, ast->n, first + 1, BRACKET_LIST);
        mark_body(fm, ast->part[0]);
        break;
    case AST_WHEN:
        fm->f[first].role = ROLE_APART;
        mark_body(fm, ast->part[1]);
        break;
    case AST_SEQUENCE:
        mark_items(fm, ast, 0, ast->n_params, first + 1, BRACKET_LIST);
        mark_closed(fm, ast, ast->n_params, last, BRACKET_STEPS);
        break;
    case AST_CLASS:
    case AST_ENUM:
        mark_members(fm, ast);
        break;
    case AST_IMPORT:
        mark_import(fm, ast);
        break;
    case AST_IF:
        mark_body(fm, ast->part[2]);
        mark_body(fm, ast->part[1]);
        break;
    case AST_TRY:
        mark_body(fm, ast->part[0]);
        mark_body(fm, ast->part[1]);
        break;
    case AST_FOR:
    case AST_WHILE:
        mark_body(fm, ast->part[1]);
        break;
    case AST_LOOP:
    case AST_MAIN:
        mark_body(fm, ast->part[0]);
        break;
    default:
        break;
    }
}

static void mark(struct format *fm, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_BLOCK:
        if (is_kind(fm, first_of(fm, ast), TOKEN_BRACE_OPEN))
            mark_block(fm, ast, first_of(fm, ast));
        break;
    case AST_CALL:
        mark_call(fm, ast);
        break;
    case AST_TUPLE:
        if (ast->n > 1)
            mark_closed(fm, ast, 0, last_of(fm, ast), BRACKET_LIST);
        break;
    case AST_LIST:
    case AST_RECORD:
    case AST_TYPED_RECORD:
        mark_closed(fm, ast, 0, last_of(fm, ast), BRACKET_LIST);
        break;
    case AST_MATCH:
        mark_closed(fm, ast, 1, last_of(fm, ast), BRACKET_STEPS);
        break;
    case AST_LAMBDA:
        mark_lambda(fm, ast);
        break;
    default:
        mark_sign(fm, ast);
        mark_statement(fm, ast);
    }
}

/* `{ a => b }` has no block of its own inside its braces. */
static bool is_block_lambda(const struct format *fm, const struct ast *ast)
{
    return ast->kind == AST_LAMBDA && is_kind(fm, first_of(fm, ast), TOKEN_BRACE_OPEN);
}

static void walk(struct format *fm, const struct ast *ast)
{
    const bool bare = is_block_lambda(fm, ast);

    mark(fm, ast);
    for (uint32_t i = 0; i < ast->n; i++) {
        const struct ast *part = ast->part[i];
        if (!part)
            continue;
        if (!bare || i + 1 < ast->n) {
            walk(fm, part);
            continue;
        }
        for (uint32_t k = 0; k < part->n; k++)
            walk(fm, part->part[k]);
    }
}

void format_mark(struct format *fm, const struct syntax *syntax)
{
    const struct ast *program = syntax->program;

    for (uint32_t i = 0; i < fm->n; i++)
        if (fm->t[i].kind == TOKEN_RANGE || fm->t[i].kind == TOKEN_RANGE_CLOSED ||
            fm->t[i].kind == TOKEN_RANGE_OPEN)
            fm->f[i].role = ROLE_TIGHT;
    for (uint32_t i = 0; i < program->n; i++) {
        mark_item(fm, program->part[i], NO_PARTNER);
        walk(fm, program->part[i]);
    }
}
