/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BUFFER_H
#define LEAT_BUFFER_H

/**
 * Video frames: reference-counted, from pools, passed by reference.
 *
 * A frame may be written only while it has one holder.  The memory of a frame that
 * somebody still holds is never used again.  When its last holder lets go it returns to
 * its pool.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/export.h>
#include <leat/format.h>

/** Frames that a node may hold of its inputs after its call. */
enum { LEAT_FRAMES_HELD = 8 };

struct leat_frame_pool;

struct leat_frame {
    struct leat_video_format format;
    uint8_t *plane[3];  /* rows are 64-byte aligned */
    uint32_t stride[3]; /* bytes from row to row, a multiple of 64 */
    int64_t tick;       /* number of the frame on its domain's clock */
    uint64_t seq;       /* counts the frames of one output: tells new from repeated */
};

/**
 * Make a pool of at most `cap` frames of one format.
 *
 * Owns:    the pool lives until its last frame has come back.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_INVALID (a side of 0 or above 16384; cap in
 *          [1, 1024]).
 * Thread:  control.
 */
LEAT_API int leat_frame_pool_create(const struct leat_video_format *format,
                                    uint32_t cap, struct leat_frame_pool **out);
LEAT_API void leat_frame_pool_destroy(struct leat_frame_pool **pool);

/** Take a frame with one holder, or NULL when all are held.  Thread: any. */
LEAT_API struct leat_frame *leat_frame_take(struct leat_frame_pool *pool);

/** One more holder.  What it returns is writable only when leat_frame_writable() says
 * so. Thread: any. */
LEAT_API struct leat_frame *leat_frame_ref(const struct leat_frame *frame);

/** One holder less; `*frame` becomes NULL, and NULL is accepted.  Thread: any. */
LEAT_API void leat_frame_unref(struct leat_frame **frame);

/** Whether the caller is the only holder.  Thread: any. */
LEAT_API bool leat_frame_writable(const struct leat_frame *frame);

#endif
