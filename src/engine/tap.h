/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_TAP_H
#define LEAT_ENGINE_TAP_H

/**
 * Taps: who hears outputs of single nodes, as config.listen hears the master.
 *
 * A tap hears every frame from its first on, in order and without a gap, at most
 * LEAT_QUANTUM at a time: silence until the plan that has it is adopted, and from where
 * its node is removed, put to another rate or into a series.  What is not finite is
 * silence, too.  It has the lanes that the node had when it began; another number of
 * them repeats.  Nobody else hears a difference: not a sample of the master changes.
 *
 * Beginning and ending is a commit of the model as it stands: one line of the log.
 *
 * Thread:  control, where nothing else is said.
 */

#include <leat/engine.h>

#include "dsp/flow.h"

enum { TAPS_MAX = 128 };

/** Who wants to hear what. */
struct engine_tap {
    uint32_t node, port;
    /** As config.listen; `lanes` is that below.  Thread: one that computes, on a device
     * rt. */
    void (*listen)(void *user, int64_t frame, const float *samples, uint32_t nframes,
                   uint32_t lanes);
    void *user;
    uint32_t lanes;  /* from engine_tap_look(): of the output, [1, 64] */
    int64_t ahead;   /* from there: what is heard of the output at frame f is heard of
                        the master at f + ahead */
    uint64_t serial; /* the engine's; 0: it does not hear */
};

/**
 * Find out whether an output can be heard, its lanes and its lead.
 *
 * Errors:  LEAT_ERR_UNSUPPORTED: workers compute it, or it has another rate, or waits
 * in a series, or is no sound; LEAT_ERR_STATE: it is not computed; LEAT_ERR_FORMAT: it
 * is voices that are not summed up yet; LEAT_ERR_NOT_FOUND, LEAT_ERR_LIMIT.
 */
int engine_tap_look(struct leat_engine *e, struct engine_tap *tap,
                    struct leat_diag *diag);

/**
 * Let all of `tap` hear from frame `first` on, which is not after leat_engine_frame(),
 * or none.  Two may hear one output.
 *
 * Errors:  LEAT_ERR_LIMIT for more than TAPS_MAX; LEAT_ERR_STATE while an edit waits
 * for a beat or bar; as leat_edit_commit().
 */
int engine_taps_begin(struct leat_engine *e, struct engine_tap *tap, uint32_t n,
                      int64_t first, struct leat_diag *diag);

/** Nobody of them is called any more when this returns. */
void engine_taps_end(struct leat_engine *e, struct engine_tap *tap, uint32_t n);

/** For plan_parts: the first that hears an output, or the next `after` one. */
struct tap *engine_tap_of(void *engine, uint32_t id, uint32_t port,
                          const struct tap *after, uint64_t *serial);

/** One that hears.  Whoever reads it has seen the serial first. */
struct tap {
    _Atomic uint64_t serial; /* 0: nobody; the audio thread looks at all of it else */
    uint32_t node, port, lanes;
    void (*listen)(void *user, int64_t frame, const float *samples, uint32_t nframes,
                   uint32_t lanes);
    void *user;
    int64_t at; /* rt: the next frame to be told */
};

struct taps {
    _Atomic uint32_t n;      /* that hear */
    _Atomic uint64_t pieces; /* begun and ended: odd while one is computed */
    uint64_t newest;         /* serial */
    struct tap at[TAPS_MAX];
};

/** What a node gave in a piece. */
struct tap_piece {
    uint64_t serial;
    const float *samples;
    uint32_t lanes;
    int64_t frame;
    uint32_t n;
    const struct flow *flow;
};

/* step_tap.c */
LEAT_RT void rt_tap_hear(struct tap *tap, const struct tap_piece *piece);

/** Around each piece; all have heard up to frame `end` then. */
LEAT_RT void rt_taps_begin(struct taps *taps);
LEAT_RT void rt_taps_end(struct taps *taps, int64_t end);

#endif
