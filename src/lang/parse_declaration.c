/* SPDX-License-Identifier: MIT */
/* parse_declaration: imports, functions, classes and enums. */
#include "lang/parse.h"

#include <string.h>

#include "base/str.h"

static struct ast *name_node(struct parser *p, bool any, const char *what)
{
    struct ast *node = parse_node(p, AST_NAME, p->at);

    node->name = parse_word(p, any, what);
    return node;
}

/* Behind `{`, a name, `as` and another name. */
static void parse_imported(struct parser *p)
{
    const struct inside inside = parse_open(p);

    while (!p->panic && p->at < p->limit) {
        const uint32_t first = p->at, mark = p->n_kept;
        const uint32_t name =
            parse_first_word(p, true, "the name of something to import");
        if (!p->panic && accept(p, TOKEN_AS))
            parse_keep(p, name_node(p, false, "a name"));
        struct ast *node = parse_parts(p, parse_node(p, AST_IMPORTED, first), mark);
        node->name = name;
        parse_keep(p, node);
        if (!accept(p, TOKEN_COMMA) && !(peek(p)->flags & TOKEN_ON_NEW_LINE))
            break;
    }
    parse_close(p, inside);
}

static struct ast *parse_import(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    uint32_t as = 0;
    uint8_t flags = 0;

    take(p);
    if (peek_is(p, TOKEN_TEXT)) {
        parse_keep(p, parse_text(p));
    } else {
        parse_keep(p, name_node(p, true, "the name of a module"));
        while (!p->panic && accept(p, TOKEN_DOT)) {
            if (accept(p, TOKEN_TIMES)) {
                flags = AST_ALL;
                break;
            }
            if (peek_is(p, TOKEN_BRACE_OPEN)) {
                parse_imported(p);
                break;
            }
            parse_keep(p, name_node(p, true, "a name, `*` or `{`"));
        }
    }
    if (!p->panic && more_is(p, TOKEN_AS)) {
        take(p);
        as = parse_word(p, false, "a name");
    }
    struct ast *node = parse_parts(p, parse_node(p, AST_IMPORT, first), mark);
    node->name = as;
    node->flags |= flags;
    return node;
}

static struct ast *parse_param(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *type = NULL, *value = NULL;
    uint32_t name;

    if (peek_is(p, TOKEN_SELF))
        name = take(p)->link;
    else
        name = parse_first_word(p, false, "the name of a parameter");
    if (!p->panic && accept(p, TOKEN_COLON))
        type = parse_type(p);
    if (!p->panic && accept(p, TOKEN_ASSIGN))
        value = parse_expr(p);
    parse_keep(p, type);
    parse_keep(p, value);
    struct ast *node = parse_parts(p, parse_node(p, AST_PARAM, first), mark);
    node->name = name;
    return node;
}

static void parse_params(struct parser *p)
{
    if (!peek_is(p, TOKEN_PAREN_OPEN)) {
        parse_fail(p, "`(` and the parameters", "func louder(x, by = 3.db) { ... }");
        return;
    }
    const struct inside inside = parse_open(p);
    while (!p->panic && p->at < p->limit) {
        parse_keep(p, parse_param(p));
        if (!accept(p, TOKEN_COMMA) && !(peek(p)->flags & TOKEN_ON_NEW_LINE))
            break;
    }
    parse_close(p, inside);
}

struct ast *parse_func(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *type = NULL, *body;

    take(p);
    parse_keep(p, NULL);
    parse_keep(p, NULL);
    const uint32_t name = parse_word(p, false, "the name of the function");
    parse_params(p);
    if (!p->panic && accept(p, TOKEN_ARROW))
        type = parse_type(p);
    body = p->panic ? parse_error(p, first) : parse_block(p);
    if (p->n_kept >= mark + 2) {
        p->kept[mark] = type;
        p->kept[mark + 1] = body;
    }
    struct ast *node = parse_parts(p, parse_node(p, AST_FUNC, first), mark);
    node->name = name;
    node->flags |= node->n > 2 && node->part[2]->name == WORD_SELF ? AST_METHOD : 0;
    return node;
}

/* What attributes of older programs say of memory has no meaning here. */
static void report_attribute(struct parser *p, const char *name)
{
    static const char of_memory[] =
        "aligned allocator arena cache heap inline memory memory_pool no_alloc pool "
        "pooled preallocate real_time realtime stack zero_copy";
    const struct span span = p->t[p->at - 1].span;

    if (str_is_among(of_memory, name)) {
        report_warning(p->report, span, 206,
                       "`@%.60s` is planned: it does nothing yet.", name);
        report_hint(p->report, "Remove it: there is room for what a program makes.");
    } else {
        report_warning(p->report, span, 211,
                       "I do not know the attribute `@%.60s`; it changes nothing.",
                       name);
        report_hint(p->report, "Known is `@export`.");
    }
}

