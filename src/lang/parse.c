/* SPDX-License-Identifier: MIT */
/* parse: tokens to tree; what all rules of the grammar share. */
#include "lang/parse.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#define WORD_EXAMPLE "A name has letters, digits and `_`, and begins with a letter."

enum { BEFORE_MAX = 40 }; /* bytes of program text in a message */

bool parse_at_end(const struct parser *p)
{
    const struct token *t = peek(p);

    return p->at >= p->limit || t->flags & TOKEN_BEGINS || t->kind == TOKEN_SEMICOLON ||
           t->kind == TOKEN_END;
}

bool parse_is_word(const struct token *token)
{
    return token->kind == TOKEN_NAME || token->kind > TOKEN_KEYWORD_FIRST;
}

bool parse_is_soft(const struct token *token, enum word word)
{
    return token->kind == TOKEN_NAME && token->link == (uint32_t)word;
}

const struct token *take(struct parser *p)
{
    const struct token *token = peek(p);

    if (p->at < p->limit)
        p->at++;
    return token;
}

/* Whether the next token, or the one before it, was complained about when it was read.
 */
static bool is_known_bad(const struct parser *p)
{
    const struct token *t = peek(p);

    return t->kind == TOKEN_UNKNOWN ||
           (p->at > 0 && p->t[p->at - 1].kind == TOKEN_UNKNOWN) ||
           (t->link == NO_PARTNER && t->kind >= TOKEN_PAREN_OPEN &&
            t->kind <= TOKEN_BRACE_CLOSE);
}

void parse_fail_at(struct parser *p, struct span span, int code, const char *message,
                   const char *hint)
{
    if (p->panic)
        return;
    p->panic = true;
    report_error(p->report, span, code, "%s", message);
    report_hint(p->report, "%s", hint);
}

void parse_fail(struct parser *p, const char *what, const char *example)
{
    const struct token *before = p->at > 0 ? &p->t[p->at - 1] : NULL;
    struct span span = peek(p)->span;
    uint32_t size, bytes;

    if (p->panic)
        return;
    p->panic = true;
    if (is_known_bad(p))
        return;
    if (!before) {
        report_error(p->report, span, 106, "I expected %s at the start.", what);
        report_hint(p->report, "%s", example);
        return;
    }
    size = before->span.end - before->span.start;
    for (uint32_t n = 0; size > BEFORE_MAX && n <= BEFORE_MAX; n += bytes)
        if (script_char(p->script, before->span.start + n, &bytes),
            n + bytes > BEFORE_MAX)
            size = n;
    if (peek(p)->kind == TOKEN_END || peek(p)->flags & TOKEN_BEGINS)
        span = (struct span){before->span.end, before->span.end + 1};
    report_error(p->report, span, 106,
                 "Something is missing after `%.*s`: I expected %s.", (int)size,
                 p->script->text + before->span.start, what);
    report_hint(p->report, "%s", example);
}

bool expect(struct parser *p, enum token_kind kind, const char *what)
{
    if (accept(p, kind))
        return true;
    parse_fail(p, what, "Add it there.");
    return false;
}

uint32_t parse_word(struct parser *p, bool any, const char *what)
{
    if (!(peek(p)->flags & TOKEN_BEGINS))
        return parse_first_word(p, any, what);
    parse_fail(p, what, WORD_EXAMPLE);
    return 0;
}

uint32_t parse_first_word(struct parser *p, bool any, const char *what)
{
    if (p->at < p->limit && (any ? parse_is_word(peek(p)) : peek_is(p, TOKEN_NAME)))
        return take(p)->link;
    parse_fail(p, what, WORD_EXAMPLE);
    return 0;
}

struct inside parse_open(struct parser *p)
{
    struct inside inside = {p->at, p->limit, p->head, p->guard};
    const uint32_t partner = peek(p)->link;

    take(p);
    if (partner != NO_PARTNER && partner < p->limit)
        p->limit = partner;
    p->head = p->guard = false;
    return inside;
}

bool parse_close(struct parser *p, struct inside inside)
{
    const uint32_t partner = p->t[inside.opener].link;
    const bool closed = partner != NO_PARTNER && partner < inside.limit;
    bool good = !p->panic;

    p->head = inside.head;
    p->guard = inside.guard;
    if (!closed) { /* which the lexer has said */
        p->panic = true;
        return false;
    }
    if (p->at != partner) {
        switch (p->t[partner].kind) {
        case TOKEN_PAREN_CLOSE:
            parse_fail(p, "`,` or `)`", "Commas separate what stands in brackets.");
            break;
        case TOKEN_BRACKET_CLOSE:
            parse_fail(p, "`,` or `]`", "Commas separate the items of a list.");
            break;
        default:
            parse_fail(p, "`}` or a new line", "Each entry stands on its own line.");
        }
        parse_skip(p, partner);
        good = false;
    }
    p->limit = inside.limit;
    p->at = partner + 1;
    p->panic = false;
    return good;
}

