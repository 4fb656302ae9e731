/* SPDX-License-Identifier: MIT */
/* parse_bracket: what stands in brackets: arguments, lists, records, lambdas. */
#include "lang/parse.h"

/* Whether the next item of a list in brackets may follow; takes its comma. */
static bool next_item(struct parser *p)
{
    if (p->panic || p->at >= p->limit)
        return false;
    if (accept(p, TOKEN_COMMA))
        return p->at < p->limit;
    /* inside round brackets no statement begins, unless they are never closed */
    return peek(p)->flags & TOKEN_ON_NEW_LINE && !(peek(p)->flags & TOKEN_BEGINS);
}

static struct ast *parse_spread(struct parser *p)
{
    const uint32_t first = p->at;

    take(p);
    struct ast *value = parse_expr(p);
    return parse_node2(p, AST_SPREAD, first, value, NULL);
}

bool parse_is_entry(const struct parser *p)
{
    return (parse_is_word(peek(p)) || peek(p)->kind == TOKEN_TEXT) &&
           p->at + 1 < p->limit && peek_at(p, 1)->kind == TOKEN_COLON;
}

struct ast *parse_entry(struct parser *p)
{
    const uint32_t first = p->at;
    uint32_t name = peek(p)->link;

    if (peek_is(p, TOKEN_TEXT)) {
        const struct ast *text = parse_text(p);
        name = names_add(p->names, text->text, text->text_size);
    } else {
        take(p);
    }
    parse_setting_sign(p, name);
    struct ast *node = parse_node2(p, AST_NAMED, first, parse_expr(p), NULL);
    node->name = name;
    return node;
}

/* `name = value`, as settings are given elsewhere. */
static bool is_foreign_entry(const struct parser *p)
{
    return parse_is_word(peek(p)) && p->at + 1 < p->limit &&
           peek_at(p, 1)->kind == TOKEN_ASSIGN;
}

void parse_arguments(struct parser *p)
{
    if (p->at >= p->limit)
        return;
    do {
        if (peek_is(p, TOKEN_RANGE))
            parse_keep(p, parse_spread(p));
        else if (parse_is_entry(p) || is_foreign_entry(p))
            parse_keep(p, parse_entry(p));
        else
            parse_keep(p, parse_expr(p));
    } while (next_item(p));
}

/* ( ... ): a value in brackets of its own, or a tuple. */
static struct ast *parse_round(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    const struct inside inside = parse_open(p);
    bool tuple = false;

    parse_keep(p, parse_expr(p));
    while (!p->panic && accept(p, TOKEN_COMMA)) {
        tuple = true;
        if (p->at < p->limit)
            parse_keep(p, parse_expr(p));
    }
    if (!parse_close(p, inside)) {
        p->n_kept = mark;
        return parse_error(p, first);
    }
    if (tuple)
        return parse_parts(p, parse_node(p, AST_TUPLE, first), mark);
    struct ast *node = p->kept[--p->n_kept];
    node->flags |= AST_GROUPED;
    return node;
}

static struct ast *parse_list(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    const struct inside inside = parse_open(p);

    if (p->at < p->limit)
        do
            parse_keep(p, parse_expr(p));
        while (next_item(p));
    if (!parse_close(p, inside)) {
        p->n_kept = mark;
        return parse_error(p, first);
    }
    return parse_parts(p, parse_node(p, AST_LIST, first), mark);
}

/* Empty, `name:`, `"text":`, `x =>`, `..x` or `name ,` begin a record. */
bool parse_is_record(const struct parser *p)
{
    const struct token *item = &p->t[p->at + 1], *next = &p->t[p->at + 2];

    switch (item->kind) {
    case TOKEN_BRACE_CLOSE:
    case TOKEN_RANGE:
        return true;
    case TOKEN_END:
        return false;
    case TOKEN_TEXT:
    case TOKEN_INTEGER:
        return next->kind == TOKEN_COLON || next->kind == TOKEN_FAT_ARROW;
    default:
        return parse_is_word(item) &&
               (next->kind == TOKEN_COLON || next->kind == TOKEN_FAT_ARROW ||
                (next->kind == TOKEN_COMMA && item->kind == TOKEN_NAME));
    }
}

static bool next_entry(struct parser *p)
{
    if (p->panic || p->at >= p->limit)
        return false;
    return accept(p, TOKEN_COMMA) ? p->at < p->limit
                                  : (peek(p)->flags & TOKEN_ON_NEW_LINE) != 0;
}

static struct ast *parse_record_entry(struct parser *p)
{
    const uint32_t first = p->at;

    if (peek_is(p, TOKEN_RANGE))
        return parse_spread(p);
    if (parse_is_entry(p))
        return parse_entry(p);
    struct ast *key;
    if (peek_is(p, TOKEN_NAME) && peek_at(p, 1)->kind == TOKEN_FAT_ARROW) {
        key = parse_node(p, AST_NAME, first); /* not a lambda here */
        key->name = take(p)->link;
    } else {
        p->guard = true;
        key = parse_expr(p);
        p->guard = false;
    }
    if (!p->panic && accept(p, TOKEN_FAT_ARROW))
        return parse_node2(p, AST_PAIR, first, key, parse_expr(p));
    if (!p->panic && key->kind != AST_NAME)
        parse_fail(p, "`:` and a value", "{ width: 640, height: 480 }");
    return key;
}