/* @export func ..., and attributes that say nothing here. */
static struct ast *parse_attributed(struct parser *p)
{
    const uint32_t first = p->at;
    uint8_t flags = 0;

    while (!p->panic && accept(p, TOKEN_AT)) {
        const uint32_t name = parse_word(p, true, "the name of an attribute");
        const char *text = names_text(p->names, name);
        if (strcmp(text, "export") == 0) {
            flags |= AST_EXPORT;
        } else if (name) {
            report_attribute(p, text);
        }
    }
    if (!p->panic && !peek_is(p, TOKEN_FUNC))
        parse_fail(p, "`func`", "@export func louder(x) { gain(x, 3.db) }");
    struct ast *node = p->panic ? parse_error(p, first) : parse_func(p);
    node->flags |= flags;
    return node;
}

static struct ast *parse_field(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *type = NULL, *value = NULL;

    accept(p, TOKEN_LET);
    const uint32_t name = parse_first_word(p, true, "a field or `func`");
    if (!p->panic && accept(p, TOKEN_COLON))
        type = parse_type(p);
    if (!p->panic && accept(p, TOKEN_ASSIGN))
        value = parse_expr(p);
    parse_keep(p, type);
    parse_keep(p, value);
    struct ast *node = parse_parts(p, parse_node(p, AST_FIELD, first), mark);
    node->name = name;
    return node;
}

static struct ast *parse_member(struct parser *p)
{
    if (peek_is(p, TOKEN_AT))
        return parse_attributed(p);
    return peek_is(p, TOKEN_FUNC) ? parse_func(p) : parse_field(p);
}

static struct ast *parse_variant(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    struct ast *value = NULL;

    parse_keep(p, NULL);
    const uint32_t name = parse_first_word(p, true, "the name of a variant");
    if (!p->panic && peek_is(p, TOKEN_PAREN_OPEN)) {
        const struct inside inside = parse_open(p);
        do
            parse_keep(p, parse_type(p));
        while (!p->panic && accept(p, TOKEN_COMMA));
        parse_close(p, inside);
    }
    if (!p->panic && accept(p, TOKEN_ASSIGN))
        value = parse_expr(p);
    if (p->n_kept > mark)
        p->kept[mark] = value;
    struct ast *node = parse_parts(p, parse_node(p, AST_VARIANT, first), mark);
    node->name = name;
    return node;
}

/* Members in braces, separated by commas or line ends. */
static void parse_members(struct parser *p, struct ast *(*parse_one)(struct parser *))
{
    if (!peek_is(p, TOKEN_BRACE_OPEN)) {
        parse_fail(p, "`{`", "class Bell { root: Note = 60 }");
        return;
    }
    const struct inside inside = parse_open(p);
    while (p->at < p->limit && !p->err) {
        if (accept(p, TOKEN_COMMA) || accept(p, TOKEN_SEMICOLON))
            continue;
        const uint32_t first = p->at;
        parse_keep(p, parse_one(p));
        if (!p->panic && !parse_at_end(p) && !peek_is(p, TOKEN_COMMA))
            parse_fail(p, "`,` or a new line", "Each one stands on its own line.");
        if (p->panic)
            parse_recover(p, first);
    }
    parse_close(p, inside);
}

static struct ast *parse_class(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;
    const bool is_struct = take(p)->kind == TOKEN_STRUCT;
    const uint32_t name = parse_word(p, false, "a name");

    if (!p->panic && accept(p, TOKEN_LESS)) {
        do
            parse_word(p, false, "the name of a type");
        while (!p->panic && accept(p, TOKEN_COMMA));
        if (!p->panic)
            expect(p, TOKEN_GREATER, "`>`");
    }
    if (!p->panic)
        parse_members(p, parse_member);
    struct ast *node = parse_parts(p, parse_node(p, AST_CLASS, first), mark);
    node->name = name;
    node->flags |= is_struct ? AST_STRUCT : 0;
    return node;
}

static struct ast *parse_enum(struct parser *p)
{
    const uint32_t first = p->at, mark = p->n_kept;

    take(p);
    const uint32_t name = parse_word(p, false, "a name");
    if (!p->panic)
        parse_members(p, parse_variant);
    struct ast *node = parse_parts(p, parse_node(p, AST_ENUM, first), mark);
    node->name = name;
    return node;
}

struct ast *parse_declaration(struct parser *p)
{
    switch (peek(p)->kind) {
    case TOKEN_IMPORT:
        return parse_import(p);
    case TOKEN_AT:
        return parse_attributed(p);
    case TOKEN_FUNC:
        return parse_func(p);
    case TOKEN_CLASS:
    case TOKEN_STRUCT:
        return parse_class(p);
    case TOKEN_ENUM:
        return parse_enum(p);
    default:
        return NULL;
    }
}
