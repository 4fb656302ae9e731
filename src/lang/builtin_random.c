/* SPDX-License-Identifier: MIT */
/*
 * builtin_random: random numbers.  Each call in a program has a row of them of its own,
 * which the seed of the program decides.
 */
#include "base/math_d.h"
#include "base/random.h"
#include "lang/builtin.h"
#include "lang/method.h"

static bool next(struct eval *e, uint64_t *seed)
{
    if (chance_next(&e->chance, e->heap, e->seed, e->site, seed))
        return true;
    eval_out_of_memory(e);
    return false;
}

static struct value pick(struct eval *e, const struct builtin *self,
                         const struct argument *a, uint64_t seed)
{
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    if (item)
        return n > 0 ? item[chance_below(seed, 0, n)] : value_null();
    if (a->value.kind == VALUE_RANGE) {
        const uint64_t count = method_range_count(a->value.range);
        if (count == 0)
            return value_null();
        const double at = math_floor_d(random_unit_d(seed, 0) * (double)(int64_t)count);
        return method_range_item(a->value.range, (uint64_t)at);
    }
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306,
                     "This is %s; `random` takes two ends, or a list.",
                     value_kind_name(&a->value));
        report_hint(e->report, "Such as `%s`.", self->example);
    }
    return value_poison();
}

static struct value call_random(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    double x[2] = {0.0, 1.0};
    enum measure measure = MEASURE_NONE;
    uint64_t seed;

    if (!next(e, &seed))
        return value_poison();
    if (n == 1 && argument[0].span.end)
        return pick(e, self, &argument[0], seed);
    if (n == 1)
        return builtin_cannot(e, self, span, "it has only one end");
    if (n == 2 && !builtin_numbers(e, self, argument, 2, x, &measure))
        return value_poison();
    const double u = random_unit_d(seed, 0), y = x[0] * (1.0 - u) + x[1] * u;
    if (y - y != 0.0)
        return builtin_cannot(e, self, span, "its ends are too far out");
    return value_number(math_clamp_d(y, math_min_d(x[0], x[1]), math_max_d(x[0], x[1])),
                        measure);
}

static struct value call_random_int(struct eval *e, const struct builtin *self,
                                    const struct argument *argument, uint32_t n,
                                    struct span span)
{
    double x[2];
    enum measure measure;
    uint64_t seed;

    (void)n;
    if (!builtin_numbers(e, self, argument, 2, x, &measure) || !next(e, &seed))
        return value_poison();
    if (measure != MEASURE_NONE || math_floor_d(x[0]) != x[0] ||
        math_floor_d(x[1]) != x[1] || x[0] < -0x1p52 || x[1] > 0x1p52)
        return builtin_cannot(e, self, span, "its ends are not whole numbers");
    if (x[0] > x[1])
        return builtin_cannot(e, self, span, "the lower end is above the upper one");
    return value_integer(
        (int64_t)(x[0] + math_floor_d(random_unit_d(seed, 0) * (x[1] - x[0] + 1.0))));
}

const struct builtin builtin_random[] = {
    {"random", "a b", 0, 0, call_random, NULL,
     "A number by chance, 0 to 1 or a to b, or an item of a list.",
     "print(random(2.s, 10.s), random([60, 64, 67]))", "Math"},
    {"random_int", "a b", 2, 0, call_random_int, NULL,
     "A whole number by chance from a to b, both included.", "print(random_int(1, 6))",
     "Math"},
    {0},
};
