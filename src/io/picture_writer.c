/* SPDX-License-Identifier: MIT */
/* picture_writer: frames go to a disk by a thread of their own. */
#include "io/picture_writer.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

enum { WAITING = 4, PATIENCE_MS = 10000 }; /* 4 in the ring, 1 with the thread */

_Static_assert(WAITING + 1 <= LEAT_FRAMES_HELD, "what a node may hold");

static void write_one(struct picture_writer *w, const struct leat_frame *frame,
                      struct leat_diag *diag)
{
    int err;

    if (atomic_load_explicit(&w->err, memory_order_relaxed))
        return;
    leat_diag_clear(diag);
    err = w->write(w->user, frame, diag);
    if (err < 0) {
        str_format(w->message, sizeof(w->message), "%s",
                   diag->n ? diag->finding[0].message : leat_strerror(err));
        /* release: who sees the failure sees its message */
        atomic_store_explicit(&w->err, err, memory_order_release);
    } else {
        atomic_fetch_add_explicit(&w->frames, 1, memory_order_relaxed);
    }
}

static void write_all(void *user)
{
    struct picture_writer *w = user;
    struct leat_diag *diag = calloc(1, sizeof(*diag));
    struct leat_frame *frame;
    bool closed;
    uint32_t n;

    do {
        closed = leat_rt_ring_closed(w->ring); /* asked before what is left */
        leat_ring_wait_fill(w->ring, 1, -1);
        for (n = 0; leat_rt_ring_read(w->ring, &frame, 1) == 1; n++) {
            leat_ring_wake(w->ring);
            if (diag)
                write_one(w, frame, diag);
            else
                atomic_store_explicit(&w->err, LEAT_ERR_NOMEM, memory_order_release);
            leat_frame_unref(&frame);
        }
    } while (!closed || n > 0);
    free(diag);
}

int picture_writer_start(struct picture_writer *writer,
                         int (*write)(void *user, const struct leat_frame *frame,
                                      struct leat_diag *diag),
                         void *user, struct leat_diag *diag)
{
    int err;

    memset(writer, 0, sizeof(*writer));
    writer->write = write;
    writer->user = user;
    err = leat_ring_create(sizeof(struct leat_frame *), WAITING, LEAT_RING_DROPPING,
                           &writer->ring);
    if (err < 0)
        return err;
    err = worker_thread_start(&writer->thread, write_all, writer, diag);
    if (err < 0)
        leat_ring_destroy(&writer->ring);
    return err;
}

int picture_writer_render(void *state, const struct leat_video_block *block)
{
    struct picture_writer *writer = block->resource;
    struct leat_frame *held = leat_frame_ref(block->in[0]);

    (void)state;
    if (leat_rt_ring_write(writer->ring, &held, 1) == 0)
        leat_frame_unref(&held);
    leat_ring_wake(writer->ring);
    return atomic_load_explicit(&writer->err, memory_order_relaxed);
}

int picture_writer_ready(void *resource, uint32_t nframes)
{
    const struct picture_writer *writer = resource;
    const int err = atomic_load_explicit(&writer->err, memory_order_relaxed);

    (void)nframes;
    if (err || leat_rt_ring_space(writer->ring) > 0)
        return err;
    return leat_ring_wait_space(writer->ring, 1, PATIENCE_MS);
}

int picture_writer_stop(struct picture_writer *writer, struct leat_diag *diag)
{
    struct leat_ring_stats ring;
    int err;

    if (!writer->ring)
        return 0;
    leat_rt_ring_close(writer->ring);
    leat_ring_wake(writer->ring);
    worker_thread_join(&writer->thread);
    leat_rt_ring_stats(writer->ring, &ring);
    leat_ring_destroy(&writer->ring);
    if (ring.refused > 0) {
        leat_diag_add(diag, LEAT_WARNING, 602,
                      "The disk was too slow: %llu pictures are missing.",
                      (unsigned long long)ring.refused);
        leat_diag_hint(diag, "Write to another disk, or smaller pictures.");
    }
    err = atomic_load_explicit(&writer->err, memory_order_acquire);
    if (err)
        leat_diag_add(diag, LEAT_ERROR, 802, "%s", writer->message);
    return err;
}

void picture_writer_status(void *resource, struct leat_resource_status *status)
{
    const struct picture_writer *writer = resource;
    struct leat_ring_stats ring;

    memset(status, 0, sizeof(*status));
    leat_rt_ring_stats(writer->ring, &ring);
    status->dropped = ring.refused;
    status->frames = atomic_load_explicit(&writer->frames, memory_order_relaxed);
    /* acquire: pairs with the release in write_one() */
    status->err = atomic_load_explicit(&writer->err, memory_order_acquire);
    if (status->err)
        memcpy(status->message, writer->message, sizeof(status->message));
}
