/* SPDX-License-Identifier: MIT */
/* recorder: hears a stream, remembers its last seconds, writes takes of it. */
#include "io/recorder.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/take.h"
#include "io/take_name.h"
#include "rt/ring.h"

enum {
    QUEUE_S = 8,
    NUMBERS = 10000, /* of one name */
    PATIENCE_MS = 10000
};

struct recorder {
    struct recorder_config config;
    char folder[FILE_PATH_SIZE];
    struct leat_ring *ring; /* of frames, always written */
    _Atomic int64_t origin; /* the stream's frame that is counter 0 of the ring; -1 */
    struct take *take;      /* under way, or NULL */
    struct take_status last;
    uint64_t first; /* counter of the take's first frame */
    char name[TAKE_NAME_SIZE];
};

static bool is_in_range(const struct recorder_config *c)
{
    return c->rate_hz >= SOUND_RATE_MIN && c->rate_hz <= SOUND_RATE_MAX &&
           c->channels >= 1 && c->channels <= LEAT_MAX_CHANNELS &&
           c->preroll_s >= 0.0 && c->preroll_s <= RECORDER_PREROLL_MAX_S &&
           c->queue_s >= 0.0 && c->queue_s <= 60.0;
}

int recorder_create(const struct recorder_config *config, struct recorder **out,
                    struct leat_diag *diag)
{
    const double queue_s = config->queue_s > 0.0 ? config->queue_s : QUEUE_S;
    struct recorder *r;
    int err;

    *out = NULL;
    if (!is_in_range(config))
        return LEAT_ERR_INVALID;
    r = calloc(1, sizeof(*r));
    if (!r)
        return LEAT_ERR_NOMEM;
    r->config = *config;
    atomic_init(&r->origin, -1);
    err = file_path_join(r->folder, "", config->folder, diag);
    if (!err)
        err = leat_ring_create(
            config->channels * (uint32_t)sizeof(float),
            (uint32_t)((config->preroll_s + queue_s) * config->rate_hz) + 1,
            LEAT_RING_CIRCULAR, &r->ring);
    *out = r;
    if (err)
        recorder_destroy(out, NULL);
    return err;
}

int recorder_create_beside(const struct recorder *recorder, uint32_t channels,
                           struct recorder **out, struct leat_diag *diag)
{
    struct recorder_config config = recorder->config;

    config.folder = recorder->folder;
    config.channels = channels;
    config.mask = 0;
    config.preroll_s = 0.0;
    return recorder_create(&config, out, diag);
}

void recorder_expect(struct recorder *recorder, int64_t frame)
{
    atomic_store_explicit(&recorder->origin, frame, memory_order_release);
}

LEAT_RT void rt_recorder_listen(void *recorder, int64_t frame, const float *samples,
                                uint32_t nframes, uint32_t lanes)
{
    struct recorder *r = recorder;

    assert(lanes == r->config.channels);
    (void)lanes;
    /* relaxed: this thread's own until it is set.  release: a beginning take may ask */
    if (atomic_load_explicit(&r->origin, memory_order_relaxed) < 0)
        atomic_store_explicit(&r->origin, frame, memory_order_release);
    leat_rt_ring_write(r->ring, samples, nframes);
}

/* The stream's frame of counter 0; 0 while nothing was heard. */
static int64_t origin(const struct recorder *r)
{
    const int64_t frame = atomic_load_explicit(&r->origin, memory_order_acquire);

    return frame < 0 ? 0 : frame;
}

int64_t recorder_frame(const struct recorder *recorder)
{
    return origin(recorder) + (int64_t)rt_ring_written(recorder->ring);
}

/* The counter of a frame; -1: of the next one. */
static uint64_t counter_of(const struct recorder *r, int64_t frame)
{
    const int64_t start = origin(r);

    if (frame < 0)
        return rt_ring_written(r->ring);
    return frame > start ? (uint64_t)(frame - start) : 0;
}

/* The first number from `from` on under which there is no file; 0: none. */
static int find_free(const struct recorder *r, const struct take_name *name,
                     uint32_t from, uint32_t *number, struct leat_diag *diag)
{
    char text[TAKE_NAME_SIZE], path[FILE_PATH_SIZE];
    struct stat there;

    *number = 0;
    for (uint32_t n = from ? from : 1; n <= NUMBERS; n++) {
        take_name_numbered(name, n, text);
        if (!text[0])
            break;
        const int err = file_path_join(path, r->folder, text, diag);
        if (err)
            return err;
        if (lstat(path, &there) == 0)
            continue;
        *number = n;
        break;
    }
    return 0;
}

int recorder_free_number(const struct recorder *recorder,
                         const struct recorder_wish *wish, uint32_t *number,
                         struct leat_diag *diag)
{
    struct take_name name;
    const int err = take_name_complete(wish->name, wish->format, &name, diag);

    return err ? err : find_free(recorder, &name, wish->number, number, diag);
}

/* Start the take under the first name that is free. */
static int start_free(struct recorder *r, const struct take_name *name, uint32_t number,
                      struct take_wish *wish, struct leat_diag *diag)
{
    int err = find_free(r, name, number, &number, diag);

