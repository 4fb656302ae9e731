/* SPDX-License-Identifier: MIT */
/*
 * file_in: plays a sound file, read ahead by a thread of its own.
 *
 * The thread fills a ring of frames and closes it at the end; process() takes from it.
 * A clock that can wait calls ready() first, so nothing is ever missing.  A live one
 * does not wait: what is not there in time is silence, and what then comes too late is
 * passed over, so that the file keeps its place in time.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>
#include <leat/ring.h>

#include "base/str.h"
#include "io/node_classes.h"
#include "io/sound_file.h"
#include "io/worker_thread.h"

enum { OUT };
enum { PATH, LOOP, START, LENGTH, N_PARAMS };

enum {
    PIECE = 4096,        /* frames that are read at a time */
    RING = 16 * PIECE,   /* read ahead, at rates up to 96 kHz */
    PATIENCE_MS = 10000, /* after which ready() takes the thread for dead */
    PREFILL_MS = 200,    /* longest wait of open() for the first frames */
};

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What the file holds.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "Name of the sound file."},
    [LOOP] = {.name = "loop",
              .kind = LEAT_BOOL,
              .max = 1.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Begin again at the end, without a gap."},
    [START] = {.name = "start",
               .unit = LEAT_UNIT_S,
               .max = 1e6f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Time in the file to begin at."},
    [LENGTH] = {.name = "length",
                .unit = LEAT_UNIT_S,
                .max = 1e6f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "How much of the file to play; 0 is all of it."},
};

/** What is open. */
struct player {
    struct sound_reader *reader;
    struct leat_ring *ring; /* of frames; closed when nothing more will come */
    struct worker_thread thread;
    /* Frames that process() missed, for status(): one writes, any may read, and no
     * other memory hangs on it, so relaxed order serves. */
    _Atomic uint64_t starved;
    pthread_mutex_t lock; /* of what follows */
    struct sound_faults faults;
    int64_t decoded; /* frames, when it ended before `length` said so; else -1 */
    struct sound_info info;
    int64_t start, length; /* frames to play; length -1: until the end */
    bool loop;
    char path[160];
    float piece[]; /* PIECE frames */
};

/* Place in the stream, as process() knows it. */
struct state {
    uint64_t late;                 /* frames to pass over when they come */
    uint32_t fade;                 /* frames of 2 ms */
    uint32_t falls, rises;         /* frames that are left of a fade */
    float last[LEAT_MAX_CHANNELS]; /* what was heard before the gap */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct state);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct state *s = state;

    (void)settings;
    s->fade = (uint32_t)(env->rate_hz * 0.002);
}

/* Frames that did not come: fall from the last one to silence. */
static void fall(struct state *s, float *out, uint32_t nframes, uint32_t channels)
{
    for (uint32_t i = 0; i < nframes; i++, out += channels) {
        const float gain = (float)s->falls / (float)s->fade;
        for (uint32_t c = 0; c < channels; c++)
            out[c] = s->last[c] * gain;
        s->falls -= s->falls > 0;
    }
}

/* The first frames that come again: rise from silence. */
static void rise(struct state *s, float *out, uint32_t nframes, uint32_t channels)
{
    for (; nframes > 0 && s->rises > 0; nframes--, out += channels) {
        const float gain = 1.0f - (float)s->rises / (float)s->fade;
        for (uint32_t c = 0; c < channels; c++)
            out[c] *= gain;
        s->rises--;
    }
}

