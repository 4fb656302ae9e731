/* SPDX-License-Identifier: MIT */
/* value: arguments of messages to values of parameters, and back. */
#include "control/value.h"

#include <float.h>
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

static int refuse(struct leat_diag *diag, const struct leat_param *param,
                  const char *what)
{
    leat_diag_add(diag, LEAT_ERROR, 306, "`%s` was given %s.", param->name, what);
    leat_diag_hint(diag, "Send a number, or a text such as \"800hz\".");
    return LEAT_ERR_INVALID;
}

int value_read(struct osc_args *args, const struct leat_param *param,
               const struct value_scale *scale, float *value, struct leat_diag *diag)
{
    struct osc_arg arg;
    double number;
    const int got = osc_args_value(args, &arg);

    if (got == 0)
        return refuse(diag, param, "no value");
    if (got < 0)
        return refuse(diag, param, "a list where one value belongs");
    if (arg.tag == 's' || arg.tag == 'S')
        return leat_param_read(param, arg.s, scale->rate_hz, scale->bpm, value, diag);
    if (!osc_arg_number(&arg, &number))
        return refuse(diag, param, "something that is no value");
    if (!(number >= -DBL_MAX && number <= DBL_MAX)) {
        (void)refuse(diag, param,
                     number != number ? "a number that is none (NaN)"
                                      : "a number without an end");
        return LEAT_ERR_RANGE;
    }
    *value = number > 3e38 ? 3e38f : number < -3e38 ? -3e38f : (float)number;
    return 0;
}

int value_read_seconds(struct osc_args *args, const struct value_scale *scale,
                       double *seconds, struct leat_diag *diag)
{
    static const struct leat_param time = {.name = "time",
                                           .unit = LEAT_UNIT_S,
                                           .max = 3600.0f,
                                           .help = "How long it takes."};
    struct osc_args ahead = *args;
    struct osc_arg arg;
    float value;

    *seconds = 0.0;
    if (osc_args_value(&ahead, &arg) == 0)
        return 0;
    const int err = value_read(args, &time, scale, &value, diag);
    *seconds = (double)leat_param_clamp(&time, value);
    return err < 0 ? err : 1;
}

/* The n-th of the words that blanks separate, as an argument. */
static struct osc_arg word_at(const char *words, unsigned n)
{
    for (; n > 0 && *words; n--) {
        words += strcspn(words, " ");
        words += *words == ' ';
    }
    return (struct osc_arg){
        .tag = 's', .size = (uint32_t)strcspn(words, " "), .s = words};
}

struct osc_arg value_write(const struct leat_param *param, float value)
{
    if (param->kind == LEAT_BOOL)
        return osc_bool(value > 0.5f);
    if (param->kind == LEAT_ENUM)
        return word_at(param->choices, (unsigned)leat_param_clamp(param, value));
    return osc_float(value);
}
