/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_PIECE_H
#define LEAT_CLI_PIECE_H

/**
 * A piece: what a run plays.  A program has its performance, and with --watch it plays
 * on as its file says whenever that is saved: a thread waits for the file, reads and
 * checks it, and the performance lets it take over.  What is wrong with it is told, and
 * the old program plays on.
 *
 * Thread:  one at a time.
 */

#include <pthread.h>
#include <stdatomic.h>

#include "cli/file_watch.h"
#include "cli/source.h"
#include "lang/stage/performance.h"

struct piece {
    const struct options *options;
    const char *path;
    struct stage *stage;
    struct performance *performance; /* NULL: a sound file */
    bool ticks;                      /* its frames are to be run */
    struct leat_engine *engine;
    struct file_watch *files;
    pthread_t thread;
    bool started, live;
    void (*changed)(void *user); /* the graph was; NULL: nobody needs to know */
    void *user;
    /** Shows a program that takes over what is around it; NULL: nobody does. */
    void (*look)(void *user, struct leat_program *program);
    void *look_user;
    uint64_t text; /* hash of what plays, or was tried last */
    double tempo;  /* beats a minute that programs have asked for; 0: none has */
    atomic_bool quit;
    _Atomic int64_t saved_nsec; /* when the file was last found saved */
};

/**
 * Build the graph of a source that was checked, and with --watch watch its file.
 *
 * Owns:    nothing of the source, which must outlive this.  The caller ends it, also
 *          after an error.
 * Errors:  as source_build() and file_watch_open(); LEAT_ERR_INVALID: what has no file
 *          of its own cannot be watched.
 */
int piece_begin(struct piece *piece, const struct options *options,
                struct source *source, bool force, struct leat_diag *diag);

/** The engine that was made of the graph, which is about to start.  `changed` is called
 * by the thread that runs frames.  `live`: its clock does not wait for piece_run(). */
int piece_start(struct piece *piece, struct leat_engine *engine, bool live);

/** Run to the end, after piece_start(), and the engine's start if it is live.  Errors:
 * as leat_engine_run(); a program's own exit() is none. */
int piece_run(struct piece *piece, struct leat_diag *diag);

/** No further frames and files; before the engine is destroyed. */
void piece_stop(struct piece *piece);
void piece_end(struct piece *piece);

#endif
