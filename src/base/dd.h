/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_DD_H
#define LEAT_BASE_DD_H

/**
 * Numbers of about 105 bits: the sum of two doubles, the second at most half a unit in
 * the last place of the first.  What is computed with them and rounded once at the end
 * is right to within 0.51 units in the last place.
 *
 * Source: T. J. Dekker, "A Floating-Point Technique for Extending the Available
 * Precision", 1971.
 */

struct dd {
    double hi, lo;
};

/** a + b exactly, for |a| >= |b|. */
static inline struct dd dd_quick(double a, double b)
{
    const double sum = a + b;
    return (struct dd){sum, b - (sum - a)};
}

/** a + b exactly. */
static inline struct dd dd_sum(double a, double b)
{
    const double sum = a + b, other = sum - a;
    return (struct dd){sum, (a - (sum - other)) + (b - other)};
}

/** a * b exactly, for factors within 2^-400 and 2^400. */
static inline struct dd dd_product(double a, double b)
{
    const double split_a = a * 134217729.0, split_b = b * 134217729.0; /* 2^27 + 1 */
    const double a1 = split_a - (split_a - a), b1 = split_b - (split_b - b);
    const double a2 = a - a1, b2 = b - b1, product = a * b;
    return (struct dd){product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2};
}

static inline struct dd dd_add(struct dd a, struct dd b)
{
    const struct dd sum = dd_sum(a.hi, b.hi), rest = dd_sum(a.lo, b.lo);
    const struct dd s = dd_quick(sum.hi, sum.lo + rest.hi);
    return dd_quick(s.hi, s.lo + rest.lo);
}

static inline struct dd dd_negative(struct dd a)
{
    return (struct dd){-a.hi, -a.lo};
}

static inline struct dd dd_multiply(struct dd a, struct dd b)
{
    const struct dd p = dd_product(a.hi, b.hi);
    return dd_quick(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline struct dd dd_divide(struct dd a, struct dd b)
{
    const double q = a.hi / b.hi;
    const struct dd back = dd_multiply(b, (struct dd){q, 0.0});
    const struct dd rest = dd_add(a, dd_negative(back));
    return dd_quick(q, rest.hi / b.hi);
}

static inline struct dd dd_sqrt(struct dd a)
{
    const double root = __builtin_sqrt(a.hi);
    const struct dd rest = dd_add(a, dd_negative(dd_product(root, root)));
    return root > 0.0 ? dd_quick(root, rest.hi / (2.0 * root)) : (struct dd){0.0, 0.0};
}

#endif