void parse_skip(struct parser *p, uint32_t to)
{
    for (; p->at < to; p->at++) {
        const struct token *t = peek(p);
        if (parse_is_word(t) && t->link < p->n_skipped)
            p->skipped[t->link] = 1;
    }
}

void parse_recover(struct parser *p, uint32_t first_token)
{
    uint32_t to = p->at;

    while (to < p->limit && p->t[to].kind != TOKEN_SEMICOLON &&
           !(to > first_token && p->t[to].flags & TOKEN_BEGINS)) {
        const struct token *t = &p->t[to];
        const bool opens = t->kind == TOKEN_PAREN_OPEN ||
                           t->kind == TOKEN_BRACKET_OPEN || t->kind == TOKEN_BRACE_OPEN;
        to =
            opens && t->link != NO_PARTNER && t->link < p->limit ? t->link + 1 : to + 1;
    }
    parse_skip(p, to);
    p->panic = false;
}

bool parse_down(struct parser *p)
{
    if (++p->depth <= PARSE_DEPTH_MAX)
        return true;
    parse_fail_at(p, peek(p)->span, 502, "This is nested too deeply to follow.",
                  "Give inner parts names of their own, and use those.");
    return false;
}

void parse_up(struct parser *p)
{
    p->depth--;
}

struct ast *parse_node(struct parser *p, enum ast_kind kind, uint32_t first_token)
{
    struct ast *node = arena_take(p->arena, 1, sizeof(*node));
    const uint32_t last = p->at > first_token ? p->at - 1 : first_token;

    if (!node) {
        p->err = p->arena->err;
        p->panic = true;
        return &p->lost;
    }
    node->kind = (uint8_t)kind;
    node->span = span_join(p->t[first_token].span, p->t[last].span);
    return node;
}

struct ast *parse_error(struct parser *p, uint32_t first_token)
{
    return parse_node(p, AST_ERROR, first_token);
}

void parse_keep(struct parser *p, struct ast *part)
{
    if (p->n_kept == p->room_kept) {
        const uint32_t room = p->room_kept ? 2 * p->room_kept : 256;
        struct ast **bigger = realloc(p->kept, room * sizeof(*bigger));
        if (!bigger) {
            p->err = LEAT_ERR_NOMEM;
            p->panic = true;
            return;
        }
        p->kept = bigger;
        p->room_kept = room;
    }
    p->kept[p->n_kept++] = part;
}

struct ast *parse_parts(struct parser *p, struct ast *node, uint32_t mark)
{
    const uint32_t n = p->n_kept > mark ? p->n_kept - mark : 0;
    uint32_t height = 0;

    if (p->err)
        return node;
    node->part = arena_take(p->arena, n, sizeof(*node->part));
    if (!node->part) {
        p->err = p->arena->err;
        return node;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct ast *part = p->kept[mark + i];
        node->part[i] = p->kept[mark + i];
        if (part && part->height + 1u > height)
            height = part->height + 1u;
    }
    node->n = n;
    p->n_kept = mark;
    if (height > PARSE_HEIGHT_MAX) {
        parse_fail_at(p, node->span, 502, "This goes on for too long to follow.",
                      "Give parts of it names of their own, and use those.");
        node->kind = AST_ERROR;
        node->n = 0;
        height = 0;
    }
    node->height = (uint16_t)height;
    return node;
}

struct ast *parse_node2(struct parser *p, enum ast_kind kind, uint32_t first_token,
                        struct ast *a, struct ast *b)
{
    const uint32_t mark = p->n_kept;

    parse_keep(p, a);
    if (b)
        parse_keep(p, b);
    return parse_parts(p, parse_node(p, kind, first_token), mark);
}

struct span ast_head(const struct ast *ast)
{
    return ast->kind == AST_CALL && ast->n > 0 ? ast->part[0]->span : ast->span;
}

int parse(const struct script *script, const struct tokens *tokens, struct names *names,
          struct report *report, struct arena *arena, struct syntax *out)
{
    struct parser p = {.script = script,
                       .t = tokens->at,
                       .names = names,
                       .report = report,
                       .arena = arena,
                       .limit = tokens->n - 1,
                       .n_skipped = names->n};

    p.skipped = arena_take(arena, names->n, 1);
    if (!p.skipped)
        return arena->err;
    parse_statements(&p);
    out->program = parse_parts(&p, parse_node(&p, AST_BLOCK, 0), 0);
    out->skipped = p.skipped;
    out->n_skipped = p.n_skipped;
    free(p.kept);
    return p.err;
}
