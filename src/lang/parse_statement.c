/* SPDX-License-Identifier: MIT */
/* parse_statement: statements, blocks and the expressions that hold blocks. */
#include <string.h>

#include "lang/parse.h"

static struct ast *with_body(struct parser *p, enum ast_kind kind, uint32_t first)
{
    return parse_node2(p, kind, first, parse_block(p), NULL);
}

static struct ast *parse_let(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *type = NULL, *value = NULL;

    take(p);
    const bool mut = accept(p, TOKEN_MUT);
    if (peek(p)->flags & TOKEN_BEGINS)
        parse_fail(p, "a name", "let x = 1");
    parse_keep(p, p->panic ? parse_error(p, first) : parse_pattern(p));
    if (!p->panic && parse_accept_foreign_assign(p))
        value = parse_expr(p);
    if (!p->panic && !value && accept(p, TOKEN_COLON))
        type = parse_type(p);
    if (!p->panic && !value && accept(p, TOKEN_ASSIGN))
        value = parse_expr(p);
    parse_keep(p, type);
    parse_keep(p, value);
    struct ast *node = parse_parts(p, parse_node(p, AST_LET, first), mark);
    node->flags |= mut ? AST_MUT : 0;
    return node;
}

static struct ast *parse_return(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    take(p);
    if (!parse_at_end(p))
        parse_keep(p, parse_expr(p));
    return parse_parts(p, parse_node(p, AST_RETURN, first), mark);
}

static struct ast *parse_for(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    take(p);
    parse_keep(p, NULL);
    parse_keep(p, NULL);
    do {
        struct ast *name = parse_node(p, AST_NAME, p->at);
        name->name = parse_word(p, false, "a name");
        parse_keep(p, name);
    } while (!p->panic && accept(p, TOKEN_COMMA));
    if (!p->panic && !accept(p, TOKEN_IN))
        parse_fail(p, "`in` and what to go through", "for x in [1, 2, 3] { ... }");
    struct ast *head = p->panic ? parse_error(p, first) : parse_head(p);
    struct ast *body = p->panic ? parse_error(p, first) : parse_block(p);
    if (p->n_kept >= mark + 2) {
        p->kept[mark] = head;
        p->kept[mark + 1] = body;
    }
    return parse_parts(p, parse_node(p, AST_FOR, first), mark);
}

static struct ast *parse_while(struct parser *p)
{
    const uint32_t first = p->at;

    take(p);
    struct ast *condition = parse_condition(p);
    struct ast *body = p->panic ? parse_error(p, first) : parse_block(p);
    return parse_node2(p, AST_WHILE, first, condition, body);
}

/* loop { } and loop at 30.hz { } */
static struct ast *parse_loop(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *rate = NULL;

    take(p);
    if (peek_is(p, TOKEN_NAME) && peek(p)->link == WORD_AT) {
        take(p);
        if (peek_is(p, TOKEN_BRACE_OPEN))
            parse_fail(p, "how many frames a second", "loop at 30.hz { ... }");
        rate = p->panic ? parse_error(p, first) : parse_head(p);
    }
    struct ast *body = p->panic ? parse_error(p, first) : parse_block(p);
    return parse_node2(p, AST_LOOP, first, body, rate);
}

/* every(...) { } and after(...) { } */
static struct ast *parse_timed(struct parser *p, enum ast_kind kind)
{
    const uint32_t first = p->at, mark = p->n_kept;

    take(p);
    parse_keep(p, NULL);
    const struct inside inside = parse_open(p);
    parse_arguments(p);
    parse_close(p, inside);
    struct ast *body = p->panic ? parse_error(p, first) : parse_block(p);
    if (p->n_kept > mark)
        p->kept[mark] = body;
    return parse_parts(p, parse_node(p, kind, first), mark);
}

static struct ast *parse_when(struct parser *p)
{
    const uint32_t first = p->at;

    take(p);
    struct ast *head = parse_head(p);
    struct ast *body =
        p->panic || !peek_is(p, TOKEN_BRACE_OPEN) ? parse_block(p) : parse_trail(p);
    return parse_node2(p, AST_WHEN, first, head, body);
}

