/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_RELOAD_H
#define LEAT_CLI_RELOAD_H

/**
 * --watch: the program plays, and plays on as its file says whenever that is saved.
 *
 * A thread waits for the file, reads and checks it; the performance lets it take over.
 * What is wrong with it is told, and the old program plays on.
 *
 * Thread:  one at a time.
 */

#include <pthread.h>
#include <stdatomic.h>

#include "cli/file_watch.h"
#include "cli/source.h"
#include "lang/stage/performance.h"

struct reload {
    const struct options *options;
    const char *path;
    struct stage *stage;
    struct performance *performance;
    struct leat_engine *engine;
    struct file_watch *files;
    pthread_t thread;
    bool started;
    void (*changed)(void *user); /* the graph was; NULL: nobody needs to know */
    void *user;
    /** Lets a program be seen that is about to take over; NULL: nobody looks. */
    void (*look)(void *user, struct leat_program *program);
    void *look_user;
    uint64_t text; /* hash of what plays, or was tried last */
    double tempo;  /* beats a minute that programs have asked for; 0: none has */
    atomic_bool quit;
    _Atomic int64_t saved_nsec; /* when the file was last found saved */
};

/**
 * Build the graph of a source that was checked, run its first frame, and, with --watch,
 * begin to watch its file.
 *
 * Owns:    nothing of the source, which must outlive this.  The caller ends it, also
 *          after an error.
 * Errors:  as leat_program_build() and file_watch_open(); LEAT_ERR_INVALID: what has no
 *          file of its own.
 */
int reload_begin(struct reload *reload, const struct options *options,
                 struct source *source, struct leat_diag *diag);

/** The engine that was made of the graph, which is about to start: `live` with a thread
 * that runs frames, which also calls `changed`; else performance_run() does. */
int reload_start(struct reload *reload, struct leat_engine *engine, bool live);

/** No further frames and files; before the engine is destroyed. */
void reload_stop(struct reload *reload);
void reload_end(struct reload *reload);

#endif
