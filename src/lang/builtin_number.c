/* SPDX-License-Identifier: MIT */
/*
 * builtin_number: what words of numbers do with values: plain numbers, percentages and
 * quantities, which must measure the same where a word compares or joins them.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/method.h"
#include "lang/sample.h"

/* Words whose number is of one kind, such as an angle, and what theirs measures. */
static const struct {
    const char *name;
    enum measure takes, gives;
} kinds[] = {
    {"sin", MEASURE_ANGLE, MEASURE_NONE},
    {"cos", MEASURE_ANGLE, MEASURE_NONE},
    {"tan", MEASURE_ANGLE, MEASURE_NONE},
    {"db_to_gain", MEASURE_LEVEL, MEASURE_NONE},
    {"gain_to_db", MEASURE_FRACTION, MEASURE_LEVEL},
    {"midi_to_hz", MEASURE_NOTE, MEASURE_FREQUENCY},
    {"hz_to_midi", MEASURE_FREQUENCY, MEASURE_NONE},
};
enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* Where words have an answer. */
static const struct {
    const char *name, *hint;
} answers[] = {
    {"asin", "It takes numbers from -1 to 1."},
    {"acos", "It takes numbers from -1 to 1."},
    {"mod", "Check for zero first."},
    {"div", "Check for zero first."},
    {"pow", "A root of a negative number, and 1 / 0, have none."},
    {"gcd", "It takes whole numbers."},
    {"smoothstep", "The first two numbers should differ."},
    {"sqrt", "It takes numbers above zero."},
    {"log", "It takes numbers above zero."},
    {"log2", "It takes numbers above zero."},
    {"log10", "It takes numbers above zero."},
    {"gain_to_db", "It takes numbers above zero."},
    {"hz_to_midi", "It takes numbers above zero."},
};

struct value builtin_cannot(struct eval *e, const struct builtin *self,
                            struct span span, const char *why)
{
    report_error(e->report, span, 407, "`%s` cannot work: %s.", self->name, why);
    report_hint(e->report, "Such as `%s`.", self->example);
    return value_poison();
}

/* What it is said to need, for E306. */
static bool refuse(struct eval *e, const struct builtin *self, const struct argument *a,
                   const char *needs)
{
    report_error(e->report, a->span, 306, "This is %s; `%s` needs %s.",
                 value_kind_name(&a->value), self->name, needs);
    report_hint(e->report, "It takes: %s.", self->params);
    return false;
}

static enum measure measure_of(const struct value *v)
{
    return v->kind == VALUE_NUMBER ? (enum measure)v->measure : MEASURE_NONE;
}

static bool is_plain(enum measure m)
{
    return m == MEASURE_NONE || m == MEASURE_FRACTION;
}

/* What an argument is now, if it is a number. */
static bool read_number(struct eval *e, const struct builtin *self,
                        const struct argument *a, struct argument *out)
{
    *out = *a;
    out->value = sample(e, a->value, a->span);
    if (out->value.kind == VALUE_POISON)
        return false;
    return value_is_number(&out->value) || refuse(e, self, out, "a number");
}

bool builtin_numbers(struct eval *e, const struct builtin *self,
                     const struct argument *argument, uint32_t n, double *out,
                     enum measure *measure)
{
    struct argument now[BUILTIN_PARAMS_MAX];

    *measure = MEASURE_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (!read_number(e, self, &argument[i], &now[i]))
            return false;
        if (*measure == MEASURE_NONE)
            *measure = measure_of(&now[i].value);
    }
    for (uint32_t i = 0; i < n; i++) {
        const enum measure m = measure_of(&now[i].value);
        out[i] = value_as_number(&now[i].value);
        if (m == MEASURE_NONE ||
            convert_measure(&e->convert, out[i], m, *measure, &out[i]))
            continue;
        report_error(e->report, argument[i].span, 303,
                     "%s and %s measure different things.", measure_name(*measure),
                     measure_name(m));
        report_hint(e->report, "Give both the same unit.");
        return false;
    }
    return true;
}

