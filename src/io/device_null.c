/* SPDX-License-Identifier: MIT */
/*
 * device_null: a device that a timer drives and nobody hears.
 *
 * Block k is due at start + k * block / rate.  A block that comes late is computed all
 * the same; when it is late by more than a block, all that follow move with it: the
 * timeline slips, and nothing is skipped.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <leat/err.h>
#include <leat/time.h>

#include "base/str.h"
#include "io/device_backend.h"
#include "io/rt_thread.h"
#include "io/sound_file.h"

enum { NSEC = 1000000000 };

struct null_device {
    struct leat_device_callbacks callbacks;
    struct rt_thread thread;
    /* stop() sets it, the thread looks each block: nothing else hangs on it */
    atomic_bool stopping;
    double rate_hz;
    uint32_t block;
    const float *in[DEVICE_CHANNELS_MAX];
    float *out[DEVICE_CHANNELS_MAX];
    float samples[]; /* of one silent input, then of the outputs */
};

static bool available(char *why, size_t size)
{
    (void)why;
    (void)size;
    return true;
}

static uint32_t list(struct leat_device_info *infos, uint32_t n)
{
    if (n > 0)
        infos[0] = (struct leat_device_info){
            .backend = "null",
            .inputs = DEVICE_CHANNELS_MAX,
            .outputs = DEVICE_CHANNELS_MAX,
            .rate_hz = 48000.0,
            .available = true,
        };
    return 1;
}

static int64_t now_nsec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NSEC + now.tv_nsec;
}

static void sleep_until(int64_t due_nsec)
{
    const struct timespec due = {(time_t)(due_nsec / NSEC), (long)(due_nsec % NSEC)};

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
        ;
}

static void run(void *user)
{
    struct null_device *d = user;
    const int64_t block_nsec = leat_rt_scale_round(d->block, (int64_t)NSEC * 1000,
                                                   (int64_t)(d->rate_hz * 1000.0));
    int64_t start_nsec = now_nsec(), frame = 0;

    while (!atomic_load_explicit(&d->stopping, memory_order_relaxed)) {
        const int64_t due_nsec =
            start_nsec + leat_rt_scale_round(frame, (int64_t)NSEC * 1000,
                                             (int64_t)(d->rate_hz * 1000.0));
        const int64_t late_nsec = now_nsec() - due_nsec;
        if (late_nsec > block_nsec)
            start_nsec += late_nsec;
        else
            sleep_until(due_nsec);
        d->callbacks.process(d->callbacks.user, d->in, d->out, d->block);
        frame += d->block;
    }
}

static int open(const char *name, const struct leat_device_wish *wish,
                const struct leat_device_callbacks *callbacks, void **instance,
                struct leat_device_format *format, struct leat_diag *diag)
{
    static const double offers[] = {SOUND_RATE_MIN, 48000.0, SOUND_RATE_MAX, 0.0};
    struct null_device *d;
    uint32_t block;

    (void)name;
    *instance = NULL;
    if (wish->rate_hz != 0.0 &&
        !(wish->rate_hz >= SOUND_RATE_MIN && wish->rate_hz <= SOUND_RATE_MAX))
        return device_refuse_rate("null", wish->rate_hz, offers, diag);
    format->realtime = rt_thread_allowed();
    block = wish->block ? wish->block : format->realtime ? 64 : 256;
    d = calloc(1, sizeof(*d) + (wish->outputs + 1) * (size_t)block * sizeof(float));
    if (!d)
        return LEAT_ERR_NOMEM;
    d->callbacks = *callbacks;
    d->rate_hz = wish->rate_hz != 0.0 ? wish->rate_hz : 48000.0;
    d->block = block;
    for (uint32_t c = 0; c < wish->inputs; c++)
        d->in[c] = d->samples;
    for (uint32_t c = 0; c < wish->outputs; c++)
        d->out[c] = d->samples + (c + 1) * (size_t)block;
    format->rate_hz = d->rate_hz;
    format->block = block;
    format->inputs = wish->inputs;
    format->outputs = wish->outputs;
    *instance = d;
    return 0;
}

static int start(void *instance, struct leat_diag *diag)
{
    struct null_device *d = instance;
    int err = 0;

    if (d->thread.running)
        return 0;
    atomic_store_explicit(&d->stopping, false, memory_order_relaxed);
    err = rt_thread_start(&d->thread, run, d);
    if (err)
        leat_diag_add(diag, LEAT_ERROR, 701, "The timer cannot start: %s.",
                      leat_strerror(err));
    return err;
}

static void stop(void *instance)
{
    struct null_device *d = instance;

    atomic_store_explicit(&d->stopping, true, memory_order_relaxed);
    rt_thread_join(&d->thread);
}

static void close(void *instance)
{
    free(instance);
}

const struct device_backend device_null = {
    .name = "null",
    .available = available,
    .list = list,
    .open = open,
    .start = start,
    .stop = stop,
    .close = close,
};
