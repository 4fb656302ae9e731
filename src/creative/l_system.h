/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_L_SYSTEM_H
#define LEAT_CREATIVE_L_SYSTEM_H

/**
 * L-systems: texts that grow by replacing each symbol at once, again and again.
 *
 * Shape:   symbols are bytes; those without a rule stay as they are.
 * Source:  A. Lindenmayer, "Mathematical models for cellular interactions in
 *          development", 1968.
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

enum {
    L_SYSTEM_ITERATIONS_MAX = 12,
    L_SYSTEM_LENGTH_MAX = 1000000, /* symbols, at any iteration */
};

struct l_system_rule {
    char symbol;
    const char *text; /* what it becomes; may be empty */
    size_t size;
};

struct l_system {
    const char *axiom;
    size_t size;
    const struct l_system_rule *rule;
    size_t n_rules;
    uint32_t iterations; /* [0, L_SYSTEM_ITERATIONS_MAX] */
};

/**
 * How many symbols it grows to, without growing it.
 *
 * Errors:  LEAT_ERR_RANGE for too many iterations, LEAT_ERR_EXISTS for two rules of one
 *          symbol, LEAT_ERR_LIMIT when any iteration has more than L_SYSTEM_LENGTH_MAX.
 */
int l_system_length(const struct l_system *system);

/**
 * Grow it into `size` bytes.  Returns how many were written; there is no 0 behind them.
 *
 * Errors:  as l_system_length(); LEAT_ERR_LIMIT also when `size` is less than that.
 */
int l_system_write(const struct l_system *system, char *out, size_t size);

#endif
