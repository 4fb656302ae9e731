/* SPDX-License-Identifier: MIT */
/*
 * math_d: exponentials, logarithms and what is made of them.
 *
 *     log2(2^e * m) = e + 2 / ln 2 * (s + s^3 / 3 + s^5 / 5 + ...)
 *     with s = (m - 1) / (m + 1), m in [0.7071, 1.4142], |s| < 0.172
 *
 *     2^(n + y) = 2^n * (1 + y ln 2 + (y ln 2)^2 / 2! + ...), y in [-0.5, 0.5]
 *
 * The first terms are summed with 105 bits, the others, which are smaller by 2^-16 and
 * more, with 53.
 */
#include "base/dd.h"
#include "base/math.h"

union number {
    double value;
    uint64_t bits;
};

static const double infinite = __builtin_inf(), not_a_number = __builtin_nan("");
static const struct dd log2_e = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
static const struct dd log2_10 = {0x1.a934f0979a371p+1, 0x1.7f2495fb7fa6dp-53};
static const struct dd ln_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
static const struct dd log10_2 = {0x1.34413509f79ffp-2, -0x1.9dc1da994fd21p-59};

/* 2 / ln 2 / (2k + 1) */
static const struct dd log_first[] = {
    {0x1.71547652b82fep+1, 0x1.777d0ffda0d24p-55},
    {0x1.ec709dc3a03fdp-1, 0x1.d27f05548af0cp-55},
    {0x1.2776c50ef9bfep-1, 0x1.e4b29ccc535d4p-55},
    {0x1.a61762a7aded9p-2, 0x1.fb22e490ee2f0p-57},
};
static const double log_more[] = {
    0x1.484b13d7c02a9p-2, 0x1.0c9a84994022dp-2, 0x1.c68f568d31760p-3,
    0x1.89f3b1694cffep-3, 0x1.5b9ac9b743f0dp-3, 0x1.3703c1f4d0ffep-3,
    0x1.1964ec6fc9491p-3, 0x1.00ecd7e080215p-3, 0x1.d8be0817f5ffep-4,
    0x1.b5b96fca558e1p-4,
};

/* (ln 2)^k / k!, from k = 1 */
static const struct dd exp_first[] = {
    {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56},
    {0x1.ebfbdff82c58fp-3, -0x1.5e43a53e44da3p-57},
    {0x1.c6b08d704a0c0p-5, -0x1.d331627513351p-59},
    {0x1.3b2ab6fba4e77p-7, 0x1.4e65df05a9f75p-62},
};
static const double exp_more[] = {
    0x1.5d87fe78a6731p-10, 0x1.430912f86c787p-13, 0x1.ffcbfc588b0c7p-17,
    0x1.62c0223a5c824p-20, 0x1.b5253d395e7c4p-24, 0x1.e4cf5158b8ecap-28,
    0x1.e8cac7351bb25p-32, 0x1.c3bd650fc2986p-36, 0x1.816193166d0f9p-40,
    0x1.314964d5878a9p-44, 0x1.c36e843b04022p-49,
};

/* 4 terms with 105 bits, the others with 53, of a power series in z. */
static struct dd series(const struct dd first[4], const double *more, int n,
                        struct dd z)
{
    struct dd sum;
    double tail = more[n - 1];

    for (int k = n - 2; k >= 0; k--)
        tail = more[k] + z.hi * tail;
    sum = dd_sum(first[3].hi, z.hi * tail + first[3].lo);
    for (int k = 2; k >= 0; k--)
        sum = dd_add(first[k], dd_multiply(z, sum));
    return sum;
}

/* log2 of a positive finite x */
static struct dd log2_dd(double x)
{
    const int small = x < 0x1p-1022 ? 54 : 0;
    union number m = {small ? x * 0x1p54 : x};
    const int64_t exponent = (int64_t)(m.bits - UINT64_C(0x3fe6a09e667f3bcd)) >> 52;
    struct dd s, sum;

    m.bits -= (uint64_t)exponent << 52;
    s = dd_divide((struct dd){m.value - 1.0, 0.0}, dd_sum(m.value, 1.0));
    sum = series(log_first, log_more, 10, dd_multiply(s, s));
    return dd_add((struct dd){(double)(exponent - small), 0.0}, dd_multiply(s, sum));
}

/* 2^x - 1 for x in [-0.5, 0.5] */
static struct dd exp2_minus_1(struct dd x)
{
    return dd_multiply(x, series(exp_first, exp_more, 11, x));
}

static double power_of_2(int n)
{
    const union number power = {.bits = (uint64_t)(n + 1023) << 52};
    return power.value;
}

/* 2^x, rounded once (twice where it is below 2^-1022) */
static double exp2_rounded(struct dd x)
{
    struct dd power;
    int n;

    if (!(x.hi > -1080.0))
        return x.hi != x.hi ? x.hi : 0.0;
    if (x.hi >= 1025.0)
        return infinite;
    n = (int)math_round_d(x.hi);
    power = exp2_minus_1(dd_sum(x.hi - n, x.lo));
    power = dd_add((struct dd){1.0, 0.0}, power);
    return power.hi * power_of_2(n / 2) * power_of_2(n - n / 2);
}

