/* SPDX-License-Identifier: MIT */
/*
 * file_out: records what comes in to a sound file, written by a thread of its own.
 *
 * process() puts frames into a ring and the thread takes them out.  A clock that can
 * wait calls ready() first, so nothing is ever lost.  A live one does not wait: what
 * the disk cannot take in time is dropped and counted.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>
#include <leat/ring.h>

#include "io/node_classes.h"
#include "io/sound_file.h"
#include "io/worker_thread.h"

enum { IN };
enum { PATH, BITS, QUALITY, DITHER, FORCE, N_PARAMS };

enum {
    PIECE = 4096,        /* frames that are written at a time */
    RING = 16 * PIECE,   /* that may wait for the disk, for clocks that can wait */
    PATIENCE_MS = 10000, /* after which ready() takes the thread for dead */
    LIVE_S = 4,          /* that may wait for the disk, live */
};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "What to record.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "Name of the sound file; its ending says which kind, - is WAV to "
                      "the standard output."},
    [BITS] = {.name = "bits",
              .kind = LEAT_INTEGER,
              .max = 32.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Of a sample: 16, 24, or 32 for floats; 0 is what suits the "
                      "kind of file."},
    [QUALITY] = {.name = "quality",
                 .unit = LEAT_UNIT_FRACTION,
                 .def = 0.6f,
                 .max = 1.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "Of Ogg, Opus and MP3: more is larger and nearer to the "
                         "original."},
    [DITHER] = {.name = "dither",
                .kind = LEAT_BOOL,
                .def = 1.0f,
                .max = 1.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Add the noise that hides rounding, to 16 bits and fewer."},
    [FORCE] = {.name = "force",
               .kind = LEAT_BOOL,
               .max = 1.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Replace a file that exists."},
};

/** What is open. */
struct recorder {
    struct sound_writer *writer;
    struct leat_ring *ring; /* of frames; closed when nothing more will come */
    struct worker_thread thread;
    /* written.err for ready(): the thread sets it, and nothing else hangs on it */
    atomic_int err;
    atomic_bool begun;    /* an engine runs: sound, or its end, will come */
    pthread_mutex_t lock; /* of `written` */
    struct sound_written written;
    float piece[]; /* PIECE frames */
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct recorder *r = block->resource;

    (void)state;
    atomic_store_explicit(&r->begun, true, memory_order_relaxed);
    leat_rt_ring_write(r->ring, block->in[IN], block->in_live[IN]);
}

/* Write what waits until the ring is closed and empty.  After a failure the ring is
 * emptied on, so that a graph that plays to other places as well plays on. */
static void write_out(void *user)
{
    struct recorder *r = user;
    bool closed;
    uint32_t n;

    do {
        closed = leat_rt_ring_closed(r->ring); /* asked before what is left */
        leat_ring_wait_fill(r->ring, PIECE, -1);
        n = leat_rt_ring_read(r->ring, r->piece, PIECE);
        leat_ring_wake(r->ring);
        sound_writer_write(r->writer, r->piece, n);
        pthread_mutex_lock(&r->lock);
        sound_writer_status(r->writer, &r->written);
        pthread_mutex_unlock(&r->lock);
        atomic_store_explicit(&r->err, r->written.err, memory_order_relaxed);
    } while (!closed || n > 0);
}

static void finish(struct recorder *r)
{
    if (r->ring) {
        leat_rt_ring_close(r->ring);
        leat_ring_wake(r->ring);
    }
    worker_thread_join(&r->thread);
    leat_ring_destroy(&r->ring);
    pthread_mutex_destroy(&r->lock);
}

static int begin(struct recorder *r, const struct leat_env *env,
                 const struct leat_settings *settings, struct leat_diag *diag)
{
    const uint32_t channels = env->in_lanes[IN];
    const struct sound_wish wish = {
        .channels = channels,
        .mask = env->in_mask[IN],
        .rate_hz = env->rate_hz,
        .bits = (uint32_t)settings->number[BITS],
        .quality = settings->number[QUALITY],
        .no_dither = settings->number[DITHER] == 0.0f,
        .seed = env->seed,
        .force = settings->number[FORCE] != 0.0f,
    };
    const uint32_t live = (uint32_t)(env->rate_hz * LIVE_S);
    int err;

    if (!settings->text[PATH][0]) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`file_out` needs a path.");
        leat_diag_hint(diag, "Name the file to write: file(\"out.wav\").");
        return LEAT_ERR_INVALID;
    }
    err = sound_writer_open(env->base, settings->text[PATH], &wish, &r->writer, diag);
    if (!err)
        err = leat_ring_create(channels * (uint32_t)sizeof(float),
                               env->live && live > RING ? live : RING,
                               LEAT_RING_DROPPING, &r->ring);
    if (!err)
        err = worker_thread_start(&r->thread, write_out, r, diag);
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    const size_t piece = (size_t)PIECE * env->in_lanes[IN] * sizeof(float);
    struct recorder *r = calloc(1, sizeof(*r) + piece);
    int err;

    *resource = NULL;
    if (!r)
        return LEAT_ERR_NOMEM;
    pthread_mutex_init(&r->lock, NULL);
    err = begin(r, env, settings, diag);
    if (err) {
        finish(r);
        sound_writer_abandon(&r->writer);
        free(r);
        return err;
    }
    *resource = r;
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct recorder *r = *resource;
    struct leat_ring_stats ring;
    int err;

    if (!r)
        return 0;
    leat_rt_ring_stats(r->ring, &ring);
    finish(r);
    if (!atomic_load_explicit(&r->begun, memory_order_relaxed)) /* refused elsewhere */
        sound_writer_abandon(&r->writer);
    err = sound_writer_close(&r->writer, NULL, diag);
    if (ring.refused > 0) {
        leat_diag_add(
            diag, LEAT_WARNING, 602,
            "The disk was too slow: %llu frames are missing in the recording.",
            (unsigned long long)ring.refused);
    }
    free(r);
    *resource = NULL;
    return err;
}

