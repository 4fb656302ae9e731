/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CODE_H
#define LEAT_LANG_CODE_H

/**
 * A function as the machine runs it: instructions over registers.
 *
 * The registers of a call are its parameters, its variables and what expressions need
 * in between; those of the program itself are its global variables.
 */

#include "lang/value.h"

/* Name, and what it does with registers a, b, c; k is a constant, J a place to go on.
 */
#define OP_LIST(X)                                                                     \
    X(MOVE)       /* a = b */                                                          \
    X(COPY)       /* a = b; of a struct a copy */                                      \
    X(CONSTANT)   /* a = k[b]; c is the high half of its number */                     \
    X(INTEGER)    /* a = b, as a signed number */                                      \
    X(NIL)        /* a = null */                                                       \
    X(CHECK)      /* E204 when b has no value yet: a = b; its name is k[c] */          \
    X(GET_GLOBAL) /* a = global b; E204 for name k[c] */                               \
    X(SET_GLOBAL) /* global a = b */                                                   \
    X(NEW_BOX)    /* a = a box with what a holds */                                    \
    X(GET_BOX)    /* a = what box b holds; E204 for name k[c] */                       \
    X(SET_BOX)    /* box a holds b */                                                  \
    X(GET_SHARED) /* a = what box b of the closure holds; E204 for k[c] */             \
    X(SET_SHARED) /* box a of the closure holds b */                                   \
    X(CLOSURE)    /* a = inner function b of this one */                               \
    X(TYPE)       /* a = type k[b] with c methods, closures from a + 1 on, */          \
                  /* and behind them what its fields begin with */                     \
    X(NAMED)      /* the variable k[b] has got a */                                    \
    X(TIME)       /* a = time of the program in seconds */                             \
    X(ADD)        /* a = b + c */                                                      \
    X(SUBTRACT)                                                                        \
    X(MULTIPLY)                                                                        \
    X(DIVIDE)                                                                          \
    X(REMAINDER)                                                                       \
    X(POWER)                                                                           \
    X(ADD_SMALL) /* a = b + c, c a signed number; with d it was written b - -c */      \
    X(EQUAL)     /* a = b == c */                                                      \
    X(NOT_EQUAL)                                                                       \
    X(LESS)                                                                            \
    X(LESS_EQUAL)                                                                      \
    X(GREATER)                                                                         \
    X(GREATER_EQUAL)                                                                   \
    X(IN)                                                                              \
    X(FEEDBACK)                                                                        \
    X(NEGATE)    /* a = -b */                                                          \
    X(BARS)      /* a, beats of bars of 4/4, becomes those of the bars that are */     \
    X(NOT)       /* a = !b */                                                          \
    X(JUMP)      /* J */                                                               \
    X(JUMP_BACK) /* J, and count the steps */                                          \
    X(JUMP_IF)   /* J when a holds */                                                  \
    X(JUMP_IF_NOT)                                                                     \
    X(JUMP_IF_NULL)    /* J when a is null or None */                                  \
    X(JUMP_IF_VALUE)   /* J when it is neither */                                      \
    X(JUMP_IF_SET)     /* J when parameter a was given */                              \
    X(SKIP_LESS)       /* leave out the next one, a JUMP, when a < b */                \
    X(SKIP_LESS_EQUAL) /* when a <= b */                                               \
    X(SKIP_EQUAL)                                                                      \
    X(SKIP_NOT_EQUAL)                                                                  \
    X(TEXT) /* a = c registers from b on as one text */                                \
    X(LIST) /* a = list of c registers from b on */                                    \
    X(TUPLE)                                                                           \
    X(MAP)           /* a = empty map */                                               \
    X(PUT)           /* map a: k[b] => c */                                            \
    X(PUT_KEY)       /* map a: key in b => c */                                        \
    X(SPREAD)        /* map a: all of map b */                                         \
    X(RANGE)         /* a = range from b to b + 1 by b + 2; c: its end belongs */      \
    X(GET_ITEM)      /* a = b[c] */                                                    \
    X(SET_ITEM)      /* a[b] = c */                                                    \
    X(SLICE)         /* a = b[c : c + 1] */                                            \
    X(GET_FIELD)     /* a = b.k[c] */                                                  \
    X(SET_FIELD)     /* a.k[b] = c; see enum set_field */                              \
    X(BIND)          /* variable b, global c if any, is bound to the newest control */ \
    X(STEER)         /* a moves the control that variable b is bound to */             \
    X(MARK)          /* a = how many nodes there are */                                \
    X(CALL)          /* c = a(a + 1, ...) in shape b */                                \
    X(CALL_METHOD)   /* c = (a + 1).name(a + 2, ...) in shape b */                     \
    X(PIPE)          /* a = b |> c */                                                  \
    X(AS_CHAIN)      /* a = b; a function that lacks its input is a chain */           \
    X(RETURN)        /* a */                                                           \
    X(SETTLE)        /* a is the value of a statement that nobody uses */              \
    X(FOR)           /* a, ... a + 3 = a walk through b */                             \
    X(NEXT)          /* a + 4 = next item of walk a, or J */                           \
    X(NEXT_PAIR)     /* a + 4, a + 5 = next pair of walk a, or J */                    \
    X(FOR_END)       /* walk a is over */                                              \
    X(UNPACK)        /* b registers from a on = items of c */                          \
    X(UNPACK_REST)   /* a = items of c from b on */                                    \
    X(MATCH_WORD)    /* a = whether b is what word k[c] means */                       \
    X(MATCH_COUNT)   /* a = whether b has c items */                                   \
    X(MATCH_LEAST)   /* a = whether b has at least c items */                          \
    X(MATCH_VARIANT) /* a = whether b is variant k[c] of d values, a + 1, ... */       \
    X(MATCH_FIELD)   /* a = whether b has k[c]; a + 1 = that */                        \
    X(NO_MATCH)      /* W210; a = null */                                              \
    X(TRY)           /* errors go to J with what is known of them in a */              \
    X(TRY_END)                                                                         \
    X(PROPAGATE) /* a = what a carries; out of b TRYs and the function with */         \
                 /* None and Err */                                                    \
    X(FAIL)      /* a tells of an error: out of b TRYs and the function with */        \
                 /* Err(a); in the program itself report it */                         \
    X(CONVERT)   /* a = b as the type k[c] */                                          \
    X(LIMIT)     /* a = a held in limits k[b], if it is a number; its name is k[c] */  \
    X(STATEMENT) /* a statement of the program, J behind it */                         \
    X(SCHEDULE)  /* a = what is due of schedule kind c; arguments of shape b from */   \
                 /* a + 2 on */                                                        \
    X(AFTER)     /* a + 1, a function, is to run later; arguments as for SCHEDULE */   \
    X(DUE)       /* a + 1 = next that is due of a, or J */                             \
    X(DUE_END)   /* it is the frame's time again */                                    \
    X(BODY)      /* what runs every frame begins behind this, J behind it */           \
    X(BODY_OF)   /* a, a function, runs every frame */                                 \
    X(BODY_END)

