/* SPDX-License-Identifier: MIT */
/* method_number: what numbers and quantities can be asked; most are words as well. */
#include <string.h>

#include "base/math_d.h"
#include "lang/builtin.h"
#include "lang/builtin_context.h"
#include "lang/method.h"

#define NUMBER (1u << VALUE_INTEGER | 1u << VALUE_NUMBER)

/* Call the word of numbers of that name with the number as its first value. */
static struct value call_word(struct eval *e, const char *name, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const struct builtin *word = builtin_find("Math", name);
    struct argument argument[BUILTIN_PARAMS_MAX] = {{0, span, self}};

    for (uint32_t i = 0; i < n; i++)
        argument[i + 1] = a[i];
    return word->call(e, word, argument, n + 1, span);
}

static struct value call_abs(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    return call_word(e, "abs", self, a, n, span);
}

static struct value call_floor(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    return call_word(e, "floor", self, a, n, span);
}

static struct value call_ceil(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    return call_word(e, "ceil", self, a, n, span);
}

static struct value call_round(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    return call_word(e, "round", self, a, n, span);
}

static struct value call_clamp(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    return call_word(e, "clamp", self, a, n, span);
}

static struct value call_normalize(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    const struct builtin *clamp = builtin_find("Math", "clamp");
    const struct argument argument[] = {{0, span, self}, a[0], a[1]};
    enum measure measure;
    double x[3];

    (void)n;
    if (!builtin_numbers(e, clamp, argument, 3, x, &measure))
        return value_poison();
    if (x[1] == x[2]) {
        report_error(e->report, span, 407,
                     "`normalize` cannot work: both ends are the same.");
        report_hint(e->report, "Such as `x.normalize(0, 127)`.");
        return value_poison();
    }
    return value_number(math_clamp_d((x[0] - x[1]) / (x[2] - x[1]), 0.0, 1.0),
                        MEASURE_NONE);
}

/*
 * A number of one measure in the base unit of another.  NaN: they have nothing to do
 * with each other.
 *
 * Source: language reference, section 4.1.
 */
static double converted(struct eval *e, double x, enum measure from, enum measure to)
{
    double y;

    if (convert_measure(&e->convert, x, from, to, &y))
        return y;
    if (from == MEASURE_NOTE && to == MEASURE_FREQUENCY)
        return math_note_to_hz_d(x);
    if (from == MEASURE_FREQUENCY && to == MEASURE_NOTE && x > 0.0)
        return math_hz_to_note_d(x);
    if (from == MEASURE_FREQUENCY && to == MEASURE_TEMPO)
        return x * 60.0;
    if (from == MEASURE_TEMPO && to == MEASURE_FREQUENCY)
        return x / 60.0;
    if (from == MEASURE_LEVEL && to == MEASURE_FRACTION)
        return math_db_to_factor_d(x);
    if (from == MEASURE_FRACTION && to == MEASURE_LEVEL && x > 0.0)
        return math_factor_to_db_d(x);
    if (from == MEASURE_NONE && to == MEASURE_FRACTION)
        return x;
    if (from == MEASURE_FREQUENCY && x != 0.0 &&
        convert_measure(&e->convert, 1.0 / x, MEASURE_TIME, to, &y))
        return y;
    if (to == MEASURE_FREQUENCY && x != 0.0 &&
        convert_measure(&e->convert, x, from, MEASURE_TIME, &y))
        return 1.0 / y;
    return __builtin_nan("");
}

static struct value call_to(struct eval *e, struct value self, const struct argument *a,
                            uint32_t n, struct span span)
{
    const struct value *name = &a[0].value;
    const enum measure from = self.kind == VALUE_NUMBER ? self.measure : MEASURE_NONE;
    const struct unit *unit = NULL;

    (void)n;
    if (name->kind == VALUE_TEXT || name->kind == VALUE_SYMBOL)
        unit = unit_find(name->text,
                         name->kind == VALUE_TEXT ? name->n : strlen(name->text));
    if (!unit) {
        const char *near = name->kind == VALUE_TEXT ? unit_nearest(name->text) : NULL;
        char text[60];
        value_print(name, true, text, sizeof(text));
        report_error(e->report, a[0].span, 306, "%s is not a unit.", text);
        report_hint(e->report, near ? "Did you mean \"%s\"?" : "Such as \"%s\".",
                    near ? near : "ms");
        return value_poison();
    }
    const double x = converted(e, value_as_number(&self), from, unit->measure);
    if (x == x)
        return value_number(x / context_factor(e, unit), MEASURE_NONE);
    report_error(e->report, span, 303, "%s and %s measure different things.",
                 measure_name(from), measure_name(unit->measure));
    report_hint(e->report, "Choose a unit of the same kind.");
    return value_poison();
}

const struct method_word method_number[] = {
    {"normalize", "lo hi", 2, 2, 0, NUMBER, call_normalize,
     "Where it lies between lo, 0, and hi, 1; no less and no more."},
    {"clamp", "lo hi", 2, 2, 0, NUMBER, call_clamp,
     "It, but no less than lo and no more than hi."},
    {"round", "n", 0, 1, 0, NUMBER, call_round,
     "Nearest whole number, or number with n digits behind the point."},
    {"abs", "", 0, 0, 0, NUMBER, call_abs, "Size without sign."},
    {"to", "unit", 1, 1, 0, NUMBER, call_to, "Its plain number in a unit: \"ms\"."},
    {"floor", "", 0, 0, 0, NUMBER, call_floor, "Nearest whole number below."},
    {"ceil", "", 0, 0, 0, NUMBER, call_ceil, "Nearest whole number above."},
    {0},
};
