/* SPDX-License-Identifier: MIT */
/*
 * file_out: records what comes in to a sound file, written by a thread of its own.
 *
 * process() puts frames into a ring and a take (io/take.h) brings them to the file.  A
 * clock that can wait calls ready() first, so nothing is ever lost.  A live one does
 * not wait: what the disk cannot take in time is silence in the file, and counted.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>
#include <leat/ring.h>

#include "io/node_classes.h"
#include "io/take.h"
#include "rt/ring.h"

enum { IN };
enum { PATH, BITS, QUALITY, DITHER, FORCE, N_PARAMS };

enum {
    RING = 65536,        /* frames that may wait for the disk, with clocks that wait */
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
struct recording {
    struct leat_ring *ring; /* of frames */
    struct take *take;
    atomic_bool begun; /* an engine runs: sound, or its end, will come */
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct recording *r = block->resource;

    (void)state;
    atomic_store_explicit(&r->begun, true, memory_order_relaxed);
    leat_rt_ring_write(r->ring, block->in[IN], block->in_live[IN]);
}

static int begin(struct recording *r, const struct leat_env *env,
                 const struct leat_settings *settings, struct leat_diag *diag)
{
    const uint32_t channels = env->in_lanes[IN];
    struct take_wish wish = {
        .base = env->base,
        .path = settings->text[PATH],
        .sound = {.channels = channels,
                  .mask = env->in_mask[IN],
                  .rate_hz = env->rate_hz,
                  .bits = (uint32_t)settings->number[BITS],
                  .quality = settings->number[QUALITY],
                  .no_dither = settings->number[DITHER] == 0.0f,
                  .seed = env->seed,
                  .force = settings->number[FORCE] != 0.0f},
    };
    const uint32_t live = (uint32_t)(env->rate_hz * LIVE_S);
    int err;

    if (!settings->text[PATH][0]) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`file_out` needs a path.");
        leat_diag_hint(diag, "Name the file to write: file(\"out.wav\").");
        return LEAT_ERR_INVALID;
    }
    err = leat_ring_create(channels * (uint32_t)sizeof(float),
                           env->live && live > RING ? live : RING, LEAT_RING_CIRCULAR,
                           &r->ring);
    wish.ring = r->ring;
    return err ? err : take_start(&wish, &r->take, diag);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct recording *r = calloc(1, sizeof(*r));
    int err;

    *resource = NULL;
    if (!r)
        return LEAT_ERR_NOMEM;
    err = begin(r, env, settings, diag);
    if (err) {
        leat_ring_destroy(&r->ring);
        free(r);
        return err;
    }
    *resource = r;
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct recording *r = *resource;
    int err;

    if (!r)
        return 0;
    if (!atomic_load_explicit(&r->begun, memory_order_relaxed)) /* refused elsewhere */
        take_abandon(&r->take);
    err = take_finish(&r->take, rt_ring_written(r->ring), NULL, diag);
    leat_ring_destroy(&r->ring);
    free(r);
    *resource = NULL;
    return err;
}

static int ready(void *resource, uint32_t nframes)
{
    struct recording *r = resource;
    const uint32_t space = leat_rt_ring_space(r->ring);
    const uint32_t capacity = leat_rt_ring_capacity(r->ring);
    const uint32_t half = capacity / 2;
    const int err = take_err(r->take);

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
    struct recording *r = resource;
    struct take_status is;

    take_status(r->take, &is);
    memset(status, 0, sizeof(*status));
    status->dropped = is.dropped;
    status->non_finite = is.written.faults.non_finite;
    status->denormal = is.written.faults.denormal;
    status->clipped = is.written.clipped;
    status->peak = is.written.peak;
    status->frames = is.written.frames;
    status->err = is.written.err;
    memcpy(status->message, is.written.message, sizeof(status->message));
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