enum op {
#define X(name) OP_##name,
    OP_LIST(X)
#undef X
        N_OPS
};

/* What d says of arithmetic and comparisons. */
enum {
    D_GROWS = 1,          /* + and -: the left side is a sum itself */
    D_TURNED = 1,         /* SKIP: it was written the other way round */
    D_CONSTANT = 2,       /* the last operand is a constant, not a register, */
    D_CONSTANT_FIRST = 4, /* SKIP: the first one is */
    D_NAMED = 8,          /* the next instruction, NAMED, is for streams only */
};

/* Places to go on are instructions from the next one; where one is named J, b and c
 * hold it together, or a alone where a is not used. */
/** What d of SET_FIELD says of an `a` that is a colour, or the name of one. */
enum set_field {
    SET_FIELD_ONLY, /* nobody holds it: E202 */
    SET_FIELD_HERE, /* it changes in its register */
    SET_FIELD_BACK, /* and the next instruction, a jump, is left out */
};

struct instruction {
    uint8_t op;
    uint8_t d;
    uint16_t a;
    union {
        struct {
            uint16_t b, c;
        };
        int32_t jump;
    };
};
_Static_assert(sizeof(struct instruction) == 8, "an instruction is one word");

/** How the arguments of a call stand in the registers behind the callee. */
struct shape {
    uint32_t n;      /* registers */
    uint32_t method; /* its name; CALL_METHOD */
    bool has_spread, has_names, has_mark;
    bool has_code;      /* its last argument is the code behind the call */
    struct span span;   /* of the callee's name */
    struct span object; /* CALL_METHOD: of what stands before the dot */
    struct {
        uint32_t name; /* 0: by position */
        bool is_spread;
        struct span span;
    } argument[];
};

struct code {
    const struct ast *ast; /* FUNC or LAMBDA; NULL: the program */
    const char *name;
    bool is_method; /* register 0 is the object */
    struct instruction *at;
    struct span *span; /* of each instruction */
    uint32_t *site;    /* of each: what tells calls apart, the same after an edit */
    uint32_t n, room;
    struct value *constant;
    uint32_t n_constants, room_constants;
    const struct shape **shape;
    uint32_t n_shapes, room_shapes;
    uint32_t n_registers;
    uint32_t n_variables; /* registers below this one hold variables, among others */
    uint32_t n_params;
    const struct param *param;
    struct code **inner;
    uint32_t n_inner, room_inner;
    struct share *share; /* boxes of a closure, in order */
    uint32_t n_shares, room_shares;
};

struct param {
    uint32_t name;
    bool has_default;
};

/** Where the box of a closure comes from when it is made. */
struct share {
    uint32_t name; /* of the variable */
    bool is_own;   /* a register of the function that makes it; else a box of its own */
    uint16_t index;
};

#endif
