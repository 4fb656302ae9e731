/* SPDX-License-Identifier: MIT */
/*
 * builtin_math: words of numbers.  Angles are radians; values with a unit keep it where
 * the word only moves or picks numbers.
 *
 * Source: language reference, section 8.4.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "creative/easing.h"
#include "creative/perlin.h"
#include "lang/builtin.h"
#include "lang/method.h"

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

static double word_asin(double x, double b, double c)
{
    return (void)b, (void)c, math_asin_d(x);
}

static double word_acos(double x, double b, double c)
{
    return (void)b, (void)c, math_acos_d(x);
}

static double word_atan(double x, double b, double c)
{
    return (void)b, (void)c, math_atan_d(x);
}

static double word_atan2(double y, double x, double c)
{
    return (void)c, math_atan2_d(y, x);
}

static double word_cbrt(double x, double b, double c)
{
    return (void)b, (void)c, math_cbrt_d(x);
}

static double word_exp(double x, double b, double c)
{
    return (void)b, (void)c, math_exp_d(x);
}

/* Base 0: the base was left out and is E. */
static double word_log(double x, double base, double c)
{
    (void)c;
    if (!(x > 0.0))
        return NO_NUMBER;
    if (base == 0.0)
        return math_log_d(x);
    if (base == 2.0)
        return math_log2_d(x);
    return base == 10.0 ? math_log10_d(x) : math_log_d(x) / math_log_d(base);
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

/* To n digits behind the point; below 0, in front of it.  Halves go up. */
static double word_round(double x, double n, double c)
{
    const double power = math_pow_d(10.0, math_abs_d(n));
    const double y =
        n < 0.0 ? math_round_d(x / power) * power : math_round_d(x * power) / power;

    (void)c;
    if (n == 0.0)
        return math_round_d(x);
    if (y - y == 0.0)
        return y;
    return n < 0.0 ? 0.0 : x; /* so many digits that none or all of them stay */
}

static double word_trunc(double x, double b, double c)
{
    return (void)b, (void)c, __builtin_copysign(math_floor_d(math_abs_d(x)), x);
}

static double word_frac(double x, double b, double c)
{
    return (void)b, (void)c, x - math_floor_d(x);
}

static double word_sign(double x, double b, double c)
{
    return (void)b, (void)c, (double)((x > 0.0) - (x < 0.0));
}

static double word_mod(double a, double b, double c)
{
    return (void)c, b != 0.0 ? a - b * math_floor_d(a / b) : NO_NUMBER;
}

static double word_div(double a, double b, double c)
{
    return (void)c, b != 0.0 ? math_floor_d(a / b) : NO_NUMBER;
}

static double word_hypot(double x, double y, double c)
{
    return (void)c, math_hypot_d(x, y);
}

static double word_gcd(double a, double b, double c)
{
    int64_t x, y;

    (void)c;
    if (math_floor_d(a) != a || math_floor_d(b) != b || math_abs_d(a) > 0x1p53 ||
        math_abs_d(b) > 0x1p53)
        return NO_NUMBER;
    x = (int64_t)math_abs_d(a);
    y = (int64_t)math_abs_d(b);
    while (y != 0) {
        const int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return (double)x;
}

static double word_smoothstep(double a, double b, double x)
{
    const double t = math_clamp_d((x - a) / (b - a), 0.0, 1.0);

    return a != b ? t * t * (3.0 - 2.0 * t) : NO_NUMBER;
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
    return lo <= hi ? math_clamp_d(x, lo, hi) : NO_NUMBER;
}

static double word_lerp(double a, double b, double t)
{
    return a + (b - a) * t;
}

/* The published field, with seed 0. */
static double word_noise(double x, double y, double z)
{
    return perlin_noise(x, y, z, 0);
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

/* log(x, base): a base that is given must be one. */
static struct value call_log(struct eval *e, const struct builtin *self,
                             const struct argument *argument, uint32_t n,
                             struct span span)
{
    const struct value *base = &argument[1].value;

    if (argument[1].span.end && value_is_number(base) &&
        (value_as_number(base) <= 0.0 || value_as_number(base) == 1.0))
        return builtin_cannot(e, self, argument[1].span,
                              "a base is above 0, and not 1");
    return builtin_number(e, self, argument, n, span);
}

/* map(x, a, b, c, d): what lies between a and b, as far between c and d. */
static struct value call_map(struct eval *e, const struct builtin *self,
                             const struct argument *argument, uint32_t n,
                             struct span span)
{
    enum measure from, to;
    double x[3], y[2];

    (void)n;
    if (!builtin_numbers(e, self, argument, 3, x, &from) ||
        !builtin_numbers(e, self, argument + 3, 2, y, &to))
        return value_poison();
    if (x[1] == x[2])
        return builtin_cannot(e, self, span, "a and b are the same");
    const double t = (x[0] - x[1]) / (x[2] - x[1]), z = y[0] + (y[1] - y[0]) * t;
    return z == z ? value_number(z, to)
                  : builtin_cannot(e, self, span, "its numbers are too great");
}

/* step(a, b, d): a, a + d, ... up to b, without b. */
static struct value call_step(struct eval *e, const struct builtin *self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    enum measure measure;
    double x[3];

    (void)n;
    if (!builtin_numbers(e, self, argument, 3, x, &measure))
        return value_poison();
    if (x[2] == 0.0)
        return builtin_cannot(e, self, argument[2].span, "steps of 0 lead nowhere");
    const struct range range = {x[0], x[1], x[2], false,
                                argument[0].value.kind == VALUE_INTEGER &&
                                    argument[2].value.kind == VALUE_INTEGER};
    const uint64_t count = method_range_count(&range);
    if (count > METHOD_ITEMS_MAX)
        return eval_too_large(e, span, "row of steps");
    const struct value out = method_new_list(e, NULL, count, span);
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < count; i++) {
        out.list->item[i] = method_range_item(&range, i);
        if (measure != MEASURE_NONE)
            out.list->item[i] =
                value_number(value_as_number(&out.list->item[i]), measure);
    }
    return out;
}

/* ease(name, t) */
static struct value call_ease(struct eval *e, const struct builtin *self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    const struct value *name = &argument[0].value;
    const bool is_word = name->kind == VALUE_TEXT || name->kind == VALUE_SYMBOL;
    struct str_nearest near;
    enum measure measure;
    double t;

    (void)n, (void)span;
    if (name->kind == VALUE_POISON ||
        !builtin_numbers(e, self, argument + 1, 1, &t, &measure))
        return value_poison();
    const char *text = is_word ? name->text : "";
    const int easing = easing_find(text, strlen(text));
    if (easing >= 0)
        return value_number(easing_at((enum easing)easing, t), MEASURE_NONE);
    report_error(e->report, argument[0].span, 407,
                 "`ease` cannot work: there is no easing `%.60s`.",
                 is_word ? text : value_kind_name(name));
    str_nearest_init(&near, text);
    for (size_t i = 0; easing_name(i); i++)
        str_nearest_offer(&near, easing_name(i));
    report_hint(e->report, near.best ? "Did you mean `%s`?" : "Such as \"%s\".",
                near.best ? near.best : easing_name(1));
    return value_poison();
}

#define WORD_OF(name, params, n, flags, call, summary, example)                        \
    {                                                                                  \
#name, params, n, flags, call, word_##name, summary, example, "Math"           \
    }
#define WORD(name, params, n, flags, summary, example)                                 \
    WORD_OF(name, params, n, flags, builtin_number, summary, example)
#define KEEP_1 (BUILTIN_SHARE_1 | BUILTIN_KEEPS_UNIT)
#define KEEP_2 (BUILTIN_SHARE_2 | BUILTIN_KEEPS_UNIT)
#define KEEP_3 (BUILTIN_SHARE_3 | BUILTIN_KEEPS_UNIT)

const struct builtin builtin_math[] = {
    WORD(sin, "x", 1, 0, "Sine of an angle in radians.", "print(sin(PI / 2))"),
    WORD(cos, "x", 1, 0, "Cosine of an angle in radians.", "print(cos(180.deg))"),
    WORD(tan, "x", 1, 0, "Tangent of an angle in radians.", "print(tan(PI / 4))"),
    WORD(asin, "x", 1, 0, "The angle in radians of a sine.", "print(asin(1))"),
    WORD(acos, "x", 1, 0, "The angle in radians of a cosine.", "print(acos(0))"),
    WORD(atan, "x", 1, 0, "The angle in radians of a tangent.", "print(atan(1))"),
    WORD(atan2, "y x", 2, BUILTIN_SHARE_2,
         "The angle in radians at which a point lies, from -PI to PI.",
         "print(atan2(1, -1))"),
    WORD(sqrt, "x", 1, 0, "Square root.", "print(sqrt(2))"),
    WORD(cbrt, "x", 1, 0, "Cube root.", "print(cbrt(-27))"),
    WORD(hypot, "x y", 2, KEEP_2, "How far a point lies from 0.", "print(hypot(3, 4))"),
    WORD(pow, "x y", 2, 0, "x to the power of y; `x ** y` in short.",
         "print(pow(2, 10))"),
    WORD(exp, "x", 1, 0, "E to the power of x.", "print(exp(1))"),
    WORD_OF(log, "x base", 1, 0, call_log, "Logarithm; natural unless a base is given.",
            "print(log(E), log(81, 3))"),
    WORD(log2, "x", 1, 0, "Logarithm to base 2.", "print(log2(8))"),
    WORD(log10, "x", 1, 0, "Logarithm to base 10.", "print(log10(1000))"),
    WORD(abs, "x", 1, KEEP_1, "Size without sign.", "print(abs(-3.db))"),
    WORD(sign, "x", 1, 0, "-1, 0 or 1 as x is below, at or above 0.",
         "print(sign(-3.db))"),
    WORD(floor, "x", 1, KEEP_1, "Nearest whole number below.", "print(floor(2.7))"),
    WORD(ceil, "x", 1, KEEP_1, "Nearest whole number above.", "print(ceil(2.1))"),
    WORD(round, "x n", 1, KEEP_1,
         "Nearest whole number, or with n digits behind the point.",
         "print(round(2.5), round(PI, 2))"),
    WORD(trunc, "x", 1, KEEP_1, "Without what is behind the point.",
         "print(trunc(-2.7))"),
    WORD(frac, "x", 1, KEEP_1, "What x is above the nearest whole number below.",
         "print(frac(2.75))"),
    WORD(mod, "a b", 2, KEEP_2, "What is left of a by steps of b; `a % b` in short.",
         "print(mod(-1, 12))"),
    WORD(div, "a b", 2, BUILTIN_SHARE_2, "How many whole steps of b are in a.",
         "print(div(14, 12))"),
    WORD(gcd, "a b", 2, 0, "Greatest whole number that divides both.",
         "print(gcd(12, 18))"),
    {"min", "a b ...", 2, BUILTIN_GATHERS, builtin_extreme, word_min,
     "The smallest of two or more, or of a list.", "print(min(3, 2), min([4, 1, 5]))",
     "Math"},
    {"max", "a b ...", 2, BUILTIN_GATHERS, builtin_extreme, word_max,
     "The greatest of two or more, or of a list.", "print(max(3, 2, 7))", "Math"},
    WORD(clamp, "x lo hi", 3, KEEP_3, "x, but no less than lo and no more than hi.",
         "print(clamp(12, 0, 10))"),
    WORD(lerp, "a b t", 3, KEEP_2, "Between a, where t is 0, and b, where t is 1.",
         "print(lerp(100.hz, 200.hz, 25%))"),
    {"map", "x a b c d", 5, 0, call_map, NULL,
     "As far between c and d as x lies between a and b.",
     "print(map(64, 0, 127, 200.hz, 2.khz))", "Math"},
    WORD(smoothstep, "a b x", 3, BUILTIN_SHARE_3,
         "From 0, where x is a, smoothly to 1, where it is b.",
         "print(smoothstep(0, 1, 0.25))"),
    {"step", "a b d", 3, 0, call_step, NULL,
     "List of the numbers a, a + d, ... up to b, without b.",
     "print(Math.step(0, 1, 0.25))", "Math"},
    WORD(noise, "x y z", 1, 0,
         "Smooth hills from -1 to 1, along one to three axes (Perlin's).",
         "print(Math.noise(0.5), Math.noise(0.5, 1.25))"),
    {"ease", "name t", 2, 0, call_ease, NULL,
     "How far a movement is at t: ease_in, bounce, elastic, ...",
     "print(ease(\"ease_in_out\", 25%))", "Math"},
    WORD(db_to_gain, "x", 1, 0, "Factor of a number of dB.", "print(db_to_gain(-6))"),
    WORD(gain_to_db, "x", 1, BUILTIN_GIVES_UNIT, "Level in dB of a factor.",
         "print(gain_to_db(0.5))"),
    WORD(midi_to_hz, "x", 1, BUILTIN_GIVES_UNIT, "Frequency of a note's number.",
         "print(midi_to_hz(69))"),
    WORD(hz_to_midi, "x", 1, 0, "Note's number of a frequency.",
         "print(hz_to_midi(440))"),
    {0},
};
