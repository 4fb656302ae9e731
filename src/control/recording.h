/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_RECORDING_H
#define LEAT_CONTROL_RECORDING_H

/**
 * recording: one take of the master, of single nodes, or of both, each in a file of its
 * own.
 *
 * All files begin at one moment of the music and have one length: a node that the
 * master lags is recorded from so much earlier on.
 *
 * Thread:  any, one at a time: control->recording_lock sees to it, but for
 *          recording_finish().
 */

#include "control/sources.h"
#include "io/recorder.h"
#include "io/take_name.h"

struct control;

struct recording_track {
    char label[LEAT_NAME_MAX]; /* "": the master */
    struct recorder *recorder; /* NULL: its take is over, and `last` tells of it */
    struct engine_tap tap;     /* of a node */
    struct recorder_status last;
};

struct recording {
    struct recording_track *track; /* of the newest take */
    uint32_t n;
    int64_t first; /* frame of the master, of a take of nodes */
    bool runs;
};

/**
 * Begin a take.
 *
 * Shape:   single nodes are heard from a tenth of a second after now, or from
 *          wish->first if that is later, and so is the master beside them then.
 * Errors:  LEAT_ERR_STATE while one is under way; LEAT_ERR_UNSUPPORTED for a pre-roll
 * of nodes; as recorder_start(), engine_tap_look() and engine_taps_begin().
 */
int recording_start(struct control *c, const struct sources *sources,
                    const struct recorder_wish *wish, struct leat_diag *diag);

/** End it before frame `end`; -1: now, which is for nodes a tenth of a second later.
 * Errors: as recorder_stop(). */
int recording_stop(struct control *c, int64_t end, struct leat_diag *diag);

/** Mark a frame in all files.  Errors: as recorder_mark(). */
int recording_mark(struct control *c, int64_t frame, const char *text,
                   struct leat_diag *diag);

/* recording_status.c */

/** One file of the newest take; false past the last. */
bool recording_track(struct control *c, uint32_t i, struct recorder_status *out);

/** All files as one: the first's place and length, what was lost in any.  False where
 * nothing records. */
bool recording_status(struct control *c, struct recorder_status *out);

/** End a take of nodes, and free. */
void recording_finish(struct control *c);

#endif