static struct value no_answer(struct eval *e, const struct builtin *self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    char text[160] = "";
    const char *hint = "Check the numbers that go in.";
    size_t used = 0;

    for (uint32_t i = 0; i < n && used + 40 < sizeof(text); i++) {
        used += str_format(text + used, sizeof(text) - used, "%s", i > 0 ? ", " : "");
        used += value_print(&argument[i].value, true, text + used, sizeof(text) - used);
    }
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
        if (strcmp(answers[i].name, self->name) == 0)
            hint = answers[i].hint;
    report_error(e->report, span, 301, "`%s(%s)` has no answer.", self->name, text);
    report_hint(e->report, "%s", hint);
    return value_poison();
}

/* Parameters that were given; what is left out stands at the end. */
static uint32_t count_given(const struct argument *argument)
{
    uint32_t n = BUILTIN_PARAMS_MAX;

    while (n > 0 && argument[n - 1].span.end == 0)
        n--;
    return n;
}

struct value builtin_number(struct eval *e, const struct builtin *self,
                            const struct argument *argument, uint32_t n,
                            struct span span)
{
    const uint32_t n_shared = self->flags >> 8 & 3;
    struct argument now[BUILTIN_PARAMS_MAX] = {{0}};
    double x[BUILTIN_PARAMS_MAX] = {0};
    enum measure measure = MEASURE_NONE, other;
    size_t kind = 0;

    n = count_given(argument);
    for (uint32_t i = 0; i < n; i++)
        if (!read_number(e, self, &argument[i], &now[i]))
            return value_poison();
    if (!builtin_numbers(e, self, now, n_shared, x, &measure))
        return value_poison();
    for (uint32_t i = n_shared; i < n; i++)
        x[i] = value_as_number(&now[i].value);
    while (kind < N_KINDS && strcmp(kinds[kind].name, self->name) != 0)
        kind++;
    if (kind < N_KINDS) {
        other = measure_of(&now[0].value);
        if (!is_plain(other) && other != kinds[kind].takes) {
            refuse(e, self, &now[0], measure_name(kinds[kind].takes));
            return value_poison();
        }
        measure = kinds[kind].gives;
    }
    if (strcmp(self->name, "clamp") == 0 && x[1] > x[2])
        return builtin_cannot(e, self, span, "the lower end is above the upper one");
    const double y = self->number(x[0], x[1], x[2]);
    if (y != y)
        return no_answer(e, self, now, n, span);
    return value_number(
        y, kind < N_KINDS || self->flags & BUILTIN_KEEPS_UNIT ? measure : MEASURE_NONE);
}

struct value builtin_extreme(struct eval *e, const struct builtin *self,
                             const struct argument *argument, uint32_t n,
                             struct span span)
{
    const bool greatest = strcmp(self->name, "max") == 0;
    struct value *item = heap_take(e->heap, n + 1, sizeof(*item));

    if (!item)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        item[i] = n == 1 ? sample_list(e, argument[i].value, argument[i].span)
                         : sample(e, argument[i].value, argument[i].span);
        if (item[i].kind == VALUE_POISON)
            return value_poison();
        if (argument[i].name) {
            report_error(e->report, argument[i].span, 404,
                         "`%s` has no setting `%.60s`.", self->name,
                         names_text(e->names, argument[i].name));
            report_hint(e->report, "It takes values without names.");
            return value_poison();
        }
    }
    if (n == 1 && value_is_list(&item[0])) {
        const struct value *items = value_items(&item[0], &n);
        return method_extreme(e, items, n, greatest, argument[0].span);
    }
    if (n < 2) {
        report_error(e->report, span, 403, "`%s` needs two values, or a list.",
                     self->name);
        report_hint(e->report, "Such as `%s`.", self->example);
        return value_poison();
    }
    return method_extreme(e, item, n, greatest, span);
}
