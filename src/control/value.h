/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_VALUE_H
#define LEAT_CONTROL_VALUE_H

/**
 * Arguments of messages to values of parameters, and back.
 *
 * Thread:  any but rt.
 */

#include <leat/diag.h>
#include <leat/param.h>

#include "net/osc.h"

/** For texts in units of time and of music. */
struct value_scale {
    double rate_hz, bpm;
};

/**
 * Read the next argument as a value in a parameter's unit.
 *
 * Shape:   any number, T and F, or a text as leat_param_read() takes it; numbers beyond
 *          the range pass, since the engine holds and counts them.
 * Errors:  LEAT_ERR_INVALID (none there, or none of those), LEAT_ERR_RANGE (NaN,
 *          infinite).
 */
int value_read(struct osc_args *args, const struct leat_param *param,
               const struct value_scale *scale, float *value, struct leat_diag *diag);

/** Read the next argument as seconds: a number, or a text such as "250ms".  0 when
 * there is none left, else 1. */
int value_read_seconds(struct osc_args *args, const struct value_scale *scale,
                       double *seconds, struct leat_diag *diag);

/** A value as messages carry it: a number, T or F, or the word of a choice. */
struct osc_arg value_write(const struct leat_param *param, float value);

#endif