struct ast *parse_record(struct parser *p, enum ast_kind kind, uint32_t first)
{
    const uint32_t mark = p->n_kept;
    uint32_t name = 0;

    if (kind == AST_TYPED_RECORD) /* the name of the type was just read */
        name = p->t[p->at - 1].link;
    const struct inside inside = parse_open(p);
    if (p->at < p->limit)
        do
            parse_keep(p, parse_record_entry(p));
        while (next_entry(p));
    if (!parse_close(p, inside)) {
        p->n_kept = mark;
        return parse_error(p, first);
    }
    struct ast *node = parse_parts(p, parse_node(p, kind, first), mark);
    node->name = name;
    return node;
}

struct ast *parse_brackets(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *node;

    if (!parse_down(p)) { /* no further down than here, and go on behind it */
        parse_up(p);
        const struct inside inside = parse_open(p);
        p->panic = true;
        parse_close(p, inside);
        return parse_error(p, first);
    }
    if (peek_is(p, TOKEN_PAREN_OPEN))
        node = parse_round(p);
    else if (peek_is(p, TOKEN_BRACKET_OPEN))
        node = parse_list(p);
    else if (parse_is_record(p))
        node = parse_record(p, AST_RECORD, first);
    else
        node = parse_block(p);
    parse_up(p);
    return node;
}

/* `x =>`, `( ... ) =>`, `||` or `|`, where a value is expected. */
bool parse_is_lambda(const struct parser *p)
{
    const struct token *t = peek(p);

    if (t->kind == TOKEN_EITHER || t->kind == TOKEN_BAR)
        return true;
    if (t->kind == TOKEN_PAREN_OPEN && t->link != NO_PARTNER && t->link + 1 < p->limit)
        return p->t[t->link + 1].kind == TOKEN_FAT_ARROW && !p->guard;
    return t->kind == TOKEN_NAME && peek_at(p, 1)->kind == TOKEN_FAT_ARROW && !p->guard;
}

/* Keep names up to a closing token; returns how many. */
static uint32_t parse_parameters(struct parser *p, enum token_kind closer)
{
    uint32_t n = 0;

    while (!p->panic && p->at < p->limit && !peek_is(p, closer)) {
        struct ast *name = parse_node(p, AST_NAME, p->at);
        name->name = n == 0 ? parse_first_word(p, false, "the name of a parameter")
                            : parse_word(p, false, "the name of a parameter");
        parse_keep(p, name);
        n++;
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    return n;
}

struct ast *parse_lambda(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    uint32_t n = 0;

    if (accept(p, TOKEN_BAR)) {
        n = parse_parameters(p, TOKEN_BAR);
        expect(p, TOKEN_BAR, "`|` behind the parameters");
    } else if (peek_is(p, TOKEN_NAME)) {
        n = parse_parameters(p, TOKEN_FAT_ARROW);
        expect(p, TOKEN_FAT_ARROW, "`=>`");
    } else if (peek_is(p, TOKEN_PAREN_OPEN)) {
        const struct inside inside = parse_open(p);
        n = parse_parameters(p, TOKEN_PAREN_CLOSE);
        if (parse_close(p, inside))
            expect(p, TOKEN_FAT_ARROW, "`=>`");
        else
            p->panic = true;
    } else {
        take(p);
    }
    parse_keep(p, p->panic ? parse_error(p, first) : parse_expr(p));
    struct ast *node = parse_parts(p, parse_node(p, AST_LAMBDA, first), mark);
    node->n_params = n;
    return node;
}

/* { a, b => ... } */
static bool is_lambda_block(const struct parser *p)
{
    uint32_t at = p->at + 1;

    while (at + 1 < p->limit && p->t[at].kind == TOKEN_NAME &&
           p->t[at + 1].kind == TOKEN_COMMA)
        at += 2;
    return at + 1 < p->limit && p->t[at].kind == TOKEN_NAME &&
           p->t[at + 1].kind == TOKEN_FAT_ARROW;
}

struct ast *parse_trail(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    if (!is_lambda_block(p))
        return parse_block(p);
    const struct inside inside = parse_open(p);
    const uint32_t n = parse_parameters(p, TOKEN_FAT_ARROW);
    expect(p, TOKEN_FAT_ARROW, "`=>`");
    const uint32_t body = p->at, inner = p->n_kept;
    if (parse_down(p))
        parse_statements(p);
    parse_up(p);
    struct ast *block = parse_parts(p, parse_node(p, AST_BLOCK, body), inner);
    parse_keep(p, block);
    parse_close(p, inside);
    struct ast *node = parse_parts(p, parse_node(p, AST_LAMBDA, first), mark);
    node->n_params = n;
    return node;
}

struct ast *parse_block(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    if (!peek_is(p, TOKEN_BRACE_OPEN)) {
        parse_fail(p, "a block in braces", "{ ... }");
        return parse_error(p, first);
    }
    if (!parse_down(p)) {
        parse_up(p);
        return parse_error(p, first);
    }
    const struct inside inside = parse_open(p);
    parse_statements(p);
    parse_close(p, inside);
    parse_up(p);
    return parse_parts(p, parse_node(p, AST_BLOCK, first), mark);
}
