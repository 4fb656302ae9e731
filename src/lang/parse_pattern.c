/* SPDX-License-Identifier: MIT */
/* parse_pattern: patterns, of `match` and of `let`, and types. */
#include "lang/parse.h"

/* A closing token ends the list; items are kept. */
static void parse_patterns(struct parser *p)
{
    const struct inside inside = parse_open(p);

    while (!p->panic && p->at < p->limit) {
        const uint32_t first = p->at;
        if (accept(p, TOKEN_RANGE)) {
            struct ast *rest = parse_node(p, AST_PATTERN_REST, first);
            if (peek_is(p, TOKEN_NAME))
                rest->name = take(p)->link;
            parse_keep(p, rest);
        } else {
            parse_keep(p, parse_pattern(p));
        }
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    parse_close(p, inside);
}

/* { name, name: pattern } */
static void parse_fields(struct parser *p)
{
    const struct inside inside = parse_open(p);

    while (!p->panic && p->at < p->limit) {
        const uint32_t first = p->at, mark = p->n_kept;
        const uint32_t name = parse_first_word(p, true, "the name of a field");
        if (!p->panic && accept(p, TOKEN_COLON))
            parse_keep(p, parse_pattern(p));
        struct ast *field = parse_parts(p, parse_node(p, AST_NAMED, first), mark);
        field->name = name;
        parse_keep(p, field);
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    parse_close(p, inside);
}

/* A name, a variant with what it holds, or Type::Variant. */
static struct ast *parse_named_pattern(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    uint32_t name = take(p)->link;

    while (!p->panic && (accept(p, TOKEN_PATH) || accept(p, TOKEN_DOT)))
        name = parse_word(p, true, "a name");
    if (!p->panic && more_is(p, TOKEN_PAREN_OPEN))
        parse_patterns(p);
    struct ast *node = parse_parts(p, parse_node(p, AST_PATTERN_NAME, first), mark);
    node->name = name;
    return node;
}

static bool is_range(const struct parser *p)
{
    return more_is(p, TOKEN_RANGE) || more_is(p, TOKEN_RANGE_CLOSED) ||
           more_is(p, TOKEN_RANGE_OPEN);
}

static struct ast *parse_signed(struct parser *p)
{
    const uint32_t first = p->at;
    const bool minus = accept(p, TOKEN_MINUS);
    struct ast *value = parse_primary(p);

    if (!minus)
        return value;
    struct ast *node = parse_node2(p, AST_UNARY, first, value, NULL);
    node->sign = TOKEN_MINUS;
    return node;
}

/* A literal, or numbers from one to another. */
static struct ast *parse_value_pattern(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *low = parse_signed(p);

    if (p->panic || !is_range(p))
        return parse_node2(p, AST_PATTERN_LITERAL, first, low, NULL);
    const uint8_t sign = take(p)->kind;
    struct ast *node = parse_node2(p, AST_PATTERN_RANGE, first, low, parse_signed(p));
    node->sign = sign;
    return node;
}

static struct ast *parse_inner_pattern(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    enum ast_kind kind = AST_PATTERN_TUPLE;

    switch (peek(p)->kind) {
    case TOKEN_NAME:
    case TOKEN_SELF_TYPE:
        return parse_named_pattern(p);
    case TOKEN_PAREN_OPEN:
        parse_patterns(p);
        break;
    case TOKEN_BRACKET_OPEN:
        kind = AST_PATTERN_LIST;
        parse_patterns(p);
        break;
    case TOKEN_BRACE_OPEN:
        kind = AST_PATTERN_RECORD;
        parse_fields(p);
        break;
    case TOKEN_MINUS:
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_QUANTITY:
    case TOKEN_COLOUR:
    case TOKEN_TEXT:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NULL:
        return parse_value_pattern(p);
    default:
        parse_fail(p, "a name or a pattern",
                   "Such as `x`, `(x, y)` or `[first, ..rest]`.");
        return parse_error(p, first);
    }
    return parse_parts(p, parse_node(p, kind, first), mark);
}

struct ast *parse_pattern(struct parser *p)
{
    struct ast *pattern =
        parse_down(p) ? parse_inner_pattern(p) : parse_error(p, p->at);

    parse_up(p);
    return pattern;
}

static void parse_types(struct parser *p, enum token_kind closer)
{
    while (!p->panic && p->at < p->limit && !peek_is(p, closer)) {
        parse_keep(p, parse_type(p));
        if (!accept(p, TOKEN_COMMA))
            break;
    }
}

/* path, path<types>, and a range behind a number's type. */
static struct ast *parse_named_type(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    uint32_t name = parse_word(p, true, "a type"), before = 0;

    while (!p->panic && more_is(p, TOKEN_DOT)) {
        take(p);
        before = name;
        name = parse_word(p, true, "a type");
    }
    if (!p->panic && more_is(p, TOKEN_LESS)) {
        take(p);
        parse_types(p, TOKEN_GREATER);
        if (!p->panic)
            expect(p, TOKEN_GREATER, "`>`");
    }
    if (!p->panic && more_is(p, TOKEN_PAREN_OPEN)) {
        const struct inside inside = parse_open(p);
        parse_keep(p, parse_expr(p));
        parse_close(p, inside);
    }
    struct ast *node = parse_parts(p, parse_node(p, AST_TYPE, first), mark);
    node->name = name;
    node->owner = before;
    return node;
}

static struct ast *parse_inner_type(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    const uint8_t kind = peek(p)->kind;

    if (kind != TOKEN_PAREN_OPEN && kind != TOKEN_BRACKET_OPEN)
        return parse_named_type(p);
    const struct inside inside = parse_open(p);
    parse_types(p, TOKEN_END);
    parse_close(p, inside);
    if (!p->panic && kind == TOKEN_PAREN_OPEN && more_is(p, TOKEN_ARROW)) {
        take(p);
        parse_keep(p, parse_type(p));
    }
    return parse_parts(p, parse_node(p, AST_TYPE_OTHER, first), mark);
}

struct ast *parse_type(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *type = parse_down(p) ? parse_inner_type(p) : parse_error(p, first);

    parse_up(p);
    while (!p->panic && more_is(p, TOKEN_QUESTION)) {
        take(p);
        type = parse_node2(p, AST_TYPE_OTHER, first, type, NULL);
    }
    return type;
}
