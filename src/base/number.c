/* SPDX-License-Identifier: MIT */
/*
 * number: reading and printing of floating-point numbers.
 *
 * Reading takes the quotient of two whole numbers and rounds it once, half to even.
 * Printing makes digits until what is left lies nearer to the number than to any
 * other.
 *
 * Source: W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990 (the
 * short way for few digits); G. L. Steele, J. L. White, "How to Print Floating-Point
 * Numbers Accurately", 1990; R. G. Burger, R. K. Dybvig, "Printing Floating-Point
 * Numbers Quickly and Accurately", 1996.
 */
#include "base/number.h"

#include <stdbool.h>
#include <string.h>

#include <leat/err.h>

#include "base/big.h"

enum {
    DIGITS_MAX = 800,      /* 768 decide; of more, only whether any is not 0 */
    TOP_MAX = 310,         /* 10^309 is beyond the greatest double */
    TOP_MIN = -330,        /* 10^-330 is nearer to 0 than to the least */
    EXPONENT_LEAST = -1074 /* of the last bit of a double */
};

union bits64 {
    uint64_t bits;
    double value;
};

/* mantissa * 10^exponent, on its way from text to a double. */
struct decimal {
    struct big mantissa;
    uint64_t low; /* the mantissa, while it has at most 15 digits */
    int n;        /* digits kept, from the first that is not 0 */
    int64_t exponent;
    bool more; /* a digit that was not kept is not 0 */
};

static unsigned digit(char c)
{
    return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
           : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
           : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                  : 99;
}

static bool has_digit(const char *text, size_t size, size_t at, unsigned base)
{
    return at < size && digit(text[at]) < base;
}

/* The double nearest to mantissa * 2^exponent, where `more` says that the mantissa is
 * less than 1 too small; it then has more than 54 bits. */
static double rounded(uint64_t mantissa, int64_t exponent, bool more)
{
    const int length = mantissa ? 64 - __builtin_clzll(mantissa) : 0;
    int64_t drop = length - 53;
    union bits64 result;

    if (drop < EXPONENT_LEAST - exponent)
        drop = EXPONENT_LEAST - exponent;
    if (drop > 64 || mantissa == 0)
        return 0.0;
    if (drop > 0) {
        const uint64_t half = UINT64_C(1) << (drop - 1);
        const uint64_t rest = mantissa & (half | (half - 1));
        mantissa = drop < 64 ? mantissa >> drop : 0;
        mantissa += rest > half || (rest == half && (more || (mantissa & 1)));
    } else {
        mantissa <<= -drop;
    }
    exponent += drop - EXPONENT_LEAST;
    if (exponent + (int64_t)(mantissa >> 52) >= 0x7ff)
        result.bits = UINT64_C(0x7ff) << 52;
    else /* the mantissa's hidden bit adds 1 to the exponent's field */
        result.bits = ((uint64_t)exponent << 52) + mantissa;
    return result.value;
}

/* The double nearest to a / b, where `more` says that a is a little too small. */
static double quotient(struct big *a, struct big *b, bool more)
{
    const int exponent = (int)big_length(a) - (int)big_length(b) - 63;
    uint64_t mantissa = 0;

    if (exponent < 0)
        big_shift_left(a, (uint32_t)-exponent);
    else
        big_shift_left(b, (uint32_t)exponent);
    big_shift_left(b, 64); /* now a / b < 1, and its first 64 bits are the mantissa */
    for (int i = 0; i < 64; i++) {
        big_shift_left(a, 1);
        mantissa <<= 1;
        if (big_compare(a, b) >= 0) {
            big_subtract(a, b);
            mantissa |= 1;
        }
    }
    return rounded(mantissa, exponent, more || a->n > 0);
}

static double nearest_double(struct decimal *d)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const int64_t top = d->n + d->exponent; /* it is below 10^top */
    struct big one;

    if (d->n == 0 || top < TOP_MIN)
        return 0.0;
    if (top > TOP_MAX)
        return rounded(1, 2000, false);
    if (d->n <= 15 && d->exponent >= -22 && d->exponent <= 22)
        return d->exponent < 0 ? (double)d->low / exact[-d->exponent]
                               : (double)d->low * exact[d->exponent];
    big_set(&one, 1);
    if (d->exponent > 0)
        big_multiply_pow10(&d->mantissa, (uint32_t)d->exponent);
    else
        big_multiply_pow10(&one, (uint32_t)-d->exponent);
    return quotient(&d->mantissa, &one, d->more);
}

