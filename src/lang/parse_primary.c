/* SPDX-License-Identifier: MIT */
/* parse_primary: literals, names, calls, indices and what else stands behind a value.
 */
#include "lang/literal.h"
#include "lang/parse.h"

#define VALUE_EXAMPLE "A number, a \"text\", a name or a call such as sine(440.hz)."

static struct ast *too_large(struct parser *p, uint32_t first, const char *what,
                             const char *hint)
{
    const struct span span = p->t[first].span;
    const uint32_t size = span.end - span.start;

    report_error(p->report, span, 401, "`%.*s%s` is too large for %s.",
                 (int)(size < 40 ? size : 40), p->script->text + span.start,
                 size < 40 ? "" : "...", what);
    report_hint(p->report, "%s", hint);
    return parse_node(p, AST_ERROR, first);
}

static struct ast *parse_literal(struct parser *p)
{
    const uint32_t first = p->at;
    const struct token *t = take(p);
    struct ast *node;

    if (t->kind == TOKEN_SIZE) {
        node = parse_node(p, AST_SIZE, first);
        if (!literal_size(p->script, t, node->size))
            return too_large(p, first, "a size", "Such as `1920x1080`.");
        return node;
    }
    if (t->kind == TOKEN_COLOUR) {
        node = parse_node(p, AST_COLOUR, first);
        node->colour = literal_colour(p->script, t);
        return node;
    }
    const struct literal_number number = literal_number(p->script, t);
    if (number.number - number.number != 0.0)
        return too_large(p, first, "a number", "Numbers go up to 1.7e308.");
    node = parse_node(p, number.is_integer ? AST_INTEGER : AST_NUMBER, first);
    if (number.is_integer)
        node->integer = number.integer;
    else
        node->number = number.number;
    node->measure = number.measure;
    node->flags = number.in_bars ? AST_BARS : 0;
    return node;
}

/* One part of a text as a node of its own. */
static struct ast *text_part(struct parser *p, uint32_t token, uint32_t indent)
{
    struct ast *node = parse_node(p, AST_TEXT, token);

    node->span = p->t[token].span;
    node->text =
        literal_text(p->arena, p->script, &p->t[token], indent, &node->text_size);
    if (!node->text) {
        p->err = p->arena->err;
        p->panic = true;
        node->text = "";
    }
    return node;
}

/* Blanks that a text in three quotes is indented by; its first token is `head`. */
static uint32_t indent_of(const struct parser *p, uint32_t head)
{
    uint32_t least = UINT32_MAX;

    if (!(p->t[head].flags & TOKEN_TRIPLE))
        return 0;
    for (uint32_t i = head; i < p->limit; i++) {
        const struct token *t = &p->t[i];
        if (t->kind < TOKEN_TEXT || t->kind > TOKEN_TEXT_TAIL ||
            t->link != p->t[head].link)
            continue;
        const uint32_t n = literal_indent(p->script, t);
        least = n < least ? n : least;
        if (t->kind == TOKEN_TEXT || t->kind == TOKEN_TEXT_TAIL)
            break;
    }
    return least == UINT32_MAX ? 0 : least;
}

/* The end of the expression that a ${ begins, or where the program ends. */
static uint32_t end_of_expression(const struct parser *p, uint32_t head)
{
    uint32_t i = head + 1;

    while (i < p->limit &&
           !((p->t[i].kind == TOKEN_TEXT_MIDDLE || p->t[i].kind == TOKEN_TEXT_TAIL) &&
             p->t[i].link == p->t[head].link))
        i++;
    return i;
}

/* "...${", expression, "}...${", ..., "}...". */
static struct ast *parse_interpolated(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept, indent = indent_of(p, first);
    const uint32_t limit = p->limit;
    const bool head = p->head;

    p->head = false;
    parse_keep(p, text_part(p, p->at, indent));
    while (peek(p)->kind == TOKEN_TEXT_HEAD || peek(p)->kind == TOKEN_TEXT_MIDDLE) {
        if (peek(p)->flags & TOKEN_OPEN_END) {
            take(p);
            p->panic = true; /* the lexer has said why */
            break;
        }
        const uint32_t end = end_of_expression(p, p->at);
        take(p);
        p->limit = end;
        parse_keep(p, parse_expr(p));
        if (p->at != end)
            parse_fail(p, "`}`", "\"${time} s\"");
        parse_skip(p, end);
        p->limit = limit;
        p->panic = end == limit; /* it never ends */
        if (p->panic)
            break;
        parse_keep(p, text_part(p, p->at, indent));
    }
    if (!p->panic)
        take(p);
    p->head = head;
    return parse_parts(p, parse_node(p, AST_TEXT, first), mark);
}

struct ast *parse_text(struct parser *p)
{
    const uint32_t first = p->at;

    if (peek(p)->kind == TOKEN_TEXT_HEAD)
        return parse_interpolated(p);
    take(p);
    return text_part(p, first, indent_of(p, first));
}

static struct ast *parse_named(struct parser *p)
{
    const uint32_t first = p->at, name = take(p)->link;
    struct ast *node = parse_node(p, AST_NAME, first);

    node->name = name;
    return node;
}

struct ast *parse_primary(struct parser *p)
{
    if (p->at < p->limit)
        parse_accept_reserved(p);
    const uint32_t first = p->at;
    struct ast *node;

