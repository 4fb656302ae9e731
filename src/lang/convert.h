/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CONVERT_H
#define LEAT_LANG_CONVERT_H

/**
 * Values to what a parameter wants, by its kind, unit and range.
 *
 * Source:  language reference, section 4.
 * Thread:  any.
 */

#include "lang/report.h"
#include "lang/value.h"

struct convert {
    struct report *report;
    double rate_hz;
    double bpm;
    bool holds; /* what is computed and lies outside of a range is held in it: W401 */
};

/** One number.  Errors: false after E306, E307 or E401; W402 for 85 as 85%. */
bool convert_double(const struct convert *cv, const struct value *value,
                    const struct leat_param *param, struct span span, double *out);
/** The same for one lane. */
bool convert_number(const struct convert *cv, const struct value *value,
                    const struct leat_param *param, struct span span, float *out);

/** Text for a text parameter; numbers, sizes and colours are written out.  Errors:
 * E306. */
bool convert_text(const struct convert *cv, const struct value *value,
                  const struct leat_param *param, struct span span, char *text,
                  size_t size);

/** How much of a parameter's unit one base unit of a measure is, for streams that move
 * the parameter.  Errors: false after E306. */
bool convert_factor(const struct convert *cv, enum measure measure,
                    const struct leat_param *param, struct span span, double *factor);

/** A quantity as another measure of the same kind: beats, samples and times. */
bool convert_measure(const struct convert *cv, double number, enum measure from,
                     enum measure to, double *out);

#endif