/* Take frames whose time has gone by out of the ring; `bin` holds nframes. */
static void pass_over(struct state *s, struct leat_ring *ring, float *bin,
                      uint32_t nframes)
{
    uint32_t n = nframes;

    while (s->late > 0 && n == nframes) {
        n = leat_rt_ring_fill(ring);
        n = n < nframes ? n : nframes;
        n = n < s->late ? n : (uint32_t)s->late;
        s->late -= leat_rt_ring_read(ring, bin, n);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct state *s = state;
    struct player *p = block->resource;
    const uint32_t n = block->nframes, channels = block->out_lanes[OUT];
    const bool ended = leat_rt_ring_closed(p->ring); /* asked before what is left */
    float *out = block->out[OUT], *rest;
    uint32_t got = 0;

    pass_over(s, p->ring, out, n);
    if (s->late == 0)
        got = leat_rt_ring_read(p->ring, out, n);
    rest = out + (size_t)got * channels;
    rise(s, out, got, channels);
    if (got > 0)
        memcpy(s->last, rest - channels, channels * sizeof(float));
    if (ended && got < n) {
        memset(rest, 0, (size_t)(n - got) * channels * sizeof(float));
        block->out_live[OUT] = got;
    } else if (got < n) {
        if (got > 0 || s->rises == 0)
            s->falls = s->fade;
        fall(s, rest, n - got, channels);
        s->rises = s->fade;
        s->late += n - got;
        atomic_fetch_add_explicit(&p->starved, n - got, memory_order_relaxed);
    }
}

/* Play the part from `start` once; false when nothing more is to be done. */
static bool play_once(struct player *p)
{
    int64_t left = p->length, played = 0;
    uint32_t n, got;

    do {
        n = left >= 0 && left < PIECE ? (uint32_t)left : PIECE;
        got = sound_reader_read(p->reader, p->piece, n);
        pthread_mutex_lock(&p->lock);
        p->faults = sound_reader_faults(p->reader);
        pthread_mutex_unlock(&p->lock);
        played += got;
        left -= left >= 0 ? got : 0;
        if (leat_ring_wait_space(p->ring, got, -1) < 0)
            return false; /* closed: nobody will hear it */
        leat_rt_ring_write(p->ring, p->piece, got);
        leat_ring_wake(p->ring);
    } while (got == n && left != 0);
    if (got < n && p->info.length >= 0 && p->start + played < p->info.length) {
        pthread_mutex_lock(&p->lock);
        p->decoded = p->start + played;
        pthread_mutex_unlock(&p->lock);
    }
    return played > 0;
}

static void read_ahead(void *user)
{
    struct player *p = user;

    while (play_once(p) && p->loop && sound_reader_seek(p->reader, p->start))
        ;
    leat_rt_ring_close(p->ring);
    leat_ring_wake(p->ring);
}

/* What is played of the file: p->start and p->length in frames. */
static int choose_part(struct player *p, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    const double rate_hz = p->info.rate_hz;
    const int64_t all = p->info.length;

    p->loop = settings->number[LOOP] != 0.0f;
    p->start = (int64_t)((double)settings->number[START] * rate_hz + 0.5);
    p->length = (int64_t)((double)settings->number[LENGTH] * rate_hz + 0.5);
    if (all >= 0 && p->start > 0 && p->start >= all) {
        leat_diag_add(diag, LEAT_ERROR, 407, "`%s` has no sound at %.3f s.", p->path,
                      (double)settings->number[START]);
        leat_diag_hint(diag, "It is %.3f s long.", (double)all / rate_hz);
        return LEAT_ERR_RANGE;
    }
    if (p->length == 0 || (all >= 0 && p->length > all - p->start))
        p->length = all < 0 ? -1 : all - p->start;
    return 0;
}

/* Open the file and choose the part; open() and probe() both begin so. */
static int begin(struct player *p, const char *base,
                 const struct leat_settings *settings, struct leat_diag *diag)
{
    const char *path = settings->text[PATH];
    int err;

    if (!path[0]) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`file_in` needs a path.");
        leat_diag_hint(diag, "Name a sound file: file(\"song.ogg\").");
        return LEAT_ERR_INVALID;
    }
    str_format(p->path, sizeof(p->path), "%s", path);
    err = sound_reader_open(base, path, &p->reader, &p->info, diag);
    if (!err)
        err = choose_part(p, settings, diag);
    return err;
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    struct player *p = calloc(1, sizeof(*p));
    int err = p ? begin(p, base, settings, diag) : LEAT_ERR_NOMEM;

    if (!err) {
        info->lanes = p->info.channels;
        info->mask = p->info.mask;
        info->length = p->loop ? -1 : p->length;
        info->rate_hz = p->info.rate_hz;
    }
    if (p)
        sound_reader_close(&p->reader);
    free(p);
    return err;
}

