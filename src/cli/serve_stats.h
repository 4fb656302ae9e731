/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SERVE_STATS_H
#define LEAT_CLI_SERVE_STATS_H

/**
 * serve_stats: lines of what has been counted, while an instrument plays: at the pace
 * of
 * --stats on standard output, and with --compat chronus every 1000 blocks the line that
 * Chronus printed, on standard error.
 */

#include <leat/engine.h>

#include "cli/options.h"
#include "control/control.h"

struct serve_stats {
    const struct options *options;
    struct control *control;
    struct leat_engine *engine;
    double period, next;   /* frames; period 0: no lines */
    uint64_t blocks, late; /* at the last line of Chronus */
    uint64_t look_late;    /* at the last look */
};

void serve_stats_begin(struct serve_stats *s, const struct options *options,
                       struct control *control, struct leat_engine *engine);

/** Print what is due.  Thread: that of control_work(). */
void serve_stats_look(struct serve_stats *s);

/** Milliseconds until the next look, at most `most`. */
int serve_stats_wait_ms(const struct serve_stats *s, int most);

#endif
