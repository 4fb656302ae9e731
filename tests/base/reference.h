/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_BASE_REFERENCE_H
#define LEAT_TESTS_BASE_REFERENCE_H

/**
 * How far a double is from the true value of a function, in units in the last place of
 * the true value.  By MPFR where the build has it, else by libm in long double.
 */

#define REFERENCE_LIST(X)                                                              \
    X(exp2)                                                                            \
    X(exp)                                                                             \
    X(log2)                                                                            \
    X(log)                                                                             \
    X(log10)                                                                           \
    X(cbrt)                                                                            \
    X(tanh)                                                                            \
    X(sin)                                                                             \
    X(cos)                                                                             \
    X(tan)                                                                             \
    X(atan)                                                                            \
    X(asin)                                                                            \
    X(acos)                                                                            \
    X(sin_pi)                                                                          \
    X(cos_pi)                                                                          \
    X(pow)                                                                             \
    X(hypot)                                                                           \
    X(atan2)

enum reference {
#define X(name) REFERENCE_##name,
    REFERENCE_LIST(X)
#undef X
        N_REFERENCES
};

/** y only for functions of two arguments; results below 2^-1022 count in 2^-1074. */
double reference_ulps(enum reference function, double x, double y, double got);

#endif