/* key => value, up to the end of the braces. */
static void parse_steps(struct parser *p)
{
    while (!p->panic && p->at < p->limit) {
        const uint32_t first = p->at;
        p->guard = true;
        struct ast *key = parse_sum(p);
        p->guard = false;
        if (!p->panic)
            expect(p, TOKEN_FAT_ARROW, "`=>`");
        struct ast *value = p->panic ? parse_error(p, first) : parse_expr(p);
        parse_keep(p, parse_node2(p, AST_PAIR, first, key, value));
        while (accept(p, TOKEN_COMMA) || accept(p, TOKEN_SEMICOLON))
            continue;
    }
}

static struct ast *parse_sequence(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    take(p);
    if (peek_is(p, TOKEN_PAREN_OPEN)) {
        const struct inside round = parse_open(p);
        parse_arguments(p);
        parse_close(p, round);
    }
    const uint32_t n = p->n_kept - mark;
    if (peek_is(p, TOKEN_BRACE_OPEN)) {
        const struct inside inside = parse_open(p);
        parse_steps(p);
        parse_close(p, inside);
    }
    struct ast *node = parse_parts(p, parse_node(p, AST_SEQUENCE, first), mark);
    node->n_params = n;
    return node;
}

/* Whether a block stands behind the brackets that come next, on the same line. */
static bool has_block(const struct parser *p, uint32_t at)
{
    if (p->t[at].kind == TOKEN_PAREN_OPEN) {
        if (p->t[at].link == NO_PARTNER || p->t[at].link >= p->limit)
            return false;
        at = p->t[at].link + 1;
    }
    return at < p->limit && p->t[at].kind == TOKEN_BRACE_OPEN;
}

static bool begins_value(const struct token *t)
{
    return (parse_is_word(t) ||
            (t->kind >= TOKEN_INTEGER && t->kind <= TOKEN_TEXT_HEAD) ||
            t->kind == TOKEN_PAREN_OPEN || t->kind == TOKEN_BANG) &&
           !(t->flags & TOKEN_BEGINS);
}

/* Statements of words that are names elsewhere; NULL when none begins here. */
static struct ast *parse_soft(struct parser *p)
{
    const struct token *t = peek(p), *next = peek_at(p, 1);
    const uint32_t first = p->at;

    if (t->kind != TOKEN_NAME || p->at + 1 >= p->limit)
        return NULL;
    if ((t->link == WORD_EVERY || t->link == WORD_AFTER) &&
        next->kind == TOKEN_PAREN_OPEN && has_block(p, p->at + 1))
        return parse_timed(p, t->link == WORD_EVERY ? AST_EVERY : AST_AFTER);
    if (t->link == WORD_WHEN && begins_value(next))
        return parse_when(p);
    if (t->link == WORD_SEQUENCE && has_block(p, p->at + 1))
        return parse_sequence(p);
    if (t->link == WORD_MAIN && next->kind == TOKEN_BRACE_OPEN) {
        take(p);
        return with_body(p, AST_MAIN, first);
    }
    return NULL;
}

/* The same behind the name of their module, and `Timeline.while`. */
static struct ast *parse_dotted(struct parser *p)
{
    const struct token *t = peek(p);
    struct ast *node;

    if (t->kind != TOKEN_NAME || peek_at(p, 1)->kind != TOKEN_DOT ||
        (strcmp(names_text(p->names, t->link), "Timeline") != 0 &&
         strcmp(names_text(p->names, t->link), "Time") != 0))
        return NULL;
    const uint32_t first = p->at;
    p->at += 2;
    if (peek_is(p, TOKEN_WHILE)) {
        node = parse_while(p);
        node->flags |= AST_TEMPORAL;
    } else if (!(node = parse_soft(p))) {
        p->at = first;
        return NULL;
    }
    node->span.start = t->span.start;
    return node;
}