static int ready(void *resource, uint32_t nframes)
{
    struct recorder *r = resource;
    const uint32_t space = leat_rt_ring_space(r->ring);
    const uint32_t capacity = leat_rt_ring_capacity(r->ring);
    const uint32_t half = capacity / 2;
    const int err = atomic_load_explicit(&r->err, memory_order_relaxed);

    atomic_store_explicit(&r->begun, true, memory_order_relaxed);
    if (space < half && (space + nframes >= half || space < nframes)) /* once a round */
        leat_ring_wake(r->ring);
    if (err || space >= nframes)
        return err;
    return leat_ring_wait_space(r->ring, nframes < capacity ? nframes : capacity,
                                PATIENCE_MS);
}

static void status(void *resource, struct leat_resource_status *status)
{
    struct recorder *r = resource;
    struct leat_ring_stats ring;

    memset(status, 0, sizeof(*status));
    leat_rt_ring_stats(r->ring, &ring);
    status->dropped = ring.refused;
    pthread_mutex_lock(&r->lock);
    status->non_finite = r->written.faults.non_finite;
    status->denormal = r->written.faults.denormal;
    status->clipped = r->written.clipped;
    status->peak = r->written.peak;
    status->frames = r->written.frames;
    status->err = r->written.err;
    memcpy(status->message, r->written.message, sizeof(status->message));
    pthread_mutex_unlock(&r->lock);
}

const struct leat_node_class leat_node_file_out = {
    .size = sizeof(struct leat_node_class),
    .name = "file_out",
    .summary = "Record to a sound file.",
    .example = "sine(440.hz) |> file_out(\"sine.wav\")",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
    .open = open,
    .close = close,
    .ready = ready,
    .status = status,
};
