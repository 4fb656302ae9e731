/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PERFORMING_H
#define LEAT_LANG_PERFORMING_H

/**
 * The inside of a performance.
 *
 * Inside of lang/stage only.
 */

#include <pthread.h>

#include "lang/stage/performance.h"

/** A program and whether there is one. */
struct seat {
    struct performer performer;
    bool taken;
};

struct performance {
    struct performance_config config;
    struct leat_engine *engine;
    double rate_hz;
    struct host host;
    int64_t next;          /* frame that has not run */
    struct seat now, past; /* past: before the last swap */
    int64_t swapped;       /* frame with which `now` began */
    bool on_trial;         /* it may still be rolled back */
    bool exited;
    struct leat_diag diag; /* of the frame that runs */

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    struct seat asked;   /* who is to take over */
    bool undo;           /* the one before is */
    bool can_undo;       /* there is one before */
    enum leat_when when; /* either does */
    bool hushed, panic, quit;
    struct performance_counts counts;
    pthread_t thread;
    bool started;
};

/** Tell people of what happened. */
void performance_tell(struct performance *performance, enum performance_news_kind kind,
                      int64_t frame, int err, const struct performer *of);

/** Let the program that was asked for take over now, between two frames; false when it
 * has not. */
bool performance_take_over(struct performance *performance);

/** Run a frame, and what was asked meanwhile. */
void performance_step(struct performance *p, int64_t k);

#endif
