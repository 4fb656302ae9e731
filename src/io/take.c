/* SPDX-License-Identifier: MIT */
/* take: frames of a ring on their way into a sound file. */
#include "io/take.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/worker_thread.h"
#include "rt/ring.h"

enum {
    PIECE = 4096,      /* frames that are written at a time */
    LOOK_MS = 5,       /* between looks at a ring that nobody wakes us for */
    WAIT_MS = 100,     /* for a piece to be complete */
    UPDATE_MS = 500,   /* between updates of the file */
    PATIENCE_MS = 1000 /* without a frame, after which none of the end will come */
};

struct take {
    struct sound_writer *writer;
    struct leat_ring *ring;
    bool keeps;
    uint64_t first;
    uint64_t at;            /* the thread's: counter of the next frame of the file */
    _Atomic uint64_t place; /* `at`, for others */
    _Atomic uint64_t end;   /* counter where the file ends; UINT64_MAX: not yet known */
    atomic_int err;         /* written.err for take_err(): nothing else hangs on it */
    struct worker_thread thread;
    pthread_mutex_t lock; /* of `status` and the writer's marks */
    struct take_status status;
    float piece[]; /* PIECE frames */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Copy the next frames of the ring to `piece`; *from becomes the counter of the first.
 */
static uint32_t pull(struct take *t, uint64_t *from)
{
    uint32_t n;

    if (t->keeps)
        return rt_ring_peek(t->ring, t->piece, PIECE, from);
    leat_ring_wait_fill(t->ring, PIECE, WAIT_MS);
    n = rt_ring_read_circular(t->ring, t->piece, PIECE, from);
    leat_ring_wake(t->ring);
    return n;
}

/* Put silence where there are no frames, and say why in a mark. */
static void fill(struct take *t, uint64_t nframes, const char *why)
{
    char text[64];

    str_format(text, sizeof(text), "%s %llu frames", why, (unsigned long long)nframes);
    take_mark(t, t->at, text);
    sound_writer_silence(t->writer, nframes);
    t->at += nframes;
}

static void lose(struct take *t, uint64_t nframes)
{
    fill(t, nframes, "lost");
    pthread_mutex_lock(&t->lock);
    t->status.dropped += nframes;
    pthread_mutex_unlock(&t->lock);
}

/* Take what there is, not beyond `end`.  After a failure the frames are taken on, so
 * that a graph that plays to other places as well plays on.  False when none came. */
static bool move(struct take *t, uint64_t end)
{
    const uint64_t written = rt_ring_written(t->ring);
    const uint32_t waiting = written > t->at ? (uint32_t)(written - t->at) : 0;
    uint64_t from = t->at;
    uint32_t n = pull(t, &from);
    const bool came = n > 0 || from > t->at;

    if (n == 0 && from < end) /* of what is lost the end is not known yet */
        return came;
    if (from > end)
        from = end;
    if (n > end - from)
        n = (uint32_t)(end - from);
    if (from > t->at)
        lose(t, from - t->at);
    if (n > 0)
        sound_writer_write(t->writer, t->piece, n);
    t->at += n;
    /* release: pairs with take_place(), the frames before it are copied */
    atomic_store_explicit(&t->place, t->at, memory_order_release);
    pthread_mutex_lock(&t->lock);
    sound_writer_status(t->writer, &t->status.written);
    t->status.waiting = waiting;
    t->status.waiting_max = most(t->status.waiting_max, waiting);
    pthread_mutex_unlock(&t->lock);
    atomic_store_explicit(&t->err, t->status.written.err, memory_order_relaxed);
    return came;
}

static void update(struct take *t)
{
    const int64_t safe = sound_writer_update(t->writer);

    pthread_mutex_lock(&t->lock);
    t->status.safe = safe;
    pthread_mutex_unlock(&t->lock);
}

static void run(void *user)
{
    const struct timespec look = {.tv_nsec = LOOK_MS * 1000000};
    struct take *t = user;
    int64_t updated = now_ms(), moved = updated;
    uint64_t end;

    /* relaxed: the ring orders what lies before the end */
    while (t->at < (end = atomic_load_explicit(&t->end, memory_order_relaxed))) {
        const bool came = move(t, end);
        const int64_t now = now_ms();

        if (came || end == UINT64_MAX)
            moved = now;
        else if (now - moved > PATIENCE_MS)
            fill(t, end - t->at, "ended early by");
        if (now - updated >= UPDATE_MS) {
            update(t);
            updated = now;
        }
        if (!came && t->keeps)
            nanosleep(&look, NULL);
    }
}

int take_start(const struct take_wish *wish, struct take **out, struct leat_diag *diag)
{
    const size_t piece = (size_t)PIECE * wish->sound.channels * sizeof(float);
    struct take *t = calloc(1, sizeof(*t) + piece);
    int err;

    *out = NULL;
    if (!t)
        return LEAT_ERR_NOMEM;
    pthread_mutex_init(&t->lock, NULL);
    t->ring = wish->ring;
    t->keeps = wish->keeps;
    t->first = t->at = wish->first;
    atomic_init(&t->place, wish->first);
    atomic_init(&t->end, UINT64_MAX);
    err = sound_writer_open(wish->base, wish->path, &wish->sound, &t->writer, diag);
    if (!err)
        err = worker_thread_start(&t->thread, run, t, diag);
    *out = t;
    if (err)
        take_abandon(out);
    return err;
}

int take_mark(struct take *take, uint64_t at, const char *text)
{
    int err;

    pthread_mutex_lock(&take->lock);
    err = sound_writer_mark(take->writer, (int64_t)(at - take->first), text);
    pthread_mutex_unlock(&take->lock);
    return err;
}

void take_status(struct take *take, struct take_status *out)
{
    pthread_mutex_lock(&take->lock);
    *out = take->status;
    pthread_mutex_unlock(&take->lock);
}

int take_err(const struct take *take)
{
    return atomic_load_explicit(&take->err, memory_order_relaxed);
}

uint64_t take_place(const struct take *take)
{
    /* acquire: pairs with move() */
    return atomic_load_explicit(&take->place, memory_order_acquire);
}

void take_end(struct take *take, uint64_t end)
{
    atomic_store_explicit(&take->end, end, memory_order_relaxed);
}

/* Let the thread come to `end`, and wait for it. */
static void stop(struct take *t, uint64_t end)
{
    take_end(t, end);
    if (!t->keeps) { /* it may sleep there */
        leat_rt_ring_close(t->ring);
        leat_ring_wake(t->ring);
    }
    worker_thread_join(&t->thread);
}

int take_finish(struct take **take, uint64_t end, struct take_status *out,
                struct leat_diag *diag)
{
    struct take *t = *take;
    int err;

    if (!t)
        return 0;
    stop(t, end);
    err = sound_writer_close(&t->writer, &t->status.written, diag);
    t->status.safe = t->status.written.frames;
    t->status.waiting = 0;
    if (t->status.dropped > 0) {
        leat_diag_add(
            diag, LEAT_WARNING, 602,
            "The disk was too slow: %llu frames of the recording are silence.",
            (unsigned long long)t->status.dropped);
        leat_diag_hint(diag, "Record to another disk, or fewer channels.");
    }
    if (out)
        *out = t->status;
    pthread_mutex_destroy(&t->lock);
    free(t);
    *take = NULL;
    return err;
}

void take_abandon(struct take **take)
{
    struct take *t = *take;

    if (!t)
        return;
    stop(t, 0);
    sound_writer_abandon(&t->writer);
    pthread_mutex_destroy(&t->lock);
    free(t);
    *take = NULL;
}