static void finish(struct player *p)
{
    if (p->ring)
        leat_rt_ring_close(p->ring);
    if (p->ring)
        leat_ring_wake(p->ring);
    worker_thread_join(&p->thread);
    sound_reader_close(&p->reader);
    leat_ring_destroy(&p->ring);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

/* Make the ring and start to fill it. */
static int start(struct player *p, const struct leat_env *env, struct leat_diag *diag)
{
    const uint32_t frame_bytes = p->info.channels * (uint32_t)sizeof(float);
    const uint32_t capacity = p->info.rate_hz > 96000.0 ? 4 * RING : RING;
    int err;

    if (p->info.channels != env->out_lanes[OUT] || p->info.rate_hz != env->rate_hz) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%s` changed while it was being opened.",
                      p->path);
        return LEAT_ERR_STATE;
    }
    if (!sound_reader_seek(p->reader, p->start)) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%s` cannot be played from %.3f s on.",
                      p->path, (double)p->start / p->info.rate_hz);
        return LEAT_ERR_BAD_FILE;
    }
    err = leat_ring_create(frame_bytes, capacity, LEAT_RING_DROPPING, &p->ring);
    if (!err)
        err = worker_thread_start(&p->thread, read_ahead, p, diag);
    if (!err && env->live) /* what is late will be late: go on */
        leat_ring_wait_fill(p->ring, PIECE, PREFILL_MS);
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    const size_t piece = (size_t)PIECE * env->out_lanes[OUT] * sizeof(float);
    struct player *p = calloc(1, sizeof(*p) + piece);
    int err;

    *resource = NULL;
    if (!p)
        return LEAT_ERR_NOMEM;
    pthread_mutex_init(&p->lock, NULL);
    p->decoded = -1;
    err = begin(p, env->base, settings, diag);
    if (!err)
        err = start(p, env, diag);
    if (err)
        finish(p);
    else
        *resource = p;
    return err;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct player *p = *resource;

    if (!p)
        return 0;
    if (p->decoded >= 0 || p->info.is_cut) {
        leat_diag_add(diag, LEAT_WARNING, 803, "`%s` ends before its header says.",
                      p->path);
        leat_diag_hint(diag, "What is there was played: %.3f s.  Copy it again.",
                       (double)(p->decoded >= 0 ? p->decoded : p->info.length) /
                           p->info.rate_hz);
    }
    finish(p);
    *resource = NULL;
    return 0;
}

static int ready(void *resource, uint32_t nframes)
{
    const struct player *p = resource;
    const uint32_t fill = leat_rt_ring_fill(p->ring);
    const uint32_t capacity = leat_rt_ring_capacity(p->ring);
    const uint32_t half = capacity / 2;
    int err;

    if (fill < half && (fill + nframes >= half || fill < nframes)) /* once a round */
        leat_ring_wake(p->ring);
    if (fill >= nframes)
        return 0;
    err = leat_ring_wait_fill(p->ring, nframes < capacity ? nframes : capacity,
                              PATIENCE_MS);
    return err == LEAT_ERR_CANCELLED ? 0 : err; /* then what is there is the end */
}

static void status(void *resource, struct leat_resource_status *status)
{
    struct player *p = resource;
    struct leat_ring_stats ring;

    memset(status, 0, sizeof(*status));
    leat_rt_ring_stats(p->ring, &ring);
    status->frames = (int64_t)ring.reads;
    status->starved = atomic_load_explicit(&p->starved, memory_order_relaxed);
    pthread_mutex_lock(&p->lock);
    status->non_finite = p->faults.non_finite;
    status->denormal = p->faults.denormal;
    pthread_mutex_unlock(&p->lock);
}

const struct leat_node_class leat_node_file_in = {
    .size = sizeof(struct leat_node_class),
    .name = "file_in",
    .summary = "Play a sound file.",
    .example = "file_in(\"song.ogg\") |> output()",
    .flags = LEAT_CLASS_ENDS | LEAT_CLASS_SEEKS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .init = init,
    .process = process,
    .open = open,
    .close = close,
    .ready = ready,
    .status = status,
};
