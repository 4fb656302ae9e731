/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PARSE_H
#define LEAT_LANG_PARSE_H

/**
 * Tokens to tree: the grammar of the whole language, by recursive descent.
 *
 * After an error nothing more is said until the parser stands again at a place it can
 * trust: behind the bracket that the error lies in, or where a statement begins.
 *
 * Owns:    the tree is the arena's.
 * Thread:  any, one at a time.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "lang/ast.h"
#include "lang/lex.h"

enum {
    PARSE_DEPTH_MAX = 512,   /* rules inside each other; each bracket takes two */
    PARSE_HEIGHT_MAX = 1000, /* operators in a row */
};

struct parser {
    const struct script *script;
    const struct token *t;
    struct names *names;
    struct report *report;
    struct arena *arena;
    uint32_t at;       /* token that is next */
    uint32_t limit;    /* token that ends the brackets we are in */
    uint32_t depth;    /* of calls into each other */
    bool panic;        /* an error was said; nothing is till we recover */
    bool head;         /* between `if` and its block: { opens the block */
    bool guard;        /* before the => of a case: it makes no lambda */
    struct ast **kept; /* parts of nodes that are being built */
    uint32_t n_kept, room_kept;
    uint8_t *skipped; /* by name number: the name stands in text that was skipped */
    uint32_t n_skipped;
    struct ast lost; /* what is built when memory is out */
    int err;
};

/** A parsed program. */
struct syntax {
    struct ast *program; /* a BLOCK */
    uint8_t *skipped;    /* by name number below n_skipped: it may be meant to exist */
    uint32_t n_skipped;
};

/** Errors: LEAT_ERR_NOMEM, LEAT_ERR_LIMIT; what is wrong goes to `report`. */
int parse(const struct script *script, const struct tokens *tokens, struct names *names,
          struct report *report, struct arena *arena, struct syntax *out);

/* Looking at tokens. */

static inline const struct token *peek(const struct parser *p)
{
    return &p->t[p->at];
}

static inline const struct token *peek_at(const struct parser *p, uint32_t ahead)
{
    return &p->t[p->at + ahead < p->limit ? p->at + ahead : p->limit];
}

static inline bool peek_is(const struct parser *p, enum token_kind kind)
{
    return p->t[p->at].kind == kind && p->at < p->limit;
}

/** Whether the next token goes on with the statement and is of this kind. */
static inline bool more_is(const struct parser *p, enum token_kind kind)
{
    return peek_is(p, kind) && !(p->t[p->at].flags & TOKEN_BEGINS);
}

/** Whether the statement has ended before the next token. */
bool parse_at_end(const struct parser *p);
/** A NAME or a reserved word. */
bool parse_is_word(const struct token *token);
bool parse_is_soft(const struct token *token, enum word word);

/* Taking tokens. */

const struct token *take(struct parser *p);
/* Of this header alone: as a symbol it would take the place of accept() of POSIX. */
static inline bool accept(struct parser *p, enum token_kind kind)
{
    if (!peek_is(p, kind))
        return false;
    p->at++;
    return true;
}

/** Errors: E106 with what was expected. */
bool expect(struct parser *p, enum token_kind kind, const char *what);
/** A plain name, or with `any` also a reserved word; 0 after an error. */
uint32_t parse_word(struct parser *p, bool any, const char *what);
/** Alike, where a new line may stand before it. */
uint32_t parse_first_word(struct parser *p, bool any, const char *what);

/** E106: what was expected at the next token, and how it may look. */
void parse_fail(struct parser *p, const char *what, const char *example);
/** Another error at a span. */
void parse_fail_at(struct parser *p, struct span span, int code, const char *message,
                   const char *hint);

/** What brackets change for what stands inside them. */
struct inside {
    uint32_t opener, limit;
    bool head, guard;
};

/** Take an opening bracket. */
struct inside parse_open(struct parser *p);
/** Take its partner; recovers there.  False when what stood inside was wrong. */
bool parse_close(struct parser *p, struct inside inside);
/** Pass tokens that nobody could read, up to `to`; their names are remembered. */
void parse_skip(struct parser *p, uint32_t to);
/** Skip to where the statement behind the one of `first_token` begins. */
void parse_recover(struct parser *p, uint32_t first_token);

/** One level deeper; false, with E502, when that is too deep.  Pairs with parse_up().
 */
bool parse_down(struct parser *p);
void parse_up(struct parser *p);

/* Building nodes. */

struct ast *parse_node(struct parser *p, enum ast_kind kind, uint32_t first_token);
struct ast *parse_error(struct parser *p, uint32_t first_token);
/** Keep a part for a node that comes; parse_parts() gives it all since `mark`. */
void parse_keep(struct parser *p, struct ast *part);
struct ast *parse_parts(struct parser *p, struct ast *node, uint32_t mark);
struct ast *parse_node2(struct parser *p, enum ast_kind kind, uint32_t first_token,
                        struct ast *a, struct ast *b);

/* The grammar. */

struct ast *parse_expr(struct parser *p);
struct ast *parse_head(struct parser *p); /* up to a block */
struct ast *parse_postfix(struct parser *p);
struct ast *parse_primary(struct parser *p);
struct ast *parse_sum(struct parser *p);
struct ast *parse_text(struct parser *p);
void parse_arguments(struct parser *p); /* keeps them; ( is next */
/** `name: value`, and whether its first two tokens are next; a text may be the name. */
bool parse_is_entry(const struct parser *p);
struct ast *parse_entry(struct parser *p);
struct ast *parse_record(struct parser *p, enum ast_kind kind, uint32_t first_token);
bool parse_is_record(const struct parser *p);
struct ast *parse_brackets(struct parser *p); /* ( [ { in value position */
struct ast *parse_lambda(struct parser *p);
bool parse_is_lambda(const struct parser *p);
struct ast *parse_trail(struct parser *p); /* { } behind a call */
struct ast *parse_if(struct parser *p);
struct ast *parse_match(struct parser *p);
struct ast *parse_try(struct parser *p);
struct ast *parse_condition(struct parser *p);
struct ast *parse_block(struct parser *p);
/** Statements up to p->limit, kept. */
void parse_statements(struct parser *p);
struct ast *parse_statement(struct parser *p);
struct ast *parse_declaration(struct parser *p); /* NULL when none begins here */
struct ast *parse_func(struct parser *p);
struct ast *parse_pattern(struct parser *p);
struct ast *parse_type(struct parser *p);

/* Signs of other languages, E112. */

/** How many tokens of a sign that elsewhere stands for |> are next. */
uint32_t parse_foreign_pipe(const struct parser *p);
/** Refuse and take such a sign, if one is next. */
bool parse_accept_foreign_pipe(struct parser *p);
/** Refuse and take what elsewhere stands for = behind a variable, if it is next. */
bool parse_accept_foreign_assign(struct parser *p);

/** Refuse and take a word that is kept for later, `spawn f()`, E206, if one is next. */
void parse_accept_reserved(struct parser *p);
/** Take the `:` behind the name of a setting, or refuse and take `=` or `:=`. */
void parse_setting_sign(struct parser *p, uint32_t name);

#endif
