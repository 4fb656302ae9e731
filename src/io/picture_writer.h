/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_PICTURE_WRITER_H
#define LEAT_IO_PICTURE_WRITER_H

/**
 * A thread that writes the frames of a sink, so that no disk holds up a frame clock.
 *
 * A clock that can wait calls picture_writer_ready() first, and nothing is ever lost.
 * A live one does not: what the disk cannot take in time is dropped and counted.
 */

#include <stdatomic.h>

#include <leat/node.h>
#include <leat/ring.h>

#include "io/worker_thread.h"

struct picture_writer {
    struct leat_ring *ring; /* of struct leat_frame * */
    struct worker_thread thread;
    int (*write)(void *user, const struct leat_frame *frame, struct leat_diag *diag);
    void *user;
    _Atomic int err;        /* the first failure; nothing is written after */
    _Atomic int64_t frames; /* written */
    char message[240];      /* what failed; whole before `err` is set */
};

/**
 * Start to write: `write` is called on a thread, frame by frame, until it fails.
 *
 * Owns:    `writer` is the caller's and stays in its place until picture_writer_stop().
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.
 * Thread:  control.
 */
int picture_writer_start(struct picture_writer *writer,
                         int (*write)(void *user, const struct leat_frame *frame,
                                      struct leat_diag *diag),
                         void *user, struct leat_diag *diag);

/** Parameter of a class: whether a file may take the place of another. */
#define PICTURE_WRITER_FORCE                                                           \
    {                                                                                  \
        .name = "force", .kind = LEAT_BOOL, .max = 1.0f,                               \
        .flags = LEAT_PARAM_STRUCTURAL, .help = "Replace what is there already."       \
    }

/**
 * What classes have as `render`, `ready` and `status` whose resource begins with a
 * writer: the frame of input 0 is handed in, or dropped when it finds no place; a wait
 * until one finds a place.
 *
 * Errors:  what failed; LEAT_ERR_TIMEOUT.
 */
int picture_writer_render(void *state, const struct leat_video_block *block);
int picture_writer_ready(void *resource, uint32_t nframes);
void picture_writer_status(void *resource, struct leat_resource_status *status);

/** Write all that was handed in and end the thread.  Returns the first failure, which
 * is told in `diag`; frames that were dropped are a warning. */
int picture_writer_stop(struct picture_writer *writer, struct leat_diag *diag);

#endif
