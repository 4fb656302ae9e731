/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_METRICS_H
#define LEAT_CONTROL_METRICS_H

/**
 * metrics: all figures in the text format 0.0.4 of Prometheus.
 *
 * What only grows is a counter, `leat_NAME_total`; what is measured a gauge,
 * `leat_NAME`; times are summaries in seconds, of all since the beginning.
 *
 * Thread:  control.
 * Source:  Prometheus, "Exposition formats", text-based format.
 */

struct control;

enum { METRICS_SIZE = 32768 };

/** Write them, and a closing 0.  The last line has no line end. */
void metrics_write(struct control *c, char text[METRICS_SIZE]);

#endif
