/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_PICTURE_SHELF_H
#define LEAT_IO_PICTURE_SHELF_H

/**
 * A shelf of the newest pictures on their way between a program's frames and a frame
 * clock; each has the tick from which on it is seen.
 *
 * Thread:  any; it holds a lock for as long as pointers move.
 */

#include <leat/buffer.h>

struct picture_shelf;

/** Errors: LEAT_ERR_NOMEM. */
int picture_shelf_create(struct picture_shelf **out);
void picture_shelf_destroy(struct picture_shelf **shelf);

/** Add a holder and put it on the shelf; of more than four the oldest goes. */
void picture_shelf_put(struct picture_shelf *shelf, const struct leat_frame *picture,
                       int64_t tick);

/**
 * The newest of those from `tick` or before; older ones go.
 *
 * Owns:    one reference is the caller's; NULL: there is none yet.
 */
struct leat_frame *picture_shelf_look(struct picture_shelf *shelf, int64_t tick);

#endif
