/* SPDX-License-Identifier: MIT */
/*
 * trig_d: sines, tangents and their inverses.
 *
 * An angle x = m * 2^e is brought into [-pi/4, pi/4] by multiplying m with those 192
 * bits of 2 / pi that matter: higher ones give whole turns.  The inverses look up the
 * nearest of 9 angles and add the series of the difference.
 *
 * Source: M. H. Payne, R. N. Hanek, "Radian Reduction for Trigonometric Functions",
 * 1983.
 */
#include "base/dd.h"
#include "base/math.h"

__extension__ typedef unsigned __int128 wide;

/* 2 / pi, 64 bits a word */
static const uint64_t two_over_pi[] = {
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
    0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
};

static const struct dd half_pi = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
static const struct dd pi = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};

/* An angle in [-pi/4, pi/4], and how many quarter turns were taken away. */
struct angle {
    struct dd rest;
    unsigned quarters;
};

/* 64 bits of 2 / pi from bit `at` on; the highest is bit 0 */
static uint64_t window(unsigned at)
{
    const uint64_t high = two_over_pi[at / 64], low = two_over_pi[at / 64 + 1];
    return at % 64 ? high << at % 64 | low >> (64 - at % 64) : high;
}

/* product[0..3] = mantissa * window of 192 bits, lowest word first */
static void multiply(uint64_t product[4], uint64_t mantissa, unsigned at)
{
    wide sum = 0;

    for (unsigned k = 0; k < 3; k++) {
        sum += (wide)mantissa * window(at + 64 * (2 - k));
        product[k] = (uint64_t)sum;
        sum >>= 64;
    }
    product[3] = (uint64_t)sum;
}

static struct angle reduce(double x)
{
    const union {
        double value;
        uint64_t bits;
    } number = {math_abs_d(x)};
    const int e = (int)(number.bits >> 52) - 1075;
    const unsigned shift = 62u + (unsigned)(e < 2 ? e : 2); /* [9, 64] for x > 0.78 */
    struct angle angle;
    uint64_t p[4], negative;
    wide fraction;
    double scale = 0x1p-64;

    multiply(p, (number.bits & (UINT64_MAX >> 12)) | UINT64_C(1) << 52,
             e < 2 ? 0 : (unsigned)e - 2);
    for (int k = 3; k > 0; k--) /* the 2 bits of quarter turns go to the top */
        p[k] = shift < 64 ? p[k] << shift | p[k - 1] >> (64 - shift) : p[k - 1];
    p[0] = shift < 64 ? p[0] << shift : 0;
    angle.quarters = (unsigned)(p[3] >> 62);
    for (int k = 3; k > 0; k--)
        p[k] = p[k] << 2 | p[k - 1] >> 62;
    negative = p[3] >> 63; /* nearer to the next quarter */
    angle.quarters += (unsigned)negative;
    for (int k = 1; k < 4; k++)
        p[k] ^= 0 - negative; /* 1 - fraction, but for a unit at bit 190 */
    for (; p[3] == 0; scale *= 0x1p-64) {
        p[3] = p[2];
        p[2] = p[1];
        p[1] = 0;
    }
    fraction = (wide)p[3] << 64 | p[2];
    for (; !(p[3] >> 63); scale *= 0.5) {
        fraction <<= 1;
        p[3] = (uint64_t)(fraction >> 64);
    }
    angle.rest = dd_quick((double)(p[3] >> 11) * 0x1p11 * scale,
                          (double)((uint64_t)(fraction >> 22) & (UINT64_MAX >> 11)) *
                              0x1p-42 * scale);
    angle.rest = dd_multiply(angle.rest, half_pi);
    if (negative != (x < 0.0))
        angle.rest = dd_negative(angle.rest);
    angle.quarters = x < 0.0 ? 0 - angle.quarters : angle.quarters;
    return angle;
}

static struct angle angle_of(double x)
{
    if (math_abs_d(x) <= 0.78539816339744828)
        return (struct angle){{x, 0.0}, 0};
    return reduce(x);
}

static struct dd sine(struct dd x)
{
    const double z = x.hi * x.hi;
    const double cubic = x.hi * z *
                         (-0x1.5555555555555p-3 +
                          z * (0x1.1111111111068p-7 +
                               z * (-0x1.a01a019ffe08bp-13 +
                                    z * (0x1.71de3a332c268p-19 +
                                         z * (-0x1.ae642b992b1e4p-26 +
                                              z * (0x1.61093a08afdb0p-33 +
                                                   z * -0x1.9fb672db0c98fp-41))))));
    return dd_quick(x.hi, cubic + x.lo * (1.0 - 0.5 * z));
}

static struct dd cosine(struct dd x)
{
    const struct dd z = dd_multiply(x, x);
    const double y = z.hi;
    const double quartic = y * y *
                           (0x1.5555555555555p-5 +
                            y * (-0x1.6c16c16c16b30p-10 +
                                 y * (0x1.a01a019ffcb74p-16 +
                                      y * (-0x1.27e4fb5a1ec3fp-22 +
                                           y * (0x1.1eed6f7dcfec4p-29 +
                                                y * (-0x1.93744f21511fap-37 +
                                                     y * 0x1.9dac3ccca3c0bp-45))))));
    const struct dd w = dd_quick(1.0, -0.5 * y);
    return dd_quick(w.hi, w.lo + (quartic - 0.5 * z.lo));
}

static struct dd turned(struct angle angle)
{
    const struct dd s = angle.quarters & 1 ? cosine(angle.rest) : sine(angle.rest);
    return angle.quarters & 2 ? dd_negative(s) : s;
}

