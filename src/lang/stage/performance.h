/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PERFORMANCE_H
#define LEAT_LANG_PERFORMANCE_H

/**
 * A performance: a program that runs frame by frame, against the clock of an engine.
 *
 * Frame k has program time k/fps and takes effect at position round(k * rate / fps); it
 * sees streams as they were at the position of frame k - 1, live and offline alike.
 * Frame 0 runs before there is an engine, frame 1 before its clock starts.
 *
 * Frames that do something run each in its turn.  In a thread of its own a program that
 * just plays rests: a frame runs when something is asked, or the stage is not settled.
 * There a frame that draws for longer than PERFORMANCE_DRAW_S is given up, as one is
 * that draws while the performance ends.
 *
 * Another program can take over while it plays.  One that cannot begin is refused, and
 * one that fails within its first second gives way to the one before it.
 *
 * Thread:  control, unless a function says otherwise.  Frames run in
 *          performance_create(), performance_attach() and performance_run(), or in a
 *          thread of their own after performance_start(): one at a time.
 */

#include <leat/time.h>

#include "lang/host.h"
#include "lang/stage/stage.h"

struct performance;

/** DRAW_S: of the processor, for the pictures of a frame that does not wait. */
enum { PERFORMANCE_EXIT = 1, PERFORMANCE_TRIAL_S = 1, PERFORMANCE_DRAW_S = 1 };

/** A program that can run its frames. */
struct performer {
    /**
     * Run a frame: append what it reaches to the draft, which holds what is permanent.
     * Returns 0, or PERFORMANCE_EXIT and the code after exit(code).
     * Errors:  the frame is given up, `diag` says why; what was before it stays, and
     *          the next one runs.
     */
    int (*frame)(void *user, int64_t k, double time_s, struct draft *draft,
                 struct leat_diag *diag);
    /** Frames a second that it asks for with its frame 0; NULL: it does not mind.  One
     * that takes over goes on with those there are. */
    struct leat_rational (*fps)(void *user);
    /** The engine can be asked from now on; NULL: it does not want to. */
    void (*attach)(void *user, const struct host *host);
    /** What it asks before it draws, from its first frame on; NULL: it draws little. */
    void (*hurry)(void *user, const struct overtime *overtime);
    /** What a frame asked for is there; NULL: it does not want to know. */
    void (*applied)(void *user);
    /** It takes over from the user of another performer, of whose values some last;
     * NULL: of none. */
    void (*follow)(void *user, void *before);
    /** The tempo that its text begins with; 0, or NULL: it says none. */
    double (*bpm)(void *user);
    void (*release)(void *user); /* it is not needed any more; NULL: nobody minds */
    void *user;
    bool ticks;          /* frames do something: else what is permanent just plays */
    bool rests;          /* nobody else waits for its frames, either */
    struct draft *draft; /* the performer's own; it lives until the release */
    const char *base;    /* as in struct stage_cue, and so is `place` */
    int (*place)(void *user, struct span span);
};

enum performance_news_kind {
    PERFORMANCE_SWAPPED,     /* at `frame` */
    PERFORMANCE_REFUSED,     /* the old one plays on */
    PERFORMANCE_ROLLED_BACK, /* it failed in its first second */
    PERFORMANCE_FAILED,      /* a frame was given up */
    PERFORMANCE_WARNED,      /* a frame has run, and something is to be said of it */
    PERFORMANCE_LATE,        /* frames were missed, or acted at a later one */
};

/** What happened, for people. */
struct performance_news {
    enum performance_news_kind kind;
    int64_t frame; /* where what happened takes effect */
    double beat;   /* of the musical clock there */
    int err;
    struct leat_diag *diag; /* why; places are those of the program `of` */
    void *of;               /* the performer's user */
};

struct performance_config {
    struct stage *stage;
    struct leat_rational fps; /* 0: what the first program asks for, or 60 */
    /** Thread: the one that runs frames.  NULL: nobody listens. */
    void (*tell)(void *user, const struct performance_news *news);
    void *user;
    bool lasts; /* live from frame 0 on: a program that says exit() does not end it */
};

/**
 * Begin with a program, and run its frame 0.
 *
 * Owns:    the performer, in any case.
 * Errors:  as stage_apply(): the graph is then as it was.
 */
int performance_create(const struct performance_config *config,
                       const struct performer *first, struct performance **out,
                       struct leat_diag *diag);

/** End it; before the engine, which has stopped, and after which frames run no more. */
void performance_destroy(struct performance **performance);

/** The engine that was made of the graph, and has not begun: frame 1 runs. */
void performance_attach(struct performance *performance, struct leat_engine *engine);

/** Offline: run to the end.  Errors: as leat_engine_run(). */
int performance_run(struct performance *performance, struct leat_diag *diag);

/** Other clocks: run frames in a thread until the stop or the engine's end; exit()
 * cancels leat_engine_run().  Errors: LEAT_ERR_NOMEM; LEAT_ERR_STATE: it runs. */
int performance_start(struct performance *performance);
void performance_stop(struct performance *performance);

/**
 * Let another program take over: at the next quantum, or offline the next frame, or at
 * the next beat or bar.  The newest that was asked wins.  What both have of one
 * identity and class goes on.
 *
 * Owns:    the performer.
 * Thread:  any.
 */
void performance_swap(struct performance *performance, const struct performer *next,
                      enum leat_when when);

/** Go back to the program before the last swap.  Errors: LEAT_ERR_STATE: there was
 * none.  Thread: any. */
int performance_undo(struct performance *performance, enum leat_when when);

/** Let `look` see the user of the performer that plays, who is not released before it
 * returns; frames may run meanwhile.  Thread: any, but not inside `tell`. */
void performance_see(struct performance *performance,
                     void (*look)(void *user, void *of), void *user);

/** Fade out all outputs, or in again; frames go on.  Thread: any. */
void performance_hush(struct performance *performance, bool hushed);

/** End all notes.  Thread: any. */
void performance_panic(struct performance *performance);

/** Where frame k takes effect.  Worked number: frame 1 at 60 a second and 44.1 kHz is
 * 735.  Thread: any, after performance_attach(). */
int64_t performance_position(const struct performance *performance, int64_t k);

struct performance_counts {
    int64_t frames;  /* that have run */
    uint64_t late;   /* that were missed, or acted later */
    uint64_t failed; /* that were given up */
    bool exited;     /* a program has said exit(code) */
    int exit_code;
    int64_t swaps; /* without those that were rolled back */
    struct stage_counts stage;
};

/** Thread: any. */
struct performance_counts performance_counts(struct performance *performance);

#endif
