/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_LATENCY_H
#define LEAT_LANG_LATENCY_H

/**
 * How late streams are.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** By how many seconds a stream lags what goes in at the beginning of its longest way.
 * Errors: false after E407, or without memory. */
bool latency_of_stream(struct eval *e, const struct stream *stream, struct span span,
                       double *seconds);

#endif
