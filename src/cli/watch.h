/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_WATCH_H
#define LEAT_CLI_WATCH_H

/**
 * A thread beside a run: it tells progress on standard error and takes Ctrl-C.  The
 * first one fades the sound out and lets all files be finished, the second ends the
 * command at once.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <leat/engine.h>

#include "cli/options.h"
#include "cli/target.h"

struct watch {
    const struct options *options;
    struct target *target;
    int64_t start_nsec;
    pthread_t thread;
    bool on_terminal, line_open; /* thread */
    int64_t told_nsec;           /* thread: when progress was last told */

    pthread_mutex_t lock; /* of all below */
    struct leat_engine *engine;
    int64_t first_sound_nsec; /* since the start; 0: not yet */
    bool begun;               /* an engine was given */
    bool interrupted, quit;
};

/** Begin, before any other thread is made: all threads leave signals to this one. */
int watch_start(struct watch *watch, const struct options *options,
                struct target *target, int64_t start_nsec);

/** The engine to watch; NULL before it is destroyed. */
void watch_engine(struct watch *watch, struct leat_engine *engine);

/** As Ctrl-C does.  Thread: any. */
void watch_interrupt(struct watch *watch);

/** End.  Returns whether Ctrl-C was pressed. */
bool watch_stop(struct watch *watch);

#endif
