/* SPDX-License-Identifier: MIT */
/* time: scaling of positions by a rational, exact for every int64. */
#include <leat/time.h>

__extension__ typedef __int128 wide;

/* x * num / den, rounded down; `rest` is what the division leaves, in [0, den). */
static int64_t divide(int64_t x, int64_t num, int64_t den, int64_t *rest)
{
    int64_t product, quotient;

    if (!__builtin_mul_overflow(x, num, &product)) { /* the usual case, and quick */
        quotient = product / den;
        *rest = product % den;
    } else {
        const wide p = (wide)x * num;
        quotient = (int64_t)(p / den);
        *rest = (int64_t)(p % den);
    }
    if (*rest < 0) { /* C rounds towards 0 */
        *rest += den;
        quotient--;
    }
    return quotient;
}

int64_t leat_rt_scale_round(int64_t x, int64_t num, int64_t den)
{
    int64_t rest;
    const int64_t quotient = divide(x, num, den, &rest);

    return quotient + (rest >= den - rest);
}

int64_t leat_rt_scale_floor(int64_t x, int64_t num, int64_t den)
{
    int64_t rest;

    return divide(x, num, den, &rest);
}
