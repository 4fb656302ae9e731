/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_TAKE_H
#define LEAT_IO_TAKE_H

/**
 * A take: frames of a ring, from one counter of it to another, on their way into a
 * sound file by a thread of its own.
 *
 * The ring is circular: who writes it never waits.  Frames that it overwrote before the
 * take came to them are silence in the file, with a mark where it begins, so that all
 * others stay at their place.  Every half second what is on the disk is made a file
 * that can be read, should the process be killed.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/ring.h>

#include "io/sound_file.h"

struct take;

struct take_wish {
    const char *base, *path; /* as in sound_writer_open() */
    struct sound_wish sound;
    struct leat_ring *ring; /* circular, of frames: sound.channels floats */
    bool keeps;             /* frames stay in the ring, and may be read again */
    uint64_t first;         /* counter of the first frame; it may be to come */
};

struct take_status {
    struct sound_written written;
    int64_t safe;     /* frames that the file had when it was last made readable */
    uint64_t dropped; /* frames that are silence in the file, since they were lost */
    uint32_t waiting, waiting_max; /* frames in the ring for the file, when last seen */
};

/**
 * Create the file and start the thread.
 *
 * Owns:    the ring stays the caller's, and stays until the take is finished; without
 *          `keeps` the take is its one reader and closes it in the end.
 * Errors:  as sound_writer_open(); LEAT_ERR_LIMIT without a thread.
 * Thread:  control, as all below.
 */
int take_start(const struct take_wish *wish, struct take **out, struct leat_diag *diag);

/** Mark the frame of a counter.  Errors: as sound_writer_mark(). */
int take_mark(struct take *take, uint64_t at, const char *text);

/** Thread: any but rt. */
void take_status(struct take *take, struct take_status *out);

/** The error that writing met, or 0.  Thread: any, also rt. */
int take_err(const struct take *take);

/** Let it end at a counter, which it has not come to yet, without a wait. */
void take_end(struct take *take, uint64_t end);

/** The counter of the next frame that it takes from the ring.  Thread: any, also rt. */
uint64_t take_place(const struct take *take);

/**
 * Write frames up to counter `end` and finish the file; `*take` becomes NULL.
 *
 * Shape:   frames before `end` that are to come are waited for, until none has come for
 *          a second; what is missing then is silence.  `out` may be NULL.
 * Errors:  the first that writing met, in words in `diag`, where drops are told as
 * well.
 */
int take_finish(struct take **take, uint64_t end, struct take_status *out,
                struct leat_diag *diag);

/** Give it up and leave no file, when nothing was written.  NULL is accepted. */
void take_abandon(struct take **take);

#endif
