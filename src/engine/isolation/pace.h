/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_PACE_H
#define LEAT_ENGINE_ISOLATION_PACE_H

/**
 * When a worker should expect the next piece.  To wake a process takes longer than to
 * compute a piece of most programs; so a worker is awake shortly before one is due, and
 * looks for it for a bounded time.
 *
 * Pieces of one device block come one after the other; then there is none until the
 * next block, whose time is that of the frames between the two.
 */

#include <stdint.h>

struct pace {
    double nsec_a_frame;
    int64_t first_frame; /* of the newest block */
    int64_t sent_nsec;   /* when the newest piece was posted */
    int64_t due_nsec;    /* when the next block is expected */
};

/** A piece has been posted. */
void pace_note(struct pace *pace, int64_t frame, int64_t sent_nsec);

/** How long nothing is expected; 0: it is time to look. */
int64_t pace_quiet_nsec(const struct pace *pace, int64_t now_nsec);

#endif