/* factor * x, where huge x must not overflow on its way to an exponential */
static struct dd scaled(struct dd factor, double x)
{
    return dd_multiply(factor, (struct dd){math_clamp_d(x, -1e4, 1e4), 0.0});
}

/* factor * log2(x), with C's answers where there is no logarithm */
static double log_rounded(double x, struct dd factor)
{
    if (!(x > 0.0))
        return x == 0.0 ? -infinite : not_a_number;
    if (x == infinite)
        return x;
    return dd_multiply(factor, log2_dd(x)).hi;
}

double math_exp2_d(double x)
{
    return exp2_rounded((struct dd){x, 0.0});
}

double math_exp_d(double x)
{
    return x != x ? x : exp2_rounded(scaled(log2_e, x));
}

double math_log2_d(double x)
{
    return log_rounded(x, (struct dd){1.0, 0.0});
}

double math_log_d(double x)
{
    return log_rounded(x, ln_2);
}

double math_log10_d(double x)
{
    return log_rounded(x, log10_2);
}

/* x^y for x > 0 */
static double power(double x, double y)
{
    struct dd log;

    if (x == 1.0 || y == 0.0)
        return 1.0;
    if (x == infinite || math_abs_d(y) == infinite)
        return (x > 1.0) == (y > 0.0) ? infinite : 0.0;
    log = log2_dd(x);
    /* beyond 2^60 every power is 0 or infinite, unless x is 1 */
    return exp2_rounded(
        dd_multiply(log, (struct dd){math_clamp_d(y, -0x1p64, 0x1p64), 0.0}));
}

double math_pow_d(double x, double y)
{
    const double whole = math_floor_d(y);
    const int odd = math_abs_d(y) < 0x1p53 && whole == y && ((int64_t)whole & 1);

    if (x == 1.0 || y == 0.0)
        return 1.0;
    if (x != x || y != y)
        return not_a_number;
    if (x > 0.0)
        return power(x, y);
    if (x == 0.0)
        return y < 0.0 ? (odd ? 1.0 / x : infinite) : odd ? x : 0.0;
    if (x == -1.0 && math_abs_d(y) == infinite)
        return 1.0;
    if (whole != y && x != -infinite)
        return not_a_number;
    return odd ? -power(-x, y) : power(-x, y);
}

double math_cbrt_d(double x)
{
    static const struct dd third = {0x1.5555555555555p-2, 0x1.5555555555555p-56};
    double root;

    if (x == 0.0 || x != x || math_abs_d(x) == infinite)
        return x;
    root = exp2_rounded(dd_multiply(third, log2_dd(math_abs_d(x))));
    return x < 0.0 ? -root : root;
}

double math_hypot_d(double x, double y)
{
    const double a = math_abs_d(x), b = math_abs_d(y), big = math_max_d(a, b);
    const double down = big > 0x1p300 ? 0x1p-600 : big < 0x1p-300 ? 0x1p600 : 1.0;
    struct dd sum;

    if (a == infinite || b == infinite)
        return infinite;
    if (a != a || b != b)
        return not_a_number;
    sum = dd_add(dd_product(a * down, a * down), dd_product(b * down, b * down));
    return dd_sqrt(sum).hi / down;
}

double math_tanh_d(double x)
{
    const double a = math_abs_d(x);
    struct dd twice, grown; /* e^(2a) - 1 */
    double result;
    int n;

    if (x != x || a < 0x1p-28)
        return x; /* a^3 / 3 is beyond the last place */
    if (a > 20.0)
        return x < 0.0 ? -1.0 : 1.0;
    twice = scaled(log2_e, 2.0 * a);
    n = (int)math_round_d(twice.hi);
    grown = exp2_minus_1(dd_sum(twice.hi - n, twice.lo));
    grown = dd_multiply(grown, (struct dd){power_of_2(n), 0.0});
    grown = dd_add((struct dd){power_of_2(n) - 1.0, 0.0}, grown);
    result = dd_divide(grown, dd_add(grown, (struct dd){2.0, 0.0})).hi;
    return x < 0.0 ? -result : result;
}

double math_db_to_factor_d(double level_db)
{
    const struct dd bels = dd_divide(
        (struct dd){math_clamp_d(level_db, -1e5, 1e5), 0.0}, (struct dd){20.0, 0.0});
    return level_db != level_db ? level_db : exp2_rounded(dd_multiply(log2_10, bels));
}

double math_factor_to_db_d(double factor)
{
    return log_rounded(factor, dd_multiply(log10_2, (struct dd){20.0, 0.0}));
}

double math_note_to_hz_d(double note)
{
    const struct dd octaves =
        dd_divide(dd_sum(math_clamp_d(note, -1e5, 1e5), -69.0), (struct dd){12.0, 0.0});
    return note != note ? note : 440.0 * exp2_rounded(octaves);
}

double math_hz_to_note_d(double hz)
{
    return 69.0 + 12.0 * math_log2_d(hz / 440.0);
}

int64_t math_seconds_to_frames(double seconds, double rate_hz)
{
    const double frames = seconds * rate_hz;

    if (frames != frames)
        return 0;
    return (int64_t)math_round_d(math_clamp_d(frames, -0x1p62, 0x1p62));
}
