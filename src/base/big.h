/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_BIG_H
#define LEAT_BASE_BIG_H

/**
 * Whole numbers of up to 5120 bits, as reading and printing of doubles needs them.
 * What needs more is the caller's error.  Thread: any.
 */

#include <stdbool.h>
#include <stdint.h>

enum { BIG_WORDS = 160 };

struct big {
    uint32_t n; /* words in use; the highest is not 0 */
    uint32_t word[BIG_WORDS];
};

void big_set(struct big *a, uint64_t value);
void big_multiply_add(struct big *a, uint32_t factor, uint32_t summand);
void big_multiply_pow10(struct big *a, uint32_t exponent);
void big_shift_left(struct big *a, uint32_t bits);

/** a - b, for a >= b. */
void big_subtract(struct big *a, const struct big *b);
void big_add(struct big *a, const struct big *b);

/** Less than, equal to or greater than 0 as a is to b. */
int big_compare(const struct big *a, const struct big *b);

/** Number of binary digits; 0 for 0. */
uint32_t big_length(const struct big *a);

#endif