static void take_digit(struct decimal *d, unsigned value, bool fraction)
{
    if (d->n == DIGITS_MAX) {
        d->more = d->more || value;
        d->exponent += !fraction;
        return;
    }
    d->exponent -= fraction;
    if (d->n == 0 && value == 0)
        return;
    d->n++;
    d->low = d->n <= 15 ? d->low * 10 + value : 0;
    big_multiply_add(&d->mantissa, 10, value);
}

static size_t read_exponent(const char *text, size_t size, size_t at, int64_t *exponent)
{
    const size_t start = at;
    bool negative;

    if (at >= size || (text[at] != 'e' && text[at] != 'E'))
        return 0;
    at++;
    negative = at < size && text[at] == '-';
    at += at < size && (text[at] == '-' || text[at] == '+');
    if (!has_digit(text, size, at, 10))
        return 0;
    for (*exponent = 0; has_digit(text, size, at, 10); at++)
        if (*exponent < INT64_C(1000000000000000))
            *exponent = *exponent * 10 + digit(text[at]);
    if (negative)
        *exponent = -*exponent;
    return at - start;
}

static size_t read_decimal(const char *text, size_t size, double *value)
{
    struct decimal d = {.n = 0};
    int64_t exponent = 0;
    size_t at = 0;

    for (; has_digit(text, size, at, 10); at++)
        take_digit(&d, digit(text[at]), false);
    if (at < size && text[at] == '.' && has_digit(text, size, at + 1, 10))
        for (at++; has_digit(text, size, at, 10); at++)
            take_digit(&d, digit(text[at]), true);
    if (at == 0)
        return 0;
    at += read_exponent(text, size, at, &exponent);
    d.exponent += exponent;
    *value = nearest_double(&d);
    return at;
}

/* Digits of base 16 or 2 after "0x" or "0b". */
static size_t read_binary(const char *text, size_t size, double *value)
{
    const bool hex = size > 2 && (text[1] | 0x20) == 'x';
    const unsigned base = hex ? 16 : 2, shift = hex ? 4 : 1;
    uint64_t mantissa = 0;
    int64_t exponent = 0;
    bool more = false;
    size_t at = 2;

    if (size < 3 || text[0] != '0' || (!hex && (text[1] | 0x20) != 'b') ||
        !has_digit(text, size, 2, base))
        return 0;
    for (; has_digit(text, size, at, base); at++) {
        if (mantissa >> 60) { /* full: 61 bits or more */
            more = more || digit(text[at]);
            exponent += shift;
        } else {
            mantissa = mantissa << shift | digit(text[at]);
        }
    }
    *value = rounded(mantissa, exponent, more);
    return at;
}

size_t number_read(const char *text, size_t size, double *value)
{
    const size_t sign = size > 0 && (text[0] == '-' || text[0] == '+');
    size_t used = read_binary(text + sign, size - sign, value);

    if (used == 0)
        used = read_decimal(text + sign, size - sign, value);
    if (used == 0)
        return 0;
    if (text[0] == '-')
        *value = -*value;
    return sign + used;
}

int number_parse(const char *text, double *value)
{
    const size_t size = strlen(text);
    double number;

    if (size == 0 || number_read(text, size, &number) != size)
        return LEAT_ERR_INVALID;
    *value = number;
    return 0;
}

/* r / s is the number; below and above are s times half the way to its neighbours. */
struct printer {
    struct big r, s, below, above;
    bool even; /* then the middle between two neighbours still reads back as it */
};

static void grow_tenfold(struct printer *p, uint32_t exponent)
{
    big_multiply_pow10(&p->r, exponent);
    big_multiply_pow10(&p->below, exponent);
    big_multiply_pow10(&p->above, exponent);
}

/* Whether r + above passes s: the digits so far, plus one, are within reach. */
static bool reaches_above(const struct printer *p)
{
    struct big sum = p->r;

    big_add(&sum, &p->above);
    return big_compare(&sum, &p->s) >= !p->even;
}

/* Set up for mantissa * 2^exponent, whose lower neighbour is only half as far away as
 * the upper one when `lopsided`.  Returns k: the number is 0.ddd * 10^k. */