/* Whether x is an angle; infinity and NaN are none. */
static int is_angle(double x)
{
    return x - x == 0.0;
}

double math_sin_d(double x)
{
    return !is_angle(x) ? x - x : x == 0.0 ? x : turned(angle_of(x)).hi;
}

double math_cos_d(double x)
{
    struct angle angle;

    if (!is_angle(x))
        return x - x;
    angle = angle_of(x);
    angle.quarters++;
    return turned(angle).hi;
}

double math_tan_d(double x)
{
    struct angle angle;
    struct dd s, c;

    if (!is_angle(x) || x == 0.0)
        return x == 0.0 ? x : x - x;
    angle = angle_of(x);
    s = sine(angle.rest);
    c = cosine(angle.rest);
    return angle.quarters & 1 ? -dd_divide(c, s).hi : dd_divide(s, c).hi;
}

/* x in half turns */
static struct angle angle_of_pi(double x)
{
    const double quarters = math_round_d(2.0 * x);
    const double rest = x - 0.5 * quarters; /* exact */

    return (struct angle){dd_multiply((struct dd){rest, 0.0}, pi),
                          (unsigned)((int64_t)quarters & 3)};
}

double math_sin_pi_d(double x)
{
    if (!is_angle(x) || math_abs_d(x) >= 0x1p52)
        return is_angle(x) ? 0.0 : x - x;
    return turned(angle_of_pi(x)).hi;
}

double math_cos_pi_d(double x)
{
    struct angle angle;

    if (!is_angle(x))
        return x - x;
    if (math_abs_d(x) >= 0x1p53)
        return 1.0;
    angle = angle_of_pi(x);
    angle.quarters++;
    return turned(angle).hi;
}

/* atan(low / big) for 0 <= low <= big, 0 < big, both within 2^-400 and 2^400 or low 0
 */
static struct dd atan_of(struct dd low, struct dd big)
{
    static const struct dd knots[] = {
        {0.0, 0.0},
        {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
        {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
        {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
        {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
        {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
        {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
        {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
        {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
    };
    const int k = (int)(8.0 * (low.hi / big.hi) + 0.5);
    const struct dd knot = {0.125 * k, 0.0};
    const struct dd t =
        dd_divide(dd_add(low, dd_negative(dd_multiply(knot, big))),
                  dd_add(big, dd_multiply(knot, low))); /* [-1/16, 1/16] */
    const double z = t.hi * t.hi;
    const double cubic =
        t.hi * z *
        (-1.0 / 3 +
         z * (1.0 / 5 +
              z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11 + z * (1.0 / 13))))));

    return dd_add(knots[k], dd_sum(t.hi, t.lo + cubic));
}

/* The angle of the point (x, y), both finite and 0 or within 2^-400 and 2^400. */
static double point_angle(struct dd y, struct dd x)
{
    const struct dd b = y.hi < 0.0 ? dd_negative(y) : y;
    const struct dd a = x.hi < 0.0 ? dd_negative(x) : x;
    const int steep = b.hi > a.hi;
    struct dd angle = steep ? atan_of(a, b) : atan_of(b, a);

    if (steep)
        angle = dd_add(half_pi, dd_negative(angle));
    if (x.hi < 0.0)
        angle = dd_add(pi, dd_negative(angle));
    return y.hi < 0.0 ? -angle.hi : angle.hi;
}

/* 1 with the sign of x */
static double sign(double x)
{
    return __builtin_copysign(1.0, x);
}

double math_atan2_d(double y, double x)
{
    double a = math_abs_d(x), b = math_abs_d(y), scale;

    if (x != x || y != y)
        return x + y;
    if (a == b && (a == 0.0 || a - a != 0.0)) { /* C's answers for 0/0 and inf/inf */
        if (a == 0.0)
            return sign(x) > 0.0 ? y : sign(y) * pi.hi;
        return sign(y) * (x > 0.0 ? 0.25 : 0.75) * pi.hi;
    }
    if (b == 0.0 || a - a != 0.0)
        return sign(y) * (x > 0.0 ? 0.0 : pi.hi);
    if (a == 0.0 || b - b != 0.0)
        return sign(y) * half_pi.hi;
    if (x > 0.0 && b < a * 0x1p-60)
        return y / x;
    if (b < a * 0x1p-60 || a < b * 0x1p-60) /* the ratio is beyond the last place */
        return sign(y) * (b > a ? half_pi.hi : pi.hi);
    scale = a > 0x1p300 || b > 0x1p300 ? 0x1p-700 : a < 0x1p-300 ? 0x1p700 : 1.0;
    return point_angle((struct dd){y * scale, 0.0}, (struct dd){x * scale, 0.0});
}

double math_atan_d(double x)
{
    return math_atan2_d(x, 1.0);
}

/* sqrt(1 - x^2) */
static struct dd other_leg(double x)
{
    return dd_sqrt(dd_multiply(dd_sum(1.0, -x), dd_sum(1.0, x)));
}

double math_asin_d(double x)
{
    if (!(math_abs_d(x) <= 1.0))
        return __builtin_nan("");
    if (math_abs_d(x) < 0x1p-28)
        return x; /* x^3 / 6 is beyond the last place */
    return point_angle((struct dd){x, 0.0}, other_leg(x));
}

double math_acos_d(double x)
{
    if (!(math_abs_d(x) <= 1.0))
        return __builtin_nan("");
    return point_angle(other_leg(x), (struct dd){x, 0.0});
}
