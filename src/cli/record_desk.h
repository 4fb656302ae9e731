/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_RECORD_DESK_H
#define LEAT_CLI_RECORD_DESK_H

/**
 * record_desk: the recorder of a program that says Recording, in a run that has none
 * otherwise; and what the program asks of it.
 *
 * Thread:  one at a time, but for rt_record_desk_listen().
 */

#include <pthread.h>

#include <leat/engine.h>

#include "cli/bounce.h"
#include "cli/timelapse.h"
#include "control/control.h"
#include "lang/record_host.h"

/** What takes the orders of a program. */
struct record_taker {
    struct control *control; /* which has a recorder */
    struct bounces bounces;
    bool live;
    double end_s;            /* where the run is cut; 0: nobody knows */
    pthread_mutex_t lock;    /* of those below */
    struct timelapse *lapse; /* the newest; NULL: its end was told */
    struct timelapse_status lapse_was;
    int lapse_err; /* the first that one met, and why */
    struct leat_diag lapse_diag;
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

/** What is not live is computed already, and bounces nothing.  `folder` of the files
 * outlives it. */
void record_taker_init(struct record_taker *taker, const struct options *options,
                       const char *folder, const struct leat_engine *engine, bool live);

/** What a program asks of a taker. */
struct record_host record_taker_host(struct record_taker *taker);

/** Finish what it has begun, when no frames run any more.  Errors: as timelapse_end().
 */
int record_taker_finish(struct record_taker *taker, struct leat_diag *diag);

/** End the takes of nodes, before the engine is destroyed. */
void record_desk_end(struct record_desk *desk);
/** Finish the files, after it.  Errors: as recorder_destroy() and
 * record_taker_finish(). */
int record_desk_close(struct record_desk *desk, struct leat_diag *diag);

#endif
