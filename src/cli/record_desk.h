/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_RECORD_DESK_H
#define LEAT_CLI_RECORD_DESK_H

/**
 * record_desk: the recorder of a program that says Recording, in a run that has none
 * otherwise; and what the program asks of it.
 *
 * Thread:  one at a time, but for rt_record_desk_listen().
 */

#include <leat/engine.h>

#include "cli/bounce.h"
#include "control/control.h"
#include "lang/record_host.h"

/** What takes the orders of a program. */
struct record_taker {
    struct control *control; /* which has a recorder */
    struct bounces bounces;
};

struct record_desk {
    struct recorder *recorder;
    struct record_taker taker;
};

/**
 * Make one for an engine that has not begun; files go to `folder`.
 *
 * Owns:    the caller closes it, also after an error.
 * Errors:  as recorder_create() and control_create().
 */
int record_desk_open(struct record_desk *desk, const struct options *options,
                     const char *folder, struct leat_graph *graph,
                     struct leat_engine *engine, bool live, struct leat_diag *diag);

/** For leat_engine_config.listen.  Thread: rt. */
LEAT_RT void rt_record_desk_listen(void *desk, int64_t frame, const float *samples,
                                   uint32_t nframes, uint32_t lanes);

/** What a program asks of a taker; what is not live is computed already, and bounces
 * nothing. */
struct record_host record_desk_host(struct record_taker *taker, bool live);

/** End the takes of nodes, before the engine is destroyed. */
void record_desk_end(struct record_desk *desk);
/** Finish the files, after it.  Errors: as recorder_destroy(). */
int record_desk_close(struct record_desk *desk, struct leat_diag *diag);

#endif
