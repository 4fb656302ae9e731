/* SPDX-License-Identifier: MIT */
/* parse_expr: operators, by their precedence. */
#include "lang/parse.h"

/* Levels of binary operators; a greater one binds tighter. */
enum level {
    LEVEL_NONE,
    LEVEL_COALESCE,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_EQUAL,
    LEVEL_COMPARE,
    LEVEL_RANGE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
};

static const uint8_t levels[N_TOKENS] = {
    [TOKEN_COALESCE] = LEVEL_COALESCE,
    [TOKEN_EITHER] = LEVEL_OR,
    [TOKEN_OR] = LEVEL_OR,
    [TOKEN_BOTH] = LEVEL_AND,
    [TOKEN_AND] = LEVEL_AND,
    [TOKEN_EQUAL] = LEVEL_EQUAL,
    [TOKEN_NOT_EQUAL] = LEVEL_EQUAL,
    [TOKEN_LESS] = LEVEL_COMPARE,
    [TOKEN_LESS_EQUAL] = LEVEL_COMPARE,
    [TOKEN_GREATER] = LEVEL_COMPARE,
    [TOKEN_GREATER_EQUAL] = LEVEL_COMPARE,
    [TOKEN_IN] = LEVEL_COMPARE,
    [TOKEN_RANGE] = LEVEL_RANGE,
    [TOKEN_RANGE_OPEN] = LEVEL_RANGE,
    [TOKEN_RANGE_CLOSED] = LEVEL_RANGE,
    [TOKEN_PLUS] = LEVEL_SUM,
    [TOKEN_MINUS] = LEVEL_SUM,
    [TOKEN_TIMES] = LEVEL_PRODUCT,
    [TOKEN_DIVIDE] = LEVEL_PRODUCT,
    [TOKEN_REMAINDER] = LEVEL_PRODUCT,
};

static struct ast *parse_unary(struct parser *p);

static struct ast *parse_power(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *base = parse_postfix(p);

    if (p->panic || !more_is(p, TOKEN_POWER))
        return base;
    take(p);
    struct ast *node = parse_node2(p, AST_BINARY, first, base, parse_unary(p));
    node->sign = TOKEN_POWER;
    return node;
}

static struct ast *parse_unary(struct parser *p)
{
    const uint32_t first = p->at;
    const uint8_t sign = peek(p)->kind;

    if (sign != TOKEN_MINUS && sign != TOKEN_BANG && sign != TOKEN_NOT)
        return parse_power(p);
    take(p);
    if (!parse_down(p)) {
        parse_up(p);
        return parse_error(p, first);
    }
    struct ast *node = parse_node2(p, AST_UNARY, first, parse_unary(p), NULL);
    node->sign = sign == TOKEN_MINUS ? TOKEN_MINUS : TOKEN_BANG;
    parse_up(p);
    return node;
}

static struct ast *parse_cast(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *value = parse_unary(p);

    while (!p->panic && more_is(p, TOKEN_AS)) {
        take(p);
        value = parse_node2(p, AST_CAST, first, value, parse_type(p));
    }
    return value;
}

static struct ast *parse_binary(struct parser *p, enum level least);

static struct ast *parse_range(struct parser *p, uint32_t first, struct ast *low)
{
    const uint8_t sign = take(p)->kind;
    const uint32_t mark = p->n_kept;

    parse_keep(p, low);
    parse_keep(p, parse_binary(p, LEVEL_SUM));
    if (!p->panic && !parse_at_end(p) && parse_is_soft(peek(p), WORD_STEP)) {
        take(p);
        parse_keep(p, parse_binary(p, LEVEL_SUM));
    }
    struct ast *node = parse_parts(p, parse_node(p, AST_RANGE, first), mark);
    node->sign = sign;
    return node;
}

/* E110: a < b < c. */
static void refuse_chain(struct parser *p)
{
    parse_fail_at(p, peek(p)->span, 110, "Comparisons cannot be chained.",
                  "Write `a < b and b < c`.");
}

static struct ast *parse_binary(struct parser *p, enum level least)
{
    const uint32_t first = p->at;
    struct ast *left = parse_cast(p);
    bool compared = false, ranged = false;

    while (!p->panic && p->at < p->limit && !(peek(p)->flags & TOKEN_BEGINS)) {
        const uint8_t sign = peek(p)->kind;
        const enum level level = levels[sign];
        if (level == LEVEL_NONE || level < least || (level == LEVEL_RANGE && ranged) ||
            parse_foreign_pipe(p))
            break;
        if (level == LEVEL_COMPARE && compared) {
            refuse_chain(p);
            break;
        }
        compared = level == LEVEL_COMPARE;
        ranged |= level == LEVEL_RANGE;
        if (level == LEVEL_RANGE) {
            left = parse_range(p, first, left);
            continue;
        }
        take(p);
        left = parse_node2(p, AST_BINARY, first, left, parse_binary(p, level + 1));
        left->sign = sign == TOKEN_AND  ? TOKEN_BOTH
                     : sign == TOKEN_OR ? TOKEN_EITHER
                                        : sign;
    }
    return left;
}

struct ast *parse_sum(struct parser *p)
{
    return parse_binary(p, LEVEL_SUM);
}

static struct ast *parse_ternary(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept, depth = p->depth;
    struct ast *value = parse_binary(p, LEVEL_COALESCE);

    if (p->panic || !more_is(p, TOKEN_QUESTION))
        return value;
    take(p);
    parse_keep(p, value);
    parse_keep(p, parse_expr(p));
    if (!p->panic && !accept(p, TOKEN_COLON))
        parse_fail(p, "`:` and what holds otherwise", "`loud ? -6.db : -24.db`");
    if (!p->panic && parse_down(p))
        parse_keep(p, parse_ternary(p));
    else
        parse_keep(p, parse_error(p, p->at));
    p->depth = depth;
    return parse_parts(p, parse_node(p, AST_TERNARY, first), mark);
}

struct ast *parse_expr(struct parser *p)
{
    const uint32_t first = p->at, depth = p->depth;
    struct ast *left;

    if (!parse_down(p)) {
        p->depth = depth;
        return parse_error(p, first);
    }
    left = parse_ternary(p);
    while (!p->panic) {
        uint8_t sign = TOKEN_PIPE;
        if (more_is(p, TOKEN_PIPE) || more_is(p, TOKEN_FEEDBACK))
            sign = take(p)->kind;
        else if (!parse_accept_foreign_pipe(p) || p->at >= p->limit)
            break;
        left = parse_node2(p, AST_BINARY, first, left, parse_ternary(p));
        left->sign = sign;
    }
    p->depth = depth;
    return left;
}

struct ast *parse_head(struct parser *p)
{
    const bool before = p->head;

    p->head = true;
    struct ast *head = parse_expr(p);
    p->head = before;
    return head;
}
