/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_PIECE_H
#define LEAT_CLI_PIECE_H

/**
 * A piece: what a run plays.  A program has its performance, and with --watch it plays
 * on as its file says whenever that is saved: a thread waits for the file, reads and
 * checks it, and the performance lets it take over.  What is wrong with it is told, and
 * the old program plays on.  Texts that come otherwise, by messages or from a prompt,
 * take the same way by piece_swap().
 *
 * Thread:  one at a time, unless a function says otherwise.
 */

#include <pthread.h>
#include <stdatomic.h>

#include "cli/file_watch.h"
#include "cli/outdoors.h"
#include "cli/source.h"
#include "cli/told.h"
#include "control/control.h"
#include "lang/record_host.h"
#include "lang/stage/performance.h"

struct piece {
    const struct options *options;
    const char *path;
    const struct leat_files *allowed; /* what its programs may reach */
    struct record_host recorder;      /* what they may record with; zeroed: nothing */
    struct stage *stage;
    struct performance *performance; /* NULL: a sound file */
    bool ticks;                      /* its frames are to be run */
    bool may_change;                 /* another program may take over */
    struct leat_engine *engine;
    struct file_watch *files;
    pthread_t thread;
    bool started, live;
    int exit_code;               /* of a program that has said exit(code) */
    atomic_bool lacks_memory;    /* some frames were left out for want of it */
    struct told told;            /* by frames of the program that plays */
    void (*changed)(void *user); /* the graph was; NULL: nobody needs to know */
    /** What of a program that took over by a word came later: `err` with its findings,
     * after which the one before is back when `rolled_back`.  NULL: nobody minds. */
    void (*tell)(void *user, int err, const struct leat_diag *diag, bool rolled_back);
    void *user;
    /** Lines that programs print; NULL: to stderr. */
    void (*print)(void *user, const char *line);
    /** Shows a program that takes over what is around it; NULL: nobody does. */
    void (*look)(void *user, struct leat_program *program);
    void *look_user;
    bool is_quiet;     /* swaps are not told on stderr */
    bool tells_values; /* of statements of what piece_swap() has, from a byte on */
    size_t tells_from;
    bool tells_once;        /* as struct leat_program_options has it */
    bool has_played_frames; /* of which some may have been late */
    pthread_mutex_t lock;   /* of `awaited` to `diag` */
    pthread_cond_t came;
    const void *awaited; /* the program that somebody waits for; NULL: none */
    bool has_come;
    int outcome;
    struct leat_diag *diag; /* of who waits */
    struct control_stage stage_words;
    struct leat_program *first; /* the source's */
    struct outdoors *outdoors;  /* what programs reach while they are heard; or NULL */
    _Atomic uint64_t text;      /* hash of what plays, or was tried last */
    atomic_bool quit;
    _Atomic int64_t saved_nsec; /* when the file was last found saved */
};

/**
 * Build the graph of a source that was checked, and with --watch watch its file.
 *
 * Shape:   `may_change`: others may take over, by piece_swap(); what a graph has that
 *          the source brings with it stays in it.
 * Owns:    nothing of the source, which must outlive this.  The caller ends it, also
 *          after an error.
 * Errors:  as source_build() and file_watch_open(); LEAT_ERR_INVALID: what has no file
 *          of its own cannot be watched.
 */
int piece_begin(struct piece *piece, const struct options *options,
                struct source *source, bool force, bool may_change,
                struct leat_diag *diag);

/** The engine that was made of the graph, which is about to start.  `changed` is called
 * by the thread that runs frames.  `live`: its clock does not wait for piece_run(). */
int piece_start(struct piece *piece, struct leat_engine *engine, bool live);

/** Run to the end, after piece_start(), and the engine's start if it is live.  Errors:
 * as leat_engine_run(); a program's own exit() is none. */
int piece_run(struct piece *piece, struct leat_diag *diag);

/**
 * Check a text and let it take over, as a file that is saved does.
 *
 * Shape:   0 when it plays, 1 when its time is yet to come; `name` is the text's in
 *          messages, NULL: none.
 * Errors:  as source_check() and stage_apply(), with places: nothing has changed.
 *          LEAT_ERR_STATE: no frames run.
 * Thread:  control, one at a time.
 */
int piece_swap(struct piece *piece, const char *name, const char *text, size_t size,
               enum leat_when when, struct leat_diag *diag);

/** All of it that words of control can change; NULL: nothing. */
const struct control_stage *piece_stage(struct piece *piece);

/** The one before the last swap again.  Errors: LEAT_ERR_STATE.  Thread: any. */
int piece_undo(struct piece *piece, enum leat_when when);

/** No further frames and files; before the engine is destroyed. */
void piece_stop(struct piece *piece);
void piece_end(struct piece *piece);

#endif
