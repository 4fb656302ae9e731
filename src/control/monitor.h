/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MONITOR_H
#define LEAT_CONTROL_MONITOR_H

/**
 * monitor: listens to the master of an engine and measures it for people: peak and
 * power of each channel, power in eight bands, samples beyond full scale, frames that
 * were missed or came twice, and how long messages wait for their first frame.
 *
 * The audio thread measures pieces of MONITOR_FRAMES frames and hands them over by a
 * ring; when nobody reads, the newest are dropped and counted, and nothing waits.
 *
 * Bands: the mean of the channels through two-pole band-passes of one octave (q 1.414)
 * whose gain is 1 at 63 125 250 500 1k 2k 4k 8k Hz; one above 0.45 of the rate is 0.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/export.h>
#include <leat/format.h>

#include "rt/histogram.h"

enum { MONITOR_BANDS = 8, MONITOR_FRAMES = 512 };

struct monitor;

/** What a piece of the master was. */
struct monitor_piece {
    int64_t frame; /* of its first */
    uint32_t nframes, channels;
    float peak[LEAT_MAX_CHANNELS];    /* greatest |x| */
    double square[LEAT_MAX_CHANNELS]; /* sum of x^2 */
    double band[MONITOR_BANDS];       /* sum of y^2 */
};

/** Exact counts since the beginning. */
struct monitor_counts {
    uint64_t clip;            /* samples beyond -1 to 1 */
    uint64_t stale;           /* frames that came again */
    uint64_t wrong_seq;       /* pieces whose frame was not the one expected */
    uint64_t dropped;         /* pieces that nobody read in time */
    uint64_t missed_arrivals; /* messages whose wait was not measured */
};

/** Errors: LEAT_ERR_NOMEM.  Thread: control, as destroy, after the last listen. */
int monitor_create(double rate_hz, struct monitor **out);
void monitor_destroy(struct monitor **monitor);

/** Hear frames of the master; suits struct leat_engine_config.  Thread: rt. */
LEAT_RT void rt_monitor_listen(void *monitor, int64_t frame, const float *samples,
                               uint32_t nframes, uint32_t lanes);

/** A quantum begins: messages that have come are heard from now on.  Thread: rt, before
 * the engine takes its commands: in `conduct`. */
LEAT_RT void rt_monitor_conduct(struct monitor *monitor);

/** A message that came at that nanosecond of CLOCK_MONOTONIC has been handed to the
 * engine, to act at its next quantum.  Thread: any. */
void monitor_arrival(struct monitor *monitor, int64_t nsec);

/** The next piece; false when there is none.  Thread: control, one at a time. */
bool monitor_read(struct monitor *monitor, struct monitor_piece *piece);

/* Thread: any. */
void monitor_counts(const struct monitor *monitor, struct monitor_counts *out);

/** Nanoseconds from arrivals to the quantum that they were heard in. */
const struct histogram *monitor_latency(const struct monitor *monitor);

/** Hertz of a band's middle. */
float monitor_band_hz(uint32_t band);

#endif
