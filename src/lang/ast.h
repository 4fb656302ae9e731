/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_AST_H
#define LEAT_LANG_AST_H

/**
 * The tree of a program, as the grammar of the language has it.
 *
 * Every node has one shape: a kind, a place, a name or a literal, and its parts in a
 * fixed order.  A part that the program leaves out is NULL where the list below says
 * `?`; `...` stands for any number.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lang/script.h"
#include "lang/unit.h"

/* Kind, and its parts in order. */
#define AST_LIST(X)                                                                    \
    X(ERROR)   /* what could not be read, and was reported */                          \
    X(INTEGER) /* integer */                                                           \
    X(NUMBER)  /* number, measure */                                                   \
    X(SIZE)    /* size */                                                              \
    X(COLOUR)  /* colour */                                                            \
    X(TEXT)    /* text; or parts: texts and expressions in turn */                     \
    X(BOOL)    /* integer: 0 or 1 */                                                   \
    X(NULL)                                                                            \
    X(NAME)         /* name */                                                         \
    X(MEMBER)       /* object; name; sign . ?. or :: */                                \
    X(CALL)         /* function, arguments...; a trailing block comes last */          \
    X(NAMED)        /* name: value, in a call or a record; parts: value */             \
    X(SPREAD)       /* value */                                                        \
    X(PAIR)         /* key => value, in a record */                                    \
    X(INDEX)        /* object, index */                                                \
    X(SLICE)        /* object, first?, last? */                                        \
    X(PROPAGATE)    /* value; postfix ? */                                             \
    X(UNARY)        /* sign, operand */                                                \
    X(BINARY)       /* sign, left, right */                                            \
    X(TERNARY)      /* condition, yes, no */                                           \
    X(RANGE)        /* sign, first, last, step? */                                     \
    X(CAST)         /* value, type */                                                  \
    X(LIST)         /* items... */                                                     \
    X(TUPLE)        /* items... */                                                     \
    X(RECORD)       /* NAMED, PAIR, SPREAD or NAME... */                               \
    X(TYPED_RECORD) /* type's name, then as RECORD */                                  \
    X(LAMBDA)       /* n_params; parameters as NAME..., then body */                   \
    X(IF)           /* condition, then, else? */                                       \
    X(LET_IN)       /* a condition `let pattern = value`: pattern, value */            \
    X(MATCH)        /* value, ARM... */                                                \
    X(ARM)          /* guard?, body, patterns... */                                    \
    X(TRY)          /* body, handler; name of the error or 0 */                        \
    X(BLOCK)        /* statements and NAMED entries... */                              \
    X(LET)          /* binding, type?, value?; flag MUT */                             \
    X(ASSIGN)       /* sign, target, value */                                          \
    X(INCREMENT)    /* sign ++ or --, target */                                        \
    X(RETURN)       /* value? */                                                       \
    X(BREAK)                                                                           \
    X(CONTINUE)                                                                        \
    X(FOR)        /* head, body, names as NAME... */                                   \
    X(WHILE)      /* condition, body */                                                \
    X(LOOP)       /* body, frames a second? */                                         \
    X(MAIN)       /* body */                                                           \
    X(EVERY)      /* body, arguments... */                                             \
    X(AFTER)      /* body, arguments... */                                             \
    X(WHEN)       /* head, body or LAMBDA */                                           \
    X(SEQUENCE)   /* n_params; arguments..., then PAIR... */                           \
    X(IMPORT)     /* name: as; parts: path as NAME..., then IMPORTED...; flag ALL for  \
                     .*; or one TEXT, and the file as a BLOCK where it runs */         \
    X(IMPORTED)   /* name; parts: NAME it is known as? */                              \
    X(FUNC)       /* name; type?, body, PARAM...; flags EXPORT, and METHOD */          \
    X(PARAM)      /* name; type?, default? */                                          \
    X(CLASS)      /* name; FIELD and FUNC...; flag STRUCT */                           \
    X(FIELD)      /* name; type?, default? */                                          \
    X(ENUM)       /* name; VARIANT... */                                               \
    X(VARIANT)    /* name; value?, types... */                                         \
    X(TYPE)       /* name, owner: the name before its dot or 0; arguments... */        \
    X(TYPE_OTHER) /* list, tuple, function or optional type: parts... */               \
    X(PATTERN_LITERAL) /* literal */                                                   \
    X(PATTERN_RANGE)   /* sign, first, last */                                         \
    X(PATTERN_NAME)    /* name; parts in brackets... */                                \
    X(PATTERN_LIST)    /* patterns...; name of the rest or 0 */                        \
    X(PATTERN_TUPLE)   /* patterns... */                                               \
    X(PATTERN_RECORD)  /* NAMED... */                                                  \
    X(PATTERN_REST)    /* name or 0 */

enum ast_kind {
#define X(kind) AST_##kind,
    AST_LIST(X)
#undef X
        N_AST_KINDS
};

enum {
    AST_MUT = 1,       /* LET */
    AST_ALL = 2,       /* IMPORT */
    AST_EXPORT = 4,    /* FUNC */
    AST_METHOD = 8,    /* FUNC with self */
    AST_STRUCT = 16,   /* CLASS */
    AST_TRAILING = 32, /* CALL whose last argument is a BLOCK or LAMBDA behind it */
    AST_READ = 128,    /* IMPORT of a file, which was looked at */
    AST_GROUPED = 64,  /* an expression in parentheses of its own */
    AST_TEMPORAL = 1,  /* WHILE: its body once a frame while the condition holds */
    AST_BARS = 1, /* NUMBER: it was written in bars; `number` is for those of 4/4 */
};

struct ast {
    uint8_t kind; /* enum ast_kind */
    uint8_t sign; /* enum token_kind of an operator */
    uint8_t flags;
    uint16_t height; /* 0 without parts, else one more than its highest part */
    struct span span;
    uint32_t name; /* number in struct names */
    uint32_t n;    /* of part */
    struct ast **part;
    union {
        int64_t integer;
        double number;
        uint32_t colour;
        uint32_t size[2];
        const char *text; /* ends with 0 */
        uint32_t n_params;
        uint32_t owner; /* a name */
    };
    union {
        uint32_t text_size;
        enum measure measure;
    };
};

/** The span of what a node is called: of a call its function's name. */
struct span ast_head(const struct ast *ast);

#endif
