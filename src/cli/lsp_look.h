/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LSP_LOOK_H
#define LEAT_CLI_LSP_LOOK_H

/**
 * A look at a program that is being written: its tokens and tree, and what stands
 * around a place in it.
 *
 * Thread:  any, one at a time.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "lang/parse.h"
#include "lang/scope.h"

struct lsp_look {
    struct script script;
    struct names names;
    struct arena arena;
    struct tokens tokens;
    struct syntax syntax;
};

/** Owns: the caller ends it with lsp_look_finish(), also after an error.  Errors: as
 * lex() and parse(). */
int lsp_look_init(struct lsp_look *look, const struct script *script);
void lsp_look_finish(struct lsp_look *look);

/** The token that a byte is in or directly behind, or NO_PARTNER. */
uint32_t lsp_look_token(const struct lsp_look *look, uint32_t byte);

/** Whether a byte is inside a comment or a text. */
bool lsp_look_is_prose(const struct lsp_look *look, uint32_t byte);

/** What is called: a function of the program, or one of the language. */
struct lsp_callee {
    uint32_t name;               /* token */
    uint32_t func;               /* token of its `func`, or NO_PARTNER */
    const struct module *module; /* before its name, or NULL */
    struct function function;    /* of the language */
};

/** What the name at a token stands for; false for none. */
bool lsp_look_callee(const struct lsp_look *look, uint32_t name,
                     struct lsp_callee *callee);

/** A call around a place. */
struct lsp_call {
    struct lsp_callee callee;
    uint32_t opener;   /* token of its bracket */
    uint32_t n_before; /* arguments before the place's own */
    uint32_t setting;  /* token of the name that the argument is given by, or
                          NO_PARTNER */
};

/** The innermost call whose brackets hold the token before which the place is.  With
 * `far` lists and brackets in it are looked out of. */
bool lsp_look_call(const struct lsp_look *look, uint32_t before, bool far,
                   struct lsp_call *call);

/** The n-th parameter of a function: of a class its setting, else NULL; and its name,
 * which goes to `name`.  False past the last. */
enum { LSP_NAME_SIZE = 64 };
bool lsp_look_param(const struct lsp_look *look, const struct lsp_callee *callee,
                    uint32_t n, char name[LSP_NAME_SIZE],
                    const struct leat_param **param);

/** A token's text, cut where it is long.  Returns `text`. */
const char *lsp_look_text(const struct lsp_look *look, uint32_t token,
                          char text[LSP_NAME_SIZE]);

#endif