    wish->base = r->folder;
    wish->path = r->name;
    while (!err && number) {
        take_name_numbered(name, number, r->name);
        err = take_start(wish, &r->take, diag);
        if (err != LEAT_ERR_EXISTS)
            return err;
        leat_diag_clear(diag); /* somebody was quicker */
        err = find_free(r, name, number + 1, &number, diag);
    }
    if (err)
        return err;
    leat_diag_add(diag, LEAT_ERROR, 802, "There is no free number for `%s`.",
                  name->text);
    leat_diag_hint(diag, "Choose another name.");
    return LEAT_ERR_EXISTS;
}

int recorder_start(struct recorder *recorder, const struct recorder_wish *wish,
                   struct leat_diag *diag)
{
    struct recorder *r = recorder;
    struct take_name name;
    struct take_wish take = {
        .sound = {.channels = r->config.channels,
                  .mask = r->config.mask,
                  .rate_hz = r->config.rate_hz,
                  .quality = -1.0f,
                  .seed = r->config.seed},
        .ring = r->ring,
        .keeps = true,
    };
    const double wished = wish->preroll_s < 0.0 ? 0.0 : wish->preroll_s;
    const double most = r->config.preroll_s;
    const uint64_t before =
        (uint64_t)((wished < most ? wished : most) * r->config.rate_hz + 0.5);
    const uint64_t at = counter_of(r, wish->first);
    int err;

    if (r->take) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` is being recorded already.",
                      r->name);
        leat_diag_hint(diag, "Stop that first.");
        return LEAT_ERR_STATE;
    }
    err = take_name_complete(wish->name, wish->format, &name, diag);
    if (err)
        return err;
    take.sound.bits = name.bits;
    take.first = at > before ? at - before : 0;
    err = start_free(r, &name, wish->number, &take, diag);
    if (err)
        r->name[0] = '\0';
    else
        r->first = take.first;
    return err;
}

/* The counter of an end: not before the take begins. */
static uint64_t end_of(const struct recorder *r, int64_t end)
{
    const uint64_t at = counter_of(r, end);

    return at < r->first ? r->first : at;
}

void recorder_end(struct recorder *recorder, int64_t end)
{
    if (recorder->take)
        take_end(recorder->take, end_of(recorder, end));
}

int recorder_stop(struct recorder *recorder, int64_t end, struct leat_diag *diag)
{
    struct recorder *r = recorder;

    if (!r->take)
        return LEAT_ERR_STATE;
    return take_finish(&r->take, end_of(r, end), &r->last, diag);
}

void recorder_abandon(struct recorder *recorder)
{
    if (!recorder->take)
        return;
    take_abandon(&recorder->take);
    recorder->name[0] = '\0';
}

int recorder_mark(struct recorder *recorder, int64_t frame, const char *text,
                  struct leat_diag *diag)
{
    struct recorder *r = recorder;
    const uint64_t at = counter_of(r, frame);
    int err;

    if (!r->take)
        return LEAT_ERR_STATE;
    if (at < r->first)
        return LEAT_ERR_INVALID;
    err = take_mark(r->take, at, text);
    if (err == LEAT_ERR_UNSUPPORTED) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%s` cannot hold marks.", r->name);
        leat_diag_hint(diag, "Record WAV to have them.");
    }
    return err;
}

void recorder_status(struct recorder *recorder, struct recorder_status *out)
{
    struct recorder *r = recorder;
    struct take_status is = r->last;
    struct stat file;

    memset(out, 0, sizeof(*out));
    if (r->take)
        take_status(r->take, &is);
    out->recording = r->take != NULL;
    out->first = origin(r) + (int64_t)r->first;
    out->frames = is.written.frames;
    out->safe = is.safe;
    out->seconds = (double)is.written.frames / r->config.rate_hz;
    out->dropped = is.dropped;
    out->clipped = is.written.clipped;
    out->peak = is.written.peak;
    out->queue = is.waiting;
    out->queue_max = is.waiting_max;
    out->queue_room = leat_rt_ring_capacity(r->ring);
    out->err = is.written.err;
    memcpy(out->message, is.written.message, sizeof(out->message));
    if (r->name[0] && file_path_join(out->path, r->folder, r->name, NULL) == 0 &&
        stat(out->path, &file) == 0)
        out->bytes = file.st_size;
}

int recorder_ready(struct recorder *recorder, uint32_t nframes)
{
    const struct timespec look = {.tv_nsec = 1000000};
    const struct recorder *r = recorder;
    const uint32_t room = leat_rt_ring_capacity(r->ring);

    if (!r->take)
        return 0;
    for (int ms = 0; ms < PATIENCE_MS; ms++) {
        const int err = take_err(r->take);
        if (err || rt_ring_written(r->ring) + nframes <= take_place(r->take) + room)
            return err;
        nanosleep(&look, NULL);
    }
    return LEAT_ERR_TIMEOUT;
}

int recorder_destroy(struct recorder **recorder, struct leat_diag *diag)
{
    struct recorder *r = *recorder;
    int err = 0;

    if (!r)
        return 0;
    if (r->take)
        err = recorder_stop(r, -1, diag);
    leat_ring_destroy(&r->ring);
    free(r);
    *recorder = NULL;
    return err;
}
