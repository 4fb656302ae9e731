/* SPDX-License-Identifier: MIT */
/* target: where the master of an offline run goes. */
#include "cli/target.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "cli/film.h"
#include "cli/stopwatch.h"
#include "io/sound_format.h"

enum { PIECE = 1024 }; /* frames */

int target_check(const struct options *options, struct leat_diag *diag)
{
    if (!options->out || film_is_path(options->out))
        return 0;
    return sound_format_of(options->out, diag) ? 0 : LEAT_ERR_INVALID;
}

void target_init(struct target *target, const struct options *options)
{
    *target = (struct target){.path = options->out};
    target->measure.with_stats = options->stats || options->json;
    target->measure.with_hash = options->hash || options->json;
    target->measure.with_peak = !options->out || film_is_path(options->out);
    pthread_mutex_init(&target->lock, NULL);
}

/* Write; `written` tells how that went. */
static void write_file(struct target *target, const float *samples, uint32_t nframes,
                       struct sound_written *written)
{
    const uint32_t channels = target->measure.channels;

    for (uint32_t done = 0, n; done < nframes; done += n) {
        n = nframes - done < PIECE ? nframes - done : PIECE;
        memcpy(target->piece, samples + (size_t)done * channels,
               (size_t)n * channels * sizeof(*samples));
        if (!sound_writer_write(target->writer, target->piece, n))
            break;
    }
    sound_writer_status(target->writer, written);
}

/* A reader of the pipe may let us wait for long: nothing is locked meanwhile. */
static int deliver(struct target *target, const float *samples, uint32_t nframes)
{
    struct sound_written written = {0};

    gauge_add(&target->gauge, samples, nframes);
    if (target->also)
        written.err = target->also(target->also_user, samples, nframes);
    if (target->writer)
        write_file(target, samples, nframes, &written);
    pthread_mutex_lock(&target->lock);
    measure_add(&target->measure, samples, nframes);
    if (target->writer) /* which looks for the peak anyway */
        target->measure.peak = written.peak;
    if (!target->first_sound_nsec && target->measure.peak > 0.0f)
        target->first_sound_nsec = stopwatch_now_nsec();
    pthread_mutex_unlock(&target->lock);
    return written.err;
}

/* Through the limiter, whose delay is left out. */
static int limit(struct target *target, const float *samples, uint32_t nframes)
{
    const uint32_t channels = target->measure.channels;
    int err = 0;

    for (uint32_t i = 0, n; i < nframes && err >= 0; i += n) {
        n = nframes - i < HOSTED_FRAMES ? nframes - i : HOSTED_FRAMES;
        const float *out =
            hosted_run(target->limiter, samples + (size_t)i * channels, n);
        const uint32_t first = target->late < n ? target->late : n;
        target->late -= first;
        if (first < n)
            err = deliver(target, out + (size_t)first * channels, n - first);
    }
    return err;
}

static int take(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    struct target *target = user;

    (void)lanes;
    return target->limiter ? limit(target, samples, nframes)
                           : deliver(target, samples, nframes);
}

/* What the limiter still holds. */
static int flush(struct target *target)
{
    const uint32_t n = hosted_latency(target->limiter);
    float *silence = calloc((size_t)n * target->measure.channels, sizeof(float));
    const int err = silence ? limit(target, silence, n) : LEAT_ERR_NOMEM;

    free(silence);
    hosted_destroy(&target->limiter);
    return err;
}

struct leat_sink target_sink(struct target *target)
{
    return (struct leat_sink){.write = take, .user = target};
}

int target_begin(struct target *target, const struct options *options,
                 uint32_t channels, double rate_hz, struct leat_diag *diag)
{
    static const uint32_t bits[] = {
        [BITS_AUTO] = 0, [BITS_16] = 16, [BITS_24] = 24, [BITS_32] = 32};
    const struct sound_wish wish = {
        .channels = channels,
        .rate_hz = rate_hz,
        .bits = bits[options->bits],
        .quality = -1.0f,
        .no_dither = options->no_dither,
        .seed = options->seed,
        .force = options->force,
    };

    int err = 0;

    measure_init(&target->measure, channels, rate_hz);
    if (options->limit.is_set) {
        err = hosted_create("limiter", options->limit.level_db, channels, 0, rate_hz,
                            &target->limiter);
        target->late = err < 0 ? 0 : hosted_latency(target->limiter);
    }
    if (err >= 0 && target->measure.with_stats)
        err = gauge_init(&target->gauge, channels, 0, rate_hz);
    if (err < 0 || !target->path)
        return err;
    target->piece = malloc((size_t)PIECE * channels * sizeof(*target->piece));
    if (!target->piece)
        return LEAT_ERR_NOMEM;
    return sound_writer_open(NULL, target->path, &wish, &target->writer, diag);
}

int target_end(struct target *target, struct leat_diag *diag)
{
    int err = target->limiter ? flush(target) : 0, closing;

    if (target->writer) {
        closing = sound_writer_close(&target->writer, NULL, diag);
        err = err < 0 ? err : closing;
    }
    gauge_finish(&target->gauge, &target->measure);
    free(target->piece);
    target->piece = NULL;
    pthread_mutex_destroy(&target->lock);
    return err;
}

struct measure target_measure(struct target *target, int64_t *first_sound_nsec)
{
    struct measure measure;

    pthread_mutex_lock(&target->lock);
    measure = target->measure;
    *first_sound_nsec = target->first_sound_nsec;
    pthread_mutex_unlock(&target->lock);
    return measure;
}
