/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_TOKEN_H
#define LEAT_LANG_TOKEN_H

/**
 * The words and signs that a program is made of.
 */

#include <stdint.h>

#include "lang/script.h"

/* Reserved words.  Anywhere a name cannot be mistaken (after a dot, before a colon)
 * they are names too, so each also has a number in struct names: its place in this
 * list. */
#define KEYWORD_LIST(X)                                                                \
    X(IMPORT, "import")                                                                \
    X(LET, "let")                                                                      \
    X(MUT, "mut")                                                                      \
    X(FUNC, "func")                                                                    \
    X(CLASS, "class")                                                                  \
    X(STRUCT, "struct")                                                                \
    X(ENUM, "enum")                                                                    \
    X(IF, "if")                                                                        \
    X(ELSE, "else")                                                                    \
    X(MATCH, "match")                                                                  \
    X(FOR, "for")                                                                      \
    X(IN, "in")                                                                        \
    X(WHILE, "while")                                                                  \
    X(LOOP, "loop")                                                                    \
    X(RETURN, "return")                                                                \
    X(BREAK, "break")                                                                  \
    X(CONTINUE, "continue")                                                            \
    X(TRY, "try")                                                                      \
    X(CATCH, "catch")                                                                  \
    X(AS, "as")                                                                        \
    X(TRUE, "true")                                                                    \
    X(FALSE, "false")                                                                  \
    X(NULL, "null")                                                                    \
    X(AND, "and")                                                                      \
    X(OR, "or")                                                                        \
    X(NOT, "not")                                                                      \
    X(SELF, "self")                                                                    \
    X(SELF_TYPE, "Self")

/* Words that are special only where a statement may begin, or where the grammar names
 * them; they are NAME tokens. */
#define SOFT_WORD_LIST(X)                                                              \
    X(EVERY, "every")                                                                  \
    X(AFTER, "after")                                                                  \
    X(WHEN, "when")                                                                    \
    X(SEQUENCE, "sequence")                                                            \
    X(MAIN, "main")                                                                    \
    X(AT, "at")                                                                        \
    X(STEP, "step")                                                                    \
    X(WILDCARD, "_")

/* Signs; of those that begin alike the longer stands first. */
#define SIGN_LIST(X)                                                                   \
    X(POWER_ASSIGN, "**=")                                                             \
    X(RANGE_CLOSED, "..=")                                                             \
    X(RANGE_OPEN, "...")                                                               \
    X(PLUS_ASSIGN, "+=")                                                               \
    X(MINUS_ASSIGN, "-=")                                                              \
    X(TIMES_ASSIGN, "*=")                                                              \
    X(DIVIDE_ASSIGN, "/=")                                                             \
    X(REMAINDER_ASSIGN, "%=")                                                          \
    X(INCREMENT, "++")                                                                 \
    X(DECREMENT, "--")                                                                 \
    X(POWER, "**")                                                                     \
    X(EQUAL, "==")                                                                     \
    X(NOT_EQUAL, "!=")                                                                 \
    X(LESS_EQUAL, "<=")                                                                \
    X(GREATER_EQUAL, ">=")                                                             \
    X(FAT_ARROW, "=>")                                                                 \
    X(ARROW, "->")                                                                     \
    X(BOTH, "&&")                                                                      \
    X(EITHER, "||")                                                                    \
    X(PIPE, "|>")                                                                      \
    X(FEEDBACK, "<>")                                                                  \
    X(COALESCE, "??")                                                                  \
    X(SAFE_DOT, "?.")                                                                  \
    X(PATH, "::")                                                                      \
    X(RANGE, "..")                                                                     \
    X(ASSIGN, "=")                                                                     \
    X(PLUS, "+")                                                                       \
    X(MINUS, "-")                                                                      \
    X(TIMES, "*")                                                                      \
    X(DIVIDE, "/")                                                                     \
    X(REMAINDER, "%")                                                                  \
    X(LESS, "<")                                                                       \
    X(GREATER, ">")                                                                    \
    X(BANG, "!")                                                                       \
    X(QUESTION, "?")                                                                   \
    X(COLON, ":")                                                                      \
    X(DOT, ".")                                                                        \
    X(COMMA, ",")                                                                      \
    X(SEMICOLON, ";")                                                                  \
    X(BAR, "|")                                                                        \
    X(AT, "@")                                                                         \
    X(PAREN_OPEN, "(")                                                                 \
    X(PAREN_CLOSE, ")")                                                                \
    X(BRACKET_OPEN, "[")                                                               \
    X(BRACKET_CLOSE, "]")                                                              \
    X(BRACE_OPEN, "{")                                                                 \
    X(BRACE_CLOSE, "}")

enum token_kind {
    TOKEN_END, /* of the text */
    TOKEN_NAME,
    TOKEN_INTEGER,
    TOKEN_FLOAT,
    TOKEN_QUANTITY, /* a number and its unit, or % */
    TOKEN_SIZE,     /* 640x480 */
    TOKEN_COLOUR,
    TOKEN_TEXT,        /* a text without ${...}, or ... */
    TOKEN_TEXT_HEAD,   /* ... its part before the first, */
    TOKEN_TEXT_MIDDLE, /* between two and */
    TOKEN_TEXT_TAIL,   /* after the last of them */
    TOKEN_UNKNOWN,     /* it was reported; so nothing near it need be */
#define X(name, text) TOKEN_##name,
    SIGN_LIST(X)
#undef X
        TOKEN_KEYWORD_FIRST,
#define X(name, text) TOKEN_##name,
    KEYWORD_LIST(X)
#undef X
        N_TOKENS
};

/* Numbers of reserved and soft words in struct names. */
enum word {
    WORD_NONE,
#define X(name, text) WORD_##name,
    KEYWORD_LIST(X) SOFT_WORD_LIST(X)
#undef X
};

enum {
    TOKEN_ON_NEW_LINE = 1, /* a line end stands before it */
    TOKEN_BEGINS = 2,      /* and ends the statement before it */
    TOKEN_TOUCHES = 4,     /* no blank stands before it */
    TOKEN_RAW = 8,         /* a text in '...' */
    TOKEN_TRIPLE = 16,     /* a text in three quotes */
    TOKEN_OPEN_END = 32,   /* a text or a ${ that never ends */
};

enum { NO_PARTNER = UINT32_MAX };

struct token {
    struct span span;
    uint32_t link; /* word: its number; bracket: index of its partner, or NO_PARTNER;
                      text with ${...}: where it begins */
    uint8_t kind;  /* enum token_kind */
    uint8_t flags;
};

#endif
