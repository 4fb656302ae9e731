/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_FIGURES_H
#define LEAT_CONTROL_FIGURES_H

/**
 * figures: all that is counted about a running instrument, under the names that
 * `/stats`, its feed, `leat serve --stats` and `/metrics` have in common.
 *
 * Thread:  control.
 */

#include <stdbool.h>
#include <stdint.h>

struct control;
struct figures;
struct monitor_piece;

enum { FIGURES_MAX = 64 };

struct figure {
    const char *name;
    double value;
    bool counts;      /* it only grows, and /stats/reset begins it anew */
    const char *help; /* what it is, with its unit */
};

/** Times that are noted one by one. */
enum figures_time { FIGURES_BLOCK, FIGURES_LATENCY, FIGURES_TIMES };

struct figures_quantiles {
    uint64_t n, sum_nsec;
    double seconds; /* of sound that they are from */
    double p50_us, p99_us, p999_us, max_us;
};

/** Errors: LEAT_ERR_NOMEM. */
int figures_create(struct figures **out);
void figures_destroy(struct figures **figures);

/** Note the passing of time; at least once a second of sound. */
void figures_tick(struct control *c);

/** Hear of the master; `peak` and `rms` are those of its last whole second. */
void figures_hear(struct figures *f, const struct monitor_piece *piece, double rate_hz);

/** Fill in all that there are; returns how many. */
uint32_t figures_read(struct control *c, struct figure at[FIGURES_MAX]);

/** Alike of the last 10 s of sound, or of less, when it has not been so long: those
 * that count. */
uint32_t figures_recent(struct control *c, struct figure at[FIGURES_MAX],
                        double *seconds);

/** Begin all counts anew. */
void figures_reset(struct control *c);

/** Quantiles since the beginning or, `recent`, of the last 10 s of sound: exact but for
 * the steps of rt/histogram.h. */
void figures_quantiles(struct control *c, enum figures_time time, bool recent,
                       struct figures_quantiles *out);

/** "block", "latency". */
const char *figures_time_name(enum figures_time time);

#endif
