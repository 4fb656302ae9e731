/* SPDX-License-Identifier: MIT */
/*
 * builtin_math: words of numbers.  Angles are radians; a first value with a unit keeps
 * it where the word only moves or picks numbers.
 */
#include <string.h>

#include "base/math_d.h"
#include "lang/builtin.h"
#include "lang/sample.h"

#define NO_NUMBER __builtin_nan("")

static double word_sin(double x, double b, double c)
{
    return (void)b, (void)c, math_sin_d(x);
}

static double word_cos(double x, double b, double c)
{
    return (void)b, (void)c, math_cos_d(x);
}

static double word_tan(double x, double b, double c)
{
    return (void)b, (void)c, math_tan_d(x);
}

static double word_sqrt(double x, double b, double c)
{
    return (void)b, (void)c, x < 0.0 ? NO_NUMBER : math_sqrt_d(x);
}

static double word_exp(double x, double b, double c)
{
    return (void)b, (void)c, math_exp_d(x);
}

static double word_log(double x, double b, double c)
{
    return (void)b, (void)c, x > 0.0 ? math_log_d(x) : NO_NUMBER;
}

static double word_log2(double x, double b, double c)
{
    return (void)b, (void)c, x > 0.0 ? math_log2_d(x) : NO_NUMBER;
}

static double word_log10(double x, double b, double c)
{
    return (void)b, (void)c, x > 0.0 ? math_log10_d(x) : NO_NUMBER;
}

static double word_pow(double x, double y, double c)
{
    return (void)c, math_pow_d(x, y);
}

static double word_abs(double x, double b, double c)
{
    return (void)b, (void)c, math_abs_d(x);
}

static double word_floor(double x, double b, double c)
{
    return (void)b, (void)c, math_floor_d(x);
}

static double word_ceil(double x, double b, double c)
{
    return (void)b, (void)c, -math_floor_d(-x);
}

static double word_round(double x, double b, double c)
{
    return (void)b, (void)c, math_round_d(x);
}

static double word_min(double x, double y, double c)
{
    return (void)c, math_min_d(x, y);
}

static double word_max(double x, double y, double c)
{
    return (void)c, math_max_d(x, y);
}

static double word_clamp(double x, double lo, double hi)
{
    return math_clamp_d(x, lo, hi);
}

static double word_lerp(double a, double b, double t)
{
    return a + (b - a) * t;
}

static double word_db_to_gain(double x, double b, double c)
{
    return (void)b, (void)c, math_db_to_factor_d(x);
}

static double word_gain_to_db(double x, double b, double c)
{
    return (void)b, (void)c, x > 0.0 ? math_factor_to_db_d(x) : NO_NUMBER;
}

static double word_midi_to_hz(double x, double b, double c)
{
    return (void)b, (void)c, math_note_to_hz_d(x);
}

static double word_hz_to_midi(double x, double b, double c)
{
    return (void)b, (void)c, x > 0.0 ? math_hz_to_note_d(x) : NO_NUMBER;
}

static bool keeps_unit(const char *name)
{
    static const char *const names[] = {"abs", "floor", "ceil",  "round",
                                        "min", "max",   "clamp", "lerp"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static struct value call_number(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    double x[BUILTIN_PARAMS_MAX] = {0};
    enum measure measure = MEASURE_NONE;

    for (uint32_t i = 0; i < self->n_needed; i++) {
        const struct value sampled = sample(e, argument[i].value, argument[i].span);
        const struct value *v = &sampled;
        if (v->kind == VALUE_POISON)
            return value_poison();
        if (!value_is_number(v)) {
            report_error(e->report, argument[i].span, 306,
                         "This is %s; `%s` needs a number.", value_kind_name(v),
                         self->name);
            report_hint(e->report, "It takes: %s.", self->params);
            return value_poison();
        }
        x[i] = value_as_number(v);
        measure = i == 0 && v->kind == VALUE_NUMBER ? v->measure : measure;
    }
    (void)n;
    const double y = self->number(x[0], x[1], x[2]);
    if (y != y) {
        report_error(e->report, span, 301, "`%s(%g)` has no answer.", self->name, x[0]);
        report_hint(e->report, "It takes numbers above zero.");
        return value_poison();
    }
    if (strcmp(self->name, "midi_to_hz") == 0)
        return value_number(y, MEASURE_FREQUENCY);
    if (strcmp(self->name, "gain_to_db") == 0)
        return value_number(y, MEASURE_LEVEL);
    return value_number(y, keeps_unit(self->name) ? measure : MEASURE_NONE);
}

#define WORD_OF(name, params, n, flags, summary, example)                              \
    {                                                                                  \
#name, params, n, flags, call_number, word_##name, summary, example, "Math"    \
    }
#define WORD(name, params, n, summary, example)                                        \
    WORD_OF(name, params, n, 0, summary, example)

const struct builtin builtin_math[] = {
    WORD(sin, "x", 1, "Sine of an angle in radians.", "print(sin(PI / 2))"),
    WORD(cos, "x", 1, "Cosine of an angle in radians.", "print(cos(PI))"),
    WORD(tan, "x", 1, "Tangent of an angle in radians.", "print(tan(PI / 4))"),
    WORD(sqrt, "x", 1, "Square root.", "print(sqrt(2))"),
    WORD(exp, "x", 1, "E to the power of x.", "print(exp(1))"),
    WORD(log, "x", 1, "Natural logarithm.", "print(log(E))"),
    WORD(log2, "x", 1, "Logarithm to base 2.", "print(log2(8))"),
    WORD(log10, "x", 1, "Logarithm to base 10.", "print(log10(1000))"),
    WORD(abs, "x", 1, "Size without sign.", "print(abs(-3.db))"),
    WORD(floor, "x", 1, "Nearest whole number below.", "print(floor(2.7))"),
    WORD(ceil, "x", 1, "Nearest whole number above.", "print(ceil(2.1))"),
    WORD(round, "x", 1, "Nearest whole number.", "print(round(2.5))"),
    WORD(db_to_gain, "x", 1, "Factor of a number of dB.", "print(db_to_gain(-6))"),
    WORD_OF(gain_to_db, "x", 1, BUILTIN_GIVES_UNIT, "Level in dB of a factor.",
            "print(gain_to_db(0.5))"),
    WORD_OF(midi_to_hz, "x", 1, BUILTIN_GIVES_UNIT, "Frequency of a note's number.",
            "print(midi_to_hz(69))"),
    WORD(hz_to_midi, "x", 1, "Note's number of a frequency.", "print(hz_to_midi(440))"),
    WORD(pow, "x y", 2, "x to the power of y; `x ** y` in short.", "print(pow(2, 10))"),
    WORD(min, "a b", 2, "The smaller of two.", "print(min(3, 2))"),
    WORD(max, "a b", 2, "The greater of two.", "print(max(3, 2))"),
    WORD(clamp, "x lo hi", 3, "x, but no less than lo and no more than hi.",
         "print(clamp(12, 0, 10))"),
    WORD(lerp, "a b t", 3, "Between a, where t is 0, and b, where t is 1.",
         "print(lerp(100.hz, 200.hz, 25%))"),
    {0},
};
