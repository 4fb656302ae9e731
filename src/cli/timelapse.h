/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_TIMELAPSE_H
#define LEAT_CLI_TIMELAPSE_H

/**
 * timelapse: a film of few pictures of a program, which a thread of its own writes.
 *
 * Picture i is that of the first frame at first + i * interval or later, as frames
 * count.  What a live clock cannot hand over in time is lost, counted, and in the film
 * the picture before it stands in its place.
 *
 * Thread:  the one that runs frames.
 */

#include <leat/buffer.h>
#include <leat/diag.h>

#include "io/take_name.h"
#include "lang/record_host.h"

struct timelapse;

struct timelapse_status {
    bool runs;    /* it takes pictures, */
    bool is_over; /* and when it does not any more, its file may be whole already */
    int64_t pictures;
    double seconds; /* of the film */
    uint64_t dropped;
    char path[512];
};

/**
 * Begin one with the next picture.  A file is never replaced: the next free number is
 * put to its name.
 *
 * Shape:   `waits`: the clock does, so that no picture is lost.
 * Owns:    the caller ends it.
 * Errors:  LEAT_ERR_UNSUPPORTED: there is no module; LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.
 */
int timelapse_begin(const struct record_order *order, const char *folder, bool waits,
                    struct timelapse **out, struct leat_diag *diag);

/** Frame k has run; `picture` NULL: the one before it stands. */
void timelapse_see(struct timelapse *lapse, const struct leat_frame *picture, int64_t k,
                   double fps);

/** Take no more pictures; the file is finished beside. */
void timelapse_stop(struct timelapse *lapse);

void timelapse_status(const struct timelapse *lapse, struct timelapse_status *out);

/** Wait until the file is whole, say in `out` what it became, and free.  Errors: the
 * first that writing met, which `diag` explains. */
int timelapse_end(struct timelapse **lapse, struct leat_diag *diag,
                  struct timelapse_status *out);

#endif
