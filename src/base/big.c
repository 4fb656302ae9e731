/* SPDX-License-Identifier: MIT */
/* big: whole numbers of up to 5120 bits. */
#include "base/big.h"

#include <assert.h>
#include <string.h>

static void trim(struct big *a)
{
    while (a->n > 0 && a->word[a->n - 1] == 0)
        a->n--;
}

void big_set(struct big *a, uint64_t value)
{
    a->n = 2;
    a->word[0] = (uint32_t)value;
    a->word[1] = (uint32_t)(value >> 32);
    trim(a);
}

void big_multiply_add(struct big *a, uint32_t factor, uint32_t summand)
{
    uint64_t carry = summand;

    for (uint32_t i = 0; i < a->n; i++) {
        carry += (uint64_t)a->word[i] * factor;
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) {
        assert(a->n < BIG_WORDS);
        a->word[a->n++] = (uint32_t)carry;
    }
    trim(a);
}

void big_multiply_pow10(struct big *a, uint32_t exponent)
{
    uint32_t rest = 1;

    for (; exponent >= 9; exponent -= 9)
        big_multiply_add(a, 1000000000u, 0);
    for (; exponent > 0; exponent--)
        rest *= 10;
    big_multiply_add(a, rest, 0);
}

void big_shift_left(struct big *a, uint32_t bits)
{
    const uint32_t words = bits / 32;

    if (bits % 32)
        big_multiply_add(a, 1u << bits % 32, 0);
    if (a->n == 0 || words == 0)
        return;
    assert(a->n + words <= BIG_WORDS);
    memmove(a->word + words, a->word, a->n * sizeof(a->word[0]));
    memset(a->word, 0, words * sizeof(a->word[0]));
    a->n += words;
}

void big_subtract(struct big *a, const struct big *b)
{
    int64_t borrow = 0;

    for (uint32_t i = 0; i < a->n; i++) {
        borrow += (int64_t)a->word[i] - (i < b->n ? (int64_t)b->word[i] : 0);
        a->word[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    assert(borrow == 0);
    trim(a);
}

void big_add(struct big *a, const struct big *b)
{
    uint64_t carry = 0;

    for (uint32_t i = 0; i < a->n || i < b->n || carry; i++) {
        assert(i < BIG_WORDS);
        carry += (i < a->n ? a->word[i] : 0u) + (uint64_t)(i < b->n ? b->word[i] : 0u);
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
        a->n = i < a->n ? a->n : i + 1;
    }
}

int big_compare(const struct big *a, const struct big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

uint32_t big_length(const struct big *a)
{
    return a->n ? a->n * 32 - (uint32_t)__builtin_clz(a->word[a->n - 1]) : 0;
}