static int begin(struct printer *p, uint64_t mantissa, int exponent, bool lopsided)
{
    const int up = exponent > 0 ? exponent : 0, down = up - exponent;
    const int e = exponent + 63 - __builtin_clzll(mantissa); /* of the highest bit */
    int k = e >= 0 ? e * 1233 / 4096 : -((-e * 1234 + 4095) / 4096); /* or too small */

    p->even = (mantissa & 1) == 0;
    big_set(&p->r, mantissa);
    big_set(&p->s, 1);
    big_set(&p->below, 1);
    big_set(&p->above, 1);
    big_shift_left(&p->r, (uint32_t)(up + 1 + lopsided));
    big_shift_left(&p->s, (uint32_t)(down + 1 + lopsided));
    big_shift_left(&p->below, (uint32_t)up);
    big_shift_left(&p->above, (uint32_t)(up + lopsided));
    if (k < 0)
        grow_tenfold(p, (uint32_t)-k);
    else
        big_multiply_pow10(&p->s, (uint32_t)k);
    for (; reaches_above(p); k++)
        big_multiply_pow10(&p->s, 1);
    return k;
}

/* The next digit; *last when it ends the shortest text. */
static int next_digit(struct printer *p, bool *last)
{
    int value = 0;
    bool low, high;

    grow_tenfold(p, 1);
    for (; big_compare(&p->r, &p->s) >= 0; value++)
        big_subtract(&p->r, &p->s);
    low = big_compare(&p->r, &p->below) < p->even;
    high = reaches_above(p);
    *last = low || high;
    if (low && high) {
        struct big twice = p->r;
        big_shift_left(&twice, 1);
        high = big_compare(&twice, &p->s) >= 0;
    }
    return value + high;
}

/* Write n digits of 0.ddd * 10^k as people do; returns the bytes written. */
static size_t lay_out(char *text, const char *digits, int n, int k)
{
    const bool plain = k > -6 && k <= 21;
    const int point = plain ? k : 1; /* digits before it */
    int exponent = plain ? 0 : k - 1;
    char *at = text;

    if (point <= 0)
        *at++ = '0';
    for (int i = 0; i < point; i++)
        *at++ = i < n ? digits[i] : '0';
    if (n > point)
        *at++ = '.';
    for (int i = point; i < n; i++)
        *at++ = i < 0 ? '0' : digits[i];
    if (exponent) {
        *at++ = 'e';
        if (exponent < 0)
            *at++ = '-';
        exponent = exponent < 0 ? -exponent : exponent;
        if (exponent >= 100)
            *at++ = (char)('0' + exponent / 100);
        if (exponent >= 10)
            *at++ = (char)('0' + exponent / 10 % 10);
        *at++ = (char)('0' + exponent % 10);
    }
    *at = '\0';
    return (size_t)(at - text);
}

/* Print a number whose kind has `bits` bits of mantissa without the hidden one. */
static size_t print(char *text, bool negative, uint64_t mantissa, int field, int bits)
{
    const int top = bits == 52 ? 0x7ff : 0xff, least = bits == 52 ? -1074 : -149;
    const uint64_t hidden = UINT64_C(1) << bits;
    struct printer printer;
    char digits[20];
    bool last = false;
    size_t used = 0;
    int n = 0, k;

    if (field == top && mantissa)
        return (size_t)(stpcpy(text, "nan") - text);
    if (negative)
        text[used++] = '-';
    if (field == top)
        return (size_t)(stpcpy(text + used, "inf") - text);
    if (field == 0 && mantissa == 0)
        return (size_t)(stpcpy(text + used, "0") - text);
    k = begin(&printer, field ? mantissa | hidden : mantissa,
              field ? least + field - 1 : least, mantissa == 0 && field > 1);
    while (!last)
        digits[n++] = (char)('0' + next_digit(&printer, &last));
    return used + lay_out(text + used, digits, n, k);
}

size_t number_print(char text[NUMBER_SIZE], double value)
{
    union bits64 number;

    number.value = value;
    return print(text, number.bits >> 63, number.bits & (UINT64_MAX >> 12),
                 (int)(number.bits >> 52 & 0x7ff), 52);
}

size_t number_print_float(char text[NUMBER_SIZE], float value)
{
    union {
        uint32_t bits;
        float value;
    } number;

    number.value = value;
    return print(text, number.bits >> 31, number.bits & 0x7fffff,
                 (int)(number.bits >> 23 & 0xff), 23);
}
