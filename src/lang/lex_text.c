/* SPDX-License-Identifier: MIT */
/* lex_text: texts in quotes, cut at their ${...}. */
#include <string.h>

#include "lang/lex.h"

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Bytes of the escape whose backslash is next; 0 when there is none such. */
static uint32_t escape_size(const struct lexer *lx)
{
    const char c = lex_peek(lx, 1);
    uint32_t n = 3;

    if (c && strchr("ntr0\\\"'$", c))
        return 2;
    if (c != 'u' || lex_peek(lx, 2) != '{')
        return 0;
    while (n < 10 && is_hex(lex_peek(lx, n)))
        n++;
    return n > 3 && n < 10 && lex_peek(lx, n) == '}' ? n + 1 : 0;
}

static void pass_escape(struct lexer *lx)
{
    const uint32_t size = escape_size(lx);
    uint32_t bytes = 1;

    if (size > 0) {
        lx->at += size;
        return;
    }
    if (lx->at + 1 < lx->script->size)
        script_char(lx->script, lx->at + 1, &bytes);
    report_error(lx->report, (struct span){lx->at, lx->at + 1 + bytes}, 103,
                 "`\\%.*s` is not something I can put in a text.",
                 lex_peek(lx, 1) < ' ' && lex_peek(lx, 1) >= 0 ? 0 : (int)bytes,
                 lx->script->text + lx->at + 1);
    report_hint(lx->report,
                "Use `\\\\` for a backslash; known ones: n t r \" $ u{...}.");
    lx->at++;
}

/* A byte of a text; those that are no UTF-8 are said once for the program. */
static void pass_char(struct lexer *lx)
{
    uint32_t bytes;

    if (script_char(lx->script, lx->at, &bytes) < 0 && !lx->said_not_text) {
        lx->said_not_text = true;
        report_error(lx->report, (struct span){lx->at, lx->at + 1}, 101,
                     "This file has a byte that is not text.");
        report_hint(lx->report, "Save it as UTF-8.");
    }
    lx->at += bytes;
}

static bool at_quote(const struct lexer *lx, uint8_t flags)
{
    if (flags & TOKEN_RAW)
        return lex_peek(lx, 0) == '\'';
    return lex_peek(lx, 0) == '"' &&
           (!(flags & TOKEN_TRIPLE) ||
            (lex_peek(lx, 1) == '"' && lex_peek(lx, 2) == '"'));
}

enum stop { AT_QUOTE, AT_EXPRESSION, AT_END };

/* Pass what stands up to the closing quote, the next ${ or where the text breaks off.
 */
static enum stop pass_segment(struct lexer *lx, uint8_t flags)
{
    while (lx->at < lx->script->size) {
        const char c = lex_peek(lx, 0), d = lex_peek(lx, 1);
        if (at_quote(lx, flags)) {
            lx->at += flags & TOKEN_TRIPLE ? 3 : 1;
            return AT_QUOTE;
        }
        if (c == '\n' && !(flags & TOKEN_TRIPLE))
            return AT_END;
        if (c == '$' && d == '{' && !(flags & TOKEN_RAW)) {
            lx->at += 2;
            return AT_EXPRESSION;
        }
        if (c == '\\' && flags & TOKEN_RAW)
            lx->at += d == '\\' || d == '\'' ? 2 : 1;
        else if (c == '\\')
            pass_escape(lx);
        else
            pass_char(lx);
    }
    return AT_END;
}

/* One segment as a token: `whole` when it ends the text, `part` when a ${ follows. */
static void push_segment(struct lexer *lx, uint32_t start, uint32_t begin,
                         uint8_t flags, enum token_kind whole, enum token_kind part)
{
    const enum stop stop = pass_segment(lx, flags);
    struct token *token = lex_push(lx, stop == AT_EXPRESSION ? part : whole, start);

    token->flags |= flags | (stop == AT_END ? TOKEN_OPEN_END : 0);
    token->link = begin;
    if (stop == AT_EXPRESSION)
        lex_open(lx);
    if (stop != AT_END)
        return;
    lx->broken_text = begin;
    report_error(lx->report,
                 (struct span){begin, begin + (flags & TOKEN_TRIPLE ? 3 : 1)}, 107,
                 "This text never ends.");
    report_hint(lx->report, "Close it with `%s`.",
                flags & TOKEN_TRIPLE ? "\"\"\""
                : flags & TOKEN_RAW  ? "'"
                                     : "\"");
}

void lex_text(struct lexer *lx)
{
    const uint32_t start = lx->at;
    uint8_t flags = 0;

    if (lex_peek(lx, 0) == '\'')
        flags = TOKEN_RAW;
    else if (lex_peek(lx, 1) == '"' && lex_peek(lx, 2) == '"')
        flags = TOKEN_TRIPLE;
    lx->at += flags & TOKEN_TRIPLE ? 3 : 1;
    push_segment(lx, start, start, flags, TOKEN_TEXT, TOKEN_TEXT_HEAD);
}

void lex_text_again(struct lexer *lx, uint32_t head)
{
    const struct token *opener = &lx->tokens->at[head];
    const uint8_t flags = opener->flags & (TOKEN_RAW | TOKEN_TRIPLE);
    const uint32_t start = lx->at, begin = opener->link;

    lx->at++;
    push_segment(lx, start, begin, flags, TOKEN_TEXT_TAIL, TOKEN_TEXT_MIDDLE);
}