static bool is_target(const struct ast *node)
{
    if (node->kind == AST_LIST || node->kind == AST_TUPLE) {
        for (uint32_t i = 0; i < node->n; i++)
            if (!is_target(node->part[i]))
                return false;
        return node->n > 0;
    }
    return node->kind == AST_NAME || node->kind == AST_MEMBER ||
           node->kind == AST_INDEX || node->kind == AST_ERROR;
}

static struct ast *parse_assignment(struct parser *p, uint32_t first,
                                    struct ast *target)
{
    const uint8_t sign = peek(p)->kind;

    if (!is_target(target)) {
        parse_fail_at(p, target->span, 106, "Only a name can be given a value.",
                      "Write `name = value`; to compare, write `==`.");
        return target;
    }
    take(p);
    if (sign == TOKEN_INCREMENT || sign == TOKEN_DECREMENT) {
        struct ast *node = parse_node2(p, AST_INCREMENT, first, target, NULL);
        node->sign = sign;
        return node;
    }
    struct ast *node = parse_node2(p, AST_ASSIGN, first, target, parse_expr(p));
    node->sign = sign;
    return node;
}

static bool is_assignment(const struct parser *p)
{
    const uint8_t kind = peek(p)->kind;

    return p->at < p->limit && !(peek(p)->flags & TOKEN_BEGINS) &&
           (kind == TOKEN_ASSIGN || kind == TOKEN_POWER_ASSIGN ||
            (kind >= TOKEN_PLUS_ASSIGN && kind <= TOKEN_DECREMENT));
}

static struct ast *parse_expression_statement(struct parser *p)
{
    const uint32_t first = p->at;

    if (peek_is(p, TOKEN_COLOUR) && !(peek_at(p, 1)->flags & TOKEN_BEGINS) &&
        (parse_is_word(peek_at(p, 1)) || peek_at(p, 1)->kind == TOKEN_INTEGER)) {
        parse_fail_at(p, peek(p)->span, 104,
                      "This starts like a colour but goes on like a sentence.",
                      "Put a blank after `#` to make it a comment.");
        return parse_error(p, first);
    }
    struct ast *value = parse_expr(p);
    if (!p->panic && is_assignment(p))
        return parse_assignment(p, first, value);
    if (p->panic || !parse_accept_foreign_assign(p))
        return value;
    struct ast *node = parse_node2(p, AST_ASSIGN, first, value, parse_expr(p));
    node->sign = TOKEN_ASSIGN;
    return node;
}

/* `content: { ... }` of a panel: statements, although it begins as a record may. */
static bool is_content(const struct parser *p)
{
    return peek_is(p, TOKEN_NAME) && peek_at(p, 2)->kind == TOKEN_BRACE_OPEN &&
           strcmp(names_text(p->names, peek(p)->link), "content") == 0;
}

static struct ast *parse_content(struct parser *p)
{
    const uint32_t first = p->at, name = take(p)->link;

    take(p);
    struct ast *node = parse_node2(p, AST_NAMED, first, parse_block(p), NULL);
    node->name = name;
    return node;
}

struct ast *parse_statement(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *node;

    if (parse_is_entry(p) && peek_at(p, 2)->kind != TOKEN_ASSIGN)
        return is_content(p) ? parse_content(p) : parse_entry(p);
    if ((node = parse_declaration(p)) || (node = parse_soft(p)) ||
        (node = parse_dotted(p)))
        return node;
    switch (peek(p)->kind) {
    case TOKEN_LET:
        return parse_let(p);
    case TOKEN_RETURN:
        return parse_return(p);
    case TOKEN_BREAK:
    case TOKEN_CONTINUE:
        take(p);
        return parse_node(p, p->t[first].kind == TOKEN_BREAK ? AST_BREAK : AST_CONTINUE,
                          first);
    case TOKEN_FOR:
        return parse_for(p);
    case TOKEN_WHILE:
        return parse_while(p);
    case TOKEN_LOOP:
        return parse_loop(p);
    default:
        return parse_expression_statement(p);
    }
}