    if (p->at >= p->limit) {
        parse_fail(p, "a value", VALUE_EXAMPLE);
        return parse_error(p, first);
    }
    if (parse_is_lambda(p))
        return parse_lambda(p);
    switch (peek(p)->kind) {
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_QUANTITY:
    case TOKEN_SIZE:
    case TOKEN_COLOUR:
        return parse_literal(p);
    case TOKEN_TEXT:
    case TOKEN_TEXT_HEAD:
        return parse_text(p);
    case TOKEN_UNKNOWN:
        take(p);
        return parse_error(p, first);
    case TOKEN_NAME:
    case TOKEN_SELF:
    case TOKEN_SELF_TYPE:
        return parse_named(p);
    case TOKEN_TRUE:
    case TOKEN_FALSE:
        take(p);
        node = parse_node(p, AST_BOOL, first);
        node->integer = p->t[first].kind == TOKEN_TRUE;
        return node;
    case TOKEN_NULL:
        take(p);
        return parse_node(p, AST_NULL, first);
    case TOKEN_PAREN_OPEN:
    case TOKEN_BRACKET_OPEN:
    case TOKEN_BRACE_OPEN:
        return parse_brackets(p);
    case TOKEN_IF:
        return parse_if(p);
    case TOKEN_MATCH:
        return parse_match(p);
    case TOKEN_TRY:
        return parse_try(p);
    default:
        parse_fail(p, "a value", VALUE_EXAMPLE);
        return parse_error(p, first);
    }
}

static struct ast *parse_index(struct parser *p, uint32_t first, struct ast *object)
{
    const uint32_t mark = p->n_kept;
    const struct inside inside = parse_open(p);
    bool slice = peek_is(p, TOKEN_COLON);

    parse_keep(p, object);
    parse_keep(p, slice ? NULL : parse_expr(p));
    if (!p->panic && accept(p, TOKEN_COLON)) {
        slice = true;
        parse_keep(p, p->at < p->limit ? parse_expr(p) : NULL);
    }
    const bool good = parse_close(p, inside);
    struct ast *node = parse_node(p, slice ? AST_SLICE : AST_INDEX, first);
    parse_parts(p, node, mark);
    if (!good)
        node->kind = AST_ERROR;
    return node;
}

static struct ast *parse_call(struct parser *p, uint32_t first, struct ast *function)
{
    const uint32_t mark = p->n_kept;

    parse_keep(p, function);
    const struct inside inside = parse_open(p);
    parse_arguments(p);
    const bool good = parse_close(p, inside);
    struct ast *node = parse_parts(p, parse_node(p, AST_CALL, first), mark);
    if (!good)
        node->kind = AST_ERROR;
    return node;
}

static struct ast *parse_member(struct parser *p, uint32_t first, struct ast *object)
{
    const uint8_t sign = take(p)->kind;
    const uint32_t name = parse_word(p, true, "a name");
    struct ast *node = parse_node2(p, AST_MEMBER, first, object, NULL);

    node->sign = sign;
    node->name = name;
    return node;
}

/* `?` without a blank before it, and nothing behind it that a condition could begin. */
static bool is_propagation(const struct parser *p)
{
    const struct token *next = peek_at(p, 1);

    if (!more_is(p, TOKEN_QUESTION) || !(peek(p)->flags & TOKEN_TOUCHES))
        return false;
    return p->at + 1 >= p->limit || next->flags & TOKEN_BEGINS ||
           next->kind == TOKEN_END ||
           (next->kind >= TOKEN_POWER_ASSIGN && next->kind <= TOKEN_BRACE_CLOSE &&
            next->kind != TOKEN_PAREN_OPEN && next->kind != TOKEN_BRACKET_OPEN &&
            next->kind != TOKEN_BRACE_OPEN);
}

/* Type names begin with a capital; behind one, braces are always a record. */
static bool is_type_name(const struct parser *p, const struct ast *node)
{
    const char *name = names_text(p->names, node->name);

    return (node->kind == AST_NAME || node->kind == AST_MEMBER) && name[0] >= 'A' &&
           name[0] <= 'Z';
}

static bool takes_trail(const struct parser *p, const struct ast *node)
{
    return !p->head &&
           (node->kind == AST_NAME || node->kind == AST_MEMBER ||
            (node->kind == AST_CALL && !(node->flags & AST_TRAILING))) &&
           !(node->flags & AST_GROUPED) && !(peek(p)->flags & TOKEN_ON_NEW_LINE);
}

/* f(x) { ... }: the block is one argument more. */
static struct ast *parse_trailing(struct parser *p, uint32_t first,
                                  struct ast *function)
{
    const uint32_t mark = p->n_kept;

    if (function->kind == AST_CALL)
        for (uint32_t i = 0; i < function->n; i++)
            parse_keep(p, function->part[i]);
    else
        parse_keep(p, function);
    parse_keep(p, parse_trail(p));
    struct ast *node = parse_parts(p, parse_node(p, AST_CALL, first), mark);
    node->flags |= AST_TRAILING;
    return node;
}

struct ast *parse_postfix(struct parser *p)
{
    const uint32_t first = p->at;
    struct ast *node = parse_primary(p);

    while (!p->panic && p->at < p->limit && !(peek(p)->flags & TOKEN_BEGINS)) {
        const struct token *t = peek(p);
        const bool same_line = !(t->flags & TOKEN_ON_NEW_LINE);
        if (t->kind == TOKEN_DOT || t->kind == TOKEN_SAFE_DOT || t->kind == TOKEN_PATH)
            node = parse_member(p, first, node);
        else if (t->kind == TOKEN_PAREN_OPEN && same_line)
            node = parse_call(p, first, node);
        else if (t->kind == TOKEN_BRACKET_OPEN && same_line)
            node = parse_index(p, first, node);
        else if (t->kind == TOKEN_BRACE_OPEN && takes_trail(p, node))
            node = is_type_name(p, node) ? parse_record(p, AST_TYPED_RECORD, first)
                                         : parse_trailing(p, first, node);
        else if (is_propagation(p))
            take(p), node = parse_node2(p, AST_PROPAGATE, first, node, NULL);
        else
            break;
    }
    return node;
}
