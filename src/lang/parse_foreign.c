/* SPDX-License-Identifier: MIT */
/*
 * parse_foreign: signs of other languages, E112.  Each is told what stands for it here,
 * and read as if that had been written, so that the mistakes behind it are found too.
 * And words that are kept for later, E206.
 */
#include "lang/parse.h"
#include "lang/scope.h"

/* `|x|` and `|x, y|` begin a function without a name, `| f(` does not. */
static bool has_parameters(const struct parser *p)
{
    const struct token *name = peek_at(p, 1), *behind = peek_at(p, 2);

    return name->kind == TOKEN_BAR ||
           (name->kind == TOKEN_NAME &&
            (behind->kind == TOKEN_COMMA || behind->kind == TOKEN_BAR));
}

uint32_t parse_foreign_pipe(const struct parser *p)
{
    const struct token *next = peek_at(p, 1);

    if (p->at >= p->limit || p->head)
        return 0;
    switch (peek(p)->kind) {
    case TOKEN_BAR:
        return !(peek(p)->flags & TOKEN_ON_NEW_LINE) || !has_parameters(p);
    case TOKEN_ARROW:
        return 1;
    case TOKEN_FAT_ARROW:
        return !p->guard;
    case TOKEN_GREATER:
        return next->kind == TOKEN_GREATER && next->flags & TOKEN_TOUCHES ? 2 : 0;
    default:
        return 0;
    }
}

/* Say that `n` tokens stand for something else. */
static void refuse(struct parser *p, uint32_t n, const char *what)
{
    const struct span span = span_join(peek(p)->span, peek_at(p, n - 1)->span);

    report_error(p->report, span, 112, "`%.*s` does not %s.",
                 (int)(span.end - span.start), p->script->text + span.start, what);
}

bool parse_accept_foreign_pipe(struct parser *p)
{
    const uint32_t n = parse_foreign_pipe(p);

    if (n == 0)
        return false;
    refuse(p, n, "send a stream on");
    report_hint(p->report, "Use `|>`: `saw(110.hz) |> lowpass()`.");
    p->at += n;
    return true;
}

/* `:=` is next. */
static bool is_walrus(const struct parser *p)
{
    return peek_is(p, TOKEN_COLON) && peek_at(p, 1)->kind == TOKEN_ASSIGN &&
           p->at + 1 < p->limit;
}

void parse_setting_sign(struct parser *p, uint32_t name)
{
    const uint32_t n = is_walrus(p) ? 2 : 1;

    if (n == 2 || peek_is(p, TOKEN_ASSIGN)) {
        refuse(p, n, "give a setting its value");
        report_hint(p->report, "Use `:`, as in `%.40s: ...`.",
                    names_text(p->names, name));
    }
    p->at += n;
}

/* Types begin with a capital or a bracket; `drums.Bell` with the name of a file. */
static bool begins_type(const struct parser *p, uint32_t ahead)
{
    while (peek_at(p, ahead)->kind == TOKEN_NAME &&
           peek_at(p, ahead + 1)->kind == TOKEN_DOT &&
           peek_at(p, ahead + 2)->kind == TOKEN_NAME)
        ahead += 2;
    const struct token *t = peek_at(p, ahead);
    const char first = t->kind == TOKEN_NAME ? names_text(p->names, t->link)[0] : 'A';

    return !(t->kind >= TOKEN_INTEGER && t->kind <= TOKEN_TEXT_HEAD) &&
           !(first >= 'a' && first <= 'z');
}

bool parse_accept_foreign_assign(struct parser *p)
{
    const bool walrus = is_walrus(p);

    if (!walrus && (!more_is(p, TOKEN_COLON) || begins_type(p, 1)))
        return false;
    refuse(p, walrus ? 2 : 1, "give a variable its value");
    report_hint(p->report, "Use `=`, as in `x = 3`.");
    p->at += walrus ? 2 : 1;
    return true;
}

/* What begins on the same line, so that the word before it is no name of the program's.
 */
static bool begins_operand(const struct token *t)
{
    return !(t->flags & TOKEN_ON_NEW_LINE) &&
           (t->kind == TOKEN_NAME ||
            (t->kind >= TOKEN_INTEGER && t->kind <= TOKEN_TEXT_HEAD));
}

void parse_accept_reserved(struct parser *p)
{
    const struct token *word = peek(p);
    const char *instead = word->kind == TOKEN_NAME
                              ? scope_reserved(names_text(p->names, word->link))
                              : NULL;

    if (!instead || p->at + 1 >= p->limit || !begins_operand(peek_at(p, 1)))
        return;
    report_error(p->report, word->span, 206,
                 "`%s` is planned but not in this leat yet.",
                 names_text(p->names, word->link));
    report_hint(p->report, "%s", instead);
    p->at++;
}
