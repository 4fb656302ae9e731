/* SPDX-License-Identifier: MIT */
/* builtin_argument: arguments of words of the language. */
#include "lang/builtin_argument.h"

#include "base/math_d.h"

struct value argument_refuse(struct eval *e, const struct builtin *self,
                             const struct argument *a, const char *needs)
{
    char text[64];

    if (a->value.kind == VALUE_POISON)
        return value_poison();
    value_print(&a->value, true, text, sizeof(text));
    if (value_is_number(&a->value) || a->value.kind == VALUE_TEXT)
        report_error(e->report, a->span, 306, "`%s` is %s; `%s` needs %s.", text,
                     value_kind_name(&a->value), self->name, needs);
    else
        report_error(e->report, a->span, 306, "This is %s; `%s` needs %s.",
                     value_kind_name(&a->value), self->name, needs);
    report_hint(e->report, "Such as `%s`.", self->example);
    return value_poison();
}

bool argument_number(struct eval *e, const struct builtin *self,
                     const struct argument *a, double otherwise, double *out)
{
    *out = otherwise;
    if (a->value.kind == VALUE_NULL)
        return true;
    if (!value_is_number(&a->value) ||
        (a->value.measure != MEASURE_NONE && a->value.measure != MEASURE_FRACTION)) {
        argument_refuse(e, self, a, "a number");
        return false;
    }
    *out = value_as_number(&a->value);
    return true;
}

bool argument_integer(struct eval *e, const struct builtin *self,
                      const struct argument *a, const char *name, int64_t least,
                      int64_t most, int64_t otherwise, int64_t *out)
{
    const double x = value_is_number(&a->value) ? value_as_number(&a->value) : 0.5;

    *out = otherwise;
    if (a->value.kind == VALUE_NULL)
        return true;
    if (a->value.measure != MEASURE_NONE || math_floor_d(x) != x) {
        argument_refuse(e, self, a, "a whole number");
        return false;
    }
    if (!(x >= (double)least && x <= (double)most)) {
        report_error(e->report, a->span, 401,
                     "`%s` is %g; it can go from %lld to %lld.", name, x,
                     (long long)least, (long long)most);
        report_hint(e->report, "Try %lld.",
                    (long long)(x < (double)least ? least : most));
        return false;
    }
    *out = (int64_t)x;
    return true;
}
