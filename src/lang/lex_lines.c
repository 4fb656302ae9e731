/* SPDX-License-Identifier: MIT */
/*
 * lex_lines: which line ends end a statement.
 *
 * One does not inside round or square brackets, after a token that wants something
 * behind it, or before one that wants something in front of it.
 * Source: language reference, section 1.1.
 */
#include "lang/lex.h"

/* Tokens after which a statement goes on.  A sign that touches the word before it may
 * be the end of a type or of an import; see wants_more(). */
bool lex_is_joint(uint8_t kind)
{
    switch (kind) {
    case TOKEN_COMMA:
    case TOKEN_DOT:
    case TOKEN_SAFE_DOT:
    case TOKEN_PATH:
    case TOKEN_COLON:
    case TOKEN_QUESTION:
    case TOKEN_ARROW:
    case TOKEN_FAT_ARROW:
    case TOKEN_BRACE_OPEN:
    case TOKEN_BAR:
    case TOKEN_BANG:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NOT:
    case TOKEN_IN:
    case TOKEN_AS:
        return true;
    case TOKEN_INCREMENT:
    case TOKEN_DECREMENT:
        return false;
    default:
        return kind >= TOKEN_POWER_ASSIGN && kind <= TOKEN_GREATER;
    }
}

static bool wants_more(const struct token *before, const struct token *last)
{
    const bool touches = last->flags & TOKEN_TOUCHES;

    if (before && before->kind == TOKEN_DOT)
        return false; /* x.in, import Audio.* */
    if (touches && (last->kind == TOKEN_QUESTION || last->kind == TOKEN_GREATER))
        return false; /* read()?, Array<Float> */
    return lex_is_joint(last->kind);
}

static bool goes_on(const struct token *next)
{
    switch (next->kind) {
    case TOKEN_PIPE:
    case TOKEN_FEEDBACK:
    case TOKEN_DOT:
    case TOKEN_SAFE_DOT:
    case TOKEN_BOTH:
    case TOKEN_EITHER:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_ELSE:
    case TOKEN_CATCH:
    case TOKEN_QUESTION:
    case TOKEN_COLON:
    case TOKEN_TEXT_MIDDLE:
    case TOKEN_TEXT_TAIL:
        return true;
    default:
        return false;
    }
}

static bool is_round(uint8_t kind)
{
    return kind == TOKEN_PAREN_OPEN || kind == TOKEN_BRACKET_OPEN ||
           kind == TOKEN_TEXT_HEAD || kind == TOKEN_TEXT_MIDDLE;
}

/* Keep lx->open as the brackets around token i; those without partner do not count. */
static void follow(struct lexer *lx, const struct token *t, uint32_t i)
{
    const bool text = t->kind >= TOKEN_TEXT_HEAD && t->kind <= TOKEN_TEXT_TAIL;

    if (lx->n_open > 0 && ((text && t->kind != TOKEN_TEXT_HEAD) ||
                           (!text && t->link < i && t->kind >= TOKEN_PAREN_OPEN &&
                            t->kind <= TOKEN_BRACE_CLOSE)))
        lx->n_open--;
    if (((t->kind == TOKEN_TEXT_HEAD || t->kind == TOKEN_TEXT_MIDDLE) &&
         !(t->flags & TOKEN_OPEN_END)) ||
        (t->kind >= TOKEN_PAREN_OPEN && t->kind <= TOKEN_BRACE_OPEN && t->link > i &&
         t->link != NO_PARTNER))
        lx->open[lx->n_open++] = i;
}

void lex_lines(struct lexer *lx)
{
    struct token *t = lx->tokens->at;

    lx->n_open = 0;
    for (uint32_t i = 0; i < lx->tokens->n; i++) {
        const bool round = lx->n_open > 0 && is_round(t[lx->open[lx->n_open - 1]].kind);
        if (t[i].kind == TOKEN_END ||
            (t[i].flags & TOKEN_ON_NEW_LINE && i > 0 && !round &&
             !wants_more(i > 1 ? &t[i - 2] : NULL, &t[i - 1]) && !goes_on(&t[i])))
            t[i].flags |= TOKEN_BEGINS;
        follow(lx, &t[i], i);
    }
}
