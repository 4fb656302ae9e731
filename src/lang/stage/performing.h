/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PERFORMING_H
#define LEAT_LANG_PERFORMING_H

/**
 * The inside of a performance.
 *
 * Inside of lang/stage only.
 */

#include <pthread.h>
#include <stdatomic.h>

#include "lang/stage/performance.h"

/** More lines than programs begin in three frames. */
enum { PERFORMANCE_TEMPI = 512 };

/** A program and whether there is one. */
struct seat {
    struct performer performer;
    bool taken;
};

enum { PERFORMANCE_TIMES = 600 }; /* frames of 10 s, at 60 a second */

/** How long a frame of the program took; frame 0: not yet one. */
struct frame_time {
    int64_t k;
    double seconds;
};

/** The musical clock as it will be when all that was sent has come. */
struct performance_tempo {
    struct leat_tempo line;
    struct leat_tempo sent[PERFORMANCE_TEMPI]; /* and what others have set */
    uint32_t n_sent;                           /* ever; 0: there is no engine yet */
    double text; /* that the program says which plays; 0: none */
};

struct performance {
    struct performance_config config;
    struct leat_engine *engine;
    double rate_hz;
    struct host host;
    struct overtime overtime;
    int64_t began_nsec, began_cpu_nsec; /* the frame that runs, on the wall, in work */
    struct performance_tempo tempo;
    int64_t next;          /* frame that has not run */
    struct seat now, past; /* past: before the last swap; changed under the lock */
    int64_t swapped;       /* frame with which `now` began */
    bool on_trial;         /* it may still be rolled back */
    bool exited;
    int exit_code;
    struct leat_diag diag;                     /* of the frame that runs */
    struct frame_time took[PERFORMANCE_TIMES]; /* by k modulo their number */
    int64_t first_live;                        /* frame; 0: it is rendered */

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wake;
    struct seat asked;   /* who is to take over */
    bool undo;           /* the one before is */
    bool can_undo;       /* there is one before */
    enum leat_when when; /* either does */
    bool hushed, panic;
    atomic_bool quit; /* read by the frame that runs, too, without the lock */
    struct performance_counts counts;
    pthread_t thread;
    bool started;
};

/** What programs can ask of the engine (performance_host.c). */
struct host performance_host(struct performance *performance);

/** Tell people of what happened. */
void performance_tell(struct performance *performance, enum performance_news_kind kind,
                      int64_t frame, int err, const struct performer *of);

/** Let the program that was asked for take over now, between two frames; false when it
 * has not. */
bool performance_take_over(struct performance *performance);

/** The engine is there: its clock, and what frame 0 has set. */
void performance_tempo_begin(struct performance *performance);
/** A draft was sent. */
void performance_tempo_follow(struct performance *performance,
                              const struct draft *draft);
/** As in struct host. */
bool performance_tempo_read(void *user, struct leat_tempo *line);
/** A program takes over at a frame, or with -1 at once. */
void performance_tempo_take(struct performance *performance,
                            const struct performer *who, int64_t frame);

/** Run a frame, and what was asked meanwhile. */
void performance_step(struct performance *p, int64_t k);

#endif
