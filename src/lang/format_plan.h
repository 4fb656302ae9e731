/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_FORMAT_PLAN_H
#define LEAT_LANG_FORMAT_PLAN_H

/**
 * How each token of a program is to be written: what it is to its neighbours, and
 * whether a line begins with it.
 *
 * Thread:  any, one at a time.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "lang/lex.h"
#include "lang/parse.h"

/** Where blanks stand round a token. */
enum format_role {
    ROLE_PLAIN,
    ROLE_PREFIX,  /* none behind it: -x, ..rest, |x */
    ROLE_POSTFIX, /* none before it: read()?, x++, Array<Float> */
    ROLE_TIGHT,   /* neither: 0..8, a[1:2] */
    ROLE_APART,   /* both, even before a bracket: c ? a : b, when (x) */
};

enum format_bracket {
    BRACKET_PLAIN, /* (a + b), a[0], types, patterns: only the author cuts them */
    BRACKET_LIST,  /* items with commas between */
    BRACKET_TIGHT, /* alike, braces without blanks: import Audio.{sine, saw} */
    BRACKET_CODE,  /* statements, cases, members: a line each */
    BRACKET_STEPS, /* as CODE, but two may share a line */
};

struct format_token {
    uint8_t role, bracket; /* bracket: of openers */
    bool is_item;          /* it begins an item or statement of its brackets */
    bool joins;            /* a { that stands on the line of what it belongs to */
    bool breaks;           /* a line begins with it */
    bool drops;            /* it is not written */
    bool comma;            /* one is written behind it */
    bool in_text;          /* between ${ and } */
    bool after_comment;    /* one stands before it */
    uint32_t in;           /* its opener, of a closer too; NO_PARTNER for none */
    uint32_t chain;        /* |> and <>: the token that names their chain */
};

struct format {
    const struct script *script;
    const struct token *t;
    uint32_t n; /* with TOKEN_END */
    struct format_token *f;
    uint32_t *indent; /* of the line of each opener */
};

/** Set roles, brackets and items from the tree. */
void format_mark(struct format *fm, const struct syntax *syntax);

/** Decide where lines begin, and which separators are written. */
void format_layout(struct format *fm);

/** Whether a blank stands before token `i` on its line, given the one written before.
 */
bool format_blank(const struct format *fm, uint32_t before, uint32_t i);

/** Blanks that a line which begins with token `i` begins with. */
uint32_t format_indent(const struct format *fm, uint32_t i);

static inline bool format_opens(const struct format *fm, uint32_t i)
{
    const uint8_t kind = fm->t[i].kind;

    return kind >= TOKEN_PAREN_OPEN && kind <= TOKEN_BRACE_CLOSE &&
           fm->t[i].link != NO_PARTNER && fm->t[i].link > i;
}

static inline bool format_closes(const struct format *fm, uint32_t i)
{
    const uint8_t kind = fm->t[i].kind;

    return kind >= TOKEN_PAREN_OPEN && kind <= TOKEN_BRACE_CLOSE && fm->t[i].link < i;
}

static inline bool format_is_list(const struct format *fm, uint32_t opener)
{
    return opener != NO_PARTNER && (fm->f[opener].bracket == BRACKET_LIST ||
                                    fm->f[opener].bracket == BRACKET_TIGHT);
}

/** The program itself is code too. */
static inline bool format_is_code(const struct format *fm, uint32_t opener)
{
    return opener == NO_PARTNER || fm->f[opener].bracket >= BRACKET_CODE;
}

#endif
