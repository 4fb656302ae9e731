/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_KERNEL_CODE_H
#define LEAT_BASE_KERNEL_CODE_H

/**
 * The code of sample kernels, as text: words with blanks between, for a stack of
 * numbers.
 *
 *     x i           the sample, and how many came before it
 *     #H            a number, its 64 bits in 16 hexadecimal digits
 *     pN lN sN      setting, local and state N; LN and SN take one from the stack
 *     ?N :N         go on at word N, which lies ahead: when the top is 0; always
 *     $H            before all others: what the next state begins with
 *
 * and the operations below, which take as many numbers as is said and give one.  So a
 * kernel always comes to its end.
 *
 * Over a buffer of KERNEL_BUFFER samples there may be several, in passes: behind `each`
 * stand words for each of its samples, whose number in the buffer is i, and which
 * becomes what they give; behind `once` words for the buffer, whose number is dropped.
 * Locals last for the buffer.
 */

enum {
    KERNEL_WORDS = 512,
    KERNEL_STACK = 32,
    KERNEL_SLOTS = 16, /* locals, and states */
    KERNEL_PARAMS = 8,
    KERNEL_BUFFER = 64, /* samples */
    KERNEL_PASSES = 8,
};

/* Name, its word, how many numbers it takes. */
#define KERNEL_OPS(X)                                                                  \
    X(ADD, "+", 2)                                                                     \
    X(SUBTRACT, "-", 2)                                                                \
    X(MULTIPLY, "*", 2)                                                                \
    X(DIVIDE, "/", 2) /* 0 where the divisor is 0 */                                   \
    X(REMAINDER, "%", 2)                                                               \
    X(POWER, "**", 2)                                                                  \
    X(LESS, "<", 2)                                                                    \
    X(LESS_EQUAL, "<=", 2)                                                             \
    X(GREATER, ">", 2)                                                                 \
    X(GREATER_EQUAL, ">=", 2)                                                          \
    X(EQUAL, "==", 2)                                                                  \
    X(NOT_EQUAL, "!=", 2)                                                              \
    X(BOTH, "&", 2)                                                                    \
    X(EITHER, "|", 2)                                                                  \
    X(NEGATE, "~", 1)                                                                  \
    X(NOT, "!", 1)                                                                     \
    X(SIN, "sin", 1)                                                                   \
    X(COS, "cos", 1)                                                                   \
    X(TAN, "tan", 1)                                                                   \
    X(ASIN, "asin", 1)                                                                 \
    X(ACOS, "acos", 1)                                                                 \
    X(ATAN, "atan", 1)                                                                 \
    X(ATAN2, "atan2", 2)                                                               \
    X(TANH, "tanh", 1)                                                                 \
    X(SQRT, "sqrt", 1)                                                                 \
    X(EXP, "exp", 1)                                                                   \
    X(LOG, "log", 1)                                                                   \
    X(LOG2, "log2", 1)                                                                 \
    X(POW, "pow", 2)                                                                   \
    X(ABS, "abs", 1)                                                                   \
    X(SIGN, "sign", 1)                                                                 \
    X(FLOOR, "floor", 1)                                                               \
    X(CEIL, "ceil", 1)                                                                 \
    X(ROUND, "round", 1)                                                               \
    X(FRAC, "frac", 1)                                                                 \
    X(MIN, "min", 2)                                                                   \
    X(MAX, "max", 2)                                                                   \
    X(CLAMP, "clamp", 3)                                                               \
    X(LERP, "lerp", 3)                                                                 \
    X(AT, "@", 1) /* the sample of the buffer that has this number */

enum kernel_op {
#define X(name, word, n) KERNEL_##name,
    KERNEL_OPS(X)
#undef X
        KERNEL_N_OPS,
    KERNEL_X = KERNEL_N_OPS,
    KERNEL_I,
    KERNEL_NUMBER,
    KERNEL_PARAM,
    KERNEL_LOCAL,
    KERNEL_STATE,
    KERNEL_SET_LOCAL,
    KERNEL_SET_STATE,
    KERNEL_UNLESS,
    KERNEL_JUMP,
};

/** A word, as it is run. */
struct kernel_word {
    double number;
    unsigned short op, at; /* slot, setting, or where to go on */
};

#endif