void parse_statements(struct parser *p)
{
    while (p->at < p->limit && !p->err && !report_full(p->report)) {
        if (accept(p, TOKEN_SEMICOLON) || accept(p, TOKEN_COMMA))
            continue;
        const uint32_t first = p->at, mark = p->n_kept;
        struct ast *statement = parse_statement(p);
        if (!p->panic && !parse_at_end(p) && !peek_is(p, TOKEN_COMMA))
            parse_fail(p, "an operator or the end of the line",
                       "Two statements on one line need a `;` between them.");
        if (p->panic)
            parse_recover(p, first);
        p->n_kept = mark < p->n_kept ? mark : p->n_kept;
        parse_keep(p, statement);
    }
    parse_skip(p, p->limit);
}

struct ast *parse_condition(struct parser *p)
{
    const uint32_t first = p->at;

    if (!accept(p, TOKEN_LET))
        return parse_head(p);
    struct ast *pattern = parse_pattern(p);
    expect(p, TOKEN_ASSIGN, "`=` and a value");
    return parse_node2(p, AST_LET_IN, first, pattern,
                       p->panic ? parse_error(p, first) : parse_head(p));
}

struct ast *parse_if(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *otherwise = NULL;

    take(p);
    parse_keep(p, parse_condition(p));
    parse_keep(p, p->panic ? parse_error(p, first) : parse_block(p));
    if (!p->panic && accept(p, TOKEN_ELSE)) {
        if (!peek_is(p, TOKEN_IF)) {
            otherwise = parse_block(p);
        } else {
            if (parse_down(p))
                otherwise = parse_if(p);
            parse_up(p);
        }
    }
    parse_keep(p, otherwise);
    return parse_parts(p, parse_node(p, AST_IF, first), mark);
}

static struct ast *parse_arm(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *guard = NULL, *body;

    parse_keep(p, NULL);
    parse_keep(p, NULL);
    do
        parse_keep(p, parse_pattern(p));
    while (!p->panic && accept(p, TOKEN_BAR));
    if (!p->panic && accept(p, TOKEN_IF)) {
        p->guard = true;
        guard = parse_expr(p);
        p->guard = false;
    }
    if (!p->panic)
        expect(p, TOKEN_FAT_ARROW, "`=>` and a value");
    body = p->panic ? parse_error(p, first) : parse_expr(p);
    if (p->n_kept >= mark + 2) {
        p->kept[mark] = guard;
        p->kept[mark + 1] = body;
    }
    return parse_parts(p, parse_node(p, AST_ARM, first), mark);
}

struct ast *parse_match(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    take(p);
    parse_keep(p, parse_head(p));
    if (!p->panic && !peek_is(p, TOKEN_BRACE_OPEN))
        parse_fail(p, "`{` and the cases", "match x { 1 => \"one\", _ => \"more\" }");
    if (!p->panic) {
        const struct inside inside = parse_open(p);
        while (!p->panic && p->at < p->limit) {
            parse_keep(p, parse_arm(p));
            if (!p->panic && p->at < p->limit && !accept(p, TOKEN_COMMA) &&
                !accept(p, TOKEN_SEMICOLON) && !(peek(p)->flags & TOKEN_ON_NEW_LINE))
                parse_fail(p, "`,` or a new line", "Each one stands on its own line.");
        }
        parse_close(p, inside);
    }
    return parse_parts(p, parse_node(p, AST_MATCH, first), mark);
}

struct ast *parse_try(struct parser *p)
{
    const uint32_t first = p->at;
    uint32_t name = 0;

    take(p);
    struct ast *body = parse_block(p), *handler;
    if (!p->panic && !accept(p, TOKEN_CATCH))
        parse_fail(p, "`catch` and a block", "try { ... } catch e { ... }");
    if (!p->panic && peek_is(p, TOKEN_NAME))
        name = take(p)->link;
    handler = p->panic ? parse_error(p, first) : parse_block(p);
    struct ast *node = parse_node2(p, AST_TRY, first, body, handler);
    node->name = name;
    return node;
}
