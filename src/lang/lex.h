/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_LEX_H
#define LEAT_LANG_LEX_H

/**
 * Cut the text of a program into tokens, match its brackets and find where its
 * statements end.  No byte is dropped unsaid; any bytes at all give tokens.
 *
 * Owns:    the tokens, until tokens_finish().
 * Thread:  any, one at a time.
 */

#include <stdbool.h>

#include "lang/names.h"
#include "lang/report.h"
#include "lang/token.h"

struct tokens {
    struct token *at; /* the last is TOKEN_END */
    uint32_t n, room;
};

/** Errors: LEAT_ERR_NOMEM; what is wrong with the text goes to `report`. */
int lex(const struct script *script, struct names *names, struct report *report,
        struct tokens *out);
void tokens_finish(struct tokens *tokens);

/** What is being read. */
struct lexer {
    const struct script *script;
    struct names *names;
    struct report *report;
    struct tokens *tokens;
    uint32_t at;      /* byte that is next */
    bool on_new_line; /* since the token before */
    uint32_t *open;   /* tokens that opened what is not closed yet */
    uint32_t n_open, room_open;
    uint32_t n_waiting[N_TOKENS]; /* how many of each kind are open */
    bool said_not_text;
    uint32_t broken_text; /* where a text began that never ends; UINT32_MAX */
    int err;
};

/** The byte `ahead` of the next one, 0 behind the end. */
static inline char lex_peek(const struct lexer *lx, uint32_t ahead)
{
    const uint64_t at = (uint64_t)lx->at + ahead;

    return at < lx->script->size ? lx->script->text[at] : '\0';
}

/** Bytes of the character of a name that stands at `at`, or 0. */
uint32_t lex_letter(const struct lexer *lx, uint32_t at);

/** End of the name that begins at `at`; `at` itself when none does. */
uint32_t lex_name_end(const struct lexer *lx, uint32_t at);

/** Add the token that began at `start` and ends at lx->at. */
struct token *lex_push(struct lexer *lx, enum token_kind kind, uint32_t start);

/** Remember the newest token as one that opens something, and match what closes. */
void lex_open(struct lexer *lx);
void lex_close(struct lexer *lx, enum token_kind opener);

/** Read a number with its unit; a digit is next. */
void lex_number(struct lexer *lx);

/** Read a text; its quote is next. */
void lex_text(struct lexer *lx);

/** Go on with the text around a ${...} that `head` opened and a `}` has closed. */
void lex_text_again(struct lexer *lx, uint32_t head);

/** Set TOKEN_BEGINS by the rules for line ends. */
void lex_lines(struct lexer *lx);

/** Whether a statement goes on behind a token of this kind. */
bool lex_is_joint(uint8_t kind);

#endif
